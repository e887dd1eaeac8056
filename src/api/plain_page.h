#pragma once
/*
 * plain_page: a page for people who came from an email: no script, no style, no cookie.
 */
#include "base/text.h"

/* Title and body are ours: nothing in them is escaped. */
void plain_page_write(struct text *html, const char *title, const char *body);
