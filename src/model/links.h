#pragma once
/*
 * links: where a text and a piece of HTML lead to, as they are written, templates in them included.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { LINKS_MAX = 64, LINK_MAX_SIZE = 2048 };

struct link {
	const char *href;
	const char *label; /* what a reader sees of it in HTML, without tags; NULL in plain text */
};

/* Addresses that begin with http: or https: or www. */
size_t links_in_text(const char *text, struct arena *arena, struct link out[LINKS_MAX]);
/* What <a href> names. */
size_t links_in_html(const char *html, struct arena *arena, struct link out[LINKS_MAX]);

/* The images of a piece of HTML, and whether one of them is fetched from elsewhere when the email is read. */
size_t links_count_images(const char *html, bool *is_remote);

enum link_fault {
	LINK_FINE,
	LINK_EMPTY,     /* leads nowhere: "", "#" */
	LINK_MALFORMED, /* no host, a space, a slash that is missing */
	LINK_RELATIVE,  /* "/prices": there is no page it could start from */
	LINK_SCHEME,    /* neither a page nor an address or a telephone number */
	LINK_INSECURE,  /* http: */
};
/* By its look alone; what a template fills in is trusted. */
enum link_fault link_check(const char *href);

/* The host that a label shows, when the label is an address itself and another than the link's; else NULL. */
const char *link_shown_host(const struct link *link, struct arena *arena);
