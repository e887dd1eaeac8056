#include "store/workspace_store.h"

#include "store/query.h"

bool workspace_store_get(struct tx *tx, int64_t id, struct arena *arena, struct workspace *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_WORKSPACE_GET, &rows, err, BIND_INT("id", id)) || !rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such workspace.");
	out->id = row_int(rows);
	out->name = row_text(rows, arena);
	out->organization = row_text(rows, arena);
	out->postal_address = row_text(rows, arena);
	out->timezone = row_text(rows, arena);
	out->opt_out_text = row_text(rows, arena);
	out->no_tracking_countries = row_text(rows, arena);
	out->created_at = row_int(rows);
	return true;
}

bool workspace_store_update(struct tx *tx, const struct workspace *workspace, struct error *err)
{
	return query_exec(tx, QUERY_WORKSPACE_UPDATE, NULL, err, BIND_INT("id", workspace->id),
		BIND_TEXT("name", workspace->name), BIND_TEXT("organization", workspace->organization),
		BIND_TEXT("postal_address", workspace->postal_address), BIND_TEXT("timezone", workspace->timezone),
		BIND_TEXT("opt_out_text", workspace->opt_out_text),
		BIND_TEXT("no_tracking_countries", workspace->no_tracking_countries));
}
