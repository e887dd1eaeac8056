/*
 * Unit tests of the send protocol's transactions: whatever happens between claim and end decides at the permit.
 */
#include "base/unit.h"

#include <stdio.h>

#include "ops/campaign_fixture.h"
#include "ops/contact_ops.h"
#include "ops/mailbox_ops.h"
#include "ops/send_permit.h"
#include "ops/send_settle.h"
#include "ops/suppression_ops.h"
#include "store/contact_store.h"

static const char *const two_steps[] = {"Hello there.", "Did you see my note?", NULL};
static const struct prepared email = {.subject = "Hello", .begins_thread = true};

struct scene {
	struct campaign_fixture *fixture;
	int64_t campaign_id, contact_id;
	struct mailbox mailbox;
	struct claim *claims;
	size_t count;
};

/* A running campaign with one contact, whose first step is planned and claimed. */
static struct scene claimed(void)
{
	struct scene scene = {.fixture = campaign_fixture_new()};
	struct campaign_fixture *f = scene.fixture;
	int64_t next_at = 0;

	scene.campaign_id = campaign_fixture_campaign(f, two_steps);
	scene.contact_id = campaign_fixture_contact(f, "grace@prospect.test", "Grace");
	campaign_fixture_enroll(f, scene.campaign_id, (int64_t[]){scene.contact_id, 0});
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene.campaign_id, &f->err));
	assert_int_equal(campaign_fixture_plan(f), 1);
	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, &scene.mailbox,
		&scene.claims, &scene.count, &next_at, &f->err));
	assert_int_equal(scene.count, 1);
	return scene;
}

static bool ask(struct scene *scene, enum held_reason *reason)
{
	struct campaign_fixture *f = scene->fixture;
	bool granted = false;

	assert_true(send_permit_ask(&f->ops, &scene->claims[0], &email, &granted, reason, &f->err));
	return granted;
}

static int64_t count_sends(struct scene *scene, const char *status)
{
	char sql[96];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM send WHERE status = '%s'", status);
	return store_fixture_count(scene->fixture->store, sql);
}

static void end(struct scene *scene)
{
	campaign_fixture_check_counts(scene->fixture, scene->campaign_id);
	campaign_fixture_free(scene->fixture);
}

TEST(send_permit, a_permit_takes_one_of_the_day_and_a_returned_one_gives_it_back)
{
	struct scene scene = claimed();
	struct campaign_fixture *f = scene.fixture;
	enum held_reason reason;

	assert_true(ask(&scene, &reason));
	assert_int_equal(count_sends(&scene, "transmitting"), 1);
	assert_int_equal(store_fixture_count(f->store, "SELECT taken FROM mailbox_day"), 1);
	assert_true(send_settle_return(&f->ops, &scene.claims[0], f->store->clock.offset_ms, &f->err));
	assert_int_equal(count_sends(&scene, "due"), 1);
	assert_int_equal(store_fixture_count(f->store, "SELECT taken FROM mailbox_day"), 0);
	end(&scene);
}

static void disconnect(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	struct disconnect_request request = {0};
	struct mailbox mailbox;
	int64_t receipt = 0;

	assert_true(mailbox_ops_disconnect(&f->ops, &f->call, f->mailbox_id, &request, &mailbox, &receipt, &f->err));
}

static void hold(struct scene *scene)
{
	struct mailbox mailbox;

	assert_true(mailbox_ops_hold(&scene->fixture->ops, &scene->fixture->call, scene->fixture->mailbox_id, 0,
		&mailbox, &scene->fixture->err));
}

static void pause(struct scene *scene)
{
	assert_true(campaign_ops_pause(
		&scene->fixture->ops, &scene->fixture->call, scene->campaign_id, &scene->fixture->err));
}

static void pause_and_resume(struct scene *scene)
{
	pause(scene);
	assert_true(campaign_ops_resume(&scene->fixture->ops, &scene->fixture->call, scene->campaign_id, OVERDUE_KEEP,
		0, &scene->fixture->err));
}

static void suppress(struct scene *scene)
{
	struct suppression suppression;
	bool added;

	assert_true(suppression_ops_add(&scene->fixture->ops, &scene->fixture->call, "prospect.test", "asked",
		&suppression, &added, &scene->fixture->err));
}

static void block_country(struct scene *scene)
{
	store_fixture_run(scene->fixture->store, "UPDATE contact SET country = 'Germany'");
	store_fixture_run(scene->fixture->store, "INSERT INTO country_policy VALUES (1, 'DE', 'block', 5)");
}

TEST(send_permit, every_stop_between_claim_and_permit_takes_the_email_away)
{
	static const struct {
		const char *name;
		void (*stop)(struct scene *scene);
		const char *becomes; /* NULL: the row is gone, the contact is free for another mailbox */
	} cases[] = {
		{"disconnect", disconnect, NULL},
		{"hold", hold, "due"},
		{"pause", pause, "due"},
		{"pause and resume: prepared under an older revision", pause_and_resume, "due"},
		{"suppression", suppress, "cancelled"},
		{"a country that is blocked", block_country, "cancelled"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct scene scene = claimed();
		enum held_reason reason;

		cases[i].stop(&scene);
		if (ask(&scene, &reason) || count_sends(&scene, "transmitting") != 0)
			fail_msg("%s: permitted", cases[i].name);
		if (cases[i].becomes ? count_sends(&scene, cases[i].becomes) != 1
				     : store_fixture_count(scene.fixture->store,
					       "SELECT count(*) FROM enrollment WHERE mailbox_id IS NULL AND due_at IS "
					       "NOT NULL") != 1)
			fail_msg("%s: not where it should be", cases[i].name);
		assert_int_equal(
			store_fixture_count(scene.fixture->store, "SELECT coalesce(sum(taken), 0) FROM mailbox_day"),
			0);
		end(&scene);
	}
}

TEST(send_permit, a_stalled_attempt_can_neither_permit_nor_settle_anothers)
{
	struct scene scene = claimed();
	struct campaign_fixture *f = scene.fixture;
	struct send_result accepted = {.outcome = SEND_ACCEPTED, .code = 250};
	struct claim stalled = scene.claims[0];
	enum attempt_outcome outcome;
	enum held_reason reason;
	int64_t next_at = 0;

	assert_true(send_settle_return(&f->ops, &scene.claims[0], 0, &f->err));
	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, &scene.mailbox,
		&scene.claims, &scene.count, &next_at, &f->err));
	assert_int_equal(scene.count, 1);
	assert_true(send_settle_answer(&f->ops, &stalled, &accepted, &outcome, &f->err));
	assert_int_equal(count_sends(&scene, "claimed"), 1);
	assert_true(ask(&scene, &reason));
	end(&scene);
}

/* The mailbox goes on with others, and nothing of who was erased comes back. */
static void assert_goes_on(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	int64_t other_id = campaign_fixture_contact(f, "linus@prospect.test", "Linus"), next_at;

	f->store->clock.offset_ms += 3600 * 1000LL;
	campaign_fixture_enroll(f, scene->campaign_id, (int64_t[]){other_id, 0});
	campaign_fixture_plan(f);
	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, &scene->mailbox,
		&scene->claims, &scene->count, &next_at, &f->err));
	assert_int_equal(scene->count, 1);
	assert_int_equal(scene->claims[0].send.contact_id, other_id);
}

TEST(send_permit, an_email_given_back_after_its_contact_was_erased_is_cancelled)
{
	struct scene scene = claimed();
	struct campaign_fixture *f = scene.fixture;
	struct contact_erasure erasure;
	enum held_reason reason;

	assert_true(ask(&scene, &reason));
	assert_true(contact_ops_erase(&f->ops, &f->call, scene.contact_id, &erasure, &f->err));
	assert_true(send_settle_return(&f->ops, &scene.claims[0], f->store->clock.offset_ms, &f->err));
	assert_int_equal(count_sends(&scene, "cancelled"), 1);
	assert_goes_on(&scene);
	end(&scene);
}

TEST(send_permit, an_email_given_back_while_its_contact_is_erased_is_cancelled)
{
	struct scene scene = claimed();
	struct campaign_fixture *f = scene.fixture;
	OWNED(tx) struct tx *tx = NULL;
	enum held_reason reason;

	assert_true(ask(&scene, &reason));
	assert_true(send_settle_return(&f->ops, &scene.claims[0], f->store->clock.offset_ms, &f->err));
	assert_true(tx_begin(f->ops.store, &tx, &f->err));
	assert_true(contact_store_erase(tx, FIXTURE_WORKSPACE, scene.contact_id, &f->err));
	assert_true(tx_commit(tx, &f->err));
	assert_int_equal(count_sends(&scene, "cancelled"), 1);
	assert_goes_on(&scene);
	end(&scene);
}

static void settle(struct scene *scene, const struct send_result *result)
{
	enum attempt_outcome outcome;
	enum held_reason reason;

	assert_true(ask(scene, &reason));
	assert_true(
		send_settle_answer(&scene->fixture->ops, &scene->claims[0], result, &outcome, &scene->fixture->err));
}

TEST(send_settle, an_accepted_email_makes_the_next_step_due_after_its_delay)
{
	struct scene scene = claimed();

	settle(&scene, &(struct send_result){.outcome = SEND_ACCEPTED, .code = 250});
	assert_int_equal(count_sends(&scene, "sent"), 1);
	assert_int_equal(store_fixture_count(scene.fixture->store,
				 "SELECT count(*) FROM enrollment WHERE next_position = 2 AND due_at > last_sent_at"),
		1);
	end(&scene);
}

TEST(send_settle, an_unknown_email_blocks_its_contact_until_a_person_decides)
{
	static const struct {
		enum send_resolution as;
		const char *status;
		int64_t next_position;
	} cases[] = {{RESOLVE_SENT, "sent", 2}, {RESOLVE_RESEND, "due", 1}, {RESOLVE_DROP, "cancelled", 1}};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct scene scene = claimed();
		struct campaign_fixture *f = scene.fixture;
		struct send send;

		settle(&scene, &(struct send_result){.outcome = SEND_UNCERTAIN});
		assert_int_equal(campaign_fixture_plan(f), 0);
		assert_true(
			send_settle_resolve(&f->ops, &f->call, scene.claims[0].send.id, cases[i].as, &send, &f->err));
		assert_int_equal(count_sends(&scene, cases[i].status), 1);
		assert_int_equal(
			store_fixture_count(f->store, "SELECT next_position FROM enrollment"), cases[i].next_position);
		end(&scene);
	}
}

TEST(send_settle, an_unknown_email_to_somebody_who_was_erased_cannot_be_sent_again)
{
	struct scene scene = claimed();
	struct campaign_fixture *f = scene.fixture;
	struct contact_erasure erasure;
	struct send send;

	settle(&scene, &(struct send_result){.outcome = SEND_UNCERTAIN, .class = SEND_CLASS_NETWORK});
	assert_true(contact_ops_erase(&f->ops, &f->call, scene.contact_id, &erasure, &f->err));
	assert_false(send_settle_resolve(&f->ops, &f->call, scene.claims[0].send.id, RESOLVE_RESEND, &send, &f->err));
	assert_string_equal(f->err.code, "contact_erased");
	assert_true(send_settle_resolve(&f->ops, &f->call, scene.claims[0].send.id, RESOLVE_DROP, &send, &f->err));
	assert_goes_on(&scene);
	end(&scene);
}

TEST(send_settle, an_email_to_be_sent_again_gives_its_place_in_the_day_back_once)
{
	struct scene scene = claimed();
	struct campaign_fixture *f = scene.fixture;
	int64_t next_at = 0;
	struct send send;

	settle(&scene, &(struct send_result){.outcome = SEND_UNCERTAIN});
	store_fixture_run(f->store, "UPDATE mailbox_day SET taken = 5");
	assert_true(send_settle_resolve(&f->ops, &f->call, scene.claims[0].send.id, RESOLVE_RESEND, &send, &f->err));
	assert_int_equal(store_fixture_count(f->store, "SELECT taken FROM mailbox_day"), 4);
	f->store->clock.offset_ms += 600000;
	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, &scene.mailbox,
		&scene.claims, &scene.count, &next_at, &f->err));
	assert_int_equal(scene.count, 1);

	assert_true(send_settle_return(&f->ops, &scene.claims[0], f->store->clock.offset_ms, &f->err));
	assert_int_equal(store_fixture_count(f->store, "SELECT taken FROM mailbox_day"), 4);
	end(&scene);
}

TEST(send_settle, what_a_dead_process_was_transmitting_is_unknown_and_what_it_had_claimed_is_due)
{
	struct scene scene = claimed();
	struct campaign_fixture *f = scene.fixture;
	int64_t released = 0, unknown = 0;
	enum held_reason reason;

	f->ops.boot = "boot-2";
	assert_true(send_settle_orphans(&f->ops, &released, &unknown, &f->err));
	assert_int_equal(released, 1);
	f->ops.boot = "boot-1";
	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, &scene.mailbox,
		&scene.claims, &scene.count, &released, &f->err));
	assert_true(ask(&scene, &reason));
	f->ops.boot = "boot-2";
	assert_true(send_settle_orphans(&f->ops, &released, &unknown, &f->err));
	assert_int_equal(unknown, 1);
	assert_int_equal(count_sends(&scene, "unknown"), 1);
	end(&scene);
}
