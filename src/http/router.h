#pragma once
/*
 * router: does a path fit a pattern such as "/mailboxes/{id}/disconnect"?
 */
#include <stdbool.h>

#include "base/arena.h"

enum { ROUTER_MAX_SEGMENTS = 3 };

/*
 * True when the (still encoded) path fits. What stood in the pattern's {…} is decoded to the arena, in order; a segment
 * that decodes to nothing, to a control or to invalid UTF-8 fits nothing. A pattern has at most three {…}.
 */
bool router_match(
	const char *pattern, const char *path, struct arena *arena, const char *segments[ROUTER_MAX_SEGMENTS]);

/* Percent-decodes length bytes; with plus_is_space also "+". NULL when broken, or when it gives controls or invalid UTF-8.
 * Tabs and newlines are accepted where `multiline`. */
char *router_decode(struct arena *arena, const char *text, size_t length, bool plus_is_space, bool multiline);
