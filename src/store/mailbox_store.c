#include "store/mailbox_store.h"

#include "base/text.h"
#include "model/fold.h"
#include "store/like.h"
#include "store/query.h"

enum { MAX_MAILBOXES = 100000 };

static void read_ramp(struct rows *rows, struct ramp *out)
{
	out->start = (int)row_int(rows);
	out->step = (int)row_int(rows);
	out->ceiling = (int)row_int(rows);
	out->level = (int)row_int(rows);
	out->day = (int)row_int(rows);
}

static void read_row(struct rows *rows, struct arena *arena, struct mailbox *out)
{
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->owner_id = row_int(rows);
	out->address = row_text(rows, arena);
	out->address_key = row_text(rows, arena);
	out->name = row_text(rows, arena);
	if (!mailbox_provider_parse(row_text(rows, arena), &out->provider))
		UNREACHABLE();
	if (!mailbox_status_parse(row_text(rows, arena), &out->status))
		UNREACHABLE();
	if (!mailbox_cause_parse(row_text(rows, arena), &out->cause))
		UNREACHABLE();
	out->inactive_since = row_int(rows);
	out->inactive_by = row_int(rows);
	out->locked = row_bool(rows);
	out->last_error_code = row_text(rows, arena);
	out->last_error_text = row_text(rows, arena);
	out->last_error_at = row_int(rows);
	out->epoch = row_int(rows);
	out->disconnecting = row_bool(rows);
	out->undo_until = row_int(rows);
	out->subject_issuer = row_text(rows, arena);
	out->subject_id = row_text(rows, arena);
	out->endpoints = row_text(rows, arena);
	out->daily_cap = (int)row_int(rows);
	out->min_gap_seconds = (int)row_int(rows);
	out->timezone = row_text(rows, arena);
	out->reply_to = row_text(rows, arena);
	out->signature = row_text(rows, arena);
	out->signature_html = row_text(rows, arena);
	out->send_as = row_text(rows, arena);
	out->tracking_host = row_text(rows, arena);
	out->next_permit_at = row_int(rows);
	out->last_sent_at = row_int(rows);
	out->sync_cursor = row_text(rows, arena);
	out->synced_at = row_int(rows);
	out->auth_refused_at = row_int(rows);
	out->created_at = row_int(rows);
	read_ramp(rows, &out->ramp);
}

static bool read_holds(struct tx *tx, struct mailbox *mailbox, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	mailbox->hold_count = 0;
	if (!query_rows(tx, QUERY_MAILBOX_HOLDS, &rows, err, BIND_INT("workspace", mailbox->workspace_id),
		    BIND_INT("mailbox", mailbox->id)))
		return false;
	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			return true;
		struct mailbox_hold *hold = &mailbox->holds[mailbox->hold_count++];

		if (!hold_cause_parse(row_text(rows, tx_arena(tx)), &hold->cause))
			UNREACHABLE();
		hold->until_at = row_int(rows);
		hold->by_user_id = row_int(rows);
		hold->created_at = row_int(rows);
	}
}

static bool read_list(struct tx *tx, struct rows *rows, int limit, struct arena *arena, struct mailbox **list,
	size_t *count, struct error *err)
{
	size_t capacity = limit < 64 ? (size_t)limit : 64, found = 0;
	struct mailbox *mailboxes = ARENA_ARRAY(arena, struct mailbox, capacity);
	bool has = true;

	while (found < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		if (found == capacity) {
			mailboxes = arena_grow(
				arena, mailboxes, capacity * sizeof(*mailboxes), 2 * capacity * sizeof(*mailboxes));
			capacity *= 2;
		}
		mailboxes[found] = (struct mailbox){0};
		read_row(rows, arena, &mailboxes[found++]);
	}
	for (size_t i = 0; i < found; i++)
		if (!read_holds(tx, &mailboxes[i], err))
			return false;
	*list = mailboxes;
	*count = found;
	return true;
}

bool mailbox_store_add(struct tx *tx, struct mailbox *mailbox, bool *added, struct error *err)
{
	int64_t changed = 0;

	mailbox->id = tx_new_id(tx);
	if (!query_exec(tx, QUERY_MAILBOX_ADD, &changed, err, BIND_INT("workspace", mailbox->workspace_id),
		    BIND_INT("id", mailbox->id), BIND_INT_OR_NULL("owner", mailbox->owner_id),
		    BIND_TEXT("address", mailbox->address), BIND_TEXT("address_key", mailbox->address_key),
		    BIND_TEXT("name", mailbox->name), BIND_TEXT("name_key", fold_text(mailbox->name, tx_arena(tx))),
		    BIND_TEXT("provider", mailbox_provider_name(mailbox->provider)),
		    BIND_TEXT("subject_issuer", mailbox->subject_issuer), BIND_TEXT("subject_id", mailbox->subject_id),
		    BIND_TEXT("endpoints", mailbox->endpoints), BIND_TEXT("timezone", mailbox->timezone),
		    BIND_TEXT("sync_cursor", mailbox->sync_cursor), BIND_INT("now", store_now(tx_store(tx)))))
		return false;
	*added = changed == 1;
	return true;
}

bool mailbox_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct mailbox *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_MAILBOX_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)))
		return false;
	if (!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such mailbox.");
	*out = (struct mailbox){0};
	read_row(rows, arena, out);
	return read_holds(tx, out, err);
}

static void read_sending(struct rows *rows, struct arena *arena, struct mailbox *out)
{
	*out = (struct mailbox){0};
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->address = row_text(rows, arena);
	out->address_key = row_text(rows, arena);
	if (!mailbox_status_parse(row_text(rows, arena), &out->status))
		UNREACHABLE();
	out->epoch = row_int(rows);
	out->daily_cap = (int)row_int(rows);
	out->min_gap_seconds = (int)row_int(rows);
	out->timezone = row_text(rows, arena);
	out->reply_to = row_text(rows, arena);
	out->send_as = row_text(rows, arena);
	out->next_permit_at = row_int(rows);
	read_ramp(rows, &out->ramp);
}

bool mailbox_store_get_sending(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct mailbox *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_MAILBOX_GET_SENDING, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("id", id)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such mailbox.");
	read_sending(rows, arena, out);
	return read_holds(tx, out, err);
}

bool mailbox_store_find_by_address(struct tx *tx, int64_t workspace_id, const char *address_key, struct arena *arena,
	struct mailbox *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_MAILBOX_FIND_BY_ADDRESS, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_TEXT("address_key", address_key)))
		return false;
	if (!rows_next(rows, found, err))
		return false;
	if (!*found)
		return true;
	*out = (struct mailbox){0};
	read_row(rows, arena, out);
	return read_holds(tx, out, err);
}

bool mailbox_store_list(struct tx *tx, int64_t workspace_id, const char *status, const char *search, int64_t after,
	int limit, struct arena *arena, struct mailbox **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_MAILBOX_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("after", after), BIND_TEXT("status", status ? status : ""),
		    BIND_TEXT("pattern", like_contains(arena, search)), BIND_INT("limit", limit)))
		return false;
	return read_list(tx, rows, limit, arena, list, count, err);
}

bool mailbox_store_list_of_campaign(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	struct mailbox **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_MAILBOX_LIST_OF_CAMPAIGN, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("campaign", campaign_id)) &&
		read_list(tx, rows, MAX_MAILBOXES, arena, list, count, err);
}

bool mailbox_store_count(
	struct tx *tx, int64_t workspace_id, const char *status, const char *search, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_MAILBOX_COUNT, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_TEXT("status", status ? status : ""), BIND_TEXT("pattern", like_contains(tx_arena(tx), search)));
}

bool mailbox_store_count_held(struct tx *tx, int64_t workspace_id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_MAILBOX_COUNT_HELD, 0, count, err, BIND_INT("workspace", workspace_id));
}

bool mailbox_store_list_active(
	struct tx *tx, struct arena *arena, struct mailbox **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_MAILBOX_LIST_ACTIVE, &rows, err))
		return false;
	return read_list(tx, rows, MAX_MAILBOXES, arena, list, count, err);
}

bool mailbox_store_list_to_sweep(
	struct tx *tx, struct arena *arena, struct mailbox **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_MAILBOX_LIST_TO_SWEEP, &rows, err))
		return false;
	return read_list(tx, rows, MAX_MAILBOXES, arena, list, count, err);
}

bool mailbox_store_update_state(struct tx *tx, const struct mailbox *m, struct error *err)
{
	tx_ring(tx, BELL_ENGINE);
	return query_exec(tx, QUERY_MAILBOX_UPDATE_STATE, NULL, err,
		BIND_TEXT("status", mailbox_status_name(m->status)), BIND_TEXT("cause", mailbox_cause_name(m->cause)),
		BIND_INT_OR_NULL("inactive_since", m->inactive_since), BIND_INT_OR_NULL("inactive_by", m->inactive_by),
		BIND_INT("locked", m->locked), BIND_TEXT("last_error_code", m->last_error_code),
		BIND_TEXT("last_error_text", m->last_error_text), BIND_INT_OR_NULL("last_error_at", m->last_error_at),
		BIND_INT("epoch", m->epoch), BIND_INT("disconnecting", m->disconnecting),
		BIND_INT_OR_NULL("undo_until", m->undo_until), BIND_INT_OR_NULL("auth_refused_at", m->auth_refused_at),
		BIND_INT("workspace", m->workspace_id), BIND_INT("id", m->id));
}

bool mailbox_store_update_identity(struct tx *tx, const struct mailbox *mailbox, struct error *err)
{
	return query_exec(tx, QUERY_MAILBOX_UPDATE_IDENTITY, NULL, err,
		BIND_TEXT("subject_issuer", mailbox->subject_issuer), BIND_TEXT("subject_id", mailbox->subject_id),
		BIND_TEXT("endpoints", mailbox->endpoints), BIND_INT("workspace", mailbox->workspace_id),
		BIND_INT("id", mailbox->id));
}

bool mailbox_store_update_settings(struct tx *tx, const struct mailbox *mailbox, struct error *err)
{
	tx_ring(tx, BELL_ENGINE);
	return query_exec(tx, QUERY_MAILBOX_UPDATE_SETTINGS, NULL, err, BIND_TEXT("name", mailbox->name),
		BIND_TEXT("name_key", fold_text(mailbox->name, tx_arena(tx))),
		BIND_INT("daily_cap", mailbox->daily_cap), BIND_INT("min_gap_seconds", mailbox->min_gap_seconds),
		BIND_TEXT("timezone", mailbox->timezone), BIND_TEXT("reply_to", mailbox->reply_to),
		BIND_TEXT("signature", mailbox->signature), BIND_TEXT("signature_html", mailbox->signature_html),
		BIND_TEXT("send_as", mailbox->send_as), BIND_TEXT("tracking_host", mailbox->tracking_host),
		BIND_INT_OR_NULL("ramp_start", mailbox->ramp.start), BIND_INT_OR_NULL("ramp_step", mailbox->ramp.step),
		BIND_INT_OR_NULL("ramp_ceiling", mailbox->ramp.ceiling), BIND_INT("ramp_level", mailbox->ramp.level),
		BIND_INT("ramp_day", mailbox->ramp.day), BIND_INT("workspace", mailbox->workspace_id),
		BIND_INT("id", mailbox->id));
}

bool mailbox_store_update_pacing(
	struct tx *tx, int64_t workspace_id, int64_t id, int64_t next_permit_at, struct error *err)
{
	return query_exec(tx, QUERY_MAILBOX_UPDATE_PACING, NULL, err, BIND_INT("next_permit_at", next_permit_at),
		BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}

bool mailbox_store_update_sent(
	struct tx *tx, int64_t workspace_id, int64_t id, int64_t sent_at, int day, struct error *err)
{
	int64_t changed = 0;

	return query_exec(tx, QUERY_MAILBOX_UPDATE_SENT, &changed, err, BIND_INT("sent_at", sent_at),
		       BIND_INT("workspace", workspace_id), BIND_INT("id", id), BIND_INT("day", day)) &&
		(!changed || mailbox_store_ramp_sent(tx, workspace_id, id, day, err));
}

bool mailbox_store_ramp_sent(struct tx *tx, int64_t workspace_id, int64_t id, int day, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct ramp ramp;
	bool has = false;

	if (!query_rows(tx, QUERY_MAILBOX_RAMP_BEFORE, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("id", id), BIND_INT("day", day)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return true;
	read_ramp(rows, &ramp);
	ramp_sent(&ramp, day);
	return query_exec(tx, QUERY_MAILBOX_UPDATE_RAMP, NULL, err, BIND_INT("ramp_level", ramp.level),
		BIND_INT("ramp_day", ramp.day), BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}

bool mailbox_store_update_cursor(struct tx *tx, int64_t workspace_id, int64_t id, int64_t epoch, const char *cursor,
	int64_t now, bool *changed, struct error *err)
{
	int64_t rows = 0;

	if (!query_exec(tx, QUERY_MAILBOX_UPDATE_CURSOR, &rows, err, BIND_TEXT("sync_cursor", cursor),
		    BIND_INT("now", now), BIND_INT("workspace", workspace_id), BIND_INT("id", id),
		    BIND_INT("epoch", epoch)))
		return false;
	*changed = rows == 1;
	return true;
}

bool mailbox_store_count_campaigns(struct tx *tx, int64_t workspace_id, int64_t id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_MAILBOX_COUNT_CAMPAIGNS, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("mailbox", id));
}

bool mailbox_store_hold(
	struct tx *tx, const struct mailbox *mailbox, const struct mailbox_hold *hold, struct error *err)
{
	tx_ring(tx, BELL_ENGINE);
	return query_exec(tx, QUERY_MAILBOX_HOLD_SET, NULL, err, BIND_INT("workspace", mailbox->workspace_id),
		BIND_INT("mailbox", mailbox->id), BIND_TEXT("cause", hold_cause_name(hold->cause)),
		BIND_INT_OR_NULL("until_at", hold->until_at), BIND_INT_OR_NULL("by", hold->by_user_id),
		BIND_INT("now", hold->created_at));
}

bool mailbox_store_lift(
	struct tx *tx, int64_t workspace_id, int64_t id, enum hold_cause cause, bool *lifted, struct error *err)
{
	int64_t changed = 0;

	tx_ring(tx, BELL_ENGINE);
	if (!query_exec(tx, QUERY_MAILBOX_HOLD_LIFT, &changed, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("mailbox", id), BIND_TEXT("cause", hold_cause_name(cause))))
		return false;
	*lifted = changed > 0;
	return true;
}

bool mailbox_store_holds_ending(
	struct tx *tx, int limit, struct arena *arena, struct hold_ending **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct hold_ending *holds = ARENA_ARRAY(arena, struct hold_ending, limit);
	size_t found = 0;
	bool has = true;

	if (!query_rows(tx, QUERY_MAILBOX_HOLD_LIST_ENDING, &rows, err, BIND_INT("limit", limit)))
		return false;
	while (found < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		holds[found].workspace_id = row_int(rows);
		holds[found].mailbox_id = row_int(rows);
		if (!hold_cause_parse(row_text(rows, arena), &holds[found].cause))
			UNREACHABLE();
		holds[found++].until_at = row_int(rows);
	}
	*list = holds;
	*count = found;
	return true;
}

bool mailbox_store_taken(struct tx *tx, int64_t workspace_id, int64_t id, int day, int64_t *taken, struct error *err)
{
	return query_int(tx, QUERY_MAILBOX_DAY_TAKEN, 0, taken, err, BIND_INT("workspace", workspace_id),
		BIND_INT("mailbox", id), BIND_INT("day", day));
}

bool mailbox_store_take(struct tx *tx, int64_t workspace_id, int64_t id, int day, struct error *err)
{
	return query_exec(tx, QUERY_MAILBOX_DAY_TAKE, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("mailbox", id), BIND_INT("day", day));
}

bool mailbox_store_give_back(struct tx *tx, int64_t workspace_id, int64_t id, int day, struct error *err)
{
	return query_exec(tx, QUERY_MAILBOX_DAY_GIVE_BACK, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("mailbox", id), BIND_INT("day", day));
}

bool mailbox_store_removal_counts(
	struct tx *tx, int64_t workspace_id, int64_t id, struct mailbox_removal_counts *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_MAILBOX_REMOVAL_COUNTS, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("mailbox", id)))
		return false;
	if (!rows_next(rows, &has, err))
		return false;
	ASSERT(has);
	out->receipts = row_int(rows);
	out->sent = row_int(rows);
	out->incoming = row_int(rows);
	out->holds = row_int(rows);
	out->campaigns_unlinked = row_int(rows);
	out->suppressions = row_int(rows);
	out->contacts = row_int(rows);
	out->campaigns = row_int(rows);
	return true;
}

bool mailbox_store_delete(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err)
{
	static const enum query_name detach[] = {QUERY_SEND_CANCEL_WAITING_OF_MAILBOX, QUERY_SEND_DETACH_MAILBOX,
		QUERY_SEND_SEARCH_DETACH_MAILBOX, QUERY_ENROLLMENT_DETACH_MAILBOX, QUERY_EVENT_FORGET_OF_MAILBOX};

	for (size_t i = 0; i < ARRAY_COUNT(detach); i++)
		if (!query_exec(tx, detach[i], NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("mailbox", id)))
			return false;
	tx_ring(tx, BELL_ENGINE);
	return query_exec(tx, QUERY_MAILBOX_DELETE, NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}
