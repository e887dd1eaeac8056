#include "store/saved_view_store.h"

#include "store/query.h"

static void read_row(
	struct rows *rows, int64_t workspace_id, int64_t user_id, struct arena *arena, struct saved_view *out)
{
	out->workspace_id = workspace_id;
	out->user_id = user_id;
	out->id = row_int(rows);
	out->page = row_text(rows, arena);
	out->name = row_text(rows, arena);
	out->query = row_text(rows, arena);
	out->created_at = row_int(rows);
}

bool saved_view_store_add(struct tx *tx, struct saved_view *view, bool *added, struct error *err)
{
	int64_t changed = 0;

	view->id = tx_new_id(tx);
	view->created_at = store_now(tx_store(tx));
	if (!query_exec(tx, QUERY_SAVED_VIEW_ADD, &changed, err, BIND_INT("workspace", view->workspace_id),
		    BIND_INT("id", view->id), BIND_INT("user", view->user_id), BIND_TEXT("page", view->page),
		    BIND_TEXT("name", view->name), BIND_TEXT("query", view->query), BIND_INT("now", view->created_at)))
		return false;
	*added = changed > 0;
	return true;
}

bool saved_view_store_list(struct tx *tx, int64_t workspace_id, int64_t user_id, const char *page, struct arena *arena,
	struct saved_view **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = true;

	*count = 0;
	*list = ARENA_ARRAY(arena, struct saved_view, SAVED_VIEW_MAX);
	if (!query_rows(tx, QUERY_SAVED_VIEW_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("user", user_id), BIND_TEXT("page", page), BIND_INT("limit", SAVED_VIEW_MAX)))
		return false;
	while (*count < SAVED_VIEW_MAX) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		read_row(rows, workspace_id, user_id, arena, &(*list)[(*count)++]);
	}
	return true;
}

bool saved_view_store_get(struct tx *tx, int64_t workspace_id, int64_t user_id, int64_t id, struct arena *arena,
	struct saved_view *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_SAVED_VIEW_GET, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("user", user_id), BIND_INT("id", id)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such view.");
	read_row(rows, workspace_id, user_id, arena, out);
	return true;
}

bool saved_view_store_find(struct tx *tx, const struct saved_view *view, int64_t *id, struct error *err)
{
	return query_int(tx, QUERY_SAVED_VIEW_FIND, 0, id, err, BIND_INT("workspace", view->workspace_id),
		BIND_INT("user", view->user_id), BIND_TEXT("page", view->page), BIND_TEXT("name", view->name));
}

bool saved_view_store_count(struct tx *tx, int64_t workspace_id, int64_t user_id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_SAVED_VIEW_COUNT, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("user", user_id));
}

bool saved_view_store_update(struct tx *tx, const struct saved_view *view, struct error *err)
{
	return query_exec(tx, QUERY_SAVED_VIEW_UPDATE, NULL, err, BIND_INT("workspace", view->workspace_id),
		BIND_INT("user", view->user_id), BIND_INT("id", view->id), BIND_TEXT("name", view->name),
		BIND_TEXT("query", view->query));
}

bool saved_view_store_delete(struct tx *tx, int64_t workspace_id, int64_t user_id, int64_t id, struct error *err)
{
	return query_exec(tx, QUERY_SAVED_VIEW_DELETE, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("user", user_id), BIND_INT("id", id));
}
