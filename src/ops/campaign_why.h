#pragma once
/*
 * campaign_why: "Why isn't this sending?": what is in a campaign's way, from one closed list of reasons, each with its text,
 * what to do, and when it ends by itself.
 */
#include "model/campaign.h"
#include "model/send.h"
#include "ops/ops.h"
#include "store/campaign_store.h"

enum { CAMPAIGN_WHY_MAX = 64 };

struct campaign_reason {
	enum held_reason reason;
	const char *text; /* one sentence */
	const char
		*action; /* a word for programs, what frees it: resume, reconnect, add_mailbox, release, wait, approve,
			       review, lift, allow_overlap, allow_country, free_disk, resolve */
	int64_t mailbox_id;  /* 0: not about one */
	int64_t campaign_id; /* of an overlap: the other one; 0: not known any more */
	int64_t contacts;    /* how many it holds; 0: not counted */
	int64_t next_at;     /* when it ends by itself; 0: it does not */
};

struct campaign_why {
	struct campaign_reason *reasons; /* the one that a person should see first stands first */
	size_t count, standing;          /* the first ones stand in the way; the others tell who was taken out */
	const char *text;     /* where no list of reasons explains it: a draft, a contact who has replied; or NULL */
	int64_t next_send_at; /* 0: nothing will go */
};

MUST_CHECK bool campaign_why_ask(struct ops *ops, struct tx *tx, const struct campaign *campaign, struct arena *arena,
	struct campaign_why *out, struct error *err);

/* What a campaign waits for that is no reason of the list: a launch. NULL while it runs or is paused. */
const char *campaign_why_idle(const struct campaign *campaign);

/* When the next email goes, 0 when none will. */
MUST_CHECK bool campaign_why_next_send(
	struct ops *ops, struct tx *tx, const struct campaign *campaign, int64_t *next_at, struct error *err);

/* Who or what paused it, as a sentence: "ada@acme.test was disconnected by Ben." NULL unless it is paused. */
MUST_CHECK bool campaign_why_paused(struct tx *tx, const struct campaign *campaign, struct arena *arena,
	const char **text, const char **by_name, struct error *err);

/* Contacts that wait (not yet due) and that are held (due, but not allowed to go). */
MUST_CHECK bool campaign_why_counts(struct tx *tx, const struct campaign *campaign,
	const struct campaign_counts *counts, int64_t *waiting, int64_t *held, struct error *err);
