#include "store/audit_store.h"

#include "store/query.h"

bool audit_store_add(struct tx *tx, const struct audit_entry *entry, struct error *err)
{
	return query_exec(tx, QUERY_AUDIT_ADD, NULL, err, BIND_INT("workspace", entry->workspace_id),
		BIND_INT("id", tx_new_id(tx)), BIND_TEXT("actor_kind", entry->actor_kind),
		BIND_INT_OR_NULL("actor", entry->actor_id), BIND_TEXT("action", entry->action),
		BIND_TEXT("object", entry->object_id ? entry->object_id : ""),
		BIND_TEXT("data", entry->data ? entry->data : "{}"), BIND_INT("now", store_now(tx_store(tx))));
}

bool audit_store_list(struct tx *tx, int64_t workspace_id, int64_t before, int limit, struct arena *arena,
	struct audit_entry **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct audit_entry *found = ARENA_ARRAY(arena, struct audit_entry, limit);
	bool has = false;

	*count = 0;
	if (!query_rows(tx, QUERY_AUDIT_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("before", before ? before : INT64_MAX), BIND_INT("limit", limit)))
		return false;
	while (*count < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		struct audit_entry *entry = &found[(*count)++];

		entry->workspace_id = row_int(rows);
		entry->id = row_int(rows);
		entry->actor_kind = row_text(rows, arena);
		entry->actor_id = row_int(rows);
		entry->action = row_text(rows, arena);
		entry->object_id = row_text(rows, arena);
		entry->data = row_text(rows, arena);
		entry->created_at = row_int(rows);
	}
	*list = found;
	return true;
}
