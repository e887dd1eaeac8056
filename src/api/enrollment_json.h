#pragma once
/*
 * enrollment_json: a contact of a campaign as JSON.
 */
#include "base/json.h"
#include "store/enrollment_store.h"

MUST_CHECK bool enrollment_json_put(struct json_out *out, struct tx *tx, const struct enrollment *enrollment,
	struct arena *arena, struct error *err);
