#include "model/experiment.h"

#include <math.h>
#include <stdbool.h>

#include "base/check.h"

/* The normal distribution's 97.5th percentile. */
static const double z = 1.959963984540054;

static const char *const state_names[] = {
	[EXPERIMENT_COLLECTING] = "collecting",
	[EXPERIMENT_UNCLEAR] = "unclear",
	[EXPERIMENT_CLEAR] = "clear",
	[EXPERIMENT_GIVEN_UP] = "given_up",
};
_Static_assert(ARRAY_COUNT(state_names) == EXPERIMENT_STATE_COUNT, "each state has a name");

const char *experiment_state_name(enum experiment_state state)
{
	return state_names[state];
}

struct experiment_interval experiment_interval(const struct experiment_arm *arm)
{
	double n = (double)arm->sent, share, centre, half;

	if (arm->sent <= 0)
		return (struct experiment_interval){0, 1};
	share = (double)arm->replied / n;
	centre = (share + z * z / (2 * n)) / (1 + z * z / n);
	half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);
	return (struct experiment_interval){fmax(0, centre - half), fmin(1, centre + half)};
}

static int64_t fewest(const struct experiment_arm *arms, size_t count)
{
	int64_t least = arms[0].sent;

	for (size_t i = 1; i < count; i++)
		least = arms[i].sent < least ? arms[i].sent : least;
	return least;
}

/* Whether the interval of this one lies above all others'. */
static bool is_above(const struct experiment_arm *arms, size_t count, size_t at)
{
	double low = experiment_interval(&arms[at]).low;

	for (size_t i = 0; i < count; i++)
		if (i != at && experiment_interval(&arms[i]).high >= low)
			return false;
	return true;
}

enum experiment_state experiment_decide(const struct experiment_arm *arms, size_t count, int64_t after, size_t *leader)
{
	int64_t least = fewest(arms, count);

	if (least < after)
		return EXPERIMENT_COLLECTING;
	if (least >= after * EXPERIMENT_MAX_TIMES)
		return EXPERIMENT_GIVEN_UP;
	for (size_t i = 0; i < count; i++)
		if (is_above(arms, count, i)) {
			*leader = i;
			return EXPERIMENT_CLEAR;
		}
	return EXPERIMENT_UNCLEAR;
}
