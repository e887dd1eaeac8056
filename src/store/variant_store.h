#pragma once
/*
 * variant_store: the wordings of steps beside their own texts, and how each is answered.
 */
#include "model/campaign.h"
#include "store/tx.h"

/* Fills the lists of these steps, which are all of the campaign's. */
MUST_CHECK bool variant_store_fill(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	struct step *steps, size_t count, struct error *err);

/* Makes the wordings of this step exactly those in its list: one with an id is kept, one without is new (its id is set
 * here), the others go. */
MUST_CHECK bool variant_store_replace(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct step *step, struct error *err);

/* Deletes all of a step that goes. */
MUST_CHECK bool variant_store_delete_of_step(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t step_id, struct error *err);

/* Whether anyone was sent this wording, or may have been. */
MUST_CHECK bool variant_store_was_sent(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t id, bool *was_sent, struct error *err);

/* What was sent in one wording, and answered; and the part of it that left by an instant. */
struct variant_counts {
	int64_t step_id, variant_id;
	int64_t sent, replied;
	int64_t ripe_sent, ripe_replied;
};
enum { VARIANT_MAX_COUNTS = 200 };
MUST_CHECK bool variant_store_counts(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t ripe_by,
	struct arena *arena, struct variant_counts **list, size_t *count, struct error *err);
