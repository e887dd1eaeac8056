/*
 * Trials of a disk that is full or fails at the nth operation, for every n: a commit that was told to be durable is there
 * after a restart, one that was refused is not, the database stays sound, and work goes on when the disk is well again.
 */
#include "base/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/fault_vfs.h"
#include "store/instance_store.h"
#include "store/migrate.h"
#include "store/query.h"
#include "store/store_fixture.h"
#include "store/store_internal.h"

enum { TRIALS = 200, OPENING_TRIALS = 60, AFTER_STRIKE = 3, MAX_FACTS = 400, FACT_BYTES = 20000, THREADS = 4 };

enum fact_state { FACT_NONE, FACT_KEPT, FACT_REFUSED, FACT_UNKNOWN };

struct trial {
	struct store_fixture *fixture;
	int number;
	enum fact_state facts[MAX_FACTS];
};

/* Some are long, so that the log grows until it must be moved into the database. */
static const char *value_of(int fact, struct arena *arena)
{
	size_t length = fact % 4 == 0 ? FACT_BYTES : 20;
	char *value = arena_alloc(arena, length + 1);

	memset(value, 'x', length);
	return value;
}

static enum fact_state write_fact(struct trial *trial, int fact)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};
	char name[32];

	snprintf(name, sizeof(name), "%d-%d", trial->number, fact);
	if (!tx_begin(trial->fixture->store, &tx, &err))
		return FACT_REFUSED;
	if (!instance_store_set(tx, name, value_of(fact, tx_arena(tx)), &err))
		return FACT_REFUSED;
	if (tx_commit(tx, &err))
		return FACT_KEPT;
	assert_int_equal(err.kind, ERROR_STORAGE);
	return error_is(&err, "commit_failed") ? FACT_UNKNOWN : FACT_REFUSED;
}

/* How many of this trial's facts with this state are in the database. */
static void check_facts(struct trial *trial)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};

	assert_true(tx_read(trial->fixture->store, &tx, &err));
	for (int fact = 0; fact < MAX_FACTS; fact++) {
		const char *value;
		char name[32];

		snprintf(name, sizeof(name), "%d-%d", trial->number, fact);
		assert_true(instance_store_find(tx, name, arena, &value, &err));
		if (trial->facts[fact] == FACT_KEPT && !value)
			fail_msg("trial %d: fact %d was told to be durable and is gone", trial->number, fact);
		if (trial->facts[fact] == FACT_REFUSED && value)
			fail_msg("trial %d: fact %d was refused and is there", trial->number, fact);
	}
}

static bool is_sound(struct store_fixture *fixture)
{
	/* 1 when the one row says ok. */
	return store_fixture_count(
		       fixture, "SELECT count(*) = 1 AND min(integrity_check) = 'ok' FROM pragma_integrity_check") == 1;
}

/* Returns how many writes were told to have failed. */
static int try_fault(struct store_fixture *fixture, enum fault fault, int nth)
{
	struct trial trial = {.fixture = fixture, .number = nth};
	int fact = 0, end = MAX_FACTS - 1, failures = 0;

	fault_vfs_arm(fault, nth);
	for (; fact < end; fact++) {
		trial.facts[fact] = write_fact(&trial, fact);
		failures += trial.facts[fact] != FACT_KEPT;
		if (fault_vfs_has_struck() && end == MAX_FACTS - 1)
			end = fact + AFTER_STRIKE < end ? fact + AFTER_STRIKE : end;
	}
	assert_true(fault_vfs_has_struck());
	fault_vfs_clear();
	trial.facts[fact] = write_fact(&trial, fact);
	if (trial.facts[fact] != FACT_KEPT)
		fail_msg("trial %d of fault %d: the store does not go on", nth, fault);
	store_fixture_reopen(fixture);
	check_facts(&trial);
	assert_true(is_sound(fixture));
	store_fixture_run(fixture, "DELETE FROM instance");
	return failures;
}

/* A fault that strikes a checkpoint fails nobody; most strike a commit. */
static void try_every(enum fault fault)
{
	OWNED(store_fixture) struct store_fixture *fixture = NULL;
	int failed = 0;

	fault_vfs_install();
	fixture = store_fixture_new();
	for (int nth = 1; nth <= TRIALS; nth++)
		failed += try_fault(fixture, fault, nth) > 0;
	assert_true(failed > TRIALS / 2);
}

TEST(fault, a_disk_that_is_full_for_a_moment_loses_nothing)
{
	try_every(FAULT_FULL_ONCE);
}

TEST(fault, a_disk_that_stays_full_loses_nothing)
{
	try_every(FAULT_FULL);
}

TEST(fault, a_write_that_fails_once_loses_nothing)
{
	try_every(FAULT_IO_ONCE);
}

TEST(fault, a_disk_that_fails_loses_nothing)
{
	try_every(FAULT_IO);
}

TEST(fault, a_sync_that_fails_is_told_and_loses_nothing)
{
	try_every(FAULT_SYNC_ONCE);
}

struct writer {
	struct trial trial;
	pthread_t thread;
};

static void *writer_run(void *argument)
{
	struct writer *writer = argument;

	for (int fact = 0; fact < 25; fact++)
		writer->trial.facts[fact] = write_fact(&writer->trial, fact);
	return NULL;
}

TEST(fault, in_a_batch_nobody_is_told_a_success_that_is_none)
{
	OWNED(store_fixture) struct store_fixture *fixture = NULL;
	struct writer *writers = calloc(THREADS, sizeof(*writers));

	assert_non_null(writers);
	fault_vfs_install();
	fixture = store_fixture_new();
	for (int nth = 1; nth <= TRIALS; nth += 2) {
		fault_vfs_arm(nth % 4 == 1 ? FAULT_FULL_ONCE : FAULT_IO_ONCE, nth);
		for (int i = 0; i < THREADS; i++) {
			writers[i].trial = (struct trial){.fixture = fixture, .number = i};
			assert_int_equal(pthread_create(&writers[i].thread, NULL, writer_run, &writers[i]), 0);
		}
		for (int i = 0; i < THREADS; i++)
			pthread_join(writers[i].thread, NULL);
		fault_vfs_clear();
		store_fixture_reopen(fixture);
		for (int i = 0; i < THREADS; i++)
			check_facts(&writers[i].trial);
		assert_true(is_sound(fixture));
		store_fixture_run(fixture, "DELETE FROM instance");
	}
	free(writers);
}

enum { GATHER_MS = 60000, MANY = 64, LARGE_BYTES = 1000000 };

/* Joins the batch of another and writes more than the cache holds, so that SQLite writes before the commit. */
static void *large_run(void *argument)
{
	OWNED(tx) struct tx *tx = NULL;
	OWNED(arena) struct arena *arena = arena_new();
	struct error err = {0};
	char *value = arena_alloc(arena, LARGE_BYTES + 1);

	memset(value, 'x', LARGE_BYTES);
	if (!tx_begin(argument, &tx, &err))
		return NULL;
	fault_vfs_arm(FAULT_FULL, 1);
	for (int i = 0; i < MANY; i++) {
		char name[16];

		snprintf(name, sizeof(name), "large-%d", i);
		if (!instance_store_set(tx, name, value, &err))
			return (void *)(uintptr_t)err.code;
	}
	return NULL;
}

TEST(fault, a_disk_that_fills_in_the_midst_of_a_batch_fails_everybody_in_it)
{
	OWNED(store_fixture) struct store_fixture *fixture = NULL;
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0}, why = {0};
	pthread_t thread;
	void *code;

	fault_vfs_install();
	fixture = store_fixture_new_gathering(GATHER_MS);
	assert_true(tx_begin(fixture->store, &tx, &err));
	assert_true(instance_store_set(tx, "small", "x", &err));
	assert_int_equal(pthread_create(&thread, NULL, large_run, fixture->store), 0);
	while (batch_waiting(fixture->store->writer) < 1)
		usleep(200);

	assert_false(tx_commit(tx, &err));
	pthread_join(thread, &code);
	fault_vfs_clear();

	assert_int_equal(err.kind, ERROR_STORAGE);
	assert_string_equal(err.code, "disk_full");
	assert_non_null(code);
	assert_string_equal(code, "disk_full");
	assert_true(store_is_failing(fixture->store, &why));
	store_fixture_run(fixture, "INSERT INTO instance VALUES ('later', 'x')");
	assert_int_equal(store_fixture_count(fixture, "SELECT count(*) FROM instance"), 1);
	assert_false(store_is_failing(fixture->store, &why));
}

TEST(fault, a_first_start_on_a_full_disk_can_be_repeated)
{
	fault_vfs_install();
	for (int nth = 1; nth <= OPENING_TRIALS; nth++) {
		OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
		OWNED(store) struct store *store = NULL;
		char dir[128];
		struct store_options options = {.data_dir = dir, .clock = &fixture->clock};
		struct error err = {0};

		snprintf(dir, sizeof(dir), "%s/inner", fixture->dir);
		assert_int_equal(mkdir(dir, 0700), 0);
		fault_vfs_arm(FAULT_FULL, nth);
		if (store_open(&options, &store, &err) && store_migrate(store, &err))
			assert_false(fault_vfs_has_struck());
		fault_vfs_clear();
		store_free(TAKE(store));
		assert_true(store_open(&options, &store, &err));
		assert_true(store_migrate(store, &err));
	}
}
