#include "cli/table.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void add_row(struct table *table, va_list cells)
{
	size_t columns = (size_t)table->columns;

	if (table->rows == table->capacity) {
		size_t larger = table->capacity ? table->capacity * 2 : 16;
		size_t cell = columns * sizeof(table->cells[0]);

		table->cells = arena_grow(table->arena, table->cells, table->capacity * cell, larger * cell);
		table->capacity = larger;
	}
	for (size_t i = 0; i < columns; i++) {
		const char *text = va_arg(cells, const char *);

		table->cells[table->rows * columns + i] = text ? text : "–";
	}
	table->rows++;
}

void table_init(struct table *table, struct arena *arena, int columns, ...)
{
	va_list cells;

	ASSERT(columns <= TABLE_MAX_COLUMNS);
	*table = (struct table){.arena = arena, .columns = columns};
	va_start(cells, columns);
	add_row(table, cells);
	va_end(cells);
}

void table_add(struct table *table, ...)
{
	va_list cells;

	va_start(cells, table);
	add_row(table, cells);
	va_end(cells);
}

/* Letters, not bytes: continuation bytes of UTF-8 take no place. */
static int width_of(const char *text)
{
	int width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

void table_print(const struct table *table)
{
	int widths[TABLE_MAX_COLUMNS] = {0};
	size_t columns = (size_t)table->columns;

	for (size_t i = 0; i < table->rows * columns; i++)
		if (width_of(table->cells[i]) > widths[i % columns])
			widths[i % columns] = width_of(table->cells[i]);
	for (size_t i = 0; i < table->rows * columns; i++) {
		bool is_last = i % columns == columns - 1;

		printf("%s%*s", table->cells[i], is_last ? 0 : widths[i % columns] - width_of(table->cells[i]) + 2, "");
		if (is_last)
			printf("\n");
	}
}
