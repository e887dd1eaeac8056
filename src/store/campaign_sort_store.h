#pragma once
/*
 * campaign_sort_store: campaigns in another order than by age. A page goes on behind the key and the id of the last campaign
 * that was seen: a figure that grows meanwhile moves that one campaign and shifts no page.
 */
#include "store/campaign_store.h"

/* SORT_NEXT_SEND goes by when the next email is planned; hours and gaps may make it later. */
enum campaign_sort {
	SORT_CREATED,
	SORT_NAME,
	SORT_STATUS,
	SORT_CONTACTS,
	SORT_SENT,
	SORT_REPLIED,
	SORT_BOUNCED,
	SORT_NEXT_SEND
};

struct campaign_order {
	enum campaign_sort by;
	bool is_down;
};

/* "sent", or "-sent": the largest first. False when there is no such order. */
bool campaign_sort_parse(const char *text, struct campaign_order *order);

/* Where a page begins: behind this campaign. `id` 0: at the start. */
struct campaign_place {
	int64_t id, number;
	const char *name; /* folded; of SORT_NAME */
};

struct campaign_page {
	int64_t workspace_id;
	const struct campaign_filter *filter;
	struct campaign_order order;
	struct campaign_place place; /* of the last one, afterwards */
	int limit;
};

MUST_CHECK bool campaign_sort_store_list(struct tx *tx, struct campaign_page *page, struct arena *arena,
	struct campaign **list, size_t *count, struct error *err);
