#include "mime/address.h"

#include <idn2.h>
#include <string.h>

#include "mime/encoding.h"

enum { LABEL_MAX = 63, QUOTED_DISPLAY_MAX = 60, LINE_WISH = 76 };

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 5322 §3.2.3, and every character beyond ASCII (RFC 6531 §3.3). */
static bool is_atom_char(char c)
{
	return is_alnum(c) || (unsigned char)c >= 0x80 || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_dot_atom(const char *local)
{
	bool after_dot = true;

	for (; *local; local++) {
		if (*local == '.' ? after_dot : !is_atom_char(*local))
			return false;
		after_dot = *local == '.';
	}
	return !after_dot;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static bool has_controls(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

/* A quoted string up to its closing quote; *end is behind it. NULL when it does not end. */
static const char *unquote(const char *text, struct arena *arena, const char **end)
{
	char *out = arena_alloc(arena, strlen(text) + 1);
	size_t length = 0;

	for (text++; *text && *text != '"'; text++) {
		if (*text == '\\' && text[1])
			text++;
		out[length++] = *text;
	}
	*end = text + 1;
	return *text == '"' ? out : NULL;
}

/* Labels of letters, digits and inner hyphens. */
static bool is_host_name(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length > ADDRESS_DOMAIN_MAX)
		return false;
	for (;;) {
		length = strcspn(name, ".");
		if (length == 0 || length > LABEL_MAX || name[0] == '-' || name[length - 1] == '-')
			return false;
		for (size_t i = 0; i < length; i++)
			if (!is_alnum(name[i]) && name[i] != '-')
				return false;
		if (!name[length])
			return true;
		name += length + 1;
	}
}

static const char *to_domain(const char *text, struct arena *arena)
{
	const char *domain = text_lower(arena, text);
	char *ascii = NULL;

	if (!is_ascii(domain) && strlen(domain) <= (size_t)4 * ADDRESS_DOMAIN_MAX) {
		if (idn2_to_ascii_8z(domain, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
			return NULL;
		domain = text_lower(arena, ascii);
		idn2_free(ascii);
	}
	return is_host_name(domain) ? domain : NULL;
}

static bool refuse(struct error *err, const char *why)
{
	return error_set(err, ERROR_INVALID, "bad_address", "This is not an email address: %s.", why);
}

bool address_parse(const char *text, struct arena *arena, struct address *out, struct error *err)
{
	const char *at, *local, *domain;

	if (has_controls(text) || !text_is_utf8(text, strlen(text)))
		return refuse(err, "it holds characters that no address may hold");
	if (*text == '"') {
		local = unquote(text, arena, &at);
		if (!local || *at != '@')
			return refuse(err, "the quoted part before the @ does not end");
	} else {
		at = strchr(text, '@');
		if (!at)
			return refuse(err, "there is no @ in it");
		local = arena_text_n(arena, text, (size_t)(at - text));
		if (!is_dot_atom(local))
			return refuse(err, "the part before the @ is not allowed");
	}
	if (!*local || strlen(local) > ADDRESS_LOCAL_MAX)
		return refuse(err, "the part before the @ is empty or too long");
	domain = to_domain(at + 1, arena);
	if (!domain)
		return refuse(err, "the part after the @ is not a domain name");
	*out = (struct address){.local = local, .domain = domain, .is_ascii = is_ascii(local)};
	return true;
}

static void add_quoted(struct text *out, const char *value)
{
	text_add_char(out, '"');
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			text_add_char(out, '\\');
		text_add_char(out, *value);
	}
	text_add_char(out, '"');
}

static void add_local(struct text *out, const char *local)
{
	if (is_dot_atom(local))
		text_add(out, local);
	else
		add_quoted(out, local);
}

const char *address_format(const struct address *address, struct arena *arena)
{
	struct text out;

	text_init(&out, arena);
	add_local(&out, address->local);
	text_add_char(&out, '@');
	text_add(&out, address->domain);
	return text_string(&out);
}

/* Words of letters, digits and hyphens with single spaces between them need no quotes. */
static bool is_plain_phrase(const char *display)
{
	bool after_space = true;

	for (const char *c = display; *c; c++) {
		if (*c == ' ' ? after_space : !is_alnum(*c) && *c != '-')
			return false;
		after_space = *c == ' ';
	}
	return !after_space;
}

static void add_display(struct text *out, const char *display)
{
	if (!encoding_is_plain(display) || strstr(display, "=?") || strlen(display) > QUOTED_DISPLAY_MAX)
		encoding_add_words(out, display, encoding_column(out));
	else if (is_plain_phrase(display))
		text_add(out, display);
	else
		add_quoted(out, display);
}

void address_add(struct text *out, const char *display, const struct address *address)
{
	const char *word = address_format(address, out->arena);

	if (text_is_empty(display)) {
		text_add(out, word);
		return;
	}
	add_display(out, display);
	text_printf(out, "%s<%s>", encoding_column(out) + strlen(word) + 3 > LINE_WISH ? "\r\n " : " ", word);
}
