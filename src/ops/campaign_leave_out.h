#pragma once
/*
 * campaign_leave_out: takes contacts who were never written to out of a campaign: those who wait for their first email one by
 * one, those in review also all at once. A claimed email is cancelled with it: its permit is refused from the commit on.
 */
#include "ops/ops.h"

enum { CAMPAIGN_LEAVE_OUT_MAX_IDS = 1000 };

/* These enrollments; NULL: everybody who is in review now. Those who were written to, or may have been, are passed over unless
 * they are in review. In batches, each durable by itself. *left_out counts. */
MUST_CHECK bool campaign_leave_out(struct ops *ops, const struct call *call, int64_t campaign_id, const int64_t *ids,
	size_t count, int64_t *left_out, struct error *err);
