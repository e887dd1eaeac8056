#pragma once
/*
 * experiment_ops: which wording of a step a contact gets, what the numbers say about each, and the winner: found by itself
 * or chosen by a person.
 */
#include "model/campaign.h"
#include "model/experiment.h"
#include "ops/ops.h"
#include "store/send_store.h"

/* The place of the wording for this enrollment. One that was planned (`planned_id`, 0: none) is kept while it is enabled. */
size_t experiment_ops_choose(const struct ops *ops, const struct step *step, int64_t enrollment_id, int64_t planned_id);

/* The step as this send words it: as planned, or anew where that was switched off since; the send learns which. */
const struct step *experiment_ops_word(
	const struct ops *ops, const struct step *step, struct send *send, struct arena *arena);

/* How the wordings of one step do, in their order. */
struct experiment_view {
	int64_t step_id;
	size_t count;
	struct experiment_arm all[STEP_MAX_VARIANTS];  /* every email and its answers */
	struct experiment_arm ripe[STEP_MAX_VARIANTS]; /* what the rule counts */
	enum experiment_state state;                   /* of a step with two enabled wordings or more */
	int64_t leader_id;                             /* when the state is CLEAR */
	bool is_experiment;                            /* two enabled wordings or more */
};
/* One for each step. A rule of 0 is looked at as the default sample. */
MUST_CHECK bool experiment_ops_look(struct ops *ops, struct tx *tx, const struct campaign *campaign,
	const struct step *steps, size_t count, struct arena *arena, struct experiment_view **views, struct error *err);

/* Lets the rules of these steps decide, at most once an hour each; a winner goes into *steps too. */
MUST_CHECK bool experiment_ops_decide(struct ops *ops, struct tx *tx, const struct campaign *campaign,
	struct step *steps, size_t count, struct error *err);

/* Everybody who is planned from now on gets this wording. NOT_FOUND; CONFLICT/variant_disabled; CONFLICT/invalid_state when
 * the campaign is completed or archived. */
MUST_CHECK bool experiment_ops_set_winner(struct ops *ops, const struct call *call, int64_t campaign_id,
	int64_t step_id, int64_t variant_id, struct error *err);

/* The weights count again. A winner that the rule had found takes its rule along, or it would be found again.
 * CONFLICT/invalid_state as above. */
MUST_CHECK bool experiment_ops_clear_winner(
	struct ops *ops, const struct call *call, int64_t campaign_id, int64_t step_id, struct error *err);
