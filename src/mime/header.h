#pragma once
/*
 * header: reading the raw header block of a mail that came in (RFC 5322, RFC 2047). Tolerant: other people wrote it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* The first header of this name (any case), unfolded and trimmed; NULL when there is none. At most 8 KiB of it. */
const char *header_find(const char *block, size_t size, const char *name, struct arena *arena);

/* Encoded words made readable UTF-8; what cannot be decoded stays as it is. */
const char *header_decode(const char *value, struct arena *arena);

/* The next <…> of a list of Message-IDs, with brackets; moves *at. NULL at the end. */
const char *header_next_id(const char **at, struct arena *arena);

/* The address of a From or To value, without display name; NULL when there is none. */
const char *header_address(const char *value, struct arena *arena);
