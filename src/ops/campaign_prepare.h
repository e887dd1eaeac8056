#pragma once
/*
 * campaign_prepare: renders and checks every contact of a campaign before it runs.
 *
 * A contact for whom a required field is missing goes to review; one who may not be written to, or whom another campaign
 * writes to, leaves; one whom an earlier preparing left out is looked at again. Work is done in batches: judged in a
 * snapshot, which keeps nobody waiting, then written in one short transaction, so that a pause or a cancel gets in between.
 * How far it has come is in the database (preparing_store); two who work on the same campaign share it. A campaign found
 * preparing by another process returns to draft.
 */
#include "model/campaign.h"
#include "ops/ops.h"
#include "store/enrollment_store.h"

/* Whom preparing would leave out or hold for review, and why; nothing is written. */
struct prepare_finding {
	int64_t enrollment_id, contact_id;
	bool is_live; /* it counts as live until then */
	enum enrollment_status status;
	const char *why; /* the field that is missing, or the reason to leave it out; NULL: the status says it */
};
struct prepare_findings {
	struct prepare_finding *list; /* by enrollment */
	size_t count;
	int64_t checked, live;
	bool is_complete; /* everybody was looked at */
};
enum { PREPARE_LOOK_AT = 1000 };
/* Looks at the first PREPARE_LOOK_AT contacts of a draft; at none while it has no mailbox to write from. */
MUST_CHECK bool campaign_prepare_look(struct ops *ops, struct tx *tx, const struct campaign *campaign,
	struct arena *arena, struct prepare_findings *out, struct error *err);

/* Prepares this campaign until this boot time; what is left is for the worker. A refusal at its end comes out as launch's
 * error. */
MUST_CHECK bool campaign_prepare_within(
	struct ops *ops, int64_t workspace_id, int64_t campaign_id, int64_t until_boot_ms, struct error *err);

/* Prepares every campaign that waits for it for a second at most. One that fails the launch checks at its end returns to
 * draft; that is no error here. *did is false when none waits. */
MUST_CHECK bool campaign_prepare_run_next(struct ops *ops, bool *did, struct error *err);

/* At start, before any worker: campaigns that another process was preparing return to draft. */
MUST_CHECK bool campaign_prepare_recover(struct ops *ops, struct error *err);
