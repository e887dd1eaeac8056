#pragma once
/*
 * why_text: what a reason of "Why isn't this sending?" says, and what frees what it holds: the same for a campaign and for one
 * contact of it.
 */
#include "ops/campaign_why.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"

/* What a reason is about. */
struct why_about {
	struct ops *ops;
	struct tx *tx;
	struct arena *arena;
	const struct campaign *campaign;
	int64_t now;
	const struct mailbox *mailbox;       /* NULL: about none */
	const struct mailbox_hold *hold;     /* of the mailbox; NULL: the one that stops this step */
	const struct contact *contact;       /* NULL: about many */
	const struct enrollment *enrollment; /* of the contact */
	int position;                        /* the step that would go */
	int64_t contacts;                    /* how many it holds; 0: not counted */
};

/* The reason in words. HELD_NONE is none. */
MUST_CHECK bool why_text_fill(const struct why_about *about, enum held_reason reason, int64_t next_at,
	struct campaign_reason *out, struct error *err);

/* The server of this mailbox, when it does not answer anybody; NULL otherwise. */
const struct place_down *why_text_place_down(struct ops *ops, const struct mailbox *mailbox, struct arena *arena);

/* What holds all sending of this server, added to `out`. */
MUST_CHECK bool why_text_server(const struct why_about *about, struct campaign_why *out, struct error *err);

/* The reason for which somebody was taken out of a campaign; HELD_NONE where it is none of the list. */
enum held_reason why_text_of_end(enum enrollment_status status, const char *end_reason);
