#include "ops/experiment_ops.h"

#include <string.h>

#include "ops/campaign_rules.h"
#include "ops/mailbox_rules.h"
#include "store/campaign_store.h"
#include "store/step_store.h"
#include "store/variant_store.h"

#define LOOK_EACH_MS (3600 * 1000LL)

/* ---- The choice ---- */

static uint64_t draw_for(const struct ops *ops, int64_t enrollment_id, int64_t step_id)
{
	const int64_t what[] = {enrollment_id, step_id};
	unsigned char hash[32];
	uint64_t draw;

	vault_hash(ops->vault, VAULT_VARIANT, what, sizeof(what), hash);
	memcpy(&draw, hash, sizeof(draw));
	return draw;
}

size_t experiment_ops_choose(const struct ops *ops, const struct step *step, int64_t enrollment_id, int64_t planned_id)
{
	size_t at;

	if (planned_id && variant_find(step, planned_id, &at) && variant_at(step, at).enabled)
		return at;
	return variant_choose(step, draw_for(ops, enrollment_id, step->id));
}

const struct step *experiment_ops_word(
	const struct ops *ops, const struct step *step, struct send *send, struct arena *arena)
{
	size_t at = experiment_ops_choose(ops, step, send->enrollment_id, send->variant_id);
	struct step *worded = ARENA_NEW(arena, struct step);

	send->variant_id = variant_at(step, at).id;
	*worded = variant_step(step, at);
	return worded;
}

/* ---- The numbers ---- */

static void fill_arms(
	struct experiment_view *view, const struct step *step, const struct variant_counts *counts, size_t count)
{
	size_t at;

	*view = (struct experiment_view){.step_id = step->id, .count = variant_count(step)};
	for (size_t i = 0; i < count; i++) {
		if (counts[i].step_id != step->id || !variant_find(step, counts[i].variant_id, &at))
			continue;
		view->all[at] = (struct experiment_arm){counts[i].sent, counts[i].replied};
		view->ripe[at] = (struct experiment_arm){counts[i].ripe_sent, counts[i].ripe_replied};
	}
}

/* Only enabled wordings take part. */
static void judge(struct experiment_view *view, const struct step *step)
{
	struct experiment_arm arms[STEP_MAX_VARIANTS];
	size_t places[STEP_MAX_VARIANTS], enabled = 0, leader = 0;

	for (size_t i = 0; i < view->count; i++) {
		if (!variant_at(step, i).enabled)
			continue;
		places[enabled] = i;
		arms[enabled++] = view->ripe[i];
	}
	view->is_experiment = enabled >= 2;
	if (!view->is_experiment)
		return;
	view->state = experiment_decide(
		arms, enabled, step->winner_after ? step->winner_after : EXPERIMENT_DEFAULT_AFTER, &leader);
	if (view->state == EXPERIMENT_CLEAR)
		view->leader_id = variant_at(step, places[leader]).id;
}

bool experiment_ops_look(struct ops *ops, struct tx *tx, const struct campaign *campaign, const struct step *steps,
	size_t count, struct arena *arena, struct experiment_view **views, struct error *err)
{
	struct variant_counts *counts = NULL;
	size_t rows = 0;

	if (!variant_store_counts(tx, campaign->workspace_id, campaign->id, clock_wall(ops->clock) - EXPERIMENT_WAIT_MS,
		    arena, &counts, &rows, err))
		return false;
	*views = ARENA_ARRAY(arena, struct experiment_view, count);
	for (size_t i = 0; i < count; i++) {
		fill_arms(&(*views)[i], &steps[i], counts, rows);
		judge(&(*views)[i], &steps[i]);
	}
	return true;
}

/* ---- The winner ---- */

static bool write_winner(struct tx *tx, const struct call *call, const struct campaign *campaign,
	const struct step *step, const char *event, const char *action, struct error *err)
{
	char step_text[ID_TEXT_SIZE], variant_text[ID_TEXT_SIZE];

	id_format(ID_STEP, step->id, step_text);
	id_format(ID_VARIANT, step->winner_id, variant_text);
	return step_store_set_winner(tx, campaign->workspace_id, campaign->id, step, err) &&
		campaign_rules_tell(tx, call, campaign, event, action,
			arena_printf(tx_arena(tx), "{\"step_id\":\"%s\",\"step\":%d,\"variant_id\":\"%s\"}", step_text,
				step->position, variant_text),
			err);
}

static bool is_to_look(const struct step *step, int64_t now)
{
	return step->winner_after && !step->winner_id && step->variant_count &&
		(now - step->winner_looked_at >= LOOK_EACH_MS || now < step->winner_looked_at);
}

static bool decide_step(struct tx *tx, const struct campaign *campaign, struct step *step,
	const struct experiment_view *view, int64_t now, struct error *err)
{
	struct call call = mailbox_rules_system(campaign->workspace_id, tx_arena(tx));

	step->winner_looked_at = now;
	if (!step_store_looked(tx, campaign->workspace_id, campaign->id, step->id, now, err))
		return false;
	if (!view->leader_id)
		return true;
	step->winner_id = view->leader_id;
	step->winner_at = now;
	step->winner_by = 0;
	step->winner_by_rule = true;
	return write_winner(tx, &call, campaign, step, "campaign.winner_chosen", "campaign.winner_chosen", err);
}

bool experiment_ops_decide(struct ops *ops, struct tx *tx, const struct campaign *campaign, struct step *steps,
	size_t count, struct error *err)
{
	int64_t now = clock_wall(ops->clock);
	struct experiment_view *views = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!is_to_look(&steps[i], now))
			continue;
		if (!views && !experiment_ops_look(ops, tx, campaign, steps, count, tx_arena(tx), &views, err))
			return false;
		if (!decide_step(tx, campaign, &steps[i], &views[i], now, err))
			return false;
	}
	return true;
}

static bool is_open(const struct campaign *campaign, struct error *err)
{
	if (campaign->status != CAMPAIGN_COMPLETED && !campaign->archived)
		return true;
	return error_set(err, ERROR_CONFLICT, "invalid_state",
		"The campaign is %s: nobody is planned any more for whom a winner could count.",
		campaign->archived ? "archived" : "completed");
}

static bool open_step(struct tx *tx, const struct call *call, int64_t campaign_id, int64_t step_id,
	struct campaign *campaign, struct step *step, struct error *err)
{
	struct step *steps = NULL;
	size_t count = 0;

	if (!campaign_store_get(tx, call->workspace_id, campaign_id, tx_arena(tx), campaign, err) ||
		!campaign_rules_allow(call, campaign, err) || !is_open(campaign, err) ||
		!step_store_list(tx, call->workspace_id, campaign_id, tx_arena(tx), &steps, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (steps[i].id == step_id) {
			*step = steps[i];
			return true;
		}
	return error_set(err, ERROR_NOT_FOUND, "not_found", "This campaign has no such step.");
}

bool experiment_ops_set_winner(struct ops *ops, const struct call *call, int64_t campaign_id, int64_t step_id,
	int64_t variant_id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;
	struct step step = {0};
	size_t at;

	if (!tx_begin(ops->store, &tx, err) || !open_step(tx, call, campaign_id, step_id, &campaign, &step, err))
		return false;
	if (!variant_find(&step, variant_id, &at))
		return error_set(err, ERROR_NOT_FOUND, "not_found", "This step has no such variant.");
	if (!variant_at(&step, at).enabled)
		return error_set(err, ERROR_CONFLICT, "variant_disabled",
			"Variant %s is switched off. Switch it on, then choose it.", variant_letter(at));
	step.winner_id = variant_id;
	step.winner_at = clock_wall(ops->clock);
	step.winner_by = call->actor.user_id;
	step.winner_by_rule = false;
	return write_winner(tx, call, &campaign, &step, "campaign.winner_chosen", "campaign.winner_chosen", err) &&
		tx_commit(tx, err);
}

bool experiment_ops_clear_winner(
	struct ops *ops, const struct call *call, int64_t campaign_id, int64_t step_id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;
	struct step step = {0};

	if (!tx_begin(ops->store, &tx, err) || !open_step(tx, call, campaign_id, step_id, &campaign, &step, err))
		return false;
	if (!step.winner_id)
		return true;
	if (step.winner_by_rule)
		step.winner_after = 0;
	step.winner_id = step.winner_at = step.winner_by = 0;
	step.winner_by_rule = false;
	return write_winner(tx, call, &campaign, &step, NULL, "campaign.winner_taken_back", err) && tx_commit(tx, err);
}
