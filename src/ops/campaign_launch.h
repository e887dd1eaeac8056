#pragma once
/*
 * campaign_launch: what a campaign needs before it may run. Asked at launch, and again at the end of preparing.
 */
#include "model/campaign.h"
#include "ops/ops.h"

/* CONFLICT with the first thing that is missing; details.missing lists all codes. */
MUST_CHECK bool campaign_launch_check(
	struct ops *ops, struct tx *tx, const struct campaign *campaign, struct error *err);

/* The codes of all that is missing, in the order in which launch refuses. */
MUST_CHECK bool campaign_launch_missing(struct ops *ops, struct tx *tx, const struct campaign *campaign,
	struct arena *arena, const char ***codes, const char ***texts, size_t *count, struct error *err);
