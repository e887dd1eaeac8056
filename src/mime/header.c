#include "mime/header.h"

#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mime/gmime_ready.h"

enum { VALUE_MAX = 8192, ID_MAX = 998 };

static const char *end_of_line(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? newline : end;
}

/* The value that begins at `at`, with its folded lines joined by one space each. */
static const char *unfold(const char *at, const char *end, struct arena *arena)
{
	struct text out;

	text_init(&out, arena);
	for (;;) {
		const char *line_end = end_of_line(at, end);

		text_add_n(&out, at, (size_t)(line_end - at));
		while (out.length && out.data[out.length - 1] == '\r')
			out.data[--out.length] = '\0';
		at = line_end + (line_end < end);
		if (at >= end || (*at != ' ' && *at != '\t') || out.length > VALUE_MAX)
			break;
		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		text_add_char(&out, ' ');
	}
	/* A carriage return within a line ends one for others. */
	for (char *c = out.data; c && *c; c++)
		if (*c == '\r')
			*c = ' ';
	if (out.length > VALUE_MAX) {
		out.data[VALUE_MAX] = '\0';
		out.length = VALUE_MAX;
	}
	return text_trim(arena, text_string(&out));
}

/* Where the value begins when the line is a header of this name; NULL when it is not. */
static const char *value_of(const char *line, const char *line_end, const char *name, size_t name_length)
{
	const char *at = line + name_length;

	if ((size_t)(line_end - line) <= name_length || strncasecmp(line, name, name_length) != 0)
		return NULL;
	while (at < line_end && (*at == ' ' || *at == '\t'))
		at++;
	return at < line_end && *at == ':' ? at + 1 : NULL;
}

const char *header_find(const char *block, size_t size, const char *name, struct arena *arena)
{
	const char *at = block, *end = block + size;
	size_t length = strlen(name);

	while (at < end) {
		const char *line_end = end_of_line(at, end);
		const char *value = value_of(at, line_end, name, length);

		if (value)
			return unfold(value, end, arena);
		at = line_end < end ? line_end + 1 : end;
	}
	return NULL;
}

const char *header_decode(const char *value, struct arena *arena)
{
	const char *copy;
	char *decoded;

	if (!value)
		return NULL;
	gmime_ready();
	decoded = g_mime_utils_header_decode_text(NULL, value);
	copy = text_for_people(arena, decoded ? decoded : value, strlen(decoded ? decoded : value), VALUE_MAX);
	g_free(decoded);
	return copy;
}

const char *header_next_id(const char **at, struct arena *arena)
{
	const char *start, *end;

	while (*at && (start = strchr(*at, '<')) != NULL) {
		end = strchr(start, '>');
		if (!end)
			break;
		*at = end + 1;
		if (end - start > 1 && end - start < ID_MAX && !memchr(start, ' ', (size_t)(end - start)))
			return arena_text_n(arena, start, (size_t)(end - start) + 1);
	}
	*at = NULL;
	return NULL;
}

/* The last <…> outside quotes, else the bare word that holds an @. */
const char *header_address(const char *value, struct arena *arena)
{
	const char *start = NULL, *end = NULL;
	bool quoted = false;

	for (const char *c = value; c && *c; c++) {
		if (*c == '\\' && c[1])
			c++;
		else if (*c == '"')
			quoted = !quoted;
		else if (!quoted && *c == '<')
			start = c + 1;
		else if (!quoted && *c == '>' && start)
			end = c;
	}
	if (start && end && end > start)
		return arena_text_n(arena, start, (size_t)(end - start));
	if (!value || !strchr(value, '@') || start)
		return NULL;
	start = strchr(value, '@');
	while (start > value && !strchr(" \t,;:\"", start[-1]))
		start--;
	return arena_text_n(arena, start, strcspn(start, " \t,;\""));
}
