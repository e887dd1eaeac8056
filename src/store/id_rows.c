#include "store/id_rows.h"

bool id_rows_read(struct rows *rows, struct arena *arena, int64_t **ids, size_t *count, struct error *err)
{
	size_t capacity = 16, found = 0;
	int64_t *list = ARENA_ARRAY(arena, int64_t, capacity);
	bool has = false;

	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		if (found == capacity) {
			list = arena_grow(arena, list, capacity * sizeof(*list), 2 * capacity * sizeof(*list));
			capacity *= 2;
		}
		list[found++] = row_int(rows);
	}
	*ids = list;
	*count = found;
	return true;
}
