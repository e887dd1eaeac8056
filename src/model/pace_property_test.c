/*
 * Random schedules, caps, zones and clocks, held against a reference that walks minute by minute over GLib's calendar.
 *
 * A span is sixteen days of two zones, written down minute by minute: every zone of the tz database comes up, half of the
 * spans around a change of its clocks. PACE_CASES says how many cases are drawn; PACE_SEED repeats one run.
 */
#include "base/unit.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/clock.h"
#include "model/pace.h"
#include "model/zone.h"

#define MINUTE_MS (60 * 1000LL)

enum { EVERY_DAY = 0x7f, EVERY_HOUR = 0xffffff };
enum { SPAN_MINUTES = 16 * 24 * 60, CASES_OF_SPAN = 250, MAX_ZONES = 1024, MAX_DAYS = 20 };

struct local_minute {
	int date;
	unsigned char weekday, hour;
};

/* Sixteen days as the clocks of a zone show them. */
struct calendar {
	const char *zone;
	struct local_minute minutes[SPAN_MINUTES];
};

struct span {
	int64_t from;
	struct calendar *one, *other;
};

/* What is drawn. */
struct draw_case {
	struct schedule schedule;
	struct pace pace;
	const struct calendar *local, *home, *mailbox_days, *campaign_days;
	int dates[4];
	struct pace_day taken[MAX_DAYS], new_taken[MAX_DAYS];
	int64_t now;
};

static uint64_t seed;
static char zone_names[MAX_ZONES][64];
static size_t zone_count;

static uint32_t draw(uint32_t limit)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(seed >> 33) % limit;
}

static bool one_in(uint32_t n)
{
	return draw(n) == 0;
}

/* Zones ("Z NAME …") and links ("L TARGET NAME") of the database. */
static void read_zones(void)
{
	FILE *file = fopen("/usr/share/zoneinfo/tzdata.zi", "re");
	char line[1024], name[64];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file) && zone_count < MAX_ZONES) {
		if (sscanf(line, line[0] == 'L' ? "L %*s %63s" : "Z %63s", name) == 1 && schedule_zone_is_known(name))
			snprintf(zone_names[zone_count++], sizeof(name), "%s", name);
	}
	fclose(file);
	assert_true(zone_count > 400);
}

static void write_down(struct calendar *calendar, const char *zone, int64_t from)
{
	GTimeZone *glib = g_time_zone_new_identifier(zone);

	calendar->zone = zone;
	for (int i = 0; i < SPAN_MINUTES; i++) {
		GDateTime *utc = g_date_time_new_from_unix_utc(from / 1000 + i * 60LL);
		GDateTime *local = g_date_time_to_timezone(utc, glib);

		calendar->minutes[i] = (struct local_minute){g_date_time_get_year(local) * 10000 +
				g_date_time_get_month(local) * 100 + g_date_time_get_day_of_month(local),
			(unsigned char)g_date_time_get_day_of_week(local), (unsigned char)g_date_time_get_hour(local)};
		g_date_time_unref(local);
		g_date_time_unref(utc);
	}
	g_time_zone_unref(glib);
}

/* A minute of 1980 to 2037, in half of the spans some days before the clocks of this zone change. */
static int64_t draw_beginning(const char *zone)
{
	static const int64_t first = 315532800000, years_ms = 57 * 365 * ZONE_DAY_MS;
	int64_t at = first + draw((uint32_t)(years_ms / MINUTE_MS)) * MINUTE_MS;
	const struct zone_interval *interval = zone_interval_at(zone_find(zone), at);

	if (draw(2) && interval->to < first + years_ms)
		at = interval->to - draw(10 * 24 * 60) * MINUTE_MS;
	return at - at % MINUTE_MS;
}

static void draw_span(struct span *span)
{
	static size_t next;
	const char *zone = zone_names[next++ % zone_count];

	span->from = draw_beginning(zone);
	write_down(span->one, zone, span->from);
	write_down(span->other, zone_names[draw((uint32_t)zone_count)], span->from);
}

static const struct calendar *draw_calendar(const struct span *span)
{
	return draw(2) ? span->one : span->other;
}

static int draw_date(const struct calendar *calendar)
{
	return calendar->minutes[draw(SPAN_MINUTES)].date;
}

static unsigned draw_days(void)
{
	return one_in(3) ? 1 + draw(EVERY_DAY) : one_in(2) ? EVERY_DAY : SCHEDULE_DEFAULT_DAYS;
}

static unsigned draw_hours(void)
{
	if (one_in(3))
		return 1 + draw(EVERY_HOUR);
	return one_in(3) ? EVERY_HOUR : one_in(2) ? 1u << draw(24) : SCHEDULE_DEFAULT_HOURS;
}

static void draw_schedule(struct draw_case *c, const struct span *span)
{
	struct schedule *schedule = &c->schedule;

	c->local = draw_calendar(span);
	c->home = draw_calendar(span);
	*schedule = (struct schedule){.timezone = c->local->zone,
		.sending_days = draw_days(),
		.sending_hours = draw_hours(),
		.home_timezone = c->home == c->local && draw(2) ? NULL : c->home->zone};
	if (one_in(3)) {
		for (size_t i = 0; i < ARRAY_COUNT(c->dates); i++)
			c->dates[i] = draw_date(c->local);
		schedule->holidays.date_count = holidays_sort_dates(c->dates, 1 + draw(ARRAY_COUNT(c->dates)));
		schedule->holidays.dates = c->dates;
	}
	if (one_in(3))
		schedule->holidays.countries = UINT64_C(1) << draw(48);
	if (one_in(4))
		schedule->starts_on = draw_date(c->home);
	if (one_in(4))
		schedule->ends_on = draw_date(c->home);
}

/* Some days of the span have given away something, mostly the first ones. */
static void draw_cap(struct pace_cap *cap, struct pace_day *days, const struct calendar *calendar)
{
	*cap = (struct pace_cap){.timezone = calendar->zone, .cap = draw(4), .days = days};
	for (int i = 0; i < SPAN_MINUTES && cap->day_count < MAX_DAYS; i += 24 * 60)
		if (draw(3))
			days[cap->day_count++] = (struct pace_day){calendar->minutes[i].date, draw(5)};
}

static int64_t draw_free_at(int64_t now)
{
	return one_in(3) ? 0 : now - ZONE_HOUR_MS + draw(one_in(5) ? 5 * 24 * 3600 * 1000 : 3 * 3600 * 1000);
}

static void draw_one(struct draw_case *c, const struct span *span)
{
	*c = (struct draw_case){.now = span->from + draw(SPAN_MINUTES * 2 / 3) * MINUTE_MS + draw(MINUTE_MS)};
	c->mailbox_days = draw_calendar(span);
	c->campaign_days = draw_calendar(span);
	draw_schedule(c, span);
	draw_cap(&c->pace.mailbox, c->taken, c->mailbox_days);
	draw_cap(&c->pace.new_contacts, c->new_taken, c->campaign_days);
	c->pace.schedule = &c->schedule;
	c->pace.mailbox_free_at = draw_free_at(c->now);
	c->pace.domain_free_at = draw_free_at(c->now);
}

/* ---- The reference. ---- */

static bool is_holiday(const struct schedule *schedule, int date)
{
	for (size_t i = 0; i < schedule->holidays.date_count; i++)
		if (schedule->holidays.dates[i] == date)
			return true;
	return schedule->holidays.countries &&
		holidays_include(&(struct holidays){.countries = schedule->holidays.countries}, date);
}

/* The first and last day are those between their first instants: the clocks of some zones go back over midnight. */
static int first_minute_of(const struct calendar *calendar, int date)
{
	int i = 0;

	while (i < SPAN_MINUTES && calendar->minutes[i].date < date)
		i++;
	return i;
}

static bool slow_is_open(const struct draw_case *c, int minute, int first, int end)
{
	const struct local_minute *local = &c->local->minutes[minute];

	return minute >= first && minute < end && (c->schedule.sending_days >> (local->weekday - 1) & 1) &&
		(c->schedule.sending_hours >> local->hour & 1) && !is_holiday(&c->schedule, local->date);
}

static bool slow_has_room(const struct pace_cap *cap, const struct calendar *calendar, int minute)
{
	for (size_t i = 0; i < cap->day_count; i++)
		if (cap->cap && cap->days[i].day == calendar->minutes[minute].date && cap->days[i].taken >= cap->cap)
			return false;
	return true;
}

static enum held_reason slow_reason(const struct draw_case *c, int64_t at, int minute, int first, int end)
{
	if (!slow_is_open(c, minute, first, end))
		return HELD_WINDOW;
	if (!slow_has_room(&c->pace.mailbox, c->mailbox_days, minute))
		return HELD_CAP;
	if (!slow_has_room(&c->pace.new_contacts, c->campaign_days, minute))
		return HELD_NEW_CONTACT_CAP;
	if (at < c->pace.domain_free_at)
		return HELD_DOMAIN_SPACING;
	return at < c->pace.mailbox_free_at ? HELD_GAP : HELD_NONE;
}

/* Goes from minute to minute until nothing is in the way; 0 when the span ends before. */
static int64_t slow_ask(const struct draw_case *c, int64_t from, enum held_reason *reason)
{
	int first = c->schedule.starts_on ? first_minute_of(c->home, c->schedule.starts_on) : 0;
	int end = c->schedule.ends_on ? first_minute_of(c->home, c->schedule.ends_on + 1) : SPAN_MINUTES;
	int64_t at = c->now;

	*reason = slow_reason(c, at, (int)((at - from) / MINUTE_MS), first, end);
	if (at < c->pace.domain_free_at)
		at = c->pace.domain_free_at;
	if (at < c->pace.mailbox_free_at)
		at = c->pace.mailbox_free_at;
	for (int minute = (int)((at - from) / MINUTE_MS); minute < SPAN_MINUTES; minute++) {
		if (slow_reason(c, at, minute, first, end) == HELD_NONE)
			return at;
		at = from + (minute + 1) * MINUTE_MS;
	}
	return 0;
}

static void explain(const struct draw_case *c, int64_t from, int64_t wanted, const struct pace_answer *answer)
{
	char now[25], got[25], right[25];

	clock_format(c->now, now);
	clock_format(answer->at == SCHEDULE_NEVER ? 0 : answer->at, got);
	clock_format(wanted, right);
	fprintf(stderr,
		"span %lld, %s, home %s, days %x, hours %x, starts %d, ends %d, countries %llx, now %s: got %s (%d), "
		"right is %s\n",
		(long long)from, c->schedule.timezone, c->home->zone, c->schedule.sending_days,
		c->schedule.sending_hours, c->schedule.starts_on, c->schedule.ends_on,
		(unsigned long long)c->schedule.holidays.countries, now, got, (int)answer->reason, right);
}

static void check_one(const struct draw_case *c, const struct span *span)
{
	struct pace_answer answer = pace_ask(&c->pace, c->now);
	enum held_reason reason;
	int64_t wanted = slow_ask(c, span->from, &reason);
	bool beyond = answer.at >= span->from + SPAN_MINUTES * MINUTE_MS;

	if ((wanted ? answer.at != wanted : !beyond) || answer.reason != reason)
		explain(c, span->from, wanted, &answer);
	assert_int_equal(answer.reason, reason);
	if (wanted)
		assert_int_equal(answer.at, wanted);
	else
		assert_true(beyond);
	assert_true(answer.until <= answer.at && (reason == HELD_NONE) == (answer.at == c->now));
}

static int64_t number_from_environment(const char *name, int64_t otherwise)
{
	const char *value = getenv(name);

	return value ? strtoll(value, NULL, 10) : otherwise;
}

TEST(pace, agrees_with_a_walk_from_minute_to_minute_in_every_zone)
{
	static struct calendar one, other;
	struct span span = {.one = &one, .other = &other};
	int64_t cases = number_from_environment("PACE_CASES", 100000);
	static struct draw_case c;

	seed = (uint64_t)number_from_environment("PACE_SEED", 20261128);
	read_zones();
	for (int64_t i = 0; i < cases; i++) {
		if (i % CASES_OF_SPAN == 0)
			draw_span(&span);
		draw_one(&c, &span);
		check_one(&c, &span);
	}
}
