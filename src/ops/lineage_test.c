/*
 * Unit tests of restores: a database is told from the one that sent last, stops hold again, and nothing is sent twice.
 */
#include "base/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "ops/campaign_fixture.h"
#include "ops/contact_ops.h"
#include "ops/lineage.h"
#include "ops/mailbox_ops.h"
#include "ops/send_permit.h"
#include "ops/send_search.h"
#include "ops/send_settle.h"
#include "ops/suppression_ops.h"
#include "store/backup.h"
#include "store/mark.h"

static const char *const two_steps[] = {"Hello there.", "Did you see my note?", NULL};
static const struct prepared email = {.subject = "Hello", .begins_thread = true};

/* A campaign that runs, and a backup of it. */
struct scene {
	struct campaign_fixture *f;
	int64_t campaign_id;
	char backup[96];
};

static void start(struct scene *scene)
{
	struct campaign_fixture *f = scene->f;

	sending_gate_free(TAKE(f->ops.gate));
	f->ops.gate = sending_gate_new(f->ops.clock);
	assert_true(lineage_open(&f->ops, &f->err));
}

/* Another process's life on the same directory. */
static void restart(struct scene *scene)
{
	scene->f->store->clock.offset_ms += 1000;
	store_fixture_reopen(scene->f->store);
	scene->f->ops.store = scene->f->store->store;
	start(scene);
}

static void back_up(struct scene *scene)
{
	unlink(scene->backup);
	assert_true(store_backup(scene->f->ops.store, scene->backup, &scene->f->err));
	assert_true(lineage_raise(&scene->f->ops, &scene->f->err));
}

/* Writes the bytes of one file into another, in place of its own or behind them. */
static void pour(const char *from, const char *to, const char *mode)
{
	FILE *source = fopen(from, "re"), *target = fopen(to, mode);
	char buffer[65536];
	size_t got;

	assert_non_null(source);
	assert_non_null(target);
	while ((got = fread(buffer, 1, sizeof(buffer), source)) > 0)
		assert_int_equal(fwrite(buffer, 1, got, target), got);
	fclose(source);
	fclose(target);
}

static const char *in_dir(const struct scene *scene, const char *name)
{
	return arena_printf(scene->f->arena, "%s/%s", scene->f->store->dir, name);
}

static void replace_database(struct scene *scene)
{
	store_free(TAKE(scene->f->store->store));
	unlink(in_dir(scene, "outrider.db-wal"));
	unlink(in_dir(scene, "outrider.db-shm"));
	pour(scene->backup, in_dir(scene, "outrider.db"), "we");
}

static struct scene begin(void)
{
	struct scene scene = {.f = campaign_fixture_new()};
	struct campaign_fixture *f = scene.f;
	int64_t contact_id = campaign_fixture_contact(f, "grace@prospect.test", "Grace");

	snprintf(scene.backup, sizeof(scene.backup), "%s/copy.backup", f->store->dir);
	start(&scene);
	scene.campaign_id = campaign_fixture_campaign(f, two_steps);
	campaign_fixture_enroll(f, scene.campaign_id, (int64_t[]){contact_id, 0});
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene.campaign_id, &f->err));
	back_up(&scene);
	return scene;
}

static void end(struct scene *scene)
{
	sending_gate_free(scene->f->ops.gate);
	campaign_fixture_free(scene->f);
}

/* Puts the backup in the place of the database, as somebody would by hand. */
static void put_back(struct scene *scene)
{
	replace_database(scene);
	scene->f->store->clock.offset_ms += 3600000;
	scene->f->ops.boot = "boot-after";
	restart(scene);
}

static enum held_reason held(const struct scene *scene)
{
	enum held_reason reason = HELD_NONE;

	return sending_gate_is_closed(scene->f->ops.gate, &reason) ? reason : HELD_NONE;
}

static int64_t count(const struct scene *scene, const char *sql)
{
	return store_fixture_count(scene->f->store, sql);
}

static size_t claim(struct scene *scene, struct claim **claims)
{
	struct campaign_fixture *f = scene->f;
	struct mailbox mailbox;
	int64_t next_at;
	size_t found = 0;

	campaign_fixture_plan(f);
	assert_true(send_permit_claim(
		&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 8, f->arena, &mailbox, claims, &found, &next_at, &f->err));
	return found;
}

/* Sends what is due, the whole way; returns how many emails. */
static size_t send_all(struct scene *scene)
{
	struct campaign_fixture *f = scene->f;
	struct send_result accepted = {.outcome = SEND_ACCEPTED};
	enum attempt_outcome outcome;
	enum held_reason reason;
	struct claim *claims;
	size_t found = claim(scene, &claims);
	bool granted;

	for (size_t i = 0; i < found; i++) {
		assert_true(send_permit_ask(&f->ops, &claims[i], &email, &granted, &reason, &f->err));
		assert_true(granted);
		assert_true(send_settle_answer(&f->ops, &claims[i], &accepted, &outcome, &f->err));
	}
	return found;
}

/* One look into Sent for everything that is to be looked for by now. */
static void look(struct scene *scene, bool is_there)
{
	struct campaign_fixture *f = scene->f;
	struct sent_copy copy = {.found = is_there, .folder = "Sent", .provider_id = "Sent/1/1"};
	struct mailbox mailbox = {.workspace_id = FIXTURE_WORKSPACE, .id = f->mailbox_id};
	struct send_search_due *list;
	size_t found;

	assert_true(send_search_list_due(&f->ops, &mailbox, 100, f->arena, &list, &found, &f->err));
	for (size_t i = 0; i < found; i++)
		assert_true(send_search_keep(&f->ops, FIXTURE_WORKSPACE, &list[i], &copy, &f->err));
}

static void look_until_the_end(struct scene *scene, bool is_there)
{
	for (int i = 0; i < SEND_SEARCHES; i++) {
		scene->f->store->clock.offset_ms += 600000;
		look(scene, is_there);
	}
}

static void release(struct scene *scene, bool resend_missing)
{
	assert_true(lineage_release(&scene->f->ops, &scene->f->call, resend_missing, &scene->f->err));
}

static const char *details(struct scene *scene)
{
	const char *json = NULL;

	assert_true(lineage_details(&scene->f->ops, scene->f->arena, &json, &scene->f->err));
	return json ? json : "";
}

TEST(lineage, a_new_database_and_each_later_start_of_it_send_at_once)
{
	struct scene scene = begin();

	assert_int_equal(held(&scene), HELD_NONE);
	restart(&scene);
	assert_int_equal(held(&scene), HELD_NONE);
	assert_int_equal(send_all(&scene), 1);
	restart(&scene);
	assert_int_equal(held(&scene), HELD_NONE);
	end(&scene);
}

TEST(lineage, a_backup_put_back_is_held_also_when_nothing_was_sent_in_between)
{
	struct scene scene = begin();
	struct claim *claims;

	put_back(&scene);
	assert_int_equal(held(&scene), HELD_RESTORE_HOLD);
	assert_non_null(strstr(details(&scene), "\"reason\":\"older\""));
	assert_int_equal(claim(&scene, &claims), 0);
	restart(&scene);
	assert_int_equal(held(&scene), HELD_RESTORE_HOLD);
	end(&scene);
}

TEST(lineage, two_restores_in_a_row_are_both_found_also_after_the_first_was_released)
{
	struct scene scene = begin();

	put_back(&scene);
	put_back(&scene);
	assert_int_equal(held(&scene), HELD_RESTORE_HOLD);
	release(&scene, false);
	assert_int_equal(held(&scene), HELD_NONE);
	restart(&scene);
	assert_int_equal(held(&scene), HELD_NONE);
	put_back(&scene);
	assert_int_equal(held(&scene), HELD_RESTORE_HOLD);
	end(&scene);
}

TEST(lineage, a_backup_of_a_restored_database_hides_nothing)
{
	struct scene scene = begin();
	replace_database(&scene);
	store_fixture_reopen(scene.f->store);
	scene.f->ops.store = scene.f->store->store;
	back_up(&scene);
	restart(&scene);
	assert_int_equal(held(&scene), HELD_RESTORE_HOLD);
	back_up(&scene);
	put_back(&scene);
	assert_int_equal(held(&scene), HELD_RESTORE_HOLD);
	end(&scene);
}

TEST(lineage, a_lost_mark_and_the_mark_of_another_database_hold)
{
	struct scene scene = begin();
	struct mark mark = {.lineage = "0123456789abcdef0123456789abcdef", .high_water = 1};
	char path[96];

	snprintf(path, sizeof(path), "%s/sending.mark", scene.f->store->dir);
	assert_int_equal(unlink(path), 0);
	restart(&scene);
	assert_int_equal(held(&scene), HELD_RESTORE_HOLD);
	assert_non_null(strstr(details(&scene), "\"reason\":\"no_mark\""));
	release(&scene, false);
	restart(&scene);
	assert_int_equal(held(&scene), HELD_NONE);

	assert_true(mark_write(scene.f->store->dir, &mark, &scene.f->err));
	restart(&scene);
	assert_int_equal(held(&scene), HELD_RESTORE_HOLD);
	assert_non_null(strstr(details(&scene), "\"reason\":\"other_database\""));
	end(&scene);
}

TEST(lineage, a_crash_between_database_and_mark_is_no_restore)
{
	struct scene scene = begin();
	struct mark mark;
	bool exists;

	assert_true(mark_read(scene.f->store->dir, &mark, &exists, &scene.f->err));
	mark.high_water--;
	assert_true(mark_write(scene.f->store->dir, &mark, &scene.f->err));
	restart(&scene);
	assert_int_equal(held(&scene), HELD_NONE);
	end(&scene);
}

TEST(lineage, what_left_after_the_backup_is_found_in_sent_mail_and_not_sent_again)
{
	struct scene scene = begin();

	assert_int_equal(send_all(&scene), 1);
	put_back(&scene);
	release(&scene, true);
	assert_int_equal(send_all(&scene), 0);
	assert_int_equal(count(&scene, "SELECT count(*) FROM send WHERE status = 'unknown'"), 1);
	look_until_the_end(&scene, true);
	assert_int_equal(count(&scene, "SELECT count(*) FROM send WHERE status = 'sent'"), 1);
	assert_int_equal(count(&scene, "SELECT count(*) FROM enrollment WHERE next_position = 2"), 1);
	assert_int_equal(send_all(&scene), 0);
	end(&scene);
}

TEST(lineage, what_was_planned_at_the_backup_is_in_doubt_too)
{
	struct scene scene = begin();
	struct claim *claims;

	assert_int_equal(claim(&scene, &claims), 1);
	back_up(&scene);
	put_back(&scene);
	assert_non_null(strstr(details(&scene), "\"in_doubt\":1"));
	assert_int_equal(count(&scene, "SELECT count(*) FROM send WHERE status = 'unknown'"), 1);
	assert_int_equal(count(&scene, "SELECT count(*) FROM send_search WHERE reason = 'restored'"), 1);
	campaign_fixture_check_counts(scene.f, scene.campaign_id);
	end(&scene);
}

TEST(lineage, what_is_not_in_sent_mail_waits_for_a_decision_or_goes_by_the_managers_word)
{
	for (int resends = 0; resends < 2; resends++) {
		struct scene scene = begin();

		put_back(&scene);
		release(&scene, resends);
		assert_int_equal(send_all(&scene), 0);
		look_until_the_end(&scene, false);
		assert_int_equal(count(&scene, "SELECT count(*) FROM send WHERE status = 'unknown'"), !resends);
		assert_int_equal(send_all(&scene), resends);
		end(&scene);
	}
}

TEST(lineage, people_who_are_added_again_to_an_older_campaign_are_looked_for_before_they_are_written_to)
{
	struct scene scene = begin();
	struct campaign_fixture *f = scene.f;
	int64_t contact_id;

	put_back(&scene);
	release(&scene, false);
	f->store->clock.offset_ms += 1000;
	contact_id = campaign_fixture_contact(f, "kay@prospect.test", "Kay");
	campaign_fixture_enroll(f, scene.campaign_id, (int64_t[]){contact_id, 0});
	assert_int_equal(send_all(&scene), 0);
	look_until_the_end(&scene, false);
	assert_int_equal(send_all(&scene), 1);
	end(&scene);
}

TEST(lineage, a_campaign_made_after_the_restore_sends_at_once)
{
	struct scene scene = begin();
	struct campaign_fixture *f = scene.f;
	int64_t contact_id, campaign_id;

	put_back(&scene);
	release(&scene, false);
	f->store->clock.offset_ms += 1000;
	contact_id = campaign_fixture_contact(f, "kay@prospect.test", "Kay");
	campaign_id = campaign_fixture_campaign(f, two_steps);
	campaign_fixture_enroll(f, campaign_id, (int64_t[]){contact_id, 0});
	assert_true(campaign_ops_launch(&f->ops, &f->call, campaign_id, &f->err));
	assert_int_equal(send_all(&scene), 1);
	end(&scene);
}

TEST(lineage, stops_of_the_lost_time_hold_again)
{
	struct scene scene = begin();
	struct campaign_fixture *f = scene.f;
	int64_t gone_id = campaign_fixture_contact(f, "gone@prospect.test", "Gone"), receipt_id;
	struct contact_erasure erasure;
	struct suppression entry;
	struct mailbox mailbox;
	bool added;

	campaign_fixture_contact(f, "no@prospect.test", "No");
	back_up(&scene);
	assert_true(campaign_ops_pause(&f->ops, &f->call, scene.campaign_id, &f->err));
	assert_true(mailbox_ops_disconnect(
		&f->ops, &f->call, f->mailbox_id, &(struct disconnect_request){0}, &mailbox, &receipt_id, &f->err));
	assert_true(suppression_ops_add(&f->ops, &f->call, "no@prospect.test", NULL, &entry, &added, &f->err));
	assert_true(suppression_ops_add(&f->ops, &f->call, "late@prospect.test", NULL, &entry, &added, &f->err));
	assert_true(suppression_ops_add(&f->ops, &f->call, "closed.test", NULL, &entry, &added, &f->err));
	assert_true(contact_ops_erase(&f->ops, &f->call, gone_id, &erasure, &f->err));

	put_back(&scene);
	assert_int_equal(count(&scene, "SELECT count(*) FROM mailbox WHERE status = 'inactive' AND cause = 'user'"), 1);
	assert_int_equal(
		count(&scene, "SELECT count(*) FROM campaign WHERE status = 'paused' AND paused_cause = 'user'"), 1);
	assert_int_equal(
		count(&scene,
			"SELECT count(*) FROM suppression WHERE value_key IN ('no@prospect.test', 'closed.test')"),
		2);
	assert_int_equal(count(&scene, "SELECT count(*) FROM contact WHERE email_key = 'gone@prospect.test'"), 0);
	assert_non_null(strstr(details(&scene), "\"address\":\"ada@acme.test\""));
	assert_non_null(strstr(details(&scene), "\"name\":\"Spring\""));
	assert_non_null(strstr(details(&scene), "\"suppressed\":3,\"erased\":1"));
	/* Whose address was not known at the backup is known by its hash when it comes. */
	campaign_fixture_contact(f, "late@prospect.test", "Late");
	assert_int_equal(count(&scene, "SELECT count(*) FROM suppression WHERE value_key = 'late@prospect.test'"), 1);
	end(&scene);
}

TEST(lineage, what_was_lifted_again_is_not_stopped)
{
	struct scene scene = begin();
	struct campaign_fixture *f = scene.f;
	struct suppression entry;
	struct mailbox mailbox;
	int64_t receipt_id;
	bool added;

	f->ops.undo_ms = 30000;
	assert_true(campaign_ops_pause(&f->ops, &f->call, scene.campaign_id, &f->err));
	assert_true(campaign_ops_resume(&f->ops, &f->call, scene.campaign_id, OVERDUE_KEEP, 0, &f->err));
	assert_true(mailbox_ops_hold(&f->ops, &f->call, f->mailbox_id, 0, &mailbox, &f->err));
	assert_true(mailbox_ops_release(&f->ops, &f->call, f->mailbox_id, &mailbox, &f->err));
	assert_true(mailbox_ops_disconnect(
		&f->ops, &f->call, f->mailbox_id, &(struct disconnect_request){0}, &mailbox, &receipt_id, &f->err));
	assert_true(mailbox_ops_undo(&f->ops, &f->call, f->mailbox_id, &mailbox, &f->err));
	assert_true(suppression_ops_add(&f->ops, &f->call, "grace@prospect.test", NULL, &entry, &added, &f->err));
	assert_true(suppression_ops_remove(&f->ops, &f->call, entry.id, "asked for it", &f->err));

	put_back(&scene);
	assert_int_equal(count(&scene, "SELECT count(*) FROM mailbox WHERE status = 'active'"), 1);
	assert_int_equal(count(&scene, "SELECT count(*) FROM mailbox_hold WHERE cause = 'user'"), 0);
	assert_int_equal(count(&scene, "SELECT count(*) FROM campaign WHERE status = 'active'"), 1);
	assert_int_equal(count(&scene, "SELECT count(*) FROM suppression"), 0);
	end(&scene);
}

TEST(lineage, a_removed_mailbox_is_removed_again_and_a_held_one_is_held)
{
	struct scene scene = begin();
	struct campaign_fixture *f = scene.f;
	int64_t other_id = campaign_fixture_mailbox(f, "eve@acme.test", true), receipt_id;
	struct mailbox mailbox;
	struct removal removal;

	back_up(&scene);
	assert_true(mailbox_ops_disconnect(
		&f->ops, &f->call, f->mailbox_id, &(struct disconnect_request){0}, &mailbox, &receipt_id, &f->err));
	assert_true(mailbox_ops_remove(&f->ops, &f->call, f->mailbox_id, "ada@acme.test", &removal, &f->err));
	assert_true(mailbox_ops_hold(&f->ops, &f->call, other_id, 0, &mailbox, &f->err));

	put_back(&scene);
	assert_int_equal(count(&scene, "SELECT count(*) FROM mailbox WHERE address_key = 'ada@acme.test'"), 0);
	assert_int_equal(count(&scene, "SELECT count(*) FROM mailbox_hold WHERE cause = 'user'"), 1);
	end(&scene);
}

TEST(lineage, mailboxes_catch_up_before_follow_ups_leave_after_a_restore)
{
	struct scene scene = begin();

	put_back(&scene);
	assert_int_equal(count(&scene, "SELECT count(*) FROM mailbox_hold WHERE cause = 'catch_up'"), 1);
	end(&scene);
}

TEST(lineage, lines_of_the_journal_that_nobody_can_read_are_counted_and_the_others_applied)
{
	struct scene scene = begin();
	struct campaign_fixture *f = scene.f;
	FILE *journal;

	assert_true(campaign_ops_pause(&f->ops, &f->call, scene.campaign_id, &f->err));
	journal = fopen(in_dir(&scene, "stops.journal"), "ae");
	assert_non_null(journal);
	fputs("{\"stop\":\"pau\nnonsense\n{\"stop\":\"disc", journal);
	fclose(journal);
	put_back(&scene);
	assert_non_null(strstr(details(&scene), "\"unreadable_lines\":3"));
	assert_int_equal(count(&scene, "SELECT count(*) FROM campaign WHERE status = 'paused'"), 1);
	end(&scene);
}

TEST(lineage, permits_wait_while_the_mark_cannot_be_written)
{
	struct scene scene = begin();
	char path[96];
	enum held_reason reason = HELD_NONE;

	sending_gate_count_tickets(scene.f->ops.gate, 0);
	snprintf(path, sizeof(path), "%s/sending.mark.new", scene.f->store->dir);
	assert_int_equal(symlink("/dev/full", path), 0);
	lineage_keep_up(&scene.f->ops, GATE_TICKETS);
	assert_false(sending_gate_pass(scene.f->ops.gate, &reason));
	assert_int_equal(reason, HELD_WAITING);
	assert_int_equal(unlink(path), 0);
	lineage_keep_up(&scene.f->ops, GATE_TICKETS);
	assert_true(sending_gate_pass(scene.f->ops.gate, &reason));
	end(&scene);
}
