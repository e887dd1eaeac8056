#pragma once
/*
 * contact_json: a contact as the API shows it, and read from a body.
 */
#include "base/json.h"
#include "ops/contact_ops.h"

/* With the lists it is on, and whether it may not be written to. */
MUST_CHECK bool contact_json_put(
	struct json_out *out, const char *key, struct tx *tx, const struct contact *contact, struct error *err);

/* Every field that the body holds; null clears one in a patch. INVALID naming the field. */
MUST_CHECK bool contact_json_read(const json_t *body, struct arena *arena, struct contact_edit *out, struct error *err);
