#pragma once
/*
 * why_pace: what of "Why isn't this sending?" holds everybody of a campaign, and what only the next person.
 */
#include "model/campaign.h"
#include "model/contact.h"
#include "model/send.h"
#include "store/tx.h"

/* The schedule as far as it holds everybody: with each contact's own clock only the first and the last day do. */
struct schedule why_pace_common_schedule(const struct campaign *campaign);

/* Whose turn it is next, and what of the schedule is in their way: their own clock, or somebody at the same company. */
struct why_person {
	enum held_reason reason; /* HELD_NONE: nothing, or nobody is next */
	int64_t next_at;
	struct contact contact;
};
MUST_CHECK bool why_pace_next_person(struct tx *tx, const struct campaign *campaign, int64_t now, struct arena *arena,
	struct why_person *out, struct error *err);
