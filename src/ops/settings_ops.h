#pragma once
/*
 * settings_ops: the workspace's settings: who writes, from where, in which time zone, how people opt out.
 */
#include "ops/country_policy.h"
#include "ops/ops.h"
#include "store/workspace_store.h"

/* NULL: unchanged; opt_out_text "" goes back to ours. */
struct settings_edit {
	const char *name, *organization, *postal_address, *timezone, *opt_out_text;
	const char *const *no_tracking_countries; /* codes or names */
	size_t no_tracking_count;
	bool default_no_tracking; /* back to ours */
	const struct country_policy_edit *country_policy;
};

MUST_CHECK bool settings_ops_get(struct ops *ops, const struct call *call, struct workspace *out, struct error *err);

/* Managers only: DENIED/managers_only. INVALID with all that is wrong in details.errors. */
MUST_CHECK bool settings_ops_update(struct ops *ops, const struct call *call, const struct settings_edit *edit,
	struct workspace *out, struct error *err);
