#include "store/event_store.h"

#include "store/query.h"

bool event_store_add(struct tx *tx, const struct event *event, struct error *err)
{
	tx_ring(tx, BELL_EVENTS);
	return query_exec(tx, QUERY_EVENT_ADD, NULL, err, BIND_INT("workspace", event->workspace_id),
		BIND_INT("id", tx_new_id(tx)), BIND_TEXT("type", event->type),
		BIND_INT_OR_NULL("mailbox", event->mailbox_id), BIND_INT_OR_NULL("campaign", event->campaign_id),
		BIND_INT_OR_NULL("contact", event->contact_id), BIND_TEXT("data", event->data ? event->data : "{}"),
		BIND_INT("now", store_now(tx_store(tx))));
}

static bool read_all(
	struct rows *rows, int limit, struct arena *arena, struct event **list, size_t *count, struct error *err)
{
	struct event *events = ARENA_ARRAY(arena, struct event, limit);
	size_t found = 0;
	bool has = false;

	while (found < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		struct event *event = &events[found++];

		event->workspace_id = row_int(rows);
		event->id = row_int(rows);
		event->type = row_text(rows, arena);
		event->mailbox_id = row_int(rows);
		event->campaign_id = row_int(rows);
		event->contact_id = row_int(rows);
		event->data = row_text(rows, arena);
		event->created_at = row_int(rows);
	}
	*list = events;
	*count = found;
	return true;
}

bool event_store_list_after(struct tx *tx, int64_t workspace_id, int64_t after, int limit, struct arena *arena,
	struct event **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_EVENT_LIST_AFTER, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("after", after), BIND_INT("limit", limit)))
		return false;
	return read_all(rows, limit, arena, list, count, err);
}

bool event_store_list_of_mailbox(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t before, int limit,
	struct arena *arena, struct event **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_EVENT_LIST_OF_MAILBOX, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("mailbox", mailbox_id), BIND_INT("before", before ? before : INT64_MAX),
		    BIND_INT("limit", limit)))
		return false;
	return read_all(rows, limit, arena, list, count, err);
}

bool event_store_last(struct tx *tx, int64_t workspace_id, int64_t *id, struct error *err)
{
	return query_int(tx, QUERY_EVENT_LAST, 0, id, err, BIND_INT("workspace", workspace_id));
}
