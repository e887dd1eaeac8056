#pragma once
/*
 * approval_cmd: the emails that wait for somebody's approval, from the shell.
 */
#include "cli/cli.h"

extern const struct cli_verb approval_verbs[];
