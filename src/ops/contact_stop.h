#pragma once
/*
 * contact_stop: one contact of a campaign is paused, goes on, or is taken out of it, by a person's word. Each is committed, and
 * written to the stop journal, before the fence stops what is under way; only then is the call answered.
 */
#include "model/campaign.h"
#include "ops/ops.h"
#include "store/enrollment_store.h"

enum contact_stop {
	CONTACT_STOP_PAUSE,  /* nothing is sent until somebody resumes it */
	CONTACT_STOP_RESUME, /* what was due meanwhile is due now */
	CONTACT_STOP_END,    /* nothing more is sent */
	CONTACT_STOP_GOAL,   /* the same, because what the campaign was for has come true; also afterwards */
};

/* NOT_FOUND when the contact is not in the campaign; CONFLICT/invalid_state when it is over, paused or not paused. */
MUST_CHECK bool contact_stop_run(struct ops *ops, const struct call *call, int64_t campaign_id, int64_t contact_id,
	enum contact_stop how, struct enrollment *out, struct error *err);

/* Whether the campaign writes to nobody at this domain any more, because somebody there has answered. */
MUST_CHECK bool contact_stop_colleague_replied(
	struct tx *tx, const struct campaign *campaign, const char *domain, bool *replied, struct error *err);

/* The same by enrollment, for a journal that is applied again: nothing happens where it is so already. */
MUST_CHECK bool contact_stop_again(
	struct ops *ops, const struct call *call, int64_t enrollment_id, enum contact_stop how, struct error *err);
