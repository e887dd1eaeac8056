#include "ops/send_tracking.h"

#include "model/tracking.h"
#include "ops/tracking_ops.h"
#include "ops/sender_identity.h"
#include "store/enrollment_store.h"
#include "store/workspace_store.h"

/* NULL: neither pixel nor links lead through here. */
static const struct compose_tracking *tracking_of(
	struct ops *ops, const struct claim *claim, const struct mailbox *mailbox, struct arena *arena)
{
	const struct campaign *campaign = claim->campaign;
	struct compose_tracking *tracking;

	if ((!campaign->track_opens && !campaign->track_clicks) ||
		!tracking_may_follow(claim->contact, claim->workspace->no_tracking_countries, arena))
		return NULL;
	tracking = ARENA_NEW(arena, struct compose_tracking);
	*tracking = (struct compose_tracking){.vault = ops->vault,
		.base_url = tracking_ops_base_url(ops, mailbox->tracking_host, arena),
		.server_url = ops->base_url,
		.send_id = claim->send.id,
		.opens = campaign->track_opens,
		.clicks = campaign->track_clicks};
	return tracking;
}

struct compose_input send_tracking_input(
	struct ops *ops, const struct claim *claim, const struct mailbox *mailbox, struct arena *arena)
{
	return (struct compose_input){.identity = sender_identity(claim->workspace, mailbox, claim->campaign),
		.unsubscribe_url = compose_unsubscribe_url(
			ops->vault, ops->base_url, claim->contact, claim->send.campaign_id, arena),
		.campaign = claim->campaign,
		.step = claim->step,
		.contact = claim->contact,
		.thread_subject = claim->enrollment->thread_subject,
		.thread_references = claim->enrollment->thread_references,
		.message_id = claim->send.message_id,
		.tracking = tracking_of(ops, claim, mailbox, arena),
		.data_dir = store_data_dir(ops->store),
		.now = clock_wall(ops->clock)};
}

static bool carries_anything(const struct tracked_mail *tracked)
{
	return tracked->has_pixel || tracked->link_count > 0;
}

bool send_tracking_may_go(
	struct tx *tx, const struct contact *contact, const struct tracked_mail *tracked, bool *may, struct error *err)
{
	struct workspace workspace;

	*may = true;
	if (!carries_anything(tracked))
		return true;
	if (!workspace_store_get(tx, contact->workspace_id, tx_arena(tx), &workspace, err))
		return false;
	*may = tracking_may_follow(contact, workspace.no_tracking_countries, tx_arena(tx));
	return true;
}

bool send_tracking_keep(
	struct tx *tx, const struct send *send, const struct tracked_mail *tracked, int64_t now, struct error *err)
{
	struct tracked_send row = {.workspace_id = send->workspace_id,
		.send_id = send->id,
		.campaign_id = send->campaign_id,
		.contact_id = send->contact_id,
		.position = send->position};

	return !carries_anything(tracked) || tracking_store_put(tx, &row, tracked, now, err);
}
