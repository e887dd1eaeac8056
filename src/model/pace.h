#pragma once
/*
 * pace: when an email may leave at the earliest, as far as time alone decides, and what is in its way until then. Pure.
 *
 * The planner, the permit, "Why isn't this sending?" and every forecast ask here, so that none of them promises what another
 * refuses. States, holds and suppressions are not a matter of time and are looked at elsewhere.
 */
#include <stddef.h>
#include <stdint.h>

#include "model/schedule.h"
#include "model/send.h"

/* What a local day has given away already. */
struct pace_day {
	int day; /* yyyymmdd */
	int64_t taken;
};

/* So many a day. */
struct pace_cap {
	const char *timezone;        /* whose days count */
	int64_t cap;                 /* 0: no cap */
	const struct pace_day *days; /* a day that is not here has given nothing away */
	size_t day_count;
};

struct pace {
	const struct schedule *schedule; /* in the zone that counts for this contact */
	struct pace_cap mailbox;         /* of the mailbox */
	struct pace_cap new_contacts;    /* of the campaign; no cap unless it is a first step */
	int64_t mailbox_free_at;         /* when the gap after the mailbox's last email is over; 0: it is */
	int64_t domain_free_at;          /* when the spacing after the last email to this domain is over; 0: it is */
};

struct pace_answer {
	int64_t at;              /* the earliest instant not before `now`; SCHEDULE_NEVER: the last day ends before */
	enum held_reason reason; /* what is in the way now, HELD_NONE when `at` is now */
	int64_t until;           /* when that ends; `at` may be later, for another reason */
};

struct pace_answer pace_ask(const struct pace *pace, int64_t now);

/* When a campaign may write to a domain again; spacing in minutes, 0: at any time. */
int64_t pace_domain_free_at(int64_t last_permit_at, int64_t spacing_minutes);

/* The ramp of a mailbox: its cap begins at `start`, and each day on which it sends raises that of the next one by `step`, up
 * to `ceiling`. After 14 days without an email it begins anew: to the providers it is a new sender again. */
struct ramp {
	int start, step, ceiling; /* start 0: none */
	int level;                /* days with an email before `day` */
	int day;                  /* yyyymmdd, the latest with an email; 0: none yet */
};

enum { RAMP_MAX_IDLE_DAYS = 14 };

/* What the ramp allows on this day; INT_MAX without one. */
int ramp_cap(const struct ramp *ramp, int day);
/* An email was sent on this day. */
void ramp_sent(struct ramp *ramp, int day);
