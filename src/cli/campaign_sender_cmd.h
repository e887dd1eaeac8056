#pragma once
/*
 * campaign_sender_cmd: who the emails of a campaign are from, and in which format they go.
 */
#include "cli/cli.h"

extern const struct cli_verb campaign_sender_verbs[];
