#pragma once
/*
 * experiment: which wording of a step is answered more often, and whether that can be told yet. Pure.
 *
 * An email counts once it has had EXPERIMENT_WAIT_MS to be answered. A wording wins when its 95 % interval lies above those of
 * all others; short of that there is no winner, however far ahead one is. At EXPERIMENT_MAX_TIMES the sample the question
 * is given up: looking for ever would find a difference where there is none.
 */
#include <stddef.h>
#include <stdint.h>

#define EXPERIMENT_WAIT_MS (3 * 24 * 3600 * 1000LL)

enum {
	EXPERIMENT_DEFAULT_AFTER = 50,
	EXPERIMENT_MIN_AFTER = 10,
	EXPERIMENT_MAX_AFTER = 10000,
	EXPERIMENT_MAX_TIMES = 10
};

/* One wording's emails that count, and how many of them were answered. */
struct experiment_arm {
	int64_t sent, replied;
};

struct experiment_interval {
	double low, high;
};

/* Wilson's score interval at 95 %; 0 to 1 when nothing was tried. */
struct experiment_interval experiment_interval(const struct experiment_arm *arm);

enum experiment_state {
	EXPERIMENT_COLLECTING, /* some wording has too few emails */
	EXPERIMENT_UNCLEAR,    /* enough, but the intervals overlap */
	EXPERIMENT_CLEAR,      /* one is above all others */
	EXPERIMENT_GIVEN_UP,   /* the largest sample is reached without a winner */
	EXPERIMENT_STATE_COUNT
};
const char *experiment_state_name(enum experiment_state state);

/* `after`: emails that each wording needs. *leader is the best one when the state is CLEAR. At least two arms. */
enum experiment_state experiment_decide(const struct experiment_arm *arms, size_t count, int64_t after, size_t *leader);
