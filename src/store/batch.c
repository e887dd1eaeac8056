/*
 * batch: the writer's lock, the open physical transaction, and the wait for its COMMIT.
 *
 * `mutex` guards the queue, the lock's state and the results of batches; the connection and the open batch belong to
 * whoever holds the lock. A batch lives until the last transaction in it has read its result.
 */
#include "store/batch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/journal.h"

struct batch {
	pthread_cond_t decided;
	bool is_decided;
	bool is_durable;
	struct error why;
	size_t members; /* committed savepoints */
	size_t readers; /* members that have not read the result yet */
	int64_t opened_ms;
	int64_t changes_before; /* of the connection, when the batch opened */
	unsigned bells;
	char *journal;
	size_t journal_length;
};

struct turn {
	pthread_cond_t granted;
	bool is_granted;
	struct turn *next;
};

struct batch_writer {
	pthread_mutex_t mutex;
	bool is_held;
	pthread_t holder;
	struct turn *first_turn, **last_turn;
	bool is_failing;
	struct error why;

	struct batch_options options;
	char *database_path;
	struct sqlite_connection *connection; /* NULL when it could not be reopened */
	struct journal *journal;
	struct batch *open; /* NULL while no physical transaction is open */
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool batch_writer_open(const struct batch_options *options, struct batch_writer **out, struct error *err)
{
	OWNED(batch_writer) struct batch_writer *writer = calloc(1, sizeof(*writer));

	ASSERT(writer);
	pthread_mutex_init(&writer->mutex, NULL);
	writer->last_turn = &writer->first_turn;
	writer->options = *options;
	writer->database_path = strdup(options->database_path);
	ASSERT(writer->database_path);

	if (!sqlite_connection_open_writer(writer->database_path, &writer->connection, err))
		return false;
	if (!journal_open(options->data_dir, &writer->journal, err))
		return false;
	*out = TAKE(writer);
	return true;
}

void batch_writer_free(struct batch_writer *writer)
{
	if (!writer)
		return;
	ASSERT(!writer->is_held);
	journal_free(writer->journal);
	sqlite_connection_free(writer->connection);
	pthread_mutex_destroy(&writer->mutex);
	free(writer->database_path);
	free(writer);
}

/* The lock. */

static void take_lock(struct batch_writer *writer)
{
	struct turn turn = {.granted = PTHREAD_COND_INITIALIZER};

	pthread_mutex_lock(&writer->mutex);
	/* A thread that already writes would wait for itself for ever. */
	ASSERT(!writer->is_held || !pthread_equal(writer->holder, pthread_self()));
	if (writer->is_held) {
		*writer->last_turn = &turn;
		writer->last_turn = &turn.next;
		while (!turn.is_granted)
			pthread_cond_wait(&turn.granted, &writer->mutex);
	}
	writer->is_held = true;
	writer->holder = pthread_self();
	pthread_mutex_unlock(&writer->mutex);
}

/* With the mutex held. The lock stays held while it goes from hand to hand, so that nobody slips in between. */
static void hand_lock_on(struct batch_writer *writer)
{
	struct turn *turn = writer->first_turn;

	writer->holder = (pthread_t){0};
	if (!turn) {
		writer->is_held = false;
		return;
	}
	writer->first_turn = turn->next;
	if (!writer->first_turn)
		writer->last_turn = &writer->first_turn;
	turn->is_granted = true;
	pthread_cond_signal(&turn->granted);
}

/* The batch. */

static struct batch *batch_new(struct sqlite_connection *connection)
{
	struct batch *batch = calloc(1, sizeof(*batch));

	ASSERT(batch);
	pthread_cond_init(&batch->decided, NULL);
	batch->opened_ms = now_ms();
	batch->changes_before = sqlite3_total_changes64(connection->db);
	return batch;
}

static void batch_free(struct batch *batch)
{
	pthread_cond_destroy(&batch->decided);
	free(batch->journal);
	free(batch);
}

static void add_wishes(struct batch *batch, const struct batch_wishes *wishes)
{
	batch->members++;
	batch->readers++;
	batch->bells |= wishes->bells;
	if (wishes->journal_length == 0)
		return;
	batch->journal = realloc(batch->journal, batch->journal_length + wishes->journal_length);
	ASSERT(batch->journal);
	memcpy(batch->journal + batch->journal_length, wishes->journal, wishes->journal_length);
	batch->journal_length += wishes->journal_length;
}

/* Remembers for batch_is_failing; NULL: something was written and is durable. With the mutex held. */
static void remember(struct batch_writer *writer, const struct error *why)
{
	writer->is_failing = why != NULL;
	if (why)
		writer->why = *why;
}

/* Ends the open batch: tells its members, or forgets it when it has none. */
static void decide(struct batch_writer *writer, const struct error *why)
{
	struct batch *batch = TAKE(writer->open);
	bool has_changed = sqlite3_total_changes64(writer->connection->db) != batch->changes_before;

	pthread_mutex_lock(&writer->mutex);
	batch->is_decided = true;
	batch->is_durable = !why;
	if (why)
		batch->why = *why;
	if (why || has_changed)
		remember(writer, why);
	pthread_cond_broadcast(&batch->decided);
	if (batch->readers > 0)
		batch = NULL;
	pthread_mutex_unlock(&writer->mutex);
	if (batch)
		batch_free(batch);
}

/* A connection that failed to commit is not trusted again: what it keeps in memory may differ from what is on disk. */
static void reopen(struct batch_writer *writer)
{
	struct error ignored;

	sqlite_connection_free(TAKE(writer->connection));
	if (!sqlite_connection_open_writer(writer->database_path, &writer->connection, &ignored))
		writer->connection = NULL;
}

static void fail_batch(struct batch_writer *writer, const struct error *why)
{
	decide(writer, why);
	reopen(writer);
}

static bool write_journal(struct batch_writer *writer, struct error *err)
{
	struct batch *batch = writer->open;

	return batch->journal_length == 0 ||
		journal_append(writer->journal, batch->journal, batch->journal_length, err);
}

static void commit_batch(struct batch_writer *writer)
{
	struct batch *batch = writer->open;
	unsigned bells = batch->bells;
	struct error why, cause;

	if (!write_journal(writer, &why)) {
		fail_batch(writer, &why);
		return;
	}
	if (!sqlite_connection_run(writer->connection, "COMMIT", &cause)) {
		error_set(&why, ERROR_STORAGE, "commit_failed",
			"The change could not be made durable and counts as not made: %s", cause.message);
		fail_batch(writer, &why);
		return;
	}
	if (bells)
		writer->options.ring(writer->options.context, bells);
	decide(writer, NULL);
	sqlite_connection_checkpoint(writer->connection);
}

static bool may_gather(struct batch_writer *writer)
{
	struct batch *batch = writer->open;
	bool is_awaited;

	pthread_mutex_lock(&writer->mutex);
	is_awaited = writer->first_turn != NULL;
	pthread_mutex_unlock(&writer->mutex);
	return is_awaited && batch->members < BATCH_MAX_TRANSACTIONS &&
		now_ms() - batch->opened_ms < writer->options.delay_ms;
}

/* Commits unless others will add to the batch, then gives the lock up. */
static void leave(struct batch_writer *writer)
{
	if (writer->open && !may_gather(writer))
		commit_batch(writer);
	pthread_mutex_lock(&writer->mutex);
	hand_lock_on(writer);
	pthread_mutex_unlock(&writer->mutex);
}

static bool open_batch(struct batch_writer *writer, struct error *err)
{
	if (!writer->connection && !sqlite_connection_open_writer(writer->database_path, &writer->connection, err))
		return false;
	if (writer->open)
		return true;
	if (!sqlite_connection_run(writer->connection, "BEGIN IMMEDIATE", err))
		return false;
	writer->open = batch_new(writer->connection);
	return true;
}

static bool open_savepoint(struct batch_writer *writer, struct error *err)
{
	if (!open_batch(writer, err))
		return false;
	if (sqlite_connection_run(writer->connection, "SAVEPOINT one", err))
		return true;
	if (sqlite_connection_has_rolled_back(writer->connection))
		fail_batch(writer, err);
	return false;
}

bool batch_begin(struct batch_writer *writer, struct sqlite_connection **connection, struct error *err)
{
	take_lock(writer);
	if (!open_savepoint(writer, err)) {
		pthread_mutex_lock(&writer->mutex);
		remember(writer, err);
		pthread_mutex_unlock(&writer->mutex);
		leave(writer);
		return false;
	}
	*connection = writer->connection;
	return true;
}

static bool await_decision(struct batch_writer *writer, struct batch *batch, struct error *err)
{
	bool is_durable, is_last;

	pthread_mutex_lock(&writer->mutex);
	while (!batch->is_decided)
		pthread_cond_wait(&batch->decided, &writer->mutex);
	is_durable = batch->is_durable;
	if (!is_durable)
		*err = batch->why;
	is_last = --batch->readers == 0;
	pthread_mutex_unlock(&writer->mutex);
	if (is_last)
		batch_free(batch);
	return is_durable;
}

bool batch_commit(struct batch_writer *writer, const struct batch_wishes *wishes, struct error *err)
{
	struct batch *batch = writer->open;

	if (!sqlite_connection_run(writer->connection, "RELEASE one", err)) {
		fail_batch(writer, err);
		leave(writer);
		return false;
	}
	add_wishes(batch, wishes);
	leave(writer);
	return await_decision(writer, batch, err);
}

void batch_abandon(struct batch_writer *writer, const struct error *cause)
{
	struct error why;

	if (sqlite_connection_has_rolled_back(writer->connection))
		fail_batch(writer, cause);
	else if (!sqlite_connection_run(writer->connection, "ROLLBACK TO one; RELEASE one", &why))
		fail_batch(writer, &why);
	leave(writer);
}

bool batch_is_failing(struct batch_writer *writer, struct error *why)
{
	bool is_failing;

	pthread_mutex_lock(&writer->mutex);
	is_failing = writer->is_failing;
	if (is_failing)
		*why = writer->why;
	pthread_mutex_unlock(&writer->mutex);
	return is_failing;
}

size_t batch_waiting(struct batch_writer *writer)
{
	size_t count = 0;

	pthread_mutex_lock(&writer->mutex);
	for (const struct turn *turn = writer->first_turn; turn; turn = turn->next)
		count++;
	pthread_mutex_unlock(&writer->mutex);
	return count;
}
