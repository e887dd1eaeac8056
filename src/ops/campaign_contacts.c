#include "ops/campaign_contacts.h"

#include "ops/campaign_rules.h"
#include "ops/country_policy.h"
#include "store/campaign_store.h"
#include "store/company_store.h"
#include "store/enrollment_store.h"
#include "store/overlap_store.h"
#include "store/suppression_store.h"

enum { BATCH = 200 };

static void skip(struct campaign_contacts_added *out, int64_t contact_id, const char *reason)
{
	out->skipped_total++;
	if (out->skipped_count < CAMPAIGN_CONTACTS_MAX_SKIPPED)
		out->skipped[out->skipped_count++] = (struct campaign_contacts_skipped){
			.contact_id = contact_id, .reason = reason};
}

/* Why this contact may not be added, NULL when they may. */
static bool find_reason(struct tx *tx, const struct campaign *campaign, const struct contact *contact,
	enum country_rule *rule, const char **reason, struct error *err)
{
	struct overlap_of of = {campaign->workspace_id, contact->id, campaign->id, store_now(tx_store(tx))};
	struct overlap overlap;
	bool covered = false;

	*reason = NULL;
	if (!suppression_store_covers(tx, of.workspace_id, contact->email_key, contact->domain, &covered, err))
		return false;
	if (covered) {
		*reason = "suppressed";
		return true;
	}
	if (!country_policy_judge(tx, contact, rule, err))
		return false;
	if (*rule == COUNTRY_BLOCK) {
		*reason = "country_policy";
		return true;
	}
	if (campaign->overlap == OVERLAP_ALLOW)
		return true;
	if (!overlap_store_find(tx, &of, &overlap, err))
		return false;
	if (overlap.campaign_id)
		*reason = "overlap";
	return true;
}

static bool add_one(struct tx *tx, const struct campaign *campaign, const struct contact *contact,
	struct campaign_contacts_added *out, struct error *err)
{
	enum country_rule rule = COUNTRY_ALLOW;
	const char *reason = NULL;
	bool added = false;

	if (!find_reason(tx, campaign, contact, &rule, &reason, err))
		return false;
	if (!reason &&
		!enrollment_store_add(
			tx, campaign->workspace_id, campaign->id, contact->id, store_now(tx_store(tx)), &added, err))
		return false;
	if (added && campaign->stop_on_colleague_reply &&
		!company_store_learn(tx, campaign->workspace_id, contact->id, contact->domain, err))
		return false;
	out->added += added;
	out->warned += added && rule == COUNTRY_WARN;
	if (!added)
		skip(out, contact->id, reason ? reason : "already_enrolled");
	return true;
}

static bool get_campaign(
	struct tx *tx, const struct call *call, int64_t id, struct campaign *campaign, struct error *err)
{
	if (!campaign_store_get(tx, call->workspace_id, id, tx_arena(tx), campaign, err) ||
		!campaign_rules_allow(call, campaign, err))
		return false;
	if (campaign->status != CAMPAIGN_COMPLETED && !campaign->archived)
		return true;
	return error_set(err, ERROR_CONFLICT, "invalid_state",
		"The campaign is %s. Duplicate it to write to more people.",
		campaign->archived ? "archived" : "completed");
}

/* The next contacts that are meant: by id, or by filter after the last one. */
static bool next_of_ids(struct tx *tx, const struct call *call, const struct campaign_contacts *contacts, size_t at,
	struct contact *batch, size_t *count, struct campaign_contacts_added *out, struct error *err)
{
	*count = 0;
	for (size_t i = at; i < contacts->count && i < at + BATCH; i++) {
		struct error why;

		if (contact_store_get(tx, call->workspace_id, contacts->ids[i], tx_arena(tx), &batch[*count], &why)) {
			(*count)++;
			continue;
		}
		if (why.kind != ERROR_NOT_FOUND) {
			*err = why;
			return false;
		}
		skip(out, contacts->ids[i], "invalid");
	}
	return true;
}

/* One transaction. *at counts the ids that are done, *after is the last contact of the filter. */
static bool add_batch(struct ops *ops, const struct call *call, int64_t campaign_id,
	const struct campaign_contacts *contacts, size_t *at, int64_t *after, bool *over,
	struct campaign_contacts_added *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct contact ids_batch[BATCH], *batch = ids_batch;
	struct campaign campaign;
	size_t count = 0;

	if (!tx_begin(ops->store, &tx, err) || !get_campaign(tx, call, campaign_id, &campaign, err))
		return false;
	if (contacts->ids && !next_of_ids(tx, call, contacts, *at, ids_batch, &count, out, err))
		return false;
	if (!contacts->ids &&
		!contact_store_list(
			tx, call->workspace_id, &contacts->filter, *after, BATCH, tx_arena(tx), &batch, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_one(tx, &campaign, &batch[i], out, err))
			return false;
	*at += BATCH;
	*over = contacts->ids ? *at >= contacts->count : count < BATCH;
	*after = count ? batch[count - 1].id : *after;
	if (*over &&
		!campaign_rules_tell(tx, call, &campaign, NULL, "campaign.add_contacts",
			arena_printf(tx_arena(tx), "{\"added\":%lld}", (long long)out->added), err))
		return false;
	return tx_commit(tx, err);
}

bool campaign_contacts_add(struct ops *ops, const struct call *call, int64_t campaign_id,
	const struct campaign_contacts *contacts, struct campaign_contacts_added *out, struct error *err)
{
	int64_t after = 0;
	size_t at = 0;
	bool over = false;

	*out = (struct campaign_contacts_added){
		.skipped = ARENA_ARRAY(call->arena, struct campaign_contacts_skipped, CAMPAIGN_CONTACTS_MAX_SKIPPED)};
	while (!over)
		if (!add_batch(ops, call, campaign_id, contacts, &at, &after, &over, out, err))
			return false;
	return true;
}
