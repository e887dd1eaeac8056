/*
 * Unit tests of looking for unknown emails: when, what is concluded, and what a person's decision is worth.
 */
#include "base/unit.h"

#include "base/text.h"
#include "ops/campaign_fixture.h"
#include "ops/mailbox_ops.h"
#include "ops/send_permit.h"
#include "ops/send_plan.h"
#include "ops/send_search.h"
#include "ops/send_settle.h"
#include "store/enrollment_store.h"
#include "store/mailbox_store.h"

static const char *const two_steps[] = {"Hello there.", "Did you see my note?", NULL};
static const struct prepared email = {.subject = "Hello", .begins_thread = true};

struct scene {
	struct campaign_fixture *fixture;
	int64_t campaign_id, permitted_at;
	struct claim *claims;
	struct send_search_due due; /* what it is looked for by */
};

static int64_t now(const struct scene *scene)
{
	return clock_wall(scene->fixture->ops.clock);
}

static void pass(struct scene *scene, int64_t ms)
{
	scene->fixture->store->clock.offset_ms += ms;
}

/* Claims the one email that is due and begins to transmit it. */
static void transmit(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	struct mailbox mailbox;
	enum held_reason reason;
	int64_t next_at = 0;
	size_t count = 0;
	bool granted = false;

	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, &mailbox, &scene->claims,
		&count, &next_at, &f->err));
	assert_int_equal(count, 1);
	assert_true(send_permit_ask(&f->ops, &scene->claims[0], &email, &granted, &reason, &f->err));
	assert_true(granted);
	scene->permitted_at = now(scene);
}

static void settle(struct scene *scene, const struct send_result *result)
{
	enum attempt_outcome outcome;

	assert_true(
		send_settle_answer(&scene->fixture->ops, &scene->claims[0], result, &outcome, &scene->fixture->err));
}

/* A campaign's first email whose answer was lost. */
static struct scene unknown(void)
{
	struct scene scene = {.fixture = campaign_fixture_new()};
	struct campaign_fixture *f = scene.fixture;
	int64_t contact_id = campaign_fixture_contact(f, "grace@prospect.test", "Grace");

	scene.campaign_id = campaign_fixture_campaign(f, two_steps);
	campaign_fixture_enroll(f, scene.campaign_id, (int64_t[]){contact_id, 0});
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene.campaign_id, &f->err));
	campaign_fixture_plan(f);
	transmit(&scene);
	settle(&scene, &(struct send_result){.outcome = SEND_UNCERTAIN, .class = SEND_CLASS_NETWORK});
	scene.due = (struct send_search_due){
		.send_id = scene.claims[0].send.id, .attempt_id = scene.claims[0].send.attempt_id};
	return scene;
}

static void end(struct scene *scene)
{
	campaign_fixture_check_counts(scene->fixture, scene->campaign_id);
	campaign_fixture_free(scene->fixture);
}

/* How many emails are to be looked for now. */
static size_t due(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	struct mailbox mailbox = {.workspace_id = FIXTURE_WORKSPACE, .id = f->mailbox_id};
	struct send_search_due *list = NULL;
	size_t count = 0;

	assert_true(send_search_list_due(&f->ops, &mailbox, 8, f->arena, &list, &count, &f->err));
	return count;
}

static void look(struct scene *scene, const struct sent_copy *copy)
{
	assert_true(send_search_keep(&scene->fixture->ops, FIXTURE_WORKSPACE, &scene->due, copy, &scene->fixture->err));
}

static struct send get(struct scene *scene)
{
	OWNED(tx) struct tx *tx = NULL;
	struct send send;

	assert_true(tx_read(scene->fixture->ops.store, &tx, &scene->fixture->err));
	assert_true(send_store_get(
		tx, FIXTURE_WORKSPACE, scene->due.send_id, scene->fixture->arena, &send, &scene->fixture->err));
	return send;
}

static struct send_search_view view(struct scene *scene)
{
	OWNED(tx) struct tx *tx = NULL;
	struct send send = get(scene);
	struct send_search_view found;
	bool has = false;

	assert_true(tx_read(scene->fixture->ops.store, &tx, &scene->fixture->err));
	assert_true(send_search_look(
		&scene->fixture->ops, tx, &send, scene->fixture->arena, &found, &has, &scene->fixture->err));
	assert_true(has);
	return found;
}

static int64_t count_events(struct scene *scene, const char *type)
{
	return store_fixture_count(scene->fixture->store,
		arena_printf(scene->fixture->arena, "SELECT count(*) FROM event WHERE type = '%s'", type));
}

TEST(send_search, a_copy_in_sent_makes_the_email_sent_at_its_date_and_the_campaign_goes_on)
{
	struct scene scene = unknown();
	int64_t date = scene.permitted_at + 3000;

	assert_int_equal(due(&scene), 0);
	pass(&scene, 5000);
	assert_int_equal(due(&scene), 1);
	look(&scene, &(struct sent_copy){.found = true, .folder = "Sent", .provider_id = "Sent/7/12", .date = date});

	assert_int_equal(get(&scene).status, SEND_SENT);
	assert_int_equal(get(&scene).sent_at, date);
	assert_int_equal(view(&scene).state, SEARCH_FOUND);
	assert_int_equal(view(&scene).search.found_at, now(&scene));
	assert_string_equal(view(&scene).search.found_id, "Sent/7/12");
	assert_int_equal(count_events(&scene, "send.sent"), 1);
	assert_int_equal(due(&scene), 0);
	assert_int_equal(store_fixture_count(scene.fixture->store,
				 "SELECT count(*) FROM enrollment WHERE next_position = 2 AND due_at IS NOT NULL"
				 " AND thread_subject = 'Hello' AND thread_references IS NOT NULL"),
		1);
	end(&scene);
}

TEST(send_search, an_email_that_is_never_found_stays_unknown_after_five_searches)
{
	static const int gap_seconds[SEND_SEARCHES] = {5, 25, 90, 180, 600};
	struct scene scene = unknown();

	for (int i = 0; i < SEND_SEARCHES; i++) {
		assert_int_equal(view(&scene).state, SEARCH_WAITING);
		pass(&scene, gap_seconds[i] * 1000LL - 1);
		assert_int_equal(due(&scene), 0);
		pass(&scene, 1);
		assert_int_equal(due(&scene), 1);
		look(&scene, &(struct sent_copy){0});
	}

	assert_int_equal(get(&scene).status, SEND_UNKNOWN);
	pass(&scene, 24 * 3600 * 1000LL);
	assert_int_equal(due(&scene), 0);
	assert_int_equal(view(&scene).state, SEARCH_NOT_FOUND);
	assert_non_null(strstr(view(&scene).text,
		"Not found in Sent after 5 searches over 15 minutes; that is no proof it was not sent."));
	assert_int_equal(count_events(&scene, "send.not_found"), 1);
	end(&scene);
}

TEST(send_search, a_late_search_never_overrules_a_person)
{
	static const struct {
		enum send_resolution as;
		enum send_status status;
	} cases[] = {{RESOLVE_SENT, SEND_SENT}, {RESOLVE_RESEND, SEND_DUE}, {RESOLVE_DROP, SEND_CANCELLED}};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct scene scene = unknown();
		struct send send;

		pass(&scene, 5000);
		assert_true(send_settle_resolve(&scene.fixture->ops, &scene.fixture->call, scene.due.send_id,
			cases[i].as, &send, &scene.fixture->err));
		assert_int_equal(due(&scene), 0);
		look(&scene, &(struct sent_copy){.found = true, .folder = "Sent", .provider_id = "Sent/7/12"});
		assert_int_equal(get(&scene).status, cases[i].status);
		assert_int_equal(view(&scene).state, SEARCH_ENDED);
		assert_int_equal(count_events(&scene, "send.sent"), 0);
		end(&scene);
	}
}

TEST(send_search, what_was_sent_again_and_is_unknown_again_is_looked_for_from_the_start)
{
	struct scene scene = unknown();
	struct send send;

	pass(&scene, 5000);
	look(&scene, &(struct sent_copy){0});
	assert_true(send_settle_resolve(&scene.fixture->ops, &scene.fixture->call, scene.due.send_id, RESOLVE_RESEND,
		&send, &scene.fixture->err));
	pass(&scene, 3600 * 1000LL);
	transmit(&scene);
	settle(&scene, &(struct send_result){.outcome = SEND_UNCERTAIN, .class = SEND_CLASS_CANCELLED});

	look(&scene, &(struct sent_copy){.found = true, .folder = "Sent", .provider_id = "Sent/7/12"});
	assert_int_equal(get(&scene).status, SEND_UNKNOWN);
	assert_int_equal(view(&scene).search.searches, 0);
	assert_int_equal(view(&scene).search.reason, UNKNOWN_CUT);
	scene.due.attempt_id = scene.claims[0].send.attempt_id;
	look(&scene, &(struct sent_copy){.found = true, .folder = "Sent", .provider_id = "Sent/7/12"});
	assert_int_equal(get(&scene).status, SEND_SENT);
	end(&scene);
}

TEST(send_search, what_a_dead_process_was_transmitting_is_looked_for)
{
	struct scene scene = unknown();
	struct campaign_fixture *f = scene.fixture;
	int64_t released = 0, orphans = 0;
	struct send send;

	assert_true(send_settle_resolve(&f->ops, &f->call, scene.due.send_id, RESOLVE_RESEND, &send, &f->err));
	pass(&scene, 3600 * 1000LL);
	transmit(&scene);
	f->ops.boot = "boot-2";
	assert_true(send_settle_orphans(&f->ops, &released, &orphans, &f->err));
	assert_int_equal(orphans, 1);
	assert_int_equal(view(&scene).search.reason, UNKNOWN_PROCESS_DIED);
	assert_int_equal(view(&scene).search.next_search_at, now(&scene) + 5000);
	end(&scene);
}

TEST(send_search, people_are_told_why_an_email_cannot_be_looked_for)
{
	struct scene scene = unknown();
	struct campaign_fixture *f = scene.fixture;

	pass(&scene, 5000);
	look(&scene, &(struct sent_copy){.no_folder = true});
	assert_int_equal(view(&scene).state, SEARCH_NO_SENT_FOLDER);
	store_fixture_run(f->store, "UPDATE send_search SET no_sent_folder = 0");
	store_fixture_run(f->store, "UPDATE mailbox SET status = 'inactive', cause = 'user', inactive_since = 1");
	assert_int_equal(view(&scene).state, SEARCH_MAILBOX_INACTIVE);
	store_fixture_run(f->store, "UPDATE mailbox SET endpoints = '{\"smtp\":{},\"imap\":null}'");
	assert_int_equal(view(&scene).state, SEARCH_CANNOT_READ);
	assert_non_null(strstr(view(&scene).text, "cannot look for it"));
	end(&scene);
}

TEST(send_search, only_active_mailboxes_are_searched)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct scene scene = unknown();
	struct campaign_fixture *f = scene.fixture;
	struct send_search_mailbox *list = NULL;

	pass(&scene, 5000);
	for (size_t i = 0; i < 2; i++) {
		OWNED(tx) struct tx *tx = NULL;
		size_t count = 0;

		assert_true(tx_read(f->ops.store, &tx, &f->err));
		assert_true(send_search_store_due_mailboxes(tx, now(&scene), arena, &list, &count, &f->err));
		assert_int_equal(count, i == 0);
		tx_free(TAKE(tx));
		store_fixture_run(
			f->store, "UPDATE mailbox SET status = 'inactive', cause = 'user', inactive_since = 1");
	}
	end(&scene);
}
