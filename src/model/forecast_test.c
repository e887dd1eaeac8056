#include "base/unit.h"

#include "base/check.h"
#include "model/forecast.h"

enum { EVERY_DAY = 0x7f, EVERY_HOUR = 0xffffff };

static const int64_t monday = 1767571200000; /* 5 January 2026, 00:00 UTC */

static const struct step steps[] = {
	{.position = 1, .delay_ms = 0, .delay_days = -1},
	{.position = 2, .delay_ms = -1, .delay_days = 3},
	{.position = 3, .delay_ms = -1, .delay_days = 3},
};

static struct campaign campaign = {.schedule = {.timezone = "Europe/Berlin",
					   .sending_days = SCHEDULE_DEFAULT_DAYS,
					   .sending_hours = SCHEDULE_DEFAULT_HOURS}};

static struct forecast_mailbox mailbox(int daily_cap, int gap)
{
	return (struct forecast_mailbox){.timezone = "Europe/Berlin",
		.daily_cap = daily_cap,
		.min_gap_seconds = gap,
		.open_from = monday,
		.first_steps_from = monday,
		.follow_ups_from = monday};
}

static struct forecast ask(struct arena *arena, const struct forecast_mailbox *mailboxes, size_t count,
	const struct forecast_person *crowds, size_t crowd_count)
{
	struct forecast out;

	forecast_make(&(struct forecast_input){.campaign = &campaign,
			      .steps = steps,
			      .step_count = ARRAY_COUNT(steps),
			      .mailboxes = mailboxes,
			      .mailbox_count = count,
			      .crowds = crowds,
			      .crowd_count = crowd_count,
			      .now = monday,
			      .max_days = 400},
		arena, &out);
	return out;
}

static int64_t sum(const struct forecast *forecast)
{
	int64_t total = 0;

	for (size_t i = 0; i < forecast->day_count; i++)
		total += forecast->days[i].count;
	return total;
}

TEST(forecast, a_crowd_is_counted_by_day_within_the_caps)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct forecast_mailbox mailboxes[] = {mailbox(30, 180), mailbox(20, 180)};
	struct forecast_person crowd = {.mailbox = FORECAST_NO_MAILBOX, .position = 1, .due_at = monday, .count = 1000};
	struct forecast out = ask(arena, mailboxes, 2, &crowd, 1);

	assert_int_equal(out.total, 3000);
	assert_int_equal(sum(&out), 3000);
	assert_int_equal(out.held, 0);
	assert_int_equal(out.peaks[0], 30);
	assert_int_equal(out.peaks[1], 20);
	assert_int_equal(out.days[0].day, 20260105);
	assert_int_equal(out.first_at, monday + 8 * 3600 * 1000LL);
	/* 3,000 emails at 50 a day are 60 working days: twelve weeks, and the delays of the last. */
	assert_in_range(schedule_local_day("Europe/Berlin", out.last_at), 20260327, 20260410);
}

TEST(forecast, a_window_holds_only_so_many_gaps)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct forecast_mailbox slow = mailbox(1000, 3600);
	struct forecast_person crowd = {.mailbox = FORECAST_NO_MAILBOX, .position = 1, .due_at = monday, .count = 100};
	struct forecast out = ask(arena, &slow, 1, &crowd, 1);

	assert_int_equal(out.peaks[0], 8);
	assert_int_equal(out.total, 300);
}

TEST(forecast, follow_ups_come_before_new_people)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct forecast_mailbox one = mailbox(10, 0);
	struct forecast_person crowds[] = {
		{.mailbox = 0, .position = 2, .due_at = monday, .count = 8},
		{.mailbox = FORECAST_NO_MAILBOX, .position = 1, .due_at = monday, .count = 5},
	};
	struct forecast out = ask(arena, &one, 1, crowds, 2);

	assert_int_equal(out.days[0].position, 1);
	assert_int_equal(out.days[0].count, 2);
	assert_int_equal(out.days[1].position, 2);
	assert_int_equal(out.days[1].count, 8);
}

TEST(forecast, people_whose_mailbox_is_away_are_held_and_the_others_go)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct forecast_mailbox mailboxes[] = {mailbox(10, 0), mailbox(10, 0)};
	struct forecast_person crowds[] = {
		{.mailbox = 0, .position = 2, .due_at = monday, .count = 4},
		{.mailbox = 1, .position = 2, .due_at = monday, .count = 3},
	};
	struct forecast out;

	mailboxes[0].open_from = FORECAST_NEVER;
	out = ask(arena, mailboxes, 2, crowds, 2);
	assert_int_equal(out.held, 4);
	assert_int_equal(out.total, 6);
	assert_int_equal(out.loads[0], 0);
}

TEST(forecast, a_campaign_without_mailboxes_holds_everybody)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct forecast_person crowd = {.mailbox = FORECAST_NO_MAILBOX, .position = 1, .due_at = monday, .count = 7};
	struct forecast out = ask(arena, NULL, 0, &crowd, 1);

	assert_int_equal(out.held, 7);
	assert_int_equal(out.total, 0);
	assert_int_equal(out.first_at, 0);
}

TEST(forecast, a_million_people_are_no_more_work_than_their_days)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct forecast_mailbox mailboxes[200];
	struct forecast_person crowd = {
		.mailbox = FORECAST_NO_MAILBOX, .position = 1, .due_at = monday, .count = 1000000};
	struct forecast out;

	for (size_t i = 0; i < ARRAY_COUNT(mailboxes); i++)
		mailboxes[i] = mailbox(50, 180);
	out = ask(arena, mailboxes, ARRAY_COUNT(mailboxes), &crowd, 1);
	assert_int_equal(out.total, 3000000);
	assert_int_equal(out.held, 0);
}
