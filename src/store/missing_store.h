#pragma once
/*
 * missing_store: which values the people of a campaign lack, for those who write its texts.
 */
#include "model/contact.h"
#include "store/tx.h"

/* As many of a campaign's people are looked at, so that the answer comes at once whatever its size. */
enum { MISSING_SAMPLE = 20000 };

struct missing_counts {
	int64_t contacts; /* looked at: in progress or in review, in the order in which they were added */
	int64_t fields[CONTACT_FIELD_COUNT];
	int64_t *custom; /* in the order of the names */
};

/* `custom_names`: NULL-terminated. */
MUST_CHECK bool missing_store_count(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	const char *const *custom_names, struct arena *arena, struct missing_counts *out, struct error *err);
