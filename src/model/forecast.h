#pragma once
/*
 * forecast: which emails of a campaign leave when, as far as it can be told now: what planner and permit will do, walked
 * through in advance. Pure.
 *
 * The first sends are told one by one, each gap between two being the one that is set, without its jitter; what is further
 * off is counted by day and mailbox, by the campaign's clock, without the spacing of domains. Nobody answers in a forecast,
 * nothing fails, and other campaigns ask for nothing of the same mailboxes: what really leaves is mostly less, and later.
 */
#include <stddef.h>

#include "base/arena.h"
#include "model/campaign.h"
#include "model/pace.h"

#define FORECAST_NEVER SCHEDULE_NEVER

enum { FORECAST_NO_MAILBOX = -1, FORECAST_MAX_DAYS = 3660, FORECAST_PLAN_AHEAD = 32, FORECAST_PLAN_FAR_AHEAD = 64 };

struct forecast_mailbox {
	const char *timezone;
	int daily_cap, min_gap_seconds;
	struct ramp ramp;
	int64_t taken_today, ready_at;
	/* From when it may send anything, first steps, and follow-ups. FORECAST_NEVER: until a person lets it. */
	int64_t open_from, first_steps_from, follow_ups_from;
};

/* A domain to which the campaign spaces its emails. */
struct forecast_domain {
	int64_t planned_free_at, free_at; /* for planning, and for leaving; 0: at any time */
};

/* Somebody who gets a step next. Those of one crowd are alike; `count` of a single person is 1. */
struct forecast_person {
	int64_t id;  /* decides among those who are due at once */
	int mailbox; /* an index, or FORECAST_NO_MAILBOX */
	int position;
	int64_t due_at;
	bool is_planned; /* stands in the mailbox's queue already, in the order of the list */
	int64_t count;
	const char *timezone;           /* NULL: the campaign's */
	struct forecast_domain *domain; /* NULL where nothing is spaced */
};

struct forecast_input {
	const struct campaign *campaign;
	const struct step *steps; /* in the order of their positions */
	size_t step_count;
	const struct forecast_mailbox *mailboxes;
	size_t mailbox_count;
	const struct forecast_person *people; /* each by itself, as many as are to be exact */
	size_t people_count;
	const struct forecast_person *crowds; /* everybody else */
	size_t crowd_count;
	int64_t new_taken_today; /* of the campaign's cap of new contacts */
	int64_t now;
	size_t max_sends; /* how many are told one by one */
	int max_days;     /* how many days are listed, today being the first */
};

struct forecast_send {
	int64_t id;
	int mailbox, position;
	int64_t at;
};
struct forecast_day {
	int day; /* yyyymmdd in the campaign's zone */
	int mailbox, position;
	int64_t count;
};
struct forecast {
	struct forecast_send *sends;
	size_t send_count;
	struct forecast_day *days; /* by day, mailbox and step; none with a count of 0 */
	size_t day_count;
	int64_t first_at, last_at; /* 0: nothing leaves */
	int64_t total;             /* emails that leave */
	int64_t held;              /* contacts for whom nothing leaves unless a person lets it */
	int64_t exact_until;       /* later than this it is counted by day; 0: all of it is exact */
	int64_t *peaks;            /* for each mailbox, the most it sends in a day */
	int64_t *loads;            /* for each mailbox, all it sends */
};

void forecast_make(const struct forecast_input *input, struct arena *arena, struct forecast *out);
