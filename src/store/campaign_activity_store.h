#pragma once
/*
 * campaign_activity_store: what was done with a campaign and what happened to it, from the audit log and the events.
 */
#include "store/tx.h"

struct campaign_activity {
	int64_t id;
	const char *actor_kind; /* user, key, shell, system */
	int64_t actor_id;
	const char *action; /* "campaign.pause" by somebody, "campaign.paused" by Outrider */
	const char *data;   /* a JSON object */
	int64_t mailbox_id; /* whose going caused it; 0: none */
	int64_t created_at;
};

/* Newest first, ids below `before` (0: the newest). */
MUST_CHECK bool campaign_activity_store_list(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t before,
	int limit, struct arena *arena, struct campaign_activity **list, size_t *count, struct error *err);
