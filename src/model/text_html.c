#include "model/text_html.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

static void add_escaped(struct text *out, const char *text, size_t length)
{
	size_t begin = 0;

	for (size_t i = 0; i < length; i++) {
		const char *as = entity(text[i]);

		if (!as)
			continue;
		text_add_n(out, text + begin, i - begin);
		text_add(out, as);
		begin = i + 1;
	}
	text_add_n(out, text + begin, length - begin);
}

const char *text_html_escape(const char *text, struct arena *arena)
{
	struct text out;

	text_init(&out, arena);
	add_escaped(&out, text, strlen(text));
	return text_string(&out);
}

/* A mark behind an address belongs to the sentence; a closing bracket too, unless the address opens one. */
static size_t address_length(const char *text, const char *end)
{
	size_t length = 0;
	bool opens = false;

	for (; text + length < end && !strchr(" \t\r\n<>\"", text[length]); length++)
		opens = opens || text[length] == '(';
	while (length && (strchr(".,;:!?'*", text[length - 1]) || (text[length - 1] == ')' && !opens)))
		length--;
	return length;
}

static bool begins_address(const char *text)
{
	return strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0;
}

/* Text without line ends, its web addresses as links. */
static void add_line(struct text *out, const char *line, const char *end)
{
	while (line < end) {
		size_t length = begins_address(line) ? address_length(line, end) : 0;

		if (!length) {
			add_escaped(out, line++, 1);
			continue;
		}
		text_add(out, "<a href=\"");
		add_escaped(out, line, length);
		text_add(out, "\">");
		add_escaped(out, line, length);
		text_add(out, "</a>");
		line += length;
	}
}

static bool is_blank(const char *line, const char *end)
{
	return line + strspn(line, " \t\r") >= end;
}

const char *text_html(const char *text, struct arena *arena)
{
	bool is_open = false;
	struct text out;

	text_init(&out, arena);
	while (*text) {
		const char *end = text + strcspn(text, "\n");
		const char *last = end > text && end[-1] == '\r' ? end - 1 : end;

		if (is_blank(text, end)) {
			text_add(&out, is_open ? "</p>\n" : "");
			is_open = false;
		} else {
			text_add(&out, is_open ? "<br>\n" : "<p>");
			add_line(&out, text, last);
			is_open = true;
		}
		text = *end ? end + 1 : end;
	}
	text_add(&out, is_open ? "</p>\n" : "");
	return text_string(&out);
}
