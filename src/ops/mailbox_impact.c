/*
 * mailbox_impact: what a disconnect would do, told before it is done, with a version that a disconnect can carry.
 *
 * The version is a hash of the mailboxes' epochs and of their campaigns' ids, status, revision and other mailboxes; moving
 * counts are not in it.
 */
#include "ops/mailbox_impact.h"

#include <sodium.h>
#include <string.h>

#include "base/text.h"
#include "store/campaign_store.h"
#include "store/mailbox_store.h"
#include "store/send_store.h"

enum { MAX_CAMPAIGNS = 1000 };

#define MONTH_MS (30 * 24 * 3600 * 1000LL)

struct version {
	crypto_generichash_state state;
};

static void version_add(struct version *version, int64_t number)
{
	crypto_generichash_update(&version->state, (const unsigned char *)&number, sizeof(number));
}

static bool add_to_version(struct version *version, struct tx *tx, const struct campaign *campaign, struct error *err)
{
	int64_t *ids = NULL;
	size_t count = 0;

	version_add(version, campaign->id);
	version_add(version, campaign->status);
	version_add(version, campaign->revision);
	if (!campaign_store_mailboxes(tx, campaign->workspace_id, campaign->id, tx_arena(tx), &ids, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct mailbox other;

		if (!mailbox_store_get(tx, campaign->workspace_id, ids[i], tx_arena(tx), &other, err))
			return false;
		version_add(version, ids[i]);
		version_add(version, other.status);
	}
	return true;
}

static bool is_known(const struct impact *impact, int64_t campaign_id)
{
	for (size_t i = 0; i < impact->count; i++)
		if (impact->campaigns[i].campaign.id == campaign_id)
			return true;
	return false;
}

/* Active mailboxes of the campaign that are not among those to be disconnected. */
static bool count_others(struct tx *tx, const struct campaign *campaign, const int64_t *mailbox_ids, size_t count,
	int64_t *others, struct error *err)
{
	int64_t *ids = NULL;
	size_t n = 0;

	*others = 0;
	if (!campaign_store_mailboxes(tx, campaign->workspace_id, campaign->id, tx_arena(tx), &ids, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct mailbox other;
		bool leaves = false;

		for (size_t k = 0; k < count; k++)
			leaves = leaves || ids[i] == mailbox_ids[k];
		if (leaves)
			continue;
		if (!mailbox_store_get(tx, campaign->workspace_id, ids[i], tx_arena(tx), &other, err))
			return false;
		*others += other.status == MAILBOX_ACTIVE;
	}
	return true;
}

static bool add_campaign(struct tx *tx, const struct campaign *campaign, int64_t mailbox_id, const int64_t *mailbox_ids,
	size_t count, struct impact *impact, struct error *err)
{
	struct impact_campaign *row = &impact->campaigns[impact->count];
	struct campaign_counts counts;
	int64_t waiting = 0;

	if (!campaign_is_running(campaign) || impact->count == MAX_CAMPAIGNS || is_known(impact, campaign->id))
		return true;
	*row = (struct impact_campaign){.campaign = *campaign};
	if (!count_others(tx, campaign, mailbox_ids, count, &row->other_active_mailboxes, err) ||
		!campaign_store_counts(tx, campaign->workspace_id, campaign->id, &counts, err) ||
		!campaign_store_mailbox_waiting(tx, campaign->workspace_id, campaign->id, mailbox_id, &waiting, err))
		return false;
	row->continues = campaign->on_mailbox_loss == LOSS_CONTINUE_WITH_OTHERS && row->other_active_mailboxes > 0;
	row->contacts_waiting = counts.live;
	row->contacts_held = row->continues ? waiting : counts.live;
	impact->contacts_waiting += row->contacts_held;
	impact->count++;
	return true;
}

static bool add_mailbox(struct ops *ops, struct tx *tx, const struct call *call, int64_t mailbox_id,
	const int64_t *mailbox_ids, size_t count, struct version *version, struct impact *impact, struct error *err)
{
	struct campaign *campaigns = NULL;
	struct mailbox mailbox;
	size_t campaign_count = 0;
	int64_t people = 0;

	if (!mailbox_store_get(tx, call->workspace_id, mailbox_id, tx_arena(tx), &mailbox, err))
		return false;
	version_add(version, mailbox.id);
	version_add(version, mailbox.epoch);
	if (!campaign_store_list_of_mailbox(
		    tx, call->workspace_id, mailbox_id, call->arena, &campaigns, &campaign_count, err))
		return false;
	for (size_t i = 0; i < campaign_count; i++) {
		if (!add_to_version(version, tx, &campaigns[i], err))
			return false;
		if (!add_campaign(tx, &campaigns[i], mailbox_id, mailbox_ids, count, impact, err))
			return false;
	}
	impact->sends_in_flight += (int64_t)fence_count(ops->fence, &(struct fence_match){.mailbox_id = mailbox_id});
	if (!send_store_count_people_since(
		    tx, call->workspace_id, mailbox_id, clock_wall(ops->clock) - MONTH_MS, &people, err))
		return false;
	impact->written_last_30_days += people;
	return true;
}

bool mailbox_impact_in(struct ops *ops, struct tx *tx, const struct call *call, const int64_t *mailbox_ids,
	size_t count, struct impact *out, struct error *err)
{
	struct version version;
	unsigned char hash[16];

	*out = (struct impact){.campaigns = ARENA_ARRAY(call->arena, struct impact_campaign, MAX_CAMPAIGNS)};
	crypto_generichash_init(&version.state, NULL, 0, sizeof(hash));
	for (size_t i = 0; i < count; i++)
		if (!add_mailbox(ops, tx, call, mailbox_ids[i], mailbox_ids, count, &version, out, err))
			return false;
	crypto_generichash_final(&version.state, hash, sizeof(hash));
	text_hex(hash, sizeof(hash), out->version);
	return true;
}

bool mailbox_ops_impact(struct ops *ops, const struct call *call, const int64_t *mailbox_ids, size_t count,
	struct impact *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) && mailbox_impact_in(ops, tx, call, mailbox_ids, count, out, err);
}
