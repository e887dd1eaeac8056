/*
 * lanes_view: what counts, shows and tidies up lanes.
 */
#include "engine/lanes_internal.h"

#include <limits.h>
#include <stdlib.h>

#include "base/lock.h"

/* Takes an idle connection out of the slot; forgets the slot when it has no work either, unless it is remembered for trouble. */
static bool reap_slot(struct lanes *lanes, struct slot **link, int64_t idle_ms, struct send_session **closing)
{
	struct slot *slot = *link;
	int64_t now = lanes_now(lanes);

	if (slot->taken || now - slot->slept_at < idle_ms || slot->paused_until > now)
		return false;
	*closing = slot->lane.session;
	slot->lane.session = NULL;
	if (slot->ready_at != INT64_MAX)
		return *closing != NULL;
	lanes_forget_place(lanes, slot);
	ready_heap_remove(&lanes->heaps[slot->standing], &slot->ready);
	lanes->count--;
	*link = slot->next;
	free(slot);
	return true;
}

/* Does one thing in this bucket; false when there is nothing (more) to do. */
static bool reap_one(struct lanes *lanes, size_t bucket, int64_t idle_ms)
{
	struct send_session *closing = NULL;
	bool did = false;

	lock_take(&lanes->mutex, LOCK_LANES);
	for (struct slot **link = &lanes->buckets[bucket]; *link && !did; link = &(*link)->next) {
		did = reap_slot(lanes, link, idle_ms, &closing);
		if (did)
			break;
	}
	lock_give(&lanes->mutex, LOCK_LANES);
	if (closing)
		lanes->options.close_session(closing);
	return did;
}

void lanes_reap(struct lanes *lanes, int64_t idle_ms)
{
	for (size_t bucket = 0; bucket < LANE_BUCKETS; bucket++)
		while (reap_one(lanes, bucket, idle_ms))
			continue;
}

/* The mutex is held. */
static int64_t count_ready(struct lanes *lanes, enum standing standing, int64_t now)
{
	const struct ready_heap *heap = &lanes->heaps[standing];
	int64_t ready = 0;

	for (size_t i = 1; i <= heap->count; i++)
		ready += lanes_ready_at(lanes, heap->items[i]->owner, now) <= now;
	return ready;
}

static int64_t at_most(int64_t count, int64_t room)
{
	return count < room ? count : room > 0 ? room : 0;
}

/* How many could be taken now, were there workers. The mutex is held. */
static int64_t count_takeable(struct lanes *lanes)
{
	int64_t now = lanes_now(lanes), fresh, proven;

	lanes_find_stuck(lanes, now);
	fresh = at_most(count_ready(lanes, FRESH, now), lanes_room(lanes, FRESH));
	proven = count_ready(lanes, PROVEN, now);
	return at_most(proven + fresh, lanes_room(lanes, PROVEN)) +
		at_most(count_ready(lanes, DOUBTFUL, now), lanes_room(lanes, DOUBTFUL));
}

void lanes_counts(struct lanes *lanes, int64_t *all, int64_t *ready)
{
	lock_take(&lanes->mutex, LOCK_LANES);
	*all = lanes->count;
	*ready = count_takeable(lanes);
	lock_give(&lanes->mutex, LOCK_LANES);
}

/* The mutex is held. */
static void list_down(struct lanes *lanes, struct arena *arena, struct lanes_view *out)
{
	size_t count = 0;

	for (const struct place *place = lanes->places; place; place = place->next)
		count += place->down_since != 0;
	out->down = arena_alloc(arena, (count + 1) * sizeof(*out->down));
	for (const struct place *place = lanes->places; place; place = place->next)
		if (place->down_since) {
			out->down[out->down_count].name = arena_text(arena, place->name);
			out->down[out->down_count++].since = place->down_since;
		}
}

/* The mutex is held. */
static int64_t count_waiting(struct lanes *lanes)
{
	int64_t now = lanes_now(lanes), waiting = 0;

	for (enum standing standing = 0; standing < STANDING_COUNT; standing++)
		waiting += count_ready(lanes, standing, now);
	return waiting;
}

void lanes_look(struct lanes *lanes, struct arena *arena, struct lanes_view *out)
{
	*out = (struct lanes_view){0};
	lock_take(&lanes->mutex, LOCK_LANES);
	out->lanes = lanes->count;
	out->waiting = count_waiting(lanes);
	out->fresh = lanes->taken[FRESH];
	out->doubtful = lanes->taken[DOUBTFUL];
	out->taken = lanes->taken[PROVEN] + out->fresh + out->doubtful;
	out->fresh_limit = lanes->limits[FRESH];
	out->doubtful_limit = lanes->limits[DOUBTFUL];
	list_down(lanes, arena, out);
	lock_give(&lanes->mutex, LOCK_LANES);
}
