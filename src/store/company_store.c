#include "store/company_store.h"

#include "model/company_domain.h"
#include "store/query.h"

enum { BATCH = 1000 };

struct unknown {
	int64_t enrollment_id, contact_id;
	const char *domain;
};

bool company_store_learn(struct tx *tx, int64_t workspace_id, int64_t contact_id, const char *domain, struct error *err)
{
	const char *company = company_domain(domain);

	return query_exec(tx, QUERY_COMPANY_LEARN, NULL, err, BIND_TEXT("company", company ? company : ""),
		BIND_INT("workspace", workspace_id), BIND_INT("id", contact_id));
}

static bool list_unknown(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t after, struct unknown *list,
	size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	*count = 0;
	if (!query_rows(tx, QUERY_COMPANY_LIST_UNKNOWN, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("after", after), BIND_INT("limit", BATCH)))
		return false;
	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			return true;
		list[*count].enrollment_id = row_int(rows);
		list[*count].contact_id = row_int(rows);
		list[(*count)++].domain = row_text(rows, tx_arena(tx));
	}
}

bool company_store_learn_some(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t *after, bool *over, struct error *err)
{
	struct unknown *list = ARENA_ARRAY(tx_arena(tx), struct unknown, BATCH);
	size_t count = 0;

	if (!list_unknown(tx, workspace_id, campaign_id, *after, list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!company_store_learn(tx, workspace_id, list[i].contact_id, list[i].domain, err))
			return false;
	*over = count < BATCH;
	/* Whoever joins later has a higher id than any now. */
	*after = *over ? tx_new_id(tx) : list[count - 1].enrollment_id;
	return true;
}
