/*
 * revoke_worker: gives grants back to their providers, on a thread of its own: a provider that does not answer must not keep
 * anything else waiting.
 */
#include "engine/engine_internal.h"

#include "base/log.h"
#include "ops/token_ops.h"

enum { LONGEST_SLEEP_MS = 2000, LEAST_DISTANCE_MS = 100 };

static void revoke_due(struct engine *engine)
{
	struct error err = {0};
	bool did = true;

	while (did && !atomic_load(&engine->draining))
		if (!token_ops_revoke_due(engine->ops, &did, &err)) {
			log_error(LOG_WARN, "revoke_failed", &err);
			return;
		}
}

void *revoke_worker_run(void *argument)
{
	struct engine *engine = argument;
	uint64_t seen;

	do {
		seen = wakeup_count(store_wakeup(engine->ops->store, BELL_ENGINE));
		revoke_due(engine);
	} while (engine_rest(engine, LEAST_DISTANCE_MS) && engine_sleep(engine, BELL_ENGINE, seen, LONGEST_SLEEP_MS));
	return NULL;
}
