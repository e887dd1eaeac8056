#pragma once
/*
 * campaign_ops: a campaign's life: make, change, fill, launch, pause, resume, copy, put away.
 */
#include "model/campaign.h"
#include "ops/ops.h"

/* How long a launch may prepare within its call. */
enum { CAMPAIGN_MAX_WAITING_CALL_MS = 200 };

/* Which settings an edit holds; the others stay as they are, or get their default in a new campaign. */
enum campaign_setting {
	SETTING_NAME = 1 << 0,
	SETTING_DESCRIPTION = 1 << 1,
	SETTING_EVERGREEN = 1 << 2,
	SETTING_TIMEZONE = 1 << 3,
	SETTING_DAYS = 1 << 4,
	SETTING_HOURS = 1 << 5,
	SETTING_OPT_OUT_LINE = 1 << 6,
	SETTING_STOP_ON_REPLY = 1 << 7,
	SETTING_ON_MAILBOX_LOSS = 1 << 8,
	SETTING_OVERLAP = 1 << 9,
	SETTING_NEW_CONTACT_CAP = 1 << 10,
	SETTING_MAILBOXES = 1 << 11,
	SETTING_STEPS = 1 << 12,
	SETTING_TRACK_OPENS = 1 << 13,
	SETTING_TRACK_CLICKS = 1 << 14,
	SETTING_SENDER = 1 << 15,
	SETTING_FORMAT = 1 << 16,
	SETTING_TIMEZONE_SOURCE = 1 << 20,
	SETTING_HOLIDAYS = 1 << 21,
	SETTING_STARTS_ON = 1 << 22,
	SETTING_ENDS_ON = 1 << 23,
	SETTING_DOMAIN_SPACING = 1 << 24,
	SETTING_GOAL = 1 << 25,
	SETTING_STOP_ON_COLLEAGUE = 1 << 30,
};
enum step_setting {
	STEP_SUBJECT = 1 << 0,
	STEP_TEXT = 1 << 1,
	STEP_HTML = 1 << 2,
	STEP_DELAY = 1 << 3,
	STEP_VARIANTS = 1 << 4,
	STEP_VARIANT_A = 1 << 5,
	STEP_WINNER = 1 << 6,
	STEP_PREHEADER = 1 << 7,
	STEP_REVIEW = 1 << 8,
	STEP_ATTACHMENTS = 1 << 20,
	STEP_CONDITION = 1 << 10,
};
enum variant_setting {
	VARIANT_NAME = 1 << 0,
	VARIANT_WEIGHT = 1 << 1,
	VARIANT_ENABLED = 1 << 2,
	VARIANT_SUBJECT = 1 << 3,
	VARIANT_TEXT = 1 << 4,
	VARIANT_HTML = 1 << 5,
};

struct variant_edit {
	unsigned settings;     /* of enum variant_setting */
	struct variant values; /* id 0: a new one */
};

struct step_edit {
	unsigned settings;       /* of enum step_setting */
	struct step values;      /* id 0: the step at this position, or a new one; files by their ids alone */
	struct variant_edit own; /* name, weight and switch of variant A */
	const struct variant_edit *variants; /* the others */
	size_t variant_count;
};

struct campaign_edit {
	unsigned settings;      /* of enum campaign_setting */
	int64_t seen_revision;  /* the edit is refused when the campaign has another; 0: whatever it has */
	struct campaign values; /* NULL in its sender: unchanged; "": what the mailbox or the workspace says */
	const int64_t *mailbox_ids;
	size_t mailbox_count;
	const struct step_edit *steps;
	size_t step_count;
};

/* Makes a draft. INVALID with everything that is wrong in details.errors; DENIED/not_your_mailbox. */
MUST_CHECK bool campaign_ops_create(
	struct ops *ops, const struct call *call, const struct campaign_edit *edit, int64_t *id, struct error *err);

/* Changes a draft or a paused campaign and raises its revision. VERSION/version_mismatch when it has been changed since the
 * edit's seen_revision. CONFLICT: campaign_locked; step_already_sent when a step
 * that anyone was sent would go or move; mailbox_has_threads when one that is in conversations would go. */
MUST_CHECK bool campaign_ops_update(
	struct ops *ops, const struct call *call, int64_t id, const struct campaign_edit *edit, struct error *err);

/* A draft only: CONFLICT/invalid_state. */
MUST_CHECK bool campaign_ops_delete(struct ops *ops, const struct call *call, int64_t id, struct error *err);

/* A new draft with the settings, mailboxes and steps of this one, without its contacts. */
MUST_CHECK bool campaign_ops_duplicate(
	struct ops *ops, const struct call *call, int64_t id, int64_t *copy_id, struct error *err);

/* Puts it away, or back. Not while it runs: CONFLICT/invalid_state. */
MUST_CHECK bool campaign_ops_archive(
	struct ops *ops, const struct call *call, int64_t id, bool archived, struct error *err);

/* draft → preparing, and on to active or evergreen when the campaign is small enough to be checked within the call.
 * CONFLICT: no_active_mailbox, no_contacts, no_steps, replies_not_read, sender_identity_missing, unsubscribe_url_missing
 * (details.missing lists all that apply). */
MUST_CHECK bool campaign_ops_launch(struct ops *ops, const struct call *call, int64_t id, struct error *err);

/* Stops the preparing: the campaign is a draft again. CONFLICT/invalid_state unless it is preparing. */
MUST_CHECK bool campaign_ops_cancel_launch(struct ops *ops, const struct call *call, int64_t id, struct error *err);

/* Answers once nothing of the campaign can be handed over any more. */
MUST_CHECK bool campaign_ops_pause(struct ops *ops, const struct call *call, int64_t id, struct error *err);

/* Back to the former status. `skip_older_than_ms` counts for OVERDUE_SKIP. CONFLICT: no_active_mailbox, invalid_state;
 * details.campaign_id names the campaign. */
MUST_CHECK bool campaign_ops_resume(struct ops *ops, const struct call *call, int64_t id, enum overdue_rule overdue,
	int64_t skip_older_than_ms, struct error *err);
/* The same as a part of a transaction. */
MUST_CHECK bool campaign_ops_resume_tx(struct tx *tx, struct ops *ops, const struct call *call, int64_t campaign_id,
	enum overdue_rule overdue, int64_t skip_older_than_ms, struct error *err);
