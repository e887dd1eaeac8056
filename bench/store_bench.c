/*
 * store_bench: durable transactions a second and CPU time each, for 1, 10 and 100 threads. A transaction is what a permit
 * does: read the mailbox, move a send from claimed to transmitting, count it in the mailbox's day; or the way back.
 *
 * The rival is SQLite used plainly, with the same statements and settings: one connection behind a mutex, one COMMIT each.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "store/mailbox_store.h"
#include "store/query.h"
#include "store/store_fixture.h"
#include "store/store_internal.h"

enum { MAX_THREADS = 100, MAILBOX = 10, DAY = 20260101, SECONDS = 2, ROUNDS = 3 };

static const char setup[] =
	"INSERT INTO mailbox (workspace_id, id, address, address_key, provider, status, created_at)"
	" VALUES (1, 10, 'a@b.test', 'a@b.test', 'smtp', 'active', 0);"
	"INSERT INTO campaign (workspace_id, id, name, name_key, status, timezone, sending_days, sending_hours, "
	"created_at)"
	" VALUES (1, 20, 'Bench', 'bench', 'active', 'UTC', 127, 16777215, 0);"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
	" INSERT INTO send (workspace_id, id, campaign_id, mailbox_id, position, address_hash, status, due_at, "
	"message_id,"
	"                   attempt_id, boot, epoch, revision)"
	" SELECT 1, i, 20, 10, 1, randomblob(32), 'claimed', 0, 'm' || i, i, 'boot', 1, 1 FROM n";

struct run {
	struct store *store;
	struct sqlite_connection *plain; /* the rival's, NULL for ours */
	pthread_mutex_t mutex;           /* the rival's */
	_Atomic bool is_over;
	_Atomic long done;
};

struct worker {
	struct run *run;
	int64_t send;
	pthread_t thread;
};

static bool permit(struct tx *tx, int64_t send, struct error *err)
{
	return query_exec(tx, QUERY_SEND_PERMIT, NULL, err, BIND_INT("now", 2), BIND_INT("day", DAY),
		       BIND_TEXT("subject", "Hello"), BIND_INT("workspace", 1), BIND_INT("id", send),
		       BIND_INT("attempt", send)) &&
		mailbox_store_take(tx, FIXTURE_WORKSPACE, MAILBOX, DAY, err);
}

static bool give_back(struct tx *tx, int64_t send, struct error *err)
{
	return query_exec(tx, QUERY_SEND_RETURN, NULL, err, BIND_INT("due_at", 0), BIND_INT("attempts", 0),
		       BIND_INT_OR_NULL("first_failed_at", 0), BIND_TEXT("code", NULL), BIND_TEXT("text", NULL),
		       BIND_INT("workspace", 1), BIND_INT("id", send), BIND_INT("attempt", send)) &&
		query_exec(tx, QUERY_SEND_CLAIM, NULL, err, BIND_INT("attempt", send), BIND_TEXT("boot", "boot"),
			BIND_INT("epoch", 1), BIND_INT("revision", 1), BIND_INT("now", 1), BIND_INT("workspace", 1),
			BIND_INT("id", send));
}

static bool change(struct tx *tx, int64_t send, bool is_permit, struct error *err)
{
	struct mailbox mailbox;

	if (!mailbox_store_get(tx, FIXTURE_WORKSPACE, MAILBOX, tx_arena(tx), &mailbox, err))
		return false;
	return is_permit ? permit(tx, send, err) : give_back(tx, send, err);
}

static bool once_ours(struct worker *worker, bool is_permit, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(worker->run->store, &tx, err) && change(tx, worker->send, is_permit, err) && tx_commit(tx, err);
}

static bool once_plain(struct worker *worker, bool is_permit, struct error *err)
{
	struct run *run = worker->run;
	struct tx tx = {.store = run->store, .connection = run->plain, .is_write = true};
	bool is_done;

	pthread_mutex_lock(&run->mutex);
	is_done = sqlite_connection_step(run->plain, SQLITE_STEP_BEGIN_WRITE, err) &&
		change(&tx, worker->send, is_permit, err) &&
		sqlite_connection_step(run->plain, SQLITE_STEP_COMMIT, err);
	sqlite_connection_checkpoint(run->plain);
	pthread_mutex_unlock(&run->mutex);
	arena_free(tx.arena);
	return is_done;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct run *run = worker->run;
	struct error err = {0};

	for (bool is_permit = true; !run->is_over; is_permit = !is_permit) {
		if (!(run->plain ? once_plain : once_ours)(worker, is_permit, &err)) {
			fprintf(stderr, "store_bench: %s\n", err.message);
			exit(1);
		}
		run->done++;
	}
	return NULL;
}

static double seconds_of(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

static void measure(const char *name, bool is_plain, int threads)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(sqlite_connection) struct sqlite_connection *plain = NULL;
	struct run run = {.store = fixture->store, .mutex = PTHREAD_MUTEX_INITIALIZER};
	struct worker workers[MAX_THREADS];
	struct error err = {0};
	char path[128];
	double cpu;

	store_fixture_run(fixture, setup);
	snprintf(path, sizeof(path), "%s/outrider.db", fixture->dir);
	if (is_plain)
		ASSERT(sqlite_connection_open_writer(path, &plain, &err));
	run.plain = plain;

	cpu = cpu_seconds();
	for (int i = 0; i < threads; i++) {
		workers[i] = (struct worker){.run = &run, .send = i + 1};
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	}
	sleep(SECONDS);
	run.is_over = true;
	for (int i = 0; i < threads; i++)
		pthread_join(workers[i].thread, NULL);
	cpu = cpu_seconds() - cpu;
	printf("%-8s %3d threads  %8.0f tx/s  %6.1f us CPU/tx\n", name, threads, (double)run.done / SECONDS,
		cpu * 1e6 / (double)run.done);
	fflush(stdout);
}

int main(void)
{
	static const int threads[] = {1, 10, 100};

	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < ARRAY_COUNT(threads); i++) {
			measure("ours", false, threads[i]);
			measure("plain", true, threads[i]);
		}
	}
	return 0;
}
