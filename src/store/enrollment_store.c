#include "store/enrollment_store.h"

#include "base/text.h"
#include "store/campaign_store.h"
#include "store/like.h"
#include "store/query.h"
#include "store/send_store.h"

enum { PLANNED_AT_FIRST = 64, MAX_OF_CONTACT = 200, SKIP_BATCH = 200, COLLEAGUE_BATCH = 200 };

static const char *const status_names[] = {
	[ENROLLMENT_LIVE] = "live",
	[ENROLLMENT_REVIEW] = "review",
	[ENROLLMENT_FINISHED] = "finished",
	[ENROLLMENT_REPLIED] = "replied",
	[ENROLLMENT_BOUNCED] = "bounced",
	[ENROLLMENT_UNSUBSCRIBED] = "unsubscribed",
	[ENROLLMENT_SUPPRESSED] = "suppressed",
	[ENROLLMENT_FAILED] = "failed",
	[ENROLLMENT_STOPPED] = "stopped",
};
_Static_assert(ARRAY_COUNT(status_names) == ENROLLMENT_STATUS_COUNT, "each status has a name");

const char *enrollment_status_name(enum enrollment_status status)
{
	return status_names[status];
}

bool enrollment_status_parse(const char *name, enum enrollment_status *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(status_names); i++)
		if (text_equal(name, status_names[i])) {
			*out = (enum enrollment_status)i;
			return true;
		}
	return false;
}

bool enrollment_may_return(enum enrollment_status status, const char *end_reason)
{
	return status == ENROLLMENT_SUPPRESSED ||
		(status == ENROLLMENT_STOPPED &&
			(text_equal(end_reason, END_OVERLAP) || text_equal(end_reason, END_COUNTRY)));
}

static void read_row(struct rows *rows, struct arena *arena, struct enrollment *out)
{
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->campaign_id = row_int(rows);
	out->contact_id = row_int(rows);
	out->mailbox_id = row_int(rows);
	if (!enrollment_status_parse(row_text(rows, arena), &out->status))
		UNREACHABLE();
	out->next_position = (int)row_int(rows);
	out->due_at = row_int(rows);
	out->last_sent_at = row_int(rows);
	out->thread_subject = row_text(rows, arena);
	out->thread_references = row_text(rows, arena);
	out->provider_thread_id = row_text(rows, arena);
	out->review_field = row_text(rows, arena);
	out->end_reason = row_text(rows, arena);
	out->ended_at = row_int(rows);
	out->paused_at = row_int(rows);
	out->created_at = row_int(rows);
}

static bool read_all(
	struct rows *rows, int limit, struct arena *arena, struct enrollment **list, size_t *count, struct error *err)
{
	struct enrollment *found = ARENA_ARRAY(arena, struct enrollment, limit);
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

bool enrollment_store_add(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t contact_id, int64_t due_at,
	bool *added, struct error *err)
{
	int64_t changed = 0;

	if (!query_exec(tx, QUERY_ENROLLMENT_ADD, &changed, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("id", tx_new_id(tx)), BIND_INT("campaign", campaign_id), BIND_INT("contact", contact_id),
		    BIND_INT("due_at", due_at), BIND_INT("now", store_now(tx_store(tx)))))
		return false;
	*added = changed > 0;
	if (!*added)
		return true;
	tx_ring(tx, BELL_ENGINE);
	return campaign_store_count(tx, workspace_id, campaign_id,
		&(struct campaign_counts){.contacts = 1, .live = 1, .unassigned = 1}, err);
}

bool enrollment_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct enrollment *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_ENROLLMENT_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)))
		return false;
	if (!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "This contact is not in the campaign.");
	read_row(rows, arena, out);
	return true;
}

bool enrollment_store_list_review(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t after, int limit,
	struct arena *arena, struct enrollment **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_ENROLLMENT_LIST_REVIEW, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("campaign", campaign_id), BIND_INT("after", after), BIND_INT("limit", limit)) &&
		read_all(rows, limit, arena, list, count, err);
}

static bool list_left(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *status, int64_t after,
	int limit, struct arena *arena, struct enrollment **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_ENROLLMENT_LIST_LEFT, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("campaign", campaign_id), BIND_TEXT("status", status), BIND_INT("after", after),
		       BIND_INT("limit", limit)) &&
		read_all(rows, limit, arena, list, count, err);
}

/* Statuses and reasons, each with how many. */
static bool count_by_reason(struct tx *tx, enum query_name query, const struct campaign *campaign, struct arena *arena,
	struct enrollment_left out[ENROLLMENT_MAX_LEFT], size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = true;

	if (!query_rows(tx, query, &rows, err, BIND_INT("workspace", campaign->workspace_id),
		    BIND_INT("campaign", campaign->id)))
		return false;
	for (*count = 0; *count < ENROLLMENT_MAX_LEFT; (*count)++) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		if (!enrollment_status_parse(row_text(rows, arena), &out[*count].status))
			UNREACHABLE();
		out[*count].reason = row_text(rows, arena);
		out[*count].contacts = row_int(rows);
	}
	return true;
}

bool enrollment_store_count_left(struct tx *tx, const struct campaign *campaign, struct arena *arena,
	struct enrollment_left out[ENROLLMENT_MAX_LEFT], size_t *count, struct error *err)
{
	return count_by_reason(tx, QUERY_ENROLLMENT_COUNT_LEFT, campaign, arena, out, count, err);
}

bool enrollment_store_count_missing(struct tx *tx, const struct campaign *campaign, struct arena *arena,
	struct enrollment_left out[ENROLLMENT_MAX_LEFT], size_t *count, struct error *err)
{
	return count_by_reason(tx, QUERY_ENROLLMENT_COUNT_MISSING, campaign, arena, out, count, err);
}

bool enrollment_store_list(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *status, int64_t after,
	int limit, struct arena *arena, struct enrollment **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (status && text_equal(status, status_names[ENROLLMENT_REVIEW]))
		return enrollment_store_list_review(
			tx, workspace_id, campaign_id, after, limit, arena, list, count, err);
	if (status &&
		(text_equal(status, status_names[ENROLLMENT_SUPPRESSED]) ||
			text_equal(status, status_names[ENROLLMENT_STOPPED])))
		return list_left(tx, workspace_id, campaign_id, status, after, limit, arena, list, count, err);
	if (!query_rows(tx, QUERY_ENROLLMENT_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("after", after),
		    BIND_TEXT("status", status ? status : ""), BIND_INT("limit", limit)))
		return false;
	return read_all(rows, limit, arena, list, count, err);
}

bool enrollment_store_search(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *status,
	const char *search, int64_t after, int limit, struct arena *arena, struct enrollment **list, size_t *count,
	struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_ENROLLMENT_SEARCH, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("campaign", campaign_id), BIND_INT("after", after),
		       BIND_TEXT("status", status ? status : ""), BIND_TEXT("pattern", like_contains(arena, search)),
		       BIND_INT("limit", limit)) &&
		read_all(rows, limit, arena, list, count, err);
}

bool enrollment_store_list_of_contact(struct tx *tx, int64_t workspace_id, int64_t contact_id, struct arena *arena,
	struct enrollment **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_ENROLLMENT_LIST_OF_CONTACT, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("contact", contact_id)))
		return false;
	return read_all(rows, MAX_OF_CONTACT, arena, list, count, err);
}

bool enrollment_store_list_due(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int64_t now, int limit, struct arena *arena, struct enrollment **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool started;

	if (mailbox_id)
		started = query_rows(tx, QUERY_ENROLLMENT_LIST_DUE_OF_MAILBOX, &rows, err,
			BIND_INT("workspace", workspace_id), BIND_INT("campaign", campaign_id),
			BIND_INT("mailbox", mailbox_id), BIND_INT("now", now), BIND_INT("limit", limit));
	else
		started = query_rows(tx, QUERY_ENROLLMENT_LIST_DUE_NEW, &rows, err, BIND_INT("workspace", workspace_id),
			BIND_INT("campaign", campaign_id), BIND_INT("now", now), BIND_INT("limit", limit));
	return started && read_all(rows, limit, arena, list, count, err);
}

bool enrollment_store_crowds(struct tx *tx, const struct enrollment *last, struct arena *arena,
	struct enrollment_crowd **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t capacity = 0;
	bool has = false;

	*count = 0;
	if (!query_rows(tx, QUERY_ENROLLMENT_CROWDS, &rows, err, BIND_INT("workspace", last->workspace_id),
		    BIND_INT("campaign", last->campaign_id), BIND_INT("mailbox", last->mailbox_id),
		    BIND_INT("due_at", last->due_at), BIND_INT("id", last->id)))
		return false;
	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			return true;
		if (*count == capacity) {
			size_t grown = capacity ? 2 * capacity : 64;

			*list = arena_grow(arena, *list, capacity * sizeof(**list), grown * sizeof(**list));
			capacity = grown;
		}
		(*list)[*count].position = (int)row_int(rows);
		(*list)[*count].due_at = row_int(rows);
		(*list)[(*count)++].contacts = row_int(rows);
	}
}

bool enrollment_store_next_due_of(struct tx *tx, const struct campaign *campaign, int64_t mailbox_id, int64_t after,
	int64_t *due_at, struct error *err)
{
	if (!mailbox_id)
		return query_int(tx, QUERY_ENROLLMENT_NEXT_DUE_NEW, 0, due_at, err,
			BIND_INT("workspace", campaign->workspace_id), BIND_INT("campaign", campaign->id),
			BIND_INT("after", after));
	return query_int(tx, QUERY_ENROLLMENT_NEXT_DUE_OF_MAILBOX, 0, due_at, err,
		BIND_INT("workspace", campaign->workspace_id), BIND_INT("campaign", campaign->id),
		BIND_INT("mailbox", mailbox_id), BIND_INT("after", after));
}

bool enrollment_store_next_due(
	struct tx *tx, const struct campaign *campaign, int64_t after, int64_t *due_at, struct error *err)
{
	int64_t fresh = 0, begun = 0;

	if (!enrollment_store_next_due_of(tx, campaign, 0, after, &fresh, err) ||
		!query_int(tx, QUERY_ENROLLMENT_NEXT_DUE_BEGUN, 0, &begun, err,
			BIND_INT("workspace", campaign->workspace_id), BIND_INT("campaign", campaign->id),
			BIND_INT("after", after)))
		return false;
	*due_at = !fresh || (begun && begun < fresh) ? begun : fresh;
	return true;
}

bool enrollment_store_list_of_mailbox(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int limit, struct arena *arena, struct enrollment **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_ENROLLMENT_LIST_LIVE_OF_MAILBOX, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id), BIND_INT("limit", limit)))
		return false;
	return read_all(rows, limit, arena, list, count, err);
}

/* Takes the planned rows away and gives whose they were. */
static bool forget_planned(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct enrollment **list,
	size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t capacity = PLANNED_AT_FIRST;
	bool has = false;

	*list = ARENA_ARRAY(tx_arena(tx), struct enrollment, capacity);
	*count = 0;
	if (!query_rows(tx, QUERY_SEND_FORGET_WAITING_OF_MAILBOX, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("mailbox", mailbox_id)))
		return false;
	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			return true;
		if (*count == capacity) {
			*list = arena_grow(
				tx_arena(tx), *list, capacity * sizeof(**list), 2 * capacity * sizeof(**list));
			capacity *= 2;
		}
		(*list)[*count] = (struct enrollment){.workspace_id = workspace_id, .campaign_id = row_int(rows)};
		(*list)[(*count)++].id = row_int(rows);
	}
}

bool enrollment_store_free_unbegun(
	struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t now, struct error *err)
{
	struct enrollment *list = NULL;
	size_t count = 0;

	if (!forget_planned(tx, workspace_id, mailbox_id, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		int64_t changed = 0;

		if (!query_exec(tx, QUERY_ENROLLMENT_FREE_UNBEGUN, &changed, err, BIND_INT("now", now),
			    BIND_INT("workspace", workspace_id), BIND_INT("id", list[i].id)))
			return false;
		if (changed &&
			(!campaign_store_mailbox_waiting_add(
				 tx, workspace_id, list[i].campaign_id, mailbox_id, -1, err) ||
				!campaign_store_count(tx, workspace_id, list[i].campaign_id,
					&(struct campaign_counts){.unassigned = 1}, err)))
			return false;
	}
	return true;
}

bool enrollment_store_planned(
	struct tx *tx, const struct enrollment *enrollment, int64_t mailbox_id, bool *assigned, struct error *err)
{
	ASSERT(enrollment->mailbox_id == 0 || enrollment->mailbox_id == mailbox_id);
	*assigned = enrollment->mailbox_id == 0;
	return query_exec(tx, QUERY_ENROLLMENT_PLANNED, NULL, err, BIND_INT("mailbox", mailbox_id),
		BIND_INT("workspace", enrollment->workspace_id), BIND_INT("id", enrollment->id));
}

bool enrollment_store_count_assigned(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int64_t contacts, struct error *err)
{
	return contacts == 0 ||
		(campaign_store_mailbox_waiting_add(tx, workspace_id, campaign_id, mailbox_id, contacts, err) &&
			campaign_store_count(tx, workspace_id, campaign_id,
				&(struct campaign_counts){.unassigned = -contacts}, err));
}

bool enrollment_store_advance(struct tx *tx, const struct enrollment *enrollment, struct error *err)
{
	return query_exec(tx, QUERY_ENROLLMENT_ADVANCE, NULL, err, BIND_INT("next_position", enrollment->next_position),
		BIND_INT_OR_NULL("due_at", enrollment->due_at),
		BIND_INT_OR_NULL("last_sent_at", enrollment->last_sent_at),
		BIND_TEXT("thread_subject", enrollment->thread_subject),
		BIND_TEXT("thread_references", enrollment->thread_references ? enrollment->thread_references : ""),
		BIND_TEXT("provider_thread_id", enrollment->provider_thread_id),
		BIND_INT("workspace", enrollment->workspace_id), BIND_INT("id", enrollment->id));
}

static bool is_live(enum enrollment_status status)
{
	return status == ENROLLMENT_LIVE || status == ENROLLMENT_REVIEW;
}

/* What a change of status does to the counters; those of the campaign are left to the caller. */
static bool recount_status(struct tx *tx, const struct enrollment *was, enum enrollment_status status,
	struct campaign_counts *delta, struct error *err)
{
	*delta = (struct campaign_counts){
		.replied = (status == ENROLLMENT_REPLIED) - (was->status == ENROLLMENT_REPLIED),
		.bounced = (status == ENROLLMENT_BOUNCED) - (was->status == ENROLLMENT_BOUNCED),
		.unsubscribed = (status == ENROLLMENT_UNSUBSCRIBED) - (was->status == ENROLLMENT_UNSUBSCRIBED),
		.failed = (status == ENROLLMENT_FAILED) - (was->status == ENROLLMENT_FAILED),
		.live = is_live(status) - is_live(was->status),
	};

	if (!was->mailbox_id)
		delta->unassigned = delta->live;
	return !was->mailbox_id || delta->live == 0 ||
		campaign_store_mailbox_waiting_add(
			tx, was->workspace_id, was->campaign_id, was->mailbox_id, delta->live, err);
}

bool enrollment_store_finish(
	struct tx *tx, const struct enrollment *enrollment, struct campaign_counts *delta, struct error *err)
{
	ASSERT(enrollment->status == ENROLLMENT_LIVE);
	tx_ring(tx, BELL_ENGINE);
	return query_exec(tx, QUERY_ENROLLMENT_FINISH, NULL, err, BIND_INT("next_position", enrollment->next_position),
		       BIND_INT_OR_NULL("last_sent_at", enrollment->last_sent_at),
		       BIND_TEXT("thread_subject", enrollment->thread_subject),
		       BIND_TEXT(
			       "thread_references", enrollment->thread_references ? enrollment->thread_references : ""),
		       BIND_TEXT("provider_thread_id", enrollment->provider_thread_id),
		       BIND_INT("workspace", enrollment->workspace_id), BIND_INT("id", enrollment->id)) &&
		recount_status(tx, enrollment, ENROLLMENT_FINISHED, delta, err);
}

bool enrollment_store_set_status(struct tx *tx, const struct enrollment *enrollment, enum enrollment_status status,
	const char *why, int64_t due_at, int64_t now, struct error *err)
{
	struct campaign_counts delta;
	bool ends = !is_live(status);
	int64_t cancelled;

	if (enrollment->status == status && (status != ENROLLMENT_REVIEW || text_equal(why, enrollment->review_field)))
		return true;
	if (!query_exec(tx, QUERY_ENROLLMENT_SET_STATUS, NULL, err, BIND_TEXT("status", status_names[status]),
		    BIND_TEXT("review_field", status == ENROLLMENT_REVIEW ? why : NULL),
		    BIND_TEXT("end_reason", ends ? why : NULL), BIND_INT_OR_NULL("due_at", ends ? 0 : due_at),
		    BIND_INT_OR_NULL("ended_at", ends ? now : 0), BIND_INT("workspace", enrollment->workspace_id),
		    BIND_INT("id", enrollment->id)))
		return false;
	if (!is_live(status) &&
		!send_store_cancel_of_enrollment(tx, enrollment->workspace_id, enrollment->id, &cancelled, err))
		return false;
	tx_ring(tx, BELL_ENGINE);
	return recount_status(tx, enrollment, status, &delta, err) &&
		campaign_store_count(tx, enrollment->workspace_id, enrollment->campaign_id, &delta, err);
}

bool enrollment_store_list_movable(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int64_t after, int limit, struct arena *arena, struct enrollment **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_ENROLLMENT_LIST_MOVABLE, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id), BIND_INT("after", after),
		       BIND_INT("limit", limit)) &&
		read_all(rows, limit, arena, list, count, err);
}

/* The counters of the mailbox that is left and of the one that is found. */
static bool recount_move(struct tx *tx, const struct enrollment *was, int64_t mailbox_id, struct error *err)
{
	if (!campaign_store_mailbox_waiting_add(tx, was->workspace_id, was->campaign_id, was->mailbox_id, -1, err))
		return false;
	if (mailbox_id)
		return campaign_store_mailbox_waiting_add(tx, was->workspace_id, was->campaign_id, mailbox_id, 1, err);
	return campaign_store_count(
		tx, was->workspace_id, was->campaign_id, &(struct campaign_counts){.unassigned = 1}, err);
}

bool enrollment_store_move(
	struct tx *tx, const struct enrollment *enrollment, int64_t mailbox_id, int64_t due_at, struct error *err)
{
	return query_exec(tx, QUERY_SEND_FORGET_DUE_OF_ENROLLMENT, NULL, err,
		       BIND_INT("workspace", enrollment->workspace_id), BIND_INT("enrollment", enrollment->id)) &&
		query_exec(tx, QUERY_ENROLLMENT_MOVE, NULL, err, BIND_INT_OR_NULL("mailbox", mailbox_id),
			BIND_INT("due_at", due_at), BIND_INT("workspace", enrollment->workspace_id),
			BIND_INT("id", enrollment->id)) &&
		recount_move(tx, enrollment, mailbox_id, err);
}

bool enrollment_store_end_of_contact(struct tx *tx, int64_t workspace_id, int64_t contact_id,
	enum enrollment_status status, int64_t now, int64_t *ended, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct enrollment *list = NULL;
	size_t count = 0;

	*ended = 0;
	if (!enrollment_store_list_of_contact(tx, workspace_id, contact_id, arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!is_live(list[i].status))
			continue;
		if (!enrollment_store_set_status(tx, &list[i], status, NULL, 0, now, err))
			return false;
		(*ended)++;
	}
	return true;
}

bool enrollment_store_find(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t contact_id,
	struct arena *arena, struct enrollment *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_ENROLLMENT_FIND, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("contact", contact_id)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "This contact is not in the campaign.");
	read_row(rows, arena, out);
	return true;
}

static bool list_colleagues(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *company,
	struct enrollment **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_ENROLLMENT_LIST_COLLEAGUES, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_TEXT("company", company), BIND_INT("campaign", campaign_id),
		       BIND_INT("limit", COLLEAGUE_BATCH)) &&
		read_all(rows, COLLEAGUE_BATCH, tx_arena(tx), list, count, err);
}

bool enrollment_store_end_colleagues(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *company,
	int64_t now, int64_t *ended, struct error *err)
{
	struct enrollment *list = NULL;
	size_t count = 0;

	do {
		if (!list_colleagues(tx, workspace_id, campaign_id, company, &list, &count, err))
			return false;
		for (size_t i = 0; i < count; i++)
			if (!enrollment_store_set_status(tx, &list[i], ENROLLMENT_STOPPED, END_COLLEAGUE, 0, now, err))
				return false;
		*ended += (int64_t)count;
	} while (count == COLLEAGUE_BATCH);
	return true;
}

bool enrollment_store_shift(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t delta_ms, struct error *err)
{
	return query_exec(tx, QUERY_ENROLLMENT_SHIFT, NULL, err, BIND_INT("delta", delta_ms),
		BIND_INT("workspace", workspace_id), BIND_INT("campaign", campaign_id));
}

bool enrollment_store_skip_overdue(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t older_than,
	int64_t now, int64_t *skipped, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	int64_t after = 0;
	size_t count;

	*skipped = 0;
	do {
		OWNED(rows) struct rows *rows = NULL;
		struct enrollment *list = NULL;

		if (!query_rows(tx, QUERY_ENROLLMENT_LIST_OVERDUE, &rows, err, BIND_INT("workspace", workspace_id),
			    BIND_INT("campaign", campaign_id), BIND_INT("older_than", older_than),
			    BIND_INT("after", after), BIND_INT("limit", SKIP_BATCH)))
			return false;
		if (!read_all(rows, SKIP_BATCH, arena, &list, &count, err))
			return false;
		for (size_t i = 0; i < count; i++) {
			if (!enrollment_store_set_status(tx, &list[i], ENROLLMENT_FINISHED, NULL, 0, now, err))
				return false;
			after = list[i].id;
		}
		*skipped += (int64_t)count;
	} while (count == SKIP_BATCH);
	return true;
}

bool enrollment_store_put_off(struct tx *tx, int64_t workspace_id, int64_t id, int64_t due_at, struct error *err)
{
	return query_exec(tx, QUERY_ENROLLMENT_PUT_OFF, NULL, err, BIND_INT("due_at", due_at),
		BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}

bool enrollment_store_was_put_off(struct tx *tx, int64_t workspace_id, int64_t id, bool *put_off, struct error *err)
{
	int64_t from = 0;

	if (!query_int(tx, QUERY_ENROLLMENT_PUT_OFF_FROM, 0, &from, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("id", id)))
		return false;
	*put_off = from != 0;
	return true;
}

bool enrollment_store_bring_forward(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t now, struct error *err)
{
	return query_exec(tx, QUERY_ENROLLMENT_BRING_FORWARD, NULL, err, BIND_INT("now", now),
		BIND_INT("workspace", workspace_id), BIND_INT("campaign", campaign_id));
}
