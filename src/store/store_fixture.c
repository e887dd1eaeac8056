/*
 * store_fixture: a directory under /tmp. Failures abort: a test that has no store cannot tell anything.
 */
#include "store/store_fixture.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/migrate.h"
#include "store/store_internal.h"

static void must(bool succeeded, const struct error *err)
{
	if (succeeded)
		return;
	fprintf(stderr, "store_fixture: %s: %s\n", err->code, err->message);
	abort();
}

static void open_store(struct store_fixture *fixture)
{
	struct store_options options = {
		.data_dir = fixture->dir,
		.clock = &fixture->clock,
		.commit_delay_ms = fixture->commit_delay_ms,
	};
	struct error err = {0};

	must(store_open(&options, &fixture->store, &err), &err);
	must(store_migrate(fixture->store, &err), &err);
}

struct store_fixture *store_fixture_new(void)
{
	return store_fixture_new_gathering(0);
}

struct store_fixture *store_fixture_new_gathering(int64_t commit_delay_ms)
{
	struct store_fixture *fixture = calloc(1, sizeof(*fixture));

	ASSERT(fixture);
	snprintf(fixture->dir, sizeof(fixture->dir), "/tmp/outrider-store-XXXXXX");
	ASSERT(mkdtemp(fixture->dir));
	fixture->clock = clock_fixed(1767225600000);
	fixture->commit_delay_ms = commit_delay_ms;
	open_store(fixture);
	store_fixture_run(fixture, "INSERT INTO workspace (id, name, created_at) VALUES (1, 'Test', 0)");
	return fixture;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
	(void)facts;
	(void)kind;
	(void)place;
	return remove(path);
}

void store_fixture_free(struct store_fixture *fixture)
{
	if (!fixture)
		return;
	store_free(fixture->store);
	nftw(fixture->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(fixture);
}

void store_fixture_reopen(struct store_fixture *fixture)
{
	store_free(TAKE(fixture->store));
	open_store(fixture);
}

void store_fixture_run(struct store_fixture *fixture, const char *sql)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};

	must(tx_begin(fixture->store, &tx, &err), &err);
	must(sqlite_connection_run(tx->connection, sql, &err), &err);
	must(tx_commit(tx, &err), &err);
}

int64_t store_fixture_count(struct store_fixture *fixture, const char *sql)
{
	char path[128];
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	int64_t count;

	snprintf(path, sizeof(path), "%s/outrider.db", fixture->dir);
	ASSERT(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
	ASSERT(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
	ASSERT(sqlite3_step(statement) == SQLITE_ROW);
	count = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return count;
}
