#pragma once
/*
 * campaign_stats_api: a campaign's figures: in all, by step, by day.
 */
#include "api/api.h"

api_handler campaign_stats_get;
