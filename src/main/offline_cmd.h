#pragma once
/*
 * offline_cmd: the commands that also work while no server runs: set-up, keys, migration; and serve itself.
 */
#include <jansson.h>

#include "cli/cli.h"
#include "main/app.h"

extern const struct cli_verb offline_verbs[];

/* The configuration of the flags and the environment. */
MUST_CHECK bool offline_config(struct cli *cli, struct config **config, struct error *err);

/* Opens what the server would. */
MUST_CHECK bool offline_open(struct cli *cli, struct config **config, struct app **app, struct error *err);

/* POSTs to a running server. True: one answered, and *is_done tells whether as wished, else err; false: none runs. */
bool offline_server_has_it(
	struct cli *cli, const char *path, json_t *body, json_t **answer, bool *is_done, struct error *err);
