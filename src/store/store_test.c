/*
 * Tests of opening, migrating, reading and the lock on the directory.
 */
#include "base/unit.h"

#include <stdio.h>
#include <sys/stat.h>

#include "store/instance_store.h"
#include "store/migrate.h"
#include "store/query.h"
#include "store/store_fixture.h"

static const char *fact(struct store *store, struct arena *arena, const char *name)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};
	const char *value = NULL;

	assert_true(tx_read(store, &tx, &err));
	assert_true(instance_store_find(tx, name, arena, &value, &err));
	return value;
}

TEST(store, a_committed_fact_is_there_after_a_restart)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(arena) struct arena *arena = arena_new();
	struct error err = {0};

	{
		OWNED(tx) struct tx *tx = NULL;

		assert_true(tx_begin(fixture->store, &tx, &err));
		assert_true(instance_store_set(tx, "lineage", "a", &err));
		assert_true(instance_store_set(tx, "lineage", "b", &err));
		assert_true(tx_commit(tx, &err));
	}
	store_fixture_reopen(fixture);

	assert_string_equal(fact(fixture->store, arena, "lineage"), "b");
	assert_null(fact(fixture->store, arena, "canary"));
}

TEST(store, a_transaction_that_is_not_committed_leaves_nothing)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(arena) struct arena *arena = arena_new();
	struct error err = {0};

	{
		OWNED(tx) struct tx *tx = NULL;

		assert_true(tx_begin(fixture->store, &tx, &err));
		assert_true(instance_store_set(tx, "lineage", "a", &err));
	}

	assert_null(fact(fixture->store, arena, "lineage"));
}

TEST(store, a_second_opening_of_a_directory_is_refused)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	struct store_options options = {.data_dir = fixture->dir, .clock = &fixture->clock};
	struct store *second = NULL;
	struct error err = {0};

	assert_false(store_open(&options, &second, &err));
	assert_int_equal(err.kind, ERROR_CONFLICT);
	assert_string_equal(err.code, "data_dir_in_use");
}

TEST(store, its_files_are_closed_to_others)
{
	static const char *const names[] = {
		"outrider.db", "outrider.db-wal", "outrider.db-shm", "outrider.lock", "stops.journal"};
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();

	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		char path[128];
		struct stat facts;

		snprintf(path, sizeof(path), "%s/%s", fixture->dir, names[i]);
		assert_int_equal(stat(path, &facts), 0);
		assert_int_equal(facts.st_mode & 0077, 0);
	}
}

TEST(migrate, twice_is_once)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	struct error err = {0};
	int64_t version = 0;

	assert_true(store_migrate(fixture->store, &err));
	assert_true(store_schema_version(fixture->store, &version, &err));

	assert_int_equal(version, migration_count);
	assert_int_equal(store_fixture_count(fixture, "SELECT count(*) FROM schema_version"), migration_count);
}

TEST(migrate, a_database_of_a_newer_program_is_refused)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	struct error err = {0};

	store_fixture_run(fixture, "INSERT INTO schema_version VALUES (9999, 'from the future', 0)");

	assert_false(store_migrate(fixture->store, &err));
	assert_int_equal(err.kind, ERROR_CONFLICT);
	assert_string_equal(err.code, "database_newer");
}

TEST(query, an_error_ends_the_transaction)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0}, later = {0};

	assert_true(tx_begin(fixture->store, &tx, &err));
	assert_false(query_exec(tx, QUERY_SCHEMA_VERSION_ADD, NULL, &err, BIND_INT("version", 1),
		BIND_TEXT("name", "again"), BIND_INT("now", 0)));

	assert_string_equal(err.code, "query_failed");
	assert_false(instance_store_set(tx, "lineage", "a", &later));
	assert_string_equal(later.code, "query_failed");
	assert_false(tx_commit(tx, &later));
	assert_string_equal(later.code, "query_failed");
}

TEST(query, rows_of_one_query_may_be_nested)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	OWNED(rows) struct rows *outer = NULL;
	OWNED(rows) struct rows *inner = NULL;
	struct error err = {0};
	bool has = false;

	store_fixture_run(fixture, "INSERT INTO instance VALUES ('a', 'first'), ('b', 'second')");
	assert_true(tx_read(fixture->store, &tx, &err));
	assert_true(query_rows(tx, QUERY_INSTANCE_GET, &outer, &err, BIND_TEXT("name", "a")));
	assert_true(query_rows(tx, QUERY_INSTANCE_GET, &inner, &err, BIND_TEXT("name", "b")));

	assert_true(rows_next(inner, &has, &err) && has);
	assert_string_equal(row_text(inner, arena), "second");
	assert_true(rows_next(outer, &has, &err) && has);
	assert_string_equal(row_text(outer, arena), "first");
	assert_true(rows_next(outer, &has, &err));
	assert_false(has);
	assert_true(rows_next(outer, &has, &err));
	assert_false(has);
}

TEST(query, a_reader_cannot_write)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};

	assert_true(tx_read(fixture->store, &tx, &err));

	assert_false(instance_store_set(tx, "lineage", "a", &err));
}
