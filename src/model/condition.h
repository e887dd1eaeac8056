#pragma once
/*
 * condition: what a field of a contact has to be: for a step to be sent to them, or for the campaign's goal to be reached. Pure.
 *
 * Texts are compared folded (case, width) and trimmed; a country also by what it means, so that "Germany" is "DE". A field that is
 * empty is missing.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/contact.h"

enum condition_test {
	CONDITION_IS,
	CONDITION_IS_NOT, /* also where the field is missing */
	CONDITION_CONTAINS,
	CONDITION_EXISTS,
	CONDITION_MISSING,
	CONDITION_TEST_COUNT
};
/* What becomes of those who do not meet it. */
enum condition_then { CONDITION_SKIP, CONDITION_STOP, CONDITION_THEN_COUNT };

struct condition {
	const char *field; /* "company", "custom.tier"; NULL: there is no condition */
	enum condition_test test;
	const char *value; /* NULL where the test needs none */
	enum condition_then then;
};

const char *condition_test_name(enum condition_test test);
bool condition_test_parse(const char *name, enum condition_test *out);
bool condition_test_takes_value(enum condition_test test);
const char *condition_then_name(enum condition_then then);
bool condition_then_parse(const char *name, enum condition_then *out);

bool condition_is_set(const struct condition *condition);
/* Whether the contact meets it. It has to be set. */
bool condition_is_met(const struct condition *condition, const struct contact *contact, struct arena *arena);

/* The field as it is kept: a contact's, or "custom." with a clean name. INVALID: field/unknown, value/required,
 * value/max_length. */
MUST_CHECK bool condition_clean(struct condition *condition, struct arena *arena, struct error *err);

/* As it is stored: a JSON object; NULL when none is set. What cannot be read is none. */
const char *condition_format(const struct condition *condition, struct arena *arena);
struct condition condition_parse(const char *json, struct arena *arena);
