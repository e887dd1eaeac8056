#pragma once
/*
 * campaign_forecast: which emails of a campaign leave when: the rows it waits with, given to model/forecast.
 *
 * A draft is told as if it were launched now, a paused campaign as if it were resumed now.
 */
#include "model/forecast.h"
#include "model/mailbox.h"
#include "ops/campaign_prepare.h"
#include "ops/ops.h"
#include "store/tx.h"

enum { FORECAST_EXACT = 500 };

/* How what is overdue would be treated (OVERDUE_KEEP: nothing is), and since when a shift counts. */
struct forecast_question {
	enum overdue_rule overdue;
	int64_t skip_older_than_ms;
	int max_days; /* how many days are listed */
};

struct campaign_forecast {
	struct forecast forecast; /* the ids of its sends are enrollments' */
	const struct step *steps;
	size_t step_count;
	struct mailbox *mailboxes;
	int64_t *shared_with; /* for each, how many other running campaigns send from it */
	size_t mailbox_count;
	int64_t skipped;                  /* contacts whose follow-ups OVERDUE_SKIP would end */
	struct prepare_findings findings; /* a draft: for whom nothing will leave */
	int64_t now;
};

MUST_CHECK bool campaign_forecast_make(struct ops *ops, struct tx *tx, const struct campaign *campaign,
	const struct forecast_question *question, struct arena *arena, struct campaign_forecast *out,
	struct error *err);
