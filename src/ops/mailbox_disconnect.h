#pragma once
/*
 * mailbox_disconnect: how a mailbox goes out of use, whatever the reason, and comes back by undo.
 */
#include "ops/mailbox_ops.h"
#include "store/receipt_store.h"

/* Pauses the running campaigns that use the mailbox (but those that may go on with others) and fills the receipt's
 * campaigns and sends_held. Part of the transaction that makes it inactive. */
MUST_CHECK bool mailbox_disconnect_pause_campaigns(struct tx *tx, const struct call *call,
	const struct mailbox *mailbox, enum pause_cause cause, const struct impact *impact,
	const struct disconnect_request *request, struct receipt *receipt, int64_t now, struct error *err);
