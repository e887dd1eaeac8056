#include "model/schedule.h"

#include <stddef.h>

#include "base/check.h"
#include "model/zone.h"

enum { ALL_DAYS = 0x7f, ALL_HOURS = 0xffffff, MAX_ADDED_DAYS = 3660 };

/* How far ahead a window is looked for: a weekday of holidays only, for the years that are known, is passed. */
static const int64_t horizon_ms = 11 * 366 * ZONE_DAY_MS;

/* A row that lost its zone, days or hours must not send at odd times: an unknown zone is UTC, no days or hours is
 * never. */
static const struct zone *zone_of(const char *timezone)
{
	const struct zone *zone = zone_find(timezone);

	return zone ? zone : zone_find("UTC");
}

bool schedule_zone_is_known(const char *timezone)
{
	return zone_find(timezone) != NULL;
}

struct schedule schedule_in_zone(const struct schedule *schedule, const char *timezone)
{
	struct schedule local = *schedule;

	if (!zone_find(timezone))
		return local;
	if (!local.home_timezone)
		local.home_timezone = schedule->timezone;
	local.timezone = timezone;
	return local;
}

/* The instant a local day of the campaign's zone begins. */
static int64_t day_begins(const struct schedule *schedule, int64_t day)
{
	const char *home = schedule->home_timezone ? schedule->home_timezone : schedule->timezone;

	return zone_from_local(zone_of(home), day * ZONE_DAY_MS);
}

int64_t schedule_starts_at(const struct schedule *schedule)
{
	return schedule->starts_on ? day_begins(schedule, zone_day_of_date(schedule->starts_on)) : 0;
}

int64_t schedule_ends_at(const struct schedule *schedule)
{
	return schedule->ends_on ? day_begins(schedule, zone_day_of_date(schedule->ends_on) + 1) : SCHEDULE_NEVER;
}

static bool day_is_allowed(const struct schedule *schedule, int64_t day)
{
	int64_t weekday = (day + 3) % 7; /* 1 January 1970 was a Thursday; Monday is 0 */

	if (!(schedule->sending_days >> (weekday < 0 ? weekday + 7 : weekday) & 1))
		return false;
	return (!schedule->holidays.countries && !schedule->holidays.date_count) ||
		!holidays_include(&schedule->holidays, zone_date(day));
}

static bool local_is_open(const struct schedule *schedule, int64_t local)
{
	int64_t day = zone_day(local);

	return (schedule->sending_hours >> ((local - day * ZONE_DAY_MS) / ZONE_HOUR_MS) & 1) &&
		day_is_allowed(schedule, day);
}

bool schedule_is_open(const struct schedule *schedule, int64_t at)
{
	return at >= schedule_starts_at(schedule) && at < schedule_ends_at(schedule) &&
		local_is_open(schedule, zone_local(zone_of(schedule->timezone), at));
}

/* The next local hour after this local time that is open, or closed, as asked for; or one at or after `limit`. Days that
 * are the same all day are passed at once. */
static int64_t next_local_hour(const struct schedule *schedule, int64_t local, bool open, int64_t limit)
{
	bool all_day = (schedule->sending_hours & ALL_HOURS) == ALL_HOURS;
	int64_t day = zone_day(local);
	int64_t hour = day * ZONE_DAY_MS + ((local - day * ZONE_DAY_MS) / ZONE_HOUR_MS + 1) * ZONE_HOUR_MS;

	while (hour < limit) {
		bool allowed = day_is_allowed(schedule, zone_day(hour));

		if ((allowed &&
			    (schedule->sending_hours >> (hour - zone_day(hour) * ZONE_DAY_MS) / ZONE_HOUR_MS & 1)) ==
			open)
			break;
		hour = allowed && !all_day ? hour + ZONE_HOUR_MS : (zone_day(hour) + 1) * ZONE_DAY_MS;
	}
	return hour;
}

/* The first instant from `at` on that is open, or closed: from interval to interval of constant offset. */
static int64_t next_that_is(const struct schedule *schedule, int64_t at, bool open)
{
	const struct zone *zone = zone_of(schedule->timezone);
	int64_t limit = at + horizon_ms;

	while (at < limit) {
		const struct zone_interval *interval = zone_interval_at(zone, at);
		int64_t local = at + interval->offset_ms, next;

		if (local_is_open(schedule, local) == open)
			return at;
		next = next_local_hour(schedule, local, open, limit + interval->offset_ms) - interval->offset_ms;
		if (next < interval->to)
			return next < limit ? next : SCHEDULE_NEVER;
		at = interval->to;
	}
	return SCHEDULE_NEVER;
}

static bool is_never_open(const struct schedule *schedule)
{
	return !(schedule->sending_days & ALL_DAYS) || !(schedule->sending_hours & ALL_HOURS);
}

int64_t schedule_next_open(const struct schedule *schedule, int64_t at)
{
	int64_t starts_at = schedule_starts_at(schedule), opens;

	if (is_never_open(schedule))
		return SCHEDULE_NEVER;
	opens = next_that_is(schedule, at > starts_at ? at : starts_at, true);
	return opens < schedule_ends_at(schedule) ? opens : SCHEDULE_NEVER;
}

int64_t schedule_closes_at(const struct schedule *schedule, int64_t at)
{
	int64_t closes = next_that_is(schedule, at, false), ends_at = schedule_ends_at(schedule);

	return closes < ends_at ? closes : ends_at;
}

/* A day that a zone skipped altogether, when it moved over the date line, is no day. */
static bool day_exists(const struct zone *zone, int64_t day)
{
	return zone_day(zone_local(zone, zone_from_local(zone, day * ZONE_DAY_MS))) == day;
}

int64_t schedule_add_sending_days(const struct schedule *schedule, int64_t at, int days)
{
	const struct zone *zone = zone_of(schedule->timezone);
	int64_t local = zone_local(zone, at);
	int64_t day = zone_day(local), time_of_day = local - day * ZONE_DAY_MS;
	int64_t last = day + horizon_ms / ZONE_DAY_MS;
	int left = days < MAX_ADDED_DAYS ? days : MAX_ADDED_DAYS;

	if (left <= 0)
		return at;
	if (is_never_open(schedule))
		return SCHEDULE_NEVER;
	while (left > 0 && day < last) {
		day++;
		if (day_is_allowed(schedule, day) && day_exists(zone, day))
			left--;
	}
	return zone_from_local(zone, day * ZONE_DAY_MS + time_of_day);
}

int schedule_local_day(const char *timezone, int64_t at)
{
	return zone_date(zone_day(zone_local(zone_of(timezone), at)));
}

int64_t schedule_day_began(const char *timezone, int64_t at)
{
	const struct zone *zone = zone_of(timezone);

	return zone_from_local(zone, zone_day(zone_local(zone, at)) * ZONE_DAY_MS);
}

int64_t schedule_next_local_day(const char *timezone, int64_t at)
{
	const struct zone *zone = zone_of(timezone);
	const struct zone_interval *interval = zone_interval_at(zone, at);
	int64_t today = zone_day(at + interval->offset_ms);

	for (;; interval++) {
		int64_t midnight = (today + 1) * ZONE_DAY_MS - interval->offset_ms;

		if (midnight < interval->to)
			return midnight;
		if (zone_day(interval->to + interval[1].offset_ms) != today)
			return interval->to;
	}
}

int64_t schedule_gap_ms(int min_gap_seconds, uint32_t random)
{
	int64_t gap_ms = min_gap_seconds > 0 ? min_gap_seconds * 1000LL : 0;
	int64_t spread_ms = gap_ms * 2 / 5;

	return gap_ms * 4 / 5 + (int64_t)((double)spread_ms * random / 4294967296.0);
}
