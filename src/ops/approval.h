#pragma once
/*
 * approval: the emails of a step that asks for it, and what the planner and the permit make of what somebody decided.
 *
 * An approval is for one email as it was shown, word for word. The permit compares what it is about to let go with that: where
 * the step, the sender or the contact have changed since, the email waits again. A row that waits is due and cannot be claimed, so
 * that it stands before nobody and counts for no day.
 */
#include "ops/compose.h"
#include "ops/send_permit.h"
#include "store/approval_store.h"
#include "store/enrollment_store.h"

enum {
	APPROVAL_AHEAD = 100
}; /* emails of one campaign that wait in one mailbox: the others are planned when these go */

/* A fingerprint of everything that whoever approves is shown. */
void approval_digest(
	const struct compose_input *input, const struct composed *email, unsigned char out[APPROVAL_DIGEST_SIZE]);

/* What `input` composes is what was approved: the edited texts as they are, the times that were shown. */
void approval_apply(const struct approval *approval, struct compose_input *input, struct arena *arena);

/* How many more emails of the campaign may begin to wait in this mailbox; 0 where no step asks. */
MUST_CHECK bool approval_room(struct tx *tx, const struct campaign *campaign, const struct step *steps, size_t count,
	int64_t mailbox_id, int64_t *room, struct error *err);

/* Whether somebody has yet to approve the email of this step. */
MUST_CHECK bool approval_is_needed(struct tx *tx, const struct enrollment *enrollment, const struct step *step,
	bool *is_needed, struct error *err);

/* Before a claim: the claim gets what was approved of it, where its step asks. *waits: nobody has, and it waits from now on. */
MUST_CHECK bool approval_of_claim(
	struct tx *tx, struct claim *claim, struct arena *arena, int64_t now, bool *waits, struct error *err);

/* At the permit: whether this email is still what was approved. */
MUST_CHECK bool approval_holds(
	struct tx *tx, const struct claim *claim, const unsigned char *digest, bool *holds, struct error *err);

/* claimed → due, waiting for somebody again. */
MUST_CHECK bool approval_ask_again(struct tx *tx, const struct claim *claim, int64_t now, struct error *err);
/* The same in a transaction of its own. */
MUST_CHECK bool approval_void(struct ops *ops, const struct claim *claim, struct error *err);

/* That the emails which wait are others now, for whoever looks at them. */
MUST_CHECK bool approval_tell(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct error *err);
