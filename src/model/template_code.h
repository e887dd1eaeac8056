#pragma once
/*
 * template_code: the compiled form of a template: what the parser writes and the renderer runs.
 *
 * A list of operations with jumps. Names are resolved: a field of the contact by its name, an assigned name by its place,
 * a loop by its depth.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/template_value.h"

enum { TEMPLATE_MAX_ARGUMENTS = 3, TEMPLATE_MAX_DEPTH = 32, TEMPLATE_MAX_PATH = 3, TEMPLATE_MAX_LOCALS = 100 };

/* Where an operand's value comes from. */
enum template_source {
	TEMPLATE_LITERAL,
	TEMPLATE_FIELD,  /* looked up by name */
	TEMPLATE_LOCAL,  /* assigned, or the item of a loop; before that the field of its name, if there is one */
	TEMPLATE_FORLOOP /* what a loop knows of itself */
};

enum template_forloop {
	FORLOOP_INDEX,
	FORLOOP_INDEX0,
	FORLOOP_RINDEX,
	FORLOOP_RINDEX0,
	FORLOOP_FIRST,
	FORLOOP_LAST,
	FORLOOP_LENGTH,
	FORLOOP_COUNT
};

/* A part of a value: its size, or the item at a place. */
struct template_path {
	bool is_size;
	int64_t at;
};

struct template_operand {
	enum template_source source;
	struct template_value literal;
	const char *name; /* of the field; of a local without one too */
	bool is_field;    /* a local that has the name of a field */
	size_t place;     /* of the local; the depth of the loop */
	enum template_forloop forloop;
	struct template_path path[TEMPLATE_MAX_PATH];
	size_t path_count;
};

/* What a filter is called with besides its value. */
struct template_call {
	const struct template_value *arguments;
	size_t count;
	bool html;
	int64_t now;
	const char *zone; /* IANA */
	struct arena *arena;
};

typedef struct template_value template_filter_apply(
	const struct template_value *value, const struct template_call *call);

/* A filter: what is missing stays missing, unless it takes that. */
struct template_filter {
	const char *name;
	size_t min_arguments, max_arguments;
	template_filter_apply *apply;
	bool takes_nothing;
};

struct template_filter_use {
	const struct template_filter *filter;
	struct template_operand arguments[TEMPLATE_MAX_ARGUMENTS];
	size_t count;
};

struct template_expression {
	struct template_operand operand;
	struct template_filter_use *filters;
	size_t count;
};

enum template_comparison {
	COMPARE_TRUTH, /* of the left side alone */
	COMPARE_EQUAL,
	COMPARE_UNEQUAL,
	COMPARE_LESS,
	COMPARE_LESS_EQUAL,
	COMPARE_GREATER,
	COMPARE_GREATER_EQUAL,
	COMPARE_CONTAINS
};

struct template_test {
	struct template_operand left, right;
	enum template_comparison comparison;
	bool and_next; /* joined to the next by and; else by or */
};

/* Tests are joined from right to left, and and or alike. */
struct template_condition {
	struct template_test *tests;
	size_t count;
	bool negated;
};

struct template_loop {
	struct template_operand list;
	bool is_range; /* from `list` to `last`, both included */
	struct template_operand last;
	bool has_limit, has_offset, is_reversed;
	struct template_operand limit, offset;
	size_t place; /* of the item's local */
	size_t depth;
};

/* Where in HTML a value is written. */
enum template_context {
	CONTEXT_TEXT,     /* between elements, or within quotation marks */
	CONTEXT_UNQUOTED, /* in an attribute without them, or in a tag */
	CONTEXT_URL       /* the beginning of an attribute that is an address */
};

enum template_op_kind {
	OP_TEXT,        /* writes text */
	OP_PRINT,       /* writes the expression's value */
	OP_JUMP,        /* to target */
	OP_UNLESS,      /* to target when the condition does not hold */
	OP_ASSIGN,      /* the expression's value gets a name */
	OP_CAPTURE,     /* what is written from here on is kept apart */
	OP_CAPTURE_END, /* and gets a name */
	OP_LOOP,        /* begins a loop; to target when it has no item */
	OP_NEXT         /* to target while there is another item */
};

struct template_op {
	enum template_op_kind kind;
	enum template_context context;
	bool is_unconditional; /* in no branch and no loop */
	const char *text;
	size_t length; /* of the text */
	const struct template_expression *expression;
	const struct template_condition *condition;
	const struct template_loop *loop;
	size_t target, place;
};

struct template
{
	struct template_op *ops;
	size_t count;
	size_t local_count;
};

/* The filters there are: the texts', the lists' and numbers', and the date's. NULL for an unknown name, and past the last. */
const struct template_filter *template_filter_find(const char *name);
const struct template_filter *template_filter_at(size_t at);

/* Each group's, ended by a NULL name. */
extern const struct template_filter template_text_filters[];
extern const struct template_filter template_list_filters[];
extern const struct template_filter template_number_filters[];
extern const struct template_filter template_date_filters[];
