#pragma once
/*
 * campaign_activity: what was done with a campaign and what happened to it, each in a sentence.
 */
#include "ops/ops.h"
#include "store/campaign_activity_store.h"

struct campaign_activity_line {
	struct campaign_activity entry;
	const char *actor_name; /* "Ada", "the API key Zapier", "the command line", "Outrider" */
	const char *text;       /* "Ada paused it." */
};

/* Newest first, ids below `before` (0: the newest). */
MUST_CHECK bool campaign_activity_list(struct ops *ops, const struct call *call, int64_t campaign_id, int64_t before,
	int limit, struct campaign_activity_line **list, size_t *count, struct error *err);
