#pragma once
/*
 * mailbox_json: mailboxes, receipts and impacts as the API shows them.
 */
#include "base/json.h"
#include "ops/mailbox_ops.h"
#include "store/receipt_store.h"

/* The mailbox object, read with its counts in `tx`. `key` NULL for the outermost value. */
MUST_CHECK bool mailbox_json_put(struct json_out *out, const char *key, struct ops *ops, struct tx *tx,
	const struct mailbox *mailbox, struct error *err);
void mailbox_json_put_receipt(struct json_out *out, const char *key, const struct receipt *receipt);
void mailbox_json_put_impact(struct json_out *out, const struct impact *impact);
