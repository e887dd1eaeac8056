/*
 * The totals of a campaign, and the few things about it that are counted when they are asked for.
 */
#include "store/campaign_store.h"

#include "store/query.h"

bool campaign_store_count(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const struct campaign_counts *delta,
	struct error *err)
{
	return query_exec(tx, QUERY_CAMPAIGN_COUNTER_CHANGE, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("contacts", delta->contacts), BIND_INT("live", delta->live),
		BIND_INT("unassigned", delta->unassigned), BIND_INT("sent", delta->sent),
		BIND_INT("replied", delta->replied), BIND_INT("bounced", delta->bounced),
		BIND_INT("unsubscribed", delta->unsubscribed), BIND_INT("failed", delta->failed),
		BIND_INT("unknown", delta->unknown));
}

bool campaign_store_counts(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct campaign_counts *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_CAMPAIGN_COUNTER_GET, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id)) ||
		!rows_next(rows, &has, err))
		return false;
	*out = (struct campaign_counts){0};
	if (!has)
		return true;
	out->contacts = row_int(rows);
	out->live = row_int(rows);
	out->unassigned = row_int(rows);
	out->sent = row_int(rows);
	out->replied = row_int(rows);
	out->bounced = row_int(rows);
	out->unsubscribed = row_int(rows);
	out->failed = row_int(rows);
	out->unknown = row_int(rows);
	return true;
}

bool campaign_store_count_review(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_CAMPAIGN_COUNT_REVIEW, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id));
}

bool campaign_store_next_planned(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int64_t *due_at, struct error *err)
{
	return query_int(tx, QUERY_CAMPAIGN_NEXT_PLANNED, 0, due_at, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id));
}

static void read_day(struct rows *rows, struct campaign_day *day)
{
	day->day = row_int(rows);
	day->sent = row_int(rows);
	day->replied = row_int(rows);
	day->bounced = row_int(rows);
	day->opened = row_int(rows);
	day->clicked = row_int(rows);
}

bool campaign_store_days(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t since, struct arena *arena,
	struct campaign_day **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t capacity = 32;
	bool has = false;

	if (!query_rows(tx, QUERY_CAMPAIGN_DAYS, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("since", since)))
		return false;
	*list = ARENA_ARRAY(arena, struct campaign_day, capacity);
	for (*count = 0;; (*count)++) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			return true;
		if (*count == capacity) {
			*list = arena_grow(arena, *list, capacity * sizeof(**list), 2 * capacity * sizeof(**list));
			capacity *= 2;
		}
		read_day(rows, &(*list)[*count]);
	}
}
