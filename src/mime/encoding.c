#include "mime/encoding.h"

#include <string.h>

enum { LINE_MAX_CHARS = 76, WORD_MAX_CHARS = 75 };

static const char hex[] = "0123456789ABCDEF";

bool encoding_is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e)
			return false;
	return true;
}

size_t encoding_column(const struct text *text)
{
	size_t column = 0;

	while (column < text->length && text->data[text->length - 1 - column] != '\n')
		column++;
	return column;
}

/* What may stand as it is in any column; white space not at the end of a line. */
static const bool literals[256] = {
	['\t'] = true, [' ' ... '-'] = true, ['/' ... '<'] = true, ['>' ... 'E'] = true, ['G' ... '~'] = true};

/* The others that may, but not at the start of a line: there a dot or "From " would mean something to a server on the way. */
static bool is_literal(const char *at, size_t left, size_t column)
{
	return *at == '.' ? column > 0 : *at == 'F' && (column > 0 || left < 5 || memcmp(at, "From ", 5) != 0);
}

/* How many bytes from here on may stand as they are, within `room`; `left` bytes of the line are here and behind it. */
static size_t literal_run(const char *at, size_t left, size_t column, size_t room)
{
	size_t end = left < room ? left : room, run = 0;

	while (run < end && (literals[(unsigned char)at[run]] || is_literal(at + run, left - run, column + run)))
		run++;
	return run > 0 && run == left && (at[run - 1] == ' ' || at[run - 1] == '\t') ? run - 1 : run;
}

/* One line of the text, without its end. */
static void add_quoted_line(struct text *out, const char *line, size_t length)
{
	const size_t width = LINE_MAX_CHARS - 1; /* the last is for the "=" of a soft line end */
	size_t column = 0;

	for (size_t i = 0; i < length;) {
		size_t run = literal_run(line + i, length - i, column, width - column);
		unsigned char c;

		text_add_n(out, line + i, run);
		i += run;
		column += run;
		if (i == length)
			return;
		if (column + 3 > width) {
			text_add_n(out, "=\r\n", 3);
			column = 0;
			continue;
		}
		c = (unsigned char)line[i++];
		text_add_n(out, (char[]){'=', hex[c >> 4], hex[c & 15]}, 3);
		column += 3;
	}
}

void encoding_add_quoted_printable(struct text *out, const char *utf8, size_t length)
{
	const char *at = utf8, *end = utf8 + length;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = newline ? newline : end;

		if (newline && line_end > at && line_end[-1] == '\r')
			line_end--;
		add_quoted_line(out, at, (size_t)(line_end - at));
		if (!newline)
			return;
		text_add_n(out, "\r\n", 2);
		at = newline + 1;
	}
}

void encoding_add_base64(struct text *out, const void *bytes, size_t length)
{
	const char *encoded = text_base64(out->arena, bytes, length);
	size_t left = strlen(encoded);

	while (left) {
		size_t line = left < LINE_MAX_CHARS ? left : LINE_MAX_CHARS;

		text_add_n(out, encoded, line);
		text_add_n(out, "\r\n", 2);
		encoded += line;
		left -= line;
	}
}

static size_t character_length(const char *utf8)
{
	unsigned char c = (unsigned char)*utf8;

	return c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
}

/* RFC 2047 §4.2: what may stand as it is in a "Q" word anywhere, in phrases too. */
static bool is_word_safe(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("!*+-/", c);
}

static size_t word_width(const char *utf8, size_t length)
{
	size_t width = 0;

	for (size_t i = 0; i < length; i++)
		width += utf8[i] == ' ' || is_word_safe((unsigned char)utf8[i]) ? 1 : 3;
	return width;
}

static void add_word_characters(struct text *out, const char *utf8, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)utf8[i];

		if (c == ' ')
			text_add_char(out, '_');
		else if (is_word_safe(c))
			text_add_char(out, (char)c);
		else
			text_add_n(out, (char[]){'=', hex[c >> 4], hex[c & 15]}, 3);
	}
}

/* How many bytes fit, in whole characters. */
static size_t fitting(const char *utf8, size_t room)
{
	size_t fits = 0, width = 0;

	while (utf8[fits]) {
		size_t length = strnlen(utf8 + fits, character_length(utf8 + fits));

		width += word_width(utf8 + fits, length);
		if (width > room)
			break;
		fits += length;
	}
	return fits;
}

static void add_quoted_words(struct text *out, const char *utf8, size_t first_room, size_t room)
{
	for (bool first = true; *utf8; first = false) {
		size_t length = fitting(utf8, first ? first_room : room);

		if (!first || !length) {
			text_add(out, "\r\n ");
			length = fitting(utf8, room);
		}
		text_add(out, "=?utf-8?Q?");
		add_word_characters(out, utf8, length);
		text_add(out, "?=");
		utf8 += length;
	}
}

/* Base64 only where it makes the value one word: there are readers that take the padding of a first word for the end of all. */
void encoding_add_words(struct text *out, const char *utf8, size_t used)
{
	const size_t around = sizeof("=?utf-8?Q?") - 1 + sizeof("?=") - 1, most = WORD_MAX_CHARS - around;
	size_t left = used + around < LINE_MAX_CHARS ? LINE_MAX_CHARS - used - around : 0;
	size_t length = strlen(utf8), first_room = left < most ? left : most;

	if ((length + 2) / 3 * 4 <= first_room && word_width(utf8, length) > first_room)
		text_printf(out, "=?utf-8?B?%s?=", text_base64(out->arena, utf8, length));
	else
		add_quoted_words(out, utf8, first_room, most);
}
