/*
 * template_lex: the tokens within {{ }} and {% %}, and how mistakes are told.
 */
#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "model/template_parser.h"

enum { MAX_SHOWN = 60 };

/* ---- Mistakes ---- */

static void count_position(const char *source, const char *at, int *line, int *column)
{
	*line = *column = 1;
	for (; source < at; source = g_utf8_next_char(source)) {
		*column = *source == '\n' ? 1 : *column + 1;
		*line += *source == '\n';
	}
}

bool template_mistake(struct template_parser *parser, const char *at, const char *format, ...)
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

/* Names hold points ("custom.deal_size"), but two of them are a range. */
static bool is_name_part(const char *at)
{
	return *at == '_' || (*at == '.' && at[1] != '.') || g_unichar_isalnum(g_utf8_get_char(at));
}

static bool take(struct template_parser *parser, enum template_token_kind kind, size_t length)
{
	parser->token.kind = kind;
	parser->token.text = arena_text_n(parser->arena, parser->at, length);
	parser->at += length;
	return true;
}

static bool take_name(struct template_parser *parser)
{
	const char *end = parser->at;

	while (is_name_part(end))
		end = g_utf8_next_char(end);
	if (end - parser->at > TEMPLATE_MAX_NAME)
		return template_mistake(parser, parser->at, "this name is longer than %d bytes.", TEMPLATE_MAX_NAME);
	return take(parser, TOKEN_NAME, (size_t)(end - parser->at));
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

static bool take_string(struct template_parser *parser, const char *quote)
{
	const char *begin = g_utf8_next_char(parser->at);
	const char *end = strstr(begin, quote);

	if (!end)
		return template_mistake(parser, parser->at, "this quotation mark is never closed.");
	parser->at = g_utf8_next_char(end);
	parser->token.kind = TOKEN_STRING;
	parser->token.text = arena_text_n(parser->arena, begin, (size_t)(end - begin));
	return true;
}

static bool is_digit_after_sign(const char *at)
{
	return g_ascii_isdigit(at[*at == '-']);
}

static bool take_number(struct template_parser *parser)
{
	const char *end = parser->at + (*parser->at == '-');

	end += strspn(end, "0123456789");
	if (*end == '.' && g_ascii_isdigit(end[1]))
		end += 1 + strspn(end + 1, "0123456789");
	return take(parser, TOKEN_NUMBER, (size_t)(end - parser->at));
}

/* How long the sign is that begins here; 0 for none. */
static size_t sign_length(const char *at)
{
	static const char *const signs[] = {
		"==", "!=", "<>", "<=", ">=", "..", "<", ">", "=", "|", ":", ",", "[", "]", "(", ")", "."};

	if (!*at || !strchr("=!<>.|:,[]()", *at))
		return 0;
	for (size_t i = 0; i < ARRAY_COUNT(signs); i++)
		if (text_starts(at, signs[i]))
			return strlen(signs[i]);
	return 0;
}

static const char *close_of(const struct template_parser *parser)
{
	return parser->in_tag ? "%}" : "}}";
}

bool template_next(struct template_parser *parser)
{
	const char *quote, *at;

	parser->at += strspn(parser->at, " \t\r\n");
	at = parser->token.begin = parser->at;
	if (text_starts(at + (*at == '-'), close_of(parser)))
		return take(parser, TOKEN_CLOSE, *at == '-' ? 3 : 2);
	if (is_digit_after_sign(at))
		return take_number(parser);
	if (sign_length(at))
		return take(parser, TOKEN_SIGN, sign_length(at));
	quote = closing_quote(at);
	if (quote)
		return take_string(parser, quote);
	if (is_name_start(at))
		return take_name(parser);
	if (*at)
		return template_mistake(parser, at, "this character has no place here.");
	return template_mistake(parser, at, "%s is missing.", close_of(parser));
}

bool template_is_sign(const struct template_parser *parser, const char *sign)
{
	return parser->token.kind == TOKEN_SIGN && text_equal(parser->token.text, sign);
}

bool template_is_word(const struct template_parser *parser, const char *word)
{
	return parser->token.kind == TOKEN_NAME && text_equal(parser->token.text, word);
}

bool template_take_sign(struct template_parser *parser, const char *sign)
{
	if (!template_is_sign(parser, sign))
		return template_mistake(parser, parser->token.begin, "%s is missing here.", sign);
	return template_next(parser);
}

bool template_take_close(struct template_parser *parser)
{
	if (parser->token.kind != TOKEN_CLOSE)
		return template_mistake(parser, parser->token.begin,
			parser->in_tag ? "%%} is missing here." : "}} or | is missing here.");
	parser->strip = parser->token.text[0] == '-';
	return true;
}
