/*
 * lanes: found by mailbox in a hash table; the idle ones stand in a heap for each standing, by the time at which they are ready.
 *
 * A key in a heap may be earlier than the lane is ready (its place went down, it was paused), never later: who comes to the top
 * too early is moved down. What makes a lane ready earlier moves it at once.
 */
#include "engine/lanes.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/lock.h"
#include "engine/place.h"
#include "engine/ready_heap.h"

enum { LEAST_SLEEP_MS = 1000, MAX_WAIT_MS = 60000, BUCKETS = 4096 };

/* How a lane stands with us: it worked the last time; it was never tried; it failed, or let wait. */
enum standing { PROVEN, FRESH, DOUBTFUL, STANDING_COUNT };

struct slot {
	struct lane lane;   /* first */
	struct ready ready; /* in a heap while nobody is in it */
	int64_t ready_at;   /* INT64_MAX: asleep until offered */
	int64_t slept_at;   /* when its worker gave it back */
	int64_t offered_at; /* the earliest offer that came while a worker was in it; INT64_MAX: none */
	int64_t paused_until;
	enum standing standing;
	struct place *place; /* NULL: not known yet */
	bool taken, close_session;
	struct slot *next; /* in its bucket */
};

struct lanes {
	struct lanes_options options;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct slot *buckets[BUCKETS];
	struct ready_heap heaps[STANDING_COUNT];
	int limits[STANDING_COUNT], taken[STANDING_COUNT]; /* limit 0: none */
	struct place *places;
	int64_t count;
	int64_t seen_at; /* what the clock said last; under the mutex */
	bool stopped;
};

struct lanes *lanes_new(const struct lanes_options *options)
{
	struct lanes *lanes = calloc(1, sizeof(*lanes));
	pthread_condattr_t attributes;

	if (!lanes)
		check_failed(__FILE__, __LINE__, "out of memory");
	lanes->options = *options;
	if (options->workers) {
		lanes->limits[FRESH] = options->workers > 1 ? options->workers / 2 : 1;
		lanes->limits[DOUBTFUL] = options->workers > 3 ? options->workers / 4 : 1;
	}
	pthread_mutex_init(&lanes->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&lanes->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	return lanes;
}

static void free_slot(struct lanes *lanes, struct slot *slot)
{
	ASSERT(!slot->taken);
	if (slot->lane.session)
		lanes->options.close_session(slot->lane.session);
	free(slot);
}

void lanes_free(struct lanes *lanes)
{
	if (!lanes)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		while (lanes->buckets[i]) {
			struct slot *next = lanes->buckets[i]->next;

			free_slot(lanes, lanes->buckets[i]);
			lanes->buckets[i] = next;
		}
	while (lanes->places) {
		struct place *next = lanes->places->next;

		free(lanes->places);
		lanes->places = next;
	}
	for (int i = 0; i < STANDING_COUNT; i++)
		ready_heap_free(&lanes->heaps[i]);
	pthread_cond_destroy(&lanes->changed);
	pthread_mutex_destroy(&lanes->mutex);
	free(lanes);
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* When it may be taken, as things are. */
static int64_t ready_at(const struct slot *slot, int64_t now)
{
	int64_t at = later(slot->ready_at, slot->paused_until);
	int64_t open_at = slot->place ? place_open_at(slot->place, now) : now;

	return open_at > now ? later(at, open_at) : at;
}

static void set_slot_back(struct slot *slot, int64_t now, int64_t by)
{
	if (slot->slept_at > now)
		slot->slept_at = now;
	if (slot->paused_until > now)
		slot->paused_until -= by;
	if (slot->ready_at != INT64_MAX && slot->ready_at > now)
		slot->ready_at = now; /* its worker looks anew when something is due */
}

/* The wall clock went back: times that were taken from it would else hold a lane for as long as it had been ahead. */
static void set_back(struct lanes *lanes, int64_t now)
{
	int64_t by = lanes->seen_at - now;

	for (struct place *place = lanes->places; place; place = place->next)
		if (place->look_at > now)
			place->look_at -= by;
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct slot *slot = lanes->buckets[i]; slot; slot = slot->next) {
			set_slot_back(slot, now, by);
			if (!slot->taken)
				ready_heap_move(&lanes->heaps[slot->standing], &slot->ready, ready_at(slot, now));
		}
}

/* Under the mutex. */
static int64_t now_of(struct lanes *lanes)
{
	int64_t now = lanes->options.now(lanes->options.context);

	if (now < lanes->seen_at - LEAST_SLEEP_MS)
		set_back(lanes, now);
	lanes->seen_at = now;
	return now;
}

static struct slot *slot_of(struct ready *ready)
{
	return ready->owner;
}

static void put_in(struct lanes *lanes, struct slot *slot)
{
	ready_heap_add(&lanes->heaps[slot->standing], &slot->ready, ready_at(slot, now_of(lanes)));
}

/* Its time has changed: it stands where it belongs again. */
static void put_right(struct lanes *lanes, struct slot *slot)
{
	if (!slot->taken)
		ready_heap_move(&lanes->heaps[slot->standing], &slot->ready, ready_at(slot, now_of(lanes)));
}

static struct slot **bucket_of(struct lanes *lanes, int64_t mailbox_id)
{
	return &lanes->buckets[((uint64_t)mailbox_id * 0x9e3779b97f4a7c15u) >> 52];
}

static struct slot *find(struct lanes *lanes, int64_t mailbox_id)
{
	struct slot *slot = *bucket_of(lanes, mailbox_id);

	while (slot && slot->lane.mailbox_id != mailbox_id)
		slot = slot->next;
	return slot;
}

static struct slot *add(struct lanes *lanes, int64_t workspace_id, int64_t mailbox_id)
{
	struct slot **bucket = bucket_of(lanes, mailbox_id);
	struct slot *slot = calloc(1, sizeof(*slot));

	if (!slot)
		check_failed(__FILE__, __LINE__, "out of memory");
	slot->lane.workspace_id = workspace_id;
	slot->lane.mailbox_id = mailbox_id;
	slot->ready_at = INT64_MAX;
	slot->offered_at = INT64_MAX;
	slot->standing = FRESH;
	slot->ready.owner = slot;
	slot->next = *bucket;
	*bucket = slot;
	lanes->count++;
	put_in(lanes, slot);
	return slot;
}

void lanes_offer(struct lanes *lanes, int64_t workspace_id, int64_t mailbox_id, int64_t ready_at)
{
	struct slot *slot;
	int64_t earliest;

	lock_take(&lanes->mutex, LOCK_LANES);
	now_of(lanes); /* before a time from the past is compared */
	slot = find(lanes, mailbox_id);
	if (!slot)
		slot = add(lanes, workspace_id, mailbox_id);
	earliest = slot->slept_at + LEAST_SLEEP_MS;
	if (slot->ready_at != INT64_MAX && ready_at < earliest)
		ready_at = earliest;
	if (slot->taken) {
		if (ready_at < slot->offered_at)
			slot->offered_at = ready_at;
	} else if (ready_at < slot->ready_at) {
		slot->ready_at = ready_at;
		put_right(lanes, slot);
		pthread_cond_signal(&lanes->changed);
	}
	lock_give(&lanes->mutex, LOCK_LANES);
}

/* The earliest of this standing, whose key then is when it is ready; NULL when it is empty or has its share of workers. */
static struct slot *first_of(struct lanes *lanes, enum standing standing, int64_t now)
{
	struct ready_heap *heap = &lanes->heaps[standing];
	struct ready *first;

	if (lanes->limits[standing] && lanes->taken[standing] >= lanes->limits[standing])
		return NULL;
	while ((first = ready_heap_first(heap))) {
		int64_t at = ready_at(slot_of(first), now);

		if (at <= first->key || first->key > now)
			return slot_of(first);
		ready_heap_move(heap, first, at);
	}
	return NULL;
}

/* The idle slot that is ready longest; *wait_ms is lowered to the time until the next one is. */
static struct slot *pick(struct lanes *lanes, int64_t now, int64_t *wait_ms)
{
	struct slot *best = NULL;

	for (enum standing standing = 0; standing < STANDING_COUNT; standing++) {
		struct slot *first = first_of(lanes, standing, now);

		if (first && (!best || first->ready.key < best->ready.key))
			best = first;
	}
	if (!best || best->ready.key <= now)
		return best;
	if (best->ready.key - now < *wait_ms)
		*wait_ms = best->ready.key - now;
	return NULL;
}

static void wait_for(struct lanes *lanes, int64_t ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += ms % 1000 * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	pthread_cond_timedwait(&lanes->changed, &lanes->mutex, &at);
}

static void take(struct lanes *lanes, struct slot *slot)
{
	ready_heap_remove(&lanes->heaps[slot->standing], &slot->ready);
	lanes->taken[slot->standing]++;
	slot->taken = true;
	slot->offered_at = INT64_MAX;
	if (slot->place)
		place_enter(slot->place);
}

struct lane *lanes_take(struct lanes *lanes, int64_t wait_ms)
{
	struct slot *slot = NULL;
	int64_t deadline;

	lock_take(&lanes->mutex, LOCK_LANES);
	deadline = now_of(lanes) + wait_ms;
	while (!lanes->stopped) {
		int64_t now = now_of(lanes);
		int64_t left = deadline - now < MAX_WAIT_MS ? deadline - now : MAX_WAIT_MS;

		slot = pick(lanes, now, &left);
		if (slot || deadline <= now)
			break;
		wait_for(lanes, left > 0 ? left : 1);
	}
	if (lanes->stopped)
		slot = NULL;
	if (slot)
		take(lanes, slot);
	lock_give(&lanes->mutex, LOCK_LANES);
	return slot ? &slot->lane : NULL;
}

static struct place *find_place(struct lanes *lanes, const char *name)
{
	struct place *place = lanes->places;

	while (place && strncmp(place->name, name, PLACE_NAME_SIZE - 1) != 0)
		place = place->next;
	if (place)
		return place;
	place = calloc(1, sizeof(*place));
	if (!place)
		check_failed(__FILE__, __LINE__, "out of memory");
	snprintf(place->name, sizeof(place->name), "%s", name);
	place->next = lanes->places;
	lanes->places = place;
	return place;
}

void lanes_set_place(struct lanes *lanes, struct lane *lane, const char *name)
{
	struct slot *slot = (struct slot *)lane;

	lock_take(&lanes->mutex, LOCK_LANES);
	if (!slot->place || strncmp(slot->place->name, name, PLACE_NAME_SIZE - 1) != 0)
		slot->place = find_place(lanes, name);
	lock_give(&lanes->mutex, LOCK_LANES);
}

/* Nobody need wait for this place any more. */
static void let_in(struct lanes *lanes, const struct place *place)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct slot *slot = lanes->buckets[i]; slot; slot = slot->next)
			if (slot->place == place)
				put_right(lanes, slot);
}

static void stand(struct lanes *lanes, struct slot *slot, enum standing standing)
{
	if (slot->standing == standing)
		return;
	lanes->taken[slot->standing]--;
	lanes->taken[standing]++;
	slot->standing = standing;
	pthread_cond_signal(&lanes->changed);
}

void lanes_tell(struct lanes *lanes, struct lane *lane, enum lane_news news)
{
	struct slot *slot = (struct slot *)lane;

	lock_take(&lanes->mutex, LOCK_LANES);
	stand(lanes, slot, news == LANE_WORKED ? PROVEN : DOUBTFUL);
	if (slot->place && news == LANE_FAILED) {
		place_failed(slot->place, lane->mailbox_id, now_of(lanes));
	} else if (slot->place && slot->place->failures) {
		bool was_down = slot->place->down_since != 0;

		place_worked(slot->place);
		if (was_down)
			let_in(lanes, slot->place);
		pthread_cond_broadcast(&lanes->changed);
	}
	lock_give(&lanes->mutex, LOCK_LANES);
}

static void sleep_until(struct lanes *lanes, struct slot *slot, int64_t ready_at)
{
	slot->slept_at = now_of(lanes);
	slot->ready_at = ready_at;
	if (slot->offered_at != INT64_MAX) {
		int64_t earliest = slot->slept_at + (ready_at == INT64_MAX ? 0 : LEAST_SLEEP_MS);
		int64_t offered = later(slot->offered_at, earliest);

		if (offered < slot->ready_at)
			slot->ready_at = offered;
	}
}

void lanes_give(struct lanes *lanes, struct lane *lane, int64_t ready_at)
{
	struct slot *slot = (struct slot *)lane;
	struct send_session *closing = NULL;

	lock_take(&lanes->mutex, LOCK_LANES);
	sleep_until(lanes, slot, ready_at);
	if (slot->close_session) {
		closing = slot->lane.session;
		slot->lane.session = NULL;
		slot->close_session = false;
	}
	if (slot->place)
		place_leave(slot->place);
	lanes->taken[slot->standing]--;
	slot->taken = false;
	put_in(lanes, slot);
	pthread_cond_signal(&lanes->changed);
	lock_give(&lanes->mutex, LOCK_LANES);
	if (closing)
		lanes->options.close_session(closing);
}

void lanes_pause(struct lanes *lanes, struct lane *lane, int64_t until)
{
	struct slot *slot = (struct slot *)lane;

	lock_take(&lanes->mutex, LOCK_LANES);
	if (!slot->close_session) /* fenced meanwhile: what it failed with is not what it will try with */
		slot->paused_until = until;
	lock_give(&lanes->mutex, LOCK_LANES);
}

void lanes_close_session(struct lanes *lanes, int64_t mailbox_id)
{
	struct send_session *closing = NULL;
	struct slot *slot;

	lock_take(&lanes->mutex, LOCK_LANES);
	slot = find(lanes, mailbox_id);
	if (slot) {
		slot->paused_until = 0;
		put_right(lanes, slot);
	}
	if (slot && slot->taken) {
		slot->close_session = true;
	} else if (slot) {
		closing = slot->lane.session;
		slot->lane.session = NULL;
	}
	lock_give(&lanes->mutex, LOCK_LANES);
	if (closing)
		lanes->options.close_session(closing);
}

/* Takes an idle connection out of the slot; forgets the slot when it has no work either, unless it is remembered for trouble. */
static bool reap_slot(struct lanes *lanes, struct slot **link, int64_t idle_ms, struct send_session **closing)
{
	struct slot *slot = *link;
	int64_t now = now_of(lanes);

	if (slot->taken || now - slot->slept_at < idle_ms || slot->paused_until > now)
		return false;
	*closing = slot->lane.session;
	slot->lane.session = NULL;
	if (slot->ready_at != INT64_MAX)
		return *closing != NULL;
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
	for (size_t bucket = 0; bucket < BUCKETS; bucket++)
		while (reap_one(lanes, bucket, idle_ms))
			continue;
}

void lanes_stop(struct lanes *lanes)
{
	lock_take(&lanes->mutex, LOCK_LANES);
	lanes->stopped = true;
	pthread_cond_broadcast(&lanes->changed);
	lock_give(&lanes->mutex, LOCK_LANES);
}

/* The mutex is held. */
static int64_t count_ready(struct lanes *lanes)
{
	int64_t now = now_of(lanes), ready = 0;

	for (enum standing standing = 0; standing < STANDING_COUNT; standing++) {
		const struct ready_heap *heap = &lanes->heaps[standing];
		int64_t here = 0, room = lanes->limits[standing] - lanes->taken[standing];

		for (size_t i = 1; i <= heap->count; i++)
			here += ready_at(slot_of(heap->items[i]), now) <= now;
		ready += lanes->limits[standing] && here > room ? (room > 0 ? room : 0) : here;
	}
	return ready;
}

void lanes_counts(struct lanes *lanes, int64_t *all, int64_t *ready)
{
	lock_take(&lanes->mutex, LOCK_LANES);
	*all = lanes->count;
	*ready = count_ready(lanes);
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

void lanes_look(struct lanes *lanes, struct arena *arena, struct lanes_view *out)
{
	*out = (struct lanes_view){0};
	lock_take(&lanes->mutex, LOCK_LANES);
	out->lanes = lanes->count;
	out->ready = count_ready(lanes);
	out->fresh = lanes->taken[FRESH];
	out->doubtful = lanes->taken[DOUBTFUL];
	out->taken = lanes->taken[PROVEN] + out->fresh + out->doubtful;
	out->fresh_limit = lanes->limits[FRESH];
	out->doubtful_limit = lanes->limits[DOUBTFUL];
	list_down(lanes, arena, out);
	lock_give(&lanes->mutex, LOCK_LANES);
}
