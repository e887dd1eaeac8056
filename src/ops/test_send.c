#include "ops/test_send.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "model/email_address.h"
#include "ops/campaign_preview.h"
#include "ops/campaign_rules.h"
#include "ops/lineage.h"
#include "ops/mailbox_rules.h"
#include "ops/token_ops.h"
#include "store/campaign_store.h"
#include "store/mailbox_store.h"
#include "store/suppression_store.h"
#include "store/user_store.h"

enum {
	MINUTE_MS = 60 * 1000,
	CONNECT_TIMEOUT_MS = 10 * 1000,
	REPLY_TIMEOUT_MS = 8 * 1000, /* the answer to the end: five times that */
	SETTLE_TRIES = 50,
	SETTLE_RETRY_MS = 200,
};

/* One test from its call to its end. */
struct testing {
	struct ops *ops;
	const struct call *call;
	const struct test_send_request *request;
	struct test_send *test;
	struct campaign campaign;
	struct mailbox mailbox;
	struct email_address to;
	struct composed email;
};

/* Before anything is begun. */

static bool check_rate(struct testing *testing, struct tx *tx, struct error *err)
{
	int64_t count = 0, now = clock_wall(testing->ops->clock);

	if (!test_send_store_count_since(tx, testing->call->workspace_id, now - MINUTE_MS, &count, err))
		return false;
	if (count < TEST_SENDS_A_MINUTE)
		return true;
	error_set(err, ERROR_LIMIT, "too_many_tests", "%d test emails have been sent within a minute. Wait a moment.",
		TEST_SENDS_A_MINUTE);
	err->retry_after_s = MINUTE_MS / 1000;
	return false;
}

static bool read_own_address(struct testing *testing, struct tx *tx, const char **own, struct error *err)
{
	struct user user;
	struct error why;

	*own = NULL;
	if (!testing->call->actor.user_id)
		return true;
	if (user_store_get(
		    tx, testing->call->workspace_id, testing->call->actor.user_id, testing->call->arena, &user, &why)) {
		*own = user.email;
		return true;
	}
	*err = why;
	return why.kind == ERROR_NOT_FOUND;
}

/* Only to addresses that are ours: a test is no way round the rules for writing to others. */
static bool find_recipient(struct testing *testing, struct tx *tx, struct error *err)
{
	const char *own = NULL, *wanted = testing->request->to;
	struct email_address address;
	struct mailbox mailbox;
	bool found = false;

	if (!read_own_address(testing, tx, &own, err))
		return false;
	if (!wanted)
		wanted = own;
	if (!wanted)
		return error_invalid(err, "to", "required", NULL, "Say which of your addresses the test goes to.");
	if (!email_address_parse(wanted, testing->call->arena, &testing->to, err)) {
		err->field = "to";
		return false;
	}
	if (own && email_address_parse(own, testing->call->arena, &address, err) &&
		text_equal(address.key, testing->to.key))
		return true;
	*err = (struct error){0};
	if (!mailbox_store_find_by_address(
		    tx, testing->call->workspace_id, testing->to.key, testing->call->arena, &mailbox, &found, err))
		return false;
	return found ||
		error_invalid(err, "to", "own_address", wanted,
			"Tests go to your own address or to a mailbox that is connected here.");
}

static bool read_first_active(struct testing *testing, struct tx *tx, struct error *err)
{
	int64_t *ids = NULL;
	size_t count = 0;

	if (!campaign_store_mailboxes(
		    tx, testing->call->workspace_id, testing->campaign.id, testing->call->arena, &ids, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!mailbox_store_get(
			    tx, testing->call->workspace_id, ids[i], testing->call->arena, &testing->mailbox, err))
			return false;
		if (testing->mailbox.status == MAILBOX_ACTIVE)
			return true;
	}
	return error_set(
		err, ERROR_CONFLICT, "no_active_mailbox", "Add an active mailbox to send from, or reconnect one.");
}

static bool belongs_to_campaign(struct testing *testing, struct tx *tx, bool *belongs, struct error *err)
{
	int64_t *ids = NULL;
	size_t count = 0;

	*belongs = false;
	if (!campaign_store_mailboxes(
		    tx, testing->call->workspace_id, testing->campaign.id, testing->call->arena, &ids, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		*belongs = *belongs || ids[i] == testing->mailbox.id;
	return true;
}

static bool find_mailbox(struct testing *testing, struct tx *tx, struct error *err)
{
	bool belongs = false;

	if (!testing->request->mailbox_id)
		return read_first_active(testing, tx, err);
	if (!mailbox_store_get(tx, testing->call->workspace_id, testing->request->mailbox_id, testing->call->arena,
		    &testing->mailbox, err) ||
		!belongs_to_campaign(testing, tx, &belongs, err) ||
		(!belongs && !mailbox_rules_allow(testing->call, &testing->mailbox, err)))
		return false;
	return testing->mailbox.status == MAILBOX_ACTIVE ||
		error_set(err, ERROR_CONFLICT, "mailbox_not_active", "%s is inactive. Reconnect it to send from it.",
			testing->mailbox.address);
}

static bool compose(struct testing *testing, struct tx *tx, struct error *err)
{
	const struct test_send_request *request = testing->request;
	struct campaign_test_email wish = {.mailbox = &testing->mailbox,
		.to = testing->to.address,
		.message_id = arena_printf(testing->call->arena, "<test.%s@%s>", random_token(testing->call->arena, 16),
			strchr(testing->mailbox.address_key, '@') + 1)};

	return campaign_preview_compose_test(testing->ops, tx, testing->call, request->campaign_id, request->contact_id,
		request->position, &wish, &testing->email, err);
}

/* What the permit would refuse is said at once. */
struct test_verdict {
	enum held_reason reason;
	const char *text;
};

static bool judge(struct testing *testing, struct tx *tx, struct test_verdict *verdict, int *day, struct error *err)
{
	const struct mailbox *mailbox = &testing->mailbox;
	bool suppressed = false;
	int64_t taken = 0, now = clock_wall(testing->ops->clock);

	*day = schedule_local_day(mailbox->timezone, now);
	*verdict = (struct test_verdict){HELD_NONE, NULL};
	if (!suppression_store_covers(
		    tx, mailbox->workspace_id, testing->to.key, testing->to.domain, &suppressed, err) ||
		!mailbox_store_taken(tx, mailbox->workspace_id, mailbox->id, *day, &taken, err))
		return false;
	if (mailbox->status != MAILBOX_ACTIVE)
		*verdict = (struct test_verdict){HELD_MAILBOX_INACTIVE, "The mailbox is not connected."};
	else if (mailbox_hold_for_step(mailbox, 0, now))
		*verdict = (struct test_verdict){HELD_MAILBOX_HOLD, "Sending from the mailbox is on hold."};
	else if (suppressed)
		*verdict = (struct test_verdict){HELD_SUPPRESSED, "The address is on Do Not Contact."};
	else if (taken >= mailbox_cap_on(mailbox, *day))
		*verdict = (struct test_verdict){HELD_CAP, "The mailbox has sent its emails of today."};
	return true;
}

static bool check_at_once(struct testing *testing, struct tx *tx, struct error *err)
{
	struct test_verdict verdict;
	int day;

	if (!judge(testing, tx, &verdict, &day, err))
		return false;
	if (verdict.reason == HELD_NONE && sending_gate_is_closed(testing->ops->gate, &verdict.reason))
		verdict.text = "All sending is on hold.";
	if (verdict.reason == HELD_NONE)
		return true;
	error_set(err, ERROR_CONFLICT, "test_held", "%s", verdict.text);
	return error_details(err, "{\"reason\":\"%s\"}", held_reason_name(verdict.reason));
}

static bool begin_in(struct testing *testing, struct tx *tx, struct error *err)
{
	const struct call *call = testing->call;

	if (!campaign_store_get(
		    tx, call->workspace_id, testing->request->campaign_id, call->arena, &testing->campaign, err) ||
		!campaign_rules_allow(call, &testing->campaign, err) || !check_rate(testing, tx, err) ||
		!find_mailbox(testing, tx, err) || !find_recipient(testing, tx, err) ||
		!check_at_once(testing, tx, err) || !compose(testing, tx, err))
		return false;
	*testing->test = (struct test_send){.workspace_id = call->workspace_id,
		.campaign_id = testing->campaign.id,
		.contact_id = testing->request->contact_id,
		.mailbox_id = testing->mailbox.id,
		.position = testing->request->position,
		.to = testing->to.address,
		.boot = testing->ops->boot,
		.epoch = testing->mailbox.epoch,
		.created_by = call->actor.user_id};
	return test_send_store_add(tx, testing->test, err) &&
		campaign_rules_tell(tx, call, &testing->campaign, NULL, "campaign.test_send", NULL, err);
}

static bool begin(struct testing *testing, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(testing->ops->store, &tx, err) && begin_in(testing, tx, err) && tx_commit(tx, err);
}

/* The permit: everything is looked at again, now, in the transaction that takes the place of the day. */

static void fail(struct test_send *test, enum send_status status, const char *code, const char *text)
{
	test->status = status;
	test->error_code = code;
	test->error_text = text;
}

static bool permit_in(struct testing *testing, struct tx *tx, bool *granted, struct error *err)
{
	struct test_send *test = testing->test;
	struct test_verdict verdict;

	if (!mailbox_store_get(
		    tx, test->workspace_id, test->mailbox_id, testing->call->arena, &testing->mailbox, err) ||
		!judge(testing, tx, &verdict, &test->permit_day, err))
		return false;
	if (verdict.reason == HELD_NONE && testing->mailbox.epoch != test->epoch)
		verdict = (struct test_verdict){HELD_MAILBOX_INACTIVE, "The mailbox was disconnected meanwhile."};
	if (verdict.reason == HELD_NONE && !sending_gate_pass(testing->ops->gate, &verdict.reason))
		verdict.text = "All sending is on hold.";
	if (verdict.reason != HELD_NONE) {
		test->permit_day = 0;
		fail(test, SEND_CANCELLED, held_reason_name(verdict.reason), verdict.text);
		return true;
	}
	return test_send_store_permit(tx, test, granted, err) &&
		(!*granted || mailbox_store_take(tx, test->workspace_id, test->mailbox_id, test->permit_day, err));
}

static bool permit(struct testing *testing, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	bool granted = false;

	lineage_keep_up(testing->ops, GATE_TICKETS / 2);
	if (!tx_begin(testing->ops->store, &tx, err) || !permit_in(testing, tx, &granted, err) || !tx_commit(tx, err)) {
		testing->test->permit_day = 0;
		fail(testing->test, SEND_CANCELLED, "not_permitted", "The server could not note that it is sent.");
		return false;
	}
	if (granted)
		testing->test->status = SEND_TRANSMITTING;
	return granted;
}

/* The end. */

static bool settle_in(struct testing *testing, struct tx *tx, struct error *err)
{
	const struct test_send *test = testing->test;
	bool is_returned = test->permit_day && (test->status == SEND_CANCELLED || test->status == SEND_FAILED);

	if (test->status == SEND_SENT &&
		!mailbox_store_ramp_sent(tx, test->workspace_id, test->mailbox_id, test->permit_day, err))
		return false;
	return test_send_store_end(tx, test, err) &&
		(!is_returned ||
			mailbox_store_give_back(tx, test->workspace_id, test->mailbox_id, test->permit_day, err));
}

static bool settle_once(struct testing *testing, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(testing->ops->store, &tx, err) && settle_in(testing, tx, err) && tx_commit(tx, err);
}

/* A disk that is full is waited for, a little; then the next start ends the row. */
static void settle(struct testing *testing)
{
	struct error err = {0};

	testing->test->ended_at = clock_wall(testing->ops->clock);
	for (int i = 0; i < SETTLE_TRIES; i++) {
		if (settle_once(testing, &err))
			return;
		usleep(SETTLE_RETRY_MS * 1000);
	}
	log_error(LOG_WARN, "test_settle_failed", &err);
}

static void take_answer(struct testing *testing, const struct send_result *result)
{
	const char *text = arena_text(testing->call->arena, result->text);

	switch (result->outcome) {
	case SEND_ACCEPTED:
		testing->test->status = SEND_SENT;
		return;
	case SEND_DEFERRED:
	case SEND_REFUSED:
		fail(testing->test, SEND_FAILED, "refused", text);
		return;
	case SEND_UNCERTAIN:
		fail(testing->test, SEND_UNKNOWN, "no_answer", text);
		return;
	}
	UNREACHABLE();
}

/* What a stop did to it, when it was not the server that said no. */
static void take_refusal(struct testing *testing, const struct send_result *result)
{
	if (result->class == SEND_CLASS_CANCELLED)
		fail(testing->test, SEND_CANCELLED, "stopped", "It was stopped before it was handed over.");
	else
		take_answer(testing, result);
}

static void hand_over(struct testing *testing, struct attempt *attempt, struct sender *sender)
{
	struct outgoing mail = {.from = testing->mailbox.address,
		.recipient = testing->to.address,
		.message = testing->email.bytes,
		.message_size = testing->email.size,
		.pieces = testing->email.pieces,
		.piece_count = testing->email.piece_count};
	struct send_result result = {.outcome = SEND_DEFERRED, .class = SEND_CLASS_NETWORK};
	struct error err = {0};

	if (!sender->type->prepare(sender, &mail, &result)) {
		take_refusal(testing, &result);
		return;
	}
	fence_permit_asked(testing->ops->fence, attempt);
	if (!permit(testing, &err)) {
		sender->type->abort(sender);
		return;
	}
	if (!fence_begin_end(testing->ops->fence, attempt)) {
		sender->type->abort(sender);
		fail(testing->test, SEND_CANCELLED, "stopped", "It was stopped before it was handed over.");
		return;
	}
	sender->type->finish(sender, &result, &attempt->last_byte_at);
	take_answer(testing, &result);
}

static enum attempt_outcome outcome_of(enum send_status status)
{
	return status == SEND_SENT       ? ATTEMPT_SENT
		: status == SEND_FAILED  ? ATTEMPT_FAILED
		: status == SEND_UNKNOWN ? ATTEMPT_UNKNOWN
					 : ATTEMPT_ABORTED;
}

/* On a connection of its own: who waits for it sits before the screen, and the lane may be busy or resting. */
static void send_through_fence(struct testing *testing, const struct account *account)
{
	struct sender *sender;
	struct transport_config transport = *testing->ops->transport;
	struct cancel cancel;
	struct attempt attempt = {.attempt_id = testing->test->id,
		.send_id = testing->test->id,
		.mailbox_id = testing->mailbox.id,
		.epoch = testing->test->epoch,
		.address = testing->to.key,
		.domain = testing->to.domain,
		.cancel = &cancel};

	cancel_init(&cancel);
	transport.connect_timeout_ms = CONNECT_TIMEOUT_MS;
	transport.reply_timeout_ms = REPLY_TIMEOUT_MS;
	sender = sender_new(&transport, account, &cancel);
	fence_enter(testing->ops->fence, &attempt);
	hand_over(testing, &attempt, sender);
	settle(testing);
	fence_leave(testing->ops->fence, &attempt, outcome_of(testing->test->status));
	sender_free(sender);
	cancel_close(&cancel);
}

bool test_send_run(struct ops *ops, const struct call *call, const struct test_send_request *request,
	struct test_send *out, struct error *err)
{
	OWNED(account_secrets) struct account_secrets *secrets = NULL;
	struct testing testing = {.ops = ops, .call = call, .request = request, .test = out};
	struct send_result why = {0};
	struct account account;

	if (!begin(&testing, err))
		return false;
	if (token_ops_account(ops, &testing.mailbox, call->arena, &account, &secrets, &why)) {
		send_through_fence(&testing, &account);
		return true;
	}
	fail(out, SEND_FAILED, "sign_in", arena_text(call->arena, why.text));
	settle(&testing);
	return true;
}

bool test_send_recover(struct ops *ops, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) &&
		test_send_store_end_orphans(tx, ops->boot, clock_wall(ops->clock), err) && tx_commit(tx, err);
}
