#include "model/text_html.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static void add_escaped(struct text *out, const char *text, size_t length)
{
	static const struct {
		char character;
		const char *as;
	} forms[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};

	for (size_t i = 0; i < length; i++) {
		const char *as = NULL;

		for (size_t j = 0; j < ARRAY_COUNT(forms); j++)
			as = forms[j].character == text[i] ? forms[j].as : as;
		if (as)
			text_add(out, as);
		else
			text_add_char(out, text[i]);
	}
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
