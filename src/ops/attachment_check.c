#include "ops/attachment_check.h"

#include <string.h>

#include "ops/step_attachments.h"
#include "store/attachment_store.h"
#include "store/campaign_store.h"
#include "store/step_store.h"

/* A content that was read: several steps may carry it. */
struct looked {
	const unsigned char *sha256;
	struct error err; /* ERROR_NONE: it is whole */
	struct looked *next;
};

struct checking {
	const char *data_dir;
	struct arena *arena;
	struct looked *looked;
	struct attachment_check *out;
};

static const struct error *look(struct checking *checking, const struct message_file *file)
{
	struct looked *looked = checking->looked;

	while (looked && memcmp(looked->sha256, file->sha256, MESSAGE_HASH_SIZE) != 0)
		looked = looked->next;
	if (looked)
		return &looked->err;
	looked = ARENA_NEW(checking->arena, struct looked);
	looked->sha256 = file->sha256;
	looked->next = checking->looked;
	checking->looked = looked;
	if (message_file_is_whole(file, &looked->err))
		looked->err.kind = ERROR_NONE;
	return &looked->err;
}

static void note(struct checking *checking, const struct campaign *campaign, const struct step *step,
	const struct message_file *file, const struct error *why)
{
	struct attachment_check *out = checking->out;

	if (out->faulty++ < ATTACHMENT_FAULTS_MAX)
		out->faults[out->count++] = (struct attachment_fault){.campaign_id = campaign->id,
			.campaign = campaign->name,
			.position = step->position,
			.file = file->name,
			.code = why->code,
			.text = arena_text(checking->arena, why->message)};
}

static void check_step(struct checking *checking, const struct campaign *campaign, const struct step *step)
{
	size_t count = 0;
	const struct message_file *files = step_attachments_all(
		campaign, step, checking->data_dir, checking->arena, &count);

	checking->out->carried += (int64_t)count;
	for (size_t i = 0; i < count; i++) {
		const struct error *why = look(checking, &files[i]);

		if (why->kind != ERROR_NONE)
			note(checking, campaign, step, &files[i], why);
	}
}

/* A campaign with its steps. */
struct carrier {
	struct campaign campaign;
	struct step *steps;
	size_t step_count;
};

static bool read_carriers(struct ops *ops, int64_t workspace_id, struct arena *arena, struct carrier **list,
	size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t *ids = NULL;

	if (!tx_read(ops->store, &tx, err) || !attachment_store_carriers(tx, workspace_id, arena, &ids, count, err))
		return false;
	*list = ARENA_ARRAY(arena, struct carrier, *count);
	for (size_t i = 0; i < *count; i++) {
		struct carrier *carrier = &(*list)[i];

		if (!campaign_store_get(tx, workspace_id, ids[i], arena, &carrier->campaign, err) ||
			!step_store_list(tx, workspace_id, ids[i], arena, &carrier->steps, &carrier->step_count, err))
			return false;
	}
	return true;
}

bool attachment_check(
	struct ops *ops, int64_t workspace_id, struct arena *arena, struct attachment_check *out, struct error *err)
{
	struct checking checking = {.data_dir = store_data_dir(ops->store), .arena = arena, .out = out};
	struct carrier *list = NULL;
	size_t count = 0;

	*out = (struct attachment_check){.faults = ARENA_ARRAY(arena, struct attachment_fault, ATTACHMENT_FAULTS_MAX)};
	if (!read_carriers(ops, workspace_id, arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < list[i].step_count; k++)
			check_step(&checking, &list[i].campaign, &list[i].steps[k]);
	return true;
}
