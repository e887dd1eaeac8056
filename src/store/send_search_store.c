#include "store/send_search_store.h"

#include "store/query.h"

bool send_search_store_begin(struct tx *tx, const struct send_search *search, struct error *err)
{
	tx_ring(tx, BELL_ENGINE);
	return query_exec(tx, QUERY_SEND_SEARCH_BEGIN, NULL, err, BIND_INT("workspace", search->workspace_id),
		BIND_INT("send", search->send_id), BIND_INT_OR_NULL("mailbox", search->mailbox_id),
		BIND_INT_OR_NULL("attempt", search->attempt_id),
		BIND_TEXT("reason", unknown_reason_name(search->reason)), BIND_INT("now", search->unknown_since),
		BIND_INT_OR_NULL("next_at", search->next_search_at));
}

bool send_search_store_find(struct tx *tx, int64_t workspace_id, int64_t send_id, struct arena *arena,
	struct send_search *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_SEND_SEARCH_GET, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("send", send_id)))
		return false;
	if (!rows_next(rows, found, err))
		return false;
	if (!*found)
		return true;
	*out = (struct send_search){.workspace_id = workspace_id, .send_id = send_id};
	out->mailbox_id = row_int(rows);
	out->attempt_id = row_int(rows);
	if (!unknown_reason_parse(row_text(rows, arena), &out->reason))
		UNREACHABLE();
	out->unknown_since = row_int(rows);
	out->searches = (int)row_int(rows);
	out->last_searched_at = row_int(rows);
	out->next_search_at = row_int(rows);
	out->no_sent_folder = row_bool(rows);
	out->found_at = row_int(rows);
	out->found_in = row_text(rows, arena);
	out->found_id = row_text(rows, arena);
	out->found_date = row_int(rows);
	return true;
}

bool send_search_store_update(struct tx *tx, const struct send_search *search, struct error *err)
{
	return query_exec(tx, QUERY_SEND_SEARCH_UPDATE, NULL, err, BIND_INT("searches", search->searches),
		BIND_INT_OR_NULL("searched_at", search->last_searched_at),
		BIND_INT_OR_NULL("next_at", search->next_search_at), BIND_INT("no_sent_folder", search->no_sent_folder),
		BIND_INT_OR_NULL("found_at", search->found_at), BIND_TEXT("found_in", search->found_in),
		BIND_TEXT("found_id", search->found_id), BIND_INT_OR_NULL("found_date", search->found_date),
		BIND_INT("workspace", search->workspace_id), BIND_INT("send", search->send_id));
}

bool send_search_store_end(struct tx *tx, int64_t workspace_id, int64_t send_id, struct error *err)
{
	return query_exec(
		tx, QUERY_SEND_SEARCH_END, NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("send", send_id));
}

bool send_search_store_list_due(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t now, int limit,
	struct arena *arena, struct send_search_due **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct send_search_due *found = ARENA_ARRAY(arena, struct send_search_due, limit);
	size_t n = 0;
	bool has = true;

	if (!query_rows(tx, QUERY_SEND_SEARCH_LIST_DUE, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("mailbox", mailbox_id), BIND_INT("now", now), BIND_INT("limit", limit)))
		return false;
	while (n < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		found[n].send_id = row_int(rows);
		found[n].attempt_id = row_int(rows);
		found[n++].message_id = row_text(rows, arena);
	}
	*list = found;
	*count = n;
	return true;
}

bool send_search_store_due_mailboxes(struct tx *tx, int64_t now, struct arena *arena, struct send_search_mailbox **list,
	size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0, capacity = 16;
	struct send_search_mailbox *found = ARENA_ARRAY(arena, struct send_search_mailbox, capacity);
	bool has = true;

	if (!query_rows(tx, QUERY_SEND_SEARCH_DUE_MAILBOXES, &rows, err, BIND_INT("now", now)))
		return false;
	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		if (n == capacity) {
			found = arena_grow(arena, found, capacity * sizeof(*found), 2 * capacity * sizeof(*found));
			capacity *= 2;
		}
		found[n].workspace_id = row_int(rows);
		found[n].mailbox_id = row_int(rows);
		found[n++].next_search_at = row_int(rows);
	}
	*list = found;
	*count = n;
	return true;
}
