#include "engine/engine_internal.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "ops/campaign_prepare.h"
#include "ops/mailbox_ops.h"
#include "ops/send_settle.h"
#include "ops/test_send.h"

enum { SEND_WORKERS = 256, SYNC_WORKERS = 64, SYNC_INTERVAL_MS = 120000, STOP_LOOK_MS = 250, FAILING_DISK_MS = 5000 };

static int64_t wall_now(void *context)
{
	struct engine *engine = context;

	return clock_wall(engine->ops->clock);
}

static void close_connection(void *context, int64_t mailbox_id)
{
	struct engine *engine = context;

	lanes_close_session(engine->sending, mailbox_id);
	lanes_close_session(engine->reading, mailbox_id); /* it keeps none, but its pause ends */
}

/* A provider that is down for sending is mostly so for reading too: each is told once. */
static void list_down(void *context, struct arena *arena, struct place_down **list, size_t *count)
{
	struct engine *engine = context;
	struct lanes_view sending, reading;

	lanes_look(engine->sending, arena, &sending);
	lanes_look(engine->reading, arena, &reading);
	*list = arena_alloc(arena, (sending.down_count + reading.down_count + 1) * sizeof(**list));
	*count = 0;
	for (size_t i = 0; i < sending.down_count; i++)
		(*list)[(*count)++] = sending.down[i];
	for (size_t i = 0; i < reading.down_count; i++)
		(*list)[(*count)++] = reading.down[i];
}

static void close_nothing(struct send_session *session)
{
	ASSERT(!session);
}

/* Half as many threads more, for lanes that are stuck or doubtful: they take none from the others. */
static int with_spare(int workers)
{
	return workers + (workers + 1) / 2;
}

struct engine *engine_new(struct ops *ops, const struct engine_options *options)
{
	struct engine *engine = calloc(1, sizeof(*engine));

	if (!engine)
		check_failed(__FILE__, __LINE__, "out of memory");
	engine->ops = ops;
	engine->options = *options;
	if (engine->options.send_workers <= 0)
		engine->options.send_workers = SEND_WORKERS;
	if (engine->options.sync_workers <= 0)
		engine->options.sync_workers = SYNC_WORKERS;
	if (engine->options.sync_interval_ms <= 0)
		engine->options.sync_interval_ms = SYNC_INTERVAL_MS;
	engine->sending = lanes_new(&(struct lanes_options){.close_session = send_worker_close,
		.now = wall_now,
		.context = engine,
		.workers = engine->options.send_workers});
	engine->reading = lanes_new(&(struct lanes_options){.close_session = close_nothing,
		.now = wall_now,
		.context = engine,
		.workers = engine->options.sync_workers});
	engine->compose_watch = compose_watch_new();
	engine->send_pool = pool_new(with_spare(engine->options.send_workers), send_worker_turn, engine);
	engine->sync_pool = pool_new(with_spare(engine->options.sync_workers), sync_worker_turn, engine);
	ops->connections = (struct connection_closer){
		.close = close_connection, .list_down = list_down, .context = engine};
	return engine;
}

static bool recover(struct engine *engine, struct error *err)
{
	int64_t released = 0, unknown = 0;

	if (!send_settle_orphans(engine->ops, &released, &unknown, err) || !mailbox_ops_recover(engine->ops, err) ||
		!campaign_prepare_recover(engine->ops, err) || !test_send_recover(engine->ops, err))
		return false;
	if (released || unknown)
		log_line(LOG_WARN, "recovered",
			"The last process stopped in mid-work: %lld emails were released, %lld are unknown.",
			(long long)released, (long long)unknown);
	return true;
}

bool engine_start(struct engine *engine, struct error *err)
{
	static void *(*const threads[])(void *) = {
		plan_worker_run, sweep_worker_run, job_worker_run, revoke_worker_run};
	pthread_t *handles[] = {&engine->planner, &engine->sweeper, &engine->jobs, &engine->revoker};

	if (!recover(engine, err))
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(threads); i++)
		if (pthread_create(handles[i], NULL, threads[i], engine) != 0)
			return error_set(err, ERROR_TEMPORARY, "no_threads", "The system gives no more threads.");
	engine->started = true;
	return true;
}

bool engine_sleep(struct engine *engine, enum store_bell bell, uint64_t seen, int64_t ms)
{
	int64_t until = clock_boot(engine->ops->clock) + ms;

	while (!atomic_load(&engine->draining)) {
		int64_t left = until - clock_boot(engine->ops->clock);

		if (left <= 0 ||
			wakeup_wait(store_wakeup(engine->ops->store, bell), seen,
				left < STOP_LOOK_MS ? left : STOP_LOOK_MS))
			return !atomic_load(&engine->draining);
	}
	return false;
}

bool engine_rest(struct engine *engine, int64_t ms)
{
	int64_t until = clock_boot(engine->ops->clock) + ms, left = ms;

	while (left > 0 && !atomic_load(&engine->draining)) {
		usleep((useconds_t)(left < STOP_LOOK_MS ? left : STOP_LOOK_MS) * 1000);
		left = until - clock_boot(engine->ops->clock);
	}
	return !atomic_load(&engine->draining);
}

/* False: some do not end in time. Settlements that a failing disk does not take are not waited for as long. */
static bool drain_sending(struct engine *engine, int64_t timeout_ms)
{
	const struct clock *clock = engine->ops->clock;
	int64_t began = clock_boot(clock);
	struct error why;

	while (!pool_join(engine->send_pool, STOP_LOOK_MS)) {
		int64_t waited = clock_boot(clock) - began;

		if (waited >= timeout_ms || (waited >= FAILING_DISK_MS && store_is_failing(engine->ops->store, &why)))
			return false;
	}
	return true;
}

void engine_drain(struct engine *engine, int64_t timeout_ms)
{
	if (!engine->started)
		return;
	engine->started = false;
	atomic_store(&engine->draining, true);
	pool_stop(engine->send_pool);
	pool_stop(engine->sync_pool);
	lanes_stop(engine->sending);
	lanes_stop(engine->reading);
	wakeup_ring(store_wakeup(engine->ops->store, BELL_ENGINE));
	wakeup_ring(store_wakeup(engine->ops->store, BELL_IMPORTS));
	pthread_join(engine->planner, NULL);
	pthread_join(engine->sweeper, NULL);
	pthread_join(engine->revoker, NULL);
	pthread_join(engine->jobs, NULL);
	if (!drain_sending(engine, timeout_ms)) {
		OWNED(arena) struct arena *arena = arena_new();
		struct fence_report report;

		log_line(LOG_WARN, "drain_cut", "Emails that did not end in time are cut off.");
		atomic_store(&engine->giving_up, true);
		fence_stop(engine->ops->fence, &(struct fence_match){0}, 0, arena, &report);
	}
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	engine_drain(engine, 0);
	pool_free(engine->send_pool);
	pool_free(engine->sync_pool);
	lanes_free(engine->sending);
	lanes_free(engine->reading);
	compose_watch_free(engine->compose_watch);
	free(engine);
}

void engine_counts(struct engine *engine, struct engine_counts *out)
{
	*out = (struct engine_counts){.sent = atomic_load(&engine->sent),
		.failed = atomic_load(&engine->failed),
		.deferred = atomic_load(&engine->deferred),
		.unknown = atomic_load(&engine->unknown),
		.aborted = atomic_load(&engine->aborted)};
}

static void look_at(struct pool *pool, struct lanes *lanes, struct arena *arena, struct engine_workers *out)
{
	pool_counts(pool, &out->busy, &out->threads, &out->limit);
	lanes_look(lanes, arena, &out->lanes);
}

void engine_look(struct engine *engine, struct arena *arena, struct engine_view *out)
{
	look_at(engine->send_pool, engine->sending, arena, &out->send);
	look_at(engine->sync_pool, engine->reading, arena, &out->sync);
}
