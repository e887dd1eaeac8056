#pragma once
/*
 * forecast_internal: the state that forecast_walk leads from email to email and forecast_days from day to day.
 */
#include "model/forecast.h"

/* A person in a heap by due time and id, or in a queue. */
struct forecast_node {
	struct forecast_person person;
	struct forecast_node *left, *right, *next;
	int rank;
};

/* A mailbox: who waits for it, what stands in its queue, and what it has taken of its day. */
struct forecast_lane {
	const struct forecast_mailbox *mailbox;
	struct forecast_node *waiting, *queue, **queue_end;
	int queued;
	int day;
	int64_t taken, ready_at;
	struct ramp ramp;
	int64_t cap, free, left; /* of the day, room for planning, and what is left of the day */

	/* What was found to leave next, until something of the lane changes. */
	bool is_known;
	struct forecast_node **next_link;
	int64_t next_at;
};

struct forecast_walk {
	const struct forecast_input *input;
	struct arena *arena;
	struct forecast *out;
	struct forecast_lane *lanes;
	struct forecast_node *pool; /* without a mailbox yet */
	int64_t queued_first_steps;
	int new_day;
	int64_t new_taken;
	int64_t now;

	/* The counts of the day that is going on, by mailbox and step, and where they go. */
	int tally_day;
	int64_t *tally;
	size_t day_capacity;
	int listed_until; /* the first day that is not listed */
};

/* Counts emails of one local day; days come in order. */
void forecast_tally(struct forecast_walk *walk, int64_t at, int mailbox, int position, int64_t count);
void forecast_tally_end(struct forecast_walk *walk);

/* The step after this one, NULL when there is none; and when it is due once this one left at `at`. */
const struct step *forecast_step_after(const struct forecast_walk *walk, int position);
int64_t forecast_due_after(const struct schedule *schedule, const struct step *next, int64_t at);

/* What the mailbox may send on the day of this instant: its cap, and no more than its ramp allows. */
int64_t forecast_cap(const struct forecast_lane *lane, int64_t at);

void forecast_wait(struct forecast_walk *walk, struct forecast_node *node);
struct forecast_node *forecast_take(struct forecast_node **heap);

/* Goes on until the sends that are told one by one are told, or nothing is left. */
void forecast_walk_run(struct forecast_walk *walk);

/* Everything that is still to come, by day. */
void forecast_days_run(struct forecast_walk *walk);
