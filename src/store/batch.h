#pragma once
/*
 * batch: group commit. Many transactions, each a savepoint of its own, share one COMMIT and its wait for the disk.
 *
 * The writer's lock is handed on in the order in which it was asked for. Whoever ends a transaction commits the batch
 * while still holding the lock when nobody waits for it, or when the batch is full or old; otherwise it hands the lock
 * on and waits for the one who will. So a lone transaction is committed at once, and under load one commit serves many.
 * The turn of the lock is the order in which changes become durable.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/own.h"
#include "store/journal.h"
#include "store/sqlite_connection.h"

enum { BATCH_MAX_TRANSACTIONS = 512 };

struct batch_writer;

struct batch_options {
	const char *data_dir;
	const char *database_path;
	int64_t delay_ms; /* how long a batch may gather */
	void (*ring)(void *context, unsigned bells);
	void *context;
};

/* Opens the writer's connection and the stop journal. */
MUST_CHECK bool batch_writer_open(const struct batch_options *options, struct batch_writer **out, struct error *err);
void batch_writer_free(struct batch_writer *writer);
OWN_DEFINE(batch_writer)

/* Waits for the lock and opens a savepoint. The connection is the caller's until batch_commit or batch_abandon. */
MUST_CHECK bool batch_begin(struct batch_writer *writer, struct sqlite_connection **connection, struct error *err);

/* What a transaction asks for beside its rows. */
struct batch_wishes {
	unsigned bells;
	struct journal_lines stops, lifts; /* before the COMMIT; after it */
};

/* Keeps the savepoint, gives the lock up, returns when the batch is durable, or false when it failed. */
MUST_CHECK bool batch_commit(struct batch_writer *writer, const struct batch_wishes *wishes, struct error *err);

/*
 * The same in one: a savepoint around `run`, kept when it returns true, undone when false. It may run on the thread of
 * another who holds the lock, which is waited for by fewer threads then; it must not use what belongs to its own thread.
 * What it asks for must stay until batch_run returns.
 */
struct batch_job {
	bool (*run)(
		void *context, struct sqlite_connection *connection, struct batch_wishes *wishes, struct error *err);
	void *context;
};
MUST_CHECK bool batch_run(struct batch_writer *writer, const struct batch_job *job, struct error *err);

/* Undoes the savepoint alone and gives the lock up. `cause` is the error that broke the transaction: on a full disk
 * SQLite undoes the whole batch, and then everybody in it fails with it. */
void batch_abandon(struct batch_writer *writer, const struct error *cause);

/* Whether the last batch failed, and why. */
bool batch_is_failing(struct batch_writer *writer, struct error *why);

/* How many wait for the writer's lock now. */
size_t batch_waiting(struct batch_writer *writer);
