#include "base/unit.h"

#include <limits.h>
#include <stdio.h>

#include "base/check.h"
#include "model/pace.h"
#include "model/zone.h"

/* "11-30T09:00" of 2026, UTC. 30 November is a Monday, and Berlin is an hour ahead. */
static int64_t at(const char *rest)
{
	int month = 0, day = 0, hour = 0, minute = 0;

	assert_int_equal(sscanf(rest, "%d-%dT%d:%d", &month, &day, &hour, &minute), 4);
	return zone_day_of_date(20260000 + month * 100 + day) * ZONE_DAY_MS + hour * ZONE_HOUR_MS + minute * 60000LL;
}

static struct schedule office_hours(void)
{
	return (struct schedule){.timezone = "Europe/Berlin",
		.sending_days = SCHEDULE_DEFAULT_DAYS,
		.sending_hours = SCHEDULE_DEFAULT_HOURS};
}

static void check(const struct pace *pace, int64_t now, enum held_reason reason, int64_t until, int64_t earliest)
{
	struct pace_answer answer = pace_ask(pace, now);

	assert_int_equal(answer.reason, reason);
	assert_int_equal(answer.until, until);
	assert_int_equal(answer.at, earliest);
}

TEST(pace, lets_go_at_once_what_nothing_holds)
{
	struct schedule schedule = office_hours();
	struct pace pace = {.schedule = &schedule};

	check(&pace, at("11-30T09:00"), HELD_NONE, at("11-30T09:00"), at("11-30T09:00"));
}

TEST(pace, waits_for_the_window_of_the_contacts_own_zone)
{
	struct schedule berlin = office_hours();
	struct schedule tokyo = schedule_in_zone(&berlin, "Asia/Tokyo"), lost = schedule_in_zone(&berlin, "Mars/Base");
	struct pace pace = {.schedule = &tokyo};

	check(&pace, at("11-30T09:00"), HELD_WINDOW, at("12-01T00:00"), at("12-01T00:00"));
	pace.schedule = &lost;
	check(&pace, at("11-30T09:00"), HELD_NONE, at("11-30T09:00"), at("11-30T09:00"));
}

TEST(pace, first_and_last_day_are_those_of_the_campaigns_zone)
{
	struct schedule berlin = office_hours(), tokyo;
	struct pace pace = {.schedule = &tokyo};

	berlin.starts_on = 20261201;
	berlin.ends_on = 20261201;
	tokyo = schedule_in_zone(&berlin, "Asia/Tokyo");
	/* 1 December in Berlin: 23:00 to 23:00 UTC; office hours in Tokyo: 0:00 to 8:00 UTC. */
	check(&pace, at("11-30T04:00"), HELD_WINDOW, at("12-01T00:00"), at("12-01T00:00"));
	check(&pace, at("12-01T08:00"), HELD_WINDOW, SCHEDULE_NEVER, SCHEDULE_NEVER);
}

TEST(pace, passes_holidays_and_days_of_ones_own)
{
	static const int dates[] = {20261228};
	struct schedule schedule = office_hours();
	struct pace pace = {.schedule = &schedule};
	size_t germany = 0;

	assert_true(holidays_country_find("DE", &germany));
	schedule.holidays = (struct holidays){
		.countries = UINT64_C(1) << germany, .dates = dates, .date_count = ARRAY_COUNT(dates)};
	/* From Thursday evening over Christmas, the weekend and the 28th to Tuesday. */
	check(&pace, at("12-24T17:00"), HELD_WINDOW, at("12-29T08:00"), at("12-29T08:00"));
}

TEST(pace, a_used_up_day_ends_at_midnight_and_the_window_decides_from_there)
{
	static const struct pace_day days[] = {{20261130, 30}, {20261201, 30}};
	struct schedule schedule = office_hours();
	struct pace pace = {
		.schedule = &schedule, .mailbox = {.timezone = "UTC", .cap = 30, .days = days, .day_count = 2}};

	check(&pace, at("11-30T09:00"), HELD_CAP, at("12-02T00:00"), at("12-02T08:00"));
	pace.mailbox.cap = 31;
	check(&pace, at("11-30T09:00"), HELD_NONE, at("11-30T09:00"), at("11-30T09:00"));
}

TEST(pace, new_contacts_wait_for_the_campaigns_next_day)
{
	static const struct pace_day days[] = {{20261130, 5}};
	struct schedule schedule = office_hours();
	struct pace pace = {.schedule = &schedule,
		.new_contacts = {.timezone = "Europe/Berlin", .cap = 5, .days = days, .day_count = 1}};

	check(&pace, at("11-30T09:00"), HELD_NEW_CONTACT_CAP, at("11-30T23:00"), at("12-01T08:00"));
}

TEST(pace, a_domain_and_a_mailbox_are_spaced)
{
	struct schedule schedule = office_hours();
	struct pace pace = {.schedule = &schedule,
		.domain_free_at = pace_domain_free_at(at("11-30T08:30"), 60),
		.mailbox_free_at = at("11-30T09:03")};

	check(&pace, at("11-30T09:00"), HELD_DOMAIN_SPACING, at("11-30T09:30"), at("11-30T09:30"));
	pace.domain_free_at = pace_domain_free_at(at("11-30T08:30"), 0);
	check(&pace, at("11-30T09:00"), HELD_GAP, at("11-30T09:03"), at("11-30T09:03"));
	pace.domain_free_at = pace_domain_free_at(0, 60);
	check(&pace, at("11-30T09:04"), HELD_NONE, at("11-30T09:04"), at("11-30T09:04"));
}

TEST(pace, a_ramp_rises_with_each_day_that_sends)
{
	struct ramp ramp = {.start = 5, .step = 3, .ceiling = 12};

	assert_int_equal(ramp_cap(&ramp, 20261130), 5);
	ramp_sent(&ramp, 20261130);
	ramp_sent(&ramp, 20261130);
	assert_int_equal(ramp_cap(&ramp, 20261130), 5);
	assert_int_equal(ramp_cap(&ramp, 20261201), 8);
	assert_int_equal(ramp_cap(&ramp, 20261207), 8); /* a weekend without email raises nothing */
	ramp_sent(&ramp, 20261207);
	assert_int_equal(ramp_cap(&ramp, 20261208), 11);
	ramp_sent(&ramp, 20261208);
	assert_int_equal(ramp_cap(&ramp, 20261209), 12);
	assert_int_equal(ramp_cap(&ramp, 20261207), 11); /* a clock that went back */
}

TEST(pace, a_ramp_begins_anew_after_fourteen_idle_days)
{
	struct ramp ramp = {.start = 5, .step = 3, .ceiling = 100, .level = 6, .day = 20261201};

	assert_int_equal(ramp_cap(&ramp, 20261215), 26);
	assert_int_equal(ramp_cap(&ramp, 20261216), 5);
	ramp_sent(&ramp, 20261216);
	assert_int_equal(ramp_cap(&ramp, 20261216), 5);
	assert_int_equal(ramp_cap(&ramp, 20261217), 8);
}

TEST(pace, a_mailbox_without_a_ramp_has_no_cap_from_it)
{
	assert_int_equal(ramp_cap(&(struct ramp){0}, 20261130), INT_MAX);
}
