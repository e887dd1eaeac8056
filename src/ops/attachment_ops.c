#include "ops/attachment_ops.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "ops/audit_ops.h"
#include "store/attachment_file.h"
#include "store/attachment_store.h"

#define KEEP_UNUSED_MS (24 * 3600 * 1000LL)

enum { REMOVED_AT_ONCE = 100 };

const char *attachment_ops_path(const struct ops *ops, const struct attachment *attachment, struct arena *arena)
{
	return attachment_file_path(store_data_dir(ops->store), attachment->sha256, arena);
}

static bool check_size(const struct attachment_new *new, struct arena *arena, struct error *err)
{
	const char *bytes = arena_printf(arena, "%lld", (long long)new->size_bytes);

	if (!new->file || new->size_bytes <= 0)
		return error_invalid(err, "file", "not_empty", "0", "The file is empty. Choose another one.");
	if (new->size_bytes > ATTACHMENT_MAX_BYTES)
		return error_invalid(err, "file", "max_size", bytes,
			"“%.100s” is larger than the %d MB that an email carries. Put it where it can be downloaded, "
			"and write "
			"the link.",
			new->name, ATTACHMENT_MAX_BYTES >> 20);
	return true;
}

/* A sweep may have taken an old file of the same content just as it came again. */
static bool is_there(struct ops *ops, const struct attachment *attachment, struct arena *arena, struct error *err)
{
	if (access(attachment_ops_path(ops, attachment, arena), R_OK) == 0)
		return true;
	return error_set(err, ERROR_TEMPORARY, "try_again", "The file was being tidied away. Send it again.");
}

static bool add_row(struct ops *ops, const struct call *call, struct attachment *attachment, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) && is_there(ops, attachment, call->arena, err) &&
		attachment_store_add(tx, attachment, err) &&
		audit_ops_add(tx, call, "attachment.add", ID_ATTACHMENT, attachment->id, NULL, err) &&
		tx_commit(tx, err);
}

bool attachment_ops_add(struct ops *ops, const struct call *call, const struct attachment_new *new,
	struct attachment *out, struct error *err)
{
	struct attachment_look *look = ARENA_NEW(call->arena, struct attachment_look);

	*out = (struct attachment){.workspace_id = call->workspace_id,
		.name = new->name,
		.size = new->size_bytes,
		.created_at = clock_wall(ops->clock),
		.created_by = call->actor.user_id};
	if (!attachment_check_name(new->name, err) || !check_size(new, call->arena, err) ||
		!attachment_file_look(new->file, look, err) ||
		!attachment_find_type(new->name, look->head, look->head_length, &out->type, err))
		return false;
	out->size = look->size;
	memcpy(out->sha256, look->sha256, sizeof(out->sha256));
	return attachment_file_keep(store_data_dir(ops->store), new->file, out->sha256, call->arena, err) &&
		add_row(ops, call, out, err);
}

bool attachment_ops_get(struct ops *ops, const struct call *call, int64_t id, struct attachment *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) && attachment_store_get(tx, call->workspace_id, id, call->arena, out, err);
}

static bool forget_rows(struct ops *ops, int64_t before, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t deleted = 0;

	return tx_begin(ops->store, &tx, err) && attachment_store_delete_unused(tx, before, &deleted, err) &&
		(deleted == 0 || tx_commit(tx, err));
}

/* Contents that no row knows, as far as a reader sees. */
struct strays {
	struct tx *tx;
	unsigned char hashes[REMOVED_AT_ONCE][ATTACHMENT_HASH_SIZE];
	size_t count;
};

static bool note_stray(void *context, const unsigned char sha256[ATTACHMENT_HASH_SIZE], struct error *err)
{
	struct strays *strays = context;
	bool known = true;

	if (strays->count == REMOVED_AT_ONCE)
		return true;
	if (!attachment_store_is_known(strays->tx, sha256, &known, err))
		return false;
	if (!known)
		memcpy(strays->hashes[strays->count++], sha256, ATTACHMENT_HASH_SIZE);
	return true;
}

static bool find_strays(struct ops *ops, int64_t before, struct arena *arena, struct strays *strays, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_read(ops->store, &tx, err))
		return false;
	strays->tx = tx;
	return attachment_file_each_old(store_data_dir(ops->store), before, note_stray, strays, arena, err);
}

/* With the writer's lock, so that no row of it comes into being meanwhile. */
static bool remove_stray(struct ops *ops, const unsigned char sha256[ATTACHMENT_HASH_SIZE], int64_t before,
	struct arena *arena, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	bool known = true;

	if (!tx_begin(ops->store, &tx, err) || !attachment_store_is_known(tx, sha256, &known, err))
		return false;
	if (!known)
		attachment_file_remove_old(store_data_dir(ops->store), sha256, before, arena);
	return true;
}

bool attachment_ops_sweep(struct ops *ops, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct strays *strays = ARENA_NEW(arena, struct strays);
	int64_t before = clock_wall(ops->clock) - KEEP_UNUSED_MS;

	if (!forget_rows(ops, before, err) || !find_strays(ops, before, arena, strays, err))
		return false;
	for (size_t i = 0; i < strays->count; i++)
		if (!remove_stray(ops, strays->hashes[i], before, arena, err))
			return false;
	return true;
}
