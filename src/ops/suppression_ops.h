#pragma once
/*
 * suppression_ops: Do Not Contact. Adding is a stop: it is durable and in the stop journal before the fence is asked, and
 * the call is answered only when nothing to that address or domain can be handed over any more.
 */
#include "ops/ops.h"
#include "store/enrollment_store.h"
#include "store/suppression_store.h"

enum { SUPPRESSION_MAX_BULK = 5000, SUPPRESSION_REASON_MAX = 500 };

/* Adds what a person typed (see suppression_parse). *added is false when it was there. INVALID on field "value". */
MUST_CHECK bool suppression_ops_add(struct ops *ops, const struct call *call, const char *value, const char *reason,
	struct suppression *out, bool *added, struct error *err);

struct suppression_rejected {
	const char *value, *message;
};
struct suppression_bulk {
	int64_t added, already;
	struct suppression_rejected *rejected;
	size_t rejected_count;
};
MUST_CHECK bool suppression_ops_add_bulk(struct ops *ops, const struct call *call, const char *const *values,
	size_t count, const char *reason, struct suppression_bulk *out, struct error *err);

/* Managers only, with a reason: DENIED/managers_only. */
MUST_CHECK bool suppression_ops_remove(
	struct ops *ops, const struct call *call, int64_t id, const char *reason, struct error *err);

/* For those who suppress as a part of something else: adds it with its journal line and audit row, and ends the live
 * enrollments of an address with this status. The caller stops the fence after its commit. */
struct suppression_new {
	struct suppression_value value;
	const char *reason, *source;
	bool hashed; /* value.key is the hash of an address, in hex; the caller ends the enrollments */
	enum enrollment_status ends_as; /* SUPPRESSED, UNSUBSCRIBED, REPLIED … */
};
MUST_CHECK bool suppression_ops_add_tx(struct tx *tx, struct ops *ops, const struct call *call,
	const struct suppression_new *new, struct suppression *out, bool *added, struct error *err);

/* Whether an address was erased before and may not be written to; then it is suppressed by its name again. Part of the
 * transaction that makes the contact. */
MUST_CHECK bool suppression_ops_remember_erased(
	struct tx *tx, struct ops *ops, int64_t workspace_id, const char *email_key, struct error *err);

/* Opts the person behind a link out. True for every link of ours, whatever became of its contact and campaign; *known is
 * false for another token. */
MUST_CHECK bool suppression_ops_unsubscribe(
	struct ops *ops, struct arena *arena, const char *token, bool *known, struct error *err);
