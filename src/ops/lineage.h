#pragma once
/*
 * lineage: whether this database is the one that sent last.
 *
 * The database and the mark beside it (store/mark.h) both hold a random lineage and a high-water mark. It is raised at each
 * start, after each backup, every GATE_TICKETS permits and every minute in which something was permitted: in the database
 * first, then in the mark, and only then are more permits given. So a database that is behind its mark, of another lineage,
 * or without a mark, is not the one that sent last: sending is held, the stop journal is applied, and what may have left
 * since is in doubt until it was looked for in Sent mail.
 *
 * Residual, told in docs/promises.md: a copy of the database file made by other means than a backup, put back within the
 * minute after a crash, and a snapshot of the whole directory, look like the one that sent last.
 */
#include "ops/ops.h"
#include "store/send_store.h"

/* Compares, at the start, before anything is sent; holds or raises. The journal has been applied when this returns. */
MUST_CHECK bool lineage_open(struct ops *ops, struct error *err);

/* Raises the mark; durable in both places when it returns true, and the gate has tickets again. */
MUST_CHECK bool lineage_raise(struct ops *ops, struct error *err);

/* Raises it when fewer permits than this are left; a failure is logged, and permits then wait. */
void lineage_keep_up(struct ops *ops, int64_t below);

/* Whether the database is behind, without changing anything: for the doctor. *why is NULL when all is well. */
MUST_CHECK bool lineage_examine(struct ops *ops, struct arena *arena, const char **why, struct error *err);

/* What is told about a restore: an object, or NULL when nothing was. */
MUST_CHECK bool lineage_details(struct ops *ops, struct arena *arena, const char **json, struct error *err);

/*
 * A manager knows what this database is: sending goes on. Emails in doubt that are not in Sent mail wait for a decision, or
 * are sent again when `resend_missing`. CONFLICT/not_held.
 */
MUST_CHECK bool lineage_release(struct ops *ops, const struct call *call, bool resend_missing, struct error *err);

/* Whether the email that is being planned may have left in a time of which this database knows nothing. */
struct doubt {
	int64_t campaign_created_at;
	int position;
	int64_t earliest_at; /* when it could have left at the earliest; for first steps 0 */
};
bool lineage_doubts(const struct ops *ops, const struct doubt *doubt);

/* Whether a doubtful email that was not found may go: by the manager's word, or since its enrollment is newer; a first
 * step only where its campaign has one mailbox, in whose Sent mail it must have been. */
MUST_CHECK bool lineage_trusts_absence(struct tx *tx, const struct send *send, bool *trusts, struct error *err);
