#pragma once
/*
 * campaign_view_cmd: what stands in a campaign, from the shell: its state, why it does not send, emails, contacts, activity.
 */
#include "cli/cli.h"

extern const struct cli_verb campaign_view_verbs[];
