/*
 * Unit tests of two campaigns that would write to one person: the second one's first email does not go.
 */
#include "base/unit.h"

#include <string.h>

#include "ops/campaign_fixture.h"
#include "ops/campaign_why.h"
#include "ops/contact_why.h"
#include "ops/send_permit.h"
#include "ops/send_settle.h"

enum { CLAIMS = 4 };
#define DAY_MS (24 * 3600 * 1000LL)

static const char *const one_step[] = {"Hello there.", NULL};
static const char *const two_steps[] = {"Hello there.", "Did you see my note?", NULL};
static const struct prepared email = {.subject = "Hello", .begins_thread = true};

/* Two running campaigns with the same contact, each with a mailbox of its own; nobody was written to. */
struct scene {
	struct campaign_fixture *fixture;
	int64_t contact_id, first, second, other_mailbox_id;
	struct mailbox mailboxes[2];
	struct claim *claims[2]; /* of the first campaign, and of the second */
};

static void launch(struct scene *scene, int64_t campaign_id)
{
	struct campaign_fixture *f = scene->fixture;

	if (!campaign_ops_launch(&f->ops, &f->call, campaign_id, &f->err))
		fail_msg("%s: %s", f->err.code, f->err.message);
}

/* While one of them is paused the other may begin. */
static struct scene both_running(const char *const *steps)
{
	struct scene scene = {.fixture = campaign_fixture_new()};
	struct campaign_fixture *f = scene.fixture;

	scene.contact_id = campaign_fixture_contact(f, "grace@prospect.test", "Grace");
	scene.other_mailbox_id = campaign_fixture_mailbox(f, "ben@acme.test", true);
	scene.first = campaign_fixture_campaign(f, steps);
	scene.second = campaign_fixture_campaign(f, steps);
	store_fixture_run(f->store,
		arena_printf(f->arena, "UPDATE campaign_mailbox SET mailbox_id = %lld WHERE campaign_id = %lld",
			(long long)scene.other_mailbox_id, (long long)scene.second));
	store_fixture_run(f->store,
		arena_printf(
			f->arena, "UPDATE campaign SET name = 'Autumn fair' WHERE id = %lld", (long long)scene.first));
	campaign_fixture_enroll(f, scene.first, (int64_t[]){scene.contact_id, 0});
	campaign_fixture_enroll(f, scene.second, (int64_t[]){scene.contact_id, 0});
	launch(&scene, scene.first);
	assert_true(campaign_ops_pause(&f->ops, &f->call, scene.first, &f->err));
	launch(&scene, scene.second);
	assert_true(campaign_ops_resume(&f->ops, &f->call, scene.first, OVERDUE_KEEP, 0, &f->err));
	return scene;
}

static size_t claim(struct scene *scene, int of)
{
	struct campaign_fixture *f = scene->fixture;
	int64_t next_at = 0;
	size_t count = 0;

	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, of ? scene->other_mailbox_id : f->mailbox_id, CLAIMS,
		f->arena, &scene->mailboxes[of], &scene->claims[of], &count, &next_at, &f->err));
	return count;
}

static bool ask(struct scene *scene, int of, enum held_reason *reason)
{
	struct campaign_fixture *f = scene->fixture;
	bool granted = false;

	assert_true(send_permit_ask(&f->ops, scene->claims[of], &email, &granted, reason, &f->err));
	return granted;
}

static void claim_both(struct scene *scene)
{
	assert_int_equal(campaign_fixture_plan(scene->fixture), 2);
	assert_int_equal(claim(scene, 0), 1);
	assert_int_equal(claim(scene, 1), 1);
}

static struct scene both_claimed(void)
{
	struct scene scene = both_running(one_step);

	claim_both(&scene);
	return scene;
}

static void settle(struct scene *scene, int of, enum send_outcome outcome)
{
	const struct send_result result = {.outcome = outcome, .code = outcome == SEND_ACCEPTED ? 250 : 0};
	struct campaign_fixture *f = scene->fixture;
	enum attempt_outcome ended;

	assert_true(send_settle_answer(&f->ops, scene->claims[of], &result, &ended, &f->err));
}

static void end(struct scene *scene)
{
	campaign_fixture_check_counts(scene->fixture, scene->first);
	campaign_fixture_check_counts(scene->fixture, scene->second);
	campaign_fixture_free(scene->fixture);
}

/* The second one's permit is asked, and refused for good. */
static void expect_refusal(struct scene *scene)
{
	enum held_reason reason = HELD_NONE;

	assert_false(ask(scene, 1, &reason));
	assert_int_equal(reason, HELD_OVERLAP);
	assert_int_equal(store_fixture_count(scene->fixture->store,
				 "SELECT count(*) FROM enrollment WHERE status = 'stopped' AND end_reason = 'overlap'"),
		1);
	assert_int_equal(
		store_fixture_count(scene->fixture->store, "SELECT count(*) FROM send WHERE status = 'cancelled'"), 1);
}

TEST(send_overlap, a_first_email_does_not_go_while_another_campaigns_is_on_the_wire)
{
	struct scene scene = both_claimed();
	enum held_reason reason;

	assert_true(ask(&scene, 0, &reason));
	expect_refusal(&scene);
	end(&scene);
}

TEST(send_overlap, an_email_that_perhaps_left_counts_as_written)
{
	struct scene scene = both_claimed();
	enum held_reason reason;

	assert_true(ask(&scene, 0, &reason));
	settle(&scene, 0, SEND_UNCERTAIN);
	expect_refusal(&scene);
	end(&scene);
}

TEST(send_overlap, an_email_that_left_counts_for_thirty_days)
{
	struct scene scene = both_running(one_step);
	struct campaign_fixture *f = scene.fixture;
	enum held_reason reason;

	assert_int_equal(campaign_fixture_plan(f), 2);
	assert_int_equal(claim(&scene, 0), 1);
	assert_true(ask(&scene, 0, &reason));
	settle(&scene, 0, SEND_ACCEPTED);
	f->store->clock.offset_ms += 30 * DAY_MS + 1;
	assert_int_equal(claim(&scene, 1), 1);
	f->store->clock.offset_ms -= 2;
	expect_refusal(&scene);
	end(&scene);
}

TEST(send_overlap, afterwards_it_is_past)
{
	struct scene scene = both_claimed();
	struct campaign_fixture *f = scene.fixture;
	enum held_reason reason;

	assert_true(ask(&scene, 0, &reason));
	settle(&scene, 0, SEND_ACCEPTED);
	f->store->clock.offset_ms += 30 * DAY_MS + 1;

	assert_true(ask(&scene, 1, &reason));
	end(&scene);
}

TEST(send_overlap, a_conversation_that_goes_on_counts_however_old_it_is)
{
	struct scene scene = both_running(two_steps);
	struct campaign_fixture *f = scene.fixture;
	enum held_reason reason;

	claim_both(&scene);
	assert_true(ask(&scene, 0, &reason));
	settle(&scene, 0, SEND_ACCEPTED);
	f->store->clock.offset_ms += 40 * DAY_MS;

	expect_refusal(&scene);
	end(&scene);
}

TEST(send_overlap, who_allows_it_writes_all_the_same)
{
	struct scene scene = both_running(one_step);
	enum held_reason reason;

	store_fixture_run(scene.fixture->store, "UPDATE campaign SET overlap = 'allow'");
	claim_both(&scene);
	assert_true(ask(&scene, 0, &reason));
	assert_true(ask(&scene, 1, &reason));
	end(&scene);
}

TEST(send_overlap, why_names_the_other_campaign)
{
	struct scene scene = both_claimed();
	struct campaign_fixture *f = scene.fixture;
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;
	struct campaign_why why;
	enum held_reason reason;

	assert_true(ask(&scene, 0, &reason));
	settle(&scene, 0, SEND_ACCEPTED);
	expect_refusal(&scene);
	campaign = campaign_fixture_get(f, scene.second);
	assert_true(tx_read(f->ops.store, &tx, &f->err));
	assert_true(contact_why_ask(&f->ops, tx, &campaign, scene.contact_id, f->arena, &why, &f->err));

	assert_int_equal(why.count, 1);
	assert_int_equal(why.reasons[0].reason, HELD_OVERLAP);
	assert_int_equal(why.reasons[0].campaign_id, scene.first);
	assert_non_null(strstr(why.reasons[0].text, "“Autumn fair” wrote to grace@prospect.test on "));
	tx_free(TAKE(tx));
	end(&scene);
}
