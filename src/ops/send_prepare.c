#include "ops/send_prepare.h"

#include <string.h>

#include "ops/approval.h"
#include "ops/compose.h"
#include "ops/send_tracking.h"
#include "store/enrollment_store.h"

/* The missing field puts the contact into review; a row that was never tried is taken back, to be planned again. */
static bool send_to_review(struct ops *ops, const struct claim *claim, const char *field, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct enrollment enrollment;
	bool returned;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!enrollment_store_get(
		    tx, claim->send.workspace_id, claim->send.enrollment_id, tx_arena(tx), &enrollment, err))
		return false;
	if (!send_store_forget_planned(tx, &claim->send, &returned, err))
		return false;
	if (!returned && !send_store_return(tx, &claim->send, &returned, err))
		return false;
	if (returned && enrollment.status == ENROLLMENT_LIVE &&
		!enrollment_store_set_status(tx, &enrollment, ENROLLMENT_REVIEW, field, 0, clock_wall(ops->clock), err))
		return false;
	return tx_commit(tx, err);
}

bool send_prepare(struct ops *ops, const struct claim *claim, const struct mailbox *mailbox, struct arena *arena,
	struct prepared *out, bool *ready, struct error *err)
{
	struct compose_input input = send_tracking_input(ops, claim, mailbox, arena);
	struct composed composed;
	const char *missing = NULL;

	if (!input.step)
		return error_set(err, ERROR_NOT_FOUND, "step_gone", "The step is not there any more.");
	if (claim->approval)
		approval_apply(claim->approval, &input, arena);
	*ready = compose_email(&input, arena, &composed, &missing, err);
	if (!*ready)
		return missing && send_to_review(ops, claim, missing, err);
	*out = (struct prepared){.from = mailbox->address,
		.subject = composed.subject,
		.message = composed.bytes,
		.message_size = composed.size,
		.pieces = composed.pieces,
		.piece_count = composed.piece_count,
		.thread_id = composed.in_thread ? claim->enrollment->provider_thread_id : NULL,
		.begins_thread = !composed.in_thread,
		.tracked = composed.tracked};
	if (!claim->approval)
		return true;
	approval_digest(&input, &composed, out->digest);
	*ready = memcmp(out->digest, claim->approval->digest, sizeof(out->digest)) == 0;
	return *ready || approval_void(ops, claim, err);
}
