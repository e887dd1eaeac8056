#pragma once
/*
 * table: columns for people, as wide as what stands in them.
 */
#include <stddef.h>

#include "base/arena.h"

enum { TABLE_MAX_COLUMNS = 8 };

struct table {
	struct arena *arena;
	int columns;
	const char **cells; /* rows after one another; the first row is the heading */
	size_t rows, capacity;
};

void table_init(struct table *table, struct arena *arena, int columns, ...);

/* One text a column; NULL shows as a dash. */
void table_add(struct table *table, ...);
void table_print(const struct table *table);
