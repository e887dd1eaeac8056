#include "ops/campaign_end.h"

#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/event_store.h"
#include "store/query.h"
#include "store/send_store.h"

enum { BATCH = 200 };

bool campaign_end_has_come(const struct campaign *campaign, int64_t now)
{
	const struct schedule *schedule = &campaign->schedule;

	if (!schedule->ends_on)
		return false;
	return campaign->timezone_source == ZONE_OF_CONTACT ? now >= schedule_ends_at(schedule)
							    : schedule_next_open(schedule, now) == SCHEDULE_NEVER;
}

static bool end_all(struct tx *tx, const struct enrollment *list, size_t count, int64_t now, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (!enrollment_store_set_status(tx, &list[i], ENROLLMENT_STOPPED, END_ENDED, 0, now, err))
			return false;
	return true;
}

/* Those of one mailbox (0: not assigned yet): who waits for a step, and whose email waits. */
static bool end_those_of(struct tx *tx, const struct campaign *campaign, int64_t mailbox_id, int64_t now,
	struct arena *arena, size_t *ended, struct error *err)
{
	struct enrollment *list = NULL, one;
	int64_t *waiting = NULL;
	size_t count = 0;

	if (!enrollment_store_list_due(tx, campaign->workspace_id, campaign->id, mailbox_id, SCHEDULE_NEVER, BATCH,
		    arena, &list, &count, err) ||
		!end_all(tx, list, count, now, err))
		return false;
	*ended += count;
	if (!mailbox_id)
		return true;
	if (!send_store_list_waiting(
		    tx, campaign->workspace_id, campaign->id, mailbox_id, BATCH, arena, &waiting, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!enrollment_store_get(tx, campaign->workspace_id, waiting[i], arena, &one, err) ||
			!end_all(tx, &one, one.status == ENROLLMENT_LIVE, now, err))
			return false;
	*ended += count;
	return true;
}

bool campaign_end_let_go(
	struct tx *tx, const struct campaign *campaign, int64_t now, struct arena *arena, bool *more, struct error *err)
{
	struct enrollment *review = NULL;
	size_t mailbox_count = 0, ended = 0;
	int64_t *mailboxes = NULL;

	if (!enrollment_store_list_review(
		    tx, campaign->workspace_id, campaign->id, 0, BATCH, arena, &review, &ended, err) ||
		!end_all(tx, review, ended, now, err) ||
		!campaign_store_mailboxes(
			tx, campaign->workspace_id, campaign->id, arena, &mailboxes, &mailbox_count, err) ||
		!end_those_of(tx, campaign, 0, now, arena, &ended, err))
		return false;
	for (size_t i = 0; i < mailbox_count; i++)
		if (!end_those_of(tx, campaign, mailboxes[i], now, arena, &ended, err))
			return false;
	*more = ended > 0;
	return true;
}

static bool is_over(struct tx *tx, const struct campaign *campaign, bool *over, struct error *err)
{
	struct campaign_counts counts;
	int64_t open = 0, unknown = 0;

	*over = false;
	if (!campaign_store_counts(tx, campaign->workspace_id, campaign->id, &counts, err))
		return false;
	if (counts.live > 0)
		return true;
	if (!query_int(tx, QUERY_SEND_COUNT_OPEN_OF_CAMPAIGN, 0, &open, err,
		    BIND_INT("workspace", campaign->workspace_id), BIND_INT("campaign", campaign->id)) ||
		!send_store_count_unknown(tx, campaign->workspace_id, 0, campaign->id, &unknown, err))
		return false;
	*over = open == 0 && unknown == 0;
	return true;
}

bool campaign_end_if_over(struct tx *tx, struct campaign *campaign, int64_t now, struct error *err)
{
	bool ends = campaign_end_has_come(campaign, now), over = false;

	if (campaign->status != CAMPAIGN_ACTIVE && !ends)
		return true;
	if (!is_over(tx, campaign, &over, err))
		return false;
	if (!over)
		return true;
	return campaign_apply(campaign, ends ? CAMPAIGN_END : CAMPAIGN_COMPLETE, PAUSE_NONE, 0, now, err) &&
		campaign_store_update(tx, campaign, err) &&
		event_store_add(tx,
			&(struct event){.workspace_id = campaign->workspace_id,
				.type = "campaign.completed",
				.campaign_id = campaign->id},
			err);
}
