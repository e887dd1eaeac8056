#include "store/import_store.h"

#include "base/text.h"
#include "store/query.h"

static const char *const status_names[] = {
	[IMPORT_QUEUED] = "queued",
	[IMPORT_CHECKING] = "checking",
	[IMPORT_RUNNING] = "running",
	[IMPORT_DONE] = "done",
	[IMPORT_FAILED] = "failed",
	[IMPORT_CANCELLED] = "cancelled",
};
_Static_assert(ARRAY_COUNT(status_names) == IMPORT_STATUS_COUNT, "each status has a name");

const char *import_status_name(enum import_status status)
{
	return status_names[status];
}

static enum import_status status_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_COUNT(status_names); i++)
		if (text_equal(name, status_names[i]))
			return (enum import_status)i;
	UNREACHABLE();
}

static void read_row(struct rows *rows, struct arena *arena, struct import *out)
{
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->status = status_of(row_text(rows, arena));
	out->file_name = row_text(rows, arena);
	out->list_id = row_int(rows);
	out->mapping = row_text(rows, arena);
	out->created_by = row_int(rows);
	out->rows_total = row_int(rows);
	out->rows_done = row_int(rows);
	out->bytes_done = row_int(rows);
	out->bytes_total = row_int(rows);
	out->added = row_int(rows);
	out->updated = row_int(rows);
	out->rejected = row_int(rows);
	out->suppressed = row_int(rows);
	out->error_text = row_text(rows, arena);
	out->created_at = row_int(rows);
	out->finished_at = row_int(rows);
}

bool import_store_add(struct tx *tx, const struct import *import, struct error *err)
{
	tx_ring(tx, BELL_IMPORTS);
	return query_exec(tx, QUERY_IMPORT_ADD, NULL, err, BIND_INT("workspace", import->workspace_id),
		BIND_INT("id", import->id), BIND_TEXT("file_name", import->file_name),
		BIND_INT_OR_NULL("list", import->list_id),
		BIND_TEXT("mapping", import->mapping ? import->mapping : "{}"),
		BIND_INT_OR_NULL("created_by", import->created_by), BIND_INT("bytes_total", import->bytes_total),
		BIND_INT("now", store_now(tx_store(tx))));
}

bool import_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct import *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_IMPORT_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such import.");
	read_row(rows, arena, out);
	return true;
}

bool import_store_list(struct tx *tx, int64_t workspace_id, int64_t before, int limit, struct arena *arena,
	struct import **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct import *found = ARENA_ARRAY(arena, struct import, limit);
	bool has = false;

	*count = 0;
	if (!query_rows(tx, QUERY_IMPORT_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("before", before ? before : INT64_MAX), BIND_INT("limit", limit)))
		return false;
	while (*count < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		read_row(rows, arena, &found[(*count)++]);
	}
	*list = found;
	return true;
}

bool import_store_next(struct tx *tx, struct arena *arena, struct import *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_IMPORT_NEXT, &rows, err) || !rows_next(rows, found, err))
		return false;
	if (*found)
		read_row(rows, arena, out);
	return true;
}

bool import_store_progress(struct tx *tx, const struct import *import, bool *changed, struct error *err)
{
	int64_t rows_changed = 0;

	if (!query_exec(tx, QUERY_IMPORT_PROGRESS, &rows_changed, err, BIND_INT("workspace", import->workspace_id),
		    BIND_INT("id", import->id), BIND_TEXT("status", status_names[import->status]),
		    BIND_INT_OR_NULL("rows_total", import->rows_total), BIND_INT("rows_done", import->rows_done),
		    BIND_INT("bytes_done", import->bytes_done), BIND_INT("added", import->added),
		    BIND_INT("updated", import->updated), BIND_INT("rejected", import->rejected),
		    BIND_INT("suppressed", import->suppressed), BIND_TEXT("error_text", import->error_text),
		    BIND_INT_OR_NULL("finished_at", import->finished_at)))
		return false;
	*changed = rows_changed > 0;
	return true;
}

bool import_store_cancel(struct tx *tx, int64_t workspace_id, int64_t id, bool *changed, struct error *err)
{
	int64_t rows_changed = 0;

	if (!query_exec(tx, QUERY_IMPORT_CANCEL, &rows_changed, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("id", id), BIND_INT("now", store_now(tx_store(tx)))))
		return false;
	*changed = rows_changed > 0;
	return true;
}
