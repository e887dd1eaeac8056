#pragma once
/*
 * campaign_contacts: puts contacts into a campaign, many at a time, and tells who was left out and why.
 */
#include "ops/ops.h"
#include "store/contact_store.h"

enum { CAMPAIGN_CONTACTS_MAX_IDS = 10000, CAMPAIGN_CONTACTS_MAX_SKIPPED = 1000 };

struct campaign_contacts {
	const int64_t *ids; /* these; NULL: all that the filter fits */
	size_t count;
	struct contact_filter filter;
};

struct campaign_contacts_skipped {
	int64_t contact_id;
	const char *reason; /* suppressed, already_enrolled, overlap, country_policy, invalid */
};
struct campaign_contacts_added {
	int64_t added, skipped_total;
	int64_t warned;                            /* of those added: in countries that the policy warns about */
	struct campaign_contacts_skipped *skipped; /* at most CAMPAIGN_CONTACTS_MAX_SKIPPED of them */
	size_t skipped_count;
};

/* Adds in batches, each durable by itself: calling it again goes on. CONFLICT/invalid_state when the campaign is completed
 * or archived. */
MUST_CHECK bool campaign_contacts_add(struct ops *ops, const struct call *call, int64_t campaign_id,
	const struct campaign_contacts *contacts, struct campaign_contacts_added *out, struct error *err);
