#include "ops/course.h"

#include "ops/send_settle.h"
#include "store/event_store.h"

bool course_is_at_goal(const struct campaign *campaign, const struct contact *contact, struct arena *arena)
{
	return condition_is_set(&campaign->goal) && condition_is_met(&campaign->goal, contact, arena);
}

enum course course_of(
	const struct campaign *campaign, const struct step *step, const struct contact *contact, struct arena *arena)
{
	if (course_is_at_goal(campaign, contact, arena))
		return COURSE_GOAL;
	if (!step || !condition_is_set(&step->condition) || condition_is_met(&step->condition, contact, arena))
		return COURSE_SEND;
	return step->condition.then == CONDITION_STOP ? COURSE_STOP : COURSE_SKIP;
}

/* The next step counts from the last email; for somebody who has got none it is due now. */
static bool skip(struct tx *tx, const struct enrollment *was, int64_t now, struct error *err)
{
	struct enrollment enrollment = *was;
	int64_t cancelled = 0;

	enrollment.next_position++;
	if (!send_store_cancel_of_enrollment(tx, was->workspace_id, was->id, &cancelled, err) ||
		!send_settle_next_due(tx, was, enrollment.next_position, was->last_sent_at ? was->last_sent_at : now,
			&enrollment.due_at, err))
		return false;
	if (!enrollment.due_at)
		return enrollment_store_set_status(tx, was, ENROLLMENT_FINISHED, NULL, 0, now, err);
	if (!was->last_sent_at)
		enrollment.due_at = now;
	tx_ring(tx, BELL_ENGINE);
	return enrollment_store_advance(tx, &enrollment, err);
}

bool course_take(struct tx *tx, const struct enrollment *enrollment, enum course course, int64_t now, struct error *err)
{
	switch (course) {
	case COURSE_SKIP:
		return skip(tx, enrollment, now, err);
	case COURSE_STOP:
		return enrollment_store_set_status(tx, enrollment, ENROLLMENT_STOPPED, END_CONDITION, 0, now, err);
	case COURSE_GOAL:
		return enrollment_store_set_status(tx, enrollment, ENROLLMENT_STOPPED, END_GOAL, 0, now, err);
	case COURSE_SEND:
		break;
	}
	UNREACHABLE();
}

static bool reach_goal(struct tx *tx, const struct contact *contact, const struct enrollment *enrollment, int64_t now,
	struct error *err)
{
	struct campaign campaign = {0};

	if (!campaign_store_goal(
		    tx, enrollment->workspace_id, enrollment->campaign_id, tx_arena(tx), &campaign.goal, err))
		return false;
	if (!course_is_at_goal(&campaign, contact, tx_arena(tx)))
		return true;
	return course_take(tx, enrollment, COURSE_GOAL, now, err) &&
		event_store_add(tx,
			&(struct event){.workspace_id = enrollment->workspace_id,
				.type = "campaign.changed",
				.campaign_id = enrollment->campaign_id},
			err);
}

bool course_reach_goals(struct tx *tx, const struct contact *contact, const struct enrollment *list, size_t count,
	int64_t now, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if ((list[i].status == ENROLLMENT_LIVE || list[i].status == ENROLLMENT_REVIEW) &&
			!reach_goal(tx, contact, &list[i], now, err))
			return false;
	return true;
}
