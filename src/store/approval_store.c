#include "store/approval_store.h"

#include <string.h>

#include "base/text.h"
#include "store/id_rows.h"
#include "store/like.h"
#include "store/query.h"

static const char *const decision_names[] = {[APPROVAL_APPROVED] = "approved", [APPROVAL_SKIPPED] = "skipped"};
_Static_assert(ARRAY_COUNT(decision_names) == APPROVAL_DECISION_COUNT, "each decision has a name");

const char *approval_decision_name(enum approval_decision decision)
{
	return decision_names[decision];
}

static void read_row(struct rows *rows, struct arena *arena, struct approval *out)
{
	const unsigned char *digest;
	size_t length = 0;

	out->decision = text_equal(row_text(rows, arena), decision_names[APPROVAL_APPROVED]) ? APPROVAL_APPROVED
											     : APPROVAL_SKIPPED;
	digest = row_blob(rows, arena, &length);
	ASSERT(length == sizeof(out->digest));
	memcpy(out->digest, digest, length);
	out->shown_at = row_int(rows);
	out->is_edited = row_bool(rows);
	out->subject = row_text(rows, arena);
	out->body_text = row_text(rows, arena);
	out->body_html = row_text(rows, arena);
	out->decided_by = row_int(rows);
	out->decided_at = row_int(rows);
}

bool approval_store_find(struct tx *tx, int64_t workspace_id, int64_t enrollment_id, int64_t step_id,
	struct arena *arena, struct approval *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	*out = (struct approval){.workspace_id = workspace_id, .enrollment_id = enrollment_id, .step_id = step_id};
	if (!query_rows(tx, QUERY_APPROVAL_FIND, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("enrollment", enrollment_id), BIND_INT("step", step_id)) ||
		!rows_next(rows, found, err))
		return false;
	if (*found)
		read_row(rows, arena, out);
	return true;
}

bool approval_store_put(struct tx *tx, const struct approval *approval, struct error *err)
{
	return query_exec(tx, QUERY_APPROVAL_PUT, NULL, err, BIND_INT("workspace", approval->workspace_id),
		BIND_INT("enrollment", approval->enrollment_id), BIND_INT("step", approval->step_id),
		BIND_TEXT("decision", decision_names[approval->decision]),
		BIND_BLOB("digest", approval->digest, sizeof(approval->digest)),
		BIND_INT("shown_at", approval->shown_at), BIND_INT("is_edited", approval->is_edited),
		BIND_TEXT("subject", approval->subject), BIND_TEXT("body_text", approval->body_text),
		BIND_TEXT("body_html", approval->body_html), BIND_INT_OR_NULL("by", approval->decided_by),
		BIND_INT("at", approval->decided_at));
}

static bool move(
	struct tx *tx, enum query_name query, const struct send *send, int64_t now, bool *changed, struct error *err)
{
	int64_t rows = 0;

	if (!query_exec(tx, query, &rows, err, BIND_INT("now", now), BIND_INT("workspace", send->workspace_id),
		    BIND_INT("id", send->id)))
		return false;
	*changed = rows > 0;
	if (*changed)
		tx_ring(tx, BELL_ENGINE);
	return true;
}

bool approval_store_wait(struct tx *tx, const struct send *send, int64_t now, bool *changed, struct error *err)
{
	return move(tx, QUERY_APPROVAL_WAIT, send, now, changed, err);
}

bool approval_store_free(struct tx *tx, const struct send *send, int64_t now, bool *changed, struct error *err)
{
	return move(tx, QUERY_APPROVAL_FREE, send, now, changed, err);
}

bool approval_store_skip(struct tx *tx, const struct send *send, bool *changed, struct error *err)
{
	int64_t rows = 0;

	if (!query_exec(tx, QUERY_APPROVAL_SKIP, &rows, err, BIND_INT("workspace", send->workspace_id),
		    BIND_INT("id", send->id)))
		return false;
	*changed = rows > 0;
	return true;
}

bool approval_store_free_unasked(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t now, struct error *err)
{
	return query_exec(tx, QUERY_APPROVAL_FREE_UNASKED, NULL, err, BIND_INT("now", now),
		BIND_INT("workspace", workspace_id), BIND_INT("campaign", campaign_id));
}

bool approval_store_count(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id, int64_t *count, struct error *err)
{
	if (!mailbox_id)
		return query_int(tx, QUERY_APPROVAL_COUNT, 0, count, err, BIND_INT("workspace", workspace_id),
			BIND_INT("campaign", campaign_id));
	return query_int(tx, QUERY_APPROVAL_COUNT_OF_MAILBOX, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("mailbox", mailbox_id));
}

bool approval_store_of_enrollment(
	struct tx *tx, int64_t workspace_id, int64_t enrollment_id, int64_t *send_id, struct error *err)
{
	return query_int(tx, QUERY_APPROVAL_OF_ENROLLMENT, 0, send_id, err, BIND_INT("workspace", workspace_id),
		BIND_INT("enrollment", enrollment_id));
}

bool approval_store_list(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *search, int64_t after,
	int limit, struct arena *arena, int64_t **send_ids, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	const char *pattern = text_is_empty(search) ? "" : like_contains(arena, search);
	bool started;

	if (campaign_id)
		started = query_rows(tx, QUERY_APPROVAL_LIST_OF_CAMPAIGN, &rows, err,
			BIND_INT("workspace", workspace_id), BIND_INT("campaign", campaign_id),
			BIND_INT("after", after), BIND_TEXT("pattern", pattern), BIND_INT("limit", limit));
	else
		started = query_rows(tx, QUERY_APPROVAL_LIST, &rows, err, BIND_INT("workspace", workspace_id),
			BIND_INT("after", after), BIND_TEXT("pattern", pattern), BIND_INT("limit", limit));
	return started && id_rows_read(rows, arena, send_ids, count, err);
}
