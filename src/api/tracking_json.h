#pragma once
/*
 * tracking_json: how many emails were opened and clicked, as the figures show it.
 */
#include "api/api.h"
#include "store/tracking_store.h"

/* What was counted for a campaign, by step and wording. */
struct tracking_list {
	struct tracking_counts *items;
	size_t count;
};

/* "opened" and "clicked" of one step (position 0: of all), of one wording of it (variant_id 0: of all). */
void tracking_json_put(struct json_out *out, const struct tracking_list *list, int position, int64_t variant_id);
