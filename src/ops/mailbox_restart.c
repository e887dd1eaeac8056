/*
 * mailbox_restart: a mailbox comes back by signing in again, and the campaigns that its going paused are restarted when a
 * person says so.
 */
#include "ops/mailbox_ops.h"

#include "ops/campaign_ops.h"
#include "ops/mailbox_endpoints.h"
#include "ops/mailbox_rules.h"
#include "ops/token_ops.h"
#include "store/campaign_store.h"
#include "store/mailbox_store.h"
#include "store/receipt_store.h"

/* The sign-in began under another epoch: somebody disconnected or reconnected the mailbox meanwhile. */
static bool check_epoch(const struct mailbox *mailbox, int64_t epoch, struct error *err)
{
	if (mailbox->epoch == epoch)
		return true;
	return error_set(err, ERROR_CONFLICT, "superseded", "%s was changed while you signed in. Start again.",
		mailbox->address);
}

static bool keep_sign_in(struct ops *ops, struct tx *tx, struct mailbox *mailbox, const struct mailbox_new *signed_in,
	const struct mailbox_credentials *credentials, struct error *err)
{
	if (signed_in->endpoints)
		mailbox->endpoints = signed_in->endpoints;
	if (signed_in->subject_id) {
		mailbox->subject_issuer = signed_in->subject_issuer;
		mailbox->subject_id = signed_in->subject_id;
	}
	mailbox->auth_refused_at = 0;
	mailbox->last_error_code = mailbox->last_error_text = NULL;
	mailbox->last_error_at = 0;
	return mailbox_store_update_identity(tx, mailbox, err) && mailbox_store_update_state(tx, mailbox, err) &&
		token_ops_keep(ops, tx, mailbox, credentials, err);
}

/* Replies that came in meanwhile are read before any follow-up leaves; what stopped the old sign-in is over. */
static bool set_holds(struct ops *ops, struct tx *tx, const struct mailbox *mailbox, int64_t now, struct error *err)
{
	bool lifted;

	if (!mailbox_store_lift(tx, mailbox->workspace_id, mailbox->id, HOLD_PROVIDER, &lifted, err))
		return false;
	return !mailbox_endpoints_is_read(mailbox, ops->providers) ||
		mailbox_store_hold(tx, mailbox, &(struct mailbox_hold){.cause = HOLD_CATCH_UP, .created_at = now}, err);
}

static bool reactivate_in(struct ops *ops, struct tx *tx, const struct call *call, int64_t mailbox_id, int64_t epoch,
	const struct mailbox_new *signed_in, const struct mailbox_credentials *credentials, struct mailbox *mailbox,
	struct error *err)
{
	int64_t now = clock_wall(ops->clock);

	if (!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, mailbox, err) ||
		!mailbox_rules_allow(call, mailbox, err))
		return false;
	if (mailbox->status == MAILBOX_INACTIVE && mailbox->locked && !mailbox_rules_is_manager(call))
		return error_set(err, ERROR_CONFLICT, "locked", "%s was stopped by a manager. Ask one to reconnect it.",
			mailbox->address);
	if (!check_epoch(mailbox, epoch, err) ||
		!mailbox_apply(mailbox, MAILBOX_RECONNECT, call->actor.user_id, now, err))
		return false;
	mailbox->locked = false;
	mailbox->undo_until = 0;
	mailbox_rules_journal(tx, mailbox, STOP_RECONNECT, now);
	return keep_sign_in(ops, tx, mailbox, signed_in, credentials, err) && set_holds(ops, tx, mailbox, now, err) &&
		mailbox_rules_tell(tx, call, mailbox, "mailbox.reconnected", "mailbox.reconnect", NULL, err) &&
		mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, mailbox, err);
}

bool mailbox_ops_reactivate(struct ops *ops, const struct call *call, int64_t mailbox_id, int64_t epoch,
	const struct mailbox_new *signed_in, const struct mailbox_credentials *credentials, struct mailbox *out,
	struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) &&
		reactivate_in(ops, tx, call, mailbox_id, epoch, signed_in, credentials, out, err) && tx_commit(tx, err);
}

bool mailbox_ops_update_sign_in(struct ops *ops, const struct call *call, int64_t mailbox_id, int64_t epoch,
	const struct mailbox_new *signed_in, const struct mailbox_credentials *credentials, struct mailbox *out,
	struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	bool lifted;

	if (!tx_begin(ops->store, &tx, err) ||
		!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, out, err) ||
		!mailbox_rules_allow(call, out, err) || !check_epoch(out, epoch, err))
		return false;
	if (out->status != MAILBOX_ACTIVE)
		return error_set(err, ERROR_CONFLICT, "mailbox_not_active", "%s is inactive. Reconnect it instead.",
			out->address);
	if (!keep_sign_in(ops, tx, out, signed_in, credentials, err) ||
		!mailbox_store_lift(tx, call->workspace_id, mailbox_id, HOLD_PROVIDER, &lifted, err) ||
		!mailbox_rules_tell(tx, call, out, NULL, "mailbox.update_sign_in", NULL, err) ||
		!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, out, err))
		return false;
	if (!tx_commit(tx, err))
		return false;
	if (ops->connections.close)
		ops->connections.close(ops->connections.context, mailbox_id);
	return true;
}

/* Only campaigns that this mailbox's going paused, never one that a person paused. */
static bool check_restartable(struct tx *tx, const struct mailbox *mailbox, int64_t campaign_id, struct error *err)
{
	char id[ID_TEXT_SIZE];
	int64_t *ids = NULL;
	size_t count = 0;

	if (!campaign_store_list_paused_by(tx, mailbox->workspace_id, mailbox->id, tx_arena(tx), &ids, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (ids[i] == campaign_id)
			return true;
	id_format(ID_CAMPAIGN, campaign_id, id);
	error_set(err, ERROR_CONFLICT, "not_restartable",
		"This campaign was not paused by %s. Resume it on its own page.", mailbox->address);
	return error_details(err, "{\"campaign_id\":\"%s\"}", id);
}

static bool restart_in(struct ops *ops, struct tx *tx, const struct call *call, int64_t mailbox_id,
	const struct restart_request *request, struct error *err)
{
	struct mailbox mailbox;

	if (!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, &mailbox, err) ||
		!mailbox_rules_allow(call, &mailbox, err))
		return false;
	for (size_t i = 0; i < request->count; i++)
		if (!check_restartable(tx, &mailbox, request->campaign_ids[i], err) ||
			!campaign_ops_resume_tx(tx, ops, call, request->campaign_ids[i], request->overdue,
				request->skip_older_than_days * 24 * 3600 * 1000, err))
			return false;
	tx_ring(tx, BELL_ENGINE);
	return mailbox_rules_tell(tx, call, &mailbox, NULL, "mailbox.restart_campaigns",
		arena_printf(tx_arena(tx), "{\"campaigns\":%zu}", request->count), err);
}

bool mailbox_ops_restart_campaigns(struct ops *ops, const struct call *call, int64_t mailbox_id,
	const struct restart_request *request, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) && restart_in(ops, tx, call, mailbox_id, request, err) &&
		tx_commit(tx, err);
}
