#pragma once
/*
 * mailbox: what a mailbox is and may do. Pure: no I/O, clock or randomness.
 *
 * A mailbox is active or inactive; an active one may carry holds, at most one per cause. `epoch` counts every activation
 * and deactivation, so that whatever was begun before can be told from what is going on now.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/pace.h"

enum mailbox_status { MAILBOX_ACTIVE, MAILBOX_INACTIVE, MAILBOX_STATUS_COUNT };
enum mailbox_provider { PROVIDER_SMTP, PROVIDER_GOOGLE, PROVIDER_MICROSOFT, PROVIDER_OAUTH, PROVIDER_COUNT };
enum mailbox_cause {
	MAILBOX_CAUSE_NONE,
	MAILBOX_CAUSE_USER,
	MAILBOX_CAUSE_AUTH_ERROR,
	MAILBOX_CAUSE_PROVIDER_BLOCK,
	MAILBOX_CAUSE_OPERATOR,
	MAILBOX_CAUSE_COUNT
};
enum hold_cause {
	HOLD_USER,
	HOLD_RATE_LIMIT,
	HOLD_PROVIDER,
	HOLD_BOUNCE_GUARD,
	HOLD_COMPLAINT_GUARD,
	HOLD_CATCH_UP,
	HOLD_CAUSE_COUNT
};
enum mailbox_event {
	MAILBOX_DISCONNECT,
	MAILBOX_AUTH_REFUSED,
	MAILBOX_PROVIDER_BLOCKED,
	MAILBOX_STOPPED_BY_MANAGER,
	MAILBOX_UNDO,
	MAILBOX_RECONNECT,
	MAILBOX_EVENT_COUNT
};
enum mailbox_action {
	MAILBOX_MAY_DISCONNECT,
	MAILBOX_MAY_UNDO_DISCONNECT,
	MAILBOX_MAY_RECONNECT,
	MAILBOX_MAY_REMOVE,
	MAILBOX_MAY_HOLD,
	MAILBOX_MAY_RELEASE,
	MAILBOX_MAY_UPDATE_SIGN_IN,
	MAILBOX_MAY_RESTART_CAMPAIGNS,
	MAILBOX_ACTION_COUNT
};

struct mailbox_hold {
	enum hold_cause cause;
	int64_t until_at; /* 0: until lifted */
	int64_t by_user_id;
	int64_t created_at;
};

struct mailbox {
	int64_t workspace_id, id, owner_id;
	const char *address, *address_key, *name;
	enum mailbox_provider provider;
	enum mailbox_status status;
	enum mailbox_cause cause;
	int64_t inactive_since, inactive_by; /* inactive_by: user id; 0: the system */
	bool locked;
	const char *last_error_code, *last_error_text;
	int64_t last_error_at;
	int64_t epoch;
	bool disconnecting; /* its receipt is still open */
	int64_t undo_until;
	const char *subject_issuer, *subject_id;
	const char *endpoints; /* JSON */
	int daily_cap, min_gap_seconds;
	struct ramp ramp;
	const char *timezone, *reply_to, *signature, *signature_html;
	const char *send_as;       /* an address that stands in From instead; NULL: its own */
	const char *tracking_host; /* NULL: links carry the server's own name */
	int64_t next_permit_at, last_sent_at;
	const char *sync_cursor;
	int64_t synced_at, auth_refused_at, created_at;
	struct mailbox_hold holds[HOLD_CAUSE_COUNT];
	size_t hold_count;
};

/* Names as in the API; parse returns false for an unknown one. */
const char *mailbox_status_name(enum mailbox_status status);
bool mailbox_status_parse(const char *name, enum mailbox_status *out);
const char *mailbox_provider_name(enum mailbox_provider provider);
bool mailbox_provider_parse(const char *name, enum mailbox_provider *out);
const char *mailbox_cause_name(enum mailbox_cause cause);            /* NULL for NONE */
bool mailbox_cause_parse(const char *name, enum mailbox_cause *out); /* NULL gives NONE */
const char *hold_cause_name(enum hold_cause cause);
bool hold_cause_parse(const char *name, enum hold_cause *out);
const char *mailbox_action_name(enum mailbox_action action);

/* Moves the mailbox: status, cause, inactive_since, inactive_by, epoch + 1; locked when a manager stopped it, else not;
 * undo_until 0. CONFLICT: mailbox_not_active when it is inactive already (details: status, allowed), mailbox_active,
 * undo_expired, disconnecting. */
MUST_CHECK bool mailbox_apply(
	struct mailbox *mailbox, enum mailbox_event event, int64_t by_user_id, int64_t now, struct error *err);

/* Whether the action is offered now. Disconnect if and only if active; reconnect if and only if inactive. */
bool mailbox_may(const struct mailbox *mailbox, enum mailbox_action action, int64_t now);

/* The hold that stops this step now (1: first; 0: mail outside campaigns), or NULL. user, rate_limit and provider stop
 * everything; the guards step 1; catch_up steps from 2 on. */
const struct mailbox_hold *mailbox_hold_for_step(const struct mailbox *mailbox, int step, int64_t now);

/* How many emails it may send on this local day: the daily cap, or less while it ramps up. */
int mailbox_cap_on(const struct mailbox *mailbox, int day);

/* The table of moves, for the drawing in docs/states.md: false past its end. A from_cause of NONE fits any cause. */
struct mailbox_move {
	enum mailbox_status from;
	enum mailbox_cause from_cause;
	enum mailbox_event event;
	enum mailbox_status to;
	enum mailbox_cause to_cause;
};
bool mailbox_move_at(size_t at, struct mailbox_move *out);
const char *mailbox_event_name(enum mailbox_event event);
