#pragma once
/*
 * send_plan: gives due enrollments of running campaigns a send row and a mailbox.
 *
 * Follow-ups go to the mailbox of their thread, first steps to the mailbox with the most room; never more rows than today's
 * allowance can use, and only a few ahead, so that the rotation stays fair and an edit finds little planned. Campaigns that
 * share a mailbox take turns: the one that got rows longest ago comes first, and none takes all the room of a pass.
 */
#include "ops/ops.h"
#include "ops/plan_turns.h"

/* One pass. *planned counts new rows; *next_at is when the next enrollment comes due, a window opens or a day's allowance
 * begins (0: nothing is foreseen until a bell rings). */
MUST_CHECK bool send_plan_run(
	struct ops *ops, struct plan_turns *turns, int64_t *planned, int64_t *next_at, struct error *err);
