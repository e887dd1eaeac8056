/*
 * Unit tests of pacing through planner, permit and "Why isn't this sending?": whose clock, holidays, first and last day, ramps,
 * spacing by domain.
 */
#include "base/unit.h"

#include "model/zone.h"
#include "ops/campaign_fixture.h"
#include "ops/campaign_why.h"
#include "ops/send_permit.h"
#include "ops/send_plan.h"
#include "ops/send_settle.h"

static const char *const one_step[] = {"Hello there.", NULL};
static const struct prepared email = {.subject = "Hello", .begins_thread = true};

/* "UPDATE campaign SET …": 9:00 to 16:59, Monday to Friday. */
#define OFFICE_HOURS "sending_days = 31, sending_hours = 130560, "

static int64_t instant(int date, int hour, int minute)
{
	return zone_day_of_date(date) * ZONE_DAY_MS + hour * ZONE_HOUR_MS + minute * 60000LL;
}

static void set_clock(struct campaign_fixture *f, int64_t now)
{
	f->store->clock.offset_ms = now;
}

/* A running campaign, with these settings, of so many people at each of these domains. */
static int64_t running(
	struct campaign_fixture *f, const char *settings, const char *const *domains, int people, int64_t now)
{
	int64_t id = campaign_fixture_campaign(f, one_step), contacts[128] = {0};
	size_t count = 0;

	set_clock(f, now);
	for (size_t d = 0; domains[d]; d++)
		for (int i = 0; i < people; i++)
			contacts[count++] = campaign_fixture_contact(
				f, arena_printf(f->arena, "p%d@%s", i, domains[d]), "Grace");
	campaign_fixture_enroll(f, id, contacts);
	assert_true(campaign_ops_launch(&f->ops, &f->call, id, &f->err));
	store_fixture_run(
		f->store, arena_printf(f->arena, "UPDATE campaign SET %s WHERE id = %lld", settings, (long long)id));
	return id;
}

static void live_in(struct campaign_fixture *f, const char *domain, const char *zone)
{
	store_fixture_run(f->store,
		arena_printf(f->arena, "UPDATE contact SET timezone = '%s' WHERE domain = '%s'", zone, domain));
}

static int64_t count(struct campaign_fixture *f, const char *rest)
{
	return store_fixture_count(f->store, arena_printf(f->arena, "SELECT count(*) FROM %s", rest));
}

static int64_t planned_at(struct campaign_fixture *f, const char *domain)
{
	return count(f,
		arena_printf(f->arena,
			"send s JOIN contact c ON c.id = s.contact_id WHERE c.domain = '%s' AND s.status <> "
			"'cancelled'",
			domain));
}

static int64_t plan(struct campaign_fixture *f)
{
	OWNED(plan_turns) struct plan_turns *turns = plan_turns_new();
	int64_t planned = 0, next_at = 0;

	assert_true(send_plan_run(&f->ops, turns, &planned, &next_at, &f->err));
	return next_at;
}

static size_t claim_some(
	struct campaign_fixture *f, int limit, struct mailbox *mailbox, struct claim **claims, int64_t *next_at)
{
	size_t found = 0;

	assert_true(send_permit_claim(
		&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, limit, f->arena, mailbox, claims, &found, next_at, &f->err));
	return found;
}

static size_t claim(struct campaign_fixture *f, struct mailbox *mailbox, struct claim **claims, int64_t *next_at)
{
	return claim_some(f, 64, mailbox, claims, next_at);
}

static enum held_reason ask(struct campaign_fixture *f, struct claim *one)
{
	enum held_reason reason = HELD_NONE;
	bool granted = false;

	assert_true(send_permit_ask(&f->ops, one, &email, &granted, &reason, &f->err));
	assert_int_equal(granted, reason == HELD_NONE);
	return reason;
}

static void send_one(struct campaign_fixture *f)
{
	struct send_result accepted = {.outcome = SEND_ACCEPTED};
	enum attempt_outcome outcome = ATTEMPT_ABORTED;
	struct claim *claims = NULL;
	struct mailbox mailbox;
	int64_t next_at = 0;

	assert_int_equal(claim_some(f, 1, &mailbox, &claims, &next_at), 1);
	assert_int_equal(ask(f, &claims[0]), HELD_NONE);
	assert_true(send_settle_answer(&f->ops, &claims[0], &accepted, &outcome, &f->err));
	assert_int_equal(outcome, ATTEMPT_SENT);
}

/* The first reason of this kind; fails when there is none. */
static struct campaign_reason why(struct campaign_fixture *f, int64_t id, enum held_reason reason)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign = campaign_fixture_get(f, id);
	struct campaign_why found;

	assert_true(tx_read(f->ops.store, &tx, &f->err));
	assert_true(campaign_why_ask(&f->ops, tx, &campaign, f->arena, &found, &f->err));
	for (size_t i = 0; i < found.count; i++)
		if (found.reasons[i].reason == reason)
			return found.reasons[i];
	fail_msg("%s is not among the reasons", held_reason_name(reason));
	return (struct campaign_reason){0};
}

TEST(send_pace, those_whose_window_is_shut_are_put_off_and_keep_nobody_waiting)
{
	static const char *const domains[] = {"tokyo.test", "berlin.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t monday = instant(20261130, 9, 0);

	running(f, OFFICE_HOURS "timezone = 'Europe/Berlin', timezone_source = 'contact'", domains, 40, monday);
	live_in(f, "tokyo.test", "Asia/Tokyo"); /* 18:00 there */
	store_fixture_run(f->store, "UPDATE mailbox SET daily_cap = 1000, min_gap_seconds = 0");

	assert_int_equal(plan(f), instant(20261201, 0, 0));
	assert_int_equal(planned_at(f, "tokyo.test"), 0);
	assert_int_equal(planned_at(f, "berlin.test"), 40);
	set_clock(f, instant(20261201, 0, 0));
	store_fixture_run(f->store, "UPDATE send SET status = 'cancelled'");
	plan(f);
	assert_int_equal(planned_at(f, "tokyo.test"), 40);
}

TEST(send_pace, the_permit_reads_the_clock_of_the_contact)
{
	static const char *const domains[] = {"tokyo.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct claim *claims = NULL;
	struct mailbox mailbox;
	int64_t next_at = 0;

	running(f, OFFICE_HOURS "timezone = 'Europe/Berlin', timezone_source = 'contact'", domains, 1,
		instant(20261130, 7, 59));
	live_in(f, "tokyo.test", "Asia/Tokyo");
	plan(f);
	assert_int_equal(claim(f, &mailbox, &claims, &next_at), 1);
	set_clock(f, instant(20261130, 8, 0)); /* 17:00 in Tokyo */
	assert_int_equal(ask(f, &claims[0]), HELD_WINDOW);
	assert_int_equal(store_fixture_count(f->store, "SELECT due_at FROM send"), instant(20261201, 0, 0));
	assert_int_equal(claim(f, &mailbox, &claims, &next_at), 0);
	assert_int_equal(next_at, instant(20261201, 0, 0));
}

TEST(send_pace, rows_that_cannot_go_now_do_not_stand_in_front_of_others)
{
	static const char *const shut[] = {"shut.test", NULL}, *const open[] = {"open.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct claim *claims = NULL;
	struct mailbox mailbox;
	int64_t now = instant(20261130, 9, 0), next_at = 0, first;

	store_fixture_run(f->store, "UPDATE mailbox SET daily_cap = 1000");
	first = running(f, "overlap = 'allow'", shut, 31, now);
	plan(f);
	running(f, "overlap = 'allow'", open, 1, now);
	plan(f);
	store_fixture_run(f->store,
		arena_printf(
			f->arena, "UPDATE campaign SET sending_hours = 1 << 20 WHERE id = %lld", (long long)first));
	assert_int_equal(claim(f, &mailbox, &claims, &next_at), 1);
	assert_string_equal(claims[0].domain, "open.test");
}

TEST(send_pace, one_domain_is_written_to_at_intervals_and_public_ones_at_once)
{
	static const char *const domains[] = {"acme.test", "gmail.com", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t now = instant(20261130, 9, 0), id;

	store_fixture_run(f->store, "UPDATE mailbox SET min_gap_seconds = 0");
	id = running(f, "domain_spacing_minutes = 60", domains, 3, now);
	assert_int_equal(plan(f), now + ZONE_HOUR_MS);
	assert_int_equal(planned_at(f, "acme.test"), 1);
	assert_int_equal(planned_at(f, "gmail.com"), 3);
	assert_int_equal(
		count(f, arena_printf(f->arena, "enrollment WHERE due_at = %lld", (long long)(now + 2 * ZONE_HOUR_MS))),
		1);
	assert_int_equal(why(f, id, HELD_DOMAIN_SPACING).next_at, now + ZONE_HOUR_MS);
	assert_non_null(strstr(why(f, id, HELD_DOMAIN_SPACING).text, "acme.test was written to just now: 60 minutes"));
	set_clock(f, now + ZONE_HOUR_MS);
	plan(f);
	assert_int_equal(planned_at(f, "acme.test"), 2);
}

TEST(send_pace, the_permit_keeps_the_spacing_whatever_was_planned)
{
	static const char *const domains[] = {"acme.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct claim *claims = NULL;
	struct mailbox mailbox;
	int64_t now = instant(20261130, 9, 0), next_at = 0;

	store_fixture_run(f->store, "UPDATE mailbox SET min_gap_seconds = 0");
	running(f, "domain_spacing_minutes = 60", domains, 2, now);
	plan(f);
	store_fixture_run(f->store, "DELETE FROM campaign_domain");
	store_fixture_run(f->store, "UPDATE enrollment SET due_at = 1 WHERE due_at IS NOT NULL");
	plan(f);
	assert_int_equal(claim(f, &mailbox, &claims, &next_at), 2);
	assert_int_equal(ask(f, &claims[0]), HELD_NONE);
	assert_int_equal(ask(f, &claims[1]), HELD_DOMAIN_SPACING);
	assert_int_equal(
		store_fixture_count(f->store, "SELECT due_at FROM send WHERE status = 'due'"), now + ZONE_HOUR_MS);
}

TEST(send_pace, before_the_first_day_nothing_is_planned)
{
	static const char *const domains[] = {"acme.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t id = running(f, OFFICE_HOURS "timezone = 'Europe/Berlin', starts_on = 20261202", domains, 2,
		instant(20261130, 9, 0));

	assert_int_equal(plan(f), instant(20261202, 8, 0));
	assert_int_equal(count(f, "send"), 0);
	assert_int_equal(why(f, id, HELD_WINDOW).next_at, instant(20261202, 8, 0));
	assert_string_equal(why(f, id, HELD_WINDOW).text, "The campaign begins on 2026-12-02.");
}

static void check_ended(const char *settings)
{
	static const char *const domains[] = {"acme.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t id = running(f, settings, domains, 3, instant(20261130, 9, 0));

	store_fixture_run(f->store, "UPDATE mailbox SET daily_cap = 1"); /* one row, two people without */
	plan(f);
	assert_int_equal(count(f, "send WHERE status = 'due'"), 1);
	set_clock(f, instant(20261201, 0, 0));
	for (int i = 0; i < 3; i++)
		plan(f);
	assert_int_equal(count(f, "enrollment WHERE status = 'stopped' AND end_reason = 'ended'"), 3);
	assert_int_equal(count(f, "send WHERE status = 'cancelled'"), 1);
	assert_int_equal(campaign_fixture_get(f, id).status, CAMPAIGN_COMPLETED);
	campaign_fixture_check_counts(f, id);
}

TEST(send_pace, after_the_last_day_people_are_let_go_and_the_campaign_completes)
{
	check_ended("timezone = 'UTC', ends_on = 20261130");
	check_ended("timezone = 'UTC', ends_on = 20261130, timezone_source = 'contact'");
	check_ended("timezone = 'UTC', ends_on = 20261130, evergreen = 1, status = 'evergreen'");
}

TEST(send_pace, a_claimed_email_does_not_leave_after_the_last_day)
{
	static const char *const domains[] = {"acme.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct claim *claims = NULL;
	struct mailbox mailbox;
	int64_t next_at = 0;

	running(f, "timezone = 'UTC', ends_on = 20261130", domains, 1, instant(20261130, 23, 59));
	plan(f);
	assert_int_equal(claim(f, &mailbox, &claims, &next_at), 1);
	set_clock(f, instant(20261201, 0, 0));
	assert_int_equal(ask(f, &claims[0]), HELD_WINDOW);
	assert_int_equal(count(f, "send WHERE status = 'cancelled'"), 1);
	assert_int_equal(count(f, "enrollment WHERE end_reason = 'ended'"), 1);
}

TEST(send_pace, a_holiday_is_named_and_ends_with_the_next_window)
{
	static const char *const domains[] = {"acme.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t id = running(f,
		OFFICE_HOURS "timezone = 'Europe/Berlin', holiday_countries = 'DE', holiday_dates = '20261228'",
		domains, 1, instant(20261225, 10, 0));

	plan(f);
	assert_int_equal(count(f, "send"), 0);
	assert_string_equal(why(f, id, HELD_WINDOW).text, "Today is one of the campaign's holidays.");
	assert_int_equal(why(f, id, HELD_WINDOW).next_at, instant(20261229, 8, 0));
}

TEST(send_pace, why_names_the_zone_of_the_next_contact)
{
	static const char *const domains[] = {"tokyo.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t id = running(f, OFFICE_HOURS "timezone = 'Europe/Berlin', timezone_source = 'contact'", domains, 2,
		instant(20261130, 9, 0));

	live_in(f, "tokyo.test", "Asia/Tokyo");
	plan(f);
	assert_int_equal(why(f, id, HELD_WINDOW).next_at, instant(20261201, 0, 0));
	assert_non_null(strstr(why(f, id, HELD_WINDOW).text, "Asia/Tokyo"));
}

TEST(send_pace, a_ramp_limits_the_day_and_rises_with_the_next_one)
{
	static const char *const domains[] = {"acme.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t id;

	store_fixture_run(
		f->store, "UPDATE mailbox SET min_gap_seconds = 0, ramp_start = 2, ramp_step = 3, ramp_ceiling = 30");
	id = running(f, "timezone = 'UTC'", domains, 20, instant(20261130, 9, 0));
	plan(f);
	assert_int_equal(count(f, "send"), 2);
	send_one(f);
	send_one(f);
	assert_int_equal(plan(f), instant(20261201, 0, 0));
	assert_int_equal(count(f, "send"), 2);
	assert_int_equal(why(f, id, HELD_CAP).next_at, instant(20261201, 0, 0));
	assert_non_null(strstr(why(f, id, HELD_CAP).text, "its 2 emails of today; while it ramps up"));
	set_clock(f, instant(20261201, 9, 0));
	plan(f);
	assert_int_equal(count(f, "send WHERE status = 'due'"), 5);
}

TEST(send_pace, mailboxes_get_new_contacts_in_proportion_to_what_they_have_left)
{
	static const char *const domains[] = {"acme.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t other = campaign_fixture_mailbox(f, "small@acme.test", true), id;

	store_fixture_run(f->store, "UPDATE mailbox SET daily_cap = 20");
	store_fixture_run(f->store, "UPDATE mailbox SET daily_cap = 5 WHERE address = 'small@acme.test'");
	id = running(f, "timezone = 'UTC', new_contact_cap = 10", domains, 20, instant(20261130, 9, 0));
	store_fixture_run(f->store,
		arena_printf(f->arena,
			"INSERT INTO campaign_mailbox (workspace_id, campaign_id, mailbox_id) VALUES (1, %lld, %lld)",
			(long long)id, (long long)other));
	plan(f);
	assert_int_equal(count(f, "send"), 10);
	assert_int_equal(count(f, arena_printf(f->arena, "send WHERE mailbox_id = %lld", (long long)other)), 2);
	campaign_fixture_check_counts(f, id);
}

/* On 25 October 2026 Berlin has 25 hours, on 29 March 23. */
TEST(send_pace, the_cap_of_new_contacts_holds_for_the_whole_local_day)
{
	static const char *const domains[] = {"acme.test", NULL};
	static const struct {
		int first_date, first_hour, first_minute, last_date, last_hour, last_minute, next_date, next_hour;
	} days[] = {
		{20261024, 22, 5, 20261025, 22, 55, 20261025, 23},
		{20260328, 23, 5, 20260329, 21, 55, 20260329, 22},
	};

	for (size_t i = 0; i < ARRAY_COUNT(days); i++) {
		OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
		struct claim *claims = NULL;
		struct campaign lowered;
		struct mailbox mailbox;
		int64_t id, next_at = 0, tomorrow = instant(days[i].next_date, days[i].next_hour, 0);

		store_fixture_run(f->store, "UPDATE mailbox SET min_gap_seconds = 0, timezone = 'Europe/Berlin'");
		id = running(f, "timezone = 'Europe/Berlin', new_contact_cap = 2", domains, 5,
			instant(days[i].first_date, days[i].first_hour, days[i].first_minute));
		plan(f);
		send_one(f);
		send_one(f);
		set_clock(f, instant(days[i].last_date, days[i].last_hour, days[i].last_minute));
		assert_int_equal(plan(f), tomorrow);
		assert_int_equal(count(f, "send"), 2);
		assert_int_equal(why(f, id, HELD_NEW_CONTACT_CAP).next_at, tomorrow);
		/* A row that was planned nevertheless does not get its permit. */
		store_fixture_run(f->store, "UPDATE campaign SET new_contact_cap = 3");
		plan(f);
		assert_int_equal(claim(f, &mailbox, &claims, &next_at), 1);
		store_fixture_run(f->store, "UPDATE campaign SET new_contact_cap = 2");
		lowered = *claims->campaign;
		lowered.new_contact_cap = 2;
		claims[0].campaign = &lowered;
		assert_int_equal(ask(f, &claims[0]), HELD_NEW_CONTACT_CAP);
		set_clock(f, tomorrow);
		plan(f);
		send_one(f);
	}
}

TEST(send_pace, why_tells_the_gap)
{
	static const char *const domains[] = {"acme.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t now = instant(20261130, 9, 0), id = running(f, "timezone = 'UTC'", domains, 2, now);

	plan(f);
	send_one(f);
	assert_in_range(why(f, id, HELD_GAP).next_at, now + 144000, now + 216000);
}

TEST(send_pace, an_edit_of_the_schedule_brings_forward_what_it_had_put_off)
{
	static const char *const domains[] = {"acme.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct campaign_edit edit = {.settings = SETTING_DOMAIN_SPACING, .values = {.domain_spacing_minutes = 0}};
	int64_t id;

	store_fixture_run(f->store, "UPDATE mailbox SET min_gap_seconds = 0");
	id = running(f, "domain_spacing_minutes = 600", domains, 4, instant(20261130, 9, 0));
	plan(f);
	assert_int_equal(count(f, "send"), 1);
	assert_true(campaign_ops_pause(&f->ops, &f->call, id, &f->err));
	assert_true(campaign_ops_update(&f->ops, &f->call, id, &edit, &f->err));
	assert_true(campaign_ops_resume(&f->ops, &f->call, id, OVERDUE_KEEP, 0, &f->err));
	plan(f);
	assert_int_equal(count(f, "send"), 4);
}

TEST(send_pace, spacing_that_begins_later_counts_what_was_sent_before)
{
	static const char *const domains[] = {"acme.test", NULL};
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct campaign_edit edit = {.settings = SETTING_DOMAIN_SPACING, .values = {.domain_spacing_minutes = 60}};
	int64_t now = instant(20261130, 9, 0), id;

	store_fixture_run(f->store, "UPDATE mailbox SET min_gap_seconds = 0");
	id = running(f, "new_contact_cap = 1", domains, 3, now);
	plan(f);
	send_one(f);
	assert_true(campaign_ops_pause(&f->ops, &f->call, id, &f->err));
	edit.settings |= SETTING_NEW_CONTACT_CAP;
	set_clock(f, now + ZONE_HOUR_MS / 2);
	assert_true(campaign_ops_update(&f->ops, &f->call, id, &edit, &f->err));
	assert_true(campaign_ops_resume(&f->ops, &f->call, id, OVERDUE_KEEP, 0, &f->err));
	assert_int_equal(plan(f), now + ZONE_HOUR_MS);
	assert_int_equal(count(f, "send"), 1);
}
