#pragma once
/*
 * problems: everything that is wrong with an input, told at once.
 *
 * Each is one {field, rule, value} of the answer's details.errors; the message is the first one's.
 */
#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

struct problems {
	struct error first;
	struct text list; /* JSON objects, separated by commas */
	size_t count;
};

void problems_init(struct problems *problems, struct arena *arena);

/* Notes an INVALID error; `prefix` such as "steps[0]." or "". Any other kind of error is fatal and comes out of
 * problems_check as it is. */
void problems_add(struct problems *problems, const char *prefix, const struct error *err);

/* True when nothing is wrong; else err tells all of it: INVALID/validation_failed. */
MUST_CHECK bool problems_check(const struct problems *problems, struct error *err);
