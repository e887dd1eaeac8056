#pragma once
/*
 * attachment_cmd: the files of a campaign's steps: attaching, listing, taking away.
 */
#include "cli/cli.h"

extern const struct cli_verb attachment_verbs[];
