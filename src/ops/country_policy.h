#pragma once
/*
 * country_policy: which countries may be written to. Looked at when contacts are added, when a campaign is prepared, and in the
 * permit, which has the last word.
 */
#include "ops/ops.h"
#include "store/contact_store.h"
#include "store/country_policy_store.h"

/* What is ruled about the contact's country. */
MUST_CHECK bool country_policy_judge(
	struct tx *tx, const struct contact *contact, enum country_rule *out, struct error *err);

/* The rules, by code. */
MUST_CHECK bool country_policy_list(
	struct ops *ops, const struct call *call, struct country_policy_row **list, size_t *count, struct error *err);

struct country_policy_text {
	const char *code, *rule;
};
/* As they were written; a name of NULL is unchanged. */
struct country_policy_edit {
	const char *others, *unknown;
	bool has_countries; /* then these are all there are */
	const struct country_policy_text *countries;
	size_t count;
};

/* A part of changing the settings. INVALID on country_policy. */
MUST_CHECK bool country_policy_change(
	struct tx *tx, const struct call *call, const struct country_policy_edit *edit, struct error *err);
