#include "ops/campaign_review.h"

#include "base/text.h"
#include "ops/campaign_launch.h"
#include "ops/sender_identity.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/step_store.h"

enum { LONG_DAYS = 180 };

struct reviewing {
	struct ops *ops;
	struct tx *tx;
	struct arena *arena;
	struct campaign_review *out;
	struct workspace workspace;
	struct step *steps;
	size_t step_count;
};

/* Who is left out. */

static struct review_excluded *find_reason(struct campaign_review *out, const char *reason, const char *field)
{
	for (size_t i = 0; i < out->reason_count; i++)
		if (text_equal(out->reasons[i].reason, reason) && text_equal(out->reasons[i].field, field))
			return &out->reasons[i];
	if (out->reason_count == REVIEW_MAX_EXCLUDED)
		return &out->reasons[REVIEW_MAX_EXCLUDED - 1];
	out->reasons[out->reason_count] = (struct review_excluded){.reason = reason, .field = field};
	return &out->reasons[out->reason_count++];
}

static const char *reason_of(enum enrollment_status status, const char *why)
{
	if (status == ENROLLMENT_REVIEW)
		return "missing_field";
	if (status == ENROLLMENT_SUPPRESSED)
		return "suppressed";
	return text_is_empty(why) ? "stopped" : why;
}

static bool add_finding(struct reviewing *reviewing, const struct prepare_finding *finding, struct error *err)
{
	struct review_excluded *reason = find_reason(reviewing->out, reason_of(finding->status, finding->why),
		finding->status == ENROLLMENT_REVIEW ? finding->why : NULL);
	struct contact contact;

	reason->contacts++;
	if (reason->example_count == REVIEW_EXAMPLES)
		return true;
	if (!contact_store_get(reviewing->tx, reviewing->out->campaign.workspace_id, finding->contact_id,
		    reviewing->arena, &contact, err))
		return false;
	reason->examples[reason->example_count++] = (struct review_person){
		finding->enrollment_id, finding->contact_id, contact.fields[CONTACT_EMAIL]};
	return true;
}

/* Of a draft, what preparing would say; those who left by hand stay away. */
static bool is_known_better(const struct reviewing *reviewing, const struct enrollment_left *left)
{
	return reviewing->out->campaign.status == CAMPAIGN_DRAFT && enrollment_may_return(left->status, left->reason);
}

static bool add_counted(struct reviewing *reviewing, struct error *err)
{
	const struct campaign *campaign = &reviewing->out->campaign;
	struct enrollment_left left[ENROLLMENT_MAX_LEFT];
	size_t count = 0;

	if (!enrollment_store_count_left(reviewing->tx, campaign, reviewing->arena, left, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!is_known_better(reviewing, &left[i]))
			find_reason(reviewing->out, reason_of(left[i].status, left[i].reason), NULL)
				->contacts += left[i].contacts;
	if (!enrollment_store_count_missing(reviewing->tx, campaign, reviewing->arena, left, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		find_reason(reviewing->out, "missing_field", left[i].reason)->contacts += left[i].contacts;
	return true;
}

/* A draft's findings are about people who still count as live. */
static bool gather_excluded(struct reviewing *reviewing, struct error *err)
{
	struct campaign_review *out = reviewing->out;
	const struct prepare_findings *findings = &out->forecast.findings;
	int64_t would_leave = 0, would_wait = 0;

	out->reasons = ARENA_ARRAY(reviewing->arena, struct review_excluded, REVIEW_MAX_EXCLUDED);
	for (size_t i = 0; i < findings->count; i++) {
		if (!add_finding(reviewing, &findings->list[i], err))
			return false;
		would_wait += findings->list[i].is_live && findings->list[i].status == ENROLLMENT_REVIEW;
		would_leave += findings->list[i].is_live && findings->list[i].status != ENROLLMENT_REVIEW;
	}
	out->excluded = out->counts.contacts - out->counts.live + would_leave;
	out->to_write_to = out->counts.live - out->in_review - would_wait - would_leave;
	out->in_review += would_wait;
	return add_counted(reviewing, err);
}

/* Advice. */

static void advise_on_mailboxes(struct reviewing *reviewing)
{
	struct campaign_review *out = reviewing->out;

	for (size_t i = 0; i < out->forecast.mailbox_count; i++) {
		const struct mailbox *mailbox = &out->forecast.mailboxes[i];
		struct identity identity = sender_identity(&reviewing->workspace, mailbox, &out->campaign);
		int64_t sharing = out->forecast.shared_with[i];

		advice_on_sender(mailbox->address, &identity, reviewing->arena, &out->advice);
		if (mailbox->status != MAILBOX_ACTIVE)
			advice_add(&out->advice, "mailbox_inactive",
				arena_printf(
					reviewing->arena, "%s is not connected and sends nothing.", mailbox->address));
		if (sharing > 0)
			advice_add(&out->advice, "shared_mailbox",
				arena_printf(reviewing->arena,
					sharing == 1
						? "%s also sends for %lld other running campaign: dates may move."
						: "%s also sends for %lld other running campaigns: dates may move.",
					mailbox->address, (long long)sharing));
	}
}

static void advise_on_length(struct reviewing *reviewing)
{
	const struct forecast *forecast = &reviewing->out->forecast.forecast;
	int64_t days = (forecast->last_at - forecast->first_at) / (24 * 3600 * 1000LL);

	if (forecast->first_at && days > LONG_DAYS)
		advice_add(&reviewing->out->advice, "long_campaign",
			arena_printf(reviewing->arena,
				"At this pace it takes %lld days. More mailboxes or higher limits make it shorter.",
				(long long)days));
}

static bool read_waiting(struct reviewing *reviewing, struct error *err)
{
	struct campaign_review *out = reviewing->out;

	out->waiting = ARENA_ARRAY(reviewing->arena, int64_t, out->forecast.mailbox_count);
	for (size_t i = 0; i < out->forecast.mailbox_count; i++)
		if (!campaign_store_mailbox_waiting(reviewing->tx, out->campaign.workspace_id, out->campaign.id,
			    out->forecast.mailboxes[i].id, &out->waiting[i], err))
			return false;
	return true;
}

static bool read_campaign(struct reviewing *reviewing, const struct call *call, int64_t id, struct error *err)
{
	struct campaign_review *out = reviewing->out;
	struct tx *tx = reviewing->tx;

	return campaign_store_get(tx, call->workspace_id, id, reviewing->arena, &out->campaign, err) &&
		workspace_store_get(tx, call->workspace_id, reviewing->arena, &reviewing->workspace, err) &&
		campaign_launch_missing(reviewing->ops, tx, &out->campaign, reviewing->arena, &out->blocks,
			&out->block_texts, &out->block_count, err) &&
		campaign_store_counts(tx, call->workspace_id, id, &out->counts, err) &&
		campaign_store_count_review(tx, call->workspace_id, id, &out->in_review, err) &&
		step_store_list(
			tx, call->workspace_id, id, reviewing->arena, &reviewing->steps, &reviewing->step_count, err);
}

bool campaign_review_make(
	struct ops *ops, const struct call *call, int64_t campaign_id, struct campaign_review *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct reviewing reviewing = {.ops = ops, .arena = call->arena, .out = out};

	*out = (struct campaign_review){0};
	if (!tx_read(ops->store, &tx, err))
		return false;
	reviewing.tx = tx;
	if (!read_campaign(&reviewing, call, campaign_id, err) ||
		!campaign_forecast_make(ops, tx, &out->campaign, &(struct forecast_question){.max_days = 0},
			call->arena, &out->forecast, err) ||
		!gather_excluded(&reviewing, err) || !read_waiting(&reviewing, err))
		return false;
	advice_on_steps(&out->campaign, reviewing.steps, reviewing.step_count, call->arena, &out->advice);
	advise_on_mailboxes(&reviewing);
	advise_on_length(&reviewing);
	return true;
}
