#pragma once
/*
 * config: everything an operator can set. Flags over environment over outrider.conf in the data directory.
 *
 * A bad value stops the start with one sentence that names it. Read-only afterwards.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/log.h"
#include "base/own.h"
#include "oauth/providers.h"

struct config {
	const char *data_dir;
	const char *listen;
	const char *base_url;        /* NULL: http:// and where it listens */
	const char *trusted_proxies; /* "loopback" */
	const char *master_key_file; /* NULL: in the data directory */
	const char *ca_file;         /* NULL: the system's */
	int64_t undo_ms;
	int send_workers, sync_workers;
	int64_t sync_interval_ms;
	bool allow_private_hosts;
	enum log_level log_level;
	bool runs_web, runs_workers; /* --role */
	struct oauth_providers providers;
};

/* What came on the command line; NULL: not given. */
struct config_flags {
	const char *data_dir, *listen, *role;
};

/* `environment` gives a variable's value or NULL (getenv). It lies in the arena; client secrets live until config_free. */
MUST_CHECK bool config_load(const struct config_flags *flags, const char *(*environment)(const char *name),
	struct arena *arena, struct config **out, struct error *err);
void config_free(struct config *config);
OWN_DEFINE(config)
