#pragma once
/*
 * campaign_rules: what the campaign use cases share: who may act, and what is written with every change.
 */
#include "model/campaign.h"
#include "ops/ops.h"
#include "ops/stop_journal.h"

/* The owner of the campaign, managers, the owner of the workspace, the shell and the system. DENIED/not_your_campaign. */
MUST_CHECK bool campaign_rules_allow(const struct call *call, const struct campaign *campaign, struct error *err);

/* The event for the UI (campaign.changed), an event of the given type when not NULL, and the audit line. `data` is a JSON
 * object without personal data, or NULL. */
MUST_CHECK bool campaign_rules_tell(struct tx *tx, const struct call *call, const struct campaign *campaign,
	const char *event_type, const char *action, const char *data, struct error *err);

/* A line about this campaign in the stop journal; a resume lifts a pause. */
void campaign_rules_journal(struct tx *tx, const struct campaign *campaign, enum stop_kind stop, int64_t now);
