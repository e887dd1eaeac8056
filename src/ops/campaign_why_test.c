/*
 * Unit tests of "Why isn't this sending?": for every cause there is, the campaign and the contact name it, and tell when it ends
 * or what frees it.
 */
#include "base/unit.h"

#include <stdio.h>
#include <unistd.h>

#include "ops/campaign_fixture.h"
#include "ops/campaign_why.h"
#include "ops/contact_stop.h"
#include "ops/contact_why.h"
#include "ops/mailbox_ops.h"
#include "ops/suppression_ops.h"

static const char *const two_steps[] = {"Hello there.", "Did you see my note?", NULL};

#define HOUR_MS (3600 * 1000LL)

struct scene {
	struct campaign_fixture *fixture;
	int64_t campaign_id, contact_id;
	struct campaign_why campaign, contact;
	struct place_down down;
};

/* A running campaign with one contact. */
static struct scene running(void)
{
	struct scene scene = {.fixture = campaign_fixture_new()};
	struct campaign_fixture *f = scene.fixture;

	scene.campaign_id = campaign_fixture_campaign(f, two_steps);
	scene.contact_id = campaign_fixture_contact(f, "grace@prospect.test", "Grace");
	campaign_fixture_enroll(f, scene.campaign_id, (int64_t[]){scene.contact_id, 0});
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene.campaign_id, &f->err));
	return scene;
}

static void end(struct scene *scene)
{
	sending_gate_free(scene->fixture->ops.gate);
	campaign_fixture_free(scene->fixture);
}

static void ask(struct scene *scene)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign_fixture *f = scene->fixture;
	struct campaign campaign = campaign_fixture_get(f, scene->campaign_id);

	assert_true(tx_read(f->ops.store, &tx, &f->err));
	assert_true(campaign_why_ask(&f->ops, tx, &campaign, f->arena, &scene->campaign, &f->err));
	assert_true(contact_why_ask(&f->ops, tx, &campaign, scene->contact_id, f->arena, &scene->contact, &f->err));
}

static const struct campaign_reason *find(const struct campaign_why *why, enum held_reason reason)
{
	for (size_t i = 0; i < why->count; i++)
		if (why->reasons[i].reason == reason)
			return &why->reasons[i];
	return NULL;
}

static int64_t now(struct scene *scene)
{
	return clock_wall(scene->fixture->ops.clock);
}

/* SQL in which %lld is now, and a second one a minute later. */
static void run(struct scene *scene, const char *format)
{
	store_fixture_run(scene->fixture->store,
		arena_printf(scene->fixture->arena, format, (long long)now(scene), (long long)now(scene) + 60000));
}

static void hold(struct scene *scene, const char *cause)
{
	store_fixture_run(scene->fixture->store,
		arena_printf(scene->fixture->arena,
			"INSERT INTO mailbox_hold (workspace_id, mailbox_id, cause, created_at) VALUES (1, %lld, '%s', "
			"5)",
			(long long)scene->fixture->mailbox_id, cause));
}

/* The contact has got the first step, long ago. */
static void go_to_step_2(struct scene *scene)
{
	store_fixture_run(scene->fixture->store,
		arena_printf(scene->fixture->arena,
			"UPDATE enrollment SET next_position = 2, last_sent_at = 5, mailbox_id = %lld",
			(long long)scene->fixture->mailbox_id));
	run(scene, "UPDATE campaign_counter SET unassigned = 0");
}

static void by_pause(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;

	assert_true(campaign_ops_pause(&f->ops, &f->call, scene->campaign_id, &f->err));
}

static void by_inactive(struct scene *scene)
{
	run(scene, "UPDATE mailbox SET status = 'inactive', cause = 'user', inactive_since = 1, inactive_by = 7");
}

static void by_hold(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	struct mailbox mailbox;

	assert_true(mailbox_ops_hold(&f->ops, &f->call, f->mailbox_id, 0, &mailbox, &f->err));
}

static void by_catch_up(struct scene *scene)
{
	go_to_step_2(scene);
	hold(scene, "catch_up");
}

static void by_window(struct scene *scene)
{
	run(scene, "UPDATE campaign SET sending_hours = 512"); /* 9 to 10; now it is midnight */
}

static void by_gap(struct scene *scene)
{
	run(scene, "UPDATE mailbox SET next_permit_at = %2$lld WHERE created_at <= %1$lld");
}

static void by_cap(struct scene *scene)
{
	store_fixture_run(scene->fixture->store,
		arena_printf(scene->fixture->arena, "INSERT INTO mailbox_day VALUES (1, %lld, %d, 30)",
			(long long)scene->fixture->mailbox_id, schedule_local_day("UTC", now(scene))));
}

/* A first email of this campaign that went just now to somebody else, or of another one to this contact. */
static void sent(struct scene *scene, int64_t campaign_id, int64_t contact_id)
{
	store_fixture_run(scene->fixture->store,
		arena_printf(scene->fixture->arena,
			"INSERT INTO send (workspace_id, id, campaign_id, contact_id, mailbox_id, position, "
			"address_hash,"
			" status, due_at, message_id, permitted_at, sent_at)"
			" VALUES (1, 5, %lld, %lld, %lld, 1, x'00', 'sent', 1, 'm@x', %lld, %lld)",
			(long long)campaign_id, (long long)contact_id, (long long)scene->fixture->mailbox_id,
			(long long)now(scene), (long long)now(scene)));
}

static void by_new_contact_cap(struct scene *scene)
{
	run(scene, "UPDATE campaign SET new_contact_cap = 1");
	sent(scene, scene->campaign_id, scene->contact_id + 1);
}

static void by_domain_spacing(struct scene *scene)
{
	run(scene, "UPDATE campaign SET domain_spacing_minutes = 60");
	store_fixture_run(scene->fixture->store,
		arena_printf(scene->fixture->arena,
			"INSERT INTO campaign_domain (workspace_id, campaign_id, domain, permitted_at)"
			" VALUES (1, %lld, 'prospect.test', %lld)",
			(long long)scene->campaign_id, (long long)now(scene)));
}

static void by_review(struct scene *scene)
{
	run(scene, "UPDATE step SET review = 1");
	assert_int_equal(campaign_fixture_plan(scene->fixture), 1);
}

static void by_missing_field(struct scene *scene)
{
	run(scene, "UPDATE enrollment SET status = 'review', review_field = 'title', due_at = NULL");
}

static void by_suppression(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	struct suppression suppression;
	bool added;

	assert_true(
		suppression_ops_add(&f->ops, &f->call, "grace@prospect.test", "asked", &suppression, &added, &f->err));
}

static void by_overlap(struct scene *scene)
{
	int64_t other = campaign_fixture_campaign(scene->fixture, two_steps);

	assert_int_equal(campaign_fixture_plan(scene->fixture), 1);
	sent(scene, other, scene->contact_id);
}

static void by_country(struct scene *scene)
{
	campaign_fixture_plan(scene->fixture);
	run(scene, "UPDATE contact SET country = 'Deutschland' WHERE created_at <= %1$lld");
	run(scene, "INSERT INTO country_policy VALUES (1, 'DE', 'block', %1$lld)");
}

static void by_unknown_country(struct scene *scene)
{
	campaign_fixture_plan(scene->fixture);
	run(scene, "INSERT INTO country_policy VALUES (1, '?', 'block', %1$lld)");
}

static void list_down(void *context, struct arena *arena, struct place_down **list, size_t *count)
{
	struct scene *scene = context;

	(void)arena;
	*list = &scene->down;
	*count = 1;
}

static void by_place_down(struct scene *scene)
{
	run(scene,
		"UPDATE mailbox SET endpoints = '{\"smtp\":{\"host\":\"smtp.acme.test\",\"port\":587,"
		"\"security\":\"starttls\",\"username\":\"ada\"},\"imap\":null}'");
	scene->down = (struct place_down){.name = "smtp.acme.test:587", .since = 1};
	scene->fixture->ops.connections = (struct connection_closer){.list_down = list_down, .context = scene};
}

static void by_provider(struct scene *scene)
{
	hold(scene, "provider");
}

static void by_restore(struct scene *scene)
{
	scene->fixture->ops.gate = sending_gate_new(scene->fixture->ops.clock);
	sending_gate_hold(scene->fixture->ops.gate, GATE_RESTORE, 1);
}

static void by_clock(struct scene *scene)
{
	scene->fixture->ops.gate = sending_gate_new(scene->fixture->ops.clock);
	sending_gate_hold(scene->fixture->ops.gate, GATE_CLOCK, 1);
}

/* The stop journal stands on a full disk, and a stop was tried. */
static void by_full_disk(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	const char *path = arena_printf(f->arena, "%s/stops.journal", f->store->dir);

	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/dev/full", path), 0);
	store_fixture_reopen(f->store);
	f->ops.store = f->store->store;
	assert_false(campaign_ops_pause(&f->ops, &f->call, scene->campaign_id, &f->err));
	assert_string_equal(f->err.code, "disk_full");
}

static void by_unknown(struct scene *scene)
{
	assert_int_equal(campaign_fixture_plan(scene->fixture), 1);
	run(scene, "UPDATE send SET status = 'unknown'");
	run(scene, "UPDATE campaign_counter SET unknown = 1");
}

static void by_contact_pause(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	struct enrollment enrollment;

	assert_true(contact_stop_run(
		&f->ops, &f->call, scene->campaign_id, scene->contact_id, CONTACT_STOP_PAUSE, &enrollment, &f->err));
}

static void by_condition(struct scene *scene)
{
	run(scene,
		"UPDATE step SET condition = '{\"field\":\"title\",\"is\":\"exists\",\"then\":\"stop\"}'"
		" WHERE position = 1");
	assert_int_equal(campaign_fixture_plan(scene->fixture), 0);
}

static void by_goal(struct scene *scene)
{
	assert_int_equal(campaign_fixture_plan(scene->fixture), 1);
	run(scene, "UPDATE campaign SET goal = '{\"field\":\"first_name\",\"is\":\"exists\",\"then\":\"skip\"}'");
}

static void by_time(struct scene *scene)
{
	run(scene, "UPDATE enrollment SET due_at = %2$lld WHERE created_at <= %1$lld");
}

/* `ends` is when it ends by itself, counted from now; 0: not by itself, and `action` frees it. */
static const struct {
	enum held_reason reason;
	void (*happens)(struct scene *scene);
	const char *action;
	int64_t ends;
} causes[] = {
	{HELD_CAMPAIGN_PAUSED, by_pause, "resume", 0},
	{HELD_MAILBOX_INACTIVE, by_inactive, "reconnect", 0},
	{HELD_MAILBOX_HOLD, by_hold, "release", 0},
	{HELD_CATCH_UP, by_catch_up, "wait", 0},
	{HELD_WINDOW, by_window, "wait", 9 * HOUR_MS},
	{HELD_GAP, by_gap, "wait", 60000},
	{HELD_CAP, by_cap, "wait", 24 * HOUR_MS},
	{HELD_NEW_CONTACT_CAP, by_new_contact_cap, "wait", 24 * HOUR_MS},
	{HELD_DOMAIN_SPACING, by_domain_spacing, "wait", HOUR_MS},
	{HELD_REVIEW, by_review, "approve", 0},
	{HELD_MISSING_FIELD, by_missing_field, "review", 0},
	{HELD_SUPPRESSED, by_suppression, "lift", 0},
	{HELD_OVERLAP, by_overlap, "allow_overlap", 0},
	{HELD_COUNTRY_POLICY, by_country, "allow_country", 0},
	{HELD_COUNTRY_POLICY, by_unknown_country, "allow_country", 0},
	{HELD_PROVIDER_DOWN, by_place_down, "wait", 0},
	{HELD_PROVIDER_DOWN, by_provider, "wait", 0},
	{HELD_RESTORE_HOLD, by_restore, "release", 0},
	{HELD_CLOCK_HOLD, by_clock, "release", 0},
	{HELD_DISK_FULL, by_full_disk, "free_disk", 0},
	{HELD_UNKNOWN_PENDING, by_unknown, "resolve", 0},
	{HELD_CONTACT_PAUSED, by_contact_pause, "resume_contact", 0},
	{HELD_CONDITION, by_condition, "edit_condition", 0},
	{HELD_GOAL_REACHED, by_goal, "edit_goal", 0},
	{HELD_WAITING, by_time, "wait", 60000},
};

static void check(struct scene *scene, size_t at, const struct campaign_why *why, const char *whose)
{
	const struct campaign_reason *reason = find(why, causes[at].reason);

	if (!reason)
		fail_msg("%s does not name %s (it names %zu reasons)", whose, held_reason_name(causes[at].reason),
			why->count);
	assert_true(strlen(reason->text) > 10);
	assert_string_equal(reason->action, causes[at].action);
	assert_int_equal(reason->next_at, causes[at].ends ? now(scene) + causes[at].ends : 0);
	/* The others of the campaign may still get theirs. */
	if (why == &scene->contact ||
		(reason->reason != HELD_OVERLAP && reason->reason != HELD_COUNTRY_POLICY &&
			reason->reason != HELD_DOMAIN_SPACING && reason->reason != HELD_GOAL_REACHED))
		assert_int_equal(why->next_send_at, reason->next_at);
}

TEST(campaign_why, every_cause_is_named_for_the_campaign_and_for_the_contact_with_its_end)
{
	for (size_t i = 0; i < ARRAY_COUNT(causes); i++) {
		struct scene scene = running();

		causes[i].happens(&scene);
		ask(&scene);
		check(&scene, i, &scene.campaign, "the campaign");
		check(&scene, i, &scene.contact, "the contact");
		end(&scene);
	}
}

TEST(campaign_why, a_planned_email_is_named_the_same_reason)
{
	for (size_t i = 0; i < ARRAY_COUNT(causes); i++) {
		struct scene scene = running();

		if (causes[i].happens == by_catch_up || causes[i].happens == by_time ||
			causes[i].happens == by_overlap || causes[i].happens == by_country ||
			causes[i].happens == by_unknown_country || causes[i].happens == by_unknown ||
			causes[i].happens == by_missing_field || causes[i].happens == by_review ||
			causes[i].happens == by_condition || causes[i].happens == by_goal) {
			end(&scene); /* these plan for themselves, or leave nothing planned */
			continue;
		}
		assert_int_equal(campaign_fixture_plan(scene.fixture), 1);
		causes[i].happens(&scene);
		ask(&scene);
		check(&scene, i, &scene.contact, "the contact");
		end(&scene);
	}
}

TEST(campaign_why, a_contact_is_not_held_by_one_mailbox_when_another_can_write)
{
	struct scene scene = running();

	by_inactive(&scene);
	store_fixture_run(scene.fixture->store,
		arena_printf(scene.fixture->arena, "INSERT INTO campaign_mailbox VALUES (1, %lld, %lld, 0)",
			(long long)scene.campaign_id,
			(long long)campaign_fixture_mailbox(scene.fixture, "ben@acme.test", true)));
	ask(&scene);

	assert_int_equal(scene.contact.count, 0);
	assert_int_equal(scene.contact.next_send_at, now(&scene));
	assert_non_null(find(&scene.campaign, HELD_MAILBOX_INACTIVE));
	end(&scene);
}

TEST(campaign_why, a_day_that_is_full_with_what_is_planned_for_others_is_named)
{
	struct scene scene = running();
	int64_t later = campaign_fixture_contact(scene.fixture, "hedy@prospect.test", "Hedy");

	store_fixture_run(scene.fixture->store, "UPDATE mailbox SET daily_cap = 1");
	assert_int_equal(campaign_fixture_plan(scene.fixture), 1);
	campaign_fixture_enroll(scene.fixture, scene.campaign_id, (int64_t[]){later, 0});
	scene.contact_id = later;
	ask(&scene);

	assert_int_equal(scene.contact.count, 1);
	assert_int_equal(scene.contact.reasons[0].reason, HELD_CAP);
	assert_int_equal(scene.contact.next_send_at, now(&scene) + 24 * HOUR_MS);
	end(&scene);
}

TEST(campaign_why, who_has_replied_is_told_in_words_and_a_stranger_is_not_found)
{
	struct scene scene = running();
	struct campaign campaign = campaign_fixture_get(scene.fixture, scene.campaign_id);
	OWNED(tx) struct tx *tx = NULL;

	run(&scene, "UPDATE enrollment SET status = 'replied', due_at = NULL, ended_at = 5");
	ask(&scene);
	assert_int_equal(scene.contact.count, 0);
	assert_string_equal(scene.contact.text, "They have replied: nothing more is sent to them.");

	scene.contact_id = campaign_fixture_contact(scene.fixture, "hedy@prospect.test", NULL);
	assert_true(tx_read(scene.fixture->ops.store, &tx, &scene.fixture->err));
	assert_false(contact_why_ask(&scene.fixture->ops, tx, &campaign, scene.contact_id, scene.fixture->arena,
		&scene.contact, &scene.fixture->err));
	assert_int_equal(scene.fixture->err.kind, ERROR_NOT_FOUND);
	tx_free(TAKE(tx));
	end(&scene);
}

TEST(campaign_why, a_draft_waits_for_its_launch)
{
	struct scene scene = {.fixture = campaign_fixture_new()};

	scene.campaign_id = campaign_fixture_campaign(scene.fixture, two_steps);
	scene.contact_id = campaign_fixture_contact(scene.fixture, "grace@prospect.test", NULL);
	campaign_fixture_enroll(scene.fixture, scene.campaign_id, (int64_t[]){scene.contact_id, 0});
	ask(&scene);

	assert_non_null(strstr(scene.campaign.text, "launched"));
	assert_string_equal(scene.contact.text, scene.campaign.text);
	end(&scene);
}
