#pragma once
/*
 * overlap_store: whether another campaign writes to a contact, or has in the last thirty days.
 */
#include "store/tx.h"

#define OVERLAP_MS (30 * 24 * 3600 * 1000LL)

/* Whose contact it is. */
struct overlap_of {
	int64_t workspace_id, contact_id, campaign_id;
	int64_t now;
};

struct overlap {
	int64_t campaign_id; /* the other one; 0: there is none */
	int64_t sent_at;     /* 0: it has not written yet, or its email is on the wire, or perhaps left */
};

/* Whether it has written: what a permit looks at. Of two that would write at once, the first wins. */
MUST_CHECK bool overlap_store_find_written(
	struct tx *tx, const struct overlap_of *of, struct overlap *out, struct error *err);

/* Whether it has written, or runs with this contact: what is looked at beforehand. */
MUST_CHECK bool overlap_store_find(struct tx *tx, const struct overlap_of *of, struct overlap *out, struct error *err);
