#include "store/campaign_store.h"

#include "base/text.h"
#include "model/fold.h"
#include "store/id_rows.h"
#include "store/like.h"
#include "store/query.h"

/* What the schedule has beyond zone, days and hours. */
static void read_schedule(struct rows *rows, struct arena *arena, struct campaign *out)
{
	const char *countries, *dates;

	if (!timezone_source_parse(row_text(rows, arena), &out->timezone_source))
		UNREACHABLE();
	countries = row_text(rows, arena);
	dates = row_text(rows, arena);
	out->schedule.holidays = holidays_read(countries, dates, arena);
	out->schedule.starts_on = (int)row_int(rows);
	out->schedule.ends_on = (int)row_int(rows);
	out->schedule.home_timezone = NULL;
	out->domain_spacing_minutes = row_int(rows);
}

enum { STOPS_ITSELF = 1, STOPS_COLLEAGUES = 2 };

static int stop_on_reply_bits(const struct campaign *campaign)
{
	return (campaign->stop_on_reply ? STOPS_ITSELF : 0) |
		(campaign->stop_on_colleague_reply ? STOPS_COLLEAGUES : 0);
}

static void read_stop_on_reply(int64_t bits, struct campaign *out)
{
	out->stop_on_reply = bits & STOPS_ITSELF;
	out->stop_on_colleague_reply = bits & STOPS_COLLEAGUES;
}

static void read_row(struct rows *rows, struct arena *arena, struct campaign *out)
{
	const char *name;

	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->owner_id = row_int(rows);
	out->name = row_text(rows, arena);
	out->description = row_text(rows, arena);
	if (!campaign_status_parse(row_text(rows, arena), &out->status))
		UNREACHABLE();
	out->evergreen = row_bool(rows);
	if (!pause_cause_parse(row_text(rows, arena), &out->paused_cause))
		UNREACHABLE();
	name = row_text(rows, arena);
	out->paused_previous_status = CAMPAIGN_DRAFT;
	if (name && !campaign_status_parse(name, &out->paused_previous_status))
		UNREACHABLE();
	out->paused_at = row_int(rows);
	out->paused_by = row_int(rows);
	out->schedule.timezone = row_text(rows, arena);
	out->schedule.sending_days = (unsigned)row_int(rows);
	out->schedule.sending_hours = (unsigned)row_int(rows);
	out->opt_out_line = row_bool(rows);
	if (!mailbox_loss_parse(row_text(rows, arena), &out->on_mailbox_loss))
		UNREACHABLE();
	if (!overlap_rule_parse(row_text(rows, arena), &out->overlap))
		UNREACHABLE();
	read_stop_on_reply(row_int(rows), out);
	out->track_opens = row_bool(rows);
	out->track_clicks = row_bool(rows);
	out->new_contact_cap = row_int(rows);
	out->sender = identity_parse(row_text(rows, arena), arena);
	if (!email_format_parse(row_text(rows, arena), &out->format))
		UNREACHABLE();
	out->goal = condition_parse(row_text(rows, arena), arena);
	out->revision = row_int(rows);
	out->archived = row_bool(rows);
	out->prepared_by_boot = row_text(rows, arena);
	out->created_at = row_int(rows);
	out->launched_at = row_int(rows);
	out->completed_at = row_int(rows);
	read_schedule(rows, arena, out);
}

static bool read_list(struct rows *rows, struct arena *arena, struct campaign **list, size_t *count, struct error *err)
{
	size_t capacity = 16, found = 0;
	struct campaign *campaigns = ARENA_ARRAY(arena, struct campaign, capacity);
	bool has = false;

	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		if (found == capacity) {
			size_t size = capacity * sizeof(*campaigns);

			campaigns = arena_grow(arena, campaigns, size, 2 * size);
			capacity *= 2;
		}
		read_row(rows, arena, &campaigns[found++]);
	}
	*list = campaigns;
	*count = found;
	return true;
}

bool campaign_store_add(struct tx *tx, struct campaign *campaign, struct error *err)
{
	campaign->id = tx_new_id(tx);
	campaign->status = CAMPAIGN_DRAFT;
	campaign->revision = 1;
	campaign->created_at = store_now(tx_store(tx));
	if (!query_exec(tx, QUERY_CAMPAIGN_ADD, NULL, err, BIND_INT("workspace", campaign->workspace_id),
		    BIND_INT("id", campaign->id), BIND_INT_OR_NULL("owner", campaign->owner_id),
		    BIND_TEXT("name", campaign->name), BIND_TEXT("name_key", fold_text(campaign->name, tx_arena(tx))),
		    BIND_TEXT("description", campaign->description), BIND_INT("evergreen", campaign->evergreen),
		    BIND_TEXT("timezone", campaign->schedule.timezone),
		    BIND_INT("sending_days", campaign->schedule.sending_days),
		    BIND_INT("sending_hours", campaign->schedule.sending_hours),
		    BIND_INT("opt_out_line", campaign->opt_out_line),
		    BIND_TEXT("on_mailbox_loss", mailbox_loss_name(campaign->on_mailbox_loss)),
		    BIND_TEXT("overlap", overlap_rule_name(campaign->overlap)),
		    BIND_INT("stop_on_reply", stop_on_reply_bits(campaign)),
		    BIND_INT("track_opens", campaign->track_opens), BIND_INT("track_clicks", campaign->track_clicks),
		    BIND_INT_OR_NULL("new_contact_cap", campaign->new_contact_cap),
		    BIND_TEXT("sender", identity_format(&campaign->sender, tx_arena(tx))),
		    BIND_TEXT("format", email_format_name(campaign->format)),
		    BIND_TEXT("goal", condition_format(&campaign->goal, tx_arena(tx))),
		    BIND_INT("revision", campaign->revision), BIND_INT("now", campaign->created_at),
		    BIND_TEXT("timezone_source", timezone_source_name(campaign->timezone_source)),
		    BIND_TEXT("holiday_countries", holidays_countries_text(&campaign->schedule.holidays, tx_arena(tx))),
		    BIND_TEXT("holiday_dates", holidays_dates_text(&campaign->schedule.holidays, tx_arena(tx))),
		    BIND_INT_OR_NULL("starts_on", campaign->schedule.starts_on),
		    BIND_INT_OR_NULL("ends_on", campaign->schedule.ends_on),
		    BIND_INT("domain_spacing_minutes", campaign->domain_spacing_minutes)))
		return false;
	return query_exec(tx, QUERY_CAMPAIGN_COUNTER_ADD, NULL, err, BIND_INT("workspace", campaign->workspace_id),
		BIND_INT("campaign", campaign->id));
}

bool campaign_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct campaign *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_CAMPAIGN_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)))
		return false;
	if (!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such campaign.");
	read_row(rows, arena, out);
	return true;
}

bool campaign_store_update(struct tx *tx, const struct campaign *campaign, struct error *err)
{
	bool is_paused = campaign->status == CAMPAIGN_PAUSED;

	tx_ring(tx, campaign->status == CAMPAIGN_PREPARING ? BELL_ENGINE | BELL_IMPORTS : BELL_ENGINE);
	return query_exec(tx, QUERY_CAMPAIGN_UPDATE, NULL, err, BIND_INT("workspace", campaign->workspace_id),
		BIND_INT("id", campaign->id), BIND_INT_OR_NULL("owner", campaign->owner_id),
		BIND_TEXT("name", campaign->name), BIND_TEXT("name_key", fold_text(campaign->name, tx_arena(tx))),
		BIND_TEXT("description", campaign->description),
		BIND_TEXT("status", campaign_status_name(campaign->status)), BIND_INT("evergreen", campaign->evergreen),
		BIND_TEXT("paused_cause", pause_cause_name(campaign->paused_cause)),
		BIND_TEXT("paused_previous_status",
			is_paused ? campaign_status_name(campaign->paused_previous_status) : NULL),
		BIND_INT_OR_NULL("paused_at", campaign->paused_at), BIND_INT_OR_NULL("paused_by", campaign->paused_by),
		BIND_TEXT("timezone", campaign->schedule.timezone),
		BIND_INT("sending_days", campaign->schedule.sending_days),
		BIND_INT("sending_hours", campaign->schedule.sending_hours),
		BIND_INT("opt_out_line", campaign->opt_out_line),
		BIND_TEXT("on_mailbox_loss", mailbox_loss_name(campaign->on_mailbox_loss)),
		BIND_TEXT("overlap", overlap_rule_name(campaign->overlap)),
		BIND_INT("stop_on_reply", stop_on_reply_bits(campaign)), BIND_INT("track_opens", campaign->track_opens),
		BIND_INT("track_clicks", campaign->track_clicks),
		BIND_INT_OR_NULL("new_contact_cap", campaign->new_contact_cap),
		BIND_TEXT("sender", identity_format(&campaign->sender, tx_arena(tx))),
		BIND_TEXT("format", email_format_name(campaign->format)),
		BIND_TEXT("goal", condition_format(&campaign->goal, tx_arena(tx))),
		BIND_INT("revision", campaign->revision), BIND_INT("archived", campaign->archived),
		BIND_TEXT("prepared_by_boot", campaign->prepared_by_boot),
		BIND_INT_OR_NULL("launched_at", campaign->launched_at),
		BIND_INT_OR_NULL("completed_at", campaign->completed_at),
		BIND_TEXT("timezone_source", timezone_source_name(campaign->timezone_source)),
		BIND_TEXT("holiday_countries", holidays_countries_text(&campaign->schedule.holidays, tx_arena(tx))),
		BIND_TEXT("holiday_dates", holidays_dates_text(&campaign->schedule.holidays, tx_arena(tx))),
		BIND_INT_OR_NULL("starts_on", campaign->schedule.starts_on),
		BIND_INT_OR_NULL("ends_on", campaign->schedule.ends_on),
		BIND_INT("domain_spacing_minutes", campaign->domain_spacing_minutes));
}

bool campaign_store_delete(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err)
{
	return query_exec(tx, QUERY_CAMPAIGN_DELETE_SENDS, NULL, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("id", id)) &&
		query_exec(
			tx, QUERY_CAMPAIGN_DELETE, NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}

bool campaign_store_list(struct tx *tx, int64_t workspace_id, const struct campaign_filter *filter, int64_t before,
	int limit, struct arena *arena, struct campaign **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_CAMPAIGN_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("before", before ? before : INT64_MAX), BIND_INT("archived", filter->archived),
		    BIND_TEXT("status", filter->status ? filter->status : ""), BIND_INT("owner", filter->owner_id),
		    BIND_INT("mailbox", filter->mailbox_id), BIND_TEXT("pattern", like_contains(arena, filter->search)),
		    BIND_INT("limit", limit)))
		return false;
	return read_list(rows, arena, list, count, err);
}

bool campaign_store_count_all(
	struct tx *tx, int64_t workspace_id, const struct campaign_filter *filter, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_CAMPAIGN_COUNT_ALL, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("archived", filter->archived), BIND_TEXT("status", filter->status ? filter->status : ""),
		BIND_INT("owner", filter->owner_id), BIND_INT("mailbox", filter->mailbox_id),
		BIND_TEXT("pattern", like_contains(tx_arena(tx), filter->search)));
}

bool campaign_store_list_of_mailbox(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct arena *arena,
	struct campaign **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_CAMPAIGN_LIST_OF_MAILBOX, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("mailbox", mailbox_id)) &&
		read_list(rows, arena, list, count, err);
}

bool campaign_store_refresh(struct tx *tx, struct campaign *campaign, bool *is_current, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	*is_current = false;
	if (!query_rows(tx, QUERY_CAMPAIGN_STATE, &rows, err, BIND_INT("workspace", campaign->workspace_id),
		    BIND_INT("id", campaign->id)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return true;
	if (!campaign_status_parse(row_text(rows, tx_arena(tx)), &campaign->status))
		UNREACHABLE();
	*is_current = row_int(rows) == campaign->revision;
	return true;
}

bool campaign_store_list_running(
	struct tx *tx, struct arena *arena, struct campaign **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_CAMPAIGN_LIST_RUNNING, &rows, err) && read_list(rows, arena, list, count, err);
}

bool campaign_store_mailboxes(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	int64_t **ids, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_CAMPAIGN_MAILBOXES, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("campaign", campaign_id)) &&
		id_rows_read(rows, arena, ids, count, err);
}

bool campaign_store_mailbox_add(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id, struct error *err)
{
	return query_exec(tx, QUERY_CAMPAIGN_MAILBOX_ADD, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id));
}

bool campaign_store_mailbox_drop(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int64_t now, int64_t *threads, struct error *err)
{
	static const enum query_name leave[] = {QUERY_CAMPAIGN_PAUSE_DELETE, QUERY_CAMPAIGN_MAILBOX_DELETE};
	int64_t freed = 0;

	if (!query_exec(tx, QUERY_CAMPAIGN_MAILBOX_FREE, &freed, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id), BIND_INT("now", now)) ||
		!query_exec(tx, QUERY_CAMPAIGN_MAILBOX_FORGET_PLANNED, NULL, err, BIND_INT("workspace", workspace_id),
			BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id)) ||
		!campaign_store_mailbox_waiting_add(tx, workspace_id, campaign_id, mailbox_id, -freed, err) ||
		!campaign_store_count(
			tx, workspace_id, campaign_id, &(struct campaign_counts){.unassigned = freed}, err) ||
		!campaign_store_mailbox_waiting(tx, workspace_id, campaign_id, mailbox_id, threads, err))
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(leave) && *threads == 0; i++)
		if (!query_exec(tx, leave[i], NULL, err, BIND_INT("workspace", workspace_id),
			    BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id)))
			return false;
	return true;
}

bool campaign_store_other_active_mailboxes(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	int64_t except_mailbox_id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_CAMPAIGN_OTHER_ACTIVE_MAILBOXES, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("except", except_mailbox_id));
}

bool campaign_store_count_sharing(
	struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t campaign_id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_CAMPAIGN_COUNT_SHARING, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("mailbox", mailbox_id), BIND_INT("campaign", campaign_id));
}

bool campaign_store_mailbox_waiting(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int64_t *waiting, struct error *err)
{
	return query_int(tx, QUERY_CAMPAIGN_MAILBOX_WAITING, 0, waiting, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id));
}

bool campaign_store_mailbox_waiting_add(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id, int64_t delta, struct error *err)
{
	return query_exec(tx, QUERY_CAMPAIGN_MAILBOX_WAITING_ADD, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id), BIND_INT("delta", delta));
}

bool campaign_store_waiting_of_inactive(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t *waiting, struct error *err)
{
	return query_int(tx, QUERY_CAMPAIGN_WAITING_OF_INACTIVE, 0, waiting, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id));
}

bool campaign_store_pause_add(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id, int64_t epoch, struct error *err)
{
	return query_exec(tx, QUERY_CAMPAIGN_PAUSE_ADD, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id), BIND_INT("epoch", epoch));
}

bool campaign_store_pause_list(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	int64_t **ids, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_CAMPAIGN_PAUSE_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("campaign", campaign_id)) &&
		id_rows_read(rows, arena, ids, count, err);
}

bool campaign_store_pause_clear(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct error *err)
{
	return query_exec(tx, QUERY_CAMPAIGN_PAUSE_CLEAR, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id));
}

bool campaign_store_list_paused_by(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct arena *arena,
	int64_t **ids, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_CAMPAIGN_LIST_PAUSED_BY, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("mailbox", mailbox_id)) &&
		id_rows_read(rows, arena, ids, count, err);
}

bool campaign_store_goal(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct condition *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	*out = (struct condition){0};
	if (!query_rows(tx, QUERY_CAMPAIGN_GOAL, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)) ||
		!rows_next(rows, &has, err))
		return false;
	if (has)
		*out = condition_parse(row_text(rows, arena), arena);
	return true;
}
