#pragma once
/*
 * lanes: one lane for each mailbox that has something due; a worker takes a ready lane, works it, and gives it back.
 *
 * At most one worker is in a lane, so at most one connection of a mailbox sends. The lane keeps that connection for the
 * next turn; it is closed when idle, or when the mailbox is fenced.
 *
 * So that bad mailboxes and servers never take the workers from the others, a lane is proven, fresh or doubtful by how it went
 * when it was last worked, or by how long it takes just now. Fresh ones get a half of the workers; doubtful ones get none of
 * them, but a few of their own. Lanes of a place that is down or slow (place.h) wait for it together. Among those that may be
 * taken the one that has been ready longest comes first.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/own.h"
#include "ops/ops.h"

struct lanes;
struct send_session;

struct lane {
	int64_t workspace_id, mailbox_id;
	struct send_session *session; /* the worker's while it is in the lane */
	int failures;                 /* network failures in a row */
};

struct lanes_options {
	void (*close_session)(struct send_session *session);
	int64_t (*now)(void *context); /* wall clock, ms */
	void *context;
	int workers; /* who may be in proven and fresh lanes at once, a half of them in fresh ones; a quarter as many more in
	              * doubtful ones; an eighth in those of one slow place. 0: no limits */
};

/* How it went in a lane, as far as the network and the server are concerned. */
enum lane_news {
	LANE_WORKED, /* the server did what it is for */
	LANE_SLOW,   /* it did, but let wait */
	LANE_FAILED, /* it was not there, or fell silent */
};

struct lanes *lanes_new(const struct lanes_options *options);
void lanes_free(struct lanes *lanes);
OWN_DEFINE(lanes)

/* There is work for this mailbox from ready_at on. An idle lane that asked to sleep is woken a second after it fell asleep
 * at the earliest: a bell for somebody else must not make every waiting mailbox look again. */
void lanes_offer(struct lanes *lanes, int64_t workspace_id, int64_t mailbox_id, int64_t ready_at);

/* The lane that has been ready longest, taken; NULL after wait_ms without one, or when stopped. */
struct lane *lanes_take(struct lanes *lanes, int64_t wait_ms);

/* Told by the worker in the lane: where this mailbox's server is ("smtp.acme.test:587"), and how it goes there. */
void lanes_set_place(struct lanes *lanes, struct lane *lane, const char *name);
void lanes_tell(struct lanes *lanes, struct lane *lane, enum lane_news news);

/* Told before each email: a worker that is with one for long holds a doubtful lane. */
void lanes_begin(struct lanes *lanes, struct lane *lane);

/* Gives a lane back; ready again at ready_at (INT64_MAX: when offered). */
void lanes_give(struct lanes *lanes, struct lane *lane, int64_t ready_at);

/* After trouble, called by the worker in the lane: whoever offers it, the lane is not taken again before `until`. A pause
 * ends early with lanes_close_session, since the mailbox may have other credentials then. */
void lanes_pause(struct lanes *lanes, struct lane *lane, int64_t until);

/* Closes the kept connection of this mailbox, at once or when its worker gives the lane back. */
void lanes_close_session(struct lanes *lanes, int64_t mailbox_id);

/* Closes connections that nobody has used for idle_ms and forgets lanes without work. */
void lanes_reap(struct lanes *lanes, int64_t idle_ms);

/* Wakes everybody; lanes_take gives NULL from now on. */
void lanes_stop(struct lanes *lanes);

/* `ready` counts those that may be taken now, as far as the limits go. */
void lanes_counts(struct lanes *lanes, int64_t *all, int64_t *ready);

/* What pages and metrics tell of. */
struct lanes_view {
	int64_t lanes, waiting, taken;                        /* waiting: ready, whether the limits allow it or not */
	int64_t fresh, doubtful, fresh_limit, doubtful_limit; /* taken ones, and how many may be */
	struct place_down *down;
	size_t down_count;
};
void lanes_look(struct lanes *lanes, struct arena *arena, struct lanes_view *out);
