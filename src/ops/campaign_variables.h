#pragma once
/*
 * campaign_variables: what the texts of a campaign can hold, and how many of its people have no value for it.
 */
#include "ops/ops.h"

struct campaign_variable {
	const char *name;
	int64_t missing; /* -1: it is no value of a contact */
};
struct campaign_variables {
	int64_t contacts; /* those looked at */
	bool is_sample;   /* there are more */
	struct campaign_variable *list;
	size_t count;
};

/* Those every contact can have first, then the custom fields of the workspace, as "custom.x". NOT_FOUND/not_found. */
MUST_CHECK bool campaign_variables_list(struct ops *ops, const struct call *call, int64_t campaign_id,
	struct campaign_variables *out, struct error *err);
