#include "store/variant_store.h"

#include "store/query.h"

enum { OTHERS = STEP_MAX_VARIANTS - 1 };

static struct step *find_step(struct step *steps, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].id == id)
			return &steps[i];
	return NULL;
}

static void read_variant(struct rows *rows, struct arena *arena, struct variant *out)
{
	out->id = row_int(rows);
	out->name = row_text(rows, arena);
	out->weight = (int)row_int(rows);
	out->enabled = row_bool(rows);
	out->subject = row_text(rows, arena);
	out->body_text = row_text(rows, arena);
	out->body_html = row_text(rows, arena);
}

bool variant_store_fill(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	struct step *steps, size_t count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_VARIANT_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id)))
		return false;
	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			return true;
		struct step *step = find_step(steps, count, row_int(rows));

		if (!step || step->variant_count == OTHERS)
			continue;
		if (!step->variants)
			step->variants = ARENA_ARRAY(arena, struct variant, OTHERS);
		read_variant(rows, arena, &step->variants[step->variant_count++]);
	}
}

static bool is_kept(const struct step *step, int64_t id)
{
	for (size_t i = 0; i < step->variant_count; i++)
		if (step->variants[i].id == id)
			return true;
	return false;
}

static bool delete_others(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, const struct step *step, struct error *err)
{
	struct step old = {.id = step->id};

	if (!variant_store_fill(tx, workspace_id, campaign_id, tx_arena(tx), &old, 1, err))
		return false;
	for (size_t i = 0; i < old.variant_count; i++)
		if (!is_kept(step, old.variants[i].id) &&
			!query_exec(tx, QUERY_VARIANT_DELETE, NULL, err, BIND_INT("workspace", workspace_id),
				BIND_INT("campaign", campaign_id), BIND_INT("step", step->id),
				BIND_INT("id", old.variants[i].id)))
			return false;
	return true;
}

bool variant_store_replace(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct step *step, struct error *err)
{
	if (!delete_others(tx, workspace_id, campaign_id, step, err))
		return false;
	for (size_t i = 0; i < step->variant_count; i++) {
		struct variant *variant = &step->variants[i];
		enum query_name query = variant->id ? QUERY_VARIANT_UPDATE : QUERY_VARIANT_ADD;

		if (!variant->id)
			variant->id = tx_new_id(tx);
		if (!query_exec(tx, query, NULL, err, BIND_INT("workspace", workspace_id),
			    BIND_INT("campaign", campaign_id), BIND_INT("step", step->id), BIND_INT("id", variant->id),
			    BIND_INT("position", (int64_t)i + 1), BIND_TEXT("name", variant->name),
			    BIND_INT("weight", variant->weight), BIND_INT("enabled", variant->enabled),
			    BIND_TEXT("subject", variant->subject), BIND_TEXT("body_text", variant->body_text),
			    BIND_TEXT("body_html", variant->body_html)))
			return false;
	}
	return true;
}

bool variant_store_delete_of_step(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t step_id, struct error *err)
{
	return query_exec(tx, QUERY_VARIANT_DELETE_OF_STEP, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_INT("step", step_id));
}

bool variant_store_was_sent(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t id, bool *was_sent, struct error *err)
{
	int64_t found = 0;

	if (!query_int(tx, QUERY_VARIANT_WAS_SENT, 0, &found, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("variant", id)))
		return false;
	*was_sent = found != 0;
	return true;
}

bool variant_store_counts(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t ripe_by,
	struct arena *arena, struct variant_counts **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	*list = ARENA_ARRAY(arena, struct variant_counts, VARIANT_MAX_COUNTS);
	*count = 0;
	if (!query_rows(tx, QUERY_VARIANT_COUNTS, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("ripe", ripe_by)))
		return false;
	while (*count < VARIANT_MAX_COUNTS) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		struct variant_counts *row = &(*list)[(*count)++];

		row->step_id = row_int(rows);
		row->variant_id = row_int(rows);
		row->sent = row_int(rows);
		row->replied = row_int(rows);
		row->ripe_sent = row_int(rows);
		row->ripe_replied = row_int(rows);
	}
	return true;
}
