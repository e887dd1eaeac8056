#pragma once
/*
 * multipart: takes the file out of an uploaded form (RFC 7578).
 */
#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

/* Whether this content type says multipart/form-data. */
bool multipart_is_form(const char *content_type);

/* Writes the first part that has a file name to `to`, which must not exist. *file_name (may be NULL) is that name as it was sent.
 * MALFORMED/malformed_form when there is none. */
MUST_CHECK bool multipart_extract(const char *from, const char *content_type, const char *to, struct arena *arena,
	const char **file_name, int64_t *size_bytes, struct error *err);
