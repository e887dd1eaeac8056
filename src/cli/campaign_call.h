#pragma once
/*
 * campaign_call: one call about the campaign that the first argument names.
 */
#include <jansson.h>

#include "cli/cli.h"

/* "/campaigns/cmp_…" and what stands behind it. */
const char *campaign_call_path(struct cli *cli, const char *rest);

/* With --json the answer goes out as it is; `tell` gets it either way and gives the exit status. Takes the body. */
int campaign_call(struct cli *cli, const char *method, const char *rest, json_t *body,
	int (*tell)(struct cli *cli, const json_t *answer));
