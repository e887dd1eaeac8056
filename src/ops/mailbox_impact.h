#pragma once
#include "ops/mailbox_ops.h"

/* mailbox_ops_impact within a transaction: a disconnect checks its version where it decides. */
MUST_CHECK bool mailbox_impact_in(struct ops *ops, struct tx *tx, const struct call *call, const int64_t *mailbox_ids,
	size_t count, struct impact *out, struct error *err);
