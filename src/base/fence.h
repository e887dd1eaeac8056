#pragma once
/*
 * fence: the registry of live attempts, by which everything that stops sending stops it.
 *
 * An attempt enters before its permit is asked for and leaves after its settlement is durable. To stop something, the stop
 * is first committed to the database, so that no new permit is given; then fence_stop cancels every matching attempt that
 * has not begun to write its end, and waits for those that have. A sender moves to ENDING under the same mutex and only
 * then writes the end. Hence: when fence_stop has returned, nothing that matched will write an end any more.
 *
 * Disconnect, hold, pause, suppression, erasure and removal all use this one mechanism.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/own.h"

enum { FENCE_PERMIT_VALID_MS = 10000, FENCE_CUT_AFTER_MS = 30000 };

enum attempt_phase { ATTEMPT_PREPARING, ATTEMPT_ENDING };
enum attempt_outcome { ATTEMPT_ABORTED, ATTEMPT_SENT, ATTEMPT_FAILED, ATTEMPT_UNKNOWN };

/* What is being sent by whom. Owned by the worker, at one address from enter to leave. */
struct attempt {
	int64_t attempt_id;
	int64_t send_id; /* 0: not an email but a reading session; stopped with its mailbox, never by a hold */
	int64_t mailbox_id;
	int64_t epoch;
	int64_t campaign_id; /* 0: no campaign */
	int64_t revision;
	int64_t enrollment_id;
	int64_t contact_id;
	int step;
	const char *address;   /* folded for comparison; borrowed until leave */
	const char *domain;    /* A-labels, folded; borrowed until leave */
	struct cancel *cancel; /* raised to abort */

	/* The fence's own. */
	enum attempt_phase phase;
	bool cancelled;
	int64_t permitted_boot_ms;
	int64_t last_byte_at; /* wall clock; when the last byte was given to the kernel; 0: none */
	struct attempt *previous, *next;
	struct fence_watch *watches;
};

/* Which attempts a stop is for: every field that is set must match. */
struct fence_match {
	int64_t mailbox_id;
	int64_t epoch_up_to; /* with mailbox_id; 0: any */
	int64_t campaign_id;
	int64_t contact_id;
	int64_t enrollment_id;
	const char *address;
	const char *domain;        /* this domain and its subdomains */
	int first_step, last_step; /* 0: any; a guard that stops step 1 only has last_step 1 */
	bool readers_too;          /* also reading sessions */
};

struct fence_ended {
	int64_t send_id;
	enum attempt_outcome outcome;
	bool was_ending; /* it had begun to write its end before the stop */
	int64_t last_byte_at;
};

struct fence_report {
	struct fence_ended *ended; /* every email attempt that matched */
	size_t count;
	int64_t last_byte_at; /* the latest of them, 0 if none wrote any */
	size_t still_there;   /* did not leave even after being cut */
};

struct fence;

struct fence *fence_new(const struct clock *clock);
void fence_free(struct fence *fence);
OWN_DEFINE(fence)

/* Registers the attempt as PREPARING and lowers its cancel flag. */
void fence_enter(struct fence *fence, struct attempt *attempt);

/* Stamps the moment at which the permit is asked for; its age counts from here. */
void fence_permit_asked(struct fence *fence, struct attempt *attempt);

/* To be called right before the end is written. False: cancelled, or the permit is older than FENCE_PERMIT_VALID_MS: abort,
 * and give the permit back. */
MUST_CHECK bool fence_begin_end(struct fence *fence, struct attempt *attempt);

/* Removes the attempt and tells those who wait for it how it ended. Call it once its settlement is durable. */
void fence_leave(struct fence *fence, struct attempt *attempt, enum attempt_outcome outcome);

/* When the last byte of this mailbox's emails was given to the kernel (wall clock), since this process began; 0: never. */
int64_t fence_last_byte(struct fence *fence, int64_t mailbox_id);

/* How many matching emails are registered now, and whether this send is. */
size_t fence_count(struct fence *fence, const struct fence_match *match);
bool fence_has_send(struct fence *fence, int64_t send_id);

/*
 * Cancels the matching attempts below ENDING, waits for the others, cuts them (raises their flag) after cut_after_ms, and
 * gives those a second more. Commit the stop before. Blocks. The report is in the arena.
 */
void fence_stop(struct fence *fence, const struct fence_match *match, int64_t cut_after_ms, struct arena *arena,
	struct fence_report *report);
