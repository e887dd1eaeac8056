#include "model/pace.h"

#include <limits.h>

#include "base/check.h"
#include "model/zone.h"

#define MINUTE_MS (60 * 1000LL)

/* The first instant from `at` on whose local day has something left: after the last day that is listed, all have. */
static int64_t cap_frees_at(const struct pace_cap *cap, int64_t at)
{
	while (cap->cap > 0) {
		int day = schedule_local_day(cap->timezone, at);
		size_t i = 0;

		while (i < cap->day_count && (cap->days[i].day != day || cap->days[i].taken < cap->cap))
			i++;
		if (i == cap->day_count)
			break;
		at = schedule_next_local_day(cap->timezone, at);
	}
	return at;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* What could be in the way, in the order in which a person would want to be told. */
static enum held_reason obstacle_at(const struct pace *pace, int64_t at, int64_t *until)
{
	const struct {
		enum held_reason reason;
		int64_t until;
	} obstacles[] = {
		{HELD_WINDOW, schedule_next_open(pace->schedule, at)},
		{HELD_CAP, cap_frees_at(&pace->mailbox, at)},
		{HELD_NEW_CONTACT_CAP, cap_frees_at(&pace->new_contacts, at)},
		{HELD_DOMAIN_SPACING, later(pace->domain_free_at, at)},
		{HELD_GAP, later(pace->mailbox_free_at, at)},
	};

	for (size_t i = 0; i < ARRAY_COUNT(obstacles); i++)
		if (obstacles[i].until > at) {
			*until = obstacles[i].until;
			return obstacles[i].reason;
		}
	return HELD_NONE;
}

struct pace_answer pace_ask(const struct pace *pace, int64_t now)
{
	struct pace_answer answer = {.at = now, .until = now};
	int64_t until;

	answer.reason = obstacle_at(pace, now, &answer.until);
	/* Each obstacle ends at the first instant at which it is none, so no instant that would do is passed. */
	for (until = answer.until; until > answer.at && until != SCHEDULE_NEVER;) {
		answer.at = until;
		obstacle_at(pace, answer.at, &until);
	}
	if (until == SCHEDULE_NEVER)
		answer.at = SCHEDULE_NEVER;
	return answer;
}

int64_t pace_domain_free_at(int64_t last_permit_at, int64_t spacing_minutes)
{
	return last_permit_at && spacing_minutes ? last_permit_at + spacing_minutes * MINUTE_MS : 0;
}

static int level_on(const struct ramp *ramp, int day)
{
	int64_t passed;

	if (!ramp->day)
		return 0;
	passed = zone_day_of_date(day) - zone_day_of_date(ramp->day);
	if (passed > RAMP_MAX_IDLE_DAYS)
		return 0;
	return passed > 0 ? ramp->level + 1 : ramp->level;
}

int ramp_cap(const struct ramp *ramp, int day)
{
	int64_t cap;

	if (!ramp->start)
		return INT_MAX;
	cap = ramp->start + (int64_t)ramp->step * level_on(ramp, day);
	return (int)(cap < ramp->ceiling ? cap : ramp->ceiling);
}

void ramp_sent(struct ramp *ramp, int day)
{
	ramp->level = level_on(ramp, day);
	if (day > ramp->day)
		ramp->day = day;
}
