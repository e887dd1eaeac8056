/*
 * plan_worker: plans what has come due, and offers every mailbox with due rows to the send workers.
 *
 * It sleeps until a bell rings or the next due time; passes that leave nothing to plan keep a distance, so that a burst of
 * commits is one pass.
 */
#include "engine/engine_internal.h"

#include "engine/store_watch.h"
#include "ops/plan_mailboxes.h"
#include "ops/send_plan.h"

enum {
	LEAST_DISTANCE_MS = 20,
	REST = 15 /* times as long as it worked */,
	LONGEST_SLEEP_MS = 60000,
	AFTER_ERROR_MS = 2000
};

static bool offer_due(struct engine *engine, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct due_mailbox *list = NULL;
	int64_t all, ready;
	size_t count = 0;

	if (!plan_mailboxes_due(engine->ops, arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		lanes_offer(engine->sending, list[i].workspace_id, list[i].mailbox_id, list[i].earliest_due_at);
	lanes_counts(engine->sending, &all, &ready);
	pool_want(engine->send_pool, ready);
	return true;
}

/* One pass; gives how long to sleep when no bell rings (0: it planned as much as a pass may, and there is more). */
static int64_t plan_once(struct engine *engine, struct plan_turns *turns)
{
	int64_t planned = 0, next_at = 0, now;
	struct error err = {0};

	if (!send_plan_run(engine->ops, turns, &planned, &next_at, &err) || !offer_due(engine, &err)) {
		store_watch_report(engine, "plan_failed", &err);
		return AFTER_ERROR_MS;
	}
	now = clock_wall(engine->ops->clock);
	if (!next_at || next_at - now > LONGEST_SLEEP_MS)
		return LONGEST_SLEEP_MS;
	if (next_at > now)
		return next_at - now;
	return planned ? 0 : 1;
}

void *plan_worker_run(void *argument)
{
	OWNED(plan_turns) struct plan_turns *turns = plan_turns_new();
	struct engine *engine = argument;
	bool going = true;

	while (going) {
		uint64_t seen = wakeup_count(store_wakeup(engine->ops->store, BELL_ENGINE));
		int64_t began = clock_boot(engine->ops->clock);
		int64_t sleep_ms = plan_once(engine, turns);
		int64_t distance = REST * (clock_boot(engine->ops->clock) - began);

		if (distance < LEAST_DISTANCE_MS)
			distance = LEAST_DISTANCE_MS;
		if (sleep_ms == 0)
			distance = 0;
		going = engine_rest(engine, distance) && engine_sleep(engine, BELL_ENGINE, seen, sleep_ms);
	}
	return NULL;
}
