#pragma once
/*
 * template: what a user writes, with places for values: {{ first_name | default: "there" }}, {% if company %}…{% endif %}.
 *
 * A subset of Liquid (docs/templates.md). Source → tokens → a list of operations in an arena → text. Parsing finds every
 * mistake, with line and column; rendering never fails on what a contact holds, but reports a value that is missing.
 * Bounded: source, steps, what filters make, and output.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

enum {
	TEMPLATE_MAX_SOURCE = 64 * 1024,
	TEMPLATE_MAX_STEPS = 100000,
	TEMPLATE_MAX_OUTPUT = 1024 * 1024,
	TEMPLATE_MAX_MADE = 8 * 1024 * 1024
};

struct template;

struct template_values {
	/* A variable by its full name ("first_name", "custom.deal_size"); NULL or "" when it has no value. */
	const char *(*lookup)(void *context, const char *name);
	void *context;
	int64_t now;      /* wall ms: what "now" is to the filter date */
	const char *zone; /* IANA: where it is; NULL: UTC */
};

/*
 * Compiles. Names of contact, sender and link variables are known; any other must be a custom field: "custom.x" always is,
 * a bare "x" if it is one of custom_names (NULL-terminated; NULL: every name is, for templates that were checked before).
 * INVALID/validation_failed on field "template", with line and column in the message; for an unknown name the nearest known.
 */
MUST_CHECK bool template_parse(const char *source, const char *const *custom_names, struct arena *arena,
	struct template **out, struct error *err);

/*
 * Appends the rendering to `out`; values are escaped for where they stand when `html`. A variable that has neither value nor
 * default gives false with *missing_field set to its name and err to INVALID/missing_field; *missing_field is NULL
 * otherwise. Other failures: INVALID/template_too_large.
 */
MUST_CHECK bool template_render(const struct template *template, const struct template_values *values, bool html,
	struct text *out, const char **missing_field, struct error *err);

/* Whether this variable is written whatever the contact holds: as it is, in no branch, loop or capture. */
bool template_always_prints(const struct template *template, const char *name);

/* The `at`-th known variable that is no custom field, for help and completion; NULL past the last. */
const char *template_variable_at(size_t at);
