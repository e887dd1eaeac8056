/*
 * Unit tests of a campaign's life: making, changing, filling, launching, pausing and resuming.
 */
#include "base/unit.h"

#include <stdio.h>

#include "base/text.h"
#include "ops/campaign_contacts.h"
#include "ops/campaign_fixture.h"
#include "ops/campaign_prepare.h"
#include "ops/campaign_why.h"
#include "ops/contact_ops.h"
#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/event_store.h"
#include "store/mailbox_store.h"
#include "store/step_store.h"

static const char *const one_step[] = {"Hi {{ first_name | default: \"there\" }}, a word about tea.", NULL};
static const char *const two_steps[] = {"Hello there.", "Did you see my note?", NULL};
static const char *const named_step[] = {"Hi {{ first_name }}, a word about tea.", NULL};
static const char *const no_steps[] = {NULL};

static bool launch(struct campaign_fixture *fixture, int64_t id)
{
	return campaign_ops_launch(&fixture->ops, &fixture->call, id, &fixture->err);
}

static void expect_refusal(struct campaign_fixture *fixture, int64_t id, const char *code)
{
	assert_false(launch(fixture, id));
	assert_string_equal(fixture->err.code, code);
	assert_int_equal(campaign_fixture_get(fixture, id).status, CAMPAIGN_DRAFT);
}

static int64_t launched(struct campaign_fixture *fixture, const char *const *texts)
{
	int64_t id = campaign_fixture_campaign(fixture, texts);
	int64_t contact = campaign_fixture_contact(fixture, "grace@prospect.test", "Grace");

	assert_int_equal(campaign_fixture_enroll(fixture, id, (int64_t[]){contact, 0}), 1);
	assert_true(launch(fixture, id));
	return id;
}

TEST(campaign_ops, a_new_campaign_has_the_defaults_that_are_written_down)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct campaign_edit edit = {.settings = SETTING_NAME, .values = {.name = "Plain"}};
	struct campaign campaign;
	int64_t id = 0;

	assert_true(campaign_ops_create(&fixture->ops, &fixture->call, &edit, &id, &fixture->err));

	campaign = campaign_fixture_get(fixture, id);
	assert_int_equal(campaign.status, CAMPAIGN_DRAFT);
	assert_int_equal(campaign.schedule.sending_days, SCHEDULE_DEFAULT_DAYS);
	assert_int_equal(campaign.schedule.sending_hours, SCHEDULE_DEFAULT_HOURS);
	assert_string_equal(campaign.schedule.timezone, "UTC");
	assert_true(campaign.opt_out_line && campaign.stop_on_reply && !campaign.evergreen);
	assert_int_equal(campaign.overlap, OVERLAP_SKIP);
	assert_int_equal(campaign.on_mailbox_loss, LOSS_PAUSE);
	assert_int_equal(campaign.revision, 1);
}

/* How many contacts are known to belong to this company; all whose company is unknown are NULL. */
static int64_t known_at(struct campaign_fixture *fixture, const char *company)
{
	return store_fixture_count(fixture->store,
		arena_printf(fixture->arena, "SELECT count(*) FROM contact WHERE company_domain IS %s", company));
}

TEST(campaign_ops, companies_are_known_of_those_only_whom_a_colleagues_answer_may_stop)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	struct campaign_edit edit = {
		.settings = SETTING_STOP_ON_COLLEAGUE, .values = {.stop_on_colleague_reply = true}};
	int64_t id = campaign_fixture_campaign(f, one_step);
	int64_t early = campaign_fixture_contact(f, "ada@uk.acme.test", "Ada");
	int64_t late = campaign_fixture_contact(f, "ben@acme.test", "Ben");
	int64_t public = campaign_fixture_contact(f, "cy@gmail.com", "Cy");

	campaign_fixture_contact(f, "di@acme.test", "Di");
	assert_int_equal(campaign_fixture_enroll(f, id, (int64_t[]){early, public, 0}), 2);
	assert_int_equal(known_at(f, "NULL"), 4);

	assert_true(campaign_ops_update(&f->ops, &f->call, id, &edit, &f->err));
	assert_int_equal(campaign_fixture_enroll(f, id, (int64_t[]){late, 0}), 1);

	assert_int_equal(known_at(f, "'acme.test'"), 2);
	assert_int_equal(known_at(f, "''"), 1);
	assert_int_equal(known_at(f, "NULL"), 1);
	assert_true(campaign_ops_update(&f->ops, &f->call, id, &edit, &f->err));
}

TEST(campaign_ops, everything_that_is_wrong_is_told_at_once)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct step_edit step = {.settings = STEP_SUBJECT | STEP_TEXT,
		.values = {.subject = "Hi", .body_text = "Hello\n{{ nobody_knows }}"}};
	struct campaign_edit edit = {.settings = SETTING_NAME | SETTING_TIMEZONE | SETTING_DAYS | SETTING_STEPS,
		.values = {.name = "", .schedule = {.timezone = "Mars/Olympus"}},
		.steps = &step,
		.step_count = 1};
	int64_t id = 0;

	assert_false(campaign_ops_create(&fixture->ops, &fixture->call, &edit, &id, &fixture->err));

	assert_string_equal(fixture->err.code, "validation_failed");
	assert_non_null(strstr(fixture->err.details, "\"field\":\"name\""));
	assert_non_null(strstr(fixture->err.details, "\"field\":\"timezone\""));
	assert_non_null(strstr(fixture->err.details, "\"value\":\"Mars/Olympus\""));
	assert_non_null(strstr(fixture->err.details, "\"field\":\"sending_days\""));
	assert_non_null(strstr(fixture->err.details, "\"field\":\"steps[0].body_text\""));
	assert_int_equal(store_fixture_count(fixture->store, "SELECT count(*) FROM campaign"), 0);
}

TEST(campaign_ops, the_opt_out_line_goes_only_where_the_text_has_the_link)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, one_step);
	struct campaign_edit off = {.settings = SETTING_OPT_OUT_LINE};
	struct step_edit step = {.settings = STEP_TEXT, .values = {.body_text = "Hi. Stop: {{ unsubscribe_url }}"}};

	assert_false(campaign_ops_update(&fixture->ops, &fixture->call, id, &off, &fixture->err));
	assert_string_equal(fixture->err.field, "opt_out_line");
	off.settings |= SETTING_STEPS;
	off.steps = &step;
	off.step_count = 1;
	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, id, &off, &fixture->err));
}

TEST(campaign_ops, a_launch_names_what_is_missing)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t contact = campaign_fixture_contact(fixture, "grace@prospect.test", NULL);
	int64_t unread = campaign_fixture_mailbox(fixture, "unread@acme.test", false);
	int64_t id = campaign_fixture_campaign(fixture, no_steps);
	struct campaign_edit edit = {.settings = SETTING_MAILBOXES};
	struct step_edit steps[2] = {
		{.settings = STEP_SUBJECT | STEP_TEXT, .values = {.subject = "a", .body_text = "b"}},
		{.settings = STEP_TEXT, .values = {.body_text = "c"}}};

	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	expect_refusal(fixture, id, "no_active_mailbox");
	assert_non_null(strstr(fixture->err.details, "\"no_steps\",\"no_contacts\""));
	edit.mailbox_ids = &unread;
	edit.mailbox_count = 1;
	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	expect_refusal(fixture, id, "no_steps");
	edit = (struct campaign_edit){.settings = SETTING_STEPS, .steps = steps, .step_count = 2};
	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	expect_refusal(fixture, id, "no_contacts");
	campaign_fixture_enroll(fixture, id, (int64_t[]){contact, 0});
	expect_refusal(fixture, id, "replies_not_read");
	edit.step_count = 1;
	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	store_fixture_run(fixture->store, "UPDATE workspace SET postal_address = ''");
	expect_refusal(fixture, id, "sender_identity_missing");
	store_fixture_run(fixture->store, "UPDATE workspace SET postal_address = '1 High Street'");
	fixture->ops.base_url = "http://127.0.0.1:8080";
	expect_refusal(fixture, id, "unsubscribe_url_missing");
	fixture->ops.allow_private_hosts = true;
	assert_true(launch(fixture, id));
	assert_int_equal(campaign_fixture_get(fixture, id).status, CAMPAIGN_ACTIVE);
}

TEST(campaign_ops, an_evergreen_campaign_starts_without_contacts)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, one_step);
	struct campaign_edit edit = {.settings = SETTING_EVERGREEN, .values = {.evergreen = true}};

	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	assert_true(launch(fixture, id));

	assert_int_equal(campaign_fixture_get(fixture, id).status, CAMPAIGN_EVERGREEN);
}

TEST(campaign_ops, who_lacks_a_field_is_held_for_review_and_comes_back_with_it)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, named_step);
	int64_t named = campaign_fixture_contact(fixture, "grace@prospect.test", "Grace");
	int64_t nameless = campaign_fixture_contact(fixture, "nameless@prospect.test", NULL);
	struct contact_edit edit = {.has = {[CONTACT_FIRST_NAME] = true}, .fields = {[CONTACT_FIRST_NAME] = "Nia"}};
	struct contact contact;

	campaign_fixture_enroll(fixture, id, (int64_t[]){named, nameless, 0});
	assert_true(launch(fixture, id));
	assert_int_equal(
		store_fixture_count(fixture->store,
			"SELECT count(*) FROM enrollment WHERE status = 'review' AND review_field = 'first_name'"),
		1);
	campaign_fixture_check_counts(fixture, id);

	assert_true(contact_ops_update(&fixture->ops, &fixture->call, nameless, &edit, &contact, &fixture->err));
	assert_int_equal(
		store_fixture_count(fixture->store, "SELECT count(*) FROM enrollment WHERE status = 'live'"), 2);
	campaign_fixture_check_counts(fixture, id);
}

TEST(campaign_ops, a_campaign_of_people_in_review_alone_stays_a_draft)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, named_step);

	campaign_fixture_enroll(
		fixture, id, (int64_t[]){campaign_fixture_contact(fixture, "nameless@prospect.test", NULL), 0});

	expect_refusal(fixture, id, "no_contacts");
	campaign_fixture_check_counts(fixture, id);
}

TEST(campaign_ops, contacts_of_another_running_campaign_are_skipped_or_allowed)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t first = launched(fixture, one_step), second = campaign_fixture_campaign(fixture, one_step);
	int64_t contact = campaign_fixture_contact(fixture, "GRACE@prospect.test", NULL);
	struct campaign_edit allow = {.settings = SETTING_OVERLAP, .values = {.overlap = OVERLAP_ALLOW}};
	struct campaign_contacts contacts = {.ids = &contact, .count = 1};
	struct campaign_contacts_added added;

	assert_true(campaign_contacts_add(&fixture->ops, &fixture->call, second, &contacts, &added, &fixture->err));
	assert_int_equal(added.added, 0);
	assert_string_equal(added.skipped[0].reason, "overlap");
	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, second, &allow, &fixture->err));
	assert_int_equal(campaign_fixture_enroll(fixture, second, (int64_t[]){contact, 0}), 1);
	assert_true(campaign_contacts_add(&fixture->ops, &fixture->call, second, &contacts, &added, &fixture->err));
	assert_string_equal(added.skipped[0].reason, "already_enrolled");
	campaign_fixture_check_counts(fixture, first);
	campaign_fixture_check_counts(fixture, second);
}

TEST(campaign_ops, overlap_is_looked_at_again_when_the_campaign_is_prepared)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t contact = campaign_fixture_contact(fixture, "grace@prospect.test", NULL);
	int64_t other = campaign_fixture_contact(fixture, "alan@prospect.test", NULL);
	int64_t first = campaign_fixture_campaign(fixture, one_step);
	int64_t second = campaign_fixture_campaign(fixture, one_step);

	campaign_fixture_enroll(fixture, first, (int64_t[]){contact, 0});
	campaign_fixture_enroll(fixture, second, (int64_t[]){contact, other, 0});
	assert_true(launch(fixture, first));
	assert_true(launch(fixture, second));

	assert_int_equal(
		store_fixture_count(fixture->store, "SELECT count(*) FROM enrollment WHERE status = 'stopped'"), 1);
	campaign_fixture_check_counts(fixture, second);
}

TEST(campaign_ops, unknown_contacts_are_named_as_invalid)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, one_step), nobody = 4711;
	struct campaign_contacts contacts = {.ids = &nobody, .count = 1};
	struct campaign_contacts_added added;

	assert_true(campaign_contacts_add(&fixture->ops, &fixture->call, id, &contacts, &added, &fixture->err));

	assert_int_equal(added.skipped_total, 1);
	assert_string_equal(added.skipped[0].reason, "invalid");
}

TEST(campaign_ops, a_running_campaign_is_locked_and_a_paused_one_is_not)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, one_step), revision;
	struct campaign_edit edit = {.settings = SETTING_NAME, .values = {.name = "Summer"}};

	assert_false(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	assert_string_equal(fixture->err.code, "campaign_locked");
	revision = campaign_fixture_get(fixture, id).revision;
	assert_true(campaign_ops_pause(&fixture->ops, &fixture->call, id, &fixture->err));
	assert_int_equal(campaign_fixture_get(fixture, id).revision, revision + 1);
	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	assert_int_equal(campaign_fixture_get(fixture, id).revision, revision + 2);
	assert_true(campaign_ops_resume(&fixture->ops, &fixture->call, id, OVERDUE_KEEP, 0, &fixture->err));
	assert_int_equal(campaign_fixture_get(fixture, id).status, CAMPAIGN_ACTIVE);
	assert_int_equal(campaign_fixture_get(fixture, id).revision, revision + 3);
}

TEST(campaign_ops, a_pause_is_in_the_stop_journal_before_it_is_answered)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, one_step);
	char expected[ID_TEXT_SIZE];

	id_format(ID_CAMPAIGN, id, expected);
	assert_true(campaign_ops_pause(&fixture->ops, &fixture->call, id, &fixture->err));
	assert_true(campaign_fixture_journal_has(fixture, "\"stop\":\"pause\"", expected));
}

TEST(campaign_ops, a_resume_needs_an_active_mailbox_and_names_the_campaign)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, one_step);
	char expected[ID_TEXT_SIZE];

	assert_true(campaign_ops_pause(&fixture->ops, &fixture->call, id, &fixture->err));
	store_fixture_run(fixture->store,
		"UPDATE mailbox SET status = 'inactive', cause = 'user', inactive_since = 1, inactive_by = 7");

	assert_false(campaign_ops_resume(&fixture->ops, &fixture->call, id, OVERDUE_KEEP, 0, &fixture->err));
	assert_string_equal(fixture->err.code, "no_active_mailbox");
	id_format(ID_CAMPAIGN, id, expected);
	assert_non_null(strstr(fixture->err.details, expected));
}

/* Puts the contact of a launched campaign at its second step, due at this instant. */
static void go_to_second_step(struct campaign_fixture *fixture, int64_t due_at)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "UPDATE enrollment SET next_position = 2, last_sent_at = 1, due_at = %lld",
		(long long)due_at);
	store_fixture_run(fixture->store, sql);
}

TEST(campaign_ops, what_is_overdue_is_kept_shifted_or_skipped)
{
	static const struct {
		enum overdue_rule rule;
		int64_t moved_by, live;
	} cases[] = {{OVERDUE_KEEP, 0, 1}, {OVERDUE_SHIFT, 5000, 1}, {OVERDUE_SKIP, 0, 0}};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
		int64_t id = launched(fixture, two_steps), due_at = clock_wall(fixture->ops.clock);

		go_to_second_step(fixture, due_at);
		assert_true(campaign_ops_pause(&fixture->ops, &fixture->call, id, &fixture->err));
		fixture->store->clock.offset_ms += 5000;
		assert_true(campaign_ops_resume(&fixture->ops, &fixture->call, id, cases[i].rule, 1000, &fixture->err));

		assert_int_equal(
			store_fixture_count(fixture->store, "SELECT count(*) FROM enrollment WHERE status = 'live'"),
			cases[i].live);
		if (cases[i].live)
			assert_int_equal(store_fixture_count(fixture->store, "SELECT due_at FROM enrollment"),
				due_at + cases[i].moved_by);
		campaign_fixture_check_counts(fixture, id);
	}
}

TEST(campaign_ops, a_campaign_that_another_process_was_preparing_is_a_draft_again)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, one_step);

	store_fixture_run(fixture->store, "UPDATE campaign SET status = 'preparing', prepared_by_boot = 'boot-0'");
	assert_true(campaign_prepare_recover(&fixture->ops, &fixture->err));
	assert_int_equal(campaign_fixture_get(fixture, id).status, CAMPAIGN_DRAFT);

	store_fixture_run(fixture->store, "UPDATE campaign SET status = 'preparing', prepared_by_boot = 'boot-1'");
	assert_true(campaign_prepare_recover(&fixture->ops, &fixture->err));
	assert_int_equal(campaign_fixture_get(fixture, id).status, CAMPAIGN_PREPARING);
}

TEST(campaign_ops, the_worker_prepares_a_large_campaign_in_batches)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, one_step);
	struct campaign_contacts all = {0};
	struct campaign_contacts_added added;
	bool did = false;

	for (int i = 0; i < 350; i++)
		campaign_fixture_contact(fixture, arena_printf(fixture->arena, "p%d@prospect.test", i), NULL);
	assert_true(campaign_contacts_add(&fixture->ops, &fixture->call, id, &all, &added, &fixture->err));
	assert_int_equal(added.added, 350);
	store_fixture_run(fixture->store, "UPDATE campaign SET status = 'preparing', prepared_by_boot = 'boot-1'");

	assert_true(campaign_prepare_run_next(&fixture->ops, &did, &fixture->err));

	assert_true(did);
	assert_int_equal(campaign_fixture_get(fixture, id).status, CAMPAIGN_ACTIVE);
	assert_true(campaign_prepare_run_next(&fixture->ops, &did, &fixture->err));
	assert_false(did);
	campaign_fixture_check_counts(fixture, id);
}

static struct step *steps_of(struct campaign_fixture *fixture, int64_t id, size_t *count)
{
	OWNED(tx) struct tx *tx = NULL;
	struct step *steps = NULL;

	assert_true(tx_read(fixture->ops.store, &tx, &fixture->err));
	assert_true(step_store_list(tx, FIXTURE_WORKSPACE, id, fixture->arena, &steps, count, &fixture->err));
	return steps;
}

TEST(campaign_ops, steps_are_matched_by_id_and_change_places)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, two_steps);
	size_t count = 0;
	struct step *old = steps_of(fixture, id, &count), *now;
	struct step_edit swapped[2] = {{.values = {.id = old[1].id}}, {.values = {.id = old[0].id}}};
	struct campaign_edit edit = {.settings = SETTING_STEPS, .steps = swapped, .step_count = 2};

	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));

	now = steps_of(fixture, id, &count);
	assert_int_equal(count, 2);
	assert_int_equal(now[0].id, old[1].id);
	assert_string_equal(now[0].body_text, two_steps[1]);
	assert_int_equal(now[1].id, old[0].id);
	assert_int_equal(now[0].delay_days, 3);
}

TEST(campaign_ops, a_step_that_was_sent_is_reworded_but_neither_removed_nor_moved)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, two_steps);
	size_t count = 0;
	struct step *steps = steps_of(fixture, id, &count);
	struct step_edit reworded = {.settings = STEP_TEXT, .values = {.id = steps[0].id, .body_text = "Other words"}};
	struct step_edit moved[2] = {{.values = {.id = steps[1].id}}, {.values = {.id = steps[0].id}}};
	struct campaign_edit edit = {.settings = SETTING_STEPS};
	char sql[400];

	snprintf(sql, sizeof(sql),
		"INSERT INTO send (workspace_id, id, campaign_id, step_id, position, address_hash, status, due_at,"
		" message_id, sent_at) VALUES (1, 99, %lld, %lld, 1, x'00', 'sent', 1, '<a@b>', 2)",
		(long long)id, (long long)steps[0].id);
	store_fixture_run(fixture->store, sql);
	assert_true(campaign_ops_pause(&fixture->ops, &fixture->call, id, &fixture->err));

	assert_false(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	assert_string_equal(fixture->err.code, "step_already_sent");
	edit.steps = moved;
	edit.step_count = 2;
	assert_false(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	assert_string_equal(fixture->err.code, "step_already_sent");
	edit.steps = &reworded;
	edit.step_count = 1;
	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
}

/* Gives the only contact to the fixture's mailbox, as planning its first step does. */
static void plan_first_step(struct campaign_fixture *fixture, int64_t campaign_id)
{
	OWNED(tx) struct tx *tx = NULL;
	struct enrollment *list = NULL;
	bool assigned = false;
	size_t count = 0;
	char sql[400];

	assert_true(tx_begin(fixture->ops.store, &tx, &fixture->err));
	assert_true(enrollment_store_list(
		tx, FIXTURE_WORKSPACE, campaign_id, NULL, 0, 10, fixture->arena, &list, &count, &fixture->err));
	assert_true(enrollment_store_planned(tx, &list[0], fixture->mailbox_id, &assigned, &fixture->err));
	assert_true(enrollment_store_count_assigned(
		tx, FIXTURE_WORKSPACE, list[0].campaign_id, fixture->mailbox_id, assigned, &fixture->err));
	assert_true(tx_commit(tx, &fixture->err));
	snprintf(sql, sizeof(sql),
		"INSERT INTO send (workspace_id, id, campaign_id, enrollment_id, mailbox_id, position, address_hash, "
		"status,"
		" due_at, message_id) VALUES (1, 98, %lld, %lld, %lld, 1, x'01', 'due', 1, '<c@d>')",
		(long long)campaign_id, (long long)list[0].id, (long long)fixture->mailbox_id);
	store_fixture_run(fixture->store, sql);
}

TEST(campaign_ops, a_mailbox_leaves_with_its_unwritten_contacts_freed_but_not_out_of_a_conversation)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, one_step), other = campaign_fixture_mailbox(fixture, "eve@acme.test", true);
	struct campaign_edit edit = {.settings = SETTING_MAILBOXES, .mailbox_ids = &other, .mailbox_count = 1};

	plan_first_step(fixture, id);
	campaign_fixture_check_counts(fixture, id);
	assert_true(campaign_ops_pause(&fixture->ops, &fixture->call, id, &fixture->err));
	store_fixture_run(fixture->store, "UPDATE enrollment SET last_sent_at = 5");
	assert_false(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	assert_string_equal(fixture->err.code, "mailbox_has_threads");
	store_fixture_run(fixture->store, "UPDATE enrollment SET last_sent_at = NULL");
	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));

	assert_int_equal(store_fixture_count(fixture->store, "SELECT count(*) FROM send"), 0);
	assert_int_equal(store_fixture_count(fixture->store,
				 "SELECT count(*) FROM enrollment WHERE mailbox_id IS NULL AND due_at IS NOT NULL"),
		1);
	campaign_fixture_check_counts(fixture, id);
}

TEST(campaign_ops, members_change_their_own_campaigns_only)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, one_step);
	struct campaign_edit edit = {.settings = SETTING_NAME, .values = {.name = "Mine"}};

	fixture->call.actor = (struct actor){.kind = ACTOR_USER, .id = 8, .user_id = 8, .role = ROLE_MEMBER};

	assert_false(campaign_ops_update(&fixture->ops, &fixture->call, id, &edit, &fixture->err));
	assert_string_equal(fixture->err.code, "not_your_campaign");
	assert_int_equal(fixture->err.kind, ERROR_DENIED);
}

TEST(campaign_ops, a_copy_has_the_steps_and_mailboxes_but_not_the_contacts)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, two_steps), copy_id = 0;
	struct campaign copy;
	size_t count = 0;

	assert_true(campaign_ops_duplicate(&fixture->ops, &fixture->call, id, &copy_id, &fixture->err));

	copy = campaign_fixture_get(fixture, copy_id);
	assert_string_equal(copy.name, "Copy of Spring");
	assert_int_equal(copy.status, CAMPAIGN_DRAFT);
	assert_string_equal(steps_of(fixture, copy_id, &count)[1].body_text, two_steps[1]);
	assert_int_equal(count, 2);
	campaign_fixture_check_counts(fixture, copy_id);
	assert_true(campaign_ops_delete(&fixture->ops, &fixture->call, copy_id, &fixture->err));
	assert_false(campaign_ops_delete(&fixture->ops, &fixture->call, id, &fixture->err));
	assert_string_equal(fixture->err.code, "invalid_state");
}

TEST(campaign_ops, a_running_campaign_is_not_archived)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, one_step);

	assert_false(campaign_ops_archive(&fixture->ops, &fixture->call, id, true, &fixture->err));
	assert_true(campaign_ops_pause(&fixture->ops, &fixture->call, id, &fixture->err));
	assert_true(campaign_ops_archive(&fixture->ops, &fixture->call, id, true, &fixture->err));
	assert_true(campaign_fixture_get(fixture, id).archived);
}

static struct campaign_why why_of(struct campaign_fixture *fixture, int64_t id)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign = campaign_fixture_get(fixture, id);
	struct campaign_why why;

	assert_true(tx_read(fixture->ops.store, &tx, &fixture->err));
	assert_true(campaign_why_ask(&fixture->ops, tx, &campaign, fixture->arena, &why, &fixture->err));
	return why;
}

TEST(campaign_ops, why_names_the_disconnected_mailbox_and_who_did_it)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, one_step);
	struct campaign_why why;
	char sql[200];

	store_fixture_run(fixture->store,
		"UPDATE campaign SET status = 'paused', paused_cause = 'mailbox_disconnected',"
		" paused_previous_status = 'active', paused_at = 5, paused_by = 7");
	snprintf(sql, sizeof(sql), "INSERT INTO campaign_pause VALUES (1, %lld, %lld, 2)", (long long)id,
		(long long)fixture->mailbox_id);
	store_fixture_run(fixture->store, sql);
	store_fixture_run(fixture->store,
		"UPDATE mailbox SET status = 'inactive', cause = 'user', inactive_since = 1, inactive_by = 7");

	why = why_of(fixture, id);

	assert_int_equal(why.reasons[0].reason, HELD_CAMPAIGN_PAUSED);
	assert_string_equal(why.reasons[0].text, "Paused: ada@acme.test was disconnected by Ben.");
	assert_string_equal(why.reasons[0].action, "reconnect");
	assert_int_equal(why.next_send_at, 0);
}

TEST(campaign_ops, why_tells_the_window_and_when_it_opens)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, one_step);
	struct campaign_why why;

	store_fixture_run(fixture->store, "UPDATE campaign SET sending_hours = 512"); /* 9 to 10; now it is midnight */
	why = why_of(fixture, id);

	assert_int_equal(why.reasons[0].reason, HELD_WINDOW);
	assert_int_equal(why.reasons[0].next_at, clock_wall(fixture->ops.clock) + 9 * 3600 * 1000);
	assert_int_equal(why.next_send_at, why.reasons[0].next_at);
}

TEST(campaign_ops, nothing_in_the_way_means_now)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = launched(fixture, one_step);
	struct campaign_why why = why_of(fixture, id);

	assert_int_equal(why.count, 0);
	assert_int_equal(why.next_send_at, clock_wall(fixture->ops.clock));
}
