#pragma once
/*
 * template_parser: what the parts of the template parser share: the place in the source, the present token, names.
 *
 * Source → tokens (template_lex) → operands, filters and conditions (template_expression) → tags and text (template_parse).
 * A mistake ends the parsing at once and is told with the line and column of what is at fault, in characters from 1.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/template_code.h"
#include "model/template_html.h"

enum { TEMPLATE_MAX_NAME = 128 };

enum template_token_kind {
	TOKEN_CLOSE, /* }} or %}, with or without a dash; also the end of the source, where its text is "" */
	TOKEN_NAME,  /* first_name, custom.x */
	TOKEN_STRING,
	TOKEN_NUMBER,
	TOKEN_SIGN /* | : , [ ] ( ) .. = == != <> < <= > >= . */
};

struct template_token {
	enum template_token_kind kind;
	const char *text;  /* its meaning: a string without quotes */
	const char *begin; /* where it begins in the source */
};

/* The innermost loop that is being parsed. Jumps to be filled in are chained by their targets: the place before + 1, 0 ends. */
struct template_open_loop {
	size_t breaks, continues;
	size_t captures; /* open when it began */
};

struct template_parser {
	const char *source, *at;
	bool in_tag; /* {% %}, else {{ }} */
	bool strip;  /* the text that follows loses the white space at its beginning */
	const char *const *custom_names;
	struct arena *arena;
	struct template *template;
	size_t capacity;
	struct template_token token;
	const char *locals[TEMPLATE_MAX_LOCALS];
	bool is_hidden[TEMPLATE_MAX_LOCALS]; /* the item of a loop that has ended */
	struct template_open_loop *loop;     /* NULL outside */
	size_t loop_depth, block_depth, captures;
	struct template_html html;
	struct error *err;
};

/* Ends the parsing: always false. */
bool template_mistake(struct template_parser *parser, const char *at, const char *format, ...) PRINTF(3, 4);

/* ---- template_lex ---- */

/* Reads the next token of an output or a tag. */
bool template_next(struct template_parser *parser);
/* Whether the present token is this sign, or this word. */
bool template_is_sign(const struct template_parser *parser, const char *sign);
bool template_is_word(const struct template_parser *parser, const char *word);
/* Goes on if it is; else a mistake: "… is missing here". */
bool template_take_sign(struct template_parser *parser, const char *sign);
/* The present token closes the output or tag: parser->at is behind it and parser->strip told. */
bool template_take_close(struct template_parser *parser);

/* ---- template_names ---- */

/* The full name of the variable: "first_name", "custom.deal_size". False without a mistake told when it is none. */
bool template_find_field(const struct template_parser *parser, const char *name, const char **out);
bool template_unknown_name(struct template_parser *parser, const char *name);
/* The filter that was most likely meant, or NULL. */
const char *template_nearest_filter(const char *name, struct arena *arena);
/* The place of a name that was assigned, or a new one; false: there are too many. */
bool template_find_local(const struct template_parser *parser, const char *name, size_t *place);
bool template_add_local(struct template_parser *parser, const char *name, size_t *place);

/* ---- template_expression ---- */

bool template_parse_operand(struct template_parser *parser, struct template_operand *out);
/* An operand and its filters. */
bool template_parse_expression(struct template_parser *parser, const struct template_expression **out);
/* Comparisons joined by and, or. */
bool template_parse_condition(struct template_parser *parser, bool negated, const struct template_condition **out);
/* What stands after when: values with or or a comma between them, compared with this. */
bool template_parse_when(
	struct template_parser *parser, const struct template_operand *value, const struct template_condition **out);
