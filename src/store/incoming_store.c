#include "store/incoming_store.h"

#include "store/query.h"

bool incoming_store_add(struct tx *tx, const struct incoming_row *row, bool *added, struct error *err)
{
	int64_t changed = 0;

	if (!query_exec(tx, QUERY_INCOMING_ADD, &changed, err, BIND_INT("workspace", row->workspace_id),
		    BIND_INT("id", tx_new_id(tx)), BIND_INT("mailbox", row->mailbox_id),
		    BIND_TEXT("provider_id", row->provider_id), BIND_TEXT("kind", row->kind),
		    BIND_INT_OR_NULL("send", row->send_id), BIND_INT_OR_NULL("contact", row->contact_id),
		    BIND_INT_OR_NULL("enrollment", row->enrollment_id), BIND_TEXT("message_id", row->message_id),
		    BIND_TEXT("subject", row->subject), BIND_INT("received_at", row->received_at),
		    BIND_INT("now", store_now(tx_store(tx)))))
		return false;
	*added = changed == 1;
	return true;
}

bool incoming_store_list_of_contact(struct tx *tx, int64_t workspace_id, int64_t contact_id, int limit,
	struct arena *arena, struct incoming_row **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct incoming_row *found = ARENA_ARRAY(arena, struct incoming_row, limit);
	size_t n = 0;
	bool has = true;

	if (!query_rows(tx, QUERY_INCOMING_LIST_OF_CONTACT, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("contact", contact_id), BIND_INT("limit", limit)))
		return false;
	while (n < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		struct incoming_row *row = &found[n++];

		row->workspace_id = workspace_id;
		row->id = row_int(rows);
		row->mailbox_id = row_int(rows);
		row->kind = row_text(rows, arena);
		row->send_id = row_int(rows);
		row->contact_id = row_int(rows);
		row->enrollment_id = row_int(rows);
		row->message_id = row_text(rows, arena);
		row->subject = row_text(rows, arena);
		row->received_at = row_int(rows);
	}
	*list = found;
	*count = n;
	return true;
}
