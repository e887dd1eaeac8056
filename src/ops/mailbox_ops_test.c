/*
 * Unit tests of a mailbox's life: disconnecting, undoing, coming back, restarting campaigns, being removed.
 */
#include "base/unit.h"

#include <string.h>

#include "ops/campaign_fixture.h"
#include "ops/campaign_ops.h"
#include "ops/mailbox_ops.h"
#include "ops/send_permit.h"
#include "ops/send_settle.h"
#include "store/mailbox_store.h"
#include "store/receipt_store.h"

enum { UNDO_MS = 30000, DAY_MS = 24 * 3600 * 1000 };

static const char *const two_steps[] = {"Hello there.", "Did you see my note?", NULL};

/* A campaign that runs from the fixture's mailbox, with two people. */
static struct campaign_fixture *running(int64_t *campaign_id)
{
	struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t grace = campaign_fixture_contact(fixture, "grace@prospect.test", "Grace");
	int64_t henry = campaign_fixture_contact(fixture, "henry@buyer.test", "Henry");

	fixture->ops.undo_ms = UNDO_MS;
	*campaign_id = campaign_fixture_campaign(fixture, two_steps);
	assert_int_equal(campaign_fixture_enroll(fixture, *campaign_id, (int64_t[]){grace, henry, 0}), 2);
	assert_true(campaign_ops_launch(&fixture->ops, &fixture->call, *campaign_id, &fixture->err));
	assert_int_equal(campaign_fixture_get(fixture, *campaign_id).status, CAMPAIGN_ACTIVE);
	return fixture;
}

static struct mailbox mailbox_now(struct campaign_fixture *fixture)
{
	struct mailbox mailbox;

	assert_true(mailbox_ops_get(&fixture->ops, &fixture->call, fixture->mailbox_id, &mailbox, &fixture->err));
	return mailbox;
}

/* What can be claimed now, claimed; the first of it in *claim. */
static size_t claim_one(struct campaign_fixture *fixture, struct claim *claim)
{
	struct mailbox mailbox;
	struct claim *claims = NULL;
	int64_t next_at = 0;
	size_t count = 0;

	assert_true(send_permit_claim(&fixture->ops, FIXTURE_WORKSPACE, fixture->mailbox_id, 1, fixture->arena,
		&mailbox, &claims, &count, &next_at, &fixture->err));
	if (count)
		*claim = claims[0];
	return count;
}

static bool ask(struct campaign_fixture *fixture, struct claim *claim)
{
	struct prepared email = {.from = "ada@acme.test", .subject = "Hello", .message = "", .message_size = 0};
	enum held_reason reason;
	bool granted = false;

	assert_true(send_permit_ask(&fixture->ops, claim, &email, &granted, &reason, &fixture->err));
	return granted;
}

static void settle(struct campaign_fixture *fixture, struct claim *claim, enum send_outcome how)
{
	struct send_result result = {.outcome = how, .class = SEND_CLASS_NONE};
	enum attempt_outcome outcome;

	assert_true(send_settle_answer(&fixture->ops, claim, &result, &outcome, &fixture->err));
}

/* One email goes out and ends so. */
static void send_one(struct campaign_fixture *fixture, enum send_outcome how)
{
	struct claim claim;

	campaign_fixture_plan(fixture);
	assert_int_equal(claim_one(fixture, &claim), 1);
	assert_true(ask(fixture, &claim));
	settle(fixture, &claim, how);
}

static int64_t disconnect_as(struct campaign_fixture *fixture, const struct disconnect_request *request)
{
	struct mailbox mailbox;
	int64_t receipt_id = 0;

	assert_true(mailbox_ops_disconnect(
		&fixture->ops, &fixture->call, fixture->mailbox_id, request, &mailbox, &receipt_id, &fixture->err));
	assert_int_equal(mailbox.status, MAILBOX_INACTIVE);
	return receipt_id;
}

static int64_t disconnect(struct campaign_fixture *fixture)
{
	return disconnect_as(fixture, &(struct disconnect_request){0});
}

static struct receipt receipt_get(struct campaign_fixture *fixture, int64_t id)
{
	OWNED(tx) struct tx *tx = NULL;
	struct receipt receipt;

	assert_true(tx_read(fixture->ops.store, &tx, &fixture->err));
	assert_true(receipt_store_get(tx, FIXTURE_WORKSPACE, id, fixture->arena, &receipt, &fixture->err));
	return receipt;
}

static bool reconnect_under(struct campaign_fixture *fixture, int64_t epoch)
{
	struct mailbox_new signed_in = {.address = "ada@acme.test", .endpoints = "{\"smtp\":{},\"imap\":{}}"};
	OWNED(secret) struct secret *password = secret_new_text("app-pass");
	struct mailbox_credentials credentials = {.smtp_password = password, .imap_password = password};
	struct mailbox mailbox;

	return mailbox_ops_reactivate(&fixture->ops, &fixture->call, fixture->mailbox_id, epoch, &signed_in,
		&credentials, &mailbox, &fixture->err);
}

static bool restart(struct campaign_fixture *fixture, int64_t campaign_id)
{
	struct restart_request request = {.campaign_ids = &campaign_id, .count = 1};

	return mailbox_ops_restart_campaigns(
		&fixture->ops, &fixture->call, fixture->mailbox_id, &request, &fixture->err);
}

static int64_t count(struct campaign_fixture *fixture, const char *sql)
{
	return store_fixture_count(fixture->store, sql);
}

TEST(mailbox_ops, a_disconnect_pauses_its_campaigns_and_says_so_in_a_receipt)
{
	int64_t campaign_id = 0, receipt_id;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct campaign campaign;
	struct receipt receipt;
	struct mailbox before = mailbox_now(fixture), after;

	receipt_id = disconnect(fixture);

	after = mailbox_now(fixture);
	assert_int_equal(after.cause, MAILBOX_CAUSE_USER);
	assert_int_equal(after.epoch, before.epoch + 1);
	assert_false(after.disconnecting);
	campaign = campaign_fixture_get(fixture, campaign_id);
	assert_int_equal(campaign.status, CAMPAIGN_PAUSED);
	assert_int_equal(campaign.paused_cause, PAUSE_MAILBOX_DISCONNECTED);
	receipt = receipt_get(fixture, receipt_id);
	assert_int_equal(receipt.campaign_count, 1);
	assert_int_equal(receipt.campaigns[0].campaign_id, campaign_id);
	assert_string_equal(receipt.campaigns[0].previous_status, "active");
	assert_int_equal(receipt.send_count, 0);
	assert_true(receipt.quiesced_at != 0);
	assert_true(campaign_fixture_journal_has(fixture, "\"disconnect\"", "\"mailbox\""));
	campaign_fixture_check_counts(fixture, campaign_id);
}

TEST(mailbox_ops, after_a_disconnect_nothing_is_planned_claimed_or_permitted)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct claim early, late;

	assert_true(campaign_fixture_plan(fixture) > 0);
	assert_int_equal(claim_one(fixture, &early), 1);
	disconnect(fixture);

	assert_false(ask(fixture, &early));
	assert_int_equal(campaign_fixture_plan(fixture), 0);
	assert_int_equal(claim_one(fixture, &late), 0);
	assert_int_equal(count(fixture, "SELECT count(*) FROM send WHERE status IN ('claimed', 'transmitting')"), 0);
	campaign_fixture_check_counts(fixture, campaign_id);
}

TEST(mailbox_ops, a_late_answer_after_a_disconnect_is_kept)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct receipt receipt;
	struct claim claim;

	assert_true(campaign_fixture_plan(fixture) > 0);
	assert_int_equal(claim_one(fixture, &claim), 1);
	assert_true(ask(fixture, &claim));
	receipt = receipt_get(fixture, disconnect(fixture));
	assert_int_equal(receipt.send_count, 1);
	assert_string_equal(receipt.sends[0].outcome, "unknown");

	settle(fixture, &claim, SEND_ACCEPTED);
	assert_int_equal(count(fixture, "SELECT count(*) FROM send WHERE status = 'sent'"), 1);
	campaign_fixture_check_counts(fixture, campaign_id);
}

TEST(mailbox_ops, a_second_disconnect_is_told_that_it_is_inactive)
{
	int64_t campaign_id = 0, receipt_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct disconnect_request request = {0};
	struct mailbox mailbox;

	disconnect(fixture);

	assert_false(mailbox_ops_disconnect(
		&fixture->ops, &fixture->call, fixture->mailbox_id, &request, &mailbox, &receipt_id, &fixture->err));
	assert_string_equal(fixture->err.code, "mailbox_not_active");
}

TEST(mailbox_ops, a_disconnect_that_carries_an_old_impact_is_refused)
{
	int64_t campaign_id = 0, receipt_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct disconnect_request request = {0};
	struct mailbox mailbox;
	struct impact impact;

	assert_true(mailbox_ops_impact(&fixture->ops, &fixture->call, &fixture->mailbox_id, 1, &impact, &fixture->err));
	assert_int_equal(impact.count, 1);
	assert_true(campaign_ops_pause(&fixture->ops, &fixture->call, campaign_id, &fixture->err));

	request.version = impact.version;
	assert_false(mailbox_ops_disconnect(
		&fixture->ops, &fixture->call, fixture->mailbox_id, &request, &mailbox, &receipt_id, &fixture->err));
	assert_string_equal(fixture->err.code, "version_mismatch");
	assert_int_equal(mailbox_now(fixture).status, MAILBOX_ACTIVE);
}

TEST(mailbox_ops, an_undo_puts_mailbox_and_campaigns_back)
{
	int64_t campaign_id = 0, receipt_id;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct mailbox mailbox;

	receipt_id = disconnect(fixture);
	fixture->store->clock.offset_ms += UNDO_MS - 1000;
	assert_true(mailbox_ops_undo(&fixture->ops, &fixture->call, fixture->mailbox_id, &mailbox, &fixture->err));

	assert_int_equal(mailbox.status, MAILBOX_ACTIVE);
	assert_int_equal(campaign_fixture_get(fixture, campaign_id).status, CAMPAIGN_ACTIVE);
	assert_true(receipt_get(fixture, receipt_id).undone);
	assert_true(campaign_fixture_journal_has(fixture, "\"undo\"", "\"mailbox\""));
	send_one(fixture, SEND_ACCEPTED);
	campaign_fixture_check_counts(fixture, campaign_id);
}

TEST(mailbox_ops, an_undo_leaves_alone_what_a_person_has_changed_since)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct campaign_edit edit = {.settings = SETTING_NAME, .values = {.name = "Renamed"}};
	struct mailbox mailbox;

	disconnect(fixture);
	assert_true(campaign_ops_update(&fixture->ops, &fixture->call, campaign_id, &edit, &fixture->err));
	assert_true(mailbox_ops_undo(&fixture->ops, &fixture->call, fixture->mailbox_id, &mailbox, &fixture->err));

	assert_int_equal(mailbox.status, MAILBOX_ACTIVE);
	assert_int_equal(campaign_fixture_get(fixture, campaign_id).status, CAMPAIGN_PAUSED);
}

TEST(mailbox_ops, an_undo_comes_too_late_when_its_window_is_over)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct mailbox mailbox;
	int64_t next_at = 0;

	disconnect(fixture);
	fixture->store->clock.offset_ms += UNDO_MS + 1;
	assert_false(mailbox_ops_undo(&fixture->ops, &fixture->call, fixture->mailbox_id, &mailbox, &fixture->err));
	assert_string_equal(fixture->err.code, "undo_expired");
	assert_true(mailbox_ops_sweep(&fixture->ops, &next_at, &fixture->err));
	assert_int_equal(count(fixture, "SELECT count(*) FROM credential"), 0);
}

TEST(mailbox_ops, a_disconnect_that_revokes_now_leaves_nothing_to_undo)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct mailbox mailbox;

	disconnect_as(fixture, &(struct disconnect_request){.revoke_now = true});

	assert_int_equal(count(fixture, "SELECT count(*) FROM credential"), 0);
	assert_false(mailbox_ops_undo(&fixture->ops, &fixture->call, fixture->mailbox_id, &mailbox, &fixture->err));
}

TEST(mailbox_ops, a_reconnect_catches_up_first_and_restarts_nothing_by_itself)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct mailbox mailbox;

	send_one(fixture, SEND_ACCEPTED);
	disconnect(fixture);
	fixture->store->clock.offset_ms += 7LL * DAY_MS;
	assert_true(reconnect_under(fixture, mailbox_now(fixture).epoch));

	mailbox = mailbox_now(fixture);
	assert_int_equal(mailbox.status, MAILBOX_ACTIVE);
	assert_int_equal(mailbox.hold_count, 1);
	assert_int_equal(mailbox.holds[0].cause, HOLD_CATCH_UP);
	assert_int_equal(campaign_fixture_get(fixture, campaign_id).status, CAMPAIGN_PAUSED);
	assert_int_equal(campaign_fixture_plan(fixture), 0);
	assert_true(campaign_fixture_journal_has(fixture, "\"reconnect\"", "\"mailbox\""));
}

TEST(mailbox_ops, a_sign_in_that_began_before_another_disconnect_is_void)
{
	int64_t campaign_id = 0, epoch;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);

	disconnect(fixture);
	epoch = mailbox_now(fixture).epoch;
	assert_true(reconnect_under(fixture, epoch));
	disconnect(fixture);

	assert_false(reconnect_under(fixture, epoch));
	assert_string_equal(fixture->err.code, "superseded");
	assert_int_equal(mailbox_now(fixture).status, MAILBOX_INACTIVE);
}

TEST(mailbox_ops, a_restarted_campaign_writes_first_steps_while_follow_ups_wait_for_the_catch_up)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct claim claim;

	send_one(fixture, SEND_ACCEPTED);
	disconnect(fixture);
	fixture->store->clock.offset_ms += 7LL * DAY_MS;
	assert_true(reconnect_under(fixture, mailbox_now(fixture).epoch));
	assert_true(restart(fixture, campaign_id));
	assert_int_equal(campaign_fixture_get(fixture, campaign_id).status, CAMPAIGN_ACTIVE);

	send_one(fixture, SEND_ACCEPTED);
	fixture->store->clock.offset_ms += DAY_MS;
	campaign_fixture_plan(fixture);
	assert_int_equal(claim_one(fixture, &claim), 0);
	assert_true(mailbox_ops_lift_by_system(
		&fixture->ops, FIXTURE_WORKSPACE, fixture->mailbox_id, HOLD_CATCH_UP, &fixture->err));
	campaign_fixture_plan(fixture);
	assert_int_equal(claim_one(fixture, &claim), 1);
	assert_int_equal(claim.send.position, 2);
	campaign_fixture_check_counts(fixture, campaign_id);
}

TEST(mailbox_ops, only_what_this_mailbox_paused_is_restarted_by_it)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);

	assert_true(campaign_ops_pause(&fixture->ops, &fixture->call, campaign_id, &fixture->err));
	disconnect(fixture);
	assert_true(reconnect_under(fixture, mailbox_now(fixture).epoch));

	assert_false(restart(fixture, campaign_id));
	assert_string_equal(fixture->err.code, "not_restartable");
}

TEST(mailbox_ops, a_refused_sign_in_deactivates_only_under_the_epoch_that_saw_it)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	int64_t epoch = mailbox_now(fixture).epoch;
	struct mailbox mailbox;

	assert_true(mailbox_ops_auth_failed(&fixture->ops, FIXTURE_WORKSPACE, fixture->mailbox_id, epoch - 1, false,
		"password_refused", "No.", &fixture->err));
	assert_int_equal(mailbox_now(fixture).status, MAILBOX_ACTIVE);

	assert_true(mailbox_ops_auth_failed(&fixture->ops, FIXTURE_WORKSPACE, fixture->mailbox_id, epoch, false,
		"password_refused", "No.", &fixture->err));
	mailbox = mailbox_now(fixture);
	assert_int_equal(mailbox.status, MAILBOX_INACTIVE);
	assert_int_equal(mailbox.cause, MAILBOX_CAUSE_AUTH_ERROR);
	assert_string_equal(mailbox.last_error_text, "No.");
	assert_int_equal(campaign_fixture_get(fixture, campaign_id).paused_cause, PAUSE_MAILBOX_AUTH_ERROR);
	campaign_fixture_check_counts(fixture, campaign_id);
}

TEST(mailbox_ops, a_crash_within_a_disconnect_leaves_a_receipt_that_the_next_start_closes)
{
	int64_t campaign_id = 0, receipt_id;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);

	receipt_id = disconnect(fixture);
	store_fixture_run(fixture->store, "UPDATE mailbox SET disconnecting = 1, undo_until = NULL");
	store_fixture_run(fixture->store, "UPDATE receipt SET quiesced_at = NULL, fenced_at = NULL");
	assert_true(mailbox_ops_recover(&fixture->ops, &fixture->err));

	assert_false(mailbox_now(fixture).disconnecting);
	assert_true(receipt_get(fixture, receipt_id).quiesced_at != 0);
}

TEST(mailbox_ops, a_receipt_that_the_disk_did_not_take_is_closed_by_the_sweeper_in_the_end)
{
	int64_t campaign_id = 0, receipt_id, next_at;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);

	receipt_id = disconnect(fixture);
	store_fixture_run(fixture->store, "UPDATE mailbox SET disconnecting = 1, undo_until = NULL");
	store_fixture_run(fixture->store, "UPDATE receipt SET quiesced_at = NULL, fenced_at = NULL");

	assert_true(mailbox_ops_sweep(&fixture->ops, &next_at, &fixture->err));
	assert_true(mailbox_now(fixture).disconnecting); /* its caller may still be at it */

	fixture->store->clock.offset_ms += 60000;
	assert_true(mailbox_ops_sweep(&fixture->ops, &next_at, &fixture->err));
	assert_false(mailbox_now(fixture).disconnecting);
	assert_true(receipt_get(fixture, receipt_id).quiesced_at != 0);
}

static bool remove_as(struct campaign_fixture *fixture, const char *confirm)
{
	struct removal removal;

	return mailbox_ops_remove(&fixture->ops, &fixture->call, fixture->mailbox_id, confirm, &removal, &fixture->err);
}

TEST(mailbox_ops, a_removal_wants_an_inactive_mailbox_its_address_and_no_unknown_email)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);

	assert_false(remove_as(fixture, "ada@acme.test"));
	assert_string_equal(fixture->err.code, "mailbox_active");
	send_one(fixture, SEND_UNCERTAIN);
	disconnect(fixture);
	assert_false(remove_as(fixture, "ada@acme.test"));
	assert_string_equal(fixture->err.code, "unknown_pending");
	store_fixture_run(fixture->store, "UPDATE send SET status = 'cancelled' WHERE status = 'unknown'");
	assert_false(remove_as(fixture, "ben@acme.test"));
	assert_string_equal(fixture->err.code, "confirmation_mismatch");
	assert_true(remove_as(fixture, "ADA@acme.test"));
}

TEST(mailbox_ops, a_removal_keeps_that_was_sent_and_totals_that_are_true)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	struct campaign campaign;

	send_one(fixture, SEND_ACCEPTED);
	campaign_fixture_plan(fixture);
	disconnect(fixture);
	assert_true(remove_as(fixture, "ada@acme.test"));

	assert_int_equal(count(fixture, "SELECT count(*) FROM mailbox"), 0);
	assert_int_equal(count(fixture, "SELECT count(*) FROM receipt"), 0);
	assert_int_equal(count(fixture, "SELECT count(*) FROM credential"), 0);
	assert_int_equal(count(fixture, "SELECT count(*) FROM contact"), 2);
	assert_int_equal(
		count(fixture,
			"SELECT count(*) FROM send WHERE status = 'sent' AND mailbox_id IS NULL AND subject IS NULL"),
		1);
	assert_int_equal(count(fixture, "SELECT count(*) FROM enrollment WHERE status = 'stopped'"), 1);
	assert_int_equal(
		count(fixture, "SELECT count(*) FROM enrollment WHERE status = 'live' AND mailbox_id IS NULL"), 1);
	campaign = campaign_fixture_get(fixture, campaign_id);
	assert_int_equal(campaign.status, CAMPAIGN_PAUSED);
	assert_int_equal(campaign.paused_cause, PAUSE_MAILBOX_REMOVED);
	assert_true(campaign_fixture_journal_has(fixture, "\"remove\"", "\"mailbox\""));
	campaign_fixture_check_counts(fixture, campaign_id);
}

TEST(mailbox_ops, the_same_address_may_come_back_as_a_new_mailbox_and_nobody_is_written_to_again)
{
	int64_t campaign_id = 0;
	OWNED(campaign_fixture) struct campaign_fixture *fixture = running(&campaign_id);
	int64_t old_id = fixture->mailbox_id;

	send_one(fixture, SEND_ACCEPTED);
	disconnect(fixture);
	assert_true(remove_as(fixture, "ada@acme.test"));
	fixture->mailbox_id = campaign_fixture_mailbox(fixture, "ada@acme.test", true);

	assert_int_not_equal(fixture->mailbox_id, old_id);
	assert_int_equal(mailbox_now(fixture).epoch, 1);
	assert_int_equal(count(fixture,
				 "SELECT count(*) FROM (SELECT 1 FROM send GROUP BY campaign_id, address_hash, position"
				 " HAVING count(*) > 1)"),
		0);
}
