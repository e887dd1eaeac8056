#include "ops/campaign_launch.h"

#include "base/text.h"
#include "ops/campaign_end.h"
#include "ops/mailbox_endpoints.h"
#include "ops/sender_identity.h"
#include "ops/step_attachments.h"
#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/mailbox_store.h"
#include "store/step_store.h"
#include "store/workspace_store.h"

struct facts {
	bool evergreen, identity, url, is_over;
	int64_t active_mailboxes, unread_mailboxes, may_be_written_to;
	size_t steps, empty_steps, fileless_steps;
};

static bool lacks_mailbox(const struct facts *facts)
{
	return facts->active_mailboxes == 0;
}

static bool is_over(const struct facts *facts)
{
	return facts->is_over;
}

static bool lacks_contacts(const struct facts *facts)
{
	return !facts->evergreen && facts->may_be_written_to <= 0;
}

static bool lacks_steps(const struct facts *facts)
{
	return facts->steps == 0 || facts->empty_steps > 0;
}

static bool is_not_read(const struct facts *facts)
{
	return facts->steps > 1 && facts->unread_mailboxes > 0;
}

static bool lacks_file(const struct facts *facts)
{
	return facts->fileless_steps > 0;
}

static bool lacks_identity(const struct facts *facts)
{
	return !facts->identity;
}

static bool lacks_url(const struct facts *facts)
{
	return !facts->url;
}

static const struct {
	const char *code;
	bool (*applies)(const struct facts *facts);
	const char *message;
} refusals[] = {
	{"no_active_mailbox", lacks_mailbox, "Add an active mailbox to send from, or reconnect one."},
	{"schedule_over", is_over,
		"Nothing could be sent before the last day ends. Move the end date, or take it away."},
	{"no_steps", lacks_steps, "Write the email: every step needs a text."},
	{"attachment_missing", lacks_file,
		"A file of a step is not on the server's disk any more. Attach it again, or take it out of the step."},
	{"no_contacts", lacks_contacts, "Add contacts: nobody in this campaign may be written to."},
	{"replies_not_read", is_not_read,
		"Nobody reads the replies to one of the mailboxes, so follow-ups would go to people who have answered. "
		"Add "
		"its incoming server (IMAP), or keep one step only."},
	{"sender_identity_missing", lacks_identity,
		"Add your organisation and postal address in the settings: every email has to say who writes."},
	{"unsubscribe_url_missing", lacks_url,
		"Opt-out links need a public https address. Set OUTRIDER_BASE_URL to the one people can reach."},
};

static bool read_mailboxes(
	struct ops *ops, struct tx *tx, const struct campaign *campaign, struct facts *facts, struct error *err)
{
	int64_t *ids = NULL;
	size_t count = 0;

	if (!campaign_store_mailboxes(tx, campaign->workspace_id, campaign->id, tx_arena(tx), &ids, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct mailbox mailbox, reader;
		bool found = false;

		if (!mailbox_store_get(tx, campaign->workspace_id, ids[i], tx_arena(tx), &mailbox, err))
			return false;
		facts->active_mailboxes += mailbox.status == MAILBOX_ACTIVE;
		if (!sender_identity_reader(tx, &mailbox, campaign, &reader, &found, err))
			return false;
		facts->unread_mailboxes += !found || !mailbox_endpoints_is_read(&reader, ops->providers);
	}
	return true;
}

static bool has_empty_wording(const struct step *step)
{
	for (size_t i = 0; i < variant_count(step); i++) {
		struct variant variant = variant_at(step, i);
		bool may_go = variant.enabled || variant_count(step) == 1;

		if (may_go && text_is_empty(variant.body_text) && text_is_empty(variant.body_html))
			return true;
	}
	return false;
}

static bool read_steps(
	struct ops *ops, struct tx *tx, const struct campaign *campaign, struct facts *facts, struct error *err)
{
	const char *data_dir = store_data_dir(ops->store);
	struct step *steps = NULL;
	struct error why;

	if (!step_store_list(tx, campaign->workspace_id, campaign->id, tx_arena(tx), &steps, &facts->steps, err))
		return false;
	for (size_t i = 0; i < facts->steps; i++) {
		facts->empty_steps += has_empty_wording(&steps[i]);
		facts->fileless_steps += !step_attachments_are_there(
			campaign, &steps[i], data_dir, false, tx_arena(tx), &why);
	}
	return true;
}

/* Those whom an earlier check left out: preparing looks at them again. */
static bool count_left_out(struct tx *tx, const struct campaign *campaign, int64_t *count, struct error *err)
{
	struct enrollment_left left[ENROLLMENT_MAX_LEFT];
	size_t reasons = 0;

	if (!enrollment_store_count_left(tx, campaign, tx_arena(tx), left, &reasons, err))
		return false;
	for (size_t i = 0; i < reasons; i++)
		if (enrollment_may_return(left[i].status, left[i].reason))
			*count += left[i].contacts;
	return true;
}

/* Who is in review for want of a field is not written to; before preparing nobody is. */
static bool read_facts(
	struct ops *ops, struct tx *tx, const struct campaign *campaign, struct facts *facts, struct error *err)
{
	struct campaign_counts counts;
	struct workspace workspace;
	struct identity identity;
	int64_t review = 0;

	*facts = (struct facts){.evergreen = campaign->evergreen,
		.url = text_starts(ops->base_url, "https://") || ops->allow_private_hosts,
		.is_over = campaign_end_has_come(campaign, clock_wall(ops->clock))};
	if (!workspace_store_get(tx, campaign->workspace_id, tx_arena(tx), &workspace, err) ||
		!campaign_store_counts(tx, campaign->workspace_id, campaign->id, &counts, err) ||
		!campaign_store_count_review(tx, campaign->workspace_id, campaign->id, &review, err))
		return false;
	identity = sender_identity(&workspace, &(struct mailbox){0}, campaign);
	facts->identity = !text_is_empty(identity.organization) && !text_is_empty(identity.postal_address);
	facts->may_be_written_to = campaign->status == CAMPAIGN_PREPARING ? counts.live - review : counts.live;
	if (campaign->status == CAMPAIGN_DRAFT && counts.live == 0 &&
		!count_left_out(tx, campaign, &facts->may_be_written_to, err))
		return false;
	return read_mailboxes(ops, tx, campaign, facts, err) && read_steps(ops, tx, campaign, facts, err);
}

bool campaign_launch_missing(struct ops *ops, struct tx *tx, const struct campaign *campaign, struct arena *arena,
	const char ***codes, const char ***texts, size_t *count, struct error *err)
{
	struct facts facts;

	*count = 0;
	*codes = ARENA_ARRAY(arena, const char *, ARRAY_COUNT(refusals));
	*texts = ARENA_ARRAY(arena, const char *, ARRAY_COUNT(refusals));
	if (!read_facts(ops, tx, campaign, &facts, err))
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(refusals); i++) {
		if (!refusals[i].applies(&facts))
			continue;
		(*codes)[*count] = refusals[i].code;
		(*texts)[(*count)++] = refusals[i].message;
	}
	return true;
}

bool campaign_launch_check(struct ops *ops, struct tx *tx, const struct campaign *campaign, struct error *err)
{
	const char **codes = NULL, **texts = NULL;
	struct text list;
	size_t count = 0;

	if (!campaign_launch_missing(ops, tx, campaign, tx_arena(tx), &codes, &texts, &count, err))
		return false;
	if (count == 0)
		return true;
	text_init(&list, tx_arena(tx));
	for (size_t i = 0; i < count; i++)
		text_printf(&list, "%s\"%s\"", i ? "," : "", codes[i]);
	error_set(err, ERROR_CONFLICT, codes[0], "%s", texts[0]);
	return error_details(err, "{\"missing\":[%s]}", text_string(&list));
}
