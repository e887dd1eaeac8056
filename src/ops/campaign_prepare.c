#include "ops/campaign_prepare.h"

#include "base/log.h"
#include "base/text.h"
#include "ops/campaign_launch.h"
#include "ops/campaign_rules.h"
#include "ops/compose.h"
#include "ops/course.h"
#include "ops/experiment_ops.h"
#include "ops/country_policy.h"
#include "ops/sender_identity.h"
#include "ops/mailbox_rules.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/event_store.h"
#include "store/mailbox_store.h"
#include "store/overlap_store.h"
#include "store/preparing_store.h"
#include "store/step_store.h"
#include "store/suppression_store.h"
#include "store/workspace_store.h"

enum { BATCH = 100, TELL_EACH_MS = 500, SLICE_MS = 1000 };

/* One batch: what every contact of it is checked with. */
struct preparation {
	struct ops *ops;
	struct tx *tx;
	struct arena *arena;
	struct campaign campaign;
	struct workspace workspace;
	struct mailbox mailbox; /* the first of the campaign: it stands for whichever will send */
	struct step *steps;
	size_t step_count;
	int64_t now;
};

static bool load_mailbox(struct preparation *preparation, struct error *err)
{
	int64_t *ids = NULL;
	size_t count = 0;

	if (!campaign_store_mailboxes(preparation->tx, preparation->campaign.workspace_id, preparation->campaign.id,
		    preparation->arena, &ids, &count, err))
		return false;
	if (count == 0)
		return error_set(err, ERROR_CONFLICT, "no_active_mailbox", "Add an active mailbox to send from.");
	return mailbox_store_get(preparation->tx, preparation->campaign.workspace_id, ids[0], preparation->arena,
		&preparation->mailbox, err);
}

static bool load(struct preparation *preparation, struct error *err)
{
	return workspace_store_get(preparation->tx, preparation->campaign.workspace_id, preparation->arena,
		       &preparation->workspace, err) &&
		step_store_list(preparation->tx, preparation->campaign.workspace_id, preparation->campaign.id,
			preparation->arena, &preparation->steps, &preparation->step_count, err) &&
		load_mailbox(preparation, err);
}

/* Renders one wording for this contact. *missing is the field that is not there, NULL when all are. */
static bool render(struct preparation *preparation, const struct contact *contact, const struct step *step,
	const char **missing, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct campaign *campaign = &preparation->campaign;
	struct compose_input input = {
		.identity = sender_identity(&preparation->workspace, &preparation->mailbox, campaign),
		.campaign = campaign,
		.step = step,
		.contact = contact,
		.thread_subject = step->position > 1 ? "-" : NULL,
		.message_id = "<preparing@localhost>",
		.unsubscribe_url = compose_unsubscribe_url(
			preparation->ops->vault, preparation->ops->base_url, contact, campaign->id, arena),
		.now = preparation->now,
	};
	struct composed composed;
	struct error why;

	if (compose_email(&input, arena, &composed, missing, &why))
		return true;
	if (*missing) {
		*missing = arena_text(preparation->arena, *missing);
		return true;
	}
	*err = why;
	return false;
}

/* Every wording of a step that this contact would get; where one may yet win, that is any of them. */
static bool render_step(struct preparation *preparation, int64_t enrollment_id, const struct contact *contact,
	const struct step *step, const char **missing, struct error *err)
{
	size_t chosen = experiment_ops_choose(preparation->ops, step, enrollment_id, 0);

	for (size_t i = 0; i < variant_count(step) && !*missing; i++) {
		struct step worded = variant_step(step, i);
		bool may_win = step->winner_after && !step->winner_id && variant_at(step, i).enabled;

		if ((i == chosen || may_win) && !render(preparation, contact, &worded, missing, err))
			return false;
	}
	return true;
}

static bool render_all(struct preparation *preparation, int64_t enrollment_id, const struct contact *contact,
	const char **missing, struct error *err)
{
	*missing = NULL;
	for (size_t i = 0; i < preparation->step_count && !*missing; i++) {
		const struct step *step = &preparation->steps[i];
		enum course course = course_of(&preparation->campaign, step, contact, preparation->arena);

		if (course == COURSE_STOP || course == COURSE_GOAL)
			return true;
		if (course == COURSE_SEND && !render_step(preparation, enrollment_id, contact, step, missing, err))
			return false;
	}
	return true;
}

/* What became of one contact. */
struct verdict {
	struct enrollment enrollment;
	enum enrollment_status status;
	const char *why; /* the field that is missing, or the reason to leave it out */
};

static bool judge_overlap(
	struct preparation *preparation, const struct contact *contact, struct verdict *verdict, struct error *err)
{
	struct overlap_of of = {contact->workspace_id, contact->id, preparation->campaign.id, preparation->now};
	struct overlap overlap;

	if (preparation->campaign.overlap != OVERLAP_SKIP)
		return true;
	if (!overlap_store_find(preparation->tx, &of, &overlap, err))
		return false;
	if (overlap.campaign_id) {
		verdict->status = ENROLLMENT_STOPPED;
		verdict->why = END_OVERLAP;
	}
	return true;
}

static bool judge_country(
	struct preparation *preparation, const struct contact *contact, struct verdict *verdict, struct error *err)
{
	enum country_rule rule = COUNTRY_ALLOW;

	if (!country_policy_judge(preparation->tx, contact, &rule, err))
		return false;
	if (rule == COUNTRY_BLOCK) {
		verdict->status = ENROLLMENT_STOPPED;
		verdict->why = END_COUNTRY;
	}
	return true;
}

/* LIVE when nothing is in the way. */
static bool judge(struct preparation *preparation, struct verdict *verdict, struct error *err)
{
	int64_t workspace_id = verdict->enrollment.workspace_id;
	struct contact contact;
	bool covered = false;

	verdict->status = ENROLLMENT_LIVE;
	verdict->why = NULL;
	if (!contact_store_get(
		    preparation->tx, workspace_id, verdict->enrollment.contact_id, preparation->arena, &contact, err) ||
		!suppression_store_covers(
			preparation->tx, workspace_id, contact.email_key, contact.domain, &covered, err))
		return false;
	if (covered) {
		verdict->status = ENROLLMENT_SUPPRESSED;
		return true;
	}
	if (!judge_overlap(preparation, &contact, verdict, err) ||
		(verdict->status == ENROLLMENT_LIVE && !judge_country(preparation, &contact, verdict, err)))
		return false;
	if (verdict->status != ENROLLMENT_LIVE)
		return true;
	if (!render_all(preparation, verdict->enrollment.id, &contact, &verdict->why, err))
		return false;
	if (verdict->why)
		verdict->status = ENROLLMENT_REVIEW;
	return true;
}

/* Those who have something to get, and those whom an earlier preparing left out: its reason may be gone. */
static bool is_open(const struct enrollment *enrollment)
{
	if (enrollment->status == ENROLLMENT_LIVE || enrollment->status == ENROLLMENT_REVIEW)
		return true;
	if (enrollment->next_position != 1 || enrollment->last_sent_at)
		return false;
	return enrollment_may_return(enrollment->status, enrollment->end_reason);
}

/* One batch as it was judged, before any of it is written. */
struct batch {
	struct preparing at; /* where it began */
	struct verdict *changes;
	size_t change_count, seen;
	int64_t last_id;
};

static bool is_change(const struct verdict *verdict)
{
	return verdict->status != verdict->enrollment.status ||
		(verdict->status == ENROLLMENT_REVIEW && !text_equal(verdict->why, verdict->enrollment.review_field));
}

static bool judge_batch(struct preparation *preparation, struct batch *batch, struct error *err)
{
	struct campaign *campaign = &preparation->campaign;
	struct enrollment *list = NULL;

	if (!load(preparation, err) ||
		!preparing_store_get(
			preparation->tx, campaign->workspace_id, campaign->id, campaign->revision, &batch->at, err) ||
		!enrollment_store_list(preparation->tx, campaign->workspace_id, campaign->id, NULL, batch->at.after_id,
			BATCH, preparation->arena, &list, &batch->seen, err))
		return false;
	batch->changes = ARENA_ARRAY(preparation->arena, struct verdict, batch->seen);
	for (size_t i = 0; i < batch->seen; i++) {
		struct verdict *verdict = &batch->changes[batch->change_count];

		verdict->enrollment = list[i];
		if (!is_open(&list[i]))
			continue;
		if (!judge(preparation, verdict, err))
			return false;
		batch->change_count += is_change(verdict);
	}
	batch->last_id = batch->seen ? list[batch->seen - 1].id : batch->at.after_id;
	return true;
}

/* One contact, in memory that goes at once. */
static bool look_at(struct preparation *preparation, const struct enrollment *enrollment, struct prepare_findings *out,
	struct arena *keep, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct verdict verdict = {.enrollment = *enrollment};

	preparation->arena = arena;
	if (!judge(preparation, &verdict, err))
		return false;
	if (verdict.status == ENROLLMENT_LIVE)
		return true;
	out->live += enrollment->status == ENROLLMENT_LIVE;
	out->list[out->count++] = (struct prepare_finding){enrollment->id, enrollment->contact_id,
		enrollment->status == ENROLLMENT_LIVE, verdict.status, arena_text(keep, verdict.why)};
	return true;
}

bool campaign_prepare_look(struct ops *ops, struct tx *tx, const struct campaign *campaign, struct arena *arena,
	struct prepare_findings *out, struct error *err)
{
	struct preparation preparation = {
		.ops = ops, .tx = tx, .arena = arena, .campaign = *campaign, .now = clock_wall(ops->clock)};
	struct enrollment *list = NULL;
	size_t count = 0;

	*out = (struct prepare_findings){0};
	if (!load(&preparation, err))
		return error_is(err, "no_active_mailbox");
	if (!enrollment_store_list(
		    tx, campaign->workspace_id, campaign->id, NULL, 0, PREPARE_LOOK_AT, arena, &list, &count, err))
		return false;
	out->list = ARENA_ARRAY(arena, struct prepare_finding, count);
	for (size_t i = 0; i < count; i++)
		if (is_open(&list[i]) && !look_at(&preparation, &list[i], out, arena, err))
			return false;
	out->checked = (int64_t)count;
	out->is_complete = count < PREPARE_LOOK_AT;
	return true;
}

/* Everybody was checked: the launch checks once more, then it runs; or it is a draft again. */
static bool end_preparing(struct preparation *preparation, struct error *refusal, struct error *err)
{
	struct campaign *campaign = &preparation->campaign;
	struct call call = mailbox_rules_system(campaign->workspace_id, preparation->arena);

	*refusal = (struct error){0};
	if (!preparing_store_forget(preparation->tx, campaign->workspace_id, campaign->id, err))
		return false;
	if (!campaign_launch_check(preparation->ops, preparation->tx, campaign, refusal)) {
		if (refusal->kind != ERROR_CONFLICT) {
			*err = *refusal;
			return false;
		}
		return campaign_apply(campaign, CAMPAIGN_UNPREPARED, PAUSE_NONE, 0, preparation->now, err) &&
			campaign_store_update(preparation->tx, campaign, err) &&
			campaign_rules_tell(preparation->tx, &call, campaign, "campaign.launch_failed",
				"campaign.launch_failed",
				arena_printf(preparation->arena, "{\"code\":\"%s\"}", refusal->code), err);
	}
	return campaign_apply(campaign, CAMPAIGN_PREPARED, PAUSE_NONE, 0, preparation->now, err) &&
		campaign_store_update(preparation->tx, campaign, err) &&
		campaign_rules_tell(
			preparation->tx, &call, campaign, "campaign.launched", "campaign.launched", NULL, err);
}

/* Judged once more, by what is true now: a field that was filled in meanwhile must not leave its contact in review. */
static bool write_verdict(struct preparation *preparation, const struct enrollment *was, struct error *err)
{
	struct verdict verdict = {0};

	if (!enrollment_store_get(
		    preparation->tx, was->workspace_id, was->id, preparation->arena, &verdict.enrollment, err))
		return error_is(err, "not_found");
	if (!is_open(&verdict.enrollment))
		return true;
	return judge(preparation, &verdict, err) &&
		enrollment_store_set_status(preparation->tx, &verdict.enrollment, verdict.status, verdict.why,
			verdict.status == ENROLLMENT_LIVE ? preparation->now : 0, preparation->now, err);
}

/* Not in the audit, and seldom: it is for whoever watches. */
static bool tell_progress(struct preparation *preparation, struct preparing *at, struct error *err)
{
	struct campaign *campaign = &preparation->campaign;
	struct campaign_counts counts;

	if (preparation->now >= at->told_at && preparation->now - at->told_at < TELL_EACH_MS)
		return true;
	at->told_at = preparation->now;
	return campaign_store_counts(preparation->tx, campaign->workspace_id, campaign->id, &counts, err) &&
		event_store_add(preparation->tx,
			&(struct event){.workspace_id = campaign->workspace_id,
				.type = "campaign.preparing",
				.campaign_id = campaign->id,
				.data = arena_printf(preparation->arena, "{\"checked\":%lld,\"total\":%lld}",
					(long long)at->checked, (long long)counts.contacts)},
			err);
}

static bool write_batch(struct preparation *preparation, const struct batch *batch, bool *over, struct error *refusal,
	struct error *err)
{
	struct preparing at = batch->at;

	if (batch->change_count && !load(preparation, err))
		return false;
	for (size_t i = 0; i < batch->change_count; i++)
		if (!write_verdict(preparation, &batch->changes[i].enrollment, err))
			return false;
	*over = batch->seen < BATCH;
	at.after_id = batch->last_id;
	at.checked += (int64_t)batch->seen;
	if (*over)
		return end_preparing(preparation, refusal, err);
	return tell_progress(preparation, &at, err) && preparing_store_put(preparation->tx, &at, err);
}

/* Reads the campaign in a transaction of the batch; *is_preparing is false when it is not preparing any more. */
static bool read_campaign(struct preparation *preparation, int64_t workspace_id, int64_t campaign_id,
	bool *is_preparing, struct error *err)
{
	*is_preparing = false;
	if (!campaign_store_get(
		    preparation->tx, workspace_id, campaign_id, preparation->arena, &preparation->campaign, err))
		return error_is(err, "not_found");
	*is_preparing = preparation->campaign.status == CAMPAIGN_PREPARING;
	return true;
}

/* Renders in a snapshot, which keeps nobody waiting. */
static bool look(struct preparation *preparation, int64_t workspace_id, int64_t campaign_id, struct batch *batch,
	bool *is_preparing, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_read(preparation->ops->store, &tx, err))
		return false;
	preparation->tx = tx;
	return read_campaign(preparation, workspace_id, campaign_id, is_preparing, err) &&
		(!*is_preparing || judge_batch(preparation, batch, err));
}

/* One transaction. A batch that another worker has written meanwhile, or that was judged by what the campaign no longer is,
 * is dropped. */
static bool keep(struct preparation *preparation, const struct batch *batch, bool *is_preparing, bool *over,
	struct error *refusal, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t workspace_id = batch->at.workspace_id, campaign_id = batch->at.campaign_id;
	struct preparing at;

	if (!tx_begin(preparation->ops->store, &tx, err))
		return false;
	preparation->tx = tx;
	if (!read_campaign(preparation, workspace_id, campaign_id, is_preparing, err))
		return false;
	if (!*is_preparing)
		return true;
	if (!preparing_store_get(tx, workspace_id, campaign_id, preparation->campaign.revision, &at, err))
		return false;
	if (at.revision != batch->at.revision || at.after_id != batch->at.after_id)
		return true;
	return write_batch(preparation, batch, over, refusal, err) && tx_commit(tx, err);
}

/* *over when the campaign is prepared, or not preparing any more. */
static bool run_batch(struct ops *ops, int64_t workspace_id, int64_t campaign_id, bool *over, struct error *refusal,
	struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct preparation preparation = {.ops = ops, .arena = arena, .now = clock_wall(ops->clock)};
	struct batch batch = {0};
	bool is_preparing = false, ended = false;

	if (!look(&preparation, workspace_id, campaign_id, &batch, &is_preparing, err) ||
		(is_preparing && !keep(&preparation, &batch, &is_preparing, &ended, refusal, err)))
		return false;
	*over = ended || !is_preparing;
	return true;
}

/* A campaign that cannot be prepared at all is a draft again, with the reason as an event. */
static bool give_up(
	struct ops *ops, int64_t workspace_id, int64_t campaign_id, const struct error *why, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct call call = mailbox_rules_system(workspace_id, arena);
	struct campaign campaign;

	if (!tx_begin(ops->store, &tx, err) ||
		!campaign_store_get(tx, workspace_id, campaign_id, arena, &campaign, err))
		return false;
	if (campaign.status != CAMPAIGN_PREPARING)
		return true;
	return campaign_apply(&campaign, CAMPAIGN_UNPREPARED, PAUSE_NONE, 0, clock_wall(ops->clock), err) &&
		campaign_store_update(tx, &campaign, err) &&
		preparing_store_forget(tx, workspace_id, campaign_id, err) &&
		campaign_rules_tell(tx, &call, &campaign, "campaign.launch_failed", "campaign.launch_failed",
			arena_printf(arena, "{\"code\":\"%s\"}", why->code), err) &&
		tx_commit(tx, err);
}

static bool run(struct ops *ops, int64_t workspace_id, int64_t campaign_id, int64_t until_boot_ms,
	struct error *refusal, struct error *err)
{
	bool over = false;

	while (!over && (!until_boot_ms || clock_boot(ops->clock) < until_boot_ms)) {
		if (run_batch(ops, workspace_id, campaign_id, &over, refusal, err))
			continue;
		if (err->kind != ERROR_INVALID && err->kind != ERROR_CONFLICT)
			return false;
		*refusal = *err;
		return give_up(ops, workspace_id, campaign_id, refusal, err);
	}
	return true;
}

static bool run_slice(struct ops *ops, int64_t workspace_id, int64_t campaign_id, struct error *err)
{
	struct error refusal = {0};

	if (!run(ops, workspace_id, campaign_id, clock_boot(ops->clock) + SLICE_MS, &refusal, err))
		return false;
	if (refusal.code)
		log_error(LOG_INFO, "campaign_not_launched", &refusal);
	return true;
}

/* The worker may have ended it in the caller's place: what stood in the way is asked again. A cancel is no refusal. */
static bool ask_refusal(
	struct ops *ops, int64_t workspace_id, int64_t campaign_id, struct error *refusal, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;

	if (!tx_read(ops->store, &tx, err) || !campaign_store_get(tx, workspace_id, campaign_id, arena, &campaign, err))
		return false;
	if (campaign.status != CAMPAIGN_DRAFT)
		return true;
	campaign.status = CAMPAIGN_PREPARING;
	if (!campaign_launch_check(ops, tx, &campaign, refusal) && refusal->kind != ERROR_CONFLICT) {
		*err = *refusal;
		return false;
	}
	return true;
}

bool campaign_prepare_within(
	struct ops *ops, int64_t workspace_id, int64_t campaign_id, int64_t until_boot_ms, struct error *err)
{
	struct error refusal = {0};

	if (!run(ops, workspace_id, campaign_id, until_boot_ms, &refusal, err) ||
		(!refusal.code && !ask_refusal(ops, workspace_id, campaign_id, &refusal, err)))
		return false;
	if (!refusal.code)
		return true;
	*err = refusal;
	return false;
}

static bool list_preparing(
	struct ops *ops, struct arena *arena, struct campaign **list, size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	size_t kept = 0;

	if (!tx_read(ops->store, &tx, err) || !campaign_store_list_running(tx, arena, list, count, err))
		return false;
	for (size_t i = 0; i < *count; i++)
		if ((*list)[i].status == CAMPAIGN_PREPARING)
			(*list)[kept++] = (*list)[i];
	*count = kept;
	return true;
}

bool campaign_prepare_run_next(struct ops *ops, bool *did, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct campaign *list = NULL;
	size_t count = 0;

	*did = false;
	if (!list_preparing(ops, arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!run_slice(ops, list[i].workspace_id, list[i].id, err))
			return false;
	*did = count > 0;
	return true;
}

bool campaign_prepare_recover(struct ops *ops, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	const struct error why = {.kind = ERROR_TEMPORARY, .code = "interrupted"};
	struct campaign *list = NULL;
	size_t count = 0;

	if (!list_preparing(ops, arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!text_equal(list[i].prepared_by_boot, ops->boot) &&
			!give_up(ops, list[i].workspace_id, list[i].id, &why, err))
			return false;
	return true;
}
