#pragma once
/*
 * import_ops: files of contacts: taking one in, looking after it, and giving up. The work itself is contact_import's.
 */
#include "ops/ops.h"
#include "store/import_store.h"

struct import_new {
	const char *file; /* what was uploaded, inside the data directory: moved away */
	int64_t size_bytes;
	const char *list;    /* a list to put everybody on, or NULL */
	const char *mapping; /* JSON object {header: field}, or NULL: by synonyms */
};

/* Queues it. INVALID on "mapping" or "list"; MALFORMED/empty_body. */
MUST_CHECK bool import_ops_start(
	struct ops *ops, const struct call *call, const struct import_new *new, struct import *out, struct error *err);
MUST_CHECK bool import_ops_get(
	struct ops *ops, const struct call *call, int64_t id, struct import *out, struct error *err);
/* What was imported so far stays. CONFLICT/invalid_state when it is over. */
MUST_CHECK bool import_ops_cancel(
	struct ops *ops, const struct call *call, int64_t id, struct import *out, struct error *err);

/* Where the uploaded rows and the rejected ones lie. */
const char *import_ops_path(const struct ops *ops, const struct import *import, struct arena *arena);
const char *import_ops_rejected_path(const struct ops *ops, const struct import *import, struct arena *arena);
