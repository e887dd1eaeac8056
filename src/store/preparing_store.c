#include "store/preparing_store.h"

#include "store/query.h"

bool preparing_store_get(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t revision,
	struct preparing *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct preparing kept = {.workspace_id = workspace_id, .campaign_id = campaign_id};
	bool has = false;

	*out = kept;
	out->revision = revision;
	if (!query_rows(tx, QUERY_PREPARING_GET, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return true;
	kept.revision = row_int(rows);
	kept.after_id = row_int(rows);
	kept.checked = row_int(rows);
	kept.told_at = row_int(rows);
	if (kept.revision == revision)
		*out = kept;
	return true;
}

bool preparing_store_put(struct tx *tx, const struct preparing *preparing, struct error *err)
{
	return query_exec(tx, QUERY_PREPARING_PUT, NULL, err, BIND_INT("workspace", preparing->workspace_id),
		BIND_INT("campaign", preparing->campaign_id), BIND_INT("revision", preparing->revision),
		BIND_INT("after", preparing->after_id), BIND_INT("checked", preparing->checked),
		BIND_INT("told_at", preparing->told_at));
}

bool preparing_store_forget(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct error *err)
{
	return query_exec(tx, QUERY_PREPARING_FORGET, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id));
}
