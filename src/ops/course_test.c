/*
 * Unit tests of conditions and goals: they are looked at when a step is planned and again at the permit.
 */
#include "base/unit.h"

#include "ops/approval_ops.h"
#include "ops/campaign_fixture.h"
#include "ops/contact_ops.h"
#include "ops/course.h"
#include "ops/send_permit.h"
#include "ops/send_prepare.h"
#include "ops/send_settle.h"

static const char *const three_steps[] = {"One.", "Two.", "Three.", NULL};

struct scene {
	struct campaign_fixture *fixture;
	int64_t campaign_id, contact_id;
	struct mailbox mailbox;
	struct claim *claims;
	size_t count;
};

static void run(struct scene *scene, const char *sql)
{
	store_fixture_run(scene->fixture->store, sql);
}

static int64_t count(struct scene *scene, const char *rows)
{
	return store_fixture_count(
		scene->fixture->store, arena_printf(scene->fixture->arena, "SELECT count(*) FROM %s", rows));
}

/* A running campaign of three steps with one contact, Grace of no company. */
static struct scene running(void)
{
	struct scene scene = {.fixture = campaign_fixture_new()};
	struct campaign_fixture *f = scene.fixture;

	scene.campaign_id = campaign_fixture_campaign(f, three_steps);
	scene.contact_id = campaign_fixture_contact(f, "grace@prospect.test", "Grace");
	campaign_fixture_enroll(f, scene.campaign_id, (int64_t[]){scene.contact_id, 0});
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene.campaign_id, &f->err));
	return scene;
}

static void only_if(struct scene *scene, int position, const char *field, const char *test, const char *then)
{
	run(scene,
		arena_printf(scene->fixture->arena,
			"UPDATE step SET condition = '{\"field\":\"%s\",\"is\":\"%s\",\"then\":\"%s\"}' WHERE position "
			"= %d",
			field, test, then, position));
}

static void set_goal(struct scene *scene, const char *field, const char *value)
{
	run(scene,
		arena_printf(scene->fixture->arena,
			"UPDATE campaign SET goal = "
			"'{\"field\":\"%s\",\"is\":\"is\",\"value\":\"%s\",\"then\":\"skip\"}'",
			field, value));
}

static size_t claim(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	int64_t next_at = 0;

	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, &scene->mailbox,
		&scene->claims, &scene->count, &next_at, &f->err));
	return scene->count;
}

static bool permit(struct scene *scene, enum held_reason *reason)
{
	struct campaign_fixture *f = scene->fixture;
	struct prepared email = {0};
	bool ready = false, granted = false;

	assert_true(send_prepare(&f->ops, &scene->claims[0], &scene->mailbox, f->arena, &email, &ready, &f->err));
	assert_true(ready);
	assert_true(send_permit_ask(&f->ops, &scene->claims[0], &email, &granted, reason, &f->err));
	return granted;
}

static void send_now(struct scene *scene)
{
	struct send_result accepted = {.outcome = SEND_ACCEPTED, .code = 250};
	enum attempt_outcome outcome;
	enum held_reason reason;

	assert_int_equal(campaign_fixture_plan(scene->fixture), 1);
	assert_int_equal(claim(scene), 1);
	assert_true(permit(scene, &reason));
	assert_true(
		send_settle_answer(&scene->fixture->ops, &scene->claims[0], &accepted, &outcome, &scene->fixture->err));
}

static void pass_days(struct scene *scene, int64_t days)
{
	scene->fixture->store->clock.offset_ms += days * 24 * 3600 * 1000;
}

static void end(struct scene *scene)
{
	campaign_fixture_check_counts(scene->fixture, scene->campaign_id);
	campaign_fixture_free(scene->fixture);
}

TEST(course, a_step_whose_condition_is_not_met_is_skipped_and_the_next_counts_from_the_last_email)
{
	struct scene scene = running();

	only_if(&scene, 2, "company", "exists", "skip");
	send_now(&scene);
	pass_days(&scene, 4); /* both follow-ups are three days after the email before */
	assert_int_equal(campaign_fixture_plan(scene.fixture), 1);
	assert_int_equal(count(&scene, "send WHERE position = 3 AND status = 'due'"), 1);
	assert_int_equal(count(&scene, "send WHERE position = 2"), 0);
	end(&scene);
}

TEST(course, a_step_whose_condition_is_met_is_sent)
{
	struct scene scene = running();

	only_if(&scene, 1, "first_name", "exists", "stop");
	send_now(&scene);
	assert_int_equal(count(&scene, "send WHERE position = 1 AND status = 'sent'"), 1);
	end(&scene);
}

TEST(course, who_skips_the_first_step_begins_with_the_second_in_a_thread_of_its_own)
{
	struct scene scene = running();
	struct campaign_fixture *f = scene.fixture;
	struct prepared email = {0};
	bool ready = false;

	only_if(&scene, 1, "company", "exists", "skip");
	assert_int_equal(campaign_fixture_plan(f), 1);
	assert_int_equal(count(&scene, "send WHERE position = 2 AND status = 'due'"), 1);
	assert_int_equal(claim(&scene), 1);
	assert_true(send_prepare(&f->ops, &scene.claims[0], &scene.mailbox, f->arena, &email, &ready, &f->err));
	assert_string_equal(email.subject, "Hello");
	assert_true(email.begins_thread);
	end(&scene);
}

TEST(course, who_skips_the_last_step_is_finished)
{
	struct scene scene = running();

	only_if(&scene, 1, "company", "exists", "skip");
	only_if(&scene, 2, "company", "exists", "skip");
	only_if(&scene, 3, "company", "exists", "skip");
	assert_int_equal(campaign_fixture_plan(scene.fixture), 0);
	assert_int_equal(count(&scene, "enrollment WHERE status = 'finished'"), 1);
	assert_int_equal(campaign_fixture_get(scene.fixture, scene.campaign_id).status, CAMPAIGN_COMPLETED);
	end(&scene);
}

TEST(course, a_condition_may_stop_whoever_does_not_meet_it)
{
	struct scene scene = running();

	only_if(&scene, 1, "company", "exists", "stop");
	assert_int_equal(campaign_fixture_plan(scene.fixture), 0);
	assert_int_equal(count(&scene, "enrollment WHERE status = 'stopped' AND end_reason = 'condition'"), 1);
	end(&scene);
}

TEST(course, a_field_that_changes_between_plan_and_claim_or_permit_decides)
{
	static const struct {
		const char *then;
		bool is_claimed;
		const char *ends; /* rows of enrollment */
	} cases[] = {
		{"skip", false, "enrollment WHERE status = 'live' AND next_position = 2"},
		{"skip", true, "enrollment WHERE status = 'live' AND next_position = 2"},
		{"stop", false, "enrollment WHERE status = 'stopped' AND end_reason = 'condition'"},
		{"stop", true, "enrollment WHERE status = 'stopped' AND end_reason = 'condition'"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct scene scene = running();
		enum held_reason reason = HELD_NONE;

		only_if(&scene, 1, "first_name", "exists", cases[i].then);
		assert_int_equal(campaign_fixture_plan(scene.fixture), 1);
		if (cases[i].is_claimed)
			assert_int_equal(claim(&scene), 1);
		run(&scene, "UPDATE contact SET first_name = NULL");
		if (cases[i].is_claimed ? permit(&scene, &reason) : claim(&scene) != 0)
			fail_msg("case %zu goes on", i);
		if (cases[i].is_claimed)
			assert_int_equal(reason, HELD_CONDITION);
		if (count(&scene, cases[i].ends) != 1)
			fail_msg("case %zu is not where it should be", i);
		assert_int_equal(count(&scene, "send WHERE status = 'cancelled'"), 1);
		assert_int_equal(count(&scene, "mailbox_day WHERE taken > 0"), 0);
		end(&scene);
	}
}

TEST(course, whoever_reaches_the_goal_gets_nothing_more)
{
	for (int stage = 0; stage < 3; stage++) { /* before it is planned, claimed, permitted */
		struct scene scene = running();
		enum held_reason reason = HELD_NONE;

		set_goal(&scene, "title", "customer");
		if (stage > 0)
			assert_int_equal(campaign_fixture_plan(scene.fixture), 1);
		if (stage > 1)
			assert_int_equal(claim(&scene), 1);
		run(&scene, "UPDATE contact SET title = 'Customer'");
		if (stage == 0)
			assert_int_equal(campaign_fixture_plan(scene.fixture), 0);
		else if (stage == 1)
			assert_int_equal(claim(&scene), 0);
		else
			assert_false(permit(&scene, &reason));
		assert_int_equal(count(&scene, "enrollment WHERE status = 'stopped' AND end_reason = 'goal'"), 1);
		assert_int_equal(count(&scene, "send WHERE status NOT IN ('cancelled')"), 0);
		end(&scene);
	}
}

TEST(course, an_edit_of_the_contact_reaches_the_goal_at_once)
{
	struct scene scene = running();
	struct campaign_fixture *f = scene.fixture;
	struct contact_edit edit = {.has = {[CONTACT_TITLE] = true}, .fields = {[CONTACT_TITLE] = "Customer"}};
	struct contact contact;

	set_goal(&scene, "title", "customer");
	assert_int_equal(campaign_fixture_plan(f), 1);
	assert_true(contact_ops_update(&f->ops, &f->call, scene.contact_id, &edit, &contact, &f->err));
	assert_int_equal(count(&scene, "enrollment WHERE status = 'stopped' AND end_reason = 'goal'"), 1);
	assert_int_equal(count(&scene, "send WHERE status = 'cancelled'"), 1);
	end(&scene);
}

TEST(course, a_first_email_of_a_later_step_is_looked_at_as_a_first_one)
{
	struct scene scene = running();
	struct campaign_fixture *f = scene.fixture;

	only_if(&scene, 1, "company", "exists", "skip");
	assert_int_equal(campaign_fixture_plan(f), 1);
	run(&scene,
		arena_printf(f->arena,
			"INSERT INTO mailbox_hold (workspace_id, mailbox_id, cause, created_at) VALUES (1, %lld, "
			"'bounce_guard', 5)",
			(long long)f->mailbox_id));
	assert_int_equal(claim(&scene), 0);
	run(&scene, "UPDATE mailbox_hold SET cause = 'catch_up'");
	assert_int_equal(claim(&scene), 1);
	end(&scene);
}

TEST(course, a_field_that_only_a_skipped_step_needs_holds_nobody_for_review)
{
	struct scene scene = {.fixture = campaign_fixture_new()};
	struct campaign_fixture *f = scene.fixture;

	scene.campaign_id = campaign_fixture_campaign(f, (const char *const[]){"At {{ company }}.", "Hello.", NULL});
	only_if(&scene, 1, "company", "exists", "skip");
	scene.contact_id = campaign_fixture_contact(f, "grace@prospect.test", "Grace");
	campaign_fixture_enroll(f, scene.campaign_id, (int64_t[]){scene.contact_id, 0});
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene.campaign_id, &f->err));
	assert_int_equal(count(&scene, "enrollment WHERE status = 'live'"), 1);
	assert_int_equal(campaign_fixture_plan(f), 1);
	end(&scene);
}

TEST(course, a_contact_who_skipped_the_first_step_is_free_for_another_mailbox_when_theirs_goes)
{
	struct scene scene = running();
	struct campaign_fixture *f = scene.fixture;
	OWNED(tx) struct tx *tx = NULL;

	only_if(&scene, 1, "company", "exists", "skip");
	assert_int_equal(campaign_fixture_plan(f), 1);
	assert_true(tx_begin(f->ops.store, &tx, &f->err));
	assert_true(enrollment_store_free_unbegun(tx, FIXTURE_WORKSPACE, f->mailbox_id, 5, &f->err));
	assert_true(tx_commit(tx, &f->err));
	tx_free(TAKE(tx));
	assert_int_equal(count(&scene, "enrollment WHERE mailbox_id IS NULL AND due_at = 5"), 1);
	assert_int_equal(count(&scene, "send"), 0);
	end(&scene);
}
