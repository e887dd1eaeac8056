#pragma once
/*
 * serve: runs the server until it is told to stop.
 */
#include "main/config.h"

/* Blocks SIGTERM and SIGINT, then serves. True after a clean stop. A second signal during the drain ends the process. */
MUST_CHECK bool serve(const struct config *config, struct error *err);
