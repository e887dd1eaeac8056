#include "ops/campaign_rules.h"

#include "ops/audit_ops.h"
#include "ops/mailbox_rules.h"
#include "store/event_store.h"

bool campaign_rules_allow(const struct call *call, const struct campaign *campaign, struct error *err)
{
	if (mailbox_rules_is_manager(call))
		return true;
	if (call->actor.role == ROLE_MEMBER && call->actor.user_id && call->actor.user_id == campaign->owner_id)
		return true;
	return error_set(err, ERROR_DENIED, "not_your_campaign",
		"“%.100s” belongs to somebody else. Ask its owner or a manager.", campaign->name);
}

bool campaign_rules_tell(struct tx *tx, const struct call *call, const struct campaign *campaign,
	const char *event_type, const char *action, const char *data, struct error *err)
{
	struct event event = {
		.workspace_id = campaign->workspace_id, .type = "campaign.changed", .campaign_id = campaign->id};

	if (!event_store_add(tx, &event, err))
		return false;
	event.type = event_type;
	event.data = data;
	if (event_type && !event_store_add(tx, &event, err))
		return false;
	return audit_ops_add(tx, call, action, ID_CAMPAIGN, campaign->id, data, err);
}

void campaign_rules_journal(struct tx *tx, const struct campaign *campaign, enum stop_kind stop, int64_t now)
{
	stop_journal_add(tx,
		&(struct stop_line){
			.kind = stop, .workspace_id = campaign->workspace_id, .campaign_id = campaign->id, .at = now});
}
