#pragma once
/*
 * durable_file: files and names that survive a power cut.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Puts these bytes in the place of directory/name, as a whole or not at all; readable by this user only. */
MUST_CHECK bool durable_file_write(
	const char *directory, const char *name, const void *bytes, size_t length, struct error *err);

/* Makes new, renamed and removed names in the directory durable. */
MUST_CHECK bool durable_file_sync_directory(const char *directory, struct error *err);
