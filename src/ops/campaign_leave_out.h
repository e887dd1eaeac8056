#pragma once
/*
 * campaign_leave_out: takes contacts who wait in review out of a campaign, one by one or all at once.
 */
#include "ops/ops.h"

enum { CAMPAIGN_LEAVE_OUT_MAX_IDS = 1000 };

/* These enrollments; NULL: everybody who is in review now. Those that are not in review are passed over. In batches, each
 * durable by itself. *left_out counts. */
MUST_CHECK bool campaign_leave_out(struct ops *ops, const struct call *call, int64_t campaign_id, const int64_t *ids,
	size_t count, int64_t *left_out, struct error *err);
