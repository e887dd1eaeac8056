/*
 * Unit tests of the forecast beside what really leaves: planner, claim, permit and settlement, with time given to them.
 */
#include "base/unit.h"

#include <stdlib.h>

#include "base/check.h"
#include "ops/campaign_fixture.h"
#include "ops/campaign_forecast.h"
#include "ops/send_plan.h"
#include "ops/send_settle.h"
#include "store/campaign_store.h"

enum { MAX_MAILBOXES = 3, MAX_LEFT = 400, MAX_TURNS = 20000 };

static const struct prepared email = {.subject = "Hello", .begins_thread = true};

/* One campaign with its rules, and the mailboxes that send it. */
struct plot {
	const char *name;
	int people, steps, mailboxes;
	int caps[MAX_MAILBOXES], gaps[MAX_MAILBOXES];
	const char *sql;         /* after the launch */
	const char *mailbox_sql; /* before */
};

static const struct plot plots[] = {
	{"a gap between emails", 5, 1, 1, {30}, {180}, NULL, NULL},
	{"a day's cap", 15, 2, 1, {7}, {60}, NULL, NULL},
	{"working days in Berlin", 14, 3, 2, {6, 4}, {600, 300},
		"UPDATE campaign SET timezone = 'Europe/Berlin', sending_days = 31, sending_hours = 130560", NULL},
	{"an hour a day", 18, 2, 2, {50, 50}, {600, 420},
		"UPDATE campaign SET timezone = 'America/New_York', sending_days = 31, sending_hours = 512", NULL},
	{"few new contacts a day", 8, 2, 2, {30, 30}, {180, 180},
		"UPDATE campaign SET new_contact_cap = 3, sending_days = 31", NULL},
	{"a follow-up after hours", 7, 3, 1, {10}, {900}, "UPDATE step SET delay_ms = 7200000, delay_days = NULL",
		NULL},
	{"more than is planned ahead", 60, 2, 1, {200}, {60},
		"UPDATE step SET delay_ms = 600000, delay_days = NULL WHERE position > 1", NULL},
	{"mailboxes without gaps", 25, 2, 3, {9, 20, 5}, {0, 0, 0}, NULL, NULL},
	{"days of the mailbox's own zone", 12, 2, 2, {4, 5}, {60, 60}, NULL,
		"UPDATE mailbox SET timezone = 'Pacific/Auckland'"},
	{"a mailbox that has begun its day", 7, 1, 1, {5}, {120}, NULL,
		"INSERT INTO mailbox_day (workspace_id, mailbox_id, day, taken) SELECT 1, id, 20260101, 3 FROM "
		"mailbox"},
	{"a ramp", 18, 2, 1, {30}, {300}, NULL, "UPDATE mailbox SET ramp_start = 2, ramp_step = 2, ramp_ceiling = 7"},
	{"two mailboxes, one of them on a ramp", 20, 2, 2, {9, 12}, {300, 60}, NULL,
		"UPDATE mailbox SET ramp_start = 1, ramp_step = 3, ramp_ceiling = 20 WHERE daily_cap = 12"},
	{"each contact's own clock", 15, 2, 1, {30}, {600},
		"UPDATE campaign SET timezone_source = 'contact', sending_hours = 130560, sending_days = 31; "
		"UPDATE contact SET timezone = CASE id % 3 WHEN 0 THEN 'Asia/Tokyo' WHEN 1 THEN 'America/Denver' END",
		NULL},
	{"a domain that is written to slowly", 9, 2, 2, {30, 30}, {180, 180},
		"UPDATE campaign SET domain_spacing_minutes = 45", NULL},
	{"one mailbox on hold for a while", 10, 2, 2, {30, 30}, {180, 180}, NULL,
		"INSERT INTO mailbox_hold (workspace_id, mailbox_id, cause, until_at, created_at) SELECT 1, min(id), "
		"'user', "
		"1767225600000 + 7200000, 0 FROM mailbox"},
	{"a guard on one mailbox", 8, 2, 2, {30, 30}, {180, 180}, NULL,
		"INSERT INTO mailbox_hold (workspace_id, mailbox_id, cause, created_at) SELECT 1, min(id), "
		"'bounce_guard', 0 "
		"FROM mailbox"},
};

struct left {
	int64_t at, mailbox, enrollment;
	int position;
};

struct scene {
	struct campaign_fixture *fixture;
	const struct plot *plot;
	int64_t campaign_id, mailboxes[MAX_MAILBOXES];
	struct left list[MAX_LEFT];
	size_t count;
	int64_t next_at;
};

static void set_limits(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;

	scene->mailboxes[0] = f->mailbox_id;
	for (int i = 1; i < scene->plot->mailboxes; i++)
		scene->mailboxes[i] = campaign_fixture_mailbox(f, arena_printf(f->arena, "m%d@acme.test", i), true);
	for (int i = 0; i < scene->plot->mailboxes; i++)
		store_fixture_run(f->store,
			arena_printf(f->arena,
				"UPDATE mailbox SET daily_cap = %d, min_gap_seconds = %d WHERE id = %lld",
				scene->plot->caps[i], scene->plot->gaps[i], (long long)scene->mailboxes[i]));
	if (scene->plot->mailbox_sql)
		store_fixture_run(f->store, scene->plot->mailbox_sql);
}

static void fill(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;

	for (int i = 0; i < scene->plot->people; i++) {
		int64_t contact = campaign_fixture_contact(f, arena_printf(f->arena, "p%d@prospect.test", i), "Grace");

		campaign_fixture_enroll(f, scene->campaign_id, (int64_t[]){contact, 0});
	}
}

static void launch(struct scene *scene, const struct plot *plot)
{
	static const char *const texts[] = {"Hello there.", "Did you see it?", "A last word.", NULL};
	const char *steps[4] = {0};
	struct campaign_fixture *f;

	*scene = (struct scene){.fixture = campaign_fixture_new(), .plot = plot};
	f = scene->fixture;
	set_limits(scene);
	for (int i = 0; i < plot->steps; i++)
		steps[i] = texts[i];
	scene->campaign_id = campaign_fixture_campaign(f, steps);
	for (int i = 1; i < plot->mailboxes; i++)
		store_fixture_run(f->store,
			arena_printf(f->arena,
				"INSERT INTO campaign_mailbox (workspace_id, campaign_id, mailbox_id) VALUES (1, %lld, "
				"%lld)",
				(long long)scene->campaign_id, (long long)scene->mailboxes[i]));
	fill(scene);
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene->campaign_id, &f->err));
	if (plot->sql)
		store_fixture_run(f->store, plot->sql);
}

static struct campaign_forecast ask(struct scene *scene, const struct forecast_question *question)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign_fixture *f = scene->fixture;
	struct campaign campaign = campaign_fixture_get(f, scene->campaign_id);
	struct campaign_forecast out;

	assert_true(tx_read(f->ops.store, &tx, &f->err));
	assert_true(campaign_forecast_make(&f->ops, tx, &campaign, question, f->arena, &out, &f->err));
	return out;
}

static void note_next(struct scene *scene, int64_t at)
{
	if (at > clock_wall(scene->fixture->ops.clock) && (!scene->next_at || at < scene->next_at))
		scene->next_at = at;
}

static void plan(struct scene *scene)
{
	OWNED(plan_turns) struct plan_turns *turns = plan_turns_new();
	struct campaign_fixture *f = scene->fixture;
	int64_t planned = 0, next_at = 0;

	do {
		assert_true(send_plan_run(&f->ops, turns, &planned, &next_at, &f->err));
	} while (planned);
	note_next(scene, next_at);
}

/* The gap without its jitter. */
static void pace(struct scene *scene, int mailbox)
{
	struct campaign_fixture *f = scene->fixture;

	if (scene->plot->gaps[mailbox])
		store_fixture_run(f->store,
			arena_printf(f->arena, "UPDATE mailbox SET next_permit_at = %lld WHERE id = %lld",
				(long long)(clock_wall(f->ops.clock) + 1000LL * scene->plot->gaps[mailbox]),
				(long long)scene->mailboxes[mailbox]));
}

static void send_one(struct scene *scene, int mailbox, struct claim *claim)
{
	struct campaign_fixture *f = scene->fixture;
	struct send_result result = {.outcome = SEND_ACCEPTED};
	enum attempt_outcome outcome;
	enum held_reason reason;
	bool granted = false;

	assert_true(send_permit_ask(&f->ops, claim, &email, &granted, &reason, &f->err));
	if (!granted)
		return;
	assert_true(send_settle_answer(&f->ops, claim, &result, &outcome, &f->err));
	pace(scene, mailbox);
	assert_true(scene->count < MAX_LEFT);
	scene->list[scene->count++] = (struct left){
		clock_wall(f->ops.clock), scene->mailboxes[mailbox], claim->send.enrollment_id, claim->send.position};
}

/* What one mailbox may send now; false when it sent nothing. */
static bool work(struct scene *scene, int mailbox)
{
	struct campaign_fixture *f = scene->fixture;
	struct claim *claims = NULL;
	struct mailbox row;
	int64_t next_at = 0;
	size_t count = 0, before = scene->count;

	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, scene->mailboxes[mailbox], 1, f->arena, &row, &claims,
		&count, &next_at, &f->err));
	for (size_t i = 0; i < count; i++)
		send_one(scene, mailbox, &claims[i]);
	note_next(scene, next_at);
	return scene->count > before;
}

/* Until nothing is left, or the clock has nowhere to go. */
static void let_time_pass(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;

	for (int turn = 0; turn < MAX_TURNS; turn++) {
		bool sent = false;

		scene->next_at = 0;
		plan(scene);
		for (int i = 0; i < scene->plot->mailboxes; i++)
			sent = work(scene, i) || sent;
		if (sent)
			continue;
		if (!scene->next_at)
			return;
		f->store->clock.offset_ms = scene->next_at;
	}
	fail_msg("%s: no end", scene->plot->name);
}

static int by_time(const void *left, const void *right)
{
	const struct left *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->mailbox != b->mailbox)
		return a->mailbox < b->mailbox ? -1 : 1;
	return (a->enrollment > b->enrollment) - (a->enrollment < b->enrollment);
}

static void compare(struct scene *scene, const struct campaign_forecast *told)
{
	static struct left expected[MAX_LEFT];
	const struct forecast *forecast = &told->forecast;

	assert_int_equal(forecast->send_count, scene->count);
	for (size_t i = 0; i < scene->count; i++)
		expected[i] = (struct left){forecast->sends[i].at, told->mailboxes[forecast->sends[i].mailbox].id,
			forecast->sends[i].id, forecast->sends[i].position};
	qsort(expected, scene->count, sizeof(*expected), by_time);
	qsort(scene->list, scene->count, sizeof(*expected), by_time);
	for (size_t i = 0; i < scene->count; i++)
		if (by_time(&expected[i], &scene->list[i]) || expected[i].position != scene->list[i].position)
			fail_msg("%s: email %zu leaves %lld s after the launch, told was %lld s", scene->plot->name, i,
				(long long)(scene->list[i].at - told->now) / 1000,
				(long long)(expected[i].at - told->now) / 1000);
	assert_int_equal(forecast->total, scene->count);
	assert_int_equal(forecast->first_at, scene->list[0].at);
	assert_int_equal(forecast->last_at, scene->list[scene->count - 1].at);
}

TEST(campaign_forecast, tells_what_really_leaves_to_the_instant)
{
	for (size_t i = 0; i < ARRAY_COUNT(plots); i++) {
		struct scene scene;
		struct campaign_forecast told;

		launch(&scene, &plots[i]);
		told = ask(&scene, &(struct forecast_question){.max_days = 100});
		let_time_pass(&scene);
		assert_int_equal(scene.count, plots[i].people * plots[i].steps);
		compare(&scene, &told);
		campaign_fixture_free(scene.fixture);
	}
}

TEST(campaign_forecast, tells_the_rest_of_a_campaign_that_is_under_way)
{
	static const struct plot plot = {"under way", 30, 2, 2, {6, 9}, {300, 600}, NULL, NULL};
	struct scene scene;
	struct campaign_forecast told;

	launch(&scene, &plot);
	for (int turn = 0; scene.count < 20; turn++) {
		scene.next_at = 0;
		plan(&scene);
		work(&scene, 0);
		work(&scene, 1);
		scene.fixture->store->clock.offset_ms = scene.next_at;
	}
	told = ask(&scene, &(struct forecast_question){.max_days = 100});
	scene.count = 0;
	let_time_pass(&scene);
	compare(&scene, &told);
	campaign_fixture_free(scene.fixture);
}
