/*
 * mailbox_remove: the permanent end. What the law, other people and the at-most-once promise need is kept: Do Not Contact,
 * contacts, campaigns with their totals, and that something was sent, when, and how it ended.
 */
#include "ops/mailbox_ops.h"

#include "base/text.h"
#include "model/email_address.h"
#include "ops/mailbox_rules.h"
#include "ops/token_ops.h"
#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/mailbox_store.h"
#include "store/query.h"
#include "store/send_store.h"

enum { BATCH = 200 };

static bool check_confirmation(
	const struct mailbox *mailbox, const char *confirm, struct arena *arena, struct error *err)
{
	struct email_address address;
	struct error ignored;

	if (confirm && email_address_parse(confirm, arena, &address, &ignored) &&
		text_equal(address.key, mailbox->address_key))
		return true;
	error_invalid(err, "confirm", "equal", confirm, "To remove it for good, confirm with its address: %s.",
		mailbox->address);
	err->code = "confirmation_mismatch";
	return false;
}

static bool check_state(struct tx *tx, const struct mailbox *mailbox, struct error *err)
{
	int64_t unknown = 0;

	if (mailbox->status == MAILBOX_ACTIVE)
		return error_set(
			err, ERROR_CONFLICT, "mailbox_active", "%s is active. Disconnect it first.", mailbox->address);
	if (mailbox->disconnecting)
		return error_set(err, ERROR_CONFLICT, "disconnecting", "%s is still finishing its last emails.",
			mailbox->address);
	if (!send_store_count_unknown(tx, mailbox->workspace_id, mailbox->id, 0, &unknown, err))
		return false;
	if (unknown == 0)
		return true;
	error_set(err, ERROR_CONFLICT, "unknown_pending",
		"%lld emails of %s may or may not have been sent. Decide about them first.", (long long)unknown,
		mailbox->address);
	return error_details(err, "{\"unknown\":%lld}", (long long)unknown);
}

/* Contacts whose thread began end here; the others are free for another mailbox of the campaign. */
static bool free_enrollment(struct tx *tx, const struct enrollment *enrollment, int64_t now, struct error *err)
{
	if (enrollment->last_sent_at)
		return enrollment_store_set_status(tx, enrollment, ENROLLMENT_STOPPED, NULL, 0, now, err);
	if (!query_exec(tx, QUERY_ENROLLMENT_FREE, NULL, err, BIND_INT("now", now),
		    BIND_INT("workspace", enrollment->workspace_id), BIND_INT("id", enrollment->id)))
		return false;
	return campaign_store_count(
		tx, enrollment->workspace_id, enrollment->campaign_id, &(struct campaign_counts){.unassigned = 1}, err);
}

static bool free_enrollments(
	struct tx *tx, const struct mailbox *mailbox, int64_t campaign_id, int64_t now, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct enrollment *list = NULL;
	size_t count = 0;

	do {
		if (!enrollment_store_list_of_mailbox(
			    tx, mailbox->workspace_id, campaign_id, mailbox->id, BATCH, arena, &list, &count, err))
			return false;
		for (size_t i = 0; i < count; i++)
			if (!free_enrollment(tx, &list[i], now, err))
				return false;
	} while (count == BATCH);
	return true;
}

/* Campaigns that lose their last mailbox, or were paused for this one, remember why they are paused. */
static bool unlink_campaign(
	struct tx *tx, const struct mailbox *mailbox, struct campaign *campaign, int64_t now, struct error *err)
{
	if (!free_enrollments(tx, mailbox, campaign->id, now, err))
		return false;
	if (campaign->status != CAMPAIGN_PAUSED || campaign->paused_cause == PAUSE_USER)
		return true;
	campaign->paused_cause = PAUSE_MAILBOX_REMOVED;
	return campaign_store_update(tx, campaign, err);
}

static bool remove_in(struct ops *ops, struct tx *tx, const struct call *call, int64_t mailbox_id, const char *confirm,
	struct removal *out, struct error *err)
{
	struct mailbox_removal_counts counts;
	struct campaign *campaigns = NULL;
	int64_t now = clock_wall(ops->clock);
	struct mailbox mailbox;
	size_t count = 0;

	if (!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, &mailbox, err) ||
		!mailbox_rules_allow(call, &mailbox, err) || !check_state(tx, &mailbox, err) ||
		!check_confirmation(&mailbox, confirm, call->arena, err) ||
		!mailbox_store_removal_counts(tx, call->workspace_id, mailbox_id, &counts, err) ||
		!campaign_store_list_of_mailbox(
			tx, call->workspace_id, mailbox_id, call->arena, &campaigns, &count, err))
		return false;
	if (!enrollment_store_free_unbegun(tx, call->workspace_id, mailbox_id, now, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!unlink_campaign(tx, &mailbox, &campaigns[i], now, err))
			return false;
	*out = (struct removal){.receipts = counts.receipts,
		.sends_detached = counts.sent,
		.incoming = counts.incoming,
		.holds = counts.holds,
		.campaigns_unlinked = counts.campaigns_unlinked,
		.suppressions = counts.suppressions,
		.contacts = counts.contacts,
		.campaigns = counts.campaigns,
		.sends_kept = counts.sent};
	mailbox_rules_journal(tx, &mailbox, STOP_REMOVE, now);
	return token_ops_drop(ops, tx, &mailbox, 0, err) &&
		mailbox_store_delete(tx, call->workspace_id, mailbox_id, err) &&
		mailbox_rules_tell(tx, call, &mailbox, "mailbox.removed", "mailbox.remove", NULL, err);
}

bool mailbox_ops_remove(struct ops *ops, const struct call *call, int64_t mailbox_id, const char *confirm,
	struct removal *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) && remove_in(ops, tx, call, mailbox_id, confirm, out, err) &&
		tx_commit(tx, err);
}
