#pragma once
/*
 * country_policy_store: what the workspace rules about writing to a country: by its code, '?' where it is not known, '*' for all
 * the others.
 */
#include "model/country_rule.h"
#include "store/tx.h"

enum { COUNTRY_POLICY_MAX = 300 };
#define COUNTRY_OTHERS "*"
#define COUNTRY_UNKNOWN "?"

struct country_policy_row {
	const char *code;
	enum country_rule rule;
	int64_t set_at; /* since when */
};

/* ALLOW where nothing is ruled. */
MUST_CHECK bool country_policy_store_find(
	struct tx *tx, int64_t workspace_id, const char *code, enum country_rule *out, struct error *err);
MUST_CHECK bool country_policy_store_list(struct tx *tx, int64_t workspace_id, struct arena *arena,
	struct country_policy_row **list, size_t *count, struct error *err);
/* The date of a rule that stays the same stays, too. */
MUST_CHECK bool country_policy_store_set(
	struct tx *tx, int64_t workspace_id, const char *code, enum country_rule rule, struct error *err);
MUST_CHECK bool country_policy_store_drop(struct tx *tx, int64_t workspace_id, const char *code, struct error *err);
