#pragma once
/*
 * api_dispatch: running one API call.
 */
#include "api/api.h"
#include "http/host.h"

/* Who asks, may they, may this write be believed. */
MUST_CHECK bool api_admit(
	struct api_request *request, const struct api_route *route, const struct host_rules *rules, struct error *err);

/* All of it; fills the request's response. */
void api_dispatch(struct api_request *request, const struct api_route *route, const struct host_rules *rules);
