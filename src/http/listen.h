#pragma once
/*
 * listen: the sockets the server is reached by. Bound early, so that a port that is taken is told before anything is opened.
 */
#include <stdbool.h>

#include "base/error.h"

/* "ADDR:PORT" or "[V6]:PORT"; a port of 0 takes any free one. *port is the one bound. INVALID naming `field`;
 * CONFLICT/listen_failed. */
MUST_CHECK bool listen_tcp(const char *where, const char *field, int *fd, int *port, struct error *err);

/* A Unix socket that only this user may open; a stale one is replaced. */
MUST_CHECK bool listen_unix(const char *path, int *fd, struct error *err);
