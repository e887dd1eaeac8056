#pragma once
/*
 * schedule: windows, sending days, holidays, first and last day, gaps. Pure functions of a time zone (GLib GTimeZone) and
 * instants.
 *
 * An hour h in sending_hours allows h:00:00 to h:59:59 local time. A day of 23 or 25 hours is handled by walking local
 * hours, never by adding 24 h. Windows, days and holidays are those of `timezone`, which may be a contact's; the first and
 * the last day are those of the campaign's zone, whoever is written to.
 */
#include <stdbool.h>
#include <stdint.h>

#include "model/holidays.h"

struct schedule {
	const char *timezone;   /* IANA */
	unsigned sending_days;  /* bit 0 Monday … bit 6 Sunday; never 0 */
	unsigned sending_hours; /* bit h; never 0 */
	struct holidays holidays;
	int starts_on, ends_on;    /* yyyymmdd, both included; 0: none */
	const char *home_timezone; /* whose days starts_on and ends_on are; NULL: `timezone` */
};

enum { SCHEDULE_DEFAULT_DAYS = 0x1f, SCHEDULE_DEFAULT_HOURS = 0x1fe00 }; /* Monday to Friday, 9 to 16 */

#define SCHEDULE_NEVER INT64_MAX

/* True for an IANA zone this system knows ("UTC", "Europe/Berlin"). */
bool schedule_zone_is_known(const char *timezone);

/* The same schedule as it counts for somebody in this zone; one that is unknown or NULL changes nothing. */
struct schedule schedule_in_zone(const struct schedule *schedule, const char *timezone);

/* Whether sending is allowed at this instant. */
bool schedule_is_open(const struct schedule *schedule, int64_t at);

/* The earliest instant not before `at` at which sending is allowed; SCHEDULE_NEVER when the last day ends before. Bounded
 * work. */
int64_t schedule_next_open(const struct schedule *schedule, int64_t at);

/* The instant the window that is open at `at` closes (the first closed instant after it); SCHEDULE_NEVER when it does not
 * within ten years. */
int64_t schedule_closes_at(const struct schedule *schedule, int64_t at);

/* The instant the first day begins, 0 for none; and the one after the last day's end, SCHEDULE_NEVER for none. */
int64_t schedule_starts_at(const struct schedule *schedule);
int64_t schedule_ends_at(const struct schedule *schedule);

/* `days` sending days after `at`, at the same local time of day. 0 days: `at`. Holidays are no sending days; the last day
 * does not count here. */
int64_t schedule_add_sending_days(const struct schedule *schedule, int64_t at, int days);

/* yyyymmdd of the local day of this instant, the instant it began, and the one the next local day begins. */
int schedule_local_day(const char *timezone, int64_t at);
int64_t schedule_day_began(const char *timezone, int64_t at);
int64_t schedule_next_local_day(const char *timezone, int64_t at);

/* The gap to the next permit: min_gap with jitter of ±20 %, from a random number in [0, 2^32); 0 stays 0. Milliseconds. */
int64_t schedule_gap_ms(int min_gap_seconds, uint32_t random);
