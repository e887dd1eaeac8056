#pragma once
/*
 * send_cmd: the verbs of emails that need a decision.
 */
#include "cli/cli.h"

extern const struct cli_verb send_verbs[];
