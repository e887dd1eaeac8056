#include "ops/plan_mailboxes.h"

#include "store/query.h"

bool plan_mailboxes_due(
	struct ops *ops, struct arena *arena, struct due_mailbox **list, size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	OWNED(rows) struct rows *rows = NULL;
	size_t capacity = 64;
	struct due_mailbox *found = ARENA_ARRAY(arena, struct due_mailbox, capacity);
	bool has = false;

	*count = 0;
	if (!tx_read(ops->store, &tx, err) || !query_rows(tx, QUERY_SEND_DUE_MAILBOXES, &rows, err))
		return false;
	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		if (*count == capacity) {
			found = arena_grow(arena, found, capacity * sizeof(*found), 2 * capacity * sizeof(*found));
			capacity *= 2;
		}
		found[*count] = (struct due_mailbox){row_int(rows), row_int(rows), row_int(rows)};
		*count += found[*count].earliest_due_at != 0;
	}
	*list = found;
	return true;
}
