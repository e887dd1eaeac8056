#include "engine/lanes.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/check.h"

enum { LEAST_SLEEP_MS = 1000, MAX_WAIT_MS = 60000 };

struct slot {
	struct lane lane;
	int64_t ready_at;   /* INT64_MAX: asleep until offered */
	int64_t slept_at;   /* when its worker gave it back */
	int64_t offered_at; /* the earliest offer that came while a worker was in it; INT64_MAX: none */
	int64_t paused_until;
	bool taken, close_session;
	struct slot *next;
};

struct lanes {
	struct lanes_options options;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct slot *slots;
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
	pthread_mutex_init(&lanes->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&lanes->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	return lanes;
}

void lanes_free(struct lanes *lanes)
{
	if (!lanes)
		return;
	while (lanes->slots) {
		struct slot *next = lanes->slots->next;

		ASSERT(!lanes->slots->taken);
		if (lanes->slots->lane.session)
			lanes->options.close_session(lanes->slots->lane.session);
		free(lanes->slots);
		lanes->slots = next;
	}
	pthread_cond_destroy(&lanes->changed);
	pthread_mutex_destroy(&lanes->mutex);
	free(lanes);
}

/* The wall clock went back: times that were taken from it would else hold a lane for as long as it had been ahead. */
static void set_back(struct lanes *lanes, int64_t now)
{
	int64_t by = lanes->seen_at - now;

	for (struct slot *slot = lanes->slots; slot; slot = slot->next) {
		if (slot->slept_at > now)
			slot->slept_at = now;
		if (slot->paused_until > now)
			slot->paused_until -= by;
		if (slot->ready_at != INT64_MAX && slot->ready_at > now)
			slot->ready_at = now; /* its worker looks anew when something is due */
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

static struct slot *find(struct lanes *lanes, int64_t mailbox_id)
{
	struct slot *slot = lanes->slots;

	while (slot && slot->lane.mailbox_id != mailbox_id)
		slot = slot->next;
	return slot;
}

static struct slot *add(struct lanes *lanes, int64_t workspace_id, int64_t mailbox_id)
{
	struct slot *slot = calloc(1, sizeof(*slot));

	if (!slot)
		check_failed(__FILE__, __LINE__, "out of memory");
	slot->lane.workspace_id = workspace_id;
	slot->lane.mailbox_id = mailbox_id;
	slot->ready_at = INT64_MAX;
	slot->offered_at = INT64_MAX;
	slot->next = lanes->slots;
	lanes->slots = slot;
	return slot;
}

void lanes_offer(struct lanes *lanes, int64_t workspace_id, int64_t mailbox_id, int64_t ready_at)
{
	struct slot *slot;
	int64_t earliest;

	pthread_mutex_lock(&lanes->mutex);
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
		pthread_cond_signal(&lanes->changed);
	}
	pthread_mutex_unlock(&lanes->mutex);
}

static int64_t ready_at(const struct slot *slot)
{
	return slot->ready_at > slot->paused_until ? slot->ready_at : slot->paused_until;
}

/* The idle slot that is ready longest; *wait_ms is lowered to the time until the next one is. */
static struct slot *pick(struct lanes *lanes, int64_t now, int64_t *wait_ms)
{
	struct slot *best = NULL;

	for (struct slot *slot = lanes->slots; slot; slot = slot->next)
		if (!slot->taken && (!best || ready_at(slot) < ready_at(best)))
			best = slot;
	if (best && ready_at(best) <= now)
		return best;
	if (best && ready_at(best) - now < *wait_ms)
		*wait_ms = ready_at(best) - now;
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

struct lane *lanes_take(struct lanes *lanes, int64_t wait_ms)
{
	struct slot *slot = NULL;
	int64_t deadline;

	pthread_mutex_lock(&lanes->mutex);
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
	if (slot) {
		slot->taken = true;
		slot->offered_at = INT64_MAX;
	}
	pthread_mutex_unlock(&lanes->mutex);
	return slot ? &slot->lane : NULL;
}

void lanes_give(struct lanes *lanes, struct lane *lane, int64_t ready_at)
{
	struct slot *slot = (struct slot *)lane; /* its first member */
	struct send_session *closing = NULL;

	pthread_mutex_lock(&lanes->mutex);
	slot->slept_at = now_of(lanes);
	slot->ready_at = ready_at;
	if (slot->offered_at != INT64_MAX) {
		int64_t earliest = slot->slept_at + (ready_at == INT64_MAX ? 0 : LEAST_SLEEP_MS);
		int64_t offered = slot->offered_at > earliest ? slot->offered_at : earliest;

		if (offered < slot->ready_at)
			slot->ready_at = offered;
	}
	if (slot->close_session) {
		closing = slot->lane.session;
		slot->lane.session = NULL;
		slot->close_session = false;
	}
	slot->taken = false;
	pthread_cond_signal(&lanes->changed);
	pthread_mutex_unlock(&lanes->mutex);
	if (closing)
		lanes->options.close_session(closing);
}

void lanes_pause(struct lanes *lanes, struct lane *lane, int64_t until)
{
	struct slot *slot = (struct slot *)lane; /* its first member */

	pthread_mutex_lock(&lanes->mutex);
	if (!slot->close_session) /* fenced meanwhile: what it failed with is not what it will try with */
		slot->paused_until = until;
	pthread_mutex_unlock(&lanes->mutex);
}

void lanes_close_session(struct lanes *lanes, int64_t mailbox_id)
{
	struct send_session *closing = NULL;
	struct slot *slot;

	pthread_mutex_lock(&lanes->mutex);
	slot = find(lanes, mailbox_id);
	if (slot)
		slot->paused_until = 0;
	if (slot && slot->taken) {
		slot->close_session = true;
	} else if (slot) {
		closing = slot->lane.session;
		slot->lane.session = NULL;
	}
	pthread_mutex_unlock(&lanes->mutex);
	if (closing)
		lanes->options.close_session(closing);
}

/* Takes one idle connection out, or forgets one lane without work. False when there is nothing (more) to do. */
static bool reap_one(struct lanes *lanes, int64_t idle_ms)
{
	struct send_session *closing = NULL;
	bool did = false;

	pthread_mutex_lock(&lanes->mutex);
	for (struct slot **link = &lanes->slots; *link && !did; link = &(*link)->next) {
		struct slot *slot = *link;

		if (slot->taken || now_of(lanes) - slot->slept_at < idle_ms || slot->paused_until > now_of(lanes))
			continue;
		closing = slot->lane.session;
		slot->lane.session = NULL;
		did = closing != NULL;
		if (slot->ready_at == INT64_MAX) {
			*link = slot->next;
			free(slot);
			did = true;
			break;
		}
	}
	pthread_mutex_unlock(&lanes->mutex);
	if (closing)
		lanes->options.close_session(closing);
	return did;
}

void lanes_reap(struct lanes *lanes, int64_t idle_ms)
{
	while (reap_one(lanes, idle_ms))
		continue;
}

void lanes_stop(struct lanes *lanes)
{
	pthread_mutex_lock(&lanes->mutex);
	lanes->stopped = true;
	pthread_cond_broadcast(&lanes->changed);
	pthread_mutex_unlock(&lanes->mutex);
}

void lanes_counts(struct lanes *lanes, int64_t *all, int64_t *ready)
{
	int64_t now;

	*all = *ready = 0;
	pthread_mutex_lock(&lanes->mutex);
	now = now_of(lanes);
	for (const struct slot *slot = lanes->slots; slot; slot = slot->next) {
		(*all)++;
		*ready += !slot->taken && ready_at(slot) <= now;
	}
	pthread_mutex_unlock(&lanes->mutex);
}
