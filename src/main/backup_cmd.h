#pragma once
/*
 * backup_cmd: backup, restore, and letting sending go on after a restore or a jump of the clock.
 */
#include <jansson.h>

#include "cli/cli.h"

extern const struct cli_verb backup_verbs[];

/* Tells what holds all sending and what a restore applied again, one line each; nothing when it runs. `status` is the answer
 * of GET /status. Returns whether anything holds. */
bool backup_cmd_print_holds(struct cli *cli, const json_t *status);
