/*
 * batch: the writer's lock, the open physical transaction, and the wait for its COMMIT.
 *
 * `mutex` guards the queue, the lock's state and is_failing; the connection and the batch belong to whoever holds the
 * lock. Who waits, for the lock or for the decision, sleeps on a semaphore of its own: nobody is woken only to wait for
 * the mutex.
 */
#include "store/batch.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/journal.h"

/* A committed savepoint whose thread waits; lies on that thread's stack. */
struct member {
	sem_t decided;
	bool is_durable;
	struct error *err; /* filled when it is not */
	struct member *next;
};

struct batch {
	bool is_open; /* a physical transaction is */
	struct member *members;
	size_t count;
	int64_t opened_ms;
	int64_t changes_before; /* of the connection, when the batch opened */
	unsigned bells;
	char *journal;
	size_t journal_length, journal_capacity;
};

/* A thread that waits for the lock; on its stack too. */
struct turn {
	sem_t granted;
	pthread_t thread;
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
	struct batch batch;
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
	free(writer->batch.journal);
	free(writer->database_path);
	free(writer);
}

static void wait_on(sem_t *semaphore)
{
	while (sem_wait(semaphore) != 0)
		ASSERT(errno == EINTR);
}

/* The lock. */

static void take_lock(struct batch_writer *writer)
{
	struct turn turn = {.thread = pthread_self()};

	pthread_mutex_lock(&writer->mutex);
	/* A thread that already writes would wait for itself for ever. */
	ASSERT(!writer->is_held || !pthread_equal(writer->holder, turn.thread));
	if (!writer->is_held) {
		writer->is_held = true;
		writer->holder = turn.thread;
		pthread_mutex_unlock(&writer->mutex);
		return;
	}
	sem_init(&turn.granted, 0, 0);
	*writer->last_turn = &turn;
	writer->last_turn = &turn.next;
	pthread_mutex_unlock(&writer->mutex);
	wait_on(&turn.granted);
	sem_destroy(&turn.granted);
}

/* The lock stays held while it goes from hand to hand, so that nobody slips in between. */
static void hand_lock_on(struct batch_writer *writer)
{
	struct turn *turn;

	pthread_mutex_lock(&writer->mutex);
	turn = writer->first_turn;
	if (turn) {
		writer->first_turn = turn->next;
		if (!writer->first_turn)
			writer->last_turn = &writer->first_turn;
		writer->holder = turn->thread;
	} else {
		writer->is_held = false;
	}
	pthread_mutex_unlock(&writer->mutex);
	if (turn)
		sem_post(&turn->granted);
}

/* The batch. */

static void start_batch(struct batch_writer *writer)
{
	struct batch *batch = &writer->batch;

	batch->is_open = true;
	batch->members = NULL;
	batch->count = 0;
	batch->opened_ms = now_ms();
	batch->changes_before = sqlite3_total_changes64(writer->connection->db);
	batch->bells = 0;
	batch->journal_length = 0;
}

static void add_journal(struct batch *batch, const struct batch_wishes *wishes)
{
	size_t needed = batch->journal_length + wishes->journal_length;

	if (needed > batch->journal_capacity) {
		batch->journal_capacity = 2 * needed;
		batch->journal = realloc(batch->journal, batch->journal_capacity);
		ASSERT(batch->journal);
	}
	memcpy(batch->journal + batch->journal_length, wishes->journal, wishes->journal_length);
	batch->journal_length = needed;
}

static void join_batch(struct batch *batch, struct member *member, const struct batch_wishes *wishes)
{
	member->next = batch->members;
	batch->members = member;
	batch->count++;
	batch->bells |= wishes->bells;
	if (wishes->journal_length > 0)
		add_journal(batch, wishes);
}

/* Remembers for batch_is_failing; NULL: something was written and is durable. */
static void remember(struct batch_writer *writer, const struct error *why)
{
	pthread_mutex_lock(&writer->mutex);
	writer->is_failing = why != NULL;
	if (why)
		writer->why = *why;
	pthread_mutex_unlock(&writer->mutex);
}

/* Ends the batch and tells its members; NULL: it is durable. */
static void decide(struct batch_writer *writer, const struct error *why)
{
	struct batch *batch = &writer->batch;
	struct member *member = batch->members;

	batch->is_open = false;
	if (why || sqlite3_total_changes64(writer->connection->db) != batch->changes_before)
		remember(writer, why);
	while (member) {
		/* Told, a member may be gone at once. */
		struct member *next = member->next;

		member->is_durable = !why;
		if (why)
			*member->err = *why;
		sem_post(&member->decided);
		member = next;
	}
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
	struct batch *batch = &writer->batch;

	return batch->journal_length == 0 ||
		journal_append(writer->journal, batch->journal, batch->journal_length, err);
}

static void commit_batch(struct batch_writer *writer)
{
	struct batch *batch = &writer->batch;
	unsigned bells = batch->bells;
	struct error why, cause;

	if (!write_journal(writer, &why)) {
		fail_batch(writer, &why);
		return;
	}
	if (!sqlite_connection_step(writer->connection, SQLITE_STEP_COMMIT, &cause)) {
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
	struct batch *batch = &writer->batch;
	bool is_awaited;

	pthread_mutex_lock(&writer->mutex);
	is_awaited = writer->first_turn != NULL;
	pthread_mutex_unlock(&writer->mutex);
	return is_awaited && batch->count < BATCH_MAX_TRANSACTIONS &&
		now_ms() - batch->opened_ms < writer->options.delay_ms;
}

/* Commits unless others will add to the batch, then gives the lock up. */
static void leave(struct batch_writer *writer)
{
	if (writer->batch.is_open && !may_gather(writer))
		commit_batch(writer);
	hand_lock_on(writer);
}

static bool open_batch(struct batch_writer *writer, struct error *err)
{
	if (!writer->connection && !sqlite_connection_open_writer(writer->database_path, &writer->connection, err))
		return false;
	if (writer->batch.is_open)
		return true;
	if (!sqlite_connection_step(writer->connection, SQLITE_STEP_BEGIN_WRITE, err))
		return false;
	start_batch(writer);
	return true;
}

static bool open_savepoint(struct batch_writer *writer, struct error *err)
{
	if (!open_batch(writer, err))
		return false;
	if (sqlite_connection_step(writer->connection, SQLITE_STEP_SAVE, err))
		return true;
	if (sqlite_connection_has_rolled_back(writer->connection))
		fail_batch(writer, err);
	return false;
}

bool batch_begin(struct batch_writer *writer, struct sqlite_connection **connection, struct error *err)
{
	take_lock(writer);
	if (!open_savepoint(writer, err)) {
		remember(writer, err);
		leave(writer);
		return false;
	}
	*connection = writer->connection;
	return true;
}

bool batch_commit(struct batch_writer *writer, const struct batch_wishes *wishes, struct error *err)
{
	struct member member = {.err = err};

	if (!sqlite_connection_step(writer->connection, SQLITE_STEP_KEEP, err)) {
		fail_batch(writer, err);
		leave(writer);
		return false;
	}
	sem_init(&member.decided, 0, 0);
	join_batch(&writer->batch, &member, wishes);
	leave(writer);
	wait_on(&member.decided);
	sem_destroy(&member.decided);
	return member.is_durable;
}

void batch_abandon(struct batch_writer *writer, const struct error *cause)
{
	struct error why;

	if (sqlite_connection_has_rolled_back(writer->connection))
		fail_batch(writer, cause);
	else if (!sqlite_connection_step(writer->connection, SQLITE_STEP_UNDO, &why) ||
		!sqlite_connection_step(writer->connection, SQLITE_STEP_KEEP, &why))
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
