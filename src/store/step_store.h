#pragma once
/*
 * step_store: keeps the steps of a campaign, by position from 1.
 */
#include "model/campaign.h"
#include "store/tx.h"

/* By position, with their variants and attachments. */
MUST_CHECK bool step_store_list(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	struct step **list, size_t *count, struct error *err);

/* The delay of one step, without its texts; *found is false when there is no such position. */
MUST_CHECK bool step_store_delay(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int position,
	struct step *out, bool *found, struct error *err);

/* Makes the steps of the campaign exactly these, numbered from 1: a step with an id is kept (and moved, reworded), one
 * without is new (its id is set here), the others go. What was planned for a step that moves or goes is taken back, so
 * that it is planned anew. */
MUST_CHECK bool step_store_replace(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct step *steps, size_t count, struct error *err);

/* Takes back what was planned for all steps and has not gone: it is planned anew, at the time it was due. */
MUST_CHECK bool step_store_unplan_all(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct error *err);

/* Whether anyone was sent this step, or may have been. */
MUST_CHECK bool step_store_was_sent(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t step_id, bool *was_sent, struct error *err);

/* Writes winner_after, winner_id, winner_at and winner_by. */
MUST_CHECK bool step_store_set_winner(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, const struct step *step, struct error *err);
/* The numbers of its variants were looked at now. */
MUST_CHECK bool step_store_looked(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t step_id, int64_t now, struct error *err);

/* How many emails of this step ended in each way, and how many people's sequences did after it. */
struct step_counts {
	int64_t step_id;
	int position;
	int64_t sent, failed, unknown;
	int64_t bounced, unsubscribed;
};
MUST_CHECK bool step_store_counts(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	struct step_counts **list, size_t *count, struct error *err);
