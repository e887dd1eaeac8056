#include "model/html_links.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "model/template_html.h"

static const char blanks[] = " \t\r\n\f";

/* ---- Addresses ---- */

static bool is_plain_mark(char c)
{
	return strchr("-._~:/?#[]@!$&'()*+,;=%", c) != NULL;
}

static bool has_host(const char *url)
{
	const char *host = strstr(url, "://");

	if (strncasecmp(url, "https://", 8) != 0 && strncasecmp(url, "http://", 7) != 0)
		return false;
	host += 3;
	return *host && !strchr("/?#:@", *host);
}

const char *html_links_url(const char *value, struct arena *arena)
{
	const char *trimmed = text_trim(arena, value);
	struct text out;

	text_init(&out, arena);
	if (strlen(trimmed) > HTML_LINKS_MAX_URL || !text_is_utf8(trimmed, strlen(trimmed)))
		return NULL;
	for (const char *at = trimmed; *at; at++) {
		if (strchr("\t\r\n", *at))
			continue;
		if (g_ascii_isalnum(*at) || is_plain_mark(*at))
			text_add_char(&out, *at);
		else
			text_printf(&out, "%%%02X", (unsigned)(unsigned char)*at);
	}
	return out.length <= HTML_LINKS_MAX_URL && has_host(text_string(&out)) ? text_string(&out) : NULL;
}

/* ---- Character references ---- */

static const struct {
	const char *name;
	char character;
} references[] = {{"amp;", '&'}, {"lt;", '<'}, {"gt;", '>'}, {"quot;", '"'}, {"apos;", '\''}};

/* Behind "&#". */
static bool add_number(struct text *out, const char **at)
{
	bool is_hex = **at == 'x' || **at == 'X';
	char *end = NULL;
	guint64 code;
	char bytes[6];

	*at += is_hex;
	if (is_hex ? !g_ascii_isxdigit(**at) : !g_ascii_isdigit(**at))
		return false;
	code = g_ascii_strtoull(*at, &end, is_hex ? 16 : 10);
	/* Those below 0xa0 are read by browsers as another character set. */
	if (*end != ';' || code > 0x10ffff || !g_unichar_validate((gunichar)code) || code < 0x20 ||
		(code > 0x7e && code < 0xa0))
		return false;
	text_add_n(out, bytes, (size_t)g_unichar_to_utf8((gunichar)code, bytes));
	*at = end + 1;
	return true;
}

/* Behind "&". A name that a browser may know and we do not is not understood. */
static bool add_named(struct text *out, const char **at)
{
	size_t length = 0;

	for (size_t i = 0; i < ARRAY_COUNT(references); i++) {
		if (!text_starts(*at, references[i].name))
			continue;
		text_add_char(out, references[i].character);
		*at += strlen(references[i].name);
		return true;
	}
	while (g_ascii_isalnum((*at)[length]))
		length++;
	text_add_char(out, '&');
	return length == 0 || (*at)[length] == '=';
}

/* The value of an attribute, its references resolved; NULL when one is not understood. */
static const char *resolved(const char *value, struct arena *arena)
{
	struct text out;

	text_init(&out, arena);
	while (*value) {
		size_t plain = strcspn(value, "&");

		text_add_n(&out, value, plain);
		value += plain;
		if (!*value)
			break;
		value++;
		if (*value == '#') {
			value++;
			if (!add_number(&out, &value))
				return NULL;
		} else if (!add_named(&out, &value)) {
			return NULL;
		}
	}
	return text_string(&out);
}

/* ---- Markup ---- */

struct rewriting {
	const char *at, *copied; /* everything before `copied` is in the output */
	struct text *out;
	struct arena *arena;
	html_link_map *map;
	void *context;
};

/* Elements whose content is text, whatever it looks like. */
static const char *const raw_elements[] = {
	"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"};

static bool is_name(const char *at, size_t length, const char *name)
{
	return strlen(name) == length && strncasecmp(at, name, length) == 0;
}

/* Behind the end tag of a raw element; at the end of the text when there is none. */
static const char *skip_raw(const char *at, const char *name)
{
	for (const char *end = at; (end = strstr(end, "</")); end += 2) {
		size_t length = strlen(name);

		if (strncasecmp(end + 2, name, length) == 0 && strchr(" \t\r\n\f/>", end[2 + length]))
			return end;
	}
	return at + strlen(at);
}

/* Behind a comment, a doctype or the like, which begins at `at`. */
static const char *skip_declaration(const char *at)
{
	const char *end;

	if (!text_starts(at, "<!--")) {
		end = strchr(at, '>');
		return end ? end + 1 : at + strlen(at);
	}
	at += 4;
	if (*at == '>')
		return at + 1;
	if (text_starts(at, "->"))
		return at + 2;
	while ((at = strstr(at, "--"))) {
		if (at[2] == '>')
			return at + 3;
		if (at[2] == '!' && at[3] == '>')
			return at + 4;
		at++;
	}
	return NULL;
}

struct attribute {
	const char *name, *value; /* the value without its quotes */
	size_t name_length, value_length;
	char quote; /* 0: none */
	bool has_value;
};

/* Reads one attribute at rewriting->at; false at the end of the tag. */
static bool next_attribute(struct rewriting *rewriting, struct attribute *out)
{
	const char *at = rewriting->at + strspn(rewriting->at, " \t\r\n\f/");

	*out = (struct attribute){.name = at};
	rewriting->at = at;
	if (!*at || *at == '>')
		return false;
	at += *at == '='; /* as the first character it belongs to the name */
	at += strcspn(at, " \t\r\n\f/>=");
	out->name_length = (size_t)(at - out->name);
	rewriting->at = at;
	at += strspn(at, blanks);
	if (*at != '=')
		return true;
	at++;
	at += strspn(at, blanks);
	out->has_value = true;
	out->quote = *at == '"' || *at == '\'' ? *at++ : '\0';
	out->value = at;
	out->value_length = out->quote ? strcspn(at, (char[]){out->quote, '\0'}) : strcspn(at, " \t\r\n\f>");
	at += out->value_length;
	rewriting->at = at + (out->quote && *at == out->quote);
	return true;
}

static void replace(struct rewriting *rewriting, const struct attribute *attribute)
{
	const char *value = resolved(
		arena_text_n(rewriting->arena, attribute->value, attribute->value_length), rewriting->arena);
	const char *url = value ? html_links_url(value, rewriting->arena) : NULL;
	const char *other = url ? rewriting->map(rewriting->context, url) : NULL;
	const char *from = attribute->value - (attribute->quote ? 1 : 0);

	if (!other)
		return;
	text_add_n(rewriting->out, rewriting->copied, (size_t)(from - rewriting->copied));
	text_add_char(rewriting->out, '"');
	template_html_escape(rewriting->out, other);
	text_add_char(rewriting->out, '"');
	rewriting->copied = attribute->value + attribute->value_length + (attribute->quote ? 1 : 0);
}

/* A tag that is cut off is no tag: what was found in it is forgotten. */
static void read_tag(struct rewriting *rewriting)
{
	const char *name = rewriting->at + 1;
	size_t length = strcspn(name, " \t\r\n\f/>");
	bool is_link = is_name(name, length, "a") || is_name(name, length, "area");
	struct attribute attribute, href = {0};

	rewriting->at = name + length;
	while (next_attribute(rewriting, &attribute))
		if (!href.name && is_name(attribute.name, attribute.name_length, "href"))
			href = attribute;
	if (!*rewriting->at)
		return;
	rewriting->at++;
	if (is_link && href.has_value)
		replace(rewriting, &href);
	for (size_t i = 0; i < ARRAY_COUNT(raw_elements); i++)
		if (is_name(name, length, raw_elements[i]))
			rewriting->at = skip_raw(rewriting->at, raw_elements[i]);
}

static void read_markup(struct rewriting *rewriting)
{
	const char *at = rewriting->at;

	if (g_ascii_isalpha(at[1])) {
		read_tag(rewriting);
	} else if (at[1] == '/' && g_ascii_isalpha(at[2])) {
		struct attribute unused;

		rewriting->at += 2 + strcspn(at + 2, " \t\r\n\f/>");
		while (next_attribute(rewriting, &unused))
			;
		rewriting->at += *rewriting->at == '>';
	} else if (at[1] == '!' || at[1] == '?' || at[1] == '/') {
		at = skip_declaration(at);
		rewriting->at = at ? at : rewriting->at + strlen(rewriting->at);
	} else {
		rewriting->at++;
	}
}

const char *html_links_rewrite(const char *html, html_link_map *map, void *context, struct arena *arena)
{
	struct text out;
	struct rewriting rewriting = {
		.at = html, .copied = html, .out = &out, .arena = arena, .map = map, .context = context};

	text_init(&out, arena);
	while ((rewriting.at = strchr(rewriting.at, '<')))
		read_markup(&rewriting);
	text_add(&out, rewriting.copied);
	return text_string(&out);
}
