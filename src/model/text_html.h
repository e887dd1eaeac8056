#pragma once
/*
 * text_html: plain text as HTML that looks the same: paragraphs, line breaks, and web addresses that can be followed.
 */
#include "base/arena.h"

/* With & < > " as entities. */
const char *text_html_escape(const char *text, struct arena *arena);

/* Nothing of the text becomes markup. */
const char *text_html(const char *text, struct arena *arena);
