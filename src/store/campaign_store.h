#pragma once
/*
 * campaign_store: keeps struct campaign, which mailboxes it sends from, which of them paused it, and its totals.
 *
 * The totals (campaign_counter) and campaign_mailbox.waiting are changed by the transactions that change the rows they
 * count, so that nobody ever counts a million rows to answer a question.
 */
#include "model/campaign.h"
#include "store/tx.h"

enum { CAMPAIGN_MAX_MAILBOXES = 200 };

struct campaign_counts {
	int64_t contacts, live, unassigned, sent, replied, bounced, unsubscribed, failed, unknown;
};

/* Adds a draft with empty totals; sets id, revision and created_at. */
MUST_CHECK bool campaign_store_add(struct tx *tx, struct campaign *campaign, struct error *err);

/* NOT_FOUND/not_found. */
MUST_CHECK bool campaign_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct campaign *out, struct error *err);

/* Writes every column but id and created_at, and rings BELL_ENGINE; BELL_IMPORTS too when it is to be prepared. */
MUST_CHECK bool campaign_store_update(struct tx *tx, const struct campaign *campaign, struct error *err);

/* With all that belongs to it. */
MUST_CHECK bool campaign_store_delete(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err);

/* Newest first, ids below `before` (0: the newest). `status` and `search` (a folded part of the name) may be NULL; `owner_id` 0:
 * of anybody; `mailbox_id` 0: whatever they send from. */
struct campaign_filter {
	const char *status, *search;
	bool archived;
	int64_t owner_id, mailbox_id;
};
MUST_CHECK bool campaign_store_list(struct tx *tx, int64_t workspace_id, const struct campaign_filter *filter,
	int64_t before, int limit, struct arena *arena, struct campaign **list, size_t *count, struct error *err);
MUST_CHECK bool campaign_store_count_all(
	struct tx *tx, int64_t workspace_id, const struct campaign_filter *filter, int64_t *count, struct error *err);

/* Whatever their status, archived ones too. */
MUST_CHECK bool campaign_store_list_of_mailbox(struct tx *tx, int64_t workspace_id, int64_t mailbox_id,
	struct arena *arena, struct campaign **list, size_t *count, struct error *err);

/* Reads its status anew. *is_current: under the same revision, so that all the rest is as it was read; false where it is gone. */
MUST_CHECK bool campaign_store_refresh(struct tx *tx, struct campaign *campaign, bool *is_current, struct error *err);

/* Preparing, active and evergreen, in all workspaces. */
MUST_CHECK bool campaign_store_list_running(
	struct tx *tx, struct arena *arena, struct campaign **list, size_t *count, struct error *err);

/* The mailboxes it sends from, by id. */
MUST_CHECK bool campaign_store_mailboxes(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	int64_t **ids, size_t *count, struct error *err);
MUST_CHECK bool campaign_store_mailbox_add(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id, struct error *err);
/* Takes it out of the campaign. Contacts of it whose thread has not begun become free for another; *threads counts those
 * whose thread has: while there are any the mailbox stays, and the caller must give up the transaction. */
MUST_CHECK bool campaign_store_mailbox_drop(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	int64_t mailbox_id, int64_t now, int64_t *threads, struct error *err);
/* Active mailboxes of the campaign other than this one (0: all). */
MUST_CHECK bool campaign_store_other_active_mailboxes(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	int64_t except_mailbox_id, int64_t *count, struct error *err);

/* Other running campaigns that send from this mailbox. */
MUST_CHECK bool campaign_store_count_sharing(struct tx *tx, int64_t workspace_id, int64_t mailbox_id,
	int64_t campaign_id, int64_t *count, struct error *err);

/* Live enrollments that belong to this mailbox. */
MUST_CHECK bool campaign_store_mailbox_waiting(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	int64_t mailbox_id, int64_t *waiting, struct error *err);
MUST_CHECK bool campaign_store_mailbox_waiting_add(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id, int64_t delta, struct error *err);
/* Live enrollments that belong to a mailbox that is inactive. */
MUST_CHECK bool campaign_store_waiting_of_inactive(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t *waiting, struct error *err);

/* The set of mailboxes whose going paused it. */
MUST_CHECK bool campaign_store_pause_add(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id, int64_t epoch, struct error *err);
MUST_CHECK bool campaign_store_pause_list(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	int64_t **ids, size_t *count, struct error *err);
MUST_CHECK bool campaign_store_pause_clear(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct error *err);
/* Campaigns that can be restarted for this mailbox: paused because of a mailbox, and this one is in the set. */
MUST_CHECK bool campaign_store_list_paused_by(struct tx *tx, int64_t workspace_id, int64_t mailbox_id,
	struct arena *arena, int64_t **ids, size_t *count, struct error *err);

/* Adds to the totals; reads them. */
MUST_CHECK bool campaign_store_count(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	const struct campaign_counts *delta, struct error *err);
MUST_CHECK bool campaign_store_counts(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct campaign_counts *out, struct error *err);
/* The days since 1970 (UTC) on which anything came of it, from `since` on, oldest first. */
struct campaign_day {
	int64_t day, sent, replied, bounced, opened, clicked;
};
MUST_CHECK bool campaign_store_days(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t since,
	struct arena *arena, struct campaign_day **list, size_t *count, struct error *err);
/* Contacts in review, for want of a field. */
/* What its goal is, where it has one. */
MUST_CHECK bool campaign_store_goal(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct condition *out, struct error *err);
MUST_CHECK bool campaign_store_count_review(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t *count, struct error *err);

/* The earliest due_at of its planned sends from this mailbox, 0 when there is none. */
MUST_CHECK bool campaign_store_next_planned(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	int64_t mailbox_id, int64_t *due_at, struct error *err);
