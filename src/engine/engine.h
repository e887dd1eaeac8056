#pragma once
/*
 * engine: the workers: plan, send, sync, prepare, import, sweep. Everything it needs is a row; to get work done, commit a
 * row and ring the bell.
 *
 * Threads: one planner, one sweeper, one for imports and preparing, one that revokes grants, and pools for sending and reading that grow with the
 * work to their limits and shrink when idle.
 */
#include "engine/lanes.h"
#include "ops/ops.h"

struct engine;

struct engine_options {
	int send_workers;         /* 0: 256 */
	int sync_workers;         /* 0: 64 */
	int64_t sync_interval_ms; /* 0: 120 s */
};

/* Makes it, starts nothing. `ops` must outlive it; its connections field is set here. */
struct engine *engine_new(struct ops *ops, const struct engine_options *options);

/* Takes up what a dead process left (orphans, open receipts, preparing campaigns), then starts the threads. */
MUST_CHECK bool engine_start(struct engine *engine, struct error *err);

/* Nothing new is claimed; transmissions end (at most timeout_ms), the rest is released; every thread ends. */
void engine_drain(struct engine *engine, int64_t timeout_ms);
void engine_free(struct engine *engine);
OWN_DEFINE(engine)

struct engine_counts {
	int64_t sent, failed, deferred, unknown, aborted; /* since the start */
};
void engine_counts(struct engine *engine, struct engine_counts *out);

/* One kind of worker: its threads, and the mailboxes they work for. */
struct engine_workers {
	int64_t busy, threads, limit;
	struct lanes_view lanes;
};
struct engine_view {
	struct engine_workers send, sync;
};
void engine_look(struct engine *engine, struct arena *arena, struct engine_view *out);
