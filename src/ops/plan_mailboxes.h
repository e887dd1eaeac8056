#pragma once
/*
 * plan_mailboxes: where planned emails wait to go.
 */
#include "ops/ops.h"

/* An active mailbox that has due rows. */
struct due_mailbox {
	int64_t workspace_id, mailbox_id, earliest_due_at;
};
MUST_CHECK bool plan_mailboxes_due(
	struct ops *ops, struct arena *arena, struct due_mailbox **list, size_t *count, struct error *err);
