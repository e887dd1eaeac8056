#pragma once
/*
 * schedule_edit: the settings of a campaign's schedule beyond zone, days and hours: whose zone, holidays, first and last
 * day, spacing by domain.
 */
#include "ops/campaign_ops.h"
#include "ops/problems.h"

/* Takes what the edit holds of them into *campaign and checks the result. */
void schedule_edit_settings(struct campaign *campaign, const struct campaign_edit *edit, struct problems *problems);

/* What was put off by the schedule as it was is looked at again: people and rows are due now, and spacing counts anew. For a
 * campaign that has been launched. */
MUST_CHECK bool schedule_edit_replan(struct tx *tx, const struct campaign *campaign, const struct campaign_edit *edit,
	int64_t now, struct error *err);
