#pragma once
/*
 * store_internal: what store, tx and query share; nobody else includes it.
 */
#include <pthread.h>

#include "store/batch.h"
#include "store/sqlite_connection.h"
#include "store/store.h"
#include "store/tx.h"

enum { STORE_BELLS = 3, STORE_MAX_READERS = 16 };

struct store {
	char *data_dir;
	int lock_fd;
	const struct clock *clock;
	struct id_source ids;
	struct wakeup *wakeups[STORE_BELLS];
	struct batch_writer *writer;

	pthread_mutex_t readers_mutex;
	pthread_cond_t reader_came_back;
	struct sqlite_connection *readers[STORE_MAX_READERS]; /* the free ones first */
	int free_readers, reader_count;
};

struct tx {
	struct store *store;
	struct sqlite_connection *connection;
	struct arena *arena; /* made when first asked for */
	bool is_write;
	bool is_over;
	/* The first error: as on PostgreSQL it ends the transaction, which can only be rolled back. */
	bool is_broken;
	struct error why;
	int open_rows;
	unsigned bells;
	struct journal_lines stops, lifts;
};

/* One process at a time: two would not see each other's fences. The lock lives as long as *fd. CONFLICT/data_dir_in_use. */
MUST_CHECK bool store_lock_directory(const char *data_dir, int *fd, struct error *err);

/* A free reader, waits for one. */
struct sqlite_connection *store_take_reader(struct store *store);
void store_give_back_reader(struct store *store, struct sqlite_connection *connection);

/* Marks the transaction as broken by *err. Returns false. */
bool tx_break(struct tx *tx, const struct error *err);
