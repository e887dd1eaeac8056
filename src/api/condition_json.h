#pragma once
/*
 * condition_json: a condition on a contact's field as JSON: {"field", "is", "value", "then"}, or null for none.
 */
#include "base/json.h"
#include "model/condition.h"
#include "ops/problems.h"

/* The goal of a campaign has no `then`. */
void condition_json_put(struct json_out *out, const char *key, const struct condition *condition, bool has_then);

/* *has is false when the field is not there. What is wrong goes to the problems, under `prefix` and the field's name. */
void condition_json_read(const json_t *object, const char *key, const char *prefix, struct arena *arena,
	struct condition *out, bool *has, struct problems *problems);
