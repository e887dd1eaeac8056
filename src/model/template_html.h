#pragma once
/*
 * template_html: where in HTML a value is written, and what must be escaped there.
 *
 * The text around the values is trusted, the values are not: none can end an attribute, begin an element or bring an address that
 * runs as a script. Contexts as in OWASP's rules on cross-site scripting.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "model/template_code.h"

enum { TEMPLATE_HTML_NAME = 16 };

/* Where the scanner is. Begins zeroed. */
struct template_html {
	enum { HTML_TEXT, HTML_COMMENT, HTML_TAG, HTML_NAME, HTML_EQUALS, HTML_QUOTED, HTML_UNQUOTED } state;
	char quote;
	char name[TEMPLATE_HTML_NAME]; /* of the attribute, lower case; longer ones are cut */
	size_t name_length;
	bool value_has_begun;
};

/* Goes on over a piece of the template's own text. */
void template_html_scan(struct template_html *html, const char *text, size_t length);

/* Where a value stands that is written here; goes on behind it. */
enum template_context template_html_value(struct template_html *html);

/* Appends the value as its context wants it. */
void template_html_add(struct text *out, const char *value, enum template_context context, bool is_markup);

/* Appends with & < > " ' as entities. */
void template_html_escape(struct text *out, const char *value);
