#pragma once
/*
 * schedule: windows, sending days, caps by local day, gaps. Pure functions of a time zone (GLib GTimeZone) and instants.
 *
 * An hour h in sending_hours allows h:00:00 to h:59:59 local time. A day of 23 or 25 hours is handled by walking local
 * hours, never by adding 24 h.
 */
#include <stdbool.h>
#include <stdint.h>

struct schedule {
	const char *timezone;   /* IANA */
	unsigned sending_days;  /* bit 0 Monday … bit 6 Sunday; never 0 */
	unsigned sending_hours; /* bit h; never 0 */
};

enum { SCHEDULE_DEFAULT_DAYS = 0x1f, SCHEDULE_DEFAULT_HOURS = 0x1fe00 }; /* Monday to Friday, 9 to 16 */

/* True for an IANA zone this system knows ("UTC", "Europe/Berlin"). */
bool schedule_zone_is_known(const char *timezone);

/* Whether sending is allowed at this instant. */
bool schedule_is_open(const struct schedule *schedule, int64_t at);

/* The earliest instant not before `at` at which sending is allowed. Always exists; bounded work. */
int64_t schedule_next_open(const struct schedule *schedule, int64_t at);

/* The instant the window that is open at `at` closes (the first closed instant after it). */
int64_t schedule_closes_at(const struct schedule *schedule, int64_t at);

/* `days` sending days after `at`, at the same local time of day. 0 days: `at`. */
int64_t schedule_add_sending_days(const struct schedule *schedule, int64_t at, int days);

/* yyyymmdd of the local day of this instant, and the instant the next local day begins. */
int schedule_local_day(const char *timezone, int64_t at);
int64_t schedule_next_local_day(const char *timezone, int64_t at);

/* The gap to the next permit: min_gap with jitter of ±20 %, from a random number in [0, 2^32); 0 stays 0. Milliseconds. */
int64_t schedule_gap_ms(int min_gap_seconds, uint32_t random);
