#pragma once
/*
 * engine_internal: what the engine's own files share.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "engine/compose_watch.h"
#include "engine/engine.h"
#include "engine/lanes.h"
#include "engine/pool.h"

struct engine {
	struct ops *ops;
	struct engine_options options;
	struct lanes *sending; /* mailboxes with due sends */
	struct lanes *reading; /* mailboxes to be read; their lanes keep no connection */
	struct compose_watch *compose_watch;
	struct pool *send_pool, *sync_pool;
	pthread_t planner, sweeper, jobs, revoker;
	bool started;
	_Atomic bool draining;
	_Atomic bool giving_up;   /* draining took too long: nobody waits for the disk any more */
	_Atomic bool store_fails; /* and that was told */
	_Atomic int64_t sent, failed, deferred, unknown, aborted;
};

/* One piece of work each, for the pools. */
bool send_worker_turn(void *context);
bool sync_worker_turn(void *context);

/* Closes a lane's kept connection. */
void send_worker_close(struct send_session *session);

/* Threads of their own. */
void *plan_worker_run(void *argument);
void *sweep_worker_run(void *argument);
void *job_worker_run(void *argument);
void *revoke_worker_run(void *argument);

/* Sleeps until the bell rang after `seen`, the engine stops, or ms passed. False when the engine stops. */
bool engine_sleep(struct engine *engine, enum store_bell bell, uint64_t seen, int64_t ms);

/* Sleeps for ms, whichever bell rings. False when the engine stops. */
bool engine_rest(struct engine *engine, int64_t ms);
