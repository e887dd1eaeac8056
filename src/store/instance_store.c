/*
 * instance_store: a table of names and values.
 */
#include "store/instance_store.h"

#include "store/query.h"

bool instance_store_find(struct tx *tx, const char *name, struct arena *arena, const char **value, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has;

	if (!query_rows(tx, QUERY_INSTANCE_GET, &rows, err, BIND_TEXT("name", name)))
		return false;
	if (!rows_next(rows, &has, err))
		return false;
	*value = has ? row_text(rows, arena) : NULL;
	return true;
}

bool instance_store_set(struct tx *tx, const char *name, const char *value, struct error *err)
{
	return query_exec(tx, QUERY_INSTANCE_SET, NULL, err, BIND_TEXT("name", name), BIND_TEXT("value", value));
}

bool instance_store_has_sealed(struct tx *tx, bool *has, struct error *err)
{
	int64_t count;

	if (!query_int(tx, QUERY_INSTANCE_COUNT_SEALED, 0, &count, err))
		return false;
	*has = count > 0;
	return true;
}
