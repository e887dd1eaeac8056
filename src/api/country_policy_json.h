#pragma once
/*
 * country_policy_json: the rules about countries among the settings.
 */
#include "api/api.h"
#include "ops/settings_ops.h"

/* "country_policy": {"default": "allow", "unknown": "allow", "countries": {"DE": "block"}, "changed_at": …} */
MUST_CHECK bool country_policy_json_put(struct json_out *out, struct api_request *request, struct error *err);

/* From a body; left out they stay. */
MUST_CHECK bool country_policy_json_read(struct api_request *request, struct settings_edit *out, struct error *err);
