#pragma once
/*
 * campaign_end: how a campaign that runs comes to its end: because nobody is left to write to, or because its last day is over.
 */
#include "model/campaign.h"
#include "store/tx.h"

/* Whether its last day is over, or no window is left before it is. */
bool campaign_end_has_come(const struct campaign *campaign, int64_t now);

/* Ends those who still wait (stopped, with the reason "ended"), a few hundred at a time; *more: there are others. Emails that
 * are on the wire come to their end by themselves. */
MUST_CHECK bool campaign_end_let_go(struct tx *tx, const struct campaign *campaign, int64_t now, struct arena *arena,
	bool *more, struct error *err);

/* Completes it when nobody is left and nothing is under way; an evergreen one only when its end has come. */
MUST_CHECK bool campaign_end_if_over(struct tx *tx, struct campaign *campaign, int64_t now, struct error *err);
