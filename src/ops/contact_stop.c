#include "ops/contact_stop.h"

#include "base/text.h"
#include "model/company_domain.h"
#include "ops/campaign_rules.h"
#include "store/campaign_store.h"

static const struct {
	const char *action;
	enum stop_kind stop;
} words[] = {
	[CONTACT_STOP_PAUSE] = {"campaign.pause_contact", STOP_CONTACT_PAUSE},
	[CONTACT_STOP_RESUME] = {"campaign.resume_contact", STOP_CONTACT_RESUME},
	[CONTACT_STOP_END] = {"campaign.stop_contact", STOP_CONTACT_END},
	[CONTACT_STOP_GOAL] = {"campaign.goal_reached", STOP_CONTACT_END},
};

static bool is_going_on(const struct enrollment *enrollment)
{
	return enrollment->status == ENROLLMENT_LIVE || enrollment->status == ENROLLMENT_REVIEW;
}

static bool may(const struct enrollment *enrollment, enum contact_stop how)
{
	switch (how) {
	case CONTACT_STOP_PAUSE:
		return is_going_on(enrollment) && !enrollment->paused_at;
	case CONTACT_STOP_RESUME:
		return is_going_on(enrollment) && enrollment->paused_at;
	case CONTACT_STOP_END:
		return is_going_on(enrollment);
	case CONTACT_STOP_GOAL:
		return !text_equal(enrollment->end_reason, END_GOAL);
	}
	UNREACHABLE();
}

static bool refuse(const struct enrollment *enrollment, struct error *err)
{
	const char *status = enrollment_status_name(enrollment->status);

	error_set(err, ERROR_CONFLICT, "invalid_state", "This contact is %s%s in the campaign.", status,
		enrollment->paused_at ? " and paused" : "");
	return error_details(
		err, "{\"status\":\"%s\",\"paused\":%s}", status, enrollment->paused_at ? "true" : "false");
}

static bool end(struct tx *tx, const struct enrollment *enrollment, const char *reason, int64_t now, struct error *err)
{
	if (is_going_on(enrollment))
		return enrollment_store_set_status(tx, enrollment, ENROLLMENT_STOPPED, reason, 0, now, err);
	return enrollment_store_set_end_reason(tx, enrollment, reason, err);
}

static bool apply(
	struct tx *tx, const struct enrollment *enrollment, enum contact_stop how, int64_t now, struct error *err)
{
	switch (how) {
	case CONTACT_STOP_PAUSE:
		return enrollment_store_pause(tx, enrollment, now, err);
	case CONTACT_STOP_RESUME:
		return enrollment_store_resume(tx, enrollment, err);
	case CONTACT_STOP_END:
		return end(tx, enrollment, END_BY_HAND, now, err);
	case CONTACT_STOP_GOAL:
		return end(tx, enrollment, END_GOAL, now, err);
	}
	UNREACHABLE();
}

static void write_journal(struct tx *tx, const struct enrollment *enrollment, enum contact_stop how, int64_t now)
{
	if (is_going_on(enrollment))
		stop_journal_add(tx,
			&(struct stop_line){.kind = words[how].stop,
				.workspace_id = enrollment->workspace_id,
				.enrollment_id = enrollment->id,
				.at = now});
}

static bool apply_in(struct tx *tx, const struct call *call, const struct campaign *campaign,
	const struct enrollment *enrollment, enum contact_stop how, int64_t now, struct error *err)
{
	char contact[ID_TEXT_SIZE];

	id_format(ID_CONTACT, enrollment->contact_id, contact);
	write_journal(tx, enrollment, how, now);
	return apply(tx, enrollment, how, now, err) &&
		campaign_rules_tell(tx, call, campaign, NULL, words[how].action,
			arena_printf(tx_arena(tx), "{\"contact_id\":\"%s\"}", contact), err);
}

static bool run_in(struct tx *tx, struct ops *ops, const struct call *call, int64_t campaign_id, int64_t contact_id,
	enum contact_stop how, struct enrollment *out, struct error *err)
{
	struct enrollment enrollment;
	struct campaign campaign;

	if (!campaign_store_get(tx, call->workspace_id, campaign_id, tx_arena(tx), &campaign, err) ||
		!campaign_rules_allow(call, &campaign, err) ||
		!enrollment_store_find(tx, call->workspace_id, campaign_id, contact_id, tx_arena(tx), &enrollment, err))
		return false;
	if (!may(&enrollment, how))
		return refuse(&enrollment, err);
	return apply_in(tx, call, &campaign, &enrollment, how, clock_wall(ops->clock), err) &&
		enrollment_store_get(tx, call->workspace_id, enrollment.id, call->arena, out, err);
}

/* What is under way to this contact is stopped, or has left, when it returns. */
static void stop_fence(struct ops *ops, struct arena *arena, int64_t enrollment_id)
{
	struct fence_report report;

	fence_stop(
		ops->fence, &(struct fence_match){.enrollment_id = enrollment_id}, FENCE_CUT_AFTER_MS, arena, &report);
}

bool contact_stop_run(struct ops *ops, const struct call *call, int64_t campaign_id, int64_t contact_id,
	enum contact_stop how, struct enrollment *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err) || !run_in(tx, ops, call, campaign_id, contact_id, how, out, err) ||
		!tx_commit(tx, err))
		return false;
	if (how != CONTACT_STOP_RESUME)
		stop_fence(ops, call->arena, out->id);
	return true;
}

bool contact_stop_again(
	struct ops *ops, const struct call *call, int64_t enrollment_id, enum contact_stop how, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct enrollment enrollment;
	struct campaign campaign;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!enrollment_store_get(tx, call->workspace_id, enrollment_id, call->arena, &enrollment, err))
		return error_is(err, "not_found");
	if (!may(&enrollment, how))
		return true;
	return campaign_store_get(tx, call->workspace_id, enrollment.campaign_id, call->arena, &campaign, err) &&
		apply_in(tx, call, &campaign, &enrollment, how, clock_wall(ops->clock), err) && tx_commit(tx, err);
}

bool contact_stop_colleague_replied(
	struct tx *tx, const struct campaign *campaign, const char *domain, bool *replied, struct error *err)
{
	const char *company = campaign->stop_on_colleague_reply ? company_domain(domain) : NULL;

	*replied = false;
	return !company ||
		enrollment_store_colleague_replied(tx, campaign->workspace_id, campaign->id, company, replied, err);
}
