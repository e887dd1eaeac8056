/*
 * batch: the writer's lock, the open physical transaction, and the wait for its COMMIT.
 *
 * `mutex` guards the queue, the lock's state and is_failing; the connection and the batch belong to whoever holds the
 * lock. Who waits, for the lock or for the decision, sleeps on a semaphore of its own: nobody is woken only to wait for
 * the mutex. Whoever is about to give the lock up first runs the jobs that wait in front, in their order: it would sleep
 * until the commit anyway, and their threads are spared one of two awakenings.
 */
#include "store/batch.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/lock.h"
#include "base/log.h"
#include "store/journal.h"

/* A thread that waits, for the lock, for the decision, or with a job for both; lies on that thread's stack. */
struct waiter {
	sem_t awake;
	pthread_t thread;
	const struct batch_job *job; /* NULL: wants the lock itself */
	bool is_decided, is_durable;
	struct error *err; /* filled when decided and not durable */
	struct waiter *next;
};

struct batch {
	bool is_open; /* a physical transaction is */
	struct waiter *members;
	size_t count;
	int64_t opened_us;
	int64_t changes_before; /* of the connection, when the batch opened */
	unsigned bells;
	struct journal_lines stops, lifts;
};

/* Waiters that are decided and still asleep, the first to be woken in front. */
struct decided {
	struct waiter *first, **last;
};

enum { DISK_SHARE = 5, MOST_MS = 20 };

struct batch_writer {
	pthread_mutex_t mutex;
	bool is_held;
	pthread_t holder;
	struct waiter *first_turn, **last_turn;
	size_t waiting;
	bool is_failing;
	struct error why;

	struct batch_options options;
	char *database_path;
	struct sqlite_connection *connection; /* NULL when it could not be reopened */
	struct journal *journal;
	struct batch batch;
	int64_t commit_us;      /* what the latest COMMIT took */
	struct decided decided; /* since this holder took the lock */
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
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
	journal_lines_free(&writer->batch.stops);
	journal_lines_free(&writer->batch.lifts);
	free(writer->database_path);
	free(writer);
}

static void wait_until_awake(struct waiter *waiter)
{
	while (sem_wait(&waiter->awake) != 0)
		ASSERT(errno == EINTR);
}

/* The lock. */

/* Takes the lock, or waits for it in the queue. With a job the wait may end with the job done: is_decided. */
static void take_lock(struct batch_writer *writer, struct waiter *waiter)
{
	waiter->thread = pthread_self();
	lock_enter(LOCK_WRITER);
	lock_take(&writer->mutex, LOCK_QUEUE);
	/* A thread that already writes would wait for itself for ever. */
	ASSERT(!writer->is_held || !pthread_equal(writer->holder, waiter->thread));
	if (!writer->is_held) {
		writer->is_held = true;
		writer->holder = waiter->thread;
		lock_give(&writer->mutex, LOCK_QUEUE);
		return;
	}
	*writer->last_turn = waiter;
	writer->last_turn = &waiter->next;
	writer->waiting++;
	lock_give(&writer->mutex, LOCK_QUEUE);
	wait_until_awake(waiter);
	if (waiter->is_decided)
		lock_leave(LOCK_WRITER);
}

/* Under the mutex. */
static struct waiter *take_first(struct batch_writer *writer)
{
	struct waiter *first = writer->first_turn;

	if (!first)
		return NULL;
	writer->first_turn = first->next;
	writer->waiting--;
	if (!writer->first_turn)
		writer->last_turn = &writer->first_turn;
	first->next = NULL;
	return first;
}

/* The lock stays held while it goes from hand to hand, so that nobody slips in between. */
static void hand_lock_on(struct batch_writer *writer)
{
	struct waiter *first;

	lock_take(&writer->mutex, LOCK_QUEUE);
	first = take_first(writer);
	if (first)
		writer->holder = first->thread;
	else
		writer->is_held = false;
	lock_give(&writer->mutex, LOCK_QUEUE);
	lock_leave(LOCK_WRITER);
	if (first)
		sem_post(&first->awake);
}

/* The batch. */

static void start_batch(struct batch_writer *writer)
{
	struct batch *batch = &writer->batch;

	batch->is_open = true;
	batch->members = NULL;
	batch->count = 0;
	batch->opened_us = now_us();
	batch->changes_before = sqlite3_total_changes64(writer->connection->db);
	batch->bells = 0;
	batch->stops.length = 0;
	batch->lifts.length = 0;
}

static void join_batch(struct batch *batch, struct waiter *member, const struct batch_wishes *wishes)
{
	member->next = batch->members;
	batch->members = member;
	batch->count++;
	batch->bells |= wishes->bells;
	if (wishes->stops.length > 0)
		journal_lines_add(&batch->stops, wishes->stops.text, wishes->stops.length);
	if (wishes->lifts.length > 0)
		journal_lines_add(&batch->lifts, wishes->lifts.text, wishes->lifts.length);
}

/* Remembers for batch_is_failing; NULL: something was written and is durable. */
static void remember(struct batch_writer *writer, const struct error *why)
{
	lock_take(&writer->mutex, LOCK_QUEUE);
	writer->is_failing = why != NULL;
	if (why)
		writer->why = *why;
	lock_give(&writer->mutex, LOCK_QUEUE);
}

/* The waiter is woken when the lock has been given up: whoever holds it next need not wait for that. */
static void tell(struct batch_writer *writer, struct waiter *waiter, bool is_durable, const struct error *why)
{
	struct decided *decided = &writer->decided;

	waiter->is_decided = true;
	waiter->is_durable = is_durable;
	if (!is_durable)
		*waiter->err = *why;
	waiter->next = NULL;
	if (!decided->first)
		decided->last = &decided->first;
	*decided->last = waiter;
	decided->last = &waiter->next;
}

static void wake_all(struct waiter *waiter)
{
	while (waiter) {
		/* Awake, it may be gone at once. */
		struct waiter *next = waiter->next;

		sem_post(&waiter->awake);
		waiter = next;
	}
}

/* Ends the batch and tells its members why it is not durable; NULL: it is. `cause` is what the disk did. */
static void decide(struct batch_writer *writer, const struct error *why, const struct error *cause)
{
	struct batch *batch = &writer->batch;
	struct waiter *member = batch->members;

	batch->is_open = false;
	if (why || sqlite3_total_changes64(writer->connection->db) != batch->changes_before)
		remember(writer, cause);
	while (member) {
		struct waiter *next = member->next;

		tell(writer, member, !why, why);
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
	decide(writer, why, why);
	reopen(writer);
}

/*
 * A COMMIT that failed. A full disk refused a frame of the log, so nothing is durable; after anything else a commit that
 * was told to have failed may yet be found after a crash.
 */
static void fail_commit(struct batch_writer *writer, const struct error *cause)
{
	struct error why;

	if (error_is(cause, "disk_full") && sqlite3_errcode(writer->connection->db) == SQLITE_FULL) {
		fail_batch(writer, cause);
		return;
	}
	error_set(&why, ERROR_STORAGE, "commit_failed",
		"The change could not be made durable and counts as not made: %s", cause->message);
	decide(writer, &why, cause);
	reopen(writer);
}

static bool write_stops(struct batch_writer *writer, struct error *err)
{
	const struct journal_lines *stops = &writer->batch.stops;

	return stops->length == 0 || journal_append(writer->journal, stops->text, stops->length, err);
}

/* A lift that cannot be written is told to nobody: the stop before it stays in the journal. */
static void write_lifts(struct batch_writer *writer)
{
	const struct journal_lines *lifts = &writer->batch.lifts;
	struct error why;

	if (lifts->length > 0 && !journal_append(writer->journal, lifts->text, lifts->length, &why))
		log_error(LOG_WARN, "lift_not_journalled", &why);
}

static void commit_batch(struct batch_writer *writer)
{
	struct batch *batch = &writer->batch;
	unsigned bells = batch->bells;
	int64_t began_us = now_us();
	struct error why;

	if (!write_stops(writer, &why)) {
		fail_batch(writer, &why);
		return;
	}
	if (!sqlite_connection_step(writer->connection, SQLITE_STEP_COMMIT, &why)) {
		fail_commit(writer, &why);
		return;
	}
	writer->commit_us = now_us() - began_us;
	write_lifts(writer);
	if (bells)
		writer->options.ring(writer->options.context, bells);
	decide(writer, NULL, NULL);
	sqlite_connection_checkpoint(writer->connection);
}

/* How long a batch may gather: the slower the disk, the more it is worth to wait for it once for many. */
static int64_t longest_us(const struct batch_writer *writer)
{
	int64_t least = writer->options.delay_ms * 1000;
	int64_t share = (DISK_SHARE - 1) * writer->commit_us;

	if (share > MOST_MS * 1000)
		share = MOST_MS * 1000;
	return share > least ? share : least;
}

/* Whether the batch may take more; *job is the job that waits in front, taken out of the queue, or NULL. */
static bool may_gather(struct batch_writer *writer, struct waiter **job)
{
	struct batch *batch = &writer->batch;
	int64_t age_us = batch->is_open ? now_us() - batch->opened_us : 0;
	bool has_room, is_awaited;

	*job = NULL;
	lock_take(&writer->mutex, LOCK_QUEUE);
	has_room = batch->count < BATCH_MAX_TRANSACTIONS && age_us < longest_us(writer);
	is_awaited = writer->first_turn != NULL;
	if (has_room && is_awaited && writer->first_turn->job)
		*job = take_first(writer);
	lock_give(&writer->mutex, LOCK_QUEUE);
	return has_room && is_awaited;
}

static void run_job(struct batch_writer *writer, struct waiter *waiter);

/* Runs the jobs that wait in front; commits unless others will add to the batch; gives the lock up. */
static void leave(struct batch_writer *writer)
{
	struct waiter *job = NULL, *decided;
	bool may_grow;

	while ((may_grow = may_gather(writer, &job)) && job)
		run_job(writer, job);
	if (writer->batch.is_open && !may_grow)
		commit_batch(writer);
	decided = TAKE(writer->decided.first);
	hand_lock_on(writer);
	wake_all(decided);
}

static bool open_batch(struct batch_writer *writer, struct error *err)
{
	if (!writer->connection && !sqlite_connection_open_writer(writer->database_path, &writer->connection, err))
		return false;
	if (writer->batch.is_open)
		return true;
	if (sqlite_connection_step(writer->connection, SQLITE_STEP_BEGIN_WRITE, err)) {
		start_batch(writer);
		return true;
	}
	/* One that was opened while the disk was read-only would stay so. */
	if (err->kind == ERROR_STORAGE)
		reopen(writer);
	return false;
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
	struct waiter waiter = {0};

	sem_init(&waiter.awake, 0, 0);
	take_lock(writer, &waiter);
	sem_destroy(&waiter.awake);
	if (!open_savepoint(writer, err)) {
		remember(writer, err);
		leave(writer);
		return false;
	}
	*connection = writer->connection;
	return true;
}

/* Keeps the savepoint as the member's; false: the whole batch has failed. */
static bool keep(
	struct batch_writer *writer, struct waiter *member, const struct batch_wishes *wishes, struct error *err)
{
	if (!sqlite_connection_step(writer->connection, SQLITE_STEP_KEEP, err)) {
		fail_batch(writer, err);
		return false;
	}
	join_batch(&writer->batch, member, wishes);
	return true;
}

static void undo(struct batch_writer *writer, const struct error *cause)
{
	struct error why;

	if (sqlite_connection_has_rolled_back(writer->connection))
		fail_batch(writer, cause);
	else if (!sqlite_connection_step(writer->connection, SQLITE_STEP_UNDO, &why) ||
		!sqlite_connection_step(writer->connection, SQLITE_STEP_KEEP, &why))
		fail_batch(writer, &why);
}

bool batch_commit(struct batch_writer *writer, const struct batch_wishes *wishes, struct error *err)
{
	struct waiter member = {.err = err};
	bool is_kept;

	sem_init(&member.awake, 0, 0);
	is_kept = keep(writer, &member, wishes, err);
	leave(writer);
	if (is_kept)
		wait_until_awake(&member);
	sem_destroy(&member.awake);
	return is_kept && member.is_durable;
}

void batch_abandon(struct batch_writer *writer, const struct error *cause)
{
	undo(writer, cause);
	leave(writer);
}

/* Its own error stays its own until it is told: a batch that fails meanwhile tells the members only. */
static void run_job(struct batch_writer *writer, struct waiter *waiter)
{
	struct batch_wishes wishes = {0};
	struct error err = {0};

	if (!open_savepoint(writer, &err)) {
		remember(writer, &err);
		tell(writer, waiter, false, &err);
	} else if (!waiter->job->run(waiter->job->context, writer->connection, &wishes, &err)) {
		undo(writer, &err);
		tell(writer, waiter, false, &err);
	} else if (!keep(writer, waiter, &wishes, &err)) {
		tell(writer, waiter, false, &err);
	}
}

bool batch_run(struct batch_writer *writer, const struct batch_job *job, struct error *err)
{
	struct waiter waiter = {.job = job, .err = err};

	sem_init(&waiter.awake, 0, 0);
	take_lock(writer, &waiter);
	if (!waiter.is_decided) {
		run_job(writer, &waiter);
		leave(writer);
		wait_until_awake(&waiter);
	}
	sem_destroy(&waiter.awake);
	return waiter.is_durable;
}

bool batch_is_failing(struct batch_writer *writer, struct error *why)
{
	bool is_failing;

	lock_take(&writer->mutex, LOCK_QUEUE);
	is_failing = writer->is_failing;
	if (is_failing)
		*why = writer->why;
	lock_give(&writer->mutex, LOCK_QUEUE);
	return is_failing;
}

size_t batch_waiting(struct batch_writer *writer)
{
	size_t count;

	lock_take(&writer->mutex, LOCK_QUEUE);
	count = writer->waiting;
	lock_give(&writer->mutex, LOCK_QUEUE);
	return count;
}
