/*
 * enrollment_stop_store: contacts of a campaign who are paused, at the goal, or stopped by a colleague's answer.
 */
#include "store/enrollment_store.h"
#include "store/query.h"

bool enrollment_store_pause(struct tx *tx, const struct enrollment *enrollment, int64_t now, struct error *err)
{
	return query_exec(tx, QUERY_ENROLLMENT_PAUSE, NULL, err, BIND_INT("now", now),
		       BIND_INT("workspace", enrollment->workspace_id), BIND_INT("id", enrollment->id)) &&
		query_exec(tx, QUERY_SEND_FORGET_OF_ENROLLMENT, NULL, err,
			BIND_INT("workspace", enrollment->workspace_id), BIND_INT("enrollment", enrollment->id));
}

bool enrollment_store_resume(struct tx *tx, const struct enrollment *enrollment, struct error *err)
{
	tx_ring(tx, BELL_ENGINE);
	return query_exec(tx, QUERY_ENROLLMENT_RESUME, NULL, err, BIND_INT("workspace", enrollment->workspace_id),
		BIND_INT("id", enrollment->id));
}

bool enrollment_store_set_end_reason(
	struct tx *tx, const struct enrollment *enrollment, const char *reason, struct error *err)
{
	return query_exec(tx, QUERY_ENROLLMENT_SET_END_REASON, NULL, err, BIND_TEXT("reason", reason),
		BIND_INT("workspace", enrollment->workspace_id), BIND_INT("id", enrollment->id));
}

bool enrollment_store_count_paused(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_ENROLLMENT_COUNT_PAUSED, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id));
}

bool enrollment_store_count_goals(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_ENROLLMENT_COUNT_GOALS, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id));
}

bool enrollment_store_colleague_replied(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *company, bool *replied, struct error *err)
{
	int64_t found = 0;

	if (!query_int(tx, QUERY_ENROLLMENT_COLLEAGUE_REPLIED, 0, &found, err, BIND_INT("workspace", workspace_id),
		    BIND_TEXT("company", company), BIND_INT("campaign", campaign_id)))
		return false;
	*replied = found != 0;
	return true;
}
