/*
 * Tests of group commit: what is durable when, in which order, and whose failure is whose.
 *
 * Where a test needs two transactions in one batch, the first holds the writer's lock until the second waits for it; the
 * batch gathers for a minute, so that only the absence of waiters commits it.
 */
#include "base/unit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/instance_store.h"
#include "store/query.h"
#include "store/store_fixture.h"
#include "store/store_internal.h"

enum { LONG_MS = 60000, THREADS = 100, TURNS = 10 };

static const char count_facts[] = "SELECT count(*) FROM instance";

static void set_fact(struct tx *tx, const char *name)
{
	struct error err = {0};

	assert_true(instance_store_set(tx, name, "x", &err));
}

static void wait_for_waiters(struct store *store, size_t count)
{
	while (batch_waiting(store->writer) < count)
		usleep(200);
}

static char *read_journal(const struct store_fixture *fixture, struct arena *arena)
{
	char path[128], content[4096];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "%s/stops.journal", fixture->dir);
	file = fopen(path, "r");
	assert_non_null(file);
	length = fread(content, 1, sizeof(content) - 1, file);
	fclose(file);
	return arena_text_n(arena, content, length);
}

/* What a thread's end tells: NULL when all went well. */
static void *mistake(const char *what)
{
	return (void *)(uintptr_t)what;
}

struct hammer {
	struct store *store;
	int number;
	bool abandons;
};

struct strike {
	const char *name;
	bool abandons;
};

static bool strike_body(struct tx *tx, void *context, struct error *err)
{
	const struct strike *strike = context;

	return instance_store_set(tx, strike->name, "x", err) &&
		(!strike->abandons || error_set(err, ERROR_CONFLICT, strike->name, "Changed its mind."));
}

/* Every other thread lets its transaction be run, maybe by another; the error that comes back must be its own. */
static bool strike(struct hammer *hammer, const char *name)
{
	struct strike strike = {.name = name, .abandons = hammer->abandons};
	struct error err = {0};
	bool is_durable = tx_run(hammer->store, strike_body, &strike, &err);

	return is_durable != hammer->abandons && (is_durable || error_is(&err, name));
}

static void *hammer_run(void *argument)
{
	struct hammer *hammer = argument;

	for (int i = 0; i < TURNS; i++) {
		OWNED(tx) struct tx *tx = NULL;
		struct error err = {0};
		char name[32];

		snprintf(name, sizeof(name), "%d-%d", hammer->number, i);
		if (hammer->number % 2) {
			if (!strike(hammer, name))
				return mistake("a body went wrong");
			continue;
		}
		if (!tx_begin(hammer->store, &tx, &err) || !instance_store_set(tx, name, "x", &err))
			return mistake("cannot write");
		if (hammer->abandons)
			continue;
		if (!tx_commit(tx, &err))
			return mistake("cannot commit");
	}
	return NULL;
}

/* Every nth thread rolls back what it does; 0: none. */
static void hammer_store(struct store *store, int abandons_every)
{
	pthread_t threads[THREADS];
	struct hammer hammers[THREADS];

	for (int i = 0; i < THREADS; i++) {
		hammers[i] = (struct hammer){store, i, abandons_every && i % abandons_every == 0};
		assert_int_equal(pthread_create(&threads[i], NULL, hammer_run, &hammers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		void *wrong;

		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
}

TEST(batch, a_hundred_threads_are_all_durable)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();

	hammer_store(fixture->store, 0);

	assert_int_equal(store_fixture_count(fixture, count_facts), THREADS * TURNS);
}

TEST(batch, a_transaction_that_is_rolled_back_takes_no_other_with_it)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();

	hammer_store(fixture->store, 5);

	assert_int_equal(store_fixture_count(fixture, count_facts), THREADS * TURNS * 4 / 5);
}

TEST(batch, a_lone_transaction_is_durable_at_once)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new_gathering(LONG_MS);
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};

	assert_true(tx_begin(fixture->store, &tx, &err));
	set_fact(tx, "alone");
	assert_true(tx_commit(tx, &err));

	assert_int_equal(store_fixture_count(fixture, count_facts), 1);
}

/* Waits for the lock, looks at what the others can see meanwhile, and then ends the batch. */
struct second {
	struct store_fixture *fixture;
	bool breaks;
	uint64_t rings_seen;
	int64_t facts_seen;
	bool has_journal_line;
};

static void *second_run(void *argument)
{
	struct second *second = argument;
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};

	if (!tx_begin(second->fixture->store, &tx, &err))
		return mistake("cannot begin");
	second->rings_seen = wakeup_count(store_wakeup(second->fixture->store, BELL_EVENTS));
	second->facts_seen = store_fixture_count(second->fixture, count_facts);
	second->has_journal_line = strlen(read_journal(second->fixture, arena)) > 0;
	if (second->breaks &&
		query_exec(tx, QUERY_SCHEMA_VERSION_ADD, NULL, &err, BIND_INT("version", 1), BIND_TEXT("name", "again"),
			BIND_INT("now", 0)))
		return mistake("wrote a version twice");
	return NULL;
}

static void run_in_one_batch(struct store_fixture *fixture, struct second *second)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};
	pthread_t thread;
	void *wrong;

	second->fixture = fixture;
	assert_true(tx_begin(fixture->store, &tx, &err));
	set_fact(tx, "first");
	tx_ring(tx, BELL_EVENTS);
	tx_journal(tx, "{\"stop\":1}");
	assert_int_equal(pthread_create(&thread, NULL, second_run, second), 0);
	wait_for_waiters(fixture->store, 1);
	assert_true(tx_commit(tx, &err));
	pthread_join(thread, &wrong);
	assert_null(wrong);
}

TEST(batch, nothing_is_seen_or_rung_before_it_is_durable)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new_gathering(LONG_MS);
	OWNED(arena) struct arena *arena = arena_new();
	struct second second = {0};

	run_in_one_batch(fixture, &second);

	assert_int_equal(second.facts_seen, 0);
	assert_int_equal(second.rings_seen, 0);
	assert_false(second.has_journal_line);
	assert_int_equal(store_fixture_count(fixture, count_facts), 1);
	assert_int_equal(wakeup_count(store_wakeup(fixture->store, BELL_EVENTS)), 1);
	assert_int_equal(wakeup_count(store_wakeup(fixture->store, BELL_ENGINE)), 0);
	assert_string_equal(read_journal(fixture, arena), "{\"stop\":1}\n");
}

TEST(batch, a_constraint_that_one_breaks_does_not_undo_the_other)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new_gathering(LONG_MS);
	struct second second = {.breaks = true};

	run_in_one_batch(fixture, &second);

	assert_int_equal(store_fixture_count(fixture, count_facts), 1);
	assert_int_equal(store_fixture_count(fixture, "SELECT count(*) FROM schema_version"), 1);
}

struct queued {
	struct store *store;
	int number;
};

static void *queued_run(void *argument)
{
	struct queued *queued = argument;
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};
	char name[8], turn[24];

	snprintf(name, sizeof(name), "%02d", queued->number);
	if (!tx_begin(queued->store, &tx, &err))
		return mistake("cannot begin");
	snprintf(turn, sizeof(turn), "%020lld", (long long)tx_new_id(tx)); /* ids grow with time */
	if (!instance_store_set(tx, name, turn, &err) || !tx_commit(tx, &err))
		return mistake("cannot write");
	return NULL;
}

TEST(batch, changes_become_durable_in_the_order_in_which_the_lock_was_asked_for)
{
	enum { QUEUED = 20 };
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new_gathering(LONG_MS);
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};
	pthread_t threads[QUEUED];
	struct queued queued[QUEUED];

	assert_true(tx_begin(fixture->store, &tx, &err));
	for (int i = 0; i < QUEUED; i++) {
		queued[i] = (struct queued){fixture->store, QUEUED - i};
		assert_int_equal(pthread_create(&threads[i], NULL, queued_run, &queued[i]), 0);
		wait_for_waiters(fixture->store, (size_t)i + 1);
	}
	assert_true(tx_commit(tx, &err));
	for (int i = 0; i < QUEUED; i++)
		pthread_join(threads[i], NULL);

	assert_int_equal(store_fixture_count(fixture, count_facts), QUEUED);
	assert_int_equal(
		store_fixture_count(fixture,
			"SELECT count(*) FROM instance a JOIN instance b ON b.value > a.value AND b.name < a.name"),
		QUEUED * (QUEUED - 1) / 2);
}

/* /dev/full takes the place of the journal: every write to it finds the disk full. */
TEST(batch, a_stop_that_cannot_be_journalled_is_not_committed)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0}, why = {0};
	char path[128];

	snprintf(path, sizeof(path), "%s/stops.journal", fixture->dir);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/dev/full", path), 0);
	store_fixture_reopen(fixture);

	assert_true(tx_begin(fixture->store, &tx, &err));
	set_fact(tx, "stopped");
	tx_ring(tx, BELL_EVENTS);
	tx_journal(tx, "{\"stop\":1}");
	assert_false(tx_commit(tx, &err));

	assert_int_equal(err.kind, ERROR_STORAGE);
	assert_string_equal(err.code, "disk_full");
	assert_true(store_is_failing(fixture->store, &why));
	assert_int_equal(store_fixture_count(fixture, count_facts), 0);
	assert_int_equal(wakeup_count(store_wakeup(fixture->store, BELL_EVENTS)), 0);
	store_fixture_run(fixture, "INSERT INTO instance VALUES ('later', 'x')");
	assert_false(store_is_failing(fixture->store, &why));
}

static void *read_run(void *argument)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};
	int64_t count;

	if (!tx_read(argument, &tx, &err) || !query_int(tx, QUERY_SCHEMA_VERSION_GET, 0, &count, &err) || count < 1)
		return mistake("cannot read");
	return NULL;
}

TEST(batch, more_threads_read_than_there_are_readers)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_run, fixture->store), 0);
	for (int i = 0; i < THREADS; i++) {
		void *wrong;

		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
}

TEST(batch, a_snapshot_does_not_change_while_it_is_read)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};
	int64_t before, after;

	assert_true(tx_read(fixture->store, &tx, &err));
	assert_true(query_int(tx, QUERY_INSTANCE_COUNT_SEALED, 0, &before, &err));
	store_fixture_run(fixture, "INSERT INTO instance VALUES ('canary', 'x')");
	assert_true(query_int(tx, QUERY_INSTANCE_COUNT_SEALED, 0, &after, &err));

	assert_int_equal(before, 0);
	assert_int_equal(after, 0);
}
