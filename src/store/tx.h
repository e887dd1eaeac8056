#pragma once
/*
 * tx: transactions.
 *
 * Write transactions are serialised; tx_begin takes the writer's lock, so nothing slow (network, argon2) may happen before
 * tx_commit. tx_commit gives the lock back and then waits until the batch it is in is durable: when it returns true the
 * change has survived a power cut. When it returns false nothing of it is there, or, after a failed COMMIT
 * (STORAGE/commit_failed), it is unknown, and the caller must behave as if it were not.
 *
 * What is decided from a read (409, 412, claim, permit) is read inside a write transaction.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/own.h"
#include "store/store.h"

struct tx;

/* A write transaction; rolled back by tx_free unless committed. */
MUST_CHECK bool tx_begin(struct store *store, struct tx **out, struct error *err);

/* A read-only snapshot on a reader connection; ended by tx_free. Never wait on anything slow while holding one. */
MUST_CHECK bool tx_read(struct store *store, struct tx **out, struct error *err);

MUST_CHECK bool tx_commit(struct tx *tx, struct error *err);

/*
 * A whole write transaction: `body` between begin and commit; false from it rolls back. It may run on another thread's
 * stack, one after the other with those of others, so that under load a transaction costs one awakening and not two: for
 * short bodies that many threads run. The transaction is the body's; its arena lives until tx_run returns.
 */
typedef bool tx_body(struct tx *tx, void *context, struct error *err);
MUST_CHECK bool tx_run(struct store *store, tx_body *body, void *context, struct error *err);
void tx_free(struct tx *tx);
OWN_DEFINE(tx)

/* Rings these bells once the transaction is durable. */
void tx_ring(struct tx *tx, unsigned bells);

/* Adds a line (JSON, without newline) to the stop journal `stops.journal` in the data directory: written and synced before
 * the COMMIT that makes this transaction durable. */
void tx_journal(struct tx *tx, const char *line);

/* The same for a line that lifts a stop: written after the COMMIT, so that there is none without its transaction. Should it be
 * lost, a restore stops once too often. */
void tx_journal_lift(struct tx *tx, const char *line);

/* Memory that lives as long as the transaction. */
struct arena *tx_arena(struct tx *tx);
struct store *tx_store(struct tx *tx);
int64_t tx_new_id(struct tx *tx);
