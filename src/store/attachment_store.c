#include "store/attachment_store.h"

#include <string.h>

#include "store/id_rows.h"
#include "store/query.h"

bool attachment_store_add(struct tx *tx, struct attachment *attachment, struct error *err)
{
	attachment->id = tx_new_id(tx);
	return query_exec(tx, QUERY_ATTACHMENT_ADD, NULL, err, BIND_INT("workspace", attachment->workspace_id),
		BIND_INT("id", attachment->id), BIND_TEXT("name", attachment->name),
		BIND_TEXT("type", attachment->type), BIND_INT("size", attachment->size),
		BIND_BLOB("sha256", attachment->sha256, ATTACHMENT_HASH_SIZE), BIND_INT("now", attachment->created_at),
		BIND_INT_OR_NULL("user", attachment->created_by));
}

static void read_row(struct rows *rows, int64_t workspace_id, struct arena *arena, struct attachment *out)
{
	const unsigned char *hash;
	size_t length = 0;

	out->workspace_id = workspace_id;
	out->id = row_int(rows);
	out->name = row_text(rows, arena);
	out->type = row_text(rows, arena);
	out->size = row_int(rows);
	hash = row_blob(rows, arena, &length);
	if (hash && length == ATTACHMENT_HASH_SIZE)
		memcpy(out->sha256, hash, length);
	out->created_at = row_int(rows);
	out->created_by = row_int(rows);
}

bool attachment_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct attachment *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(
		    tx, QUERY_ATTACHMENT_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such attachment.");
	read_row(rows, workspace_id, arena, out);
	return true;
}

static struct step *find_step(struct step *steps, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].id == id)
			return &steps[i];
	return NULL;
}

bool attachment_store_fill(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	struct step *steps, size_t count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_ATTACHMENT_LIST_OF_CAMPAIGN, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id)))
		return false;
	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			return true;
		struct step *step = find_step(steps, count, row_int(rows));
		struct step_attachment *attachment;

		if (!step || step->attachment_count == ATTACHMENT_MAX_COUNT)
			continue;
		if (!step->attachments)
			step->attachments = ARENA_ARRAY(arena, struct step_attachment, ATTACHMENT_MAX_COUNT);
		attachment = &step->attachments[step->attachment_count++];
		attachment->content_id = row_text(rows, arena);
		read_row(rows, workspace_id, arena, &attachment->file);
	}
}

bool attachment_store_carriers(
	struct tx *tx, int64_t workspace_id, struct arena *arena, int64_t **ids, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_ATTACHMENT_CARRIERS, &rows, err, BIND_INT("workspace", workspace_id)) &&
		id_rows_read(rows, arena, ids, count, err);
}

bool attachment_store_detach(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t step_id, struct error *err)
{
	return query_exec(tx, QUERY_ATTACHMENT_DETACH, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("step", step_id));
}

bool attachment_store_replace(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, const struct step *step, struct error *err)
{
	if (!attachment_store_detach(tx, workspace_id, campaign_id, step->id, err))
		return false;
	for (size_t i = 0; i < step->attachment_count; i++)
		if (!query_exec(tx, QUERY_ATTACHMENT_ATTACH, NULL, err, BIND_INT("workspace", workspace_id),
			    BIND_INT("campaign", campaign_id), BIND_INT("step", step->id),
			    BIND_INT("position", (int64_t)i + 1), BIND_INT("attachment", step->attachments[i].file.id),
			    BIND_TEXT("content_id", step->attachments[i].content_id)))
			return false;
	return true;
}

bool attachment_store_touch(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t now, struct error *err)
{
	return query_exec(tx, QUERY_ATTACHMENT_TOUCH, NULL, err, BIND_INT("now", now),
		BIND_INT("workspace", workspace_id), BIND_INT("campaign", campaign_id));
}

bool attachment_store_delete_unused(struct tx *tx, int64_t before, int64_t *deleted, struct error *err)
{
	return query_exec(tx, QUERY_ATTACHMENT_DELETE_UNUSED, deleted, err, BIND_INT("before", before));
}

bool attachment_store_is_known(
	struct tx *tx, const unsigned char sha256[ATTACHMENT_HASH_SIZE], bool *known, struct error *err)
{
	int64_t found = 0;

	if (!query_int(tx, QUERY_ATTACHMENT_HASH_IS_KNOWN, 0, &found, err,
		    BIND_BLOB("sha256", sha256, ATTACHMENT_HASH_SIZE)))
		return false;
	*known = found != 0;
	return true;
}
