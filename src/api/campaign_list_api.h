#pragma once
/*
 * campaign_list_api: the list of campaigns: filtered, in an order, page by page.
 */
#include "api/api.h"

api_handler campaign_list_get;
