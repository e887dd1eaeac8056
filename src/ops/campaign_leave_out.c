#include "ops/campaign_leave_out.h"

#include "ops/campaign_rules.h"
#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/send_store.h"

enum { BATCH = 200 };

/* The next of those that were named. One that is gone, or belongs to another campaign, is passed over. */
static bool next_named(struct tx *tx, const struct campaign *campaign, const int64_t *ids, size_t count, size_t *at,
	struct enrollment *batch, size_t *found, struct error *err)
{
	*found = 0;
	for (size_t end = *at + BATCH; *at < count && *at < end; (*at)++) {
		if (!enrollment_store_get(tx, campaign->workspace_id, ids[*at], tx_arena(tx), &batch[*found], err)) {
			if (!error_is(err, "not_found"))
				return false;
			continue;
		}
		*found += batch[*found].campaign_id == campaign->id;
	}
	return true;
}

/* Whether somebody who waits for the first email can still leave: none is on its way, and none may have left. */
static bool is_unwritten(struct tx *tx, const struct enrollment *enrollment, bool *out, struct error *err)
{
	struct send *list = NULL;
	size_t count = 0;

	*out = enrollment->status == ENROLLMENT_LIVE && !enrollment->last_sent_at;
	if (!*out)
		return true;
	if (!send_store_list(tx, enrollment->workspace_id, SEND_LIST_OF_CONTACT, enrollment->contact_id, NULL, 0, BATCH,
		    tx_arena(tx), &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (list[i].enrollment_id == enrollment->id && list[i].status != SEND_DUE &&
			list[i].status != SEND_CLAIMED && list[i].status != SEND_CANCELLED)
			*out = false;
	return true;
}

static bool leave_out(struct tx *tx, const struct enrollment *list, size_t count, int64_t *left_out, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		bool unwritten = false;

		if (!is_unwritten(tx, &list[i], &unwritten, err))
			return false;
		if (list[i].status != ENROLLMENT_REVIEW && !unwritten)
			continue;
		if (!enrollment_store_set_status(
			    tx, &list[i], ENROLLMENT_STOPPED, END_LEFT_OUT, 0, store_now(tx_store(tx)), err))
			return false;
		(*left_out)++;
	}
	return true;
}

/* One transaction. */
static bool run_batch(struct ops *ops, const struct call *call, int64_t campaign_id, const int64_t *ids, size_t count,
	size_t *at, bool *over, int64_t *left_out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct enrollment named[BATCH], *batch = named;
	struct campaign campaign;
	int64_t before = *left_out;
	size_t found = 0;

	if (!tx_begin(ops->store, &tx, err) ||
		!campaign_store_get(tx, call->workspace_id, campaign_id, tx_arena(tx), &campaign, err) ||
		!campaign_rules_allow(call, &campaign, err))
		return false;
	if (ids && !next_named(tx, &campaign, ids, count, at, named, &found, err))
		return false;
	if (!ids &&
		!enrollment_store_list_review(
			tx, campaign.workspace_id, campaign.id, 0, BATCH, tx_arena(tx), &batch, &found, err))
		return false;
	*over = ids ? *at >= count : found < BATCH;
	return leave_out(tx, batch, found, left_out, err) &&
		campaign_rules_tell(tx, call, &campaign, NULL, "campaign.leave_out",
			arena_printf(tx_arena(tx), "{\"left_out\":%lld}", (long long)(*left_out - before)), err) &&
		tx_commit(tx, err);
}

bool campaign_leave_out(struct ops *ops, const struct call *call, int64_t campaign_id, const int64_t *ids, size_t count,
	int64_t *left_out, struct error *err)
{
	size_t at = 0;
	bool over = false;

	*left_out = 0;
	while (!over)
		if (!run_batch(ops, call, campaign_id, ids, count, &at, &over, left_out, err))
			return false;
	return true;
}
