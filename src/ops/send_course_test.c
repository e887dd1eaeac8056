/*
 * Whole campaigns, from the launch to the last email, by planner and permit: with random schedules, zones, caps, ramps, gaps and
 * spacing nobody is left waiting, and every email leaves when it may.
 */
#include "base/unit.h"

#include "model/contact.h"
#include "model/public_mail.h"
#include "model/zone.h"
#include "ops/campaign_fixture.h"
#include "ops/send_permit.h"
#include "ops/send_plan.h"
#include "ops/send_settle.h"
#include "store/campaign_store.h"
#include "store/mailbox_store.h"

enum { COURSES = 25, PEOPLE = 24, STEPS = 2, MAILBOXES = 2, MAX_TURNS = 4000 };

static const char *const two_steps[] = {"Hello there.", "Did you see my note?", NULL};
static const char *const domains[] = {"acme.test", "gmail.com", "beta.test", "gamma.test"};
static const char *const zones[] = {"Asia/Tokyo", "", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"};
static const struct prepared email = {.subject = "Hello", .begins_thread = true};

struct course {
	struct campaign_fixture *f;
	struct campaign campaign;
	int64_t mailboxes[MAILBOXES];
	int64_t last_permit[MAILBOXES], last_to[ARRAY_COUNT(domains)];
	int sent;
	int64_t next_at;
};

static uint64_t seed;

static uint32_t draw(uint32_t limit)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(seed >> 33) % limit;
}

static void run(struct course *course, const char *sql)
{
	store_fixture_run(course->f->store, sql);
}

/* Days around a change of the clocks in Berlin, New York or Lord Howe. */
static int64_t draw_beginning(void)
{
	static const int dates[] = {20261024, 20261031, 20270313, 20270327, 20261003, 20270403, 20261223};

	return zone_day_of_date(dates[draw(ARRAY_COUNT(dates))]) * ZONE_DAY_MS + draw(48) * ZONE_HOUR_MS / 2;
}

static void add_people(struct course *course, int64_t campaign_id)
{
	struct campaign_fixture *f = course->f;
	int64_t people[PEOPLE + 1] = {0};

	for (int i = 0; i < PEOPLE; i++) {
		people[i] = campaign_fixture_contact(
			f, arena_printf(f->arena, "p%d@%s", i, domains[draw(ARRAY_COUNT(domains))]), "Grace");
		run(course,
			arena_printf(f->arena, "UPDATE contact SET timezone = nullif('%s', '') WHERE id = %lld",
				zones[draw(ARRAY_COUNT(zones))], (long long)people[i]));
	}
	campaign_fixture_enroll(f, campaign_id, people);
}

static void set_rules(struct course *course, int64_t campaign_id)
{
	struct campaign_fixture *f = course->f;

	run(course,
		arena_printf(f->arena,
			"UPDATE campaign SET timezone = 'Europe/Berlin', timezone_source = '%s', sending_days = %u,"
			" sending_hours = %u, holiday_countries = '%s', holiday_dates = '%s', domain_spacing_minutes = "
			"%u,"
			" new_contact_cap = nullif(%u, 0), starts_on = nullif(%u, 0) WHERE id = %lld",
			draw(2) ? "contact" : "campaign", 1 + draw(0x7f), 1 + draw(0xffffff), draw(2) ? "DE US" : "",
			draw(2) ? "20261026 20261224" : "", draw(3) * 45, draw(2) * 5, draw(2) * 20261101,
			(long long)campaign_id));
	for (int i = 0; i < MAILBOXES; i++)
		run(course,
			arena_printf(f->arena,
				"UPDATE mailbox SET daily_cap = %u, min_gap_seconds = %u, timezone = '%s',"
				" ramp_start = nullif(%u, 0), ramp_step = 1, ramp_ceiling = 8 WHERE id = %lld",
				3 + draw(8), draw(2) * 300, draw(2) ? "Europe/Berlin" : "UTC", draw(2) * 2,
				(long long)course->mailboxes[i]));
}

static void launch(struct course *course)
{
	struct campaign_fixture *f = course->f = campaign_fixture_new();
	int64_t id;

	f->store->clock.offset_ms = draw_beginning();
	course->mailboxes[0] = f->mailbox_id;
	course->mailboxes[1] = campaign_fixture_mailbox(f, "ben@acme.test", true);
	id = campaign_fixture_campaign(f, two_steps);
	run(course,
		arena_printf(f->arena,
			"INSERT INTO campaign_mailbox (workspace_id, campaign_id, mailbox_id) VALUES (1, %lld, %lld)",
			(long long)id, (long long)course->mailboxes[1]));
	run(course, "UPDATE step SET delay_days = 1, delay_ms = NULL WHERE position = 2");
	add_people(course, id);
	assert_true(campaign_ops_launch(&f->ops, &f->call, id, &f->err));
	set_rules(course, id);
	course->campaign = campaign_fixture_get(f, id);
}

static int domain_number(const char *domain)
{
	int n = 0;

	while (strcmp(domains[n], domain) != 0)
		n++;
	return n;
}

/* Looked at from outside: what the permit gave must be right by the rules alone. */
static void check_permit(struct course *course, const struct claim *claim, int at_mailbox)
{
	int64_t now = clock_wall(course->f->ops.clock);
	struct schedule schedule = campaign_schedule_for(&course->campaign, claim->contact->fields[CONTACT_TIMEZONE]);
	int domain = domain_number(claim->domain);

	assert_true(schedule_is_open(&schedule, now));
	if (course->campaign.domain_spacing_minutes && !public_mail_has(claim->domain) && course->last_to[domain])
		assert_true(now - course->last_to[domain] >= course->campaign.domain_spacing_minutes * 60000);
	course->last_to[domain] = now;
	course->last_permit[at_mailbox] = now;
}

static void check_day(struct course *course, int at_mailbox, int day)
{
	OWNED(tx) struct tx *tx = NULL;
	struct mailbox mailbox;
	int64_t taken = 0, new_taken;

	assert_true(tx_read(course->f->ops.store, &tx, &course->f->err));
	assert_true(mailbox_store_get(
		tx, FIXTURE_WORKSPACE, course->mailboxes[at_mailbox], course->f->arena, &mailbox, &course->f->err));
	assert_true(mailbox_store_taken(tx, FIXTURE_WORKSPACE, mailbox.id, day, &taken, &course->f->err));
	assert_true(taken <= mailbox_cap_on(&mailbox, day));
	new_taken = store_fixture_count(course->f->store,
		arena_printf(course->f->arena, "SELECT count(*) FROM send WHERE position = 1 AND permitted_at >= %lld",
			(long long)schedule_day_began("Europe/Berlin", clock_wall(course->f->ops.clock))));
	assert_true(!course->campaign.new_contact_cap || new_taken <= course->campaign.new_contact_cap);
}

static void note(struct course *course, int64_t at)
{
	if (at > clock_wall(course->f->ops.clock) && (!course->next_at || at < course->next_at))
		course->next_at = at;
}

/* What one mailbox may send now; false when it sends nothing. */
static bool work(struct course *course, int at_mailbox)
{
	struct campaign_fixture *f = course->f;
	struct send_result accepted = {.outcome = SEND_ACCEPTED};
	enum attempt_outcome outcome = ATTEMPT_ABORTED;
	enum held_reason reason = HELD_NONE;
	struct claim *claims = NULL;
	struct mailbox mailbox;
	int64_t next_at = 0;
	bool granted = false;
	size_t count = 0;

	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, course->mailboxes[at_mailbox], 1, f->arena, &mailbox,
		&claims, &count, &next_at, &f->err));
	note(course, next_at);
	if (count == 0)
		return false;
	assert_true(send_permit_ask(&f->ops, &claims[0], &email, &granted, &reason, &f->err));
	assert_true(granted); /* time stands still between claim and permit */
	check_permit(course, &claims[0], at_mailbox);
	assert_true(send_settle_answer(&f->ops, &claims[0], &accepted, &outcome, &f->err));
	check_day(course, at_mailbox, claims[0].send.permit_day);
	course->sent++;
	return true;
}

static void let_time_pass(struct course *course)
{
	struct campaign_fixture *f = course->f;

	for (int turn = 0; turn < MAX_TURNS; turn++) {
		OWNED(plan_turns) struct plan_turns *turns = plan_turns_new();
		int64_t planned = 0, next_at = 0;
		bool sent = false;

		course->next_at = 0;
		assert_true(send_plan_run(&f->ops, turns, &planned, &next_at, &f->err));
		note(course, next_at);
		for (int i = 0; i < MAILBOXES; i++)
			sent = work(course, i) || sent;
		if (sent || planned)
			continue;
		if (!course->next_at)
			return;
		f->store->clock.offset_ms = course->next_at;
	}
	fail_msg("no end: %d of %d sent", course->sent, PEOPLE * STEPS);
}

TEST(send_course, nobody_is_left_waiting_and_every_email_leaves_when_it_may)
{
	seed = 20261128;
	for (int i = 0; i < COURSES; i++) {
		struct course course = {0};

		launch(&course);
		let_time_pass(&course);
		if (course.sent != PEOPLE * STEPS)
			fail_msg("course %d: %d of %d sent", i, course.sent, PEOPLE * STEPS);
		campaign_fixture_check_counts(course.f, course.campaign.id);
		assert_int_equal(campaign_fixture_get(course.f, course.campaign.id).status, CAMPAIGN_COMPLETED);
		campaign_fixture_free(course.f);
	}
}
