#include "api/tracking_hub.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/wakeup.h"

enum {
	QUEUE_SIZE = 1024,
	GATHER_MS = 100, /* requests that come close together are written together */
	DAY_MS = 24 * 3600 * 1000,
};

struct tracking_hub {
	struct ops *ops;
	pthread_t thread;
	struct wakeup *bell;
	pthread_mutex_t lock; /* everything below */
	struct tracking_request queue[QUEUE_SIZE];
	size_t count;
	unsigned char key[TRACKING_KEY_SIZE];
	int64_t key_day;
	uint64_t taken, dropped;
	bool is_stopping, is_joined;
};

static bool is_same(const struct tracking_request *a, const struct tracking_request *b)
{
	return a->send_id == b->send_id && a->workspace_id == b->workspace_id && a->event.kind == b->event.kind &&
		a->event.is_head == b->event.is_head &&
		memcmp(a->event.link, b->event.link, sizeof(a->event.link)) == 0 &&
		memcmp(a->visitor, b->visitor, sizeof(a->visitor)) == 0;
}

static void insert(struct tracking_hub *hub, const struct tracking_request *request)
{
	for (size_t i = 0; i < hub->count; i++) {
		if (!is_same(&hub->queue[i], request))
			continue;
		hub->queue[i].times++;
		hub->taken++;
		return;
	}
	if (hub->count == QUEUE_SIZE) {
		hub->dropped++;
		return;
	}
	hub->queue[hub->count++] = *request;
	hub->taken++;
}

static void renew_key(struct tracking_hub *hub, int64_t now)
{
	if (hub->key_day == now / DAY_MS)
		return;
	hub->key_day = now / DAY_MS;
	random_bytes(hub->key, sizeof(hub->key));
}

void tracking_hub_add(struct tracking_hub *hub, const struct tracking_asked *asked)
{
	struct tracking_request request = {.workspace_id = asked->link.workspace_id,
		.send_id = asked->link.send_id,
		.event = {.kind = asked->link.kind,
			.at = clock_wall(hub->ops->clock),
			.agent = scanner_agent(asked->user_agent),
			.is_head = asked->is_head},
		.times = 1};

	memcpy(request.event.link, asked->link.link, sizeof(request.event.link));
	lock_take(&hub->lock, LOCK_TRACKING);
	renew_key(hub, request.event.at);
	tracking_ops_visitor(hub->key, asked->address, asked->user_agent, request.visitor);
	insert(hub, &request);
	lock_give(&hub->lock, LOCK_TRACKING);
	wakeup_ring(hub->bell);
}

void tracking_hub_figures(struct tracking_hub *hub, struct tracking_figures *out)
{
	lock_take(&hub->lock, LOCK_TRACKING);
	*out = (struct tracking_figures){hub->taken, hub->dropped, hub->count};
	lock_give(&hub->lock, LOCK_TRACKING);
}

/* What is queued, in an array of its own. */
static size_t take_all(struct tracking_hub *hub, struct tracking_request *batch, bool *is_stopping)
{
	size_t count;

	lock_take(&hub->lock, LOCK_TRACKING);
	count = hub->count;
	memcpy(batch, hub->queue, count * sizeof(*batch));
	hub->count = 0;
	*is_stopping = hub->is_stopping;
	lock_give(&hub->lock, LOCK_TRACKING);
	return count;
}

/* A store that takes nothing costs the figures of this batch, and no reader's time. */
static void write_batch(struct tracking_hub *hub, struct tracking_request *batch, size_t count)
{
	struct error err;

	if (count == 0 || tracking_ops_record(hub->ops, batch, count, &err))
		return;
	log_error(LOG_WARN, "tracking_not_kept", &err);
	lock_take(&hub->lock, LOCK_TRACKING);
	hub->dropped += count;
	lock_give(&hub->lock, LOCK_TRACKING);
}

static void *serve(void *context)
{
	struct tracking_hub *hub = context;
	struct tracking_request *batch = calloc(QUEUE_SIZE, sizeof(*batch));
	bool is_stopping = false;

	ASSERT(batch);
	while (!is_stopping) {
		uint64_t seen = wakeup_count(hub->bell);

		write_batch(hub, batch, take_all(hub, batch, &is_stopping));
		if (is_stopping)
			break;
		wakeup_wait(hub->bell, seen, -1);
		usleep(GATHER_MS * 1000);
	}
	free(batch);
	return NULL;
}

struct tracking_hub *tracking_hub_new(struct ops *ops)
{
	struct tracking_hub *hub = calloc(1, sizeof(*hub));

	ASSERT(hub);
	hub->ops = ops;
	hub->bell = wakeup_new();
	pthread_mutex_init(&hub->lock, NULL);
	ASSERT(pthread_create(&hub->thread, NULL, serve, hub) == 0);
	return hub;
}

void tracking_hub_stop(struct tracking_hub *hub)
{
	if (hub->is_joined)
		return;
	lock_take(&hub->lock, LOCK_TRACKING);
	hub->is_stopping = true;
	lock_give(&hub->lock, LOCK_TRACKING);
	wakeup_ring(hub->bell);
	pthread_join(hub->thread, NULL);
	hub->is_joined = true;
}

void tracking_hub_free(struct tracking_hub *hub)
{
	if (!hub)
		return;
	tracking_hub_stop(hub);
	wakeup_free(hub->bell);
	pthread_mutex_destroy(&hub->lock);
	free(hub);
}
