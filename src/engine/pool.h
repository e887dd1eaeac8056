#pragma once
/*
 * pool: threads of one kind that grow with the work to a limit, and end when idle for long.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/own.h"

struct pool;

/* `work` does one piece and returns whether it found any; it blocks at most a few seconds when there is none. */
typedef bool pool_work(void *context);

struct pool *pool_new(int limit, pool_work *work, void *context);
/* Joins all threads; call pool_stop first. */
void pool_free(struct pool *pool);
OWN_DEFINE(pool)

/* Makes sure that at least `wanted` threads are idle or starting, up to the limit. */
void pool_want(struct pool *pool, int64_t wanted);

/* No thread begins another piece of work. */
void pool_stop(struct pool *pool);

/* Waits until every thread has ended; false after timeout_ms. */
bool pool_join(struct pool *pool, int64_t timeout_ms);

/* Told by the work itself: it has found something to do, it is done with it. */
void pool_enter(struct pool *pool);
void pool_leave(struct pool *pool);

/* How many threads are at work now, there are, and there may be. */
void pool_counts(struct pool *pool, int64_t *busy, int64_t *threads, int64_t *limit);
