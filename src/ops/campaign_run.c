/*
 * Launch, pause and resume. A pause is first committed, so that no permit is given any more, then the fence stops what is
 * under way; only then is the call answered.
 */
#include "ops/campaign_ops.h"

#include "ops/campaign_launch.h"
#include "ops/campaign_prepare.h"
#include "ops/campaign_rules.h"
#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/preparing_store.h"
#include "store/send_store.h"
#include "store/step_store.h"

static bool launch_in(struct ops *ops, struct tx *tx, const struct call *call, int64_t id, struct error *err)
{
	int64_t now = clock_wall(ops->clock);
	struct campaign draft, campaign;

	if (!campaign_store_get(tx, call->workspace_id, id, call->arena, &draft, err) ||
		!campaign_rules_allow(call, &draft, err))
		return false;
	campaign = draft;
	if (!campaign_apply(&campaign, CAMPAIGN_LAUNCH, PAUSE_NONE, call->actor.user_id, now, err) ||
		!campaign_launch_check(ops, tx, &draft, err))
		return false;
	campaign.prepared_by_boot = ops->boot;
	campaign.archived = false;
	return campaign_store_update(tx, &campaign, err) &&
		campaign_rules_tell(tx, call, &campaign, NULL, "campaign.launch", NULL, err);
}

bool campaign_ops_launch(struct ops *ops, const struct call *call, int64_t id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err) || !launch_in(ops, tx, call, id, err) || !tx_commit(tx, err))
		return false;
	return campaign_prepare_within(
		ops, call->workspace_id, id, clock_boot(ops->clock) + CAMPAIGN_MAX_WAITING_CALL_MS, err);
}

static bool pause_in(struct ops *ops, struct tx *tx, const struct call *call, int64_t id, struct error *err)
{
	int64_t now = clock_wall(ops->clock), released = 0;
	struct campaign campaign;

	if (!campaign_store_get(tx, call->workspace_id, id, call->arena, &campaign, err) ||
		!campaign_rules_allow(call, &campaign, err) ||
		!campaign_apply(&campaign, CAMPAIGN_PAUSE, PAUSE_USER, call->actor.user_id, now, err) ||
		!campaign_store_update(tx, &campaign, err) ||
		!send_store_release(tx, call->workspace_id, 0, id, &released, err))
		return false;
	campaign_rules_journal(tx, &campaign, STOP_PAUSE, now);
	return campaign_rules_tell(
		tx, call, &campaign, "campaign.paused", "campaign.pause", "{\"cause\":\"user\"}", err);
}

bool campaign_ops_pause(struct ops *ops, const struct call *call, int64_t id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct fence_report report;

	if (!tx_begin(ops->store, &tx, err) || !pause_in(ops, tx, call, id, err) || !tx_commit(tx, err))
		return false;
	fence_stop(ops->fence, &(struct fence_match){.campaign_id = id}, FENCE_CUT_AFTER_MS, call->arena, &report);
	return true;
}

bool campaign_ops_cancel_launch(struct ops *ops, const struct call *call, int64_t id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;

	return tx_begin(ops->store, &tx, err) &&
		campaign_store_get(tx, call->workspace_id, id, call->arena, &campaign, err) &&
		campaign_rules_allow(call, &campaign, err) &&
		campaign_apply(
			&campaign, CAMPAIGN_UNPREPARED, PAUSE_NONE, call->actor.user_id, clock_wall(ops->clock), err) &&
		campaign_store_update(tx, &campaign, err) && preparing_store_forget(tx, call->workspace_id, id, err) &&
		campaign_rules_tell(
			tx, call, &campaign, "campaign.launch_cancelled", "campaign.cancel_launch", NULL, err) &&
		tx_commit(tx, err);
}

/* Which campaign it is, for those who restart several at once. */
static bool name_campaign(const struct campaign *campaign, struct error *err)
{
	char id[ID_TEXT_SIZE];

	id_format(ID_CAMPAIGN, campaign->id, id);
	return error_details(
		err, "{\"campaign_id\":\"%s\",\"status\":\"%s\"}", id, campaign_status_name(campaign->status));
}

static bool require_mailbox(struct tx *tx, const struct campaign *campaign, struct error *err)
{
	int64_t active = 0;

	if (!campaign_store_other_active_mailboxes(tx, campaign->workspace_id, campaign->id, 0, &active, err))
		return false;
	if (active > 0)
		return true;
	error_set(err, ERROR_CONFLICT, "no_active_mailbox",
		"“%.100s” has no active mailbox to send from. Reconnect one, or add another.", campaign->name);
	return name_campaign(campaign, err);
}

/* What had been planned before the pause waits like everything else, so that the rule counts for it too. */
static bool apply_overdue(struct tx *tx, const struct campaign *campaign, int64_t paused_at, enum overdue_rule overdue,
	int64_t skip_older_than_ms, int64_t now, struct error *err)
{
	int64_t skipped = 0;

	if (overdue == OVERDUE_KEEP)
		return true;
	if (!step_store_unplan_all(tx, campaign->workspace_id, campaign->id, err))
		return false;
	if (overdue == OVERDUE_SHIFT)
		return enrollment_store_shift(tx, campaign->workspace_id, campaign->id, now - paused_at, err);
	return enrollment_store_skip_overdue(
		tx, campaign->workspace_id, campaign->id, now - skip_older_than_ms, now, &skipped, err);
}

bool campaign_ops_resume_tx(struct tx *tx, struct ops *ops, const struct call *call, int64_t campaign_id,
	enum overdue_rule overdue, int64_t skip_older_than_ms, struct error *err)
{
	int64_t now = clock_wall(ops->clock), paused_at;
	struct campaign campaign;

	if (!campaign_store_get(tx, call->workspace_id, campaign_id, tx_arena(tx), &campaign, err) ||
		!campaign_rules_allow(call, &campaign, err))
		return false;
	paused_at = campaign.paused_at;
	if (campaign.status == CAMPAIGN_PAUSED && !require_mailbox(tx, &campaign, err))
		return false;
	if (!campaign_apply(&campaign, CAMPAIGN_RESUME, PAUSE_NONE, call->actor.user_id, now, err))
		return name_campaign(&campaign, err);
	if (campaign.status == CAMPAIGN_PREPARING)
		campaign.prepared_by_boot = ops->boot;
	if (!apply_overdue(tx, &campaign, paused_at, overdue, skip_older_than_ms, now, err) ||
		!campaign_store_update(tx, &campaign, err) ||
		!campaign_store_pause_clear(tx, campaign.workspace_id, campaign.id, err))
		return false;
	campaign_rules_journal(tx, &campaign, STOP_RESUME, now);
	return campaign_rules_tell(tx, call, &campaign, "campaign.resumed", "campaign.resume", NULL, err);
}

bool campaign_ops_resume(struct ops *ops, const struct call *call, int64_t id, enum overdue_rule overdue,
	int64_t skip_older_than_ms, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) &&
		campaign_ops_resume_tx(tx, ops, call, id, overdue, skip_older_than_ms, err) && tx_commit(tx, err);
}
