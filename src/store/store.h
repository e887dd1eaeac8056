#pragma once
/*
 * store: the database, opened once by main. Transactions are in tx.h, queries in query.h.
 *
 * SQLite (default): one writer connection with group commit, 2-4 read-only connections, a flock on the data directory.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "base/own.h"
#include "base/wakeup.h"

struct store;

/* What may ring when a transaction has become durable; a bit set, see tx_ring. */
enum store_bell {
	BELL_ENGINE = 1,  /* something may be due, or a mailbox, campaign or hold changed */
	BELL_EVENTS = 2,  /* event rows were added */
	BELL_IMPORTS = 4, /* an import is waiting */
};

struct store_options {
	const char *data_dir;    /* must exist */
	int reader_count;        /* 0: 3 */
	int64_t commit_delay_ms; /* how long a batch may gather; 0: 2 */
	const struct clock *clock;
};

/* Opens (and makes, when new) the database, takes the directory lock. CONFLICT/data_dir_in_use when another process has
 * it; STORAGE errors name the file. Does not migrate. */
MUST_CHECK bool store_open(const struct store_options *options, struct store **out, struct error *err);
void store_free(struct store *store);
OWN_DEFINE(store)

/* The wakeup that rings after the durable commit of a transaction that asked for one of these bells; lives with the store. */
struct wakeup *store_wakeup(struct store *store, enum store_bell bell);

/* A fresh id; thread-safe. */
int64_t store_new_id(struct store *store);
int64_t store_now(struct store *store); /* wall clock, ms */

/* Whether the last commit failed for want of space or an I/O error; cleared by the next that succeeds. */
bool store_is_failing(struct store *store, struct error *why);

/* How many transactions wait for the writer now. */
size_t store_waiting(struct store *store);

/* The data directory given at open. */
const char *store_data_dir(const struct store *store);
