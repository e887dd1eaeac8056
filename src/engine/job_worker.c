/*
 * job_worker: imports and the preparing of campaigns, one piece at a time.
 */
#include "engine/engine_internal.h"

#include "engine/store_watch.h"
#include "ops/campaign_prepare.h"
#include "ops/contact_import.h"

enum { LONGEST_SLEEP_MS = 10000, AFTER_ERROR_MS = 2000 };

void *job_worker_run(void *argument)
{
	struct engine *engine = argument;
	bool going = true;

	while (going) {
		uint64_t seen = wakeup_count(store_wakeup(engine->ops->store, BELL_IMPORTS));
		bool imported = false, prepared = false;
		struct error err = {0};

		if (!contact_import_run_next(engine->ops, &imported, &err) ||
			!campaign_prepare_run_next(engine->ops, &prepared, &err)) {
			store_watch_report(engine, "job_failed", &err);
			going = engine_sleep(engine, BELL_IMPORTS, seen, AFTER_ERROR_MS);
			continue;
		}
		if (imported || prepared)
			going = !atomic_load(&engine->draining);
		else
			going = engine_sleep(engine, BELL_IMPORTS, seen, LONGEST_SLEEP_MS);
	}
	return NULL;
}
