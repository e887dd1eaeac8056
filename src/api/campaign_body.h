#pragma once
/*
 * campaign_body: the JSON of a new or changed campaign, read into an edit.
 */
#include "base/json.h"
#include "ops/campaign_ops.h"

/* INVALID with every field of a wrong type or range in details.errors. */
MUST_CHECK bool campaign_body_read(
	const json_t *body, struct arena *arena, struct campaign_edit *out, struct error *err);

/* One step that is not kept: its texts and delay. INVALID as above, without a prefix. */
MUST_CHECK bool campaign_body_read_step(
	const json_t *body, struct arena *arena, struct step_edit *out, struct error *err);
