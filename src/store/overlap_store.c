#include "store/overlap_store.h"

#include "store/query.h"

static bool read_first(struct rows *rows, struct overlap *out, struct error *err)
{
	bool has = false;

	*out = (struct overlap){0};
	if (!rows_next(rows, &has, err))
		return false;
	if (has) {
		out->campaign_id = row_int(rows);
		out->sent_at = row_int(rows);
	}
	return true;
}

bool overlap_store_find_written(struct tx *tx, const struct overlap_of *of, struct overlap *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_OVERLAP_WRITTEN, &rows, err, BIND_INT("workspace", of->workspace_id),
		       BIND_INT("contact", of->contact_id), BIND_INT("campaign", of->campaign_id),
		       BIND_INT("since", of->now - OVERLAP_MS)) &&
		read_first(rows, out, err);
}

bool overlap_store_find(struct tx *tx, const struct overlap_of *of, struct overlap *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!overlap_store_find_written(tx, of, out, err))
		return false;
	if (out->campaign_id)
		return true;
	return query_rows(tx, QUERY_OVERLAP_RUNNING, &rows, err, BIND_INT("workspace", of->workspace_id),
		       BIND_INT("contact", of->contact_id), BIND_INT("campaign", of->campaign_id)) &&
		read_first(rows, out, err);
}
