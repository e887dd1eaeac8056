#include "model/template_html.h"

#include <glib.h>
#include <string.h>

/* ---- Where a value stands ---- */

static bool begins_tag(const char *at, size_t left)
{
	return *at == '<' && left > 1 && (g_ascii_isalpha(at[1]) || at[1] == '/');
}

static void in_text(struct template_html *html, const char *at, size_t left)
{
	if (left >= 4 && strncmp(at, "<!--", 4) == 0)
		html->state = HTML_COMMENT;
	else if (begins_tag(at, left))
		html->state = HTML_TAG;
}

/* Between attributes: white space, a name, = or the end. */
static void in_tag(struct template_html *html, char c)
{
	if (c == '>') {
		html->state = HTML_TEXT;
	} else if (c == '=') {
		html->state = HTML_EQUALS;
		html->value_has_begun = false;
	} else if (g_ascii_isspace(c) || c == '/') {
		html->state = HTML_TAG;
	} else {
		if (html->state == HTML_TAG)
			html->name_length = 0;
		html->state = HTML_NAME;
		if (html->name_length + 1 < sizeof(html->name))
			html->name[html->name_length++] = g_ascii_tolower(c);
		html->name[html->name_length] = '\0';
	}
}

static void in_value(struct template_html *html, char c)
{
	bool ends = html->state == HTML_QUOTED ? c == html->quote : g_ascii_isspace(c) || c == '>';

	if (ends)
		html->state = c == '>' && html->state == HTML_UNQUOTED ? HTML_TEXT : HTML_TAG;
	html->value_has_begun = true;
}

static void before_value(struct template_html *html, char c)
{
	if (g_ascii_isspace(c))
		return;
	html->quote = c;
	html->state = c == '"' || c == '\'' ? HTML_QUOTED : HTML_UNQUOTED;
	if (html->state == HTML_UNQUOTED)
		in_value(html, c);
}

void template_html_scan(struct template_html *html, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (html->state == HTML_TEXT) {
			const char *tag = memchr(text + i, '<', length - i);

			if (!tag)
				return;
			i = (size_t)(tag - text);
		}
		switch (html->state) {
		case HTML_TEXT:
			in_text(html, text + i, length - i);
			break;
		case HTML_COMMENT:
			if (text[i] == '>' && i >= 2 && text[i - 1] == '-' && text[i - 2] == '-')
				html->state = HTML_TEXT;
			break;
		case HTML_TAG:
		case HTML_NAME:
			in_tag(html, text[i]);
			break;
		case HTML_EQUALS:
			before_value(html, text[i]);
			break;
		case HTML_QUOTED:
		case HTML_UNQUOTED:
			in_value(html, text[i]);
			break;
		}
	}
}

static bool is_address(const char *attribute)
{
	static const char *const names[] = {"href", "src", "action", "formaction", "background", "poster", "cite"};

	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		if (strcmp(names[i], attribute) == 0)
			return true;
	return false;
}

enum template_context template_html_value(struct template_html *html)
{
	bool begins = !html->value_has_begun;

	if (html->state == HTML_TEXT || html->state == HTML_COMMENT)
		return CONTEXT_TEXT;
	if (html->state == HTML_EQUALS)
		html->state = HTML_UNQUOTED;
	html->value_has_begun = true;
	if (begins && (html->state == HTML_QUOTED || html->state == HTML_UNQUOTED) && is_address(html->name))
		return CONTEXT_URL;
	return html->state == HTML_QUOTED ? CONTEXT_TEXT : CONTEXT_UNQUOTED;
}

/* ---- Escaping ---- */

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
	case '\'':
		return "&#39;";
	case '=':
		return "&#61;";
	case '`':
		return "&#96;";
	case '\t':
		return "&#9;";
	case '\n':
		return "&#10;";
	case '\r':
		return "&#13;";
	default:
		return "&#32;";
	}
}

static void escape(struct text *out, const char *value, const char *special)
{
	for (;;) {
		size_t plain = strcspn(value, special);

		text_add_n(out, value, plain);
		value += plain;
		if (!*value)
			return;
		text_add(out, entity(*value++));
	}
}

void template_html_escape(struct text *out, const char *value)
{
	escape(out, value, "&<>\"'");
}

/* Whether it is an address that opens a page, a mail or a call, or a relative one. */
static bool scheme_is_harmless(const char *url)
{
	static const char *const schemes[] = {"http:", "https:", "mailto:", "tel:", "sms:", "cid:"};
	size_t length = strcspn(url, ":/?#");

	if (url[length] != ':')
		return true;
	for (size_t i = 0; i < ARRAY_COUNT(schemes); i++)
		if (strlen(schemes[i]) == length + 1 && g_ascii_strncasecmp(url, schemes[i], length + 1) == 0)
			return true;
	return false;
}

void template_html_add(struct text *out, const char *value, enum template_context context, bool is_markup)
{
	if (context == CONTEXT_TEXT) {
		if (is_markup)
			text_add(out, value);
		else
			template_html_escape(out, value);
		return;
	}
	if (context == CONTEXT_URL && !scheme_is_harmless(value))
		value = "#";
	escape(out, value, "&<>\"'=` \t\r\n\f\v");
}
