#pragma once
/*
 * reply_ops: what a mail that came in means for the people we write to.
 *
 * A human reply ends the sequence in every running campaign; an opt-out also suppresses the address; a bounce ends it as
 * bounced; an automatic reply changes nothing. Mail that matches no send and no enrolled contact is never stored.
 */
#include "model/mailbox.h"
#include "ops/ops.h"
#include "transport/receiver.h"

/* Takes one mail in, once. *matched tells whether it was ours to know. */
MUST_CHECK bool reply_ops_take(
	struct ops *ops, const struct mailbox *mailbox, const struct incoming *mail, bool *matched, struct error *err);
