#pragma once
/*
 * contact_why: why one contact of a campaign gets nothing now: the permit is asked about the next step as if it were its turn,
 * and its answer put in words.
 */
#include "ops/campaign_why.h"

/* NOT_FOUND/not_found when the contact is not in the campaign. */
MUST_CHECK bool contact_why_ask(struct ops *ops, struct tx *tx, const struct campaign *campaign, int64_t contact_id,
	struct arena *arena, struct campaign_why *out, struct error *err);
