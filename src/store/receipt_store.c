#include "store/receipt_store.h"

#include "store/query.h"

enum { MAX_CAMPAIGNS = 1000, MAX_SENDS = 5000 };

bool receipt_store_add(struct tx *tx, struct receipt *receipt, struct error *err)
{
	receipt->id = tx_new_id(tx);
	if (!query_exec(tx, QUERY_RECEIPT_ADD, NULL, err, BIND_INT("workspace", receipt->workspace_id),
		    BIND_INT("id", receipt->id), BIND_INT("mailbox", receipt->mailbox_id),
		    BIND_INT("epoch", receipt->epoch), BIND_TEXT("cause", receipt->cause),
		    BIND_INT_OR_NULL("by", receipt->requested_by), BIND_INT("now", receipt->requested_at),
		    BIND_INT("sends_held", receipt->sends_held), BIND_TEXT("grant_local", receipt->grant_local),
		    BIND_TEXT("grant_provider", receipt->grant_provider)))
		return false;
	for (size_t i = 0; i < receipt->campaign_count; i++)
		if (!query_exec(tx, QUERY_RECEIPT_CAMPAIGN_ADD, NULL, err, BIND_INT("workspace", receipt->workspace_id),
			    BIND_INT("receipt", receipt->id), BIND_INT("campaign", receipt->campaigns[i].campaign_id),
			    BIND_TEXT("name", receipt->campaigns[i].name),
			    BIND_TEXT("previous_status", receipt->campaigns[i].previous_status),
			    BIND_INT("revision", receipt->campaigns[i].revision)))
			return false;
	return true;
}

bool receipt_store_close(struct tx *tx, const struct receipt *receipt, struct error *err)
{
	for (size_t i = 0; i < receipt->send_count; i++)
		if (!query_exec(tx, QUERY_RECEIPT_SEND_ADD, NULL, err, BIND_INT("workspace", receipt->workspace_id),
			    BIND_INT("receipt", receipt->id), BIND_INT("send", receipt->sends[i].send_id),
			    BIND_TEXT("outcome", receipt->sends[i].outcome),
			    BIND_TEXT("reason", receipt->sends[i].reason)))
			return false;
	return query_exec(tx, QUERY_RECEIPT_CLOSE, NULL, err, BIND_INT_OR_NULL("fenced_at", receipt->fenced_at),
		BIND_INT_OR_NULL("quiesced_at", receipt->quiesced_at),
		BIND_INT_OR_NULL("last_byte_at", receipt->last_byte_at), BIND_INT("workspace", receipt->workspace_id),
		BIND_INT("id", receipt->id));
}

bool receipt_store_set_grant(
	struct tx *tx, int64_t workspace_id, int64_t id, const char *local, const char *provider, struct error *err)
{
	return query_exec(tx, QUERY_RECEIPT_SET_GRANT, NULL, err, BIND_TEXT("grant_local", local),
		BIND_TEXT("grant_provider", provider), BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}

bool receipt_store_set_undone(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err)
{
	return query_exec(
		tx, QUERY_RECEIPT_SET_UNDONE, NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}

static void read_row(struct rows *rows, struct arena *arena, struct receipt *out)
{
	*out = (struct receipt){0};
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->mailbox_id = row_int(rows);
	out->epoch = row_int(rows);
	out->cause = row_text(rows, arena);
	out->requested_by = row_int(rows);
	out->requested_at = row_int(rows);
	out->fenced_at = row_int(rows);
	out->quiesced_at = row_int(rows);
	out->last_byte_at = row_int(rows);
	out->sends_held = row_int(rows);
	out->grant_local = row_text(rows, arena);
	out->grant_provider = row_text(rows, arena);
	out->undone = row_bool(rows);
}

static bool read_campaigns(struct tx *tx, struct arena *arena, struct receipt *receipt, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct receipt_campaign *list = ARENA_ARRAY(arena, struct receipt_campaign, MAX_CAMPAIGNS);
	bool has = false;

	if (!query_rows(tx, QUERY_RECEIPT_CAMPAIGNS, &rows, err, BIND_INT("workspace", receipt->workspace_id),
		    BIND_INT("receipt", receipt->id)))
		return false;
	while (receipt->campaign_count < MAX_CAMPAIGNS) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		struct receipt_campaign *campaign = &list[receipt->campaign_count++];

		campaign->campaign_id = row_int(rows);
		campaign->name = row_text(rows, arena);
		campaign->previous_status = row_text(rows, arena);
		campaign->revision = row_int(rows);
	}
	receipt->campaigns = list;
	return true;
}

static bool read_sends(struct tx *tx, struct arena *arena, struct receipt *receipt, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct receipt_send *list = ARENA_ARRAY(arena, struct receipt_send, MAX_SENDS);
	bool has = false;

	if (!query_rows(tx, QUERY_RECEIPT_SENDS, &rows, err, BIND_INT("workspace", receipt->workspace_id),
		    BIND_INT("receipt", receipt->id)))
		return false;
	while (receipt->send_count < MAX_SENDS) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		struct receipt_send *send = &list[receipt->send_count++];

		send->send_id = row_int(rows);
		send->outcome = row_text(rows, arena);
		send->reason = row_text(rows, arena);
	}
	receipt->sends = list;
	return true;
}

bool receipt_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct receipt *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_RECEIPT_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)))
		return false;
	if (!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such receipt.");
	read_row(rows, arena, out);
	return read_campaigns(tx, arena, out, err) && read_sends(tx, arena, out, err);
}

bool receipt_store_list(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t before, int limit,
	struct arena *arena, struct receipt **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct receipt *found = ARENA_ARRAY(arena, struct receipt, limit);
	size_t n = 0;
	bool has = true;

	if (!query_rows(tx, QUERY_RECEIPT_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("mailbox", mailbox_id), BIND_INT("before", before ? before : INT64_MAX),
		    BIND_INT("limit", limit)))
		return false;
	while (n < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		read_row(rows, arena, &found[n++]);
	}
	for (size_t i = 0; i < n; i++)
		if (!read_campaigns(tx, arena, &found[i], err) || !read_sends(tx, arena, &found[i], err))
			return false;
	*list = found;
	*count = n;
	return true;
}
