#pragma once
/*
 * id_rows: what a query of one column of ids gives.
 */
#include "store/query.h"

/* All rows, into the arena. */
MUST_CHECK bool id_rows_read(struct rows *rows, struct arena *arena, int64_t **ids, size_t *count, struct error *err);
