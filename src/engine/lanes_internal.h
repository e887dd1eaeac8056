#pragma once
/*
 * lanes_internal: what the files of lanes share. Everything here is under the mutex.
 */
#include "engine/lanes.h"

#include <pthread.h>

#include "engine/place.h"
#include "engine/ready_heap.h"

enum { LANE_BUCKETS = 4096 };

/* How a lane stands with us: it worked the last time; it was never tried; it failed, or let wait. */
enum standing { PROVEN, FRESH, DOUBTFUL, STANDING_COUNT };

struct slot {
	struct lane lane; /* first */
	struct ready
		ready; /* in the heap of its standing while nobody is in it; in `at_work`, by began_at, until it is stuck */
	int64_t ready_at;   /* INT64_MAX: asleep until offered */
	int64_t slept_at;   /* when its worker gave it back */
	int64_t offered_at; /* the earliest offer that came while a worker was in it; INT64_MAX: none */
	int64_t began_at;   /* while a worker is in it: what the worker does now */
	int64_t paused_until;
	enum standing standing;
	struct place *place; /* NULL: not known yet */
	bool taken, close_session;
	bool is_stuck;     /* what its worker does takes long */
	bool is_looking;   /* whether its place is up */
	struct slot *next; /* in its bucket */
};

struct lanes {
	struct lanes_options options;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct slot *buckets[LANE_BUCKETS];
	struct ready_heap heaps[STANDING_COUNT], at_work;
	int limits[STANDING_COUNT], taken[STANDING_COUNT]; /* limit 0: none */
	int slow_limit;                                    /* workers in one slow place */
	struct place *places;
	int64_t count;
	int64_t seen_at; /* what the clock said last */
	bool stopped;
};

int64_t lanes_now(struct lanes *lanes);

/* When it may be taken, as things are. */
int64_t lanes_ready_at(const struct lanes *lanes, const struct slot *slot, int64_t now);

/* How many more of this standing may be taken; INT_MAX: any number. */
int lanes_room(const struct lanes *lanes, enum standing standing);

/* Those whose worker has been with one thing for long count as doubtful from now on. */
void lanes_find_stuck(struct lanes *lanes, int64_t now);

/* Its time has changed: it stands where it belongs again. */
void lanes_put_right(struct lanes *lanes, struct slot *slot);

/* The slot belongs to no place any more. */
void lanes_forget_place(struct lanes *lanes, struct slot *slot);
