#pragma once
/*
 * campaign_body: the JSON of a new or changed campaign, read into an edit.
 */
#include "base/json.h"
#include "ops/campaign_ops.h"

/* INVALID with every field of a wrong type or range in details.errors. */
MUST_CHECK bool campaign_body_read(
	const json_t *body, struct arena *arena, struct campaign_edit *out, struct error *err);

/* How a resume treats what is overdue: `overdue` (left out: keep) and `skip_older_than_days`. */
MUST_CHECK bool campaign_body_read_overdue(
	const json_t *body, struct arena *arena, enum overdue_rule *overdue, int64_t *days, struct error *err);

/* One step that is not kept: its texts and delay. INVALID as above, without a prefix. */
MUST_CHECK bool campaign_body_read_step(
	const json_t *body, struct arena *arena, struct step_edit *out, struct error *err);
