#pragma once
/*
 * mailbox_store: keeps struct mailbox, its holds and its daily permits.
 */
#include "model/mailbox.h"
#include "store/tx.h"

/* Adds an active mailbox (epoch 1); *added is false when the address is there already. Sets mailbox->id. */
MUST_CHECK bool mailbox_store_add(struct tx *tx, struct mailbox *mailbox, bool *added, struct error *err);

MUST_CHECK bool mailbox_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct mailbox *out, struct error *err);
/* Only what decides whether and when it sends, with its holds; the rest is empty. NOT_FOUND. */
MUST_CHECK bool mailbox_store_get_sending(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct mailbox *out, struct error *err);
MUST_CHECK bool mailbox_store_find_by_address(struct tx *tx, int64_t workspace_id, const char *address_key,
	struct arena *arena, struct mailbox *out, bool *found, struct error *err);

/* `status` NULL for all; `search` a folded part of address or name, NULL for all. */
MUST_CHECK bool mailbox_store_list(struct tx *tx, int64_t workspace_id, const char *status, const char *search,
	int64_t after, int limit, struct arena *arena, struct mailbox **list, size_t *count, struct error *err);
/* Those of a campaign, by id. */
MUST_CHECK bool mailbox_store_list_of_campaign(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	struct arena *arena, struct mailbox **list, size_t *count, struct error *err);
MUST_CHECK bool mailbox_store_count(
	struct tx *tx, int64_t workspace_id, const char *status, const char *search, int64_t *count, struct error *err);
MUST_CHECK bool mailbox_store_count_held(struct tx *tx, int64_t workspace_id, int64_t *count, struct error *err);

/* Every active mailbox of every workspace; and those whose disconnect is not over. */
MUST_CHECK bool mailbox_store_list_active(
	struct tx *tx, struct arena *arena, struct mailbox **list, size_t *count, struct error *err);
MUST_CHECK bool mailbox_store_list_to_sweep(
	struct tx *tx, struct arena *arena, struct mailbox **list, size_t *count, struct error *err);

/* Status, cause, epoch, last error, undo window. */
MUST_CHECK bool mailbox_store_update_state(struct tx *tx, const struct mailbox *mailbox, struct error *err);
MUST_CHECK bool mailbox_store_update_identity(struct tx *tx, const struct mailbox *mailbox, struct error *err);
MUST_CHECK bool mailbox_store_update_settings(struct tx *tx, const struct mailbox *mailbox, struct error *err);
MUST_CHECK bool mailbox_store_update_pacing(
	struct tx *tx, int64_t workspace_id, int64_t id, int64_t next_permit_at, struct error *err);
/* An email went: when, to a second; and the ramp, if it has one, counts this day as one with an email. */
MUST_CHECK bool mailbox_store_update_sent(
	struct tx *tx, int64_t workspace_id, int64_t id, int64_t sent_at, int day, struct error *err);
/* The ramp alone. */
MUST_CHECK bool mailbox_store_ramp_sent(struct tx *tx, int64_t workspace_id, int64_t id, int day, struct error *err);
/* *changed is false when the mailbox has moved on from this epoch. */
MUST_CHECK bool mailbox_store_update_cursor(struct tx *tx, int64_t workspace_id, int64_t id, int64_t epoch,
	const char *cursor, int64_t now, bool *changed, struct error *err);

MUST_CHECK bool mailbox_store_count_campaigns(
	struct tx *tx, int64_t workspace_id, int64_t id, int64_t *count, struct error *err);

MUST_CHECK bool mailbox_store_hold(
	struct tx *tx, const struct mailbox *mailbox, const struct mailbox_hold *hold, struct error *err);
MUST_CHECK bool mailbox_store_lift(
	struct tx *tx, int64_t workspace_id, int64_t id, enum hold_cause cause, bool *lifted, struct error *err);

struct hold_ending {
	int64_t workspace_id, mailbox_id;
	enum hold_cause cause;
	int64_t until_at;
};
/* Holds with an end, the earliest first. */
MUST_CHECK bool mailbox_store_holds_ending(
	struct tx *tx, int limit, struct arena *arena, struct hold_ending **list, size_t *count, struct error *err);

/* Permits taken on a local day (yyyymmdd). */
MUST_CHECK bool mailbox_store_taken(
	struct tx *tx, int64_t workspace_id, int64_t id, int day, int64_t *taken, struct error *err);
MUST_CHECK bool mailbox_store_take(struct tx *tx, int64_t workspace_id, int64_t id, int day, struct error *err);
MUST_CHECK bool mailbox_store_give_back(struct tx *tx, int64_t workspace_id, int64_t id, int day, struct error *err);

struct mailbox_removal_counts {
	int64_t receipts, sent, incoming, holds, campaigns_unlinked, suppressions, contacts, campaigns;
};
MUST_CHECK bool mailbox_store_removal_counts(
	struct tx *tx, int64_t workspace_id, int64_t id, struct mailbox_removal_counts *out, struct error *err);

/* Deletes the mailbox and all that belongs to it alone; sends keep that they happened, without texts. */
MUST_CHECK bool mailbox_store_delete(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err);
