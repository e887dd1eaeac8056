/*
 * Unit tests of pausing and stopping one contact, and of what a colleague's answer means: the permit has the last word.
 */
#include "base/unit.h"

#include "ops/campaign_fixture.h"
#include "ops/contact_stop.h"
#include "ops/send_permit.h"

static const char *const two_steps[] = {"Hello there.", "Did you see my note?", NULL};
static const struct prepared email = {.subject = "Hello", .begins_thread = true};

struct scene {
	struct campaign_fixture *fixture;
	int64_t campaign_id, grace_id, alan_id;
	struct mailbox mailbox;
	struct claim *claims;
	size_t count;
	struct enrollment enrollment;
};

/* A running campaign with two people of one company. */
static struct scene running(void)
{
	struct scene scene = {.fixture = campaign_fixture_new()};
	struct campaign_fixture *f = scene.fixture;

	scene.campaign_id = campaign_fixture_campaign(f, two_steps);
	scene.grace_id = campaign_fixture_contact(f, "grace@acme-prospect.com", "Grace");
	scene.alan_id = campaign_fixture_contact(f, "alan@mail.acme-prospect.com", "Alan");
	campaign_fixture_enroll(f, scene.campaign_id, (int64_t[]){scene.grace_id, scene.alan_id, 0});
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene.campaign_id, &f->err));
	return scene;
}

static void end(struct scene *scene)
{
	campaign_fixture_check_counts(scene->fixture, scene->campaign_id);
	campaign_fixture_free(scene->fixture);
}

static bool run(struct scene *scene, int64_t contact_id, enum contact_stop how)
{
	struct campaign_fixture *f = scene->fixture;

	return contact_stop_run(&f->ops, &f->call, scene->campaign_id, contact_id, how, &scene->enrollment, &f->err);
}

static void claim(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	int64_t next_at = 0;

	store_fixture_run(f->store, "UPDATE mailbox SET min_gap_seconds = 0");
	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, &scene->mailbox,
		&scene->claims, &scene->count, &next_at, &f->err));
}

static bool ask(struct scene *scene, size_t at, enum held_reason *reason)
{
	struct campaign_fixture *f = scene->fixture;
	bool granted = false;

	assert_true(send_permit_ask(&f->ops, &scene->claims[at], &email, &granted, reason, &f->err));
	return granted;
}

static int64_t sends_of(struct scene *scene, int64_t contact_id)
{
	return store_fixture_count(scene->fixture->store,
		arena_printf(scene->fixture->arena, "SELECT count(*) FROM send WHERE contact_id = %lld",
			(long long)contact_id));
}

TEST(contact_stop, who_is_paused_is_not_planned_until_resumed)
{
	struct scene scene = running();
	struct campaign_fixture *f = scene.fixture;

	assert_true(run(&scene, scene.grace_id, CONTACT_STOP_PAUSE));
	assert_true(scene.enrollment.paused_at > 0);
	assert_int_equal(campaign_fixture_plan(f), 1);
	assert_int_equal(sends_of(&scene, scene.grace_id), 0);

	assert_true(run(&scene, scene.grace_id, CONTACT_STOP_RESUME));
	assert_int_equal(campaign_fixture_plan(f), 1);
	assert_int_equal(sends_of(&scene, scene.grace_id), 1);
	end(&scene);
}

TEST(contact_stop, what_was_planned_for_a_paused_contact_goes_back_to_its_time)
{
	struct scene scene = running();

	assert_int_equal(campaign_fixture_plan(scene.fixture), 2);
	assert_true(run(&scene, scene.grace_id, CONTACT_STOP_PAUSE));

	assert_int_equal(sends_of(&scene, scene.grace_id), 0);
	assert_int_equal(sends_of(&scene, scene.alan_id), 1);
	assert_true(scene.enrollment.due_at > 0);
	end(&scene);
}

TEST(contact_stop, a_pause_after_the_claim_refuses_the_permit)
{
	struct scene scene = running();
	enum held_reason reason;
	int granted = 0;

	campaign_fixture_plan(scene.fixture);
	claim(&scene);
	assert_int_equal(scene.count, 2);
	assert_true(run(&scene, scene.grace_id, CONTACT_STOP_PAUSE));

	for (size_t i = 0; i < scene.count; i++) {
		bool is_hers = scene.claims[i].send.contact_id == scene.grace_id, got = ask(&scene, i, &reason);

		assert_false(is_hers && got);
		granted += got;
	}
	assert_int_equal(granted, 1);
	end(&scene);
}

TEST(contact_stop, a_row_that_is_due_for_a_paused_contact_is_held)
{
	struct scene scene = running();
	struct campaign_fixture *f = scene.fixture;
	enum held_reason reason = HELD_NONE;

	campaign_fixture_plan(f);
	claim(&scene);
	store_fixture_run(f->store, "UPDATE enrollment SET paused_at = 1");

	assert_false(ask(&scene, 0, &reason));
	assert_int_equal(reason, HELD_CONTACT_PAUSED);
	assert_int_equal(store_fixture_count(f->store, "SELECT count(*) FROM send WHERE status = 'due'"), 1);
	end(&scene);
}

TEST(contact_stop, each_stop_is_in_the_journal_and_holds_when_it_is_applied_again)
{
	struct scene scene = running();
	struct campaign_fixture *f = scene.fixture;
	char id[ID_TEXT_SIZE];
	int64_t alan;

	assert_true(run(&scene, scene.grace_id, CONTACT_STOP_PAUSE));
	id_format(ID_ENROLLMENT, scene.enrollment.id, id);
	assert_true(campaign_fixture_journal_has(f, "contact_pause", id));
	assert_true(run(&scene, scene.grace_id, CONTACT_STOP_END));
	assert_true(campaign_fixture_journal_has(f, "contact_end", id));

	alan = store_fixture_count(f->store,
		arena_printf(f->arena, "SELECT id FROM enrollment WHERE contact_id = %lld", (long long)scene.alan_id));
	for (int times = 0; times < 2; times++)
		assert_true(contact_stop_again(&f->ops, &f->call, alan, CONTACT_STOP_END, &f->err));
	assert_int_equal(
		store_fixture_count(f->store, "SELECT count(*) FROM enrollment WHERE end_reason = 'by_hand'"), 2);
	end(&scene);
}

TEST(contact_stop, what_is_so_already_is_refused)
{
	struct scene scene = running();

	assert_false(run(&scene, scene.grace_id, CONTACT_STOP_RESUME));
	assert_string_equal(scene.fixture->err.code, "invalid_state");
	assert_true(run(&scene, scene.grace_id, CONTACT_STOP_END));
	assert_int_equal(scene.enrollment.status, ENROLLMENT_STOPPED);
	assert_false(run(&scene, scene.grace_id, CONTACT_STOP_PAUSE));
	assert_false(run(&scene, scene.grace_id, CONTACT_STOP_END));
	end(&scene);
}

TEST(contact_stop, a_goal_ends_the_sequence_and_counts_also_after_its_end)
{
	struct scene scene = running();
	struct campaign_fixture *f = scene.fixture;
	static const char count[] = "SELECT count(*) FROM enrollment WHERE end_reason = 'goal'";

	assert_true(run(&scene, scene.grace_id, CONTACT_STOP_GOAL));
	assert_int_equal(scene.enrollment.status, ENROLLMENT_STOPPED);
	assert_true(run(&scene, scene.alan_id, CONTACT_STOP_END));
	assert_true(run(&scene, scene.alan_id, CONTACT_STOP_GOAL));

	assert_int_equal(store_fixture_count(f->store, count), 2);
	assert_false(run(&scene, scene.alan_id, CONTACT_STOP_GOAL));
	end(&scene);
}

static void let_replies_stop_colleagues(struct scene *scene, bool stop)
{
	store_fixture_run(scene->fixture->store,
		arena_printf(scene->fixture->arena,
			"UPDATE campaign SET stop_on_reply = %d; UPDATE contact SET company_domain = domain",
			stop ? 3 : 1));
}

static void let_grace_reply(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;

	store_fixture_run(f->store,
		arena_printf(f->arena,
			"UPDATE campaign_counter SET replied = 1, live = 1; "
			"UPDATE campaign_mailbox SET waiting = waiting - 1; "
			"UPDATE enrollment SET status = 'replied', ended_at = 1 WHERE contact_id = %lld",
			(long long)scene->grace_id));
}

static size_t of_alan(struct scene *scene)
{
	size_t at = 0;

	while (scene->claims[at].send.contact_id != scene->alan_id)
		at++;
	return at;
}

TEST(contact_stop, a_colleagues_answer_refuses_the_permit_where_the_campaign_asks_for_it)
{
	struct scene scene = running();
	enum held_reason reason = HELD_NONE;

	campaign_fixture_plan(scene.fixture);
	let_replies_stop_colleagues(&scene, true);
	claim(&scene);
	let_grace_reply(&scene);

	assert_false(ask(&scene, of_alan(&scene), &reason));
	assert_int_equal(reason, HELD_COLLEAGUE_REPLIED);
	assert_int_equal(store_fixture_count(scene.fixture->store,
				 "SELECT count(*) FROM enrollment WHERE end_reason = 'colleague_replied'"),
		1);
	end(&scene);
}

TEST(contact_stop, a_colleagues_answer_stops_nobody_else_by_default)
{
	struct scene scene = running();
	enum held_reason reason = HELD_NONE;

	campaign_fixture_plan(scene.fixture);
	let_replies_stop_colleagues(&scene, false);
	claim(&scene);
	let_grace_reply(&scene);

	assert_true(ask(&scene, of_alan(&scene), &reason));
	end(&scene);
}
