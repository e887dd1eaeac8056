#pragma once
/*
 * send_prepare: the email of a claim, as it will be handed over.
 */
#include "ops/send_permit.h"

/* *ready is false when a required field is missing: the enrollment went to review, the send waits. And where it is another
 * email than the one that was approved: it waits for that again. */
MUST_CHECK bool send_prepare(struct ops *ops, const struct claim *claim, const struct mailbox *mailbox,
	struct arena *arena, struct prepared *out, bool *ready, struct error *err);
