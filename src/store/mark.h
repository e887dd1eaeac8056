#pragma once
/*
 * mark: `sending.mark` in the data directory: which database sent last, and how far it had come.
 *
 * A database that is behind its mark is an older one, put back from a backup. docs/decisions tells why there is one figure.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum { LINEAGE_SIZE = 33 };

struct mark {
	char lineage[LINEAGE_SIZE]; /* random, the same for the life of a database */
	int64_t high_water;         /* how often the mark was raised */
};

/* *exists is false when there is none. INVALID/mark_damaged when it cannot be understood. */
MUST_CHECK bool mark_read(const char *data_dir, struct mark *out, bool *exists, struct error *err);

/* Replaces it; on disk when this returns. */
MUST_CHECK bool mark_write(const char *data_dir, const struct mark *mark, struct error *err);
