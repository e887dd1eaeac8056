/*
 * Unit tests of approvals: what asks for one does not leave without it, an approval is for one email and no other, and what
 * waits stands before nobody.
 */
#include "base/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ops/approval.h"
#include "ops/approval_ops.h"
#include "ops/campaign_fixture.h"
#include "ops/contact_stop.h"
#include "ops/mailbox_ops.h"
#include "ops/send_prepare.h"
#include "ops/send_settle.h"
#include "ops/suppression_ops.h"

static const char *const two_steps[] = {"Hello {{ first_name | default: \"you\" }}.", "Did you see my note?", NULL};

struct scene {
	struct campaign_fixture *fixture;
	int64_t campaign_id, contact_id, send_id;
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

/* A running campaign whose first step asks, with one contact. */
static struct scene asking(void)
{
	struct scene scene = {.fixture = campaign_fixture_new()};
	struct campaign_fixture *f = scene.fixture;

	scene.campaign_id = campaign_fixture_campaign(f, two_steps);
	run(&scene, "UPDATE step SET review = 1 WHERE position = 1");
	scene.contact_id = campaign_fixture_contact(f, "grace@prospect.test", "Grace");
	campaign_fixture_enroll(f, scene.campaign_id, (int64_t[]){scene.contact_id, 0});
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene.campaign_id, &f->err));
	return scene;
}

static struct approval_view first_waiting(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	struct approval_view *list = NULL;
	size_t found = 0;

	assert_true(approval_ops_list(&f->ops, &f->call, scene->campaign_id, NULL, 0, 50, &list, &found, &f->err));
	assert_int_equal(found, 1);
	return list[0];
}

/* And its email waits. */
static struct scene waiting(void)
{
	struct scene scene = asking();

	assert_int_equal(campaign_fixture_plan(scene.fixture), 1);
	scene.send_id = first_waiting(&scene).send.id;
	return scene;
}

static bool approve(struct scene *scene, const struct approval_wish *wish)
{
	struct campaign_fixture *f = scene->fixture;
	struct send send;

	return approval_ops_approve(&f->ops, &f->call, scene->send_id, wish, &send, &f->err);
}

static bool skip_it(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	struct send send;

	return approval_ops_skip(&f->ops, &f->call, scene->send_id, &send, &f->err);
}

/* How many can be claimed now. */
static size_t claim(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	int64_t next_at = 0;

	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, &scene->mailbox,
		&scene->claims, &scene->count, &next_at, &f->err));
	return scene->count;
}

static bool compose(struct scene *scene, struct prepared *email)
{
	struct campaign_fixture *f = scene->fixture;
	bool ready = false;

	assert_true(send_prepare(&f->ops, &scene->claims[0], &scene->mailbox, f->arena, email, &ready, &f->err));
	return ready;
}

static bool permit(struct scene *scene, const struct prepared *email, enum held_reason *reason)
{
	struct campaign_fixture *f = scene->fixture;
	bool granted = false;

	assert_true(send_permit_ask(&f->ops, &scene->claims[0], email, &granted, reason, &f->err));
	return granted;
}

/* It goes out, as a worker would have it. */
static void send_now(struct scene *scene, struct prepared *email)
{
	struct send_result accepted = {.outcome = SEND_ACCEPTED, .code = 250};
	enum attempt_outcome outcome;
	enum held_reason reason;

	assert_int_equal(claim(scene), 1);
	assert_true(compose(scene, email));
	assert_true(permit(scene, email, &reason));
	assert_true(
		send_settle_answer(&scene->fixture->ops, &scene->claims[0], &accepted, &outcome, &scene->fixture->err));
}

static void end(struct scene *scene)
{
	campaign_fixture_check_counts(scene->fixture, scene->campaign_id);
	campaign_fixture_free(scene->fixture);
}

TEST(approval, an_email_that_waits_is_not_claimed_and_takes_nothing_of_the_day)
{
	struct scene scene = waiting();

	assert_int_equal(claim(&scene), 0);
	assert_int_equal(count(&scene, "send WHERE status = 'due' AND awaits_approval = 1"), 1);
	assert_int_equal(count(&scene, "mailbox_day"), 0);
	end(&scene);
}

TEST(approval, what_was_approved_leaves_as_it_was_shown)
{
	struct scene scene = waiting();
	struct approval_view shown = first_waiting(&scene);
	struct prepared email;

	assert_string_equal(shown.subject, "Hello");
	assert_non_null(strstr(shown.text, "Hello Grace."));
	assert_true(approve(&scene, &(struct approval_wish){.version = shown.version}));
	send_now(&scene, &email);
	assert_non_null(strstr(email.message, "Hello Grace."));
	assert_int_equal(count(&scene, "send WHERE status = 'sent'"), 1);
	end(&scene);
}

TEST(approval, an_edit_is_sent_word_for_word_with_the_opt_out_line)
{
	struct scene scene = waiting();
	struct prepared email;

	assert_true(approve(&scene,
		&(struct approval_wish){.subject = "For {{ you }}", .body_text = "Dear {{ first_name }}, really."}));
	send_now(&scene, &email);
	assert_string_equal(email.subject, "For {{ you }}");
	assert_non_null(strstr(email.message, "Dear {{ first_name }}, really."));
	assert_non_null(strstr(email.message, "unsubscribe here"));
	end(&scene);
}

TEST(approval, an_edit_that_says_nothing_is_refused_with_its_field)
{
	static const struct {
		struct approval_wish wish;
		const char *field;
	} cases[] = {
		{{.subject = " "}, "subject"},
		{{.body_text = " \n"}, "body_text"},
		{{.body_html = "", .body_text = ""}, "body_text"},
	};
	struct scene scene = waiting();

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		assert_false(approve(&scene, &cases[i].wish));
		assert_string_equal(scene.fixture->err.field, cases[i].field);
	}
	assert_int_equal(claim(&scene), 0);
	end(&scene);
}

static void other_text(struct scene *scene)
{
	run(scene, "UPDATE step SET body_text = 'Something else.'");
}

static void other_name(struct scene *scene)
{
	run(scene, "UPDATE contact SET first_name = 'Hedy'");
}

static void other_signature(struct scene *scene)
{
	run(scene, "UPDATE mailbox SET signature = 'Ada, now of Analytical Engines'");
}

static void other_sender(struct scene *scene)
{
	run(scene, "UPDATE campaign SET sender = '{\"name\":\"Somebody else\"}'");
}

static void other_imprint(struct scene *scene)
{
	run(scene, "UPDATE workspace SET postal_address = 'Elsewhere 1'");
}

static void other_format(struct scene *scene)
{
	run(scene, "UPDATE campaign SET format = 'html'");
}

/* One byte, under a hash of zeros. */
static void another_file(struct scene *scene)
{
	struct arena *arena = scene->fixture->arena;
	const char *folder = arena_printf(arena, "%s/attachments", scene->fixture->store->dir);
	int fd;

	mkdir(folder, 0700);
	fd = open(arena_printf(arena, "%s/%064d", folder, 0), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	run(scene,
		"INSERT INTO attachment (workspace_id, id, name, type, size, sha256, created_at, used_at)"
		" VALUES (1, 99, 'a.txt', 'text/plain', 1, zeroblob(32), 0, 0);"
		"INSERT INTO step_attachment (workspace_id, campaign_id, step_id, position, attachment_id)"
		" SELECT workspace_id, campaign_id, id, 1, 99 FROM step WHERE position = 1");
}

static void (*const changes[])(struct scene *scene) = {
	other_text, other_name, other_signature, other_sender, other_imprint, other_format, another_file};

TEST(approval, a_change_after_an_approval_voids_it_before_the_email_leaves)
{
	for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
		struct scene scene = waiting();
		struct prepared email;

		assert_true(approve(&scene, &(struct approval_wish){0}));
		changes[i](&scene);
		assert_int_equal(claim(&scene), 1);
		if (compose(&scene, &email))
			fail_msg("change %zu is not noticed", i);
		assert_int_equal(claim(&scene), 0);
		assert_true(first_waiting(&scene).was_approved);
		end(&scene);
	}
}

TEST(approval, a_change_between_looking_and_approving_is_told)
{
	for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
		struct scene scene = waiting();
		const char *version = first_waiting(&scene).version;

		changes[i](&scene);
		assert_false(approve(&scene, &(struct approval_wish){.version = version}));
		assert_string_equal(scene.fixture->err.code, "version_mismatch");
		assert_int_equal(claim(&scene), 0);
		end(&scene);
	}
}

TEST(approval, time_that_goes_by_between_approval_and_sending_changes_nothing)
{
	struct scene scene = waiting();
	const char *version;
	struct prepared email;

	run(&scene, "UPDATE step SET body_text = 'It is {{ ''now'' | date: ''%Y-%m-%d %H:%M'' }}.'");
	version = first_waiting(&scene).version;
	scene.fixture->store->clock.offset_ms += 3600 * 1000;
	assert_true(approve(&scene, &(struct approval_wish){.version = version}));
	scene.fixture->store->clock.offset_ms += 24 * 3600 * 1000;
	send_now(&scene, &email);
	end(&scene);
}

TEST(approval, an_approval_that_is_gone_at_the_permit_lets_nothing_leave)
{
	static const char *const gone[] = {"DELETE FROM approval", "UPDATE approval SET digest = zeroblob(32)",
		"UPDATE approval SET decision = 'skipped'"};

	for (size_t i = 0; i < ARRAY_COUNT(gone); i++) {
		struct scene scene = waiting();
		struct prepared email;
		enum held_reason reason;

		assert_true(approve(&scene, &(struct approval_wish){0}));
		assert_int_equal(claim(&scene), 1);
		assert_true(compose(&scene, &email));
		run(&scene, gone[i]);
		assert_false(permit(&scene, &email, &reason));
		assert_int_equal(reason, HELD_REVIEW);
		assert_int_equal(count(&scene, "send WHERE status = 'due' AND awaits_approval = 1"), 1);
		assert_int_equal(count(&scene, "mailbox_day WHERE taken > 0"), 0);
		end(&scene);
	}
}

TEST(approval, an_email_that_was_planned_before_its_step_began_to_ask_waits)
{
	struct scene scene = asking();

	run(&scene, "UPDATE step SET review = 0");
	assert_int_equal(campaign_fixture_plan(scene.fixture), 1);
	run(&scene, "UPDATE step SET review = 1");
	assert_int_equal(claim(&scene), 0);
	scene.send_id = first_waiting(&scene).send.id;
	assert_true(approve(&scene, &(struct approval_wish){0}));
	assert_int_equal(claim(&scene), 1);
	end(&scene);
}

TEST(approval, approving_and_skipping_twice_does_nothing_and_an_edit_comes_too_late)
{
	struct scene scene = waiting();

	assert_true(approve(&scene, &(struct approval_wish){0}));
	assert_true(approve(&scene, &(struct approval_wish){0}));
	assert_false(approve(&scene, &(struct approval_wish){.body_text = "Late."}));
	assert_string_equal(scene.fixture->err.code, "already_approved");
	assert_int_equal(count(&scene, "audit WHERE action = 'campaign.approve_email'"), 1);
	assert_true(skip_it(&scene)); /* it has not begun to go */
	assert_true(skip_it(&scene));
	assert_int_equal(count(&scene, "audit WHERE action = 'campaign.skip_email'"), 1);
	assert_false(approve(&scene, &(struct approval_wish){0}));
	assert_string_equal(scene.fixture->err.code, "invalid_state");
	assert_int_equal(claim(&scene), 0);
	end(&scene);
}

TEST(approval, who_is_skipped_gets_the_next_step_in_a_thread_of_its_own)
{
	struct scene scene = waiting();
	struct prepared email;

	assert_true(skip_it(&scene));
	assert_int_equal(count(&scene, "enrollment WHERE status = 'live' AND next_position = 2"), 1);
	assert_int_equal(campaign_fixture_plan(scene.fixture), 0);
	scene.fixture->store->clock.offset_ms += 5 * 24 * 3600 * 1000LL;
	assert_int_equal(campaign_fixture_plan(scene.fixture), 1);
	send_now(&scene, &email);
	assert_string_equal(email.subject, "Hello");
	assert_non_null(strstr(email.message, "Did you see my note?"));
	end(&scene);
}

TEST(approval, who_is_skipped_at_the_last_step_is_finished)
{
	struct scene scene = waiting();

	run(&scene, "DELETE FROM step WHERE position = 2");
	assert_true(skip_it(&scene));
	assert_int_equal(count(&scene, "enrollment WHERE status = 'finished'"), 1);
	end(&scene);
}

TEST(approval, an_approval_outlives_its_planned_row_and_is_void_in_another_mailbox)
{
	struct scene scene = waiting();
	struct campaign_fixture *f = scene.fixture;
	struct enrollment enrollment;
	struct prepared email;

	assert_true(approve(&scene, &(struct approval_wish){.body_text = "My own words."}));
	assert_true(contact_stop_run(
		&f->ops, &f->call, scene.campaign_id, scene.contact_id, CONTACT_STOP_PAUSE, &enrollment, &f->err));
	assert_int_equal(count(&scene, "send"), 0);
	assert_true(contact_stop_run(
		&f->ops, &f->call, scene.campaign_id, scene.contact_id, CONTACT_STOP_RESUME, &enrollment, &f->err));
	assert_int_equal(campaign_fixture_plan(f), 1);
	assert_int_equal(claim(&scene), 1);
	assert_true(compose(&scene, &email));

	run(&scene, "UPDATE mailbox SET address = 'ben@acme.test'");
	assert_true(send_settle_return(&f->ops, &scene.claims[0], 0, &f->err));
	assert_int_equal(claim(&scene), 1);
	assert_false(compose(&scene, &email));
	assert_non_null(strstr(first_waiting(&scene).text, "My own words."));
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

static void suppress(struct scene *scene)
{
	struct suppression suppression;
	bool added;

	assert_true(suppression_ops_add(&scene->fixture->ops, &scene->fixture->call, "prospect.test", "asked",
		&suppression, &added, &scene->fixture->err));
}

static void stop_contact(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	struct enrollment enrollment;

	assert_true(contact_stop_run(
		&f->ops, &f->call, scene->campaign_id, scene->contact_id, CONTACT_STOP_END, &enrollment, &f->err));
}

static void pause_contact(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	struct enrollment enrollment;

	assert_true(contact_stop_run(
		&f->ops, &f->call, scene->campaign_id, scene->contact_id, CONTACT_STOP_PAUSE, &enrollment, &f->err));
}

TEST(approval, whatever_ends_an_email_takes_it_from_the_list)
{
	static void (*const ends[])(struct scene * scene) = {disconnect, suppress, stop_contact, pause_contact};

	for (size_t i = 0; i < ARRAY_COUNT(ends); i++) {
		struct scene scene = waiting();
		struct approval_view *list = NULL;
		size_t found = 0;

		ends[i](&scene);
		assert_true(approval_ops_list(
			&scene.fixture->ops, &scene.fixture->call, 0, NULL, 0, 50, &list, &found, &scene.fixture->err));
		if (found)
			fail_msg("end %zu leaves it in the list", i);
		assert_false(approve(&scene, &(struct approval_wish){0}));
		assert_int_equal(claim(&scene), 0);
		end(&scene);
	}
}

TEST(approval, a_step_that_asks_no_more_lets_go_what_waited)
{
	struct scene scene = waiting();
	struct campaign_fixture *f = scene.fixture;
	struct step_edit steps[2] = {{.settings = STEP_REVIEW}, {0}};
	struct campaign_edit edit = {.settings = SETTING_STEPS, .steps = steps, .step_count = 2};

	assert_true(campaign_ops_pause(&f->ops, &f->call, scene.campaign_id, &f->err));
	assert_true(campaign_ops_update(&f->ops, &f->call, scene.campaign_id, &edit, &f->err));
	assert_true(campaign_ops_resume(&f->ops, &f->call, scene.campaign_id, OVERDUE_KEEP, 0, &f->err));
	assert_int_equal(claim(&scene), 1);
	end(&scene);
}

static void add_contacts(struct scene *scene, int64_t campaign_id, int from, int to)
{
	for (int i = from; i < to; i++)
		campaign_fixture_enroll(scene->fixture, campaign_id,
			(int64_t[]){campaign_fixture_contact(scene->fixture,
					    arena_printf(scene->fixture->arena, "p%d@prospect%d.test", i, i), NULL),
				0});
}

TEST(approval, what_waits_takes_no_room_from_another_campaign)
{
	struct scene scene = asking();
	struct campaign_fixture *f = scene.fixture;
	int64_t other = campaign_fixture_campaign(f, (const char *const[]){"Plain.", NULL});

	add_contacts(&scene, scene.campaign_id, 0, APPROVAL_AHEAD + 20);
	add_contacts(&scene, other, 500, 510);
	assert_true(campaign_ops_launch(&f->ops, &f->call, other, &f->err));
	for (int i = 0; i < 3; i++)
		campaign_fixture_plan(f);

	assert_int_equal(count(&scene, "send WHERE awaits_approval = 1"), APPROVAL_AHEAD);
	assert_int_equal(count(&scene, "send WHERE awaits_approval = 0"), 10);
	assert_int_equal(claim(&scene), 1); /* the fixture's mailbox keeps a gap */
	assert_int_equal(scene.claims[0].send.campaign_id, other);
	end(&scene);
}

TEST(approval, first_steps_that_wait_are_spread_over_the_mailboxes)
{
	struct scene scene = asking();
	struct campaign_fixture *f = scene.fixture;
	int64_t second = campaign_fixture_mailbox(f, "ben@acme.test", true);

	run(&scene,
		arena_printf(f->arena, "INSERT INTO campaign_mailbox VALUES (1, %lld, %lld, 0)",
			(long long)scene.campaign_id, (long long)second));
	add_contacts(&scene, scene.campaign_id, 0, 9);
	campaign_fixture_plan(f);
	assert_int_equal(count(&scene,
				 arena_printf(f->arena, "send WHERE awaits_approval = 1 AND mailbox_id = %lld",
					 (long long)second)),
		5);
	end(&scene);
}
