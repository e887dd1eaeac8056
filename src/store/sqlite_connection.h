#pragma once
/*
 * sqlite_connection: one connection to the database file, with the statements it has prepared.
 *
 * Used by one thread at a time; who that is, is decided by batch (the writer) and store (the readers).
 */
#include <sqlite3.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/own.h"
#include "store/queries.h"

/* The steps of a transaction, prepared like queries. */
enum sqlite_step {
	SQLITE_STEP_BEGIN_WRITE,
	SQLITE_STEP_BEGIN_READ,
	SQLITE_STEP_SAVE,
	SQLITE_STEP_KEEP,
	SQLITE_STEP_UNDO, /* then KEEP, which forgets the savepoint */
	SQLITE_STEP_COMMIT,
	SQLITE_STEP_ROLLBACK,
	SQLITE_STEP_COUNT
};

struct prepared {
	sqlite3_stmt *statement;
	bool in_use;
};

struct sqlite_connection {
	sqlite3 *db;
	bool is_writer;
	int wal_pages; /* how long the write-ahead log was after the last commit */
	struct prepared prepared[QUERY_COUNT];
	sqlite3_stmt *steps[SQLITE_STEP_COUNT];
};

/* The one writer makes the database when it is new and is the only one to checkpoint. */
MUST_CHECK bool sqlite_connection_open_writer(const char *path, struct sqlite_connection **out, struct error *err);
MUST_CHECK bool sqlite_connection_open_reader(const char *path, struct sqlite_connection **out, struct error *err);
void sqlite_connection_free(struct sqlite_connection *connection);
OWN_DEFINE(sqlite_connection)

MUST_CHECK bool sqlite_connection_step(struct sqlite_connection *connection, enum sqlite_step step, struct error *err);

/* Runs statements that give no rows: settings, migrations. */
MUST_CHECK bool sqlite_connection_run(struct sqlite_connection *connection, const char *sql, struct error *err);

/* The prepared statement of a query: a kept one, or one of its own (*slot NULL) while the kept one is in use. */
MUST_CHECK bool sqlite_connection_prepare(struct sqlite_connection *connection, enum query_name query,
	sqlite3_stmt **statement, struct prepared **slot, struct error *err);
void sqlite_connection_release(sqlite3_stmt *statement, struct prepared *slot);

/* Whether SQLite has rolled back the whole open transaction by itself, as it does when the disk is full. */
bool sqlite_connection_has_rolled_back(const struct sqlite_connection *connection);

/* Fills err with what the connection's last call failed on and returns false. `doing` names the query or the step. */
bool sqlite_connection_error(struct sqlite_connection *connection, const char *doing, struct error *err);

/* Moves the write-ahead log into the database when it has grown long; a failure is tried again at the next call. */
void sqlite_connection_checkpoint(struct sqlite_connection *connection);
