#include "store/domain_store.h"

#include "store/query.h"

bool domain_store_get(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *domain,
	struct campaign_domain *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	*out = (struct campaign_domain){0};
	if (!query_rows(tx, QUERY_CAMPAIGN_DOMAIN_GET, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_TEXT("domain", domain)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return true;
	out->permitted_at = row_int(rows);
	out->planned_at = row_int(rows);
	return true;
}

bool domain_store_set(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *domain,
	const struct campaign_domain *facts, struct error *err)
{
	return query_exec(tx, QUERY_CAMPAIGN_DOMAIN_SET, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("campaign", campaign_id), BIND_TEXT("domain", domain),
		BIND_INT("permitted_at", facts->permitted_at), BIND_INT("planned_at", facts->planned_at));
}

bool domain_store_recall(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t since, struct error *err)
{
	return query_exec(tx, QUERY_CAMPAIGN_DOMAIN_FORGET_PLANS, NULL, err, BIND_INT("workspace", workspace_id),
		       BIND_INT("campaign", campaign_id)) &&
		query_exec(tx, QUERY_CAMPAIGN_DOMAIN_RECALL, NULL, err, BIND_INT("workspace", workspace_id),
			BIND_INT("campaign", campaign_id), BIND_INT("since", since));
}
