#pragma once
/*
 * store_fixture: for tests. A migrated store in a directory of its own, with a workspace; everything goes with it.
 */
#include "base/own.h"
#include "store/store.h"

enum { FIXTURE_WORKSPACE = 1 };

struct store_fixture {
	char dir[64];
	struct clock clock; /* fixed; change offset_ms to let time pass */
	int64_t commit_delay_ms;
	struct store *store;
};

struct store_fixture *store_fixture_new(void);

/* The same with a batch that gathers for so long. */
struct store_fixture *store_fixture_new_gathering(int64_t commit_delay_ms);
void store_fixture_free(struct store_fixture *fixture);
OWN_DEFINE(store_fixture)

/* Closes the store and opens it again, as after a restart. */
void store_fixture_reopen(struct store_fixture *fixture);

/* Runs SQL in a transaction of its own; a failure ends the test program. */
void store_fixture_run(struct store_fixture *fixture, const char *sql);

/* The one number that a SELECT gives, read by a connection of its own: what is durable and visible to others. */
int64_t store_fixture_count(struct store_fixture *fixture, const char *sql);
