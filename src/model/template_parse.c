/*
 * template_parse: source → tokens → operations.
 *
 * The tokeniser knows positions and characters, the parser grammar and names. A mistake ends the parsing at once and is told
 * with the line and column of the token at fault, counted in characters from 1.
 */
#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "model/contact.h"
#include "model/template.h"
#include "model/template_op.h"

enum { MAX_NAME = 128, MAX_SHOWN = 60 };

static const char *const variables[] = {"first_name", "last_name", "title", "company", "location", "country",
	"language", "email", "linkedin", "twitter", "context", "sender_name", "sender_email", "unsubscribe_url"};

enum token_kind {
	TOKEN_END,    /* of the output: }} */
	TOKEN_NAME,   /* first_name, custom.x */
	TOKEN_STRING, /* "…" or '…' */
	TOKEN_NUMBER,
	TOKEN_PIPE,
	TOKEN_COLON,
	TOKEN_COMMA
};

struct token {
	enum token_kind kind;
	const char *text;  /* its meaning: a string without quotes */
	const char *begin; /* where it begins in the source */
};

struct parser {
	const char *source, *at;
	const char *const *custom_names;
	struct arena *arena;
	struct template *template;
	size_t capacity;
	struct token token;
	struct error *err;
};

const char *template_variable_at(size_t at)
{
	return at < ARRAY_COUNT(variables) ? variables[at] : NULL;
}

/* ---- Mistakes ---- */

static void count_position(const char *source, const char *at, int *line, int *column)
{
	*line = *column = 1;
	for (; source < at; source = g_utf8_next_char(source)) {
		*column = *source == '\n' ? 1 : *column + 1;
		*line += *source == '\n';
	}
}

static bool mistake(struct parser *parser, const char *at, const char *format, ...) PRINTF(3, 4);

static bool mistake(struct parser *parser, const char *at, const char *format, ...)
{
	int line, column;
	const char *what;
	va_list args;

	va_start(args, format);
	what = arena_vprintf(parser->arena, format, args);
	va_end(args);
	count_position(parser->source, at, &line, &column);
	return error_invalid(parser->err, "template", "template",
		text_for_people(parser->arena, at, strcspn(at, "\n"), MAX_SHOWN), "Line %d, column %d: %s", line,
		column, what);
}

/* ---- Tokens ---- */

static bool is_name_start(const char *at)
{
	return *at == '_' || g_unichar_isalpha(g_utf8_get_char(at));
}

static bool is_name_part(const char *at)
{
	return *at == '_' || *at == '.' || g_unichar_isalnum(g_utf8_get_char(at));
}

static bool take_name(struct parser *parser)
{
	const char *begin = parser->at;

	while (is_name_part(parser->at))
		parser->at = g_utf8_next_char(parser->at);
	if (parser->at - begin > MAX_NAME)
		return mistake(parser, begin, "this name is longer than %d bytes.", MAX_NAME);
	parser->token.kind = TOKEN_NAME;
	parser->token.text = arena_text_n(parser->arena, begin, (size_t)(parser->at - begin));
	return true;
}

/* The quotation marks that people and their phones type, with what closes each. */
static const char *closing_quote(const char *at)
{
	static const char *const pairs[][2] = {{"\"", "\""}, {"'", "'"}, {"“", "”"}, {"„", "“"}, {"‘", "’"}};

	for (size_t i = 0; i < ARRAY_COUNT(pairs); i++)
		if (text_starts(at, pairs[i][0]))
			return pairs[i][1];
	return NULL;
}

static bool take_string(struct parser *parser, const char *quote)
{
	const char *begin = g_utf8_next_char(parser->at);
	const char *end = strstr(begin, quote);

	if (!end)
		return mistake(parser, parser->at, "this quotation mark is never closed.");
	parser->at = g_utf8_next_char(end);
	parser->token.kind = TOKEN_STRING;
	parser->token.text = arena_text_n(parser->arena, begin, (size_t)(end - begin));
	return true;
}

static bool take_number(struct parser *parser)
{
	size_t length = strspn(parser->at, "0123456789");

	parser->token.kind = TOKEN_NUMBER;
	parser->token.text = arena_text_n(parser->arena, parser->at, length);
	parser->at += length;
	return true;
}

static bool take_sign(struct parser *parser, enum token_kind kind, size_t length)
{
	parser->token.kind = kind;
	parser->token.text = arena_text_n(parser->arena, parser->at, length);
	parser->at += length;
	return true;
}

/* Reads the next token of an output into parser->token. */
static bool next_token(struct parser *parser)
{
	const char *quote;

	parser->at += strspn(parser->at, " \t\r\n");
	parser->token.begin = parser->at;
	if (text_starts(parser->at, "}}"))
		return take_sign(parser, TOKEN_END, 2);
	if (text_starts(parser->at, "-}}"))
		return take_sign(parser, TOKEN_END, 3);
	if (*parser->at == '|')
		return take_sign(parser, TOKEN_PIPE, 1);
	if (*parser->at == ':')
		return take_sign(parser, TOKEN_COLON, 1);
	if (*parser->at == ',')
		return take_sign(parser, TOKEN_COMMA, 1);
	if (g_ascii_isdigit(*parser->at))
		return take_number(parser);
	quote = closing_quote(parser->at);
	if (quote)
		return take_string(parser, quote);
	if (is_name_start(parser->at))
		return take_name(parser);
	return mistake(parser, parser->at, *parser->at ? "this character has no place here." : "}} is missing.");
}

/* ---- Names ---- */

static size_t least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/* How many letters must be changed, added, left out or swapped with the next. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][MAX_NAME + 2];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];
	size_t width = strlen(b);

	for (size_t k = 0; k <= width; k++)
		last[k] = k;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t *oldest = before;

		now[0] = i;
		for (size_t k = 1; k <= width; k++) {
			now[k] = least(last[k] + 1, now[k - 1] + 1, last[k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
				before[k - 2] + 1 < now[k])
				now[k] = before[k - 2] + 1;
		}
		before = last;
		last = now;
		now = oldest;
	}
	return last[width];
}

static void consider(const char *typed, const char *known, const char **best, size_t *best_distance)
{
	size_t far = strlen(known) > MAX_NAME ? SIZE_MAX : distance(typed, known);

	if (far < *best_distance) {
		*best = known;
		*best_distance = far;
	}
}

/* The known name that was most likely meant, or NULL. Other programs write "contact.email" for "email". */
static const char *nearest(const struct parser *parser, const char *name)
{
	const char *dot = strrchr(name, '.');
	const char *typed = text_lower(parser->arena, dot ? dot + 1 : name), *best = NULL;
	size_t best_distance = strlen(typed) / 3 + 2;

	for (size_t i = 0; i < ARRAY_COUNT(variables); i++)
		consider(typed, variables[i], &best, &best_distance);
	for (const char *const *custom = parser->custom_names; custom && *custom; custom++)
		consider(typed, *custom, &best, &best_distance);
	return best;
}

static bool unknown_name(struct parser *parser, const char *name)
{
	const char *near = nearest(parser, name);

	if (near)
		return mistake(
			parser, parser->token.begin, "there is no variable “%s”. Did you mean “%s”?", name, near);
	return mistake(parser, parser->token.begin,
		"there is no variable “%s”. A custom field is written custom. and its name.", name);
}

static bool is_listed(const char *const *names, const char *name)
{
	if (!names)
		return true;
	for (; *names; names++)
		if (text_equal(*names, name))
			return true;
	return false;
}

/* The full name of the variable in the present token: "first_name", "custom.deal_size". */
static bool resolve(struct parser *parser, const char **out)
{
	const char *name = parser->token.text, *custom;

	for (size_t i = 0; i < ARRAY_COUNT(variables); i++) {
		if (text_equal(variables[i], name)) {
			*out = variables[i];
			return true;
		}
	}
	custom = contact_custom_name(text_starts(name, "custom.") ? name + strlen("custom.") : name, parser->arena);
	if (!custom ||
		(!text_starts(name, "custom.") && (strchr(name, '.') || !is_listed(parser->custom_names, custom))))
		return unknown_name(parser, name);
	*out = arena_printf(parser->arena, "custom.%s", custom);
	return true;
}

/* ---- Grammar ---- */

static struct template_op *add_op(struct parser *parser, enum template_op_kind kind)
{
	struct template *template = parser->template;

	if (template->count == parser->capacity) {
		size_t size = sizeof(*template->ops) * parser->capacity;

		template->ops = arena_grow(
			parser->arena, template->ops, size, size ? 2 * size : 8 * sizeof(*template->ops));
		parser->capacity = parser->capacity ? 2 * parser->capacity : 8;
	}
	template->ops[template->count] = (struct template_op){.kind = kind};
	return &template->ops[template->count++];
}

/* A variable, a string or a number. */
static bool parse_operand(struct parser *parser, struct template_operand *out)
{
	if (parser->token.kind == TOKEN_NAME) {
		out->is_variable = true;
		return resolve(parser, &out->text) && next_token(parser);
	}
	if (parser->token.kind != TOKEN_STRING && parser->token.kind != TOKEN_NUMBER)
		return mistake(
			parser, parser->token.begin, "a variable, or a text in quotation marks, is missing here.");
	out->is_variable = false;
	out->text = parser->token.text;
	return next_token(parser);
}

/* After the colon: operands with commas between them. */
static bool parse_arguments(struct parser *parser, struct template_op *op)
{
	do {
		if (!next_token(parser))
			return false;
		if (op->argument_count == op->filter->max_arguments)
			return mistake(parser, parser->token.begin, "the filter “%s” takes no further value.",
				op->filter->name);
		if (!parse_operand(parser, &op->arguments[op->argument_count]))
			return false;
		op->argument_count++;
	} while (parser->token.kind == TOKEN_COMMA);
	return true;
}

static bool unknown_filter(struct parser *parser)
{
	struct text names;

	text_init(&names, parser->arena);
	for (size_t i = 0; template_filter_at(i); i++)
		text_printf(&names, "%s%s", i ? ", " : "", template_filter_at(i)->name);
	return mistake(parser, parser->token.begin, "there is no filter “%s”. There are: %s.", parser->token.text,
		text_string(&names));
}

/* After the pipe: a filter's name and what it takes. */
static bool parse_filter(struct parser *parser)
{
	struct template_op *op = add_op(parser, TEMPLATE_FILTER);
	const char *begin;

	if (!next_token(parser))
		return false;
	begin = parser->token.begin;
	if (parser->token.kind != TOKEN_NAME)
		return mistake(parser, begin, "the name of a filter is missing after |.");
	op->filter = template_filter_find(parser->token.text);
	if (!op->filter)
		return unknown_filter(parser);
	if (!next_token(parser))
		return false;
	if (parser->token.kind == TOKEN_COLON && !parse_arguments(parser, op))
		return false;
	if (op->argument_count < op->filter->min_arguments)
		return mistake(
			parser, begin, "the filter “%s” needs a value: %s: \"…\".", op->filter->name, op->filter->name);
	return true;
}

/* After {{: an operand and its filters, up to }}. */
static bool parse_output(struct parser *parser)
{
	struct template_operand operand = {0};

	if (!next_token(parser))
		return false;
	if (!parse_operand(parser, &operand))
		return false;
	add_op(parser, TEMPLATE_LOAD)->operand = operand;
	while (parser->token.kind == TOKEN_PIPE)
		if (!parse_filter(parser))
			return false;
	if (parser->token.kind != TOKEN_END)
		return mistake(parser, parser->token.begin, "}} or | is missing here.");
	add_op(parser, TEMPLATE_PRINT)->operand = operand;
	return true;
}

/* The text up to the next output, or the end; a dash in {{- or -}} swallows the white space on its side. */
static void add_text(struct parser *parser, const char *begin, const char *end, bool strip_left, bool strip_right)
{
	struct template_op *op;

	while (strip_left && begin < end && g_ascii_isspace(*begin))
		begin++;
	while (strip_right && end > begin && g_ascii_isspace(end[-1]))
		end--;
	if (begin == end)
		return;
	op = add_op(parser, TEMPLATE_TEXT);
	op->operand.text = arena_text_n(parser->arena, begin, (size_t)(end - begin));
}

static const char *next_opening(const char *at)
{
	for (; *at; at++)
		if (*at == '{' && (at[1] == '{' || at[1] == '%'))
			return at;
	return at;
}

static bool parse_all(struct parser *parser)
{
	bool strip_left = false;

	for (;;) {
		const char *open = next_opening(parser->at);

		add_text(parser, parser->at, open, strip_left, text_starts(open, "{{-"));
		if (!*open)
			return true;
		if (open[1] == '%')
			return mistake(
				parser, open, "tags in {%% %%} are not known here; use {{ name | default: \"…\" }}.");
		parser->at = open + (open[2] == '-' ? 3 : 2);
		if (!parse_output(parser))
			return false;
		strip_left = parser->token.text[0] == '-';
	}
}

bool template_parse(const char *source, const char *const *custom_names, struct arena *arena, struct template **out,
	struct error *err)
{
	struct parser parser = {
		.source = source, .at = source, .custom_names = custom_names, .arena = arena, .err = err};
	size_t size = strlen(source);

	if (size > TEMPLATE_MAX_SOURCE)
		return error_invalid(err, "template", "max_length", NULL, "A text may be at most %d bytes long.",
			TEMPLATE_MAX_SOURCE);
	if (!text_is_utf8(source, size))
		return error_invalid(err, "template", "text", NULL, "The text is not readable (UTF-8).");
	parser.template = ARENA_NEW(arena, struct template);
	if (!parse_all(&parser))
		return false;
	*out = parser.template;
	return true;
}
