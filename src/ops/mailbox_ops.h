#pragma once
/*
 * mailbox_ops: a mailbox's life: connect, impact, disconnect, undo, hold, reconnect, restart, remove.
 */
#include "base/secret.h"
#include "model/campaign.h"
#include "model/mailbox.h"
#include "ops/ops.h"
#include "transport/account.h"

/* What a sign-in gave; NULL for what it did not. Sealed in the transaction that activates the mailbox. */
struct mailbox_credentials {
	const struct secret *smtp_password, *imap_password, *refresh_token, *access_token;
	int64_t access_expires_at;
};

/* A mailbox whose logins were tried already. */
struct mailbox_new {
	const char *address, *name;
	enum mailbox_provider provider;
	const char *subject_issuer, *subject_id; /* OAuth: the provider's stable identity; NULL for passwords */
	const char *endpoints;                   /* JSON, see mailbox_endpoints.h; "{}" for OAuth */
	const char *sync_cursor;                 /* "" */
};

/* Adds it, active. CONFLICT/mailbox_exists (details: mailbox_id, status). */
MUST_CHECK bool mailbox_ops_add(struct ops *ops, const struct call *call, const struct mailbox_new *new,
	const struct mailbox_credentials *credentials, struct mailbox *out, struct error *err);

/* inactive → active with new credentials, hold catch_up, epoch + 1; the identity was compared by the caller. `epoch` is
 * the one the sign-in began under: another one is CONFLICT/superseded. Also locked, disconnecting, mailbox_active. */
MUST_CHECK bool mailbox_ops_reactivate(struct ops *ops, const struct call *call, int64_t mailbox_id, int64_t epoch,
	const struct mailbox_new *signed_in, const struct mailbox_credentials *credentials, struct mailbox *out,
	struct error *err);

/* New credentials of an active mailbox; nothing pauses. */
MUST_CHECK bool mailbox_ops_update_sign_in(struct ops *ops, const struct call *call, int64_t mailbox_id, int64_t epoch,
	const struct mailbox_new *signed_in, const struct mailbox_credentials *credentials, struct mailbox *out,
	struct error *err);

/* A permanent refusal seen by a worker under this epoch: deactivates (auth_error, or provider_block when `blocked`), pauses
 * the campaigns. No-op when the mailbox has moved on. */
MUST_CHECK bool mailbox_ops_auth_failed(struct ops *ops, int64_t workspace_id, int64_t mailbox_id, int64_t epoch,
	bool blocked, const char *code, const char *text, struct error *err);

/* Sets (or prolongs) a hold by the system: rate_limit, provider, catch_up. until_at 0: until lifted. */
MUST_CHECK bool mailbox_ops_hold_by_system(struct ops *ops, int64_t workspace_id, int64_t mailbox_id,
	enum hold_cause cause, int64_t until_at, const char *code, const char *text, struct error *err);
MUST_CHECK bool mailbox_ops_lift_by_system(
	struct ops *ops, int64_t workspace_id, int64_t mailbox_id, enum hold_cause cause, struct error *err);

MUST_CHECK bool mailbox_ops_get(
	struct ops *ops, const struct call *call, int64_t mailbox_id, struct mailbox *out, struct error *err);

struct impact_campaign {
	struct campaign campaign;
	bool continues;
	int64_t contacts_waiting, contacts_held, other_active_mailboxes;
};
struct impact {
	char version[33];
	struct impact_campaign *campaigns;
	size_t count;
	int64_t campaigns_hidden, sends_in_flight, contacts_waiting, written_last_30_days;
};
/* The joint impact of disconnecting these mailboxes. */
MUST_CHECK bool mailbox_ops_impact(struct ops *ops, const struct call *call, const int64_t *mailbox_ids, size_t count,
	struct impact *out, struct error *err);

struct disconnect_request {
	const char *version; /* NULL: not checked */
	const int64_t *keep_running;
	size_t keep_running_count;
	bool revoke_now, lock;
};
/*
 * Blocks until the mailbox is quiet. When it returns true nothing of this mailbox is handed over any more, and
 * *receipt_id is closed. CONFLICT/mailbox_not_active (after a running disconnect has gone quiet), VERSION/version_mismatch.
 */
MUST_CHECK bool mailbox_ops_disconnect(struct ops *ops, const struct call *call, int64_t mailbox_id,
	const struct disconnect_request *request, struct mailbox *out, int64_t *receipt_id, struct error *err);

MUST_CHECK bool mailbox_ops_undo(
	struct ops *ops, const struct call *call, int64_t mailbox_id, struct mailbox *out, struct error *err);

/* A user's hold; answers once quiet. until_at 0: until lifted. */
MUST_CHECK bool mailbox_ops_hold(struct ops *ops, const struct call *call, int64_t mailbox_id, int64_t until_at,
	struct mailbox *out, struct error *err);
/* Lifts user and the guards; never rate_limit, provider, catch_up. */
MUST_CHECK bool mailbox_ops_release(
	struct ops *ops, const struct call *call, int64_t mailbox_id, struct mailbox *out, struct error *err);

struct mailbox_settings {
	const int64_t *daily_cap, *min_gap_seconds; /* NULL: unchanged */
	const char *name, *reply_to, *signature, *signature_html, *send_as, *timezone;
	const char *tracking_host;
	bool clear_reply_to, clear_send_as, clear_tracking_host;
	const struct ramp *ramp; /* start 0: no ramp any more; NULL: unchanged */
};
MUST_CHECK bool mailbox_ops_update(struct ops *ops, const struct call *call, int64_t mailbox_id,
	const struct mailbox_settings *settings, struct mailbox *out, struct error *err);

struct restart_request {
	const int64_t *campaign_ids;
	size_t count;
	enum overdue_rule overdue;
	int64_t skip_older_than_days;
};
/* All or none. */
MUST_CHECK bool mailbox_ops_restart_campaigns(struct ops *ops, const struct call *call, int64_t mailbox_id,
	const struct restart_request *request, struct error *err);

struct removal {
	int64_t receipts, sends_detached, incoming, holds, campaigns_unlinked; /* deleted */
	int64_t suppressions, contacts, campaigns, sends_kept;                 /* kept */
};
/* Only an inactive one; `confirm` must be its address. CONFLICT: mailbox_active, disconnecting, unknown_pending;
 * INVALID: confirmation_mismatch. */
MUST_CHECK bool mailbox_ops_remove(struct ops *ops, const struct call *call, int64_t mailbox_id, const char *confirm,
	struct removal *out, struct error *err);

/* At start: closes receipts that a crash left open. Called once, before any worker runs. */
MUST_CHECK bool mailbox_ops_recover(struct ops *ops, struct error *err);
/* Drops credentials whose undo window is over, lifts holds whose end has come, closes receipts that a failing disk left
 * open. *next_at: when to call again (0: no need). */
MUST_CHECK bool mailbox_ops_sweep(struct ops *ops, int64_t *next_at, struct error *err);
