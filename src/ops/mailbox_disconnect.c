/*
 * The order is the promise: one transaction makes the mailbox inactive, pauses its campaigns and takes its unsent claims
 * back, so that no permit is given any more; then the fence cancels what can be cancelled and waits for what is on the
 * wire; only then is the receipt closed and the call answered.
 */
#include "ops/mailbox_disconnect.h"

#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "ops/mailbox_endpoints.h"
#include "ops/mailbox_impact.h"
#include "ops/mailbox_rules.h"
#include "ops/token_ops.h"
#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/event_store.h"
#include "store/mailbox_store.h"
#include "store/send_store.h"

enum {
	WAIT_FOR_OTHER_MS = 35000,
	STORE_PATIENCE_MS = 10000, /* of a caller, when the receipt of a stop that holds cannot be kept */
	STORE_RETRY_MS = 200,
	ABANDONED_MS = FENCE_CUT_AFTER_MS + STORE_PATIENCE_MS + 5000, /* then the sweeper closes what nobody closed */
};

static bool may_continue(const struct impact_campaign *row, const struct disconnect_request *request)
{
	bool kept = row->continues;

	for (size_t i = 0; request && i < request->keep_running_count; i++)
		kept = kept || request->keep_running[i] == row->campaign.id;
	return kept && row->other_active_mailboxes > 0;
}

static bool pause_one(struct tx *tx, const struct call *call, const struct mailbox *mailbox, enum pause_cause cause,
	const struct impact_campaign *row, struct receipt *receipt, int64_t now, struct error *err)
{
	struct receipt_campaign *entry = &receipt->campaigns[receipt->campaign_count++];
	struct campaign campaign = row->campaign;
	int64_t released;

	entry->campaign_id = campaign.id;
	entry->name = campaign.name;
	entry->previous_status = campaign_status_name(campaign.status);
	if (!campaign_apply(&campaign, CAMPAIGN_PAUSE, cause, call->actor.user_id, now, err))
		return false;
	entry->revision = campaign.revision;
	if (!campaign_store_update(tx, &campaign, err) ||
		!campaign_store_pause_add(tx, campaign.workspace_id, campaign.id, mailbox->id, mailbox->epoch, err) ||
		!send_store_release(tx, campaign.workspace_id, 0, campaign.id, &released, err))
		return false;
	return event_store_add(tx,
		&(struct event){.workspace_id = campaign.workspace_id,
			.type = "campaign.paused",
			.campaign_id = campaign.id,
			.mailbox_id = mailbox->id,
			.data = arena_printf(tx_arena(tx), "{\"cause\":\"%s\"}", pause_cause_name(cause))},
		err);
}

/* Campaigns that other mailboxes paused already remember this one too: all of them must be back, or be done without. */
static bool join_pauses(struct tx *tx, const struct mailbox *mailbox, struct error *err)
{
	struct campaign *list = NULL;
	size_t count = 0;

	if (!campaign_store_list_of_mailbox(tx, mailbox->workspace_id, mailbox->id, tx_arena(tx), &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool by_mailbox = list[i].paused_cause == PAUSE_MAILBOX_DISCONNECTED ||
			list[i].paused_cause == PAUSE_MAILBOX_AUTH_ERROR ||
			list[i].paused_cause == PAUSE_MAILBOX_BLOCKED;

		if (list[i].status == CAMPAIGN_PAUSED && by_mailbox &&
			!campaign_store_pause_add(
				tx, list[i].workspace_id, list[i].id, mailbox->id, mailbox->epoch, err))
			return false;
	}
	return true;
}

bool mailbox_disconnect_pause_campaigns(struct tx *tx, const struct call *call, const struct mailbox *mailbox,
	enum pause_cause cause, const struct impact *impact, const struct disconnect_request *request,
	struct receipt *receipt, int64_t now, struct error *err)
{
	int64_t waiting = 0, released;

	if (!join_pauses(tx, mailbox, err))
		return false;
	receipt->campaigns = ARENA_ARRAY(call->arena, struct receipt_campaign, impact->count);
	for (size_t i = 0; i < impact->count; i++) {
		const struct impact_campaign *row = &impact->campaigns[i];

		if (!may_continue(row, request)) {
			receipt->sends_held += row->contacts_waiting;
			if (!pause_one(tx, call, mailbox, cause, row, receipt, now, err))
				return false;
			continue;
		}
		if (!campaign_store_mailbox_waiting(
			    tx, mailbox->workspace_id, row->campaign.id, mailbox->id, &waiting, err))
			return false;
		receipt->sends_held += waiting;
	}
	return send_store_release(tx, mailbox->workspace_id, mailbox->id, 0, &released, err) &&
		enrollment_store_free_unbegun(tx, mailbox->workspace_id, mailbox->id, now, err);
}

static bool check_version(const struct impact *impact, const struct disconnect_request *request, struct error *err)
{
	if (!request->version || strcmp(request->version, impact->version) == 0)
		return true;
	error_set(err, ERROR_VERSION, "version_mismatch",
		"What this would pause has changed since you looked. Look at the impact again, then decide.");
	return error_details(err, "{\"version\":\"%s\"}", impact->version);
}

/* What a disconnect found on the wire, to be told in its receipt. */
struct closing {
	struct mailbox mailbox;
	struct receipt receipt;
	struct send *in_flight;
	size_t in_flight_count;
};

static bool begin_disconnect_in(struct ops *ops, struct tx *tx, const struct call *call, int64_t mailbox_id,
	const struct disconnect_request *request, struct closing *closing, struct error *err)
{
	struct mailbox *mailbox = &closing->mailbox;
	int64_t now = clock_wall(ops->clock);
	struct impact impact;

	if (!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, mailbox, err) ||
		!mailbox_rules_allow(call, mailbox, err))
		return false;
	if (request->lock && !mailbox_rules_is_manager(call))
		return error_set(err, ERROR_DENIED, "managers_only", "Only a manager can lock a mailbox.");
	if (!mailbox_impact_in(ops, tx, call, &mailbox_id, 1, &impact, err))
		return false;
	if (!mailbox_apply(mailbox, request->lock ? MAILBOX_STOPPED_BY_MANAGER : MAILBOX_DISCONNECT,
		    call->actor.user_id, now, err))
		return false;
	if (!check_version(&impact, request, err))
		return false;
	closing->receipt = (struct receipt){.workspace_id = mailbox->workspace_id,
		.mailbox_id = mailbox->id,
		.epoch = mailbox->epoch,
		.cause = mailbox_cause_name(mailbox->cause),
		.requested_by = call->actor.user_id,
		.requested_at = now,
		.grant_local = "kept_for_undo",
		.grant_provider = "pending"};
	if (!send_store_list_in_flight(tx, mailbox->workspace_id, mailbox->id, call->arena, &closing->in_flight,
		    &closing->in_flight_count, err))
		return false;
	if (!mailbox_disconnect_pause_campaigns(
		    tx, call, mailbox, PAUSE_MAILBOX_DISCONNECTED, &impact, request, &closing->receipt, now, err))
		return false;
	mailbox->disconnecting = true;
	mailbox->undo_until = 0;
	mailbox->locked = request->lock;
	mailbox_rules_journal(tx, mailbox, STOP_DISCONNECT, now);
	return mailbox_store_update_state(tx, mailbox, err) && receipt_store_add(tx, &closing->receipt, err) &&
		mailbox_rules_tell(tx, call, mailbox, NULL, "mailbox.disconnect", NULL, err);
}

static bool begin_disconnect(struct ops *ops, const struct call *call, int64_t mailbox_id,
	const struct disconnect_request *request, struct closing *closing, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	*closing = (struct closing){0};
	return tx_begin(ops->store, &tx, err) &&
		begin_disconnect_in(ops, tx, call, mailbox_id, request, closing, err) && tx_commit(tx, err);
}

/* Waits until nothing of the mailbox, nor of the campaigns it paused, can write an end any more. */
static void quiesce(
	struct ops *ops, const struct call *call, const struct closing *closing, struct fence_report *report)
{
	const struct mailbox *mailbox = &closing->mailbox;
	const struct track track = {ops->recorder, mailbox->id};
	struct fence_report other;

	track_note(&track, "stopping", 0, mailbox->epoch);
	fence_stop(ops->fence,
		&(struct fence_match){
			.mailbox_id = mailbox->id, .epoch_up_to = mailbox->epoch - 1, .readers_too = true},
		FENCE_CUT_AFTER_MS, call->arena, report);
	for (size_t i = 0; i < closing->receipt.campaign_count; i++)
		fence_stop(ops->fence, &(struct fence_match){.campaign_id = closing->receipt.campaigns[i].campaign_id},
			FENCE_CUT_AFTER_MS, call->arena, &other);
	if (ops->connections.close)
		ops->connections.close(ops->connections.context, mailbox->id);
	track_note(&track, "quiet", 0, (int64_t)report->count);
}

static bool has_send(const struct receipt *receipt, int64_t send_id)
{
	for (size_t i = 0; i < receipt->send_count; i++)
		if (receipt->sends[i].send_id == send_id)
			return true;
	return false;
}

/* How a send that was on the wire ended, from its row: the settlement is durable by now. */
static bool tell_send(struct tx *tx, int64_t workspace_id, int64_t send_id, struct receipt *receipt, struct error *err)
{
	struct receipt_send *entry = &receipt->sends[receipt->send_count];
	struct send send;

	if (has_send(receipt, send_id))
		return true;
	if (!send_store_get(tx, workspace_id, send_id, tx_arena(tx), &send, err))
		return error_is(err, "not_found");
	*entry = (struct receipt_send){.send_id = send_id, .outcome = "aborted", .reason = ""};
	if (send.status == SEND_SENT)
		entry->outcome = "sent";
	if (send.status == SEND_FAILED)
		entry->reason = "refused_by_provider";
	if (send.status == SEND_UNKNOWN || send.status == SEND_TRANSMITTING) {
		entry->outcome = "unknown";
		entry->reason = send.status == SEND_UNKNOWN && send.last_error_code ? send.last_error_code
										    : "not_settled";
	}
	receipt->send_count++;
	return true;
}

static bool tell_sends(struct tx *tx, struct closing *closing, const struct fence_report *report, struct error *err)
{
	struct receipt *receipt = &closing->receipt;

	receipt->sends = ARENA_ARRAY(tx_arena(tx), struct receipt_send, closing->in_flight_count + report->count);
	receipt->send_count = 0; /* those of a try that was not kept are gone with its transaction */
	for (size_t i = 0; i < report->count; i++)
		if (!tell_send(tx, receipt->workspace_id, report->ended[i].send_id, receipt, err))
			return false;
	for (size_t i = 0; i < closing->in_flight_count; i++)
		if (closing->in_flight[i].status == SEND_TRANSMITTING &&
			!tell_send(tx, receipt->workspace_id, closing->in_flight[i].id, receipt, err))
			return false;
	return true;
}

/* The second transaction: the receipt, the undo window, what becomes of the grant. */
static bool end_disconnect(struct ops *ops, const struct call *call, struct closing *closing,
	const struct fence_report *report, bool revoke_now, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct mailbox *mailbox = &closing->mailbox;
	struct receipt *receipt = &closing->receipt;
	int64_t now;

	if (!tx_begin(ops->store, &tx, err) ||
		!mailbox_store_get(tx, mailbox->workspace_id, mailbox->id, call->arena, mailbox, err) ||
		!tell_sends(tx, closing, report, err))
		return false;
	if (!mailbox->disconnecting)
		return true; /* the sweeper was faster, or an earlier try was kept after all */
	now = clock_wall(ops->clock);
	receipt->fenced_at = receipt->quiesced_at = now;
	receipt->last_byte_at = fence_last_byte(ops->fence, mailbox->id);
	mailbox->disconnecting = false;
	mailbox->undo_until = revoke_now || mailbox->locked || ops->undo_ms == 0 ? 0 : now + ops->undo_ms;
	if (!receipt_store_close(tx, receipt, err) || !mailbox_store_update_state(tx, mailbox, err))
		return false;
	if (!mailbox->undo_until && !token_ops_drop(ops, tx, mailbox, receipt->id, err))
		return false;
	if (!mailbox_rules_tell(tx, call, mailbox, "mailbox.disconnected", "mailbox.disconnected",
		    arena_printf(tx_arena(tx), "{\"campaigns_paused\":%zu,\"sends_held\":%lld}",
			    receipt->campaign_count, (long long)receipt->sends_held),
		    err))
		return false;
	return tx_commit(tx, err);
}

/* The stop holds from its first transaction on; a disk that fails now must not leave it half told. */
static bool end_patiently(struct ops *ops, const struct call *call, struct closing *closing,
	const struct fence_report *report, bool revoke_now, struct error *err)
{
	struct wakeup *bell = store_wakeup(ops->store, BELL_ENGINE);
	int64_t deadline = clock_boot(ops->clock) + STORE_PATIENCE_MS;

	while (!end_disconnect(ops, call, closing, report, revoke_now, err)) {
		bool may_pass = err->kind == ERROR_STORAGE || err->kind == ERROR_TEMPORARY;

		if (!may_pass || clock_boot(ops->clock) > deadline)
			return false;
		wakeup_wait(bell, wakeup_count(bell), STORE_RETRY_MS);
	}
	return true;
}

/* Waits for a disconnect that is running: its caller is told that the mailbox is inactive only once it is quiet. */
static bool wait_until_quiet(struct ops *ops, const struct call *call, int64_t mailbox_id, struct error *err)
{
	int64_t deadline = clock_boot(ops->clock) + WAIT_FOR_OTHER_MS;
	struct wakeup *bell = store_wakeup(ops->store, BELL_ENGINE);

	for (;;) {
		OWNED(tx) struct tx *tx = NULL;
		uint64_t seen = wakeup_count(bell);
		struct mailbox mailbox;

		if (!tx_read(ops->store, &tx, err) ||
			!mailbox_store_get(tx, call->workspace_id, mailbox_id, tx_arena(tx), &mailbox, err))
			return false;
		if (!mailbox.disconnecting || clock_boot(ops->clock) > deadline)
			return true;
		tx_free(TAKE(tx));
		wakeup_wait(bell, seen, 1000);
	}
}

bool mailbox_ops_disconnect(struct ops *ops, const struct call *call, int64_t mailbox_id,
	const struct disconnect_request *request, struct mailbox *out, int64_t *receipt_id, struct error *err)
{
	struct closing closing;
	struct fence_report report;
	struct error ignored;

	if (!begin_disconnect(ops, call, mailbox_id, request, &closing, err)) {
		if (error_is(err, "mailbox_not_active") && !wait_until_quiet(ops, call, mailbox_id, &ignored))
			log_error(LOG_WARN, "disconnect_wait_failed", &ignored);
		return false;
	}
	quiesce(ops, call, &closing, &report);
	if (!end_patiently(ops, call, &closing, &report, request->revoke_now, err))
		return false;
	*out = closing.mailbox;
	*receipt_id = closing.receipt.id;
	return true;
}

/* Puts a campaign back as it was, unless a person has changed it since or another mailbox keeps it paused. */
static bool restore_campaign(struct tx *tx, const struct call *call, const struct mailbox *mailbox,
	const struct receipt_campaign *was, int64_t now, struct error *err)
{
	struct campaign campaign;
	int64_t *ids = NULL;
	size_t count = 0;

	if (!campaign_store_get(tx, mailbox->workspace_id, was->campaign_id, tx_arena(tx), &campaign, err))
		return error_is(err, "not_found");
	if (campaign.status != CAMPAIGN_PAUSED || campaign.revision != was->revision)
		return true;
	if (!campaign_store_pause_list(tx, mailbox->workspace_id, campaign.id, tx_arena(tx), &ids, &count, err))
		return false;
	if (count != 1 || ids[0] != mailbox->id)
		return true;
	if (!campaign_apply(&campaign, CAMPAIGN_RESUME, PAUSE_NONE, call->actor.user_id, now, err) ||
		!campaign_store_update(tx, &campaign, err) ||
		!campaign_store_pause_clear(tx, mailbox->workspace_id, campaign.id, err))
		return false;
	return event_store_add(tx,
		&(struct event){.workspace_id = campaign.workspace_id,
			.type = "campaign.resumed",
			.campaign_id = campaign.id,
			.mailbox_id = mailbox->id},
		err);
}

static bool last_receipt(
	struct tx *tx, const struct mailbox *mailbox, struct arena *arena, struct receipt **receipt, struct error *err)
{
	size_t count = 0;

	if (!receipt_store_list(tx, mailbox->workspace_id, mailbox->id, 0, 1, arena, receipt, &count, err))
		return false;
	if (count == 0)
		return error_set(err, ERROR_CONFLICT, "undo_expired", "There is no disconnect to undo.");
	return true;
}

static bool undo_in(struct ops *ops, struct tx *tx, const struct call *call, int64_t mailbox_id,
	struct mailbox *mailbox, struct error *err)
{
	int64_t now = clock_wall(ops->clock);
	struct receipt *receipt = NULL;

	if (!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, mailbox, err) ||
		!mailbox_rules_allow(call, mailbox, err) || !last_receipt(tx, mailbox, call->arena, &receipt, err) ||
		!mailbox_apply(mailbox, MAILBOX_UNDO, call->actor.user_id, now, err))
		return false;
	mailbox->undo_until = 0;
	mailbox_rules_journal(tx, mailbox, STOP_UNDO, now);
	if (!mailbox_store_update_state(tx, mailbox, err))
		return false;
	if (mailbox_endpoints_is_read(mailbox, ops->providers) &&
		!mailbox_store_hold(
			tx, mailbox, &(struct mailbox_hold){.cause = HOLD_CATCH_UP, .created_at = now}, err))
		return false;
	for (size_t i = 0; i < receipt->campaign_count; i++)
		if (!restore_campaign(tx, call, mailbox, &receipt->campaigns[i], now, err))
			return false;
	return receipt_store_set_undone(tx, mailbox->workspace_id, receipt->id, err) &&
		mailbox_rules_tell(tx, call, mailbox, "mailbox.reconnected", "mailbox.undo_disconnect", NULL, err) &&
		mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, mailbox, err);
}

bool mailbox_ops_undo(
	struct ops *ops, const struct call *call, int64_t mailbox_id, struct mailbox *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) && undo_in(ops, tx, call, mailbox_id, out, err) && tx_commit(tx, err);
}

/* The transaction of an automatic deactivation. *done is false when the mailbox has moved on. */
static bool deactivate(struct ops *ops, const struct call *call, int64_t mailbox_id, int64_t epoch, bool blocked,
	const char *code, const char *text, struct closing *closing, bool *done, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct mailbox *mailbox = &closing->mailbox;
	int64_t now = clock_wall(ops->clock);
	struct impact impact;

	*done = false;
	if (!tx_begin(ops->store, &tx, err) ||
		!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, mailbox, err))
		return false;
	if (mailbox->status != MAILBOX_ACTIVE || mailbox->epoch != epoch)
		return true;
	if (!mailbox_impact_in(ops, tx, call, &mailbox_id, 1, &impact, err) ||
		!mailbox_apply(mailbox, blocked ? MAILBOX_PROVIDER_BLOCKED : MAILBOX_AUTH_REFUSED, 0, now, err) ||
		!mailbox_disconnect_pause_campaigns(tx, call, mailbox,
			blocked ? PAUSE_MAILBOX_BLOCKED : PAUSE_MAILBOX_AUTH_ERROR, &impact, NULL, &closing->receipt,
			now, err))
		return false;
	mailbox->last_error_code = code;
	mailbox->last_error_text = text;
	mailbox->last_error_at = now;
	mailbox_rules_journal(tx, mailbox, blocked ? STOP_PROVIDER_BLOCK : STOP_AUTH_ERROR, now);
	*done = true;
	return mailbox_store_update_state(tx, mailbox, err) &&
		mailbox_rules_tell(tx, call, mailbox, "mailbox.auth_failed", "mailbox.auth_failed", NULL, err) &&
		tx_commit(tx, err);
}

bool mailbox_ops_auth_failed(struct ops *ops, int64_t workspace_id, int64_t mailbox_id, int64_t epoch, bool blocked,
	const char *code, const char *text, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct call call = mailbox_rules_system(workspace_id, arena);
	struct closing closing = {0};
	struct fence_report report;
	bool done;

	if (!deactivate(ops, &call, mailbox_id, epoch, blocked, code, text, &closing, &done, err))
		return false;
	if (done)
		quiesce(ops, &call, &closing, &report);
	return true;
}

/* Closes a receipt that was left open, unless it is younger than `before`: then its own caller is at it. */
static bool close_open(struct ops *ops, const struct mailbox *mailbox, int64_t before, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct call call = mailbox_rules_system(mailbox->workspace_id, arena);
	struct closing closing = {.mailbox = *mailbox};
	struct receipt *receipt = NULL;
	struct fence_report report;

	if (!tx_read(ops->store, &tx, err) || !last_receipt(tx, mailbox, arena, &receipt, err))
		return false;
	closing.receipt = *receipt;
	tx_free(TAKE(tx));
	if (receipt->requested_at > before)
		return true;
	quiesce(ops, &call, &closing, &report);
	return end_disconnect(ops, &call, &closing, &report, false, err);
}

bool mailbox_ops_recover(struct ops *ops, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct mailbox *list = NULL;
	size_t count = 0;

	if (!tx_read(ops->store, &tx, err) || !mailbox_store_list_to_sweep(tx, arena, &list, &count, err))
		return false;
	tx_free(TAKE(tx));
	for (size_t i = 0; i < count; i++) {
		if (list[i].disconnecting && !close_open(ops, &list[i], clock_wall(ops->clock), err))
			return false;
	}
	return true;
}

/* The undo window of one mailbox is over: its secret goes. */
static bool drop_credentials(struct ops *ops, const struct mailbox *seen, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct call call = mailbox_rules_system(seen->workspace_id, arena);
	struct receipt *receipt = NULL;
	struct mailbox mailbox;

	if (!tx_begin(ops->store, &tx, err) ||
		!mailbox_store_get(tx, seen->workspace_id, seen->id, arena, &mailbox, err))
		return false;
	if (!mailbox.undo_until || mailbox.undo_until > clock_wall(ops->clock))
		return true;
	mailbox.undo_until = 0;
	if (!last_receipt(tx, &mailbox, arena, &receipt, err) || !mailbox_store_update_state(tx, &mailbox, err) ||
		!token_ops_drop(ops, tx, &mailbox, receipt->id, err) ||
		!mailbox_rules_tell(tx, &call, &mailbox, NULL, "mailbox.credentials_dropped", NULL, err))
		return false;
	return tx_commit(tx, err);
}

static bool lift_ended_holds(struct ops *ops, int64_t now, int64_t *next_at, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct hold_ending *holds = NULL;
	size_t count = 0;

	if (!tx_read(ops->store, &tx, err) || !mailbox_store_holds_ending(tx, 100, arena, &holds, &count, err))
		return false;
	tx_free(TAKE(tx));
	for (size_t i = 0; i < count; i++) {
		if (holds[i].until_at > now) {
			if (!*next_at || holds[i].until_at < *next_at)
				*next_at = holds[i].until_at;
			continue;
		}
		if (!mailbox_ops_lift_by_system(ops, holds[i].workspace_id, holds[i].mailbox_id, holds[i].cause, err))
			return false;
	}
	return true;
}

bool mailbox_ops_sweep(struct ops *ops, int64_t *next_at, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	int64_t now = clock_wall(ops->clock);
	struct mailbox *list = NULL;
	size_t count = 0;

	*next_at = 0;
	if (!tx_read(ops->store, &tx, err) || !mailbox_store_list_to_sweep(tx, arena, &list, &count, err))
		return false;
	tx_free(TAKE(tx));
	for (size_t i = 0; i < count; i++) {
		if (list[i].disconnecting && !close_open(ops, &list[i], now - ABANDONED_MS, err))
			return false;
		if (!list[i].undo_until)
			continue;
		if (list[i].undo_until <= now && !drop_credentials(ops, &list[i], err))
			return false;
		if (list[i].undo_until > now && (!*next_at || list[i].undo_until < *next_at))
			*next_at = list[i].undo_until;
	}
	return lift_ended_holds(ops, now, next_at, err);
}
