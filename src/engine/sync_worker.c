/*
 * sync_worker: reads what came in, one mailbox at a time, and lifts the catch-up hold when everything has been read; then
 * looks in Sent mail for the emails of which nobody knows whether they went.
 *
 * A reading session stands in the fence like an email does, so that a disconnect ends it; the cursor moves only under the
 * epoch that read, and only after what was read is durable.
 */
#include "engine/engine_internal.h"

#include "base/log.h"
#include "engine/sign_in.h"
#include "ops/mailbox_endpoints.h"
#include "ops/mailbox_ops.h"
#include "ops/reply_ops.h"
#include "ops/send_search.h"
#include "ops/token_ops.h"
#include "store/mailbox_store.h"
#include "transport/receiver.h"

enum { LANE_WAIT_MS = 5000, FETCH_LIMIT = 200, MAX_ROUNDS = 50, SEARCH_LIMIT = 50, MAX_PAUSE_MS = 300000 };

#define DAY_MS (24 * 3600 * 1000LL)
/* Servers date mail by their own clock, and in whole seconds. */
#define CLOCK_MARGIN_MS (10 * 60 * 1000LL)

struct reading {
	struct engine *engine;
	struct ops *ops;
	struct lane *lane;
	struct mailbox mailbox;
	struct error err;  /* of the last mail that could not be taken in */
	bool is_read;      /* everything that came in */
	bool more_to_find; /* in Sent */
};

static bool visit(void *context, const struct incoming *mail)
{
	struct reading *reading = context;
	bool matched;

	return reply_ops_take(reading->ops, &reading->mailbox, mail, &matched, &reading->err);
}

static bool load(struct reading *reading, const struct lane *lane, struct arena *arena)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};

	if (!tx_read(reading->ops->store, &tx, &err) ||
		!mailbox_store_get(tx, lane->workspace_id, lane->mailbox_id, arena, &reading->mailbox, &err))
		return false;
	return reading->mailbox.status == MAILBOX_ACTIVE &&
		mailbox_endpoints_is_read(&reading->mailbox, reading->ops->providers);
}

/* Moves the cursor. False when the mailbox has moved on, or the store fails. */
static bool keep_cursor(struct reading *reading, const char *cursor, int64_t synced_at)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};
	bool changed = false;

	if (tx_begin(reading->ops->store, &tx, &err) &&
		mailbox_store_update_cursor(tx, reading->mailbox.workspace_id, reading->mailbox.id,
			reading->mailbox.epoch, cursor, synced_at, &changed, &err) &&
		tx_commit(tx, &err))
		return changed;
	log_error(LOG_ERROR, "cursor_failed", &err);
	return false;
}

/* Where to begin when the cursor is void: a new mailbox at its connection, another a day before it was last read. */
static int64_t since(const struct mailbox *mailbox)
{
	return mailbox->sync_cursor[0] && mailbox->synced_at ? mailbox->synced_at - DAY_MS
							     : mailbox->created_at - CLOCK_MARGIN_MS;
}

/* Reads until nothing is left. True when everything was read. */
static bool read_all(
	struct reading *reading, struct receiver *receiver, struct arena *arena, struct send_result *result)
{
	const char *cursor = reading->mailbox.sync_cursor;
	int64_t since_ms = since(&reading->mailbox);
	bool more = true;

	for (int round = 0; more && round < MAX_ROUNDS; round++) {
		int64_t began = clock_wall(reading->ops->clock);
		const char *next = NULL;

		if (!receiver->type->fetch(
			    receiver, cursor, since_ms, FETCH_LIMIT, visit, reading, arena, &next, &more, result))
			return false;
		if (reading->err.kind != ERROR_NONE) {
			log_error(LOG_ERROR, "incoming_failed", &reading->err);
			return false;
		}
		if (!keep_cursor(reading, next, began))
			return false;
		cursor = next;
	}
	return !more;
}

/* Looks for each unknown email that is to be looked for by now. False when the server could not be asked. */
static bool search_all(
	struct reading *reading, struct receiver *receiver, struct arena *arena, struct send_result *result)
{
	struct send_search_due *list = NULL;
	struct error err = {0};
	size_t count = 0;

	if (!send_search_list_due(reading->ops, &reading->mailbox, SEARCH_LIMIT, arena, &list, &count, &err)) {
		log_error(LOG_ERROR, "search_failed", &err);
		return false;
	}
	reading->more_to_find = count == SEARCH_LIMIT;
	for (size_t i = 0; i < count; i++) {
		struct sent_copy copy;

		if (!receiver->type->find_sent(receiver, list[i].message_id, arena, &copy, result))
			return false;
		if (!send_search_keep(reading->ops, reading->mailbox.workspace_id, &list[i], &copy, &err)) {
			log_error(LOG_ERROR, "search_not_kept", &err);
			return false;
		}
	}
	return true;
}

static bool is_catching_up(const struct mailbox *mailbox)
{
	for (size_t i = 0; i < mailbox->hold_count; i++)
		if (mailbox->holds[i].cause == HOLD_CATCH_UP)
			return true;
	return false;
}

static void caught_up(struct reading *reading)
{
	struct error err = {0};

	sign_in_worked(reading->ops, &reading->mailbox);
	if (is_catching_up(&reading->mailbox) &&
		!mailbox_ops_lift_by_system(
			reading->ops, reading->mailbox.workspace_id, reading->mailbox.id, HOLD_CATCH_UP, &err))
		log_error(LOG_ERROR, "lift_failed", &err);
}

/* One session within the fence. True when everything was read and looked for. */
static bool read_session(struct reading *reading, struct arena *arena, struct send_result *result)
{
	OWNED(account_secrets) struct account_secrets *secrets = NULL;
	struct cancel cancel;
	struct attempt attempt = {
		.mailbox_id = reading->mailbox.id, .epoch = reading->mailbox.epoch, .cancel = &cancel};
	struct receiver *receiver;
	struct account account;
	bool done;

	if (!token_ops_account(reading->ops, &reading->mailbox, arena, &account, &secrets, result))
		return false;
	lanes_set_place(reading->engine->reading, reading->lane, endpoint_place(&account.reading, arena));
	cancel_init(&cancel);
	fence_enter(reading->ops->fence, &attempt);
	receiver = receiver_new(reading->ops->transport, &account, &cancel);
	reading->is_read = read_all(reading, receiver, arena, result);
	done = reading->is_read && search_all(reading, receiver, arena, result);
	receiver_free(receiver);
	fence_leave(reading->ops->fence, &attempt, ATTEMPT_ABORTED);
	cancel_close(&cancel);
	return done;
}

static int64_t pause_after_failure(struct reading *reading, struct lane *lane, const struct send_result *result)
{
	struct error err = {0};
	int64_t pause = 5000LL << (lane->failures < 6 ? lane->failures : 6);

	lane->failures++;
	if (result->class == SEND_CLASS_AUTH)
		return sign_in_refused(reading->ops, &reading->mailbox, result);
	if (result->class == SEND_CLASS_CONFIG)
		return sign_in_misconfigured(reading->ops, &reading->mailbox, result);
	if (result->class == SEND_CLASS_BLOCKED &&
		!mailbox_ops_auth_failed(reading->ops, reading->mailbox.workspace_id, reading->mailbox.id,
			reading->mailbox.epoch, true, "provider_block", result->text, &err))
		log_error(LOG_ERROR, "deactivate_failed", &err);
	return pause < MAX_PAUSE_MS ? pause : MAX_PAUSE_MS;
}

bool sync_worker_turn(void *context)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct engine *engine = context;
	struct lane *lane = lanes_take(engine->reading, LANE_WAIT_MS);
	struct reading reading = {.engine = engine, .ops = engine->ops, .lane = lane};
	struct send_result result = {0};
	int64_t ready_at = INT64_MAX;

	if (!lane)
		return false;
	pool_enter(engine->sync_pool);
	if (load(&reading, lane, arena)) {
		if (read_session(&reading, arena, &result)) {
			lane->failures = 0;
			lanes_tell(engine->reading, lane, LANE_WORKED);
			if (reading.more_to_find)
				ready_at = clock_wall(engine->ops->clock);
		} else {
			ready_at = clock_wall(engine->ops->clock) + pause_after_failure(&reading, lane, &result);
			lanes_pause(engine->reading, lane, ready_at);
			lanes_tell(
				engine->reading, lane, result.class == SEND_CLASS_NETWORK ? LANE_FAILED : LANE_WORKED);
		}
		if (reading.is_read)
			caught_up(&reading);
	}
	pool_leave(engine->sync_pool);
	lanes_give(engine->reading, lane, ready_at);
	return true;
}
