#pragma once
/*
 * guard: refuses requests that two programs could read differently.
 *
 * A proxy in front of us and the HTTP library behind this guard must agree on where a request ends and what it asks; whatever
 * is ambiguous is refused: lengths stated twice or oddly, a length beside a transfer coding, names that are no tokens, values
 * with NUL, deciding headers that come twice, targets that are no plain path.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { GUARD_MAX_TARGET = 8192, GUARD_MAX_VALUE = 2048, GUARD_MAX_LONG_VALUE = 8192, GUARD_MAX_HEADERS = 64 };

struct guard_header {
	const char *name, *value;
	size_t name_length, value_length;
};

struct guard_input {
	const char *method, *target, *version;
	const struct guard_header *headers;
	size_t count;
};

/* MALFORMED: malformed_request, with what is wrong in the message. */
MUST_CHECK bool guard_check(const struct guard_input *input, struct error *err);
