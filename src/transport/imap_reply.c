#include "transport/imap_reply.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

struct parser {
	const struct imap_source *source;
	struct arena *arena;
	struct error *err;
	const char *at, *end; /* the rest of the current line */
	int items, depth;
	unsigned long long literal_bytes; /* of all literals so far */
};

static bool bad(struct parser *parser, const char *what)
{
	return error_set(parser->err, ERROR_TEMPORARY, "protocol", "The server does not speak IMAP: %s.", what);
}

/* The next line, copied: the source's buffer is its own. */
static bool next_line(struct parser *parser)
{
	const char *line;
	size_t length;

	if (!parser->source->line(parser->source->context, &line, &length, parser->err))
		return false;
	parser->at = arena_text_n(parser->arena, line, length);
	parser->end = parser->at + length;
	return true;
}

static struct imap_item *item_new(struct parser *parser, enum imap_type type)
{
	struct imap_item *item = ARENA_NEW(parser->arena, struct imap_item);

	item->type = type;
	item->text = "";
	return item;
}

static bool parse_quoted(struct parser *parser, struct imap_item *item)
{
	char *out = arena_alloc(parser->arena, (size_t)(parser->end - parser->at) + 1);
	size_t length = 0;

	parser->at++;
	while (parser->at < parser->end && *parser->at != '"') {
		if (*parser->at == '\\' && parser->at + 1 < parser->end)
			parser->at++;
		out[length++] = *parser->at++;
	}
	if (parser->at >= parser->end)
		return bad(parser, "a string without end");
	parser->at++;
	item->text = out;
	item->length = length;
	return true;
}

/* "{n}" at the end of the line: n bytes follow, and then the line goes on. */
static bool parse_literal(struct parser *parser, struct imap_item *item)
{
	char *after = NULL;
	unsigned long long length;
	char *out;

	if (parser->at + 1 >= parser->end || parser->at[1] < '0' || parser->at[1] > '9')
		return bad(parser, "a literal without length");
	length = strtoull(parser->at + 1, &after, 10);
	if (*after == '+')
		after++;
	if (*after != '}' || after + 1 != parser->end)
		return bad(parser, "a literal without length");
	if (length > IMAP_LITERAL_MAX - parser->literal_bytes)
		return bad(parser, "literals beyond 25 MiB");
	parser->literal_bytes += length;
	out = arena_alloc(parser->arena, (size_t)length + 1);
	if (!parser->source->literal(parser->source->context, out, (size_t)length, parser->err))
		return false;
	item->text = out;
	item->length = (size_t)length;
	return next_line(parser);
}

/* An atom; brackets belong to it together with what is in them ("BODY[HEADER.FIELDS (DATE)]<0>"). */
static bool parse_atom(struct parser *parser, struct imap_item *item)
{
	const char *start = parser->at;
	int brackets = 0;

	while (parser->at < parser->end) {
		char c = *parser->at;

		if (c == '[')
			brackets++;
		else if (c == ']' && brackets > 0)
			brackets--;
		else if (brackets == 0 && (c == ' ' || c == '(' || c == ')' || c == '"'))
			break;
		parser->at++;
	}
	if (parser->at == start)
		return bad(parser, "an empty word");
	item->length = (size_t)(parser->at - start);
	item->text = arena_text_n(parser->arena, start, item->length);
	if (item->length == 3 && strcasecmp(item->text, "NIL") == 0)
		item->type = IMAP_NIL;
	return true;
}

static bool parse_items(struct parser *parser, bool in_list, struct imap_item **first);

static bool parse_item(struct parser *parser, struct imap_item **out)
{
	if (++parser->items > IMAP_ITEMS_MAX)
		return bad(parser, "a response without end");
	*out = item_new(parser, IMAP_STRING);
	switch (*parser->at) {
	case '"':
		return parse_quoted(parser, *out);
	case '{':
		return parse_literal(parser, *out);
	case '(':
		(*out)->type = IMAP_LIST;
		if (++parser->depth > IMAP_DEPTH_MAX)
			return bad(parser, "lists nested too deep");
		parser->at++;
		if (!parse_items(parser, true, &(*out)->first))
			return false;
		parser->depth--;
		return true;
	default:
		(*out)->type = IMAP_ATOM;
		return parse_atom(parser, *out);
	}
}

static bool parse_items(struct parser *parser, bool in_list, struct imap_item **first)
{
	struct imap_item **link = first;

	*first = NULL;
	for (;;) {
		while (parser->at < parser->end && *parser->at == ' ')
			parser->at++;
		if (parser->at >= parser->end)
			return !in_list || bad(parser, "a list without end");
		if (*parser->at == ')') {
			parser->at++;
			return in_list || bad(parser, "a bracket too many");
		}
		if (!parse_item(parser, link))
			return false;
		link = &(*link)->next;
	}
}

/* Status responses carry text for people, which need not be made of atoms and strings. */
static bool is_status(const char *text)
{
	static const char *const words[] = {"OK", "NO", "BAD", "BYE", "PREAUTH"};

	for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
		size_t length = strlen(words[i]);

		if (strncasecmp(text, words[i], length) == 0 && (text[length] == ' ' || text[length] == '\0'))
			return true;
	}
	return false;
}

bool imap_response_read(
	const struct imap_source *source, struct arena *arena, struct imap_response *out, struct error *err)
{
	struct parser parser = {.source = source, .arena = arena, .err = err};
	const char *space;

	*out = (struct imap_response){.text = ""};
	if (!next_line(&parser))
		return false;
	space = memchr(parser.at, ' ', (size_t)(parser.end - parser.at));
	if (!space)
		space = parser.end;
	if (space == parser.at || space - parser.at > 32)
		return bad(&parser, "a response without tag");
	out->tag = arena_text_n(arena, parser.at, (size_t)(space - parser.at));
	parser.at = space < parser.end ? space + 1 : space;
	out->text = arena_text_n(arena, parser.at, (size_t)(parser.end - parser.at));
	if (strcmp(out->tag, "+") == 0)
		return true;
	if (is_status(out->text)) {
		parser.end = parser.at + strcspn(parser.at, " ");
		return parse_items(&parser, false, &out->items);
	}
	return parse_items(&parser, false, &out->items);
}

bool imap_item_is(const struct imap_item *item, const char *atom)
{
	return item && item->type != IMAP_LIST && strcasecmp(item->text, atom) == 0;
}

const struct imap_item *imap_response_fetched(const struct imap_response *response)
{
	const struct imap_item *kind = response->items ? response->items->next : NULL;

	return kind && kind->next && imap_item_is(kind, "FETCH") ? kind->next->first : NULL;
}

const struct imap_item *imap_item_after(const struct imap_item *first, const char *name)
{
	size_t length = strlen(name);

	for (const struct imap_item *item = first; item && item->next; item = item->next)
		if (item->type == IMAP_ATOM && strncasecmp(item->text, name, length) == 0 &&
			(item->text[length] == '\0' || item->text[length] == '<'))
			return item->next;
	return NULL;
}
