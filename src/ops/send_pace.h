#pragma once
/*
 * send_pace: what pace_ask wants to know about one email, read from the database. The planner, the permit and "Why isn't this
 * sending?" begin here, so that they decide from the same facts.
 */
#include "model/campaign.h"
#include "model/contact.h"
#include "model/mailbox.h"
#include "model/pace.h"
#include "store/domain_store.h"

struct send_pace {
	struct pace pace; /* points into this struct: do not copy it */
	struct schedule schedule;
	struct pace_day mailbox_today, campaign_today;
	bool is_spaced; /* the campaign spaces its emails, and this domain is a company's */
	struct campaign_domain domain;
};

struct send_pace_query {
	const struct campaign *campaign;
	const struct contact *contact; /* NULL: nobody in particular, by the campaign's clock */
	const struct mailbox *mailbox; /* NULL: whichever; neither its cap nor its gap counts */
	int position;                  /* from 1: only first steps are new contacts */
};
MUST_CHECK bool send_pace_read(
	struct tx *tx, const struct send_pace_query *query, int64_t now, struct send_pace *out, struct error *err);

/* First steps that were permitted on the campaign's day of `now`. */
MUST_CHECK bool send_pace_new_taken(
	struct tx *tx, const struct campaign *campaign, int64_t now, int64_t *taken, struct error *err);
