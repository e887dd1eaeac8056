#pragma once
/*
 * audit_ops: writes down who did what, in the transaction that does it.
 */
#include "base/id.h"
#include "ops/ops.h"

/* `object_id` 0: none. `data` is a JSON object without personal data, or NULL. */
MUST_CHECK bool audit_ops_add(struct tx *tx, const struct call *call, const char *action, enum id_kind object_kind,
	int64_t object_id, const char *data, struct error *err);
