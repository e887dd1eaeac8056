#pragma once
/*
 * send_settle: what the provider's answer, a crash or a person means for a send.
 */
#include "base/fence.h"
#include "ops/send_permit.h"
#include "store/enrollment_store.h"
#include "transport/receiver.h"
#include "transport/sender.h"

/* Writes what the answer means; durable when it returns. *outcome is for the fence. Calling it again after a STORAGE error
 * is right: the row names the attempt. */
MUST_CHECK bool send_settle_answer(struct ops *ops, const struct claim *claim, const struct send_result *result,
	enum attempt_outcome *outcome, struct error *err);

/* The end was certainly not written: back to due at due_at; a permit that was taken is given back on its day. */
MUST_CHECK bool send_settle_return(struct ops *ops, const struct claim *claim, int64_t due_at, struct error *err);

/* Its copy was found in Sent mail: unknown → sent, and the enrollment goes on. In the caller's transaction, which has seen
 * it unknown. */
MUST_CHECK bool send_settle_found(
	struct tx *tx, struct send *send, const struct sent_copy *copy, int64_t sent_at, struct error *err);

/* It may have left before the database was restored: due → unknown, and its search begins. */
MUST_CHECK bool send_settle_doubt(struct tx *tx, struct send *send, int64_t now, struct error *err);

/* Such an email that is not in Sent mail goes after all: unknown → due. */
MUST_CHECK bool send_settle_missing(struct tx *tx, struct send *send, struct error *err);

/* When the step at this position is due for somebody whose step before it was sent, or skipped, at `sent_at`; 0: there is none. */
MUST_CHECK bool send_settle_next_due(struct tx *tx, const struct enrollment *enrollment, int position, int64_t sent_at,
	int64_t *due_at, struct error *err);

/* The event that tells of a change of this send. */
MUST_CHECK bool send_settle_tell(struct tx *tx, const struct send *send, const char *type, struct error *err);

/* At start: what a dead process had claimed becomes due, what it was transmitting becomes unknown. */
MUST_CHECK bool send_settle_orphans(struct ops *ops, int64_t *released, int64_t *unknown, struct error *err);

enum send_resolution { RESOLVE_SENT, RESOLVE_RESEND, RESOLVE_DROP, RESOLUTION_COUNT };
bool send_resolution_parse(const char *name, enum send_resolution *out);

/* A person decides about an unknown send. CONFLICT: still_in_flight while its attempt is registered; invalid_state. */
MUST_CHECK bool send_settle_resolve(struct ops *ops, const struct call *call, int64_t send_id, enum send_resolution as,
	struct send *out, struct error *err);
