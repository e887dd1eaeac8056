#pragma once
/*
 * mailbox_cmd: the verbs of mailboxes. M is an id or an address.
 */
#include "cli/cli.h"

extern const struct cli_verb mailbox_verbs[];
