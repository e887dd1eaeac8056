#include "store/send_store.h"

#include "store/id_rows.h"
#include "store/query.h"

enum { MAX_IN_FLIGHT = 4096 };

static void read_row(struct rows *rows, struct arena *arena, struct send *out)
{
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->campaign_id = row_int(rows);
	out->enrollment_id = row_int(rows);
	out->contact_id = row_int(rows);
	out->mailbox_id = row_int(rows);
	out->step_id = row_int(rows);
	out->position = (int)row_int(rows);
	if (!send_status_parse(row_text(rows, arena), &out->status))
		UNREACHABLE();
	out->due_at = row_int(rows);
	out->message_id = row_text(rows, arena);
	out->attempt_id = row_int(rows);
	out->boot = row_text(rows, arena);
	out->epoch = row_int(rows);
	out->revision = row_int(rows);
	out->claimed_at = row_int(rows);
	out->permitted_at = row_int(rows);
	out->permit_day = (int)row_int(rows);
	out->sent_at = row_int(rows);
	out->attempts = (int)row_int(rows);
	out->first_failed_at = row_int(rows);
	out->last_error_code = row_text(rows, arena);
	out->last_error_text = row_text(rows, arena);
	out->provider_id = row_text(rows, arena);
	out->subject = row_text(rows, arena);
	out->variant_id = row_int(rows);
	out->awaits_approval = row_bool(rows);
	out->email = row_text(rows, arena);
}

static bool read_all(
	struct rows *rows, int limit, struct arena *arena, struct send **list, size_t *count, struct error *err)
{
	struct send *found = ARENA_ARRAY(arena, struct send, limit);
	size_t n = 0;
	bool has = true;

	while (n < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		read_row(rows, arena, &found[n++]);
	}
	*list = found;
	*count = n;
	return true;
}

bool send_store_add(struct tx *tx, const struct send_plan *plan, bool *added, struct error *err)
{
	int64_t changed = 0;

	if (!query_exec(tx, QUERY_SEND_ADD, &changed, err, BIND_INT("workspace", plan->workspace_id),
		    BIND_INT("id", tx_new_id(tx)), BIND_INT("campaign", plan->campaign_id),
		    BIND_INT("enrollment", plan->enrollment_id), BIND_INT("contact", plan->contact_id),
		    BIND_INT("mailbox", plan->mailbox_id), BIND_INT("step", plan->step_id),
		    BIND_INT("position", plan->position), BIND_BLOB("address_hash", plan->address_hash, 32),
		    BIND_INT("due_at", plan->due_at), BIND_TEXT("message_id", plan->message_id),
		    BIND_INT_OR_NULL("variant", plan->variant_id), BIND_INT("awaits_approval", plan->awaits_approval)))
		return false;
	*added = changed > 0;
	if (*added)
		return true;
	if (!query_exec(tx, QUERY_SEND_ADOPT, &changed, err, BIND_INT("enrollment", plan->enrollment_id),
		    BIND_INT("contact", plan->contact_id), BIND_INT("mailbox", plan->mailbox_id),
		    BIND_INT("step", plan->step_id), BIND_INT("due_at", plan->due_at),
		    BIND_INT("awaits_approval", plan->awaits_approval), BIND_INT("workspace", plan->workspace_id),
		    BIND_INT("campaign", plan->campaign_id), BIND_BLOB("address_hash", plan->address_hash, 32),
		    BIND_INT("position", plan->position)))
		return false;
	*added = changed > 0;
	return true;
}

bool send_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct send *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_SEND_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)))
		return false;
	if (!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such send.");
	read_row(rows, arena, out);
	return true;
}

bool send_store_is_claimed(struct tx *tx, const struct send *send, bool *claimed, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	enum send_status status;
	bool has = false;

	*claimed = false;
	if (!query_rows(tx, QUERY_SEND_ATTEMPT, &rows, err, BIND_INT("workspace", send->workspace_id),
		    BIND_INT("id", send->id)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return true;
	if (!send_status_parse(row_text(rows, tx_arena(tx)), &status))
		UNREACHABLE();
	*claimed = status == SEND_CLAIMED && row_int(rows) == send->attempt_id;
	return true;
}

bool send_store_find_by_message_id(struct tx *tx, int64_t workspace_id, const char *message_id, struct arena *arena,
	struct send *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_SEND_FIND_BY_MESSAGE_ID, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_TEXT("message_id", message_id)))
		return false;
	if (!rows_next(rows, found, err))
		return false;
	if (*found)
		read_row(rows, arena, out);
	return true;
}

bool send_store_list(struct tx *tx, int64_t workspace_id, enum send_list_by by, int64_t owner_id, const char *status,
	int64_t before, int limit, struct arena *arena, struct send **list, size_t *count, struct error *err)
{
	static const enum query_name queries[] = {
		[SEND_LIST_OF_MAILBOX] = QUERY_SEND_LIST_OF_MAILBOX,
		[SEND_LIST_OF_CONTACT] = QUERY_SEND_LIST_OF_CONTACT,
	};
	OWNED(rows) struct rows *rows = NULL;
	bool started;

	if (!before)
		before = INT64_MAX;
	if (by == SEND_LIST_UNKNOWN)
		started = query_rows(tx, QUERY_SEND_LIST_UNKNOWN, &rows, err, BIND_INT("workspace", workspace_id),
			BIND_INT("before", before), BIND_INT("limit", limit));
	else
		started = query_rows(tx, queries[by], &rows, err, BIND_INT("workspace", workspace_id),
			BIND_INT("owner", owner_id), BIND_INT("before", before),
			BIND_TEXT("status", status ? status : ""), BIND_INT("limit", limit));
	return started && read_all(rows, limit, arena, list, count, err);
}

bool send_store_list_of_campaign(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	const struct send_filter *filter, int64_t before, int limit, struct arena *arena, struct send **list,
	size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_SEND_LIST_OF_CAMPAIGN, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("campaign", campaign_id), BIND_INT("before", before ? before : INT64_MAX),
		       BIND_TEXT("status", filter->status ? filter->status : ""),
		       BIND_INT("position", filter->position), BIND_INT("mailbox", filter->mailbox_id),
		       BIND_INT("limit", limit)) &&
		read_all(rows, limit, arena, list, count, err);
}

static void read_claimable(struct rows *rows, struct arena *arena, struct send *out)
{
	*out = (struct send){.status = SEND_DUE};
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->campaign_id = row_int(rows);
	out->enrollment_id = row_int(rows);
	out->contact_id = row_int(rows);
	out->mailbox_id = row_int(rows);
	out->step_id = row_int(rows);
	out->position = (int)row_int(rows);
	out->due_at = row_int(rows);
	out->message_id = row_text(rows, arena);
	out->attempts = (int)row_int(rows);
	out->first_failed_at = row_int(rows);
	out->last_error_code = row_text(rows, arena);
	out->variant_id = row_int(rows);
}

bool send_store_list_claimable(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t now, int limit,
	struct arena *arena, struct send **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = true;

	*list = ARENA_ARRAY(arena, struct send, limit);
	*count = 0;
	if (!query_rows(tx, QUERY_SEND_LIST_CLAIMABLE, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("mailbox", mailbox_id), BIND_INT("now", now), BIND_INT("limit", limit)))
		return false;
	while (*count < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		read_claimable(rows, arena, &(*list)[(*count)++]);
	}
	return true;
}

bool send_store_list_planned(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id, int limit,
	struct arena *arena, struct send **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_SEND_LIST_PLANNED, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("mailbox", mailbox_id), BIND_INT("campaign", campaign_id), BIND_INT("limit", limit)) &&
		read_all(rows, limit, arena, list, count, err);
}

bool send_store_count_due(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t today_ends, int64_t soon,
	struct send_due *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	*out = (struct send_due){0};
	if (!query_rows(tx, QUERY_SEND_COUNT_DUE, &rows, err, BIND_INT("today_ends", today_ends),
		    BIND_INT("soon", soon), BIND_INT("workspace", workspace_id), BIND_INT("mailbox", mailbox_id)))
		return false;
	if (!rows_next(rows, &has, err))
		return false;
	if (!has)
		return true;
	out->today = row_int(rows);
	out->soon = row_int(rows);
	out->earliest = row_int(rows);
	return true;
}

bool send_store_postpone(struct tx *tx, const struct send *send, int64_t due_at, struct error *err)
{
	return query_exec(tx, QUERY_SEND_POSTPONE, NULL, err, BIND_INT("due_at", due_at),
		BIND_INT("workspace", send->workspace_id), BIND_INT("id", send->id));
}

bool send_store_bring_forward(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t now, struct error *err)
{
	return query_exec(tx, QUERY_SEND_BRING_FORWARD, NULL, err, BIND_INT("now", now),
		BIND_INT("workspace", workspace_id), BIND_INT("campaign", campaign_id));
}

bool send_store_list_waiting(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id, int limit,
	struct arena *arena, int64_t **enrollment_ids, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_SEND_LIST_WAITING_OF_CAMPAIGN, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("mailbox", mailbox_id), BIND_INT("campaign", campaign_id), BIND_INT("limit", limit)) &&
		id_rows_read(rows, arena, enrollment_ids, count, err);
}

bool send_store_claim(struct tx *tx, const struct send *send, bool *changed, struct error *err)
{
	int64_t rows = 0;

	if (!query_exec(tx, QUERY_SEND_CLAIM, &rows, err, BIND_INT("attempt", send->attempt_id),
		    BIND_TEXT("boot", send->boot), BIND_INT("epoch", send->epoch), BIND_INT("revision", send->revision),
		    BIND_INT("now", send->claimed_at), BIND_INT("workspace", send->workspace_id),
		    BIND_INT("id", send->id)))
		return false;
	*changed = rows == 1;
	return true;
}

bool send_store_permit(struct tx *tx, const struct send *send, bool *changed, struct error *err)
{
	int64_t rows = 0;

	if (!query_exec(tx, QUERY_SEND_PERMIT, &rows, err, BIND_INT("now", send->permitted_at),
		    BIND_INT("day", send->permit_day), BIND_TEXT("subject", send->subject),
		    BIND_INT_OR_NULL("variant", send->variant_id), BIND_INT("workspace", send->workspace_id),
		    BIND_INT("id", send->id), BIND_INT("attempt", send->attempt_id)))
		return false;
	*changed = rows == 1;
	return true;
}

bool send_store_return(struct tx *tx, const struct send *send, bool *changed, struct error *err)
{
	int64_t rows = 0;

	tx_ring(tx, BELL_ENGINE);
	if (!query_exec(tx, QUERY_SEND_RETURN, &rows, err, BIND_INT("due_at", send->due_at),
		    BIND_INT("attempts", send->attempts), BIND_INT_OR_NULL("first_failed_at", send->first_failed_at),
		    BIND_TEXT("code", send->last_error_code), BIND_TEXT("text", send->last_error_text),
		    BIND_INT("workspace", send->workspace_id), BIND_INT("id", send->id),
		    BIND_INT("attempt", send->attempt_id)))
		return false;
	*changed = rows == 1;
	return true;
}

bool send_store_forget_planned(struct tx *tx, const struct send *send, bool *changed, struct error *err)
{
	int64_t rows = 0;

	if (!query_exec(tx, QUERY_SEND_FORGET_PLANNED, &rows, err, BIND_INT("workspace", send->workspace_id),
		    BIND_INT("id", send->id), BIND_INT("attempt", send->attempt_id)))
		return false;
	*changed = rows == 1;
	return true;
}

bool send_store_settle(struct tx *tx, const struct send *send, bool *changed, struct error *err)
{
	int64_t rows = 0;

	if (!query_exec(tx, QUERY_SEND_SETTLE, &rows, err, BIND_TEXT("status", send_status_name(send->status)),
		    BIND_INT_OR_NULL("sent_at", send->status == SEND_SENT ? send->sent_at : 0),
		    BIND_INT("attempts", send->attempts), BIND_INT_OR_NULL("first_failed_at", send->first_failed_at),
		    BIND_TEXT("code", send->last_error_code), BIND_TEXT("text", send->last_error_text),
		    BIND_TEXT("provider_id", send->provider_id), BIND_INT("workspace", send->workspace_id),
		    BIND_INT("id", send->id), BIND_INT("attempt", send->attempt_id)))
		return false;
	*changed = rows == 1;
	return true;
}

bool send_store_resolve(struct tx *tx, const struct send *send, enum send_status to, int64_t by_user_id, bool *changed,
	struct error *err)
{
	int64_t rows = 0, now = store_now(tx_store(tx));

	tx_ring(tx, BELL_ENGINE);
	if (!query_exec(tx, QUERY_SEND_RESOLVE, &rows, err, BIND_TEXT("status", send_status_name(to)),
		    BIND_INT_OR_NULL("sent_at", to == SEND_SENT ? send->sent_at : 0),
		    BIND_INT("due_at", to == SEND_DUE ? now : send->due_at), BIND_INT_OR_NULL("by", by_user_id),
		    BIND_INT("workspace", send->workspace_id), BIND_INT("id", send->id)))
		return false;
	*changed = rows == 1;
	return true;
}

bool send_store_release(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t campaign_id, int64_t *released,
	struct error *err)
{
	if (mailbox_id)
		return query_exec(tx, QUERY_SEND_RELEASE_OF_MAILBOX, released, err, BIND_INT("workspace", workspace_id),
			BIND_INT("mailbox", mailbox_id));
	return query_exec(tx, QUERY_SEND_RELEASE_OF_CAMPAIGN, released, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id));
}

bool send_store_cancel_of_enrollment(
	struct tx *tx, int64_t workspace_id, int64_t enrollment_id, int64_t *cancelled, struct error *err)
{
	return query_exec(tx, QUERY_SEND_CANCEL_OF_ENROLLMENT, cancelled, err, BIND_INT("workspace", workspace_id),
		BIND_INT("enrollment", enrollment_id));
}

bool send_store_list_all_due(
	struct tx *tx, int limit, struct arena *arena, struct send **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_SEND_LIST_ALL_DUE, &rows, err, BIND_INT("limit", limit)) &&
		read_all(rows, limit, arena, list, count, err);
}

bool send_store_doubt(struct tx *tx, const struct send *send, bool *changed, struct error *err)
{
	int64_t rows = 0;

	if (!query_exec(tx, QUERY_SEND_DOUBT, &rows, err, BIND_INT("workspace", send->workspace_id),
		    BIND_INT("id", send->id)))
		return false;
	*changed = rows > 0;
	return true;
}

bool send_store_list_orphans(struct tx *tx, const char *boot, int limit, struct arena *arena, struct send **list,
	size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_SEND_LIST_ORPHANS, &rows, err, BIND_TEXT("boot", boot), BIND_INT("limit", limit)))
		return false;
	return read_all(rows, limit, arena, list, count, err);
}

bool send_store_list_in_flight(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct arena *arena,
	struct send **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_SEND_LIST_IN_FLIGHT, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("mailbox", mailbox_id)))
		return false;
	return read_all(rows, MAX_IN_FLIGHT, arena, list, count, err);
}

bool send_store_count_people_since(
	struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t since, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_SEND_COUNT_PEOPLE_SINCE, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("mailbox", mailbox_id), BIND_INT("since", since));
}

bool send_store_count_unknown(
	struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t campaign_id, int64_t *count, struct error *err)
{
	if (mailbox_id)
		return query_int(tx, QUERY_SEND_COUNT_UNKNOWN_OF_MAILBOX, 0, count, err,
			BIND_INT("workspace", workspace_id), BIND_INT("mailbox", mailbox_id));
	if (campaign_id)
		return query_int(tx, QUERY_SEND_COUNT_UNKNOWN_OF_CAMPAIGN, 0, count, err,
			BIND_INT("workspace", workspace_id), BIND_INT("campaign", campaign_id));
	return query_int(tx, QUERY_SEND_COUNT_UNKNOWN, 0, count, err, BIND_INT("workspace", workspace_id));
}

bool send_store_count_first_steps_since(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t since, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_SEND_COUNT_FIRST_STEPS_SINCE, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("since", since));
}
