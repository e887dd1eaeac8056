/*
 * sweep_worker: what time alone does: undo windows end, holds lift, idle connections close, mailboxes are due to be read,
 * unknown emails to be looked for. It never touches the network.
 */
#include "engine/engine_internal.h"

#include "base/log.h"
#include "engine/store_watch.h"
#include "ops/attachment_ops.h"
#include "ops/lineage.h"
#include "ops/mailbox_ops.h"
#include "store/mailbox_store.h"
#include "store/send_search_store.h"

enum {
	IDLE_CONNECTION_MS = 30000,
	LONGEST_SLEEP_MS = 2000,
	STORE_LOOK_MS = 500,
	RAISE_EVERY_MS = 60000,
	TIDY_EVERY_MS = 3600 * 1000,
};

/* When this mailbox is to be read: at once while it catches up, else an interval after the last time. */
static int64_t reading_due_at(const struct engine *engine, const struct mailbox *mailbox, int64_t now)
{
	for (size_t i = 0; i < mailbox->hold_count; i++)
		if (mailbox->holds[i].cause == HOLD_CATCH_UP)
			return now;
	return mailbox->synced_at + engine->options.sync_interval_ms;
}

static bool offer_reading(struct engine *engine, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	int64_t now = clock_wall(engine->ops->clock);
	struct mailbox *list = NULL;
	size_t count = 0;

	if (!tx_read(engine->ops->store, &tx, err) || !mailbox_store_list_active(tx, arena, &list, &count, err))
		return false;
	tx_free(TAKE(tx));
	for (size_t i = 0; i < count; i++) {
		int64_t due_at = reading_due_at(engine, &list[i], now);

		if (due_at <= now)
			lanes_offer(engine->reading, list[i].workspace_id, list[i].id, due_at);
	}
	return true;
}

/* A mailbox with unknown emails is read when they are to be looked for. */
static bool offer_searching(struct engine *engine, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct send_search_mailbox *list = NULL;
	size_t count = 0;

	if (!tx_read(engine->ops->store, &tx, err) ||
		!send_search_store_due_mailboxes(tx, clock_wall(engine->ops->clock), arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		lanes_offer(engine->reading, list[i].workspace_id, list[i].mailbox_id, list[i].next_search_at);
	return true;
}

/* More threads where lanes wait for one, and where those there are have been stuck for long. */
static void want_workers(struct lanes *lanes, struct pool *pool)
{
	int64_t all, ready;

	lanes_counts(lanes, &all, &ready);
	pool_want(pool, ready);
}

/* A clock hold may end; a mark that was used is raised every minute. */
static void look_at_gate(struct engine *engine, int64_t *raise_at)
{
	int64_t now = clock_boot(engine->ops->clock);

	if (sending_gate_look(engine->ops->gate))
		wakeup_ring(store_wakeup(engine->ops->store, BELL_ENGINE));
	if (now < *raise_at)
		return;
	lineage_keep_up(engine->ops, GATE_TICKETS);
	*raise_at = now + RAISE_EVERY_MS;
}

/* Files that no step carries any more, at the start and every hour. */
static void tidy_attachments(struct engine *engine, int64_t *tidy_at)
{
	int64_t now = clock_boot(engine->ops->clock);
	struct error err = {0};

	if (now < *tidy_at)
		return;
	if (!attachment_ops_sweep(engine->ops, &err))
		store_watch_report(engine, "attachment_sweep_failed", &err);
	*tidy_at = now + TIDY_EVERY_MS;
}

void *sweep_worker_run(void *argument)
{
	struct engine *engine = argument;
	int64_t raise_at = clock_boot(engine->ops->clock) + RAISE_EVERY_MS, tidy_at = 0;
	bool going = true;

	while (going) {
		uint64_t seen = wakeup_count(store_wakeup(engine->ops->store, BELL_ENGINE));
		int64_t next_at = 0, now, sleep_ms = LONGEST_SLEEP_MS;
		struct error err = {0};

		if (store_watch_look(engine))
			sleep_ms = STORE_LOOK_MS;
		if (!mailbox_ops_sweep(engine->ops, &next_at, &err) || !offer_reading(engine, &err) ||
			!offer_searching(engine, &err))
			store_watch_report(engine, "sweep_failed", &err);
		look_at_gate(engine, &raise_at);
		tidy_attachments(engine, &tidy_at);
		want_workers(engine->sending, engine->send_pool);
		want_workers(engine->reading, engine->sync_pool);
		lanes_reap(engine->sending, IDLE_CONNECTION_MS);
		lanes_reap(engine->reading, IDLE_CONNECTION_MS);
		now = clock_wall(engine->ops->clock);
		if (next_at && next_at - now < sleep_ms)
			sleep_ms = next_at > now ? next_at - now : 1;
		/* A second's distance between looks, however often the bell rings. */
		going = engine_rest(engine, sleep_ms < 500 ? sleep_ms : 500) &&
			engine_sleep(engine, BELL_ENGINE, seen, sleep_ms);
	}
	return NULL;
}
