#include "model/schedule.h"

#include <stddef.h>

#include "base/check.h"
#include "model/zone.h"

enum { ALL_DAYS = 0x7f, ALL_HOURS = 0xffffff, MAX_ADDED_DAYS = 3660 };

/* A row that lost its zone, days or hours must not send at odd times: an unknown zone is UTC, no days or hours is
 * never. */
static const int64_t never_ms = 366 * ZONE_DAY_MS;

static const struct zone *zone_of(const char *timezone)
{
	const struct zone *zone = zone_find(timezone);

	return zone ? zone : zone_find("UTC");
}

bool schedule_zone_is_known(const char *timezone)
{
	return zone_find(timezone) != NULL;
}

static bool day_is_allowed(const struct schedule *schedule, int64_t day)
{
	int64_t weekday = (day + 3) % 7; /* 1 January 1970 was a Thursday; Monday is 0 */

	return schedule->sending_days >> (weekday < 0 ? weekday + 7 : weekday) & 1;
}

static bool local_is_open(const struct schedule *schedule, int64_t local)
{
	int64_t day = zone_day(local);

	return day_is_allowed(schedule, day) &&
		(schedule->sending_hours >> ((local - day * ZONE_DAY_MS) / ZONE_HOUR_MS) & 1);
}

bool schedule_is_open(const struct schedule *schedule, int64_t at)
{
	return local_is_open(schedule, zone_local(zone_of(schedule->timezone), at));
}

/* The next local hour after this local time that is open, or closed, as asked for. One exists: the caller saw to it. */
static int64_t next_local_hour(const struct schedule *schedule, int64_t local, bool open)
{
	int64_t day = zone_day(local);
	int64_t hour = day * ZONE_DAY_MS + ((local - day * ZONE_DAY_MS) / ZONE_HOUR_MS + 1) * ZONE_HOUR_MS;

	while (local_is_open(schedule, hour) != open)
		hour += !open || day_is_allowed(schedule, zone_day(hour)) ? ZONE_HOUR_MS
									  : (zone_day(hour) + 1) * ZONE_DAY_MS - hour;
	return hour;
}

/* The first instant from `at` on that is open, or closed: from interval to interval of constant offset. */
static int64_t next_that_is(const struct schedule *schedule, int64_t at, bool open)
{
	const struct zone *zone = zone_of(schedule->timezone);

	for (;;) {
		const struct zone_interval *interval = zone_interval_at(zone, at);
		int64_t local = at + interval->offset_ms, next;

		if (local_is_open(schedule, local) == open)
			return at;
		next = next_local_hour(schedule, local, open) - interval->offset_ms;
		if (next < interval->to)
			return next;
		at = interval->to;
	}
}

static bool is_never_open(const struct schedule *schedule)
{
	return !(schedule->sending_days & ALL_DAYS) || !(schedule->sending_hours & ALL_HOURS);
}

int64_t schedule_next_open(const struct schedule *schedule, int64_t at)
{
	return is_never_open(schedule) ? at + never_ms : next_that_is(schedule, at, true);
}

int64_t schedule_closes_at(const struct schedule *schedule, int64_t at)
{
	bool always = (schedule->sending_days & ALL_DAYS) == ALL_DAYS &&
		(schedule->sending_hours & ALL_HOURS) == ALL_HOURS;

	return always ? INT64_MAX : next_that_is(schedule, at, false);
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
	int left = days < MAX_ADDED_DAYS ? days : MAX_ADDED_DAYS;

	if (left <= 0)
		return at;
	if (is_never_open(schedule))
		return at + never_ms;
	while (left > 0) {
		day++;
		if (day_is_allowed(schedule, day) && day_exists(zone, day))
			left--;
	}
	return zone_from_local(zone, day * ZONE_DAY_MS + time_of_day);
}

/* Days since 1970 → yyyymmdd of the Gregorian calendar, counting years from March so that leap days come last. */
static int civil_date(int64_t day)
{
	int64_t shifted = day + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;
	int64_t day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
	int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
	int64_t year = year_of_era + era * 400 + (month <= 2);

	return (int)(year * 10000 + month * 100 + day_of_month);
}

int schedule_local_day(const char *timezone, int64_t at)
{
	return civil_date(zone_day(zone_local(zone_of(timezone), at)));
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
