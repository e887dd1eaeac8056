#pragma once
/*
 * campaign_json: a campaign as the API shows it.
 */
#include "base/json.h"
#include "model/campaign.h"
#include "ops/ops.h"

MUST_CHECK bool campaign_json_put(struct json_out *out, const char *key, struct ops *ops, struct tx *tx,
	const struct campaign *campaign, struct error *err);
