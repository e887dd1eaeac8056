/*
 * lanes: found by mailbox in a hash table; the idle ones stand in a heap for each standing, by the time at which they are ready.
 *
 * A key in a heap may be earlier than the lane is ready (its place went down, it was paused), never later: who comes to the top
 * too early is moved down. What makes a lane ready earlier moves it at once.
 */
#include "engine/lanes.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/lock.h"
#include "engine/lanes_internal.h"

enum { LEAST_SLEEP_MS = 1000, MAX_WAIT_MS = 60000, STUCK_MS = 5000 };

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
	lanes->slow_limit = !options->workers ? INT_MAX : options->workers > 7 ? options->workers / 8 : 1;
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
	for (size_t i = 0; i < LANE_BUCKETS; i++)
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
	ready_heap_free(&lanes->at_work);
	pthread_cond_destroy(&lanes->changed);
	pthread_mutex_destroy(&lanes->mutex);
	free(lanes);
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t lanes_ready_at(const struct lanes *lanes, const struct slot *slot, int64_t now)
{
	int64_t at = later(slot->ready_at, slot->paused_until);
	int64_t open_at = slot->place ? place_open_at(slot->place, now, lanes->slow_limit) : now;

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
	if (slot->began_at > now)
		slot->began_at = now;
}

/* The wall clock went back: times that were taken from it would else hold a lane for as long as it had been ahead. */
static void set_back(struct lanes *lanes, int64_t now)
{
	int64_t by = lanes->seen_at - now;

	for (struct place *place = lanes->places; place; place = place->next) {
		if (place->look_at > now)
			place->look_at -= by;
		if (place->worked_at > now)
			place->worked_at = now;
	}
	for (size_t i = 0; i < LANE_BUCKETS; i++)
		for (struct slot *slot = lanes->buckets[i]; slot; slot = slot->next) {
			set_slot_back(slot, now, by);
			if (!slot->taken)
				ready_heap_move(
					&lanes->heaps[slot->standing], &slot->ready, lanes_ready_at(lanes, slot, now));
			else if (!slot->is_stuck)
				ready_heap_move(&lanes->at_work, &slot->ready, slot->began_at);
		}
}

int64_t lanes_now(struct lanes *lanes)
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
	ready_heap_add(&lanes->heaps[slot->standing], &slot->ready, lanes_ready_at(lanes, slot, lanes_now(lanes)));
}

void lanes_put_right(struct lanes *lanes, struct slot *slot)
{
	if (!slot->taken)
		ready_heap_move(
			&lanes->heaps[slot->standing], &slot->ready, lanes_ready_at(lanes, slot, lanes_now(lanes)));
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
	lanes_now(lanes); /* before a time from the past is compared */
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
		lanes_put_right(lanes, slot);
		pthread_cond_signal(&lanes->changed);
	}
	lock_give(&lanes->mutex, LOCK_LANES);
}

int lanes_room(const struct lanes *lanes, enum standing standing)
{
	int good = lanes->options.workers - lanes->taken[PROVEN] - lanes->taken[FRESH];
	int own = lanes->limits[standing] - lanes->taken[standing];

	if (!lanes->options.workers)
		return INT_MAX;
	if (standing == DOUBTFUL)
		return own;
	return standing == FRESH && own < good ? own : good;
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

void lanes_find_stuck(struct lanes *lanes, int64_t now)
{
	struct ready *first;

	while ((first = ready_heap_first(&lanes->at_work)) && first->key + STUCK_MS <= now) {
		struct slot *slot = slot_of(first);

		ready_heap_remove(&lanes->at_work, first);
		slot->is_stuck = true;
		stand(lanes, slot, DOUBTFUL);
		if (slot->place)
			place_stuck(slot->place, slot->began_at);
	}
}

/* Until when one of those at work may be stuck without being looked at. */
static int64_t next_stuck_at(const struct lanes *lanes)
{
	struct ready *first = ready_heap_first(&lanes->at_work);

	return first ? first->key + STUCK_MS : INT64_MAX;
}

/* The earliest of this standing, whose key then is when it is ready; NULL when it is empty or has its share of workers. */
static struct slot *first_of(struct lanes *lanes, enum standing standing, int64_t now)
{
	struct ready_heap *heap = &lanes->heaps[standing];
	struct ready *first;

	if (lanes_room(lanes, standing) <= 0)
		return NULL;
	while ((first = ready_heap_first(heap))) {
		int64_t at = lanes_ready_at(lanes, slot_of(first), now);

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
	int64_t look_at;

	lanes_find_stuck(lanes, now);
	for (enum standing standing = 0; standing < STANDING_COUNT; standing++) {
		struct slot *first = first_of(lanes, standing, now);

		if (first && (!best || first->ready.key < best->ready.key))
			best = first;
	}
	if (best && best->ready.key <= now)
		return best;
	look_at = next_stuck_at(lanes);
	if (best && best->ready.key < look_at)
		look_at = best->ready.key;
	if (look_at - now < *wait_ms)
		*wait_ms = look_at - now;
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

/* Its worker begins with something. */
static void begin(struct lanes *lanes, struct slot *slot)
{
	slot->began_at = lanes_now(lanes);
	ready_heap_add(&lanes->at_work, &slot->ready, slot->began_at);
}

/* And has ended it. */
static void end(struct lanes *lanes, struct slot *slot)
{
	if (!slot->is_stuck)
		ready_heap_remove(&lanes->at_work, &slot->ready);
	else if (slot->place)
		place_unstuck(slot->place);
	slot->is_stuck = false;
}

static void take(struct lanes *lanes, struct slot *slot)
{
	ready_heap_remove(&lanes->heaps[slot->standing], &slot->ready);
	lanes->taken[slot->standing]++;
	slot->taken = true;
	slot->offered_at = INT64_MAX;
	if (slot->place)
		slot->is_looking = place_enter(slot->place);
	begin(lanes, slot);
}

static void leave_place(struct slot *slot)
{
	if (slot->place)
		place_leave(slot->place, slot->is_looking);
	slot->is_looking = false;
}

struct lane *lanes_take(struct lanes *lanes, int64_t wait_ms)
{
	struct slot *slot = NULL;
	int64_t deadline;

	lock_take(&lanes->mutex, LOCK_LANES);
	deadline = lanes_now(lanes) + wait_ms;
	while (!lanes->stopped) {
		int64_t now = lanes_now(lanes);
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

void lanes_forget_place(struct lanes *lanes, struct slot *slot)
{
	struct place *place = slot->place, **link = &lanes->places;

	slot->place = NULL;
	if (!place || --place->lanes > 0)
		return;
	while (*link != place)
		link = &(*link)->next;
	*link = place->next;
	free(place);
}

static void move_to_place(struct lanes *lanes, struct slot *slot, const char *name)
{
	end(lanes, slot);
	leave_place(slot);
	lanes_forget_place(lanes, slot);
	slot->place = find_place(lanes, name);
	slot->place->lanes++;
	slot->is_looking = place_enter(slot->place);
	begin(lanes, slot);
}

void lanes_set_place(struct lanes *lanes, struct lane *lane, const char *name)
{
	struct slot *slot = (struct slot *)lane;

	lock_take(&lanes->mutex, LOCK_LANES);
	if (!slot->place || strncmp(slot->place->name, name, PLACE_NAME_SIZE - 1) != 0)
		move_to_place(lanes, slot, name);
	lock_give(&lanes->mutex, LOCK_LANES);
}

void lanes_begin(struct lanes *lanes, struct lane *lane)
{
	struct slot *slot = (struct slot *)lane;

	lock_take(&lanes->mutex, LOCK_LANES);
	end(lanes, slot);
	begin(lanes, slot);
	lock_give(&lanes->mutex, LOCK_LANES);
}

/* Nobody need wait for this place any more. */
static void let_in(struct lanes *lanes, const struct place *place)
{
	for (size_t i = 0; i < LANE_BUCKETS; i++)
		for (struct slot *slot = lanes->buckets[i]; slot; slot = slot->next)
			if (slot->place == place)
				lanes_put_right(lanes, slot);
	pthread_cond_broadcast(&lanes->changed);
}

void lanes_tell(struct lanes *lanes, struct lane *lane, enum lane_news news)
{
	struct slot *slot = (struct slot *)lane;

	lock_take(&lanes->mutex, LOCK_LANES);
	stand(lanes, slot, news == LANE_WORKED ? PROVEN : DOUBTFUL);
	if (slot->place && news == LANE_FAILED) {
		place_failed(slot->place, lane->mailbox_id, lanes_now(lanes));
	} else if (slot->place) {
		bool was_shut = slot->place->down_since != 0 || slot->place->is_slow;

		place_worked(slot->place, lanes_now(lanes));
		if (was_shut)
			let_in(lanes, slot->place);
	}
	lock_give(&lanes->mutex, LOCK_LANES);
}

static void sleep_until(struct lanes *lanes, struct slot *slot, int64_t ready_at)
{
	slot->slept_at = lanes_now(lanes);
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
	end(lanes, slot);
	leave_place(slot);
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
		lanes_put_right(lanes, slot);
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

void lanes_stop(struct lanes *lanes)
{
	lock_take(&lanes->mutex, LOCK_LANES);
	lanes->stopped = true;
	pthread_cond_broadcast(&lanes->changed);
	lock_give(&lanes->mutex, LOCK_LANES);
}
