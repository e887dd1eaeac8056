#include "store/country_policy_store.h"

#include "store/query.h"

static enum country_rule rule_of(const char *name)
{
	enum country_rule rule = COUNTRY_ALLOW;

	if (!country_rule_parse(name, &rule))
		UNREACHABLE();
	return rule;
}

bool country_policy_store_find(
	struct tx *tx, int64_t workspace_id, const char *code, enum country_rule *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_COUNTRY_POLICY_FIND, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_TEXT("code", code)) ||
		!rows_next(rows, &has, err))
		return false;
	*out = has ? rule_of(row_text(rows, tx_arena(tx))) : COUNTRY_ALLOW;
	return true;
}

bool country_policy_store_list(struct tx *tx, int64_t workspace_id, struct arena *arena,
	struct country_policy_row **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = true;

	*count = 0;
	*list = ARENA_ARRAY(arena, struct country_policy_row, COUNTRY_POLICY_MAX);
	if (!query_rows(tx, QUERY_COUNTRY_POLICY_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("limit", COUNTRY_POLICY_MAX)))
		return false;
	while (*count < COUNTRY_POLICY_MAX) {
		struct country_policy_row *row = &(*list)[*count];

		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		row->code = row_text(rows, arena);
		row->rule = rule_of(row_text(rows, arena));
		row->set_at = row_int(rows);
		(*count)++;
	}
	return true;
}

bool country_policy_store_set(
	struct tx *tx, int64_t workspace_id, const char *code, enum country_rule rule, struct error *err)
{
	return query_exec(tx, QUERY_COUNTRY_POLICY_SET, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_TEXT("code", code), BIND_TEXT("rule", country_rule_name(rule)),
		BIND_INT("now", store_now(tx_store(tx))));
}

bool country_policy_store_drop(struct tx *tx, int64_t workspace_id, const char *code, struct error *err)
{
	return query_exec(
		tx, QUERY_COUNTRY_POLICY_DROP, NULL, err, BIND_INT("workspace", workspace_id), BIND_TEXT("code", code));
}
