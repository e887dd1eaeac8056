#pragma once
/*
 * domain_store: when a campaign last wrote to a domain, and is going to. Rows exist only where a campaign spaces its emails
 * by domain.
 */
#include "store/tx.h"

struct campaign_domain {
	int64_t permitted_at; /* the latest permit; 0: none */
	int64_t planned_at;   /* the latest row */
};

/* All 0 where nothing is known. */
MUST_CHECK bool domain_store_get(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *domain,
	struct campaign_domain *out, struct error *err);
MUST_CHECK bool domain_store_set(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *domain,
	const struct campaign_domain *facts, struct error *err);

/* After an edit: what was planned counts no more, and what was permitted since an instant does, whether it was kept or not. */
MUST_CHECK bool domain_store_recall(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t since, struct error *err);
