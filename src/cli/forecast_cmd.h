#pragma once
/*
 * forecast_cmd: what lies ahead of a campaign, and what is done before it goes on.
 */
#include "cli/cli.h"

extern const struct cli_verb forecast_verbs[];
