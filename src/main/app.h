#pragma once
/*
 * app: the parts below the doors, wired once: store, vault, fence, ops. The server and the commands that work without one
 * both begin here.
 */
#include "base/fence.h"
#include "http/host.h"
#include "main/config.h"
#include "ops/ops.h"

struct app {
	const struct config *config;
	struct arena *arena;
	struct clock clock;
	struct store *store;
	struct vault *vault;
	struct fence *fence;
	struct recorder *recorder;
	struct sending_gate *gate;
	struct transport_config transport;
	struct host_rules rules; /* of the base URL */
	struct ops ops;
};

/* Makes the data directory when it is not there, opens and migrates the database, opens the vault. `base_url` is used where the
 * config names none. */
MUST_CHECK bool app_open(const struct config *config, const char *base_url, struct app **out, struct error *err);
void app_free(struct app *app);
OWN_DEFINE(app)

/* The data directory, 0700. */
MUST_CHECK bool app_make_data_dir(const char *path, struct error *err);
