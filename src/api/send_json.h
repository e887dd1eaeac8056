#pragma once
/*
 * send_json: a send as the API shows it, with why it does not go when it is due.
 */
#include "base/json.h"
#include "ops/send_permit.h"

MUST_CHECK bool send_json_put(struct json_out *out, const char *key, struct ops *ops, struct tx *tx,
	const struct send *send, struct error *err);
