#include "base/unit.h"

#include <glib.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/check.h"
#include "base/clock.h"
#include "model/schedule.h"
#include "model/zone.h"

enum { EVERY_DAY = 0x7f, EVERY_HOUR = 0xffffff };

static const int64_t minute = 60 * 1000LL;

static const char *const zones[] = {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
	"Pacific/Apia", "Pacific/Chatham", "America/St_Johns", "Africa/Casablanca", "Asia/Kolkata", "America/Sao_Paulo",
	"Asia/Beirut", "America/Havana", "Antarctica/Troll", "Asia/Tehran", "Europe/Dublin", "Pacific/Kiritimati"};

/* Stands first: no zone is known yet. */
static void *find_all_zones(void *context)
{
	const struct zone **found = context;

	for (size_t i = 0; i < ARRAY_COUNT(zones); i++)
		found[i] = zone_find(zones[i]);
	return NULL;
}

TEST(schedule, threads_that_ask_at_once_get_the_same_zone)
{
	enum { THREADS = 8 };
	const struct zone *found[THREADS][ARRAY_COUNT(zones)];
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, find_all_zones, found[i]), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);

	for (int i = 1; i < THREADS; i++)
		assert_memory_equal(found[i], found[0], sizeof(found[0]));
}

/* A local time of a zone as GLib sees it, or of UTC: "2026-03-29T02:30:00" → ms. */
static int64_t instant(const char *iso)
{
	GTimeZone *utc = g_time_zone_new_utc();
	GDateTime *time = g_date_time_new_from_iso8601(iso, utc);
	int64_t at = g_date_time_to_unix(time) * 1000;

	g_date_time_unref(time);
	g_time_zone_unref(utc);
	return at;
}

static struct schedule schedule_in(const char *zone, unsigned days, unsigned hours)
{
	return (struct schedule){zone, days, hours};
}

static struct schedule office_hours(const char *zone)
{
	return schedule_in(zone, SCHEDULE_DEFAULT_DAYS, SCHEDULE_DEFAULT_HOURS);
}

/* Compares instants as texts, so that a failure can be read. */
static void check_instant(int64_t got, const char *wanted)
{
	char text[25];

	clock_format(got, text);
	memcpy(text + strlen("2026-11-23T00:00:00"), "Z", 2);
	assert_string_equal(text, wanted);
}

TEST(schedule, opens_and_closes_with_the_local_hour)
{
	struct schedule berlin = office_hours("Europe/Berlin");

	assert_false(schedule_is_open(&berlin, instant("2026-11-23T07:59:59Z")));
	assert_true(schedule_is_open(&berlin, instant("2026-11-23T08:00:00Z")));
	assert_true(schedule_is_open(&berlin, instant("2026-11-23T15:59:59Z")));
	assert_false(schedule_is_open(&berlin, instant("2026-11-23T16:00:00Z")));
	assert_false(schedule_is_open(&berlin, instant("2026-11-22T12:00:00Z")));
}

TEST(schedule, skips_weekends_in_the_contacts_time_zone)
{
	struct schedule auckland = office_hours("Pacific/Auckland");
	struct schedule honolulu = office_hours("Pacific/Honolulu");
	int64_t friday_evening_utc = instant("2026-11-20T22:00:00Z");

	/* Saturday 11:00 in Auckland, Friday 12:00 in Honolulu. */
	check_instant(schedule_next_open(&auckland, friday_evening_utc), "2026-11-22T20:00:00Z");
	check_instant(schedule_next_open(&honolulu, friday_evening_utc), "2026-11-20T22:00:00Z");
}

TEST(schedule, finds_the_next_opening)
{
	static const struct {
		const char *zone, *at, *opens;
	} rows[] = {
		{"Europe/Berlin", "2026-11-23T10:30:00Z", "2026-11-23T10:30:00Z"}, /* open now */
		{"Europe/Berlin", "2026-11-23T05:00:00Z", "2026-11-23T08:00:00Z"}, /* later today */
		{"Europe/Berlin", "2026-11-23T16:00:00Z", "2026-11-24T08:00:00Z"}, /* tomorrow */
		{"Europe/Berlin", "2026-11-27T16:00:00Z", "2026-11-30T08:00:00Z"}, /* after the weekend */
		{"Europe/Berlin", "2026-03-27T16:00:00Z", "2026-03-30T07:00:00Z"}, /* spring: an hour earlier in UTC */
		{"Europe/Berlin", "2026-10-23T15:00:00Z", "2026-10-26T08:00:00Z"}, /* autumn: an hour later */
		{"America/New_York", "2026-03-06T22:00:00Z", "2026-03-09T13:00:00Z"},
		{"America/New_York", "2026-10-30T21:00:00Z", "2026-11-02T14:00:00Z"},
		{"Asia/Kathmandu", "2026-11-23T00:00:00Z", "2026-11-23T03:15:00Z"},
		{"UTC", "2026-11-23T08:59:59Z", "2026-11-23T09:00:00Z"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct schedule schedule = office_hours(rows[i].zone);

		check_instant(schedule_next_open(&schedule, instant(rows[i].at)), rows[i].opens);
	}
}

TEST(schedule, an_hour_that_spring_skips_opens_the_week_after)
{
	/* Only Sundays, 2:00 to 2:59; on 29 March 2026 Berlin has no such hour. */
	struct schedule berlin = schedule_in("Europe/Berlin", 1u << 6, 1u << 2);

	check_instant(schedule_next_open(&berlin, instant("2026-03-28T12:00:00Z")), "2026-04-05T00:00:00Z");
}

TEST(schedule, an_hour_that_autumn_repeats_is_open_both_times)
{
	struct schedule berlin = schedule_in("Europe/Berlin", 1u << 6, 1u << 2);
	int64_t opens = schedule_next_open(&berlin, instant("2026-10-24T12:00:00Z"));

	check_instant(opens, "2026-10-25T00:00:00Z");
	check_instant(schedule_closes_at(&berlin, opens), "2026-10-25T02:00:00Z");
}

TEST(schedule, half_an_hour_of_daylight_saving_opens_half_an_hour)
{
	/* Lord Howe jumps from 2:00 to 2:30 on 4 October 2026 and back from 2:00 to 1:30 on 5 April. */
	struct schedule spring = schedule_in("Australia/Lord_Howe", 1u << 6, 1u << 2);
	struct schedule autumn = schedule_in("Australia/Lord_Howe", 1u << 6, 1u << 1);
	int64_t opens = schedule_next_open(&spring, instant("2026-10-03T12:00:00Z"));

	check_instant(opens, "2026-10-03T15:30:00Z");
	check_instant(schedule_closes_at(&spring, opens), "2026-10-03T16:00:00Z");
	opens = schedule_next_open(&autumn, instant("2026-04-04T12:00:00Z"));
	check_instant(opens, "2026-04-04T14:00:00Z");
	check_instant(schedule_closes_at(&autumn, opens), "2026-04-04T15:30:00Z");
}

TEST(schedule, a_window_closes_where_it_ends)
{
	struct schedule berlin = office_hours("Europe/Berlin");
	struct schedule days = schedule_in("Europe/Berlin", SCHEDULE_DEFAULT_DAYS, EVERY_HOUR);
	struct schedule always = schedule_in("Europe/Berlin", EVERY_DAY, EVERY_HOUR);

	check_instant(schedule_closes_at(&berlin, instant("2026-11-23T08:00:00Z")), "2026-11-23T16:00:00Z");
	check_instant(schedule_closes_at(&days, instant("2026-03-23T08:00:00Z")), "2026-03-27T23:00:00Z");
	check_instant(schedule_closes_at(&days, instant("2026-03-30T08:00:00Z")), "2026-04-03T22:00:00Z");
	assert_int_equal(schedule_closes_at(&always, instant("2026-03-23T08:00:00Z")), INT64_MAX);
}

TEST(schedule, adds_sending_days_at_the_same_local_time)
{
	static const struct {
		const char *zone, *at;
		int days;
		const char *result;
	} rows[] = {
		{"Europe/Berlin", "2026-11-23T09:04:00Z", 0, "2026-11-23T09:04:00Z"},
		{"Europe/Berlin", "2026-11-23T09:04:00Z", 3, "2026-11-26T09:04:00Z"},
		{"Europe/Berlin", "2026-11-26T09:04:00Z", 3, "2026-12-01T09:04:00Z"}, /* over a weekend */
		{"Europe/Berlin", "2026-11-21T09:04:00Z", 1, "2026-11-23T09:04:00Z"}, /* from a Saturday */
		{"Europe/Berlin", "2026-03-27T09:04:00Z", 1, "2026-03-30T08:04:00Z"}, /* over the change in spring */
		{"Europe/Berlin", "2026-10-23T08:04:00Z", 1, "2026-10-26T09:04:00Z"}, /* and in autumn */
		{"America/New_York", "2026-03-06T15:00:00Z", 1, "2026-03-09T14:00:00Z"},
		{"America/New_York", "2026-10-30T14:00:00Z", 1, "2026-11-02T15:00:00Z"},
		{"Asia/Kathmandu", "2026-11-27T04:00:00Z", 1, "2026-11-30T04:00:00Z"},
		{"Europe/Berlin", "2026-11-23T09:04:00Z", 260, "2027-11-22T09:04:00Z"}, /* a year of weekdays */
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct schedule schedule = office_hours(rows[i].zone);

		check_instant(schedule_add_sending_days(&schedule, instant(rows[i].at), rows[i].days), rows[i].result);
	}
}

TEST(schedule, a_local_time_that_spring_skips_becomes_the_end_of_the_gap)
{
	struct schedule berlin = schedule_in("Europe/Berlin", EVERY_DAY, EVERY_HOUR);

	/* 2:30 on the day before. */
	check_instant(schedule_add_sending_days(&berlin, instant("2026-03-28T01:30:00Z"), 1), "2026-03-29T01:00:00Z");
}

TEST(schedule, a_local_time_that_autumn_repeats_is_its_first)
{
	struct schedule berlin = schedule_in("Europe/Berlin", EVERY_DAY, EVERY_HOUR);

	check_instant(schedule_add_sending_days(&berlin, instant("2026-10-24T00:30:00Z"), 1), "2026-10-25T00:30:00Z");
}

TEST(schedule, a_day_that_samoa_skipped_does_not_count)
{
	struct schedule apia = office_hours("Pacific/Apia");
	int64_t thursday = instant("2011-12-29T20:00:00Z"); /* 29 December 10:00; the next day was the 31st */

	assert_int_equal(schedule_local_day("Pacific/Apia", thursday), 20111229);
	assert_int_equal(
		schedule_local_day("Pacific/Apia", schedule_next_local_day("Pacific/Apia", thursday)), 20111231);
	check_instant(schedule_next_local_day("Pacific/Apia", thursday), "2011-12-30T10:00:00Z");
	check_instant(
		schedule_add_sending_days(&apia, thursday, 1), "2012-01-01T20:00:00Z"); /* Monday the 2nd, 10:00 */
}

TEST(schedule, tells_the_local_day_and_where_the_next_begins)
{
	static const struct {
		const char *zone, *at;
		int day;
		const char *next;
	} rows[] = {
		{"UTC", "2026-11-23T23:59:59Z", 20261123, "2026-11-24T00:00:00Z"},
		{"Europe/Berlin", "2026-11-23T23:00:00Z", 20261124, "2026-11-24T23:00:00Z"},
		{"Europe/Berlin", "2026-03-29T12:00:00Z", 20260329, "2026-03-29T22:00:00Z"}, /* a day of 23 hours */
		{"Europe/Berlin", "2026-10-25T12:00:00Z", 20261025, "2026-10-25T23:00:00Z"}, /* and of 25 */
		{"Asia/Kathmandu", "2026-11-23T18:14:59Z", 20261123, "2026-11-23T18:15:00Z"},
		{"Pacific/Kiritimati", "2026-02-28T10:00:00Z", 20260301, "2026-03-01T10:00:00Z"},
		{"America/Los_Angeles", "2024-02-29T09:00:00Z", 20240229, "2024-03-01T08:00:00Z"}, /* a leap day */
		{"America/Sao_Paulo", "2018-02-18T01:30:00Z", 20180217,
			"2018-02-18T03:00:00Z"}, /* midnight comes twice */
		{"America/Sao_Paulo", "2018-11-03T12:00:00Z", 20181103,
			"2018-11-04T03:00:00Z"}, /* midnight is skipped */
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		assert_int_equal(schedule_local_day(rows[i].zone, instant(rows[i].at)), rows[i].day);
		check_instant(schedule_next_local_day(rows[i].zone, instant(rows[i].at)), rows[i].next);
	}
}

TEST(schedule, knows_zones_of_the_database_and_nothing_else)
{
	static const char *const known[] = {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5",
		"Australia/Lord_Howe", "America/Port-au-Prince"};
	static const char *const unknown[] = {"", "Europe/Atlantis", "+02:00", "ABC5", "UTC+2", "/etc/localtime",
		"../../etc/passwd", "Europe/../UTC", "right/Europe/Berlin", "Europe/", "Europe/Berlin ", "zone.tab",
		"EuropeBerlinEuropeBerlinEuropeBerlinEuropeBerlinEuropeBerlinEuropeBerlin"};

	for (size_t i = 0; i < ARRAY_COUNT(known); i++)
		assert_true(schedule_zone_is_known(known[i]));
	for (size_t i = 0; i < ARRAY_COUNT(unknown); i++)
		assert_false(schedule_zone_is_known(unknown[i]));
	assert_false(schedule_zone_is_known(NULL));
}

TEST(schedule, a_row_without_days_or_hours_never_opens)
{
	struct schedule none = schedule_in("UTC", 0, EVERY_HOUR), lost = schedule_in("Lost/Zone", EVERY_DAY, 1u << 5);
	int64_t at = instant("2026-11-23T08:00:00Z");

	assert_false(schedule_is_open(&none, at));
	assert_true(schedule_next_open(&none, at) > at + 300 * ZONE_DAY_MS);
	assert_true(schedule_add_sending_days(&none, at, 1) > at + 300 * ZONE_DAY_MS);
	check_instant(schedule_next_open(&lost, at), "2026-11-24T05:00:00Z");
}

TEST(schedule, the_gap_stays_within_a_fifth_of_what_was_asked)
{
	assert_int_equal(schedule_gap_ms(0, UINT32_MAX), 0);
	assert_int_equal(schedule_gap_ms(-5, 0), 0);
	assert_int_equal(schedule_gap_ms(180, 0), 144000);
	assert_int_equal(schedule_gap_ms(180, 1u << 31), 180000);
	assert_in_range(schedule_gap_ms(180, UINT32_MAX), 215999, 216000);
	assert_in_range(schedule_gap_ms(INT32_MAX, UINT32_MAX), 1, INT64_MAX);
}

/* ---- Against an obvious and slow reference on GLib's own calendar. ---- */

static uint64_t seed;

/* GLib reads a zone's file again unless somebody holds the zone. */
static void hold_zones(GTimeZone *held[static ARRAY_COUNT(zones)])
{
	for (size_t i = 0; i < ARRAY_COUNT(zones); i++)
		held[i] = g_time_zone_new_identifier(zones[i]);
}

static void drop_zones(GTimeZone *held[static ARRAY_COUNT(zones)])
{
	for (size_t i = 0; i < ARRAY_COUNT(zones); i++)
		g_time_zone_unref(held[i]);
}

static uint32_t draw(uint32_t limit)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(seed >> 33) % limit;
}

static GDateTime *glib_local(const char *zone, int64_t at)
{
	GTimeZone *glib = g_time_zone_new_identifier(zone);
	GDateTime *utc = g_date_time_new_from_unix_utc(at / 1000);
	GDateTime *local = g_date_time_to_timezone(utc, glib);

	g_date_time_unref(utc);
	g_time_zone_unref(glib);
	return local;
}

static bool slow_is_open(const struct schedule *schedule, int64_t at)
{
	GDateTime *local = glib_local(schedule->timezone, at);
	bool open = (schedule->sending_days >> (g_date_time_get_day_of_week(local) - 1) & 1) &&
		(schedule->sending_hours >> g_date_time_get_hour(local) & 1);

	g_date_time_unref(local);
	return open;
}

static int slow_day(const char *zone, int64_t at)
{
	GDateTime *local = glib_local(zone, at);
	int day = g_date_time_get_year(local) * 10000 + g_date_time_get_month(local) * 100 +
		g_date_time_get_day_of_month(local);

	g_date_time_unref(local);
	return day;
}

/* Steps of a quarter of an hour: since 2000 no zone here changes or counts in less. */
static int64_t slow_next(const struct schedule *schedule, int64_t at, bool open)
{
	if (slow_is_open(schedule, at) == open)
		return at;
	do
		at = at - at % (15 * minute) + 15 * minute;
	while (slow_is_open(schedule, at) != open);
	return at;
}

static int64_t slow_next_day(const char *zone, int64_t at)
{
	int today = slow_day(zone, at);

	do
		at = at - at % (15 * minute) + 15 * minute;
	while (slow_day(zone, at) == today);
	return at;
}

/* An instant of 2005 to 2030, every second one within two days of the zone's changes. */
static int64_t draw_instant(const char *zone)
{
	int64_t at = instant("2005-01-01T00:00:00Z") + draw(25 * 366 * 24 * 60) * minute + draw(60000);
	const struct zone_interval *interval = zone_interval_at(zone_find(zone), at);

	if (draw(2) && interval->to != INT64_MAX)
		return interval->to - 2 * ZONE_DAY_MS + draw(4 * 24 * 60) * minute + draw(60000);
	return at;
}

TEST(schedule, agrees_with_a_slow_reference_around_the_world)
{
	GTimeZone *held[ARRAY_COUNT(zones)];

	hold_zones(held);
	seed = 20261123;
	for (int i = 0; i < 600; i++) {
		const char *zone = zones[draw(ARRAY_COUNT(zones))];
		struct schedule schedule = schedule_in(zone, 1 + draw(EVERY_DAY), 1 + draw(EVERY_HOUR));
		int64_t at = draw_instant(zone);

		assert_int_equal(schedule_is_open(&schedule, at), slow_is_open(&schedule, at));
		assert_int_equal(schedule_next_open(&schedule, at), slow_next(&schedule, at, true));
		if (schedule_closes_at(&schedule, at) != INT64_MAX)
			assert_int_equal(schedule_closes_at(&schedule, at), slow_next(&schedule, at, false));
		assert_int_equal(schedule_local_day(zone, at), slow_day(zone, at));
		assert_int_equal(schedule_next_local_day(zone, at), slow_next_day(zone, at));
	}
	drop_zones(held);
}

TEST(schedule, added_days_are_sending_days_and_as_many_as_asked)
{
	GTimeZone *held[ARRAY_COUNT(zones)];

	hold_zones(held);
	seed = 42;
	for (int i = 0; i < 300; i++) {
		const char *zone = zones[draw(ARRAY_COUNT(zones))];
		struct schedule schedule = schedule_in(zone, 1 + draw(EVERY_DAY), EVERY_HOUR);
		int64_t at = draw_instant(zone);
		int days = 1 + (int)draw(20), counted = 0;
		int64_t result = schedule_add_sending_days(&schedule, at, days);

		/* Where clocks go back over midnight a day begins twice; it counts once. */
		for (int64_t day = at, latest = slow_day(zone, at); latest < slow_day(zone, result);) {
			day = slow_next_day(zone, day);
			counted += slow_day(zone, day) > latest && slow_is_open(&schedule, day);
			latest = slow_day(zone, day) > latest ? slow_day(zone, day) : latest;
		}
		assert_int_equal(counted, days);
		assert_true(slow_is_open(&schedule, result));
	}
	drop_zones(held);
}

TEST(schedule, an_open_check_costs_less_than_a_microsecond)
{
	struct schedule berlin = office_hours("Europe/Berlin");
	int64_t at = instant("2026-11-23T08:00:00Z");
	enum { CHECKS = 200000 };
	struct timespec from, to;
	int open = 0;

	schedule_is_open(&berlin, at);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	for (int i = 0; i < CHECKS; i++)
		open += schedule_is_open(&berlin, at + i * minute);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);

	assert_true(open > 0);
	assert_true((to.tv_sec - from.tv_sec) * 1000000000LL + to.tv_nsec - from.tv_nsec < CHECKS * 1000LL);
}
