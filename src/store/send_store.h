#pragma once
/*
 * send_store: planned emails. Every transition names the attempt it belongs to; no row changed means that the attempt is
 * over: touch nothing, abort.
 */
#include "model/send.h"
#include "store/tx.h"

struct send {
	int64_t workspace_id, id, campaign_id, enrollment_id, contact_id, mailbox_id, step_id;
	int position;
	enum send_status status;
	int64_t due_at;
	const char *message_id;
	int64_t attempt_id;
	const char *boot;
	int64_t epoch, revision, claimed_at, permitted_at;
	int permit_day;
	int64_t sent_at;
	int attempts;
	int64_t first_failed_at;
	const char *last_error_code, *last_error_text, *provider_id, *subject;
	int64_t variant_id; /* the wording: the step's id for its own texts; 0: not known */
	bool awaits_approval;
	const char *email; /* the contact's, NULL when erased; filled by the lists */
};

/* What a new row needs. A row of the same step and address that is still due is taken over. *added is false when this step
 * was claimed, sent or cancelled for this address before, ever. */
struct send_plan {
	int64_t workspace_id, campaign_id, enrollment_id, contact_id, mailbox_id, step_id;
	int position;
	int64_t variant_id;
	const unsigned char *address_hash; /* 32 bytes */
	const char *message_id;
	int64_t due_at;
	bool awaits_approval;
};
MUST_CHECK bool send_store_add(struct tx *tx, const struct send_plan *plan, bool *added, struct error *err);

MUST_CHECK bool send_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct send *out, struct error *err);
/* Whether this attempt still has its claim; false also where the send is gone. */
MUST_CHECK bool send_store_is_claimed(struct tx *tx, const struct send *send, bool *claimed, struct error *err);

/* *found false when no send of ours has this Message-ID. */
MUST_CHECK bool send_store_find_by_message_id(struct tx *tx, int64_t workspace_id, const char *message_id,
	struct arena *arena, struct send *out, bool *found, struct error *err);

enum send_list_by { SEND_LIST_OF_MAILBOX, SEND_LIST_OF_CONTACT, SEND_LIST_UNKNOWN };
/* Newest first, ids below `before` (0: the newest); `status` NULL for all; owner_id ignored for UNKNOWN. */
MUST_CHECK bool send_store_list(struct tx *tx, int64_t workspace_id, enum send_list_by by, int64_t owner_id,
	const char *status, int64_t before, int limit, struct arena *arena, struct send **list, size_t *count,
	struct error *err);

/* Those of a campaign, newest first, ids below `before` (0: the newest). status NULL, position 0 and mailbox_id 0 mean any. */
struct send_filter {
	const char *status;
	int position;
	int64_t mailbox_id;
};
MUST_CHECK bool send_store_list_of_campaign(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	const struct send_filter *filter, int64_t before, int limit, struct arena *arena, struct send **list,
	size_t *count, struct error *err);

/* Any due rows, whatever their time. */
MUST_CHECK bool send_store_list_all_due(
	struct tx *tx, int limit, struct arena *arena, struct send **list, size_t *count, struct error *err);
/* due → unknown, for what may have left before a restore. *changed is false when it was not due. */
MUST_CHECK bool send_store_doubt(struct tx *tx, const struct send *send, bool *changed, struct error *err);

/* What of a campaign is planned for a mailbox and has not begun to go, in the order in which it goes. */
MUST_CHECK bool send_store_list_planned(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int limit, struct arena *arena, struct send **list, size_t *count, struct error *err);

/* Due rows of a mailbox whose due_at has come, oldest first. */
MUST_CHECK bool send_store_list_claimable(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t now,
	int limit, struct arena *arena, struct send **list, size_t *count, struct error *err);
/* Due rows of the mailbox: those due before its day ends, those due before `soon`, and the earliest due_at of all (0: none). */
struct send_due {
	int64_t today, soon, earliest;
};
MUST_CHECK bool send_store_count_due(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t today_ends,
	int64_t soon, struct send_due *out, struct error *err);
/* A due row waits until due_at; it stands in nobody's way before. */
MUST_CHECK bool send_store_postpone(struct tx *tx, const struct send *send, int64_t due_at, struct error *err);
/* Rows of the campaign that were put off and never tried are due now. */
MUST_CHECK bool send_store_bring_forward(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t now, struct error *err);
/* Enrollments of the campaign whose email waits in this mailbox. */
MUST_CHECK bool send_store_list_waiting(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int limit, struct arena *arena, int64_t **enrollment_ids, size_t *count, struct error *err);

/* due → claimed. *changed false: not due any more. */
MUST_CHECK bool send_store_claim(struct tx *tx, const struct send *send, bool *changed, struct error *err);
/* claimed → transmitting, for this attempt. */
MUST_CHECK bool send_store_permit(struct tx *tx, const struct send *send, bool *changed, struct error *err);
/* claimed or transmitting → due at due_at, for this attempt; attempts and first_failed_at as in `send`. */
MUST_CHECK bool send_store_return(struct tx *tx, const struct send *send, bool *changed, struct error *err);
/* Deletes a claimed row that was never tried, for this attempt: its step can be planned again. */
MUST_CHECK bool send_store_forget_planned(struct tx *tx, const struct send *send, bool *changed, struct error *err);
/* transmitting → sent, failed or unknown; or unknown → sent; claimed → cancelled or failed: for this attempt. */
MUST_CHECK bool send_store_settle(struct tx *tx, const struct send *send, bool *changed, struct error *err);
/* unknown → sent (at send->sent_at), due or cancelled by evidence or a person; guarded by status only. */
MUST_CHECK bool send_store_resolve(struct tx *tx, const struct send *send, enum send_status to, int64_t by_user_id,
	bool *changed, struct error *err);

/* claimed → due for a whole mailbox or campaign (the other 0). *released counts. */
MUST_CHECK bool send_store_release(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t campaign_id,
	int64_t *released, struct error *err);
/* due and claimed → cancelled for one enrollment. */
MUST_CHECK bool send_store_cancel_of_enrollment(
	struct tx *tx, int64_t workspace_id, int64_t enrollment_id, int64_t *cancelled, struct error *err);

/* Rows claimed or transmitting under another boot than this one: for recovery at start. */
MUST_CHECK bool send_store_list_orphans(struct tx *tx, const char *boot, int limit, struct arena *arena,
	struct send **list, size_t *count, struct error *err);
MUST_CHECK bool send_store_list_in_flight(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct arena *arena,
	struct send **list, size_t *count, struct error *err);

/* Counts of a mailbox: people written to since an instant; unknown ones (of a campaign when mailbox_id is 0, of all when both). */
MUST_CHECK bool send_store_count_people_since(
	struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t since, int64_t *count, struct error *err);
MUST_CHECK bool send_store_count_unknown(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t campaign_id,
	int64_t *count, struct error *err);
/* How many first steps of a campaign were permitted since an instant (the daily new-contact cap). */
MUST_CHECK bool send_store_count_first_steps_since(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t since, int64_t *count, struct error *err);
