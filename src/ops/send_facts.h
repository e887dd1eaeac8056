#pragma once
/*
 * send_facts: everything on which a permit depends, and the decision that follows from it. Claim, permit and "Why isn't this
 * sending?" read and judge by the same.
 */
#include "model/campaign.h"
#include "model/country_rule.h"
#include "model/mailbox.h"
#include "ops/held.h"
#include "ops/send_pace.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/overlap_store.h"
#include "store/send_store.h"
#include "store/workspace_store.h"

/* A campaign as every send of one claim sees it. */
struct send_running {
	struct campaign campaign;
	struct step *steps;
	size_t step_count;
	struct send_running *next;
};

/* What the sends of one claim have in scope: read once. */
struct send_scope {
	struct tx *tx;
	struct arena *arena;
	int64_t now;
	const struct mailbox *mailbox;
	struct workspace *workspace;
	struct send_running *campaigns;
	const char *country; /* of the contact before, and the rule for it */
	bool has_country;
	enum country_rule country_rule;
	size_t out_of_the_way; /* rows that stood in front and do no more */
};

/* Everything a permit depends on, read in one transaction. */
struct send_facts {
	const struct mailbox *mailbox;
	const struct campaign *campaign;
	struct enrollment enrollment;
	struct contact contact;
	bool suppressed, replies_unread, colleague_replied, is_at_goal;
	struct overlap overlap;
	int position; /* 1 for the first email, whatever its step */
	enum country_rule country;
	struct send_pace pacing;
};

/* Why not, and when that ends by itself (0: not by itself). `over` means never: the send is to be cancelled. */
struct send_verdict {
	enum held_reason reason;
	int64_t next_at;
	bool over;
};

/* Uses the campaign that was claimed, as long as its revision is the one in the database; whether it runs is looked up. */
MUST_CHECK bool send_facts_use_claimed(struct send_scope *scope, const struct campaign *claimed, struct error *err);

/* Into the scope's arena. */
MUST_CHECK bool send_facts_read(
	struct send_scope *scope, const struct send *send, struct send_facts *facts, struct error *err);

/* In the order in which a person would want to be told. */
struct send_verdict send_facts_judge(const struct send_facts *facts, const struct send *send, int64_t now);

/* The step of this send; *out NULL: it is gone. */
MUST_CHECK bool send_facts_step(struct send_scope *scope, const struct send *send, const struct enrollment *enrollment,
	const struct step **out, struct error *err);
/* scope->workspace is set. */
MUST_CHECK bool send_facts_workspace(struct send_scope *scope, int64_t workspace_id, struct error *err);
