#pragma once
/*
 * template_op: the compiled form of a template: what the parser writes and the renderer runs.
 *
 * A list of operations over one register, the value being built. LOAD sets it, FILTER changes it, PRINT writes it out.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

enum { TEMPLATE_MAX_ARGUMENTS = 2 };

/* A text, or the name of a variable. */
struct template_operand {
	bool is_variable;
	const char *text;
};

enum template_op_kind {
	TEMPLATE_TEXT,   /* operand.text is written as it is */
	TEMPLATE_LOAD,   /* the operand becomes the value */
	TEMPLATE_FILTER, /* the value goes through a filter */
	TEMPLATE_PRINT   /* the value is written; operand.text names the variable that it came from */
};

struct template_op {
	enum template_op_kind kind;
	struct template_operand operand;
	const struct template_filter *filter;
	struct template_operand arguments[TEMPLATE_MAX_ARGUMENTS];
	size_t argument_count;
};

struct template
{
	struct template_op *ops;
	size_t count;
};

/* A filter: NULL means missing, for the value, an argument and the result, which is in the arena. */
struct template_filter {
	const char *name;
	size_t min_arguments, max_arguments;
	const char *(*apply)(const char *value, const char *const *arguments, size_t count, struct arena *arena);
};

const struct template_filter *template_filter_find(const char *name);
const struct template_filter *template_filter_at(size_t at); /* NULL past the last */
