#pragma once
/*
 * html_links: the links of a piece of HTML, found as a browser finds them, and replaced without touching anything else.
 *
 * Only the address of an <a> or <area> is looked at. Text, comments, styles, scripts and all other markup come out byte for
 * byte as they went in; an address that is not wholly understood is left as it is, so that no link ever leads elsewhere.
 */
#include "base/arena.h"

enum { HTML_LINKS_MAX_URL = 2000 };

/* What stands in place of this address (absolute http or https, fit for a Location header), or NULL: it stays. */
typedef const char *html_link_map(void *context, const char *url);

/* The HTML with the addresses that `map` gave others. */
const char *html_links_rewrite(const char *html, html_link_map *map, void *context, struct arena *arena);

/* An address as a browser asks for it: without white space around it and line ends in it, everything that is no ASCII letter,
 * digit or mark of an address percent-encoded. NULL unless it is http or https with a host and not too long. */
const char *html_links_url(const char *value, struct arena *arena);
