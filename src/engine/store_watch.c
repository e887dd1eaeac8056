#include "engine/store_watch.h"

#include <stdio.h>

#include "base/log.h"
#include "engine/engine_internal.h"
#include "store/instance_store.h"

void store_watch_report(struct engine *engine, const char *event, const struct error *err)
{
	if (err->kind != ERROR_STORAGE)
		log_error(LOG_ERROR, event, err);
	else if (!atomic_exchange(&engine->store_fails, true))
		log_error(LOG_ERROR, "store_failing", err);
}

static bool try_to_write(struct engine *engine, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	char text[32];

	snprintf(text, sizeof(text), "%lld", (long long)clock_wall(engine->ops->clock));
	return tx_begin(engine->ops->store, &tx, err) && instance_store_set(tx, "written_at", text, err) &&
		tx_commit(tx, err);
}

bool store_watch_look(struct engine *engine)
{
	struct error why = {0};

	if (store_is_failing(engine->ops->store, &why)) {
		store_watch_report(engine, "store_failing", &why);
		if (!try_to_write(engine, &why))
			return true;
	}
	if (atomic_exchange(&engine->store_fails, false)) {
		log_line(LOG_INFO, "store_recovered", "The disk takes writes again. Sending goes on.");
		wakeup_ring(store_wakeup(engine->ops->store, BELL_ENGINE));
	}
	return false;
}
