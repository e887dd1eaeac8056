#pragma once
/*
 * step_json: a step and its wordings as JSON.
 */
#include "base/json.h"
#include "model/campaign.h"

void step_json_put(struct json_out *out, const char *key, const struct step *step);
