#pragma once
/*
 * workers: threads that run requests which may block.
 *
 * A pool serves the short ones; what may wait for long (a fence, a mail server) gets a thread of its own, counted, so that
 * waiting requests never hold the pool.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/own.h"

struct http_request;
struct workers;

struct workers *workers_new(int count, void (*run)(struct http_request *request));

/* Takes no more, and waits until nothing runs; what is queued is run first. */
void workers_stop(struct workers *workers);
void workers_free(struct workers *workers);
OWN_DEFINE(workers)

/* False: too many are waiting already. From here on the request belongs to the worker. */
bool workers_add(struct workers *workers, struct http_request *request);
bool workers_add_own(struct workers *workers, struct http_request *request);

void workers_count(struct workers *workers, size_t *queued, size_t *own);
