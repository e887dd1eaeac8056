#include "store/list_store.h"

#include "model/fold.h"
#include "store/query.h"

enum { MAX_LISTS = 1000 };

bool list_store_find(struct tx *tx, int64_t workspace_id, const char *name, int64_t *id, struct error *err)
{
	return query_int(tx, QUERY_LIST_FIND, 0, id, err, BIND_INT("workspace", workspace_id),
		BIND_TEXT("name_key", fold_text(name, tx_arena(tx))));
}

bool list_store_make(struct tx *tx, int64_t workspace_id, const char *name, int64_t *id, struct error *err)
{
	if (!list_store_find(tx, workspace_id, name, id, err))
		return false;
	if (*id)
		return true;
	*id = tx_new_id(tx);
	return query_exec(tx, QUERY_LIST_ADD, NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("id", *id),
		BIND_TEXT("name", name), BIND_TEXT("name_key", fold_text(name, tx_arena(tx))),
		BIND_INT("now", store_now(tx_store(tx))));
}

bool list_store_add_member(
	struct tx *tx, int64_t workspace_id, int64_t list_id, int64_t contact_id, bool *added, struct error *err)
{
	int64_t changed = 0;

	if (!query_exec(tx, QUERY_LIST_MEMBER_ADD, &changed, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("list", list_id), BIND_INT("contact", contact_id)))
		return false;
	*added = changed > 0;
	return true;
}

bool list_store_list(
	struct tx *tx, int64_t workspace_id, struct arena *arena, struct list **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct list *found = ARENA_ARRAY(arena, struct list, MAX_LISTS);
	bool has = false;

	*count = 0;
	if (!query_rows(
		    tx, QUERY_LIST_LIST, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("limit", MAX_LISTS)))
		return false;
	while (*count < MAX_LISTS) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		struct list *row = &found[(*count)++];

		row->workspace_id = workspace_id;
		row->id = row_int(rows);
		row->name = row_text(rows, arena);
		row->created_at = row_int(rows);
		row->contacts = row_int(rows);
	}
	*list = found;
	return true;
}

bool list_store_of_contact(struct tx *tx, int64_t workspace_id, int64_t contact_id, struct arena *arena,
	const char ***names, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	const char **found = ARENA_ARRAY(arena, const char *, MAX_LISTS);
	bool has = false;

	*count = 0;
	if (!query_rows(tx, QUERY_LIST_OF_CONTACT, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("contact", contact_id), BIND_INT("limit", MAX_LISTS)))
		return false;
	while (*count < MAX_LISTS) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		found[(*count)++] = row_text(rows, arena);
	}
	*names = found;
	return true;
}
