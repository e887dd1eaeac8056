/*
 * send_worker: hands due sends to a provider, one mailbox at a time.
 *
 * A send is claimed before the network is touched, permitted just before its end is written, and settled after. If we die
 * once it is permitted it becomes unknown, never due: writing twice to a person is worse than not writing.
 */
#include "engine/engine_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/id.h"
#include "base/log.h"
#include "engine/sign_in.h"
#include "engine/store_watch.h"
#include "ops/mailbox_ops.h"
#include "ops/send_permit.h"
#include "ops/send_prepare.h"
#include "ops/send_settle.h"
#include "ops/token_ops.h"
#include "transport/receiver.h"

enum {
	CLAIM_BATCH = 8,
	TURN_MS = 2000,  /* then another mailbox has its turn */
	SLOW_MS = 10000, /* for one email: longer, and the mailbox is doubtful */
	LANE_WAIT_MS = 5000,
	STORE_RETRY_MS = 200,
	RATE_HOLD_MS = 15 * 60 * 1000,
};

/* The connection that a lane keeps. */
struct send_session {
	struct cancel cancel;
	struct sender *sender;
	struct receiver *filer;         /* files copies in Sent; NULL where the provider does, or nothing can be read */
	int64_t epoch, auth_refused_at; /* the mailbox's, when this signed in */
};

/* What the worker holds during its turn in a lane. */
struct turn {
	struct engine *engine;
	struct ops *ops;
	struct lane *lane;
	struct mailbox mailbox;
	struct arena *arena;
	bool has_told;    /* that it works */
	bool stop_lane;   /* nothing more from this mailbox for now */
	int64_t ready_at; /* when stop_lane: when to try again */
};

void send_worker_close(struct send_session *session)
{
	sender_free(session->sender);
	receiver_free(session->filer);
	cancel_close(&session->cancel);
	free(session);
}

static void drop_session(struct turn *turn)
{
	if (turn->lane->session)
		send_worker_close(turn->lane->session);
	turn->lane->session = NULL;
}

static void stop_lane(struct turn *turn, int64_t after_ms)
{
	turn->stop_lane = true;
	turn->ready_at = clock_wall(turn->ops->clock) + after_ms;
	lanes_pause(turn->engine->sending, turn->lane, turn->ready_at);
}

/* Longer after each failure: 5 s, 15 s, 30 s, 1, 2, 5 minutes. */
static int64_t network_pause_ms(int failures)
{
	static const int seconds[] = {5, 15, 30, 60, 120, 300};
	int last = (int)ARRAY_COUNT(seconds) - 1;

	return 1000LL * seconds[failures > last ? last : failures];
}

/* Before the next try of a write that the store must take: the disk is full, or failing. False: we stop, and the next
 * start finds the row as it is. */
static bool wait_for_store(struct turn *turn, const char *what, const struct error *err)
{
	store_watch_report(turn->engine, what, err);
	if (atomic_load(&turn->engine->giving_up)) {
		log_error(LOG_WARN, what, err);
		return false;
	}
	usleep(STORE_RETRY_MS * 1000);
	return true;
}

static void settle(
	struct turn *turn, const struct claim *claim, const struct send_result *result, enum attempt_outcome *outcome)
{
	struct error err = {0};

	bool is_settled = false, may_wait = true;

	while (!is_settled && may_wait) {
		is_settled = send_settle_answer(turn->ops, claim, result, outcome, &err);
		may_wait = is_settled || wait_for_store(turn, "settle_failed", &err);
	}
}

static void give_back(struct turn *turn, const struct claim *claim, int64_t due_at)
{
	struct error err = {0};

	bool is_returned = false, may_wait = true;

	while (!is_returned && may_wait) {
		is_returned = send_settle_return(turn->ops, claim, due_at, &err);
		may_wait = is_returned || wait_for_store(turn, "return_failed", &err);
	}
}

/* What an answer means for the mailbox, once the email itself is settled and the attempt has left the fence. */
static void act_on_class(struct turn *turn, const struct send_result *result)
{
	struct ops *ops = turn->ops;
	const struct mailbox *mailbox = &turn->mailbox;
	struct error err = {0};
	int64_t until;

	switch (result->class) {
	case SEND_CLASS_AUTH:
		/* What counts is what was known when the credential that is refused now was taken. */
		if (turn->lane->session)
			turn->mailbox.auth_refused_at = turn->lane->session->auth_refused_at;
		drop_session(turn);
		stop_lane(turn, sign_in_refused(ops, mailbox, result));
		return;
	case SEND_CLASS_BLOCKED:
		drop_session(turn);
		stop_lane(turn, 60000);
		if (!mailbox_ops_auth_failed(ops, mailbox->workspace_id, mailbox->id, mailbox->epoch, true,
			    "provider_block", result->text, &err))
			log_error(LOG_ERROR, "deactivate_failed", &err);
		return;
	case SEND_CLASS_RATE:
		until = clock_wall(ops->clock) + (result->retry_after_ms ? result->retry_after_ms : RATE_HOLD_MS);
		stop_lane(turn, until - clock_wall(ops->clock));
		if (!mailbox_ops_hold_by_system(ops, mailbox->workspace_id, mailbox->id, HOLD_RATE_LIMIT, until,
			    "rate_limit", result->text, &err))
			log_error(LOG_ERROR, "hold_failed", &err);
		return;
	case SEND_CLASS_CONFIG:
		drop_session(turn);
		stop_lane(turn, sign_in_misconfigured(ops, mailbox, result));
		return;
	case SEND_CLASS_NETWORK:
		drop_session(turn);
		stop_lane(turn, network_pause_ms(turn->lane->failures++));
		return;
	case SEND_CLASS_CANCELLED:
	case SEND_CLASS_FILE:
		drop_session(turn);
		return;
	case SEND_CLASS_SIZE:
	case SEND_CLASS_NONE:
	case SEND_CLASS_RECIPIENT:
	case SEND_CLASS_MESSAGE:
		turn->lane->failures = 0;
		return;
	}
	UNREACHABLE();
}

static void count_outcome(struct engine *engine, const struct send_result *result, enum attempt_outcome outcome)
{
	switch (outcome) {
	case ATTEMPT_SENT:
		atomic_fetch_add(&engine->sent, 1);
		return;
	case ATTEMPT_FAILED:
		atomic_fetch_add(&engine->failed, 1);
		return;
	case ATTEMPT_UNKNOWN:
		atomic_fetch_add(&engine->unknown, 1);
		return;
	case ATTEMPT_ABORTED:
		atomic_fetch_add(result->outcome == SEND_DEFERRED ? &engine->deferred : &engine->aborted, 1);
		return;
	}
	UNREACHABLE();
}

/* What this email tells of its server: the network's affair, not the recipient's. */
static void tell_lanes(struct turn *turn, const struct send_result *result, int64_t took_ms)
{
	struct lanes *lanes = turn->engine->sending;

	if (result->class == SEND_CLASS_CANCELLED)
		return;
	if (result->class == SEND_CLASS_NETWORK || took_ms > SLOW_MS)
		lanes_tell(lanes, turn->lane, result->class == SEND_CLASS_NETWORK ? LANE_FAILED : LANE_SLOW);
	else if (!turn->has_told)
		lanes_tell(lanes, turn->lane, LANE_WORKED);
	turn->has_told = result->class != SEND_CLASS_NETWORK && took_ms <= SLOW_MS;
}

/* The lane's connection, opened with fresh credentials when there is none for this epoch. NULL: *result says why. */
static struct sender *open_session(struct turn *turn, struct send_result *result)
{
	OWNED(account_secrets) struct account_secrets *secrets = NULL;
	struct send_session *session = turn->lane->session;
	struct account account;

	if (session && (session->epoch != turn->mailbox.epoch || !session->sender->type->is_open(session->sender)))
		drop_session(turn);
	if (turn->lane->session)
		return turn->lane->session->sender;
	if (!token_ops_account(turn->ops, &turn->mailbox, turn->arena, &account, &secrets, result))
		return NULL;
	lanes_set_place(turn->engine->sending, turn->lane, endpoint_place(&account.sending, turn->arena));
	session = calloc(1, sizeof(*session));
	if (!session)
		check_failed(__FILE__, __LINE__, "out of memory");
	cancel_init(&session->cancel);
	session->epoch = turn->mailbox.epoch;
	session->auth_refused_at = turn->mailbox.auth_refused_at;
	session->sender = sender_new(turn->ops->transport, &account, &session->cancel);
	if (account.sending.kind == TRANSPORT_SMTP && account.reading.kind == TRANSPORT_IMAP &&
		turn->mailbox.provider != PROVIDER_MICROSOFT)
		session->filer = receiver_new(turn->ops->transport, &account, &session->cancel);
	turn->lane->session = session;
	return session->sender;
}

static void note(const struct turn *turn, const struct claim *claim, const char *word, int64_t value)
{
	track_note(&(struct track){turn->ops->recorder, turn->mailbox.id}, word, claim->send.id, value);
}

/* The permit, and the end it allows. False: the end was not written, the send is given back, the connection is gone. */
static bool permit_and_finish(struct turn *turn, struct claim *claim, struct attempt *attempt,
	const struct prepared *email, struct sender *sender, struct send_result *result)
{
	enum held_reason reason;
	struct error err = {0};
	bool granted = false;

	fence_permit_asked(turn->ops->fence, attempt);
	if (!send_permit_ask(turn->ops, claim, email, &granted, &reason, &err)) {
		note(turn, claim, "no permit", 0);
		store_watch_report(turn->engine, "permit_failed", &err);
		sender->type->abort(sender);
		claim->send.permit_day = 0; /* whether it was taken is not known: it counts as taken */
		give_back(turn, claim, clock_wall(turn->ops->clock) + STORE_RETRY_MS);
		return false;
	}
	note(turn, claim, granted ? "permitted" : "held", reason);
	if (!granted) {
		sender->type->abort(sender);
		return false;
	}
	if (!fence_begin_end(turn->ops->fence, attempt)) {
		note(turn, claim, "fenced", 0);
		sender->type->abort(sender);
		give_back(turn, claim, clock_wall(turn->ops->clock));
		return false;
	}
	sender->type->finish(sender, result, &attempt->last_byte_at);
	note(turn, claim, "answer", result->code);
	return true;
}

/* Everything between entering and leaving the fence. */
static enum attempt_outcome deliver(struct turn *turn, struct claim *claim, struct attempt *attempt,
	const struct prepared *email, struct sender *sender, struct send_result *result)
{
	enum attempt_outcome outcome = ATTEMPT_ABORTED;
	struct outgoing mail = {.from = email->from,
		.recipient = claim->address,
		.message = email->message,
		.message_size = email->message_size,
		.pieces = email->pieces,
		.piece_count = email->piece_count,
		.thread_id = email->thread_id};

	if (!sender->type->prepare(sender, &mail, result)) {
		note(turn, claim, "unprepared", result->code);
		settle(turn, claim, result, &outcome);
		return outcome;
	}
	*result = (struct send_result){.outcome = SEND_DEFERRED, .class = SEND_CLASS_CANCELLED};
	if (permit_and_finish(turn, claim, attempt, email, sender, result)) {
		settle(turn, claim, result, &outcome);
		note(turn, claim, "settled", outcome);
	}
	return outcome;
}

/* The email of a claim, through the fence. */
static enum attempt_outcome send_one(
	struct turn *turn, struct claim *claim, const struct prepared *email, struct send_result *result)
{
	enum attempt_outcome outcome = ATTEMPT_ABORTED;
	struct sender *sender = open_session(turn, result);
	struct attempt attempt = {.attempt_id = claim->send.attempt_id,
		.send_id = claim->send.id,
		.mailbox_id = turn->mailbox.id,
		.epoch = claim->send.epoch,
		.campaign_id = claim->send.campaign_id,
		.revision = claim->send.revision,
		.enrollment_id = claim->send.enrollment_id,
		.contact_id = claim->send.contact_id,
		.step = claim->send.position,
		.address = claim->address_key,
		.domain = claim->domain};

	if (!sender) {
		settle(turn, claim, result, &outcome);
		return outcome;
	}
	attempt.cancel = &turn->lane->session->cancel;
	fence_enter(turn->ops->fence, &attempt);
	outcome = deliver(turn, claim, &attempt, email, sender, result);
	fence_leave(turn->ops->fence, &attempt, outcome);
	return outcome;
}

/* A copy for the Sent folder, once the settlement is durable. It stands in the fence as a reading session does, so that a
 * disconnect ends it; that it fails is a pity, and no more. */
static void file_copy(struct turn *turn, const struct prepared *email)
{
	struct send_session *session = turn->lane->session;
	struct attempt attempt = {.mailbox_id = turn->mailbox.id, .epoch = turn->mailbox.epoch};
	struct message_content content = {.text = email->message,
		.text_size = email->message_size,
		.pieces = email->pieces,
		.piece_count = email->piece_count};
	struct send_result result;

	if (!session || !session->filer)
		return;
	attempt.cancel = &session->cancel;
	fence_enter(turn->ops->fence, &attempt);
	if (!session->filer->type->append_sent(session->filer, &content, &result))
		log_line(LOG_WARN, "copy_not_filed", "A copy could not be filed in Sent: %s", result.text);
	fence_leave(turn->ops->fence, &attempt, ATTEMPT_ABORTED);
}

/* An email that cannot be made is tried again in a minute. */
static void report_unmade(struct turn *turn, const struct claim *claim, const struct error *err)
{
	char id[ID_TEXT_SIZE];
	struct error told = *err;

	if (err->kind == ERROR_STORAGE) {
		store_watch_report(turn->engine, "compose_failed", err);
		return;
	}
	if (!compose_watch_is_news(
		    turn->engine->compose_watch, claim->send.campaign_id, err, clock_boot(turn->ops->clock)))
		return;
	id_format(ID_CAMPAIGN, claim->send.campaign_id, id);
	snprintf(told.message, sizeof(told.message), "An email of %s cannot be made: %.200s", id, err->message);
	log_error(LOG_ERROR, "compose_failed", &told);
}

static void work_claim(struct turn *turn, struct claim *claim)
{
	struct send_result result = {.outcome = SEND_DEFERRED, .class = SEND_CLASS_NETWORK};
	int64_t began = clock_boot(turn->ops->clock);
	enum attempt_outcome outcome;
	struct prepared email;
	struct error err = {0};
	bool ready = false;

	lanes_begin(turn->engine->sending, turn->lane);
	if (!send_prepare(turn->ops, claim, &turn->mailbox, turn->arena, &email, &ready, &err)) {
		report_unmade(turn, claim, &err);
		give_back(turn, claim, clock_wall(turn->ops->clock) + 60000);
		return;
	}
	if (!ready)
		return;
	outcome = send_one(turn, claim, &email, &result);
	count_outcome(turn->engine, &result, outcome);
	tell_lanes(turn, &result, clock_boot(turn->ops->clock) - began);
	if (outcome == ATTEMPT_SENT)
		file_copy(turn, &email);
	act_on_class(turn, &result);
}

static void release_rest(struct turn *turn, const struct claim *claims, size_t count)
{
	for (size_t i = 0; i < count; i++)
		give_back(turn, &claims[i], claims[i].send.due_at);
}

/* Claims and works one batch. False when the turn is over; turn->ready_at is set then. */
static bool work_batch(struct turn *turn)
{
	struct claim *claims = NULL;
	struct error err = {0};
	int64_t next_at = 0;
	size_t count = 0;

	if (!send_permit_claim(turn->ops, turn->lane->workspace_id, turn->lane->mailbox_id, CLAIM_BATCH, turn->arena,
		    &turn->mailbox, &claims, &count, &next_at, &err)) {
		store_watch_report(turn->engine, "claim_failed", &err);
		stop_lane(turn, 1000);
		return false;
	}
	if (count == 0) {
		turn->ready_at = next_at ? next_at : INT64_MAX;
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (turn->stop_lane || atomic_load(&turn->engine->draining)) {
			release_rest(turn, claims + i, count - i);
			return false;
		}
		work_claim(turn, &claims[i]);
	}
	if (count < CLAIM_BATCH)
		wakeup_ring(store_wakeup(turn->ops->store, BELL_ENGINE)); /* little is left: plan more */
	if (!turn->stop_lane)
		turn->ready_at = clock_wall(turn->ops->clock);
	return !turn->stop_lane;
}

bool send_worker_turn(void *context)
{
	struct engine *engine = context;
	struct lane *lane = lanes_take(engine->sending, LANE_WAIT_MS);
	struct turn turn = {.engine = engine, .ops = engine->ops, .lane = lane};
	int64_t began = clock_boot(engine->ops->clock);
	bool more = true;

	if (!lane)
		return false;
	pool_enter(engine->send_pool);
	while (more && !atomic_load(&engine->draining) && clock_boot(engine->ops->clock) - began < TURN_MS) {
		OWNED(arena) struct arena *arena = arena_new();

		turn.arena = arena;
		more = work_batch(&turn);
	}
	pool_leave(engine->send_pool);
	lanes_give(engine->sending, lane, turn.ready_at);
	return true;
}
