/*
 * sqlite_connection: opening, settings, prepared statements, and SQLite's errors in our words.
 *
 * synchronous=FULL, because a lost commit is an email sent twice. Only the writer checkpoints: two checkpointers could
 * corrupt the database in SQLite before 3.51.3 (https://sqlite.org/wal.html, "the WAL-reset bug"). Checkpoints are run
 * between commits and not by the commit, so that nobody waits for them to be durable.
 */
#include "store/sqlite_connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	BUSY_TIMEOUT_MS = 5000,
	CHECKPOINT_PAGES = 4000, /* 16 MB: a page that changes often is written to the database once for many commits */
};

static const char settings_of_all[] = "PRAGMA foreign_keys = ON;"
				      "PRAGMA trusted_schema = OFF;"
				      "PRAGMA temp_store = MEMORY;";
static const char settings_of_writer[] = "PRAGMA synchronous = FULL;"
					 "PRAGMA journal_size_limit = 67108864;"
					 "PRAGMA cache_size = -32000;";
static const char settings_of_reader[] = "PRAGMA query_only = ON;"
					 "PRAGMA cache_size = -8000;";

static const char *const step_texts[] = {
	[SQLITE_STEP_BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[SQLITE_STEP_BEGIN_READ] = "BEGIN",
	[SQLITE_STEP_SAVE] = "SAVEPOINT one",
	[SQLITE_STEP_KEEP] = "RELEASE one",
	[SQLITE_STEP_UNDO] = "ROLLBACK TO one",
	[SQLITE_STEP_COMMIT] = "COMMIT",
	[SQLITE_STEP_ROLLBACK] = "ROLLBACK",
};
_Static_assert(ARRAY_COUNT(step_texts) == SQLITE_STEP_COUNT, "every step has its text");

static bool enter_wal(struct sqlite_connection *connection, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	bool is_wal = false;

	if (sqlite3_prepare_v2(connection->db, "PRAGMA journal_mode = WAL", -1, &statement, NULL) == SQLITE_OK &&
		sqlite3_step(statement) == SQLITE_ROW)
		is_wal = strcmp((const char *)sqlite3_column_text(statement, 0), "wal") == 0;
	sqlite3_finalize(statement);
	return is_wal || sqlite_connection_error(connection, "PRAGMA journal_mode", err);
}

/* Takes the place of SQLite's own hook, which checkpoints inside the commit. */
static int note_wal_pages(void *connection, sqlite3 *db, const char *schema, int pages)
{
	(void)db;
	(void)schema;
	((struct sqlite_connection *)connection)->wal_pages = pages;
	return SQLITE_OK;
}

static bool apply_settings(struct sqlite_connection *connection, struct error *err)
{
	sqlite3_extended_result_codes(connection->db, 1);
	sqlite3_busy_timeout(connection->db, BUSY_TIMEOUT_MS);
	sqlite3_db_config(connection->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (!sqlite_connection_run(connection, settings_of_all, err))
		return false;
	if (!connection->is_writer)
		return sqlite_connection_run(connection, settings_of_reader, err);
	sqlite3_wal_hook(connection->db, note_wal_pages, connection);
	return enter_wal(connection, err) && sqlite_connection_run(connection, settings_of_writer, err);
}

static bool read_only(struct error *err)
{
	return error_set(err, ERROR_STORAGE, "read_only",
		"The disk takes no writes: it is read-only. Make it writable; nothing of this change was kept.");
}

static bool open_connection(
	const char *path, int flags, bool is_writer, struct sqlite_connection **out, struct error *err)
{
	OWNED(sqlite_connection) struct sqlite_connection *connection = calloc(1, sizeof(*connection));

	ASSERT(connection);
	connection->is_writer = is_writer;
	if (sqlite3_open_v2(path, &connection->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return sqlite_connection_error(connection, path, err);
	/* SQLite opens what it may not write for reading only, and would for ever. */
	if (is_writer && sqlite3_db_readonly(connection->db, "main") != 0)
		return read_only(err);
	if (!apply_settings(connection, err))
		return false;
	*out = TAKE(connection);
	return true;
}

bool sqlite_connection_open_writer(const char *path, struct sqlite_connection **out, struct error *err)
{
	return open_connection(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, true, out, err);
}

bool sqlite_connection_open_reader(const char *path, struct sqlite_connection **out, struct error *err)
{
	return open_connection(path, SQLITE_OPEN_READONLY, false, out, err);
}

void sqlite_connection_free(struct sqlite_connection *connection)
{
	if (!connection)
		return;
	for (size_t i = 0; i < QUERY_COUNT; i++)
		sqlite3_finalize(connection->prepared[i].statement);
	for (size_t i = 0; i < SQLITE_STEP_COUNT; i++)
		sqlite3_finalize(connection->steps[i]);
	sqlite3_close_v2(connection->db);
	free(connection);
}

bool sqlite_connection_step(struct sqlite_connection *connection, enum sqlite_step step, struct error *err)
{
	sqlite3_stmt **statement = &connection->steps[step];
	bool is_done;

	if (!*statement &&
		sqlite3_prepare_v3(connection->db, step_texts[step], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) !=
			SQLITE_OK)
		return sqlite_connection_error(connection, step_texts[step], err);
	is_done = sqlite3_step(*statement) == SQLITE_DONE;
	if (!is_done)
		sqlite_connection_error(connection, step_texts[step], err);
	sqlite3_reset(*statement);
	return is_done;
}

bool sqlite_connection_run(struct sqlite_connection *connection, const char *sql, struct error *err)
{
	if (sqlite3_exec(connection->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return sqlite_connection_error(connection, "a statement of the store", err);
}

bool sqlite_connection_prepare(struct sqlite_connection *connection, enum query_name query, sqlite3_stmt **statement,
	struct prepared **slot, struct error *err)
{
	struct prepared *kept = &connection->prepared[query];
	sqlite3_stmt **target = kept->in_use ? statement : &kept->statement;

	if (kept->in_use || !kept->statement) {
		if (sqlite3_prepare_v3(connection->db, query_texts[query].sqlite, -1,
			    kept->in_use ? 0 : SQLITE_PREPARE_PERSISTENT, target, NULL) != SQLITE_OK)
			return sqlite_connection_error(connection, query_texts[query].name, err);
	}
	*statement = *target;
	*slot = kept->in_use ? NULL : kept;
	kept->in_use = true;
	return true;
}

void sqlite_connection_release(sqlite3_stmt *statement, struct prepared *slot)
{
	if (!slot) {
		sqlite3_finalize(statement);
		return;
	}
	sqlite3_reset(statement); /* who runs it next binds each parameter */
	slot->in_use = false;
}

bool sqlite_connection_has_rolled_back(const struct sqlite_connection *connection)
{
	return sqlite3_get_autocommit(connection->db) != 0;
}

/* Why the log could not be written, else the database; 0 when that is not known. A COMMIT sets no system error. */
static int reason_of(sqlite3 *db)
{
	sqlite3_file *log = NULL;
	int reason = 0;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log && log->pMethods)
		log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &reason);
	if (!reason)
		sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &reason);
	return reason ? reason : sqlite3_system_errno(db);
}

/* SQLite knows one kind of full disk; a quota, a sync that finds no room, and a disk closed to writes are errors to it. */
static int status_of(sqlite3 *db)
{
	int status = sqlite3_errcode(db) & 0xff;
	int reason;

	if (sqlite3_extended_errcode(db) == SQLITE_IOERR_NOMEM)
		return SQLITE_NOMEM;
	if (status != SQLITE_IOERR && status != SQLITE_CANTOPEN)
		return status;
	reason = reason_of(db);
	if (reason == ENOSPC || reason == EDQUOT)
		return SQLITE_FULL;
	return reason == EROFS ? SQLITE_READONLY : status;
}

bool sqlite_connection_error(struct sqlite_connection *connection, const char *doing, struct error *err)
{
	const char *words = sqlite3_errmsg(connection->db);

	switch (status_of(connection->db)) {
	case SQLITE_FULL:
		return error_set(err, ERROR_STORAGE, "disk_full",
			"The disk is full. Free some space; nothing of this change was kept.");
	case SQLITE_READONLY:
		return read_only(err);
	case SQLITE_NOMEM:
		return error_set(err, ERROR_TEMPORARY, "out_of_memory",
			"The server has no memory left for this. Try again; give it more memory if this comes back.");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return error_set(err, ERROR_TEMPORARY, "database_busy",
			"Another program holds the database. Close it, or try again (%s).", doing);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		return error_set(err, ERROR_STORAGE, "io_error",
			"The database cannot be read or written: %s (%s). Check the disk and the owner of the data "
			"directory.",
			words, doing);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return error_set(err, ERROR_STORAGE, "database_corrupt",
			"The database file is damaged: %s (%s). Restore a backup.", words, doing);
	default:
		return error_set(err, ERROR_INTERNAL, "query_failed", "%s failed: %s.", doing, words);
	}
}

void sqlite_connection_checkpoint(struct sqlite_connection *connection)
{
	if (connection->wal_pages >= CHECKPOINT_PAGES)
		sqlite3_wal_checkpoint_v2(connection->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	connection->wal_pages = 0;
}
