/*
 * template_expression: operands, filters and conditions.
 */
#include <string.h>

#include "base/text.h"
#include "model/template_parser.h"

enum { MAX_TESTS = 50, MAX_FILTERS = 50 };

/* ---- Operands ---- */

static bool take_literal(struct template_parser *parser, struct template_operand *out)
{
	static const struct {
		const char *word;
		struct template_value value;
	} words[] = {{"true", {.type = TEMPLATE_BOOLEAN, .boolean = true}},
		{"false", {.type = TEMPLATE_BOOLEAN, .boolean = false}}, {"nil", {.type = TEMPLATE_NIL}},
		{"null", {.type = TEMPLATE_NIL}}, {"empty", {.type = TEMPLATE_EMPTY}},
		{"blank", {.type = TEMPLATE_BLANK}}};
	struct template_value string = template_string(parser->token.text, NULL);

	out->source = TEMPLATE_LITERAL;
	if (parser->token.kind == TOKEN_STRING) {
		out->literal = string;
		return true;
	}
	if (parser->token.kind == TOKEN_NUMBER)
		return template_value_number(&string, &out->literal);
	for (size_t i = 0; parser->token.kind == TOKEN_NAME && i < ARRAY_COUNT(words); i++) {
		if (text_equal(parser->token.text, words[i].word)) {
			out->literal = words[i].value;
			return true;
		}
	}
	return false;
}

static bool take_forloop(struct template_parser *parser, struct template_operand *out)
{
	static const char *const names[] = {[FORLOOP_INDEX] = "index",
		[FORLOOP_INDEX0] = "index0",
		[FORLOOP_RINDEX] = "rindex",
		[FORLOOP_RINDEX0] = "rindex0",
		[FORLOOP_FIRST] = "first",
		[FORLOOP_LAST] = "last",
		[FORLOOP_LENGTH] = "length"};
	const char *name = parser->token.text + strlen("forloop.");

	if (parser->loop_depth == 0)
		return template_mistake(parser, parser->token.begin, "forloop is known within {%% for %%} only.");
	out->source = TEMPLATE_FORLOOP;
	out->place = parser->loop_depth - 1;
	for (enum template_forloop i = 0; i < FORLOOP_COUNT; i++) {
		if (text_equal(names[i], name)) {
			out->forloop = i;
			return template_next(parser);
		}
	}
	return template_mistake(parser, parser->token.begin,
		"forloop has no “%s”. It has index, index0, rindex, rindex0, first, last and length.", name);
}

/* Takes ".size", ".first" or ".last" off the end of a name. */
static bool split_path(struct template_operand *out, char *name)
{
	static const struct {
		const char *ending;
		struct template_path path;
	} rows[] = {{".size", {.is_size = true}}, {".first", {.at = 0}}, {".last", {.at = -1}}};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		size_t length = strlen(name), cut = strlen(rows[i].ending);

		if (!text_ends(name, rows[i].ending) || length == cut || text_equal(name, "custom.size") ||
			text_equal(name, "custom.first") || text_equal(name, "custom.last"))
			continue;
		if (out->path_count == TEMPLATE_MAX_PATH)
			return false;
		memmove(out->path + 1, out->path, sizeof(out->path[0]) * out->path_count);
		out->path[0] = rows[i].path;
		out->path_count++;
		name[length - cut] = '\0';
		return true;
	}
	return false;
}

static bool take_variable(struct template_parser *parser, struct template_operand *out)
{
	char *name = arena_text(parser->arena, parser->token.text);

	while (split_path(out, name))
		continue;
	out->is_field = template_find_field(parser, name, &out->name);
	if (template_find_local(parser, name, &out->place))
		out->source = TEMPLATE_LOCAL;
	else if (out->is_field)
		out->source = TEMPLATE_FIELD;
	else
		return template_unknown_name(parser, parser->token.text);
	if (!out->is_field)
		out->name = name;
	return template_next(parser);
}

/* [0], [-1], and what may stand behind: .size, .first, .last. */
static bool take_places(struct template_parser *parser, struct template_operand *out)
{
	while (template_is_sign(parser, "[") || template_is_sign(parser, ".")) {
		const char *begin = parser->token.begin;
		bool is_place = template_is_sign(parser, "[");
		int64_t at = 0;

		if (!template_next(parser))
			return false;
		if (is_place ? !text_to_int(parser->token.text, -1000000, 1000000, &at)
			     : !template_is_word(parser, "size") && !template_is_word(parser, "first") &&
					!template_is_word(parser, "last"))
			return template_mistake(parser, parser->token.begin,
				is_place ? "a whole number is missing here." : "size, first or last is missing here.");
		if (out->path_count == TEMPLATE_MAX_PATH)
			return template_mistake(parser, begin, "this goes too deep.");
		out->path[out->path_count++] = (struct template_path){
			.is_size = !is_place && template_is_word(parser, "size"),
			.at = template_is_word(parser, "last") ? -1 : at};
		if (!template_next(parser) || (is_place && !template_take_sign(parser, "]")))
			return false;
	}
	return true;
}

bool template_parse_operand(struct template_parser *parser, struct template_operand *out)
{
	*out = (struct template_operand){.source = TEMPLATE_LITERAL};
	if (take_literal(parser, out))
		return template_next(parser);
	if (parser->token.kind != TOKEN_NAME)
		return template_mistake(
			parser, parser->token.begin, "a variable, or a text in quotation marks, is missing here.");
	if (text_starts(parser->token.text, "forloop."))
		return take_forloop(parser, out);
	return take_variable(parser, out) && take_places(parser, out);
}

/* ---- Filters ---- */

/* After the colon: operands with commas between them. */
static bool parse_arguments(struct template_parser *parser, struct template_filter_use *use)
{
	do {
		if (!template_next(parser))
			return false;
		if (use->count == use->filter->max_arguments)
			return template_mistake(parser, parser->token.begin, "the filter “%s” takes no further value.",
				use->filter->name);
		if (!template_parse_operand(parser, &use->arguments[use->count]))
			return false;
		use->count++;
	} while (template_is_sign(parser, ","));
	return true;
}

static bool unknown_filter(struct template_parser *parser)
{
	const char *near = template_nearest_filter(parser->token.text, parser->arena);

	if (near)
		return template_mistake(parser, parser->token.begin, "there is no filter “%s”. Did you mean “%s”?",
			parser->token.text, near);
	return template_mistake(parser, parser->token.begin,
		"there is no filter “%s”. Much used are default, capitalize, truncate and date.", parser->token.text);
}

/* After the pipe: a filter's name and what it takes. */
static bool parse_filter(struct template_parser *parser, struct template_filter_use *use)
{
	const char *begin;

	if (!template_next(parser))
		return false;
	begin = parser->token.begin;
	if (parser->token.kind != TOKEN_NAME)
		return template_mistake(parser, begin, "the name of a filter is missing after |.");
	use->filter = template_filter_find(parser->token.text);
	if (!use->filter)
		return unknown_filter(parser);
	if (!template_next(parser) || (template_is_sign(parser, ":") && !parse_arguments(parser, use)))
		return false;
	return use->count >= use->filter->min_arguments ||
		template_mistake(parser, begin, "the filter “%s” needs a value: %s: \"…\".", use->filter->name,
			use->filter->name);
}

bool template_parse_expression(struct template_parser *parser, const struct template_expression **out)
{
	struct template_expression *expression = ARENA_NEW(parser->arena, struct template_expression);

	if (!template_parse_operand(parser, &expression->operand))
		return false;
	while (template_is_sign(parser, "|")) {
		size_t size = sizeof(expression->filters[0]) * expression->count;
		struct template_filter_use use = {0};

		if (expression->count == MAX_FILTERS)
			return template_mistake(parser, parser->token.begin, "these are too many filters.");
		if (!parse_filter(parser, &use))
			return false;
		expression->filters = arena_grow(parser->arena, expression->filters, size, size + sizeof(use));
		expression->filters[expression->count++] = use;
	}
	*out = expression;
	return true;
}

/* ---- Conditions ---- */

static bool find_comparison(const struct template_parser *parser, enum template_comparison *out)
{
	static const struct {
		const char *sign;
		enum template_comparison comparison;
	} rows[] = {{"==", COMPARE_EQUAL}, {"!=", COMPARE_UNEQUAL}, {"<>", COMPARE_UNEQUAL}, {"<", COMPARE_LESS},
		{"<=", COMPARE_LESS_EQUAL}, {">", COMPARE_GREATER}, {">=", COMPARE_GREATER_EQUAL}};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		if (template_is_sign(parser, rows[i].sign)) {
			*out = rows[i].comparison;
			return true;
		}
	}
	*out = COMPARE_CONTAINS;
	return template_is_word(parser, "contains");
}

static bool parse_test(struct template_parser *parser, struct template_test *test)
{
	*test = (struct template_test){.comparison = COMPARE_TRUTH};
	if (!template_parse_operand(parser, &test->left))
		return false;
	if (template_is_sign(parser, "="))
		return template_mistake(parser, parser->token.begin, "two values are compared with ==, not with =.");
	if (template_is_sign(parser, "|"))
		return template_mistake(parser, parser->token.begin,
			"a filter has no place here; give its result a name before: {%% assign x = … %%}.");
	if (!find_comparison(parser, &test->comparison)) {
		test->comparison = COMPARE_TRUTH;
		return true;
	}
	return template_next(parser) && template_parse_operand(parser, &test->right);
}

static const struct template_condition *condition_new(
	struct template_parser *parser, const struct template_test *tests, size_t count, bool negated)
{
	struct template_condition *condition = ARENA_NEW(parser->arena, struct template_condition);

	*condition = (struct template_condition){
		.tests = ARENA_ARRAY(parser->arena, struct template_test, count), .count = count, .negated = negated};
	memcpy(condition->tests, tests, sizeof(tests[0]) * count);
	return condition;
}

bool template_parse_condition(struct template_parser *parser, bool negated, const struct template_condition **out)
{
	struct template_test tests[MAX_TESTS];
	size_t count = 0;

	for (bool more = true; more; count++) {
		if (count == MAX_TESTS)
			return template_mistake(parser, parser->token.begin, "this condition is too long.");
		if (!parse_test(parser, &tests[count]))
			return false;
		tests[count].and_next = template_is_word(parser, "and");
		more = tests[count].and_next || template_is_word(parser, "or");
		if (more && !template_next(parser))
			return false;
	}
	*out = condition_new(parser, tests, count, negated);
	return true;
}

bool template_parse_when(
	struct template_parser *parser, const struct template_operand *value, const struct template_condition **out)
{
	struct template_test tests[MAX_TESTS];
	size_t count = 0;

	do {
		if (count == MAX_TESTS)
			return template_mistake(parser, parser->token.begin, "this condition is too long.");
		tests[count] = (struct template_test){.left = *value, .comparison = COMPARE_EQUAL};
		if (!template_next(parser) || !template_parse_operand(parser, &tests[count].right))
			return false;
		count++;
	} while (template_is_sign(parser, ",") || template_is_word(parser, "or"));
	*out = condition_new(parser, tests, count, false);
	return true;
}
