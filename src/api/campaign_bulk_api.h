#pragma once
/*
 * campaign_bulk_api: the same for many campaigns, named or found by a filter. What is done is done, and every refusal is told.
 */
#include "api/api.h"

/* Pauses one after the other: answered once nothing of any of them can be handed over any more. */
bool campaign_bulk_api(struct api_request *request, struct json_out *out, int *status, struct error *err);
