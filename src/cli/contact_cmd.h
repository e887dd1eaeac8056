#pragma once
/*
 * contact_cmd: the verbs of contacts.
 */
#include "cli/cli.h"

extern const struct cli_verb contact_verbs[];
