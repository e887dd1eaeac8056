#pragma once
/*
 * send_permit: claim, compose, permit and return: everything of the send protocol before the end is written.
 *
 * A claim is looked at with the permit's own conditions, so that what cannot go is not prepared; but only the permit, taken
 * when all but the end is on the wire, decides. Every transition names its attempt; no row changed means that the attempt
 * is over.
 */
#include "base/fence.h"
#include "mime/message_source.h"
#include "model/mailbox.h"
#include "ops/ops.h"
#include "store/approval_store.h"
#include "store/send_store.h"
#include "store/tracking_store.h"

/* A claimed send with what its fence, its email and its permit need. In the arena of the claim. */
struct claim {
	struct send send;
	const char *address, *address_key, *domain;
	bool begins_thread; /* set by send_permit_ask */

	/* What the email is made of, as it was when claimed. A later edit raises the revision, and the permit refuses. */
	const struct workspace *workspace;
	const struct campaign *campaign;
	const struct step *step; /* NULL: gone */
	const struct contact *contact;
	const struct enrollment *enrollment;
	const struct approval *approval; /* of the email, where the step asks for one; NULL: it does not */
};

/*
 * Claims up to `limit` due sends of a mailbox that could be permitted now, and gives the mailbox. None: *next_at is when to
 * try again (0: when a bell rings).
 */
MUST_CHECK bool send_permit_claim(struct ops *ops, int64_t workspace_id, int64_t mailbox_id, int limit,
	struct arena *arena, struct mailbox *mailbox, struct claim **claims, size_t *count, int64_t *next_at,
	struct error *err);

/* The email of a claim. */
struct prepared {
	const char *from, *subject, *message;
	size_t message_size;
	const struct message_piece *pieces; /* its files */
	size_t piece_count;
	const char *thread_id; /* the provider's, or NULL */
	bool begins_thread;    /* a step with a subject of its own */
	struct tracked_mail tracked;
	unsigned char digest[APPROVAL_DIGEST_SIZE]; /* of one that had to be approved */
};

/*
 * claimed → transmitting, only where everything allows it now; durable when it returns. *granted false: the send was given
 * back or cancelled, as *reason asks. The attempt must be in the fence, and fence_permit_asked must come first.
 */
MUST_CHECK bool send_permit_ask(struct ops *ops, struct claim *claim, const struct prepared *email, bool *granted,
	enum held_reason *reason, struct error *err);

/* Why a due send does not go now (HELD_NONE: nothing is in the way), and when that changes by itself (0: never). */
MUST_CHECK bool send_permit_why(struct ops *ops, struct tx *tx, const struct send *send, enum held_reason *reason,
	int64_t *next_at, struct error *err);
