#pragma once
/*
 * campaign_query: which campaigns are meant, from an address or from a body: the same words in both.
 */
#include "api/api.h"
#include "store/campaign_store.h"

MUST_CHECK bool campaign_query_of_address(
	const struct api_request *request, struct campaign_filter *filter, struct error *err);
MUST_CHECK bool campaign_query_of_body(
	const json_t *body, struct arena *arena, struct campaign_filter *filter, struct error *err);
