#include "model/links.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "base/text.h"

static bool begins(const char *at, const char *word)
{
	return strncasecmp(at, word, strlen(word)) == 0;
}

/* Plain text. */

/* Where an address in plain text ends; a template's braces belong to it, a sentence's full stop does not. */
static size_t address_length(const char *at)
{
	size_t length = 0;

	while (at[length] && !strchr(" \t\r\n<>\"'", at[length])) {
		const char *end = at[length] == '{' && at[length + 1] == '{' ? strstr(at + length, "}}") : NULL;

		length = end ? (size_t)(end + 2 - at) : length + 1;
	}
	while (length && strchr(".,;:!?)", at[length - 1]))
		length--;
	return length;
}

static bool begins_address(const char *text, const char *at)
{
	if (at > text && (isalnum((unsigned char)at[-1]) || at[-1] == '/' || at[-1] == '.'))
		return false;
	return begins(at, "http:") || begins(at, "https:") || begins(at, "www.");
}

size_t links_in_text(const char *text, struct arena *arena, struct link out[LINKS_MAX])
{
	size_t count = 0;

	for (const char *at = text; at && *at && count < LINKS_MAX;) {
		size_t length = begins_address(text, at) ? address_length(at) : 0;

		if (length)
			out[count++] = (struct link){.href = arena_text_n(arena, at, length)};
		at += length ? length : 1;
	}
	return count;
}

/* HTML. */

/* The tag of this name that begins at `at` or later; *end is behind its ">". */
static const char *find_tag(const char *at, const char *name, const char **end)
{
	size_t length = strlen(name);

	for (; (at = strchr(at, '<')); at++) {
		const char *close = strchr(at, '>');

		if (!close)
			return NULL;
		*end = close + 1;
		if (begins(at + 1, name) && !isalnum((unsigned char)at[1 + length]))
			return at;
	}
	return NULL;
}

static const char *attribute(const char *tag, const char *end, const char *name, struct arena *arena)
{
	size_t length = strlen(name);

	for (const char *at = tag; at + length < end; at++) {
		const char *value;
		char quote[2] = {0};

		if (!isspace((unsigned char)at[0]) || !begins(at + 1, name))
			continue;
		value = at + 1 + length;
		value += strspn(value, " \t\r\n");
		if (*value != '=')
			continue;
		value++;
		value += strspn(value, " \t\r\n");
		quote[0] = *value == '"' || *value == '\'' ? *value++ : 0;
		return arena_text_n(arena, value, quote[0] ? strcspn(value, quote) : strcspn(value, " \t\r\n>"));
	}
	return NULL;
}

static const char *without_tags(const char *from, const char *to, struct arena *arena)
{
	char *out = arena_alloc(arena, (size_t)(to - from) + 1);
	size_t length = 0;
	bool in_tag = false;

	for (const char *at = from; at < to; at++) {
		if (*at == '<' || *at == '>')
			in_tag = *at == '<';
		else if (!in_tag && (length || !isspace((unsigned char)*at)))
			out[length++] = *at;
	}
	while (length && isspace((unsigned char)out[length - 1]))
		length--;
	out[length] = 0;
	return out;
}

size_t links_in_html(const char *html, struct arena *arena, struct link out[LINKS_MAX])
{
	const char *at = html, *end, *close, *close_end;
	size_t count = 0;

	while (count < LINKS_MAX && (at = find_tag(at, "a", &end))) {
		const char *href = attribute(at, end, "href", arena);

		close = find_tag(end, "/a", &close_end);
		if (href)
			out[count++] = (struct link){
				.href = href, .label = without_tags(end, close ? close : end + strlen(end), arena)};
		at = end;
	}
	return count;
}

size_t links_count_images(const char *html, bool *is_remote)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *at = html, *end;
	size_t count = 0;

	*is_remote = false;
	for (; (at = find_tag(at, "img", &end)); at = end) {
		const char *source = attribute(at, end, "src", arena);

		count++;
		*is_remote = *is_remote ||
			(source && (begins(source, "http:") || begins(source, "https:") || begins(source, "//")));
	}
	return count;
}

/* What is wrong with one. */

static const char *behind_scheme(const char *href)
{
	static const char *const schemes[] = {"https://", "http://"};

	for (size_t i = 0; i < ARRAY_COUNT(schemes); i++)
		if (begins(href, schemes[i]))
			return href + strlen(schemes[i]);
	return NULL;
}

static size_t host_length(const char *at)
{
	return strcspn(at, "/?#:");
}

static bool is_host(const char *at, size_t length)
{
	const char *dot = memchr(at, '.', length);

	for (size_t i = 0; i < length; i++)
		if (strchr("@,;_'\"\\()<>[]", at[i]) || (at[i] == '.' && i + 1 < length && at[i + 1] == '.'))
			return false;
	return dot && dot > at && at[length - 1] != '.';
}

enum link_fault link_check(const char *href)
{
	const char *rest = behind_scheme(href);

	if (!*href || text_equal(href, "#"))
		return LINK_EMPTY;
	if (begins(href, "{{") || begins(href, "mailto:") || begins(href, "tel:"))
		return LINK_FINE;
	if (begins(href, "http:") || begins(href, "https:")) {
		bool is_filled_in = rest && strstr(rest, "{{");

		if (!rest || (!is_filled_in && (strpbrk(rest, " \t\r\n") || !is_host(rest, host_length(rest)))))
			return LINK_MALFORMED;
		return begins(href, "http://") ? LINK_INSECURE : LINK_FINE;
	}
	return href[strspn(href, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+")] == ':' ? LINK_SCHEME
												  : LINK_RELATIVE;
}

/* "www." says nothing of whose host it is. */
static const char *plain_host(const char *at, struct arena *arena)
{
	at += begins(at, "www.") ? 4 : 0;
	return arena_text_n(arena, at, host_length(at));
}

/* As with example.com and shop.example.com: the one ends in the other. */
static bool is_kin(const char *a, const char *b)
{
	const char *longer = strlen(a) >= strlen(b) ? a : b, *shorter = longer == a ? b : a;
	size_t rest = strlen(longer) - strlen(shorter);

	return strcasecmp(longer + rest, shorter) == 0 && (rest == 0 || longer[rest - 1] == '.');
}

const char *link_shown_host(const struct link *link, struct arena *arena)
{
	const char *target = behind_scheme(link->href), *shown = link->label ? behind_scheme(link->label) : NULL;

	if (!shown && link->label && begins(link->label, "www."))
		shown = link->label;
	if (!target || !shown || strstr(target, "{{") || strstr(shown, "{{") || strpbrk(shown, " \t\r\n"))
		return NULL;
	shown = plain_host(shown, arena);
	return is_kin(plain_host(target, arena), shown) ? NULL : shown;
}
