#pragma once
/*
 * schedule_json: a campaign's schedule beyond zone, days and hours, in and out.
 */
#include "base/json.h"
#include "ops/campaign_ops.h"
#include "ops/problems.h"

/* Reads what the body holds of it into the edit; what is wrong is added to the problems. */
void schedule_json_read(const json_t *body, struct arena *arena, struct campaign_edit *edit, struct problems *problems);

void schedule_json_put(struct json_out *out, const struct campaign *campaign, struct arena *arena);
