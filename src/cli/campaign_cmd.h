#pragma once
/*
 * campaign_cmd: the verbs of campaigns.
 */
#include "cli/cli.h"

extern const struct cli_verb campaign_verbs[];
