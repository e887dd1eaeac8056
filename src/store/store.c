/*
 * store: opens the database file, holds the directory, and lends out readers.
 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/durable_file.h"
#include "store/store_internal.h"

#include "base/lock.h"

enum { DEFAULT_READERS = 3, DEFAULT_COMMIT_DELAY_MS = 2, PATH_BYTES = 4096 };

static bool cannot_open(const char *path, struct error *err)
{
	int reason = errno;
	char what[PATH_BYTES + 32];

	snprintf(what, sizeof(what), "%s cannot be opened", path);
	return error_disk(err, reason, what);
}

bool store_lock_directory(const char *data_dir, int *fd, struct error *err)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), "%s/outrider.lock", data_dir);
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return cannot_open(path, err);
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	if (errno == EWOULDBLOCK)
		return error_set(err, ERROR_CONFLICT, "data_dir_in_use",
			"Another process works in %s. Stop it first, or give another data directory.", data_dir);
	return error_set(err, ERROR_STORAGE, "cannot_lock", "%s cannot be locked: %s.", path, strerror(errno));
}

/* SQLite gives its other files the mode of the database, so it is made here, closed to others. */
static bool make_file(const char *path, struct error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return cannot_open(path, err);
	close(fd);
	return true;
}

static void ring(void *context, unsigned bells)
{
	struct store *store = context;

	for (int i = 0; i < STORE_BELLS; i++) {
		if (bells & (1u << i))
			wakeup_ring(store->wakeups[i]);
	}
}

static bool open_connections(struct store *store, const struct store_options *options, struct error *err)
{
	char path[PATH_BYTES];
	int wanted = options->reader_count ? options->reader_count : DEFAULT_READERS;

	snprintf(path, sizeof(path), "%s/outrider.db", store->data_dir);
	if (!make_file(path, err))
		return false;
	if (!batch_writer_open(
		    &(struct batch_options){
			    .data_dir = store->data_dir,
			    .database_path = path,
			    .delay_ms = options->commit_delay_ms ? options->commit_delay_ms : DEFAULT_COMMIT_DELAY_MS,
			    .ring = ring,
			    .context = store,
		    },
		    &store->writer, err))
		return false;
	for (; store->reader_count < wanted; store->reader_count++) {
		if (!sqlite_connection_open_reader(path, &store->readers[store->reader_count], err))
			return false;
	}
	store->free_readers = store->reader_count;
	return durable_file_sync_directory(store->data_dir, err);
}

bool store_open(const struct store_options *options, struct store **out, struct error *err)
{
	OWNED(store) struct store *store = calloc(1, sizeof(*store));

	ASSERT(store);
	/* SQLite's count of its memory takes a lock at each allocation; nobody reads it. Has no effect once SQLite is used. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	ASSERT(options->reader_count <= STORE_MAX_READERS);
	store->lock_fd = -1;
	store->clock = options->clock;
	store->data_dir = strdup(options->data_dir);
	ASSERT(store->data_dir);
	id_source_init(&store->ids, 0);
	pthread_mutex_init(&store->readers_mutex, NULL);
	pthread_cond_init(&store->reader_came_back, NULL);
	for (int i = 0; i < STORE_BELLS; i++)
		store->wakeups[i] = wakeup_new();

	if (!store_lock_directory(store->data_dir, &store->lock_fd, err) || !open_connections(store, options, err))
		return false;
	*out = TAKE(store);
	return true;
}

void store_free(struct store *store)
{
	if (!store)
		return;
	/* Readers first: the last connection to close moves the log into the database, and only the writer may. */
	for (int i = 0; i < store->reader_count; i++)
		sqlite_connection_free(store->readers[i]);
	batch_writer_free(store->writer);
	for (int i = 0; i < STORE_BELLS; i++)
		wakeup_free(store->wakeups[i]);
	pthread_cond_destroy(&store->reader_came_back);
	pthread_mutex_destroy(&store->readers_mutex);
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	free(store->data_dir);
	free(store);
}

struct wakeup *store_wakeup(struct store *store, enum store_bell bell)
{
	for (int i = 0; i < STORE_BELLS; i++) {
		if (bell == 1u << i)
			return store->wakeups[i];
	}
	UNREACHABLE();
}

int64_t store_new_id(struct store *store)
{
	return id_new(&store->ids, store->clock);
}

int64_t store_now(struct store *store)
{
	return clock_wall(store->clock);
}

bool store_is_failing(struct store *store, struct error *why)
{
	return batch_is_failing(store->writer, why);
}

size_t store_waiting(struct store *store)
{
	return batch_waiting(store->writer);
}

const char *store_data_dir(const struct store *store)
{
	return store->data_dir;
}

struct sqlite_connection *store_take_reader(struct store *store)
{
	struct sqlite_connection *connection;

	lock_take(&store->readers_mutex, LOCK_READERS);
	while (store->free_readers == 0)
		pthread_cond_wait(&store->reader_came_back, &store->readers_mutex);
	connection = store->readers[--store->free_readers];
	lock_give(&store->readers_mutex, LOCK_READERS);
	return connection;
}

void store_give_back_reader(struct store *store, struct sqlite_connection *connection)
{
	lock_take(&store->readers_mutex, LOCK_READERS);
	store->readers[store->free_readers++] = connection;
	pthread_cond_signal(&store->reader_came_back);
	lock_give(&store->readers_mutex, LOCK_READERS);
}
