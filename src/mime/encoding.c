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

static bool needs_quoting(const char *text, size_t at, size_t length, size_t column)
{
	unsigned char c = (unsigned char)text[at];
	bool last = at + 1 == length || text[at + 1] == '\n' || text[at + 1] == '\r';

	if (c == '\t' || c == ' ')
		return last;
	if (column == 0 && (c == '.' || (c == 'F' && length - at >= 5 && memcmp(text + at, "From ", 5) == 0)))
		return true;
	return c < 0x20 || c > 0x7e || c == '=';
}

void encoding_add_quoted_printable(struct text *out, const char *utf8, size_t length)
{
	size_t column = 0;

	for (size_t i = 0; i < length; i++) {
		bool quoted;
		size_t width;

		if (utf8[i] == '\r' && i + 1 < length && utf8[i + 1] == '\n')
			continue;
		if (utf8[i] == '\n') {
			text_add(out, "\r\n");
			column = 0;
			continue;
		}
		quoted = needs_quoting(utf8, i, length, column);
		width = quoted ? 3 : 1;
		if (column + width > LINE_MAX_CHARS - 1) {
			text_add(out, "=\r\n");
			column = 0;
			quoted = needs_quoting(utf8, i, length, column);
			width = quoted ? 3 : 1;
		}
		if (quoted) {
			unsigned char c = (unsigned char)utf8[i];

			text_add_n(out, (char[]){'=', hex[c >> 4], hex[c & 15]}, 3);
		} else {
			text_add_char(out, utf8[i]);
		}
		column += width;
	}
}

void encoding_add_base64(struct text *out, const void *bytes, size_t length)
{
	const char *encoded = text_base64(out->arena, bytes, length);
	size_t left = strlen(encoded);

	for (; left; encoded += left < LINE_MAX_CHARS ? left : LINE_MAX_CHARS,
	       left -= left < LINE_MAX_CHARS ? left : LINE_MAX_CHARS) {
		text_add_n(out, encoded, left < LINE_MAX_CHARS ? left : LINE_MAX_CHARS);
		text_add(out, "\r\n");
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

static void add_word_character(struct text *out, const char *utf8, size_t length)
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

void encoding_add_words(struct text *out, const char *utf8, size_t used)
{
	static const char start[] = "=?utf-8?Q?";
	size_t room = WORD_MAX_CHARS - 2 - (sizeof(start) - 1);
	size_t left = used + sizeof(start) + 2 < LINE_MAX_CHARS ? LINE_MAX_CHARS - used - sizeof(start) - 1 : 0;

	if (left > room)
		left = room;
	if (left < 12) { /* not even a character of four bytes */
		text_add(out, "\r\n ");
		left = room;
	}
	text_add(out, start);
	while (*utf8) {
		size_t length = strnlen(utf8, character_length(utf8));
		size_t width = word_width(utf8, length);

		if (width > left) {
			text_add(out, "?=\r\n ");
			text_add(out, start);
			left = room;
		}
		add_word_character(out, utf8, length);
		left -= width;
		utf8 += length;
	}
	text_add(out, "?=");
}
