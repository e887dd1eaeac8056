#pragma once
/*
 * doctor_cmd: what is wrong with a server: its directory, key, address, providers, files, and what holds all sending.
 */
#include "cli/cli.h"

extern const struct cli_verb doctor_verbs[];
