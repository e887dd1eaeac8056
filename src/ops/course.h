#pragma once
/*
 * course: which way a contact goes in a campaign by what its fields say: to the next email, past it, or out.
 *
 * It is asked when a step is planned and again in the transaction of the permit, since a field may have changed meanwhile.
 */
#include "ops/ops.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"

enum course {
	COURSE_SEND,
	COURSE_SKIP, /* the step's condition is not met: the next one counts from the last email */
	COURSE_STOP, /* nor is it, and that ends it */
	COURSE_GOAL, /* the campaign's goal is reached */
};

/* Whether the campaign has a goal that this contact has reached. */
bool course_is_at_goal(const struct campaign *campaign, const struct contact *contact, struct arena *arena);

/* `step` NULL: the goal alone is looked at. */
enum course course_of(
	const struct campaign *campaign, const struct step *step, const struct contact *contact, struct arena *arena);

/* Goes that way; what was planned and has not gone is cancelled. Not for COURSE_SEND. */
MUST_CHECK bool course_take(
	struct tx *tx, const struct enrollment *enrollment, enum course course, int64_t now, struct error *err);

/* Ends this contact's campaigns whose goal it has reached. */
MUST_CHECK bool course_reach_goals(struct tx *tx, const struct contact *contact, const struct enrollment *list,
	size_t count, int64_t now, struct error *err);
