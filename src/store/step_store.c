#include "store/step_store.h"

#include "store/attachment_store.h"
#include "store/query.h"
#include "store/variant_store.h"

static void read_row(struct rows *rows, struct arena *arena, struct step *step)
{
	step->id = row_int(rows);
	step->position = (int)row_int(rows);
	step->subject = row_text(rows, arena);
	step->body_text = row_text(rows, arena);
	step->body_html = row_text(rows, arena);
	step->preheader = row_text(rows, arena);
	step->review = row_bool(rows);
	step->condition = condition_parse(row_text(rows, arena), arena);
	step->delay_ms = row_int(rows);
	step->delay_days = (int)row_int(rows);
	step->variant_name = row_text(rows, arena);
	step->variant_weight = (int)row_int(rows);
	step->variant_enabled = row_bool(rows);
	step->winner_after = (int)row_int(rows);
	step->winner_id = row_int(rows);
	step->winner_at = row_int(rows);
	step->winner_by = row_int(rows);
	step->winner_by_rule = row_bool(rows);
	step->winner_looked_at = row_int(rows);
}

bool step_store_list(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena, struct step **list,
	size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct step *steps = ARENA_ARRAY(arena, struct step, CAMPAIGN_MAX_STEPS);
	size_t found = 0;
	bool has = false;

	if (!query_rows(tx, QUERY_STEP_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id)))
		return false;
	while (found < CAMPAIGN_MAX_STEPS) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		read_row(rows, arena, &steps[found++]);
	}
	*list = steps;
	*count = found;
	return variant_store_fill(tx, workspace_id, campaign_id, arena, steps, found, err) &&
		attachment_store_fill(tx, workspace_id, campaign_id, arena, steps, found, err);
}

bool step_store_delay(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int position, struct step *out,
	bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_STEP_DELAY, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("position", position)) ||
		!rows_next(rows, found, err))
		return false;
	if (*found)
		*out = (struct step){.position = position, .delay_ms = row_int(rows), .delay_days = (int)row_int(rows)};
	return true;
}

/* A delay of -1 is the other kind's. */
static struct bind bind_delay(const char *name, int64_t delay)
{
	return (struct bind){.name = name, .type = delay < 0 ? BIND_IS_NULL : BIND_IS_INT, .number = delay};
}

static bool write_step(struct tx *tx, enum query_name query, int64_t workspace_id, int64_t campaign_id,
	const struct step *step, struct error *err)
{
	return query_exec(tx, query, NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("campaign", campaign_id),
		BIND_INT("id", step->id), BIND_INT("position", step->position), BIND_TEXT("subject", step->subject),
		BIND_TEXT("body_text", step->body_text), BIND_TEXT("body_html", step->body_html),
		BIND_TEXT("preheader", step->preheader ? step->preheader : ""), BIND_INT("review", step->review),
		BIND_TEXT("condition", condition_format(&step->condition, tx_arena(tx))),
		bind_delay("delay_ms", step->delay_ms), bind_delay("delay_days", step->delay_days),
		BIND_TEXT("variant_name", step->variant_name ? step->variant_name : variant_letter(0)),
		BIND_INT("variant_weight", step->variant_weight), BIND_INT("variant_enabled", step->variant_enabled),
		BIND_INT_OR_NULL("winner_after", step->winner_after), BIND_INT_OR_NULL("winner_id", step->winner_id),
		BIND_INT_OR_NULL("winner_at", step->winner_at), BIND_INT_OR_NULL("winner_by", step->winner_by),
		BIND_INT("winner_by_rule", step->winner_by_rule));
}

bool step_store_set_winner(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, const struct step *step, struct error *err)
{
	return query_exec(tx, QUERY_STEP_SET_WINNER, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("id", step->id),
		BIND_INT_OR_NULL("winner_after", step->winner_after), BIND_INT_OR_NULL("winner_id", step->winner_id),
		BIND_INT_OR_NULL("winner_at", step->winner_at), BIND_INT_OR_NULL("winner_by", step->winner_by),
		BIND_INT("winner_by_rule", step->winner_by_rule));
}

bool step_store_looked(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t step_id, int64_t now, struct error *err)
{
	return query_exec(tx, QUERY_STEP_LOOKED, NULL, err, BIND_INT("now", now), BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("id", step_id));
}

/* What was planned for this step is planned anew, at the time it was due. */
static bool unplan(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t step_id, struct error *err)
{
	static const enum query_name queries[] = {QUERY_STEP_UNPLAN_ENROLLMENTS, QUERY_STEP_UNPLAN_SENDS};

	for (size_t i = 0; i < ARRAY_COUNT(queries); i++)
		if (!query_exec(tx, queries[i], NULL, err, BIND_INT("workspace", workspace_id),
			    BIND_INT("campaign", campaign_id), BIND_INT("step", step_id)))
			return false;
	return true;
}

bool step_store_unplan_all(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct error *err)
{
	struct step *steps = NULL;
	size_t count = 0;

	if (!step_store_list(tx, workspace_id, campaign_id, tx_arena(tx), &steps, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!unplan(tx, workspace_id, campaign_id, steps[i].id, err))
			return false;
	return true;
}

static const struct step *find(const struct step *steps, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].id == id)
			return &steps[i];
	return NULL;
}

static bool delete_step(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t id, struct error *err)
{
	return variant_store_delete_of_step(tx, workspace_id, campaign_id, id, err) &&
		attachment_store_detach(tx, workspace_id, campaign_id, id, err) &&
		query_exec(tx, QUERY_STEP_DELETE, NULL, err, BIND_INT("workspace", workspace_id),
			BIND_INT("campaign", campaign_id), BIND_INT("id", id));
}

/* Steps that go, and those that change their place. */
static bool clear_the_way(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const struct step *steps,
	size_t count, struct error *err)
{
	struct step *old = NULL;
	size_t old_count = 0;

	if (!step_store_list(tx, workspace_id, campaign_id, tx_arena(tx), &old, &old_count, err))
		return false;
	for (size_t i = 0; i < old_count; i++) {
		const struct step *kept = find(steps, count, old[i].id);

		if (kept && kept->position == old[i].position)
			continue;
		if (!unplan(tx, workspace_id, campaign_id, old[i].id, err))
			return false;
		if (!kept && !delete_step(tx, workspace_id, campaign_id, old[i].id, err))
			return false;
	}
	return query_exec(tx, QUERY_STEP_LIFT_POSITIONS, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id));
}

bool step_store_replace(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct step *steps, size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		steps[i].position = (int)i + 1;
	if (!clear_the_way(tx, workspace_id, campaign_id, steps, count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool is_new = steps[i].id == 0;

		if (is_new)
			steps[i].id = tx_new_id(tx);
		if (!write_step(tx, is_new ? QUERY_STEP_ADD : QUERY_STEP_UPDATE, workspace_id, campaign_id, &steps[i],
			    err) ||
			!variant_store_replace(tx, workspace_id, campaign_id, &steps[i], err) ||
			!attachment_store_replace(tx, workspace_id, campaign_id, &steps[i], err))
			return false;
	}
	return true;
}

bool step_store_was_sent(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t step_id, bool *was_sent, struct error *err)
{
	int64_t found = 0;

	if (!query_int(tx, QUERY_STEP_WAS_SENT, 0, &found, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("step", step_id)))
		return false;
	*was_sent = found != 0;
	return true;
}

/* How the people's sequences ended, into the steps they ended after. */
static bool add_ends(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct step_counts *steps, size_t count,
	struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_STEP_ENDS, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id)))
		return false;
	for (;;) {
		int64_t position;

		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			return true;
		position = row_int(rows);
		if (position < 1 || (size_t)position > count)
			continue;
		steps[position - 1].bounced = row_int(rows);
		steps[position - 1].unsubscribed = row_int(rows);
	}
}

bool step_store_counts(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	struct step_counts **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct step_counts *found = ARENA_ARRAY(arena, struct step_counts, CAMPAIGN_MAX_STEPS);
	bool has = false;

	*count = 0;
	if (!query_rows(tx, QUERY_STEP_COUNTS, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id)))
		return false;
	while (*count < CAMPAIGN_MAX_STEPS) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		struct step_counts *row = &found[(*count)++];

		row->step_id = row_int(rows);
		row->position = (int)row_int(rows);
		row->sent = row_int(rows);
		row->failed = row_int(rows);
		row->unknown = row_int(rows);
	}
	*list = found;
	return add_ends(tx, workspace_id, campaign_id, found, *count, err);
}
