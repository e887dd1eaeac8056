#pragma once
/*
 * offline_cmd: the commands that also work while no server runs: set-up, keys, migration, doctor; and serve itself.
 */
#include "cli/cli.h"

extern const struct cli_verb offline_verbs[];
