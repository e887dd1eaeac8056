#pragma once
/*
 * postgres_fixture: for tests. A PostgreSQL cluster in a directory of its own, reached by a socket in it, without network.
 */
#include <libpq-fe.h>
#include <sys/types.h>

#include "base/own.h"

struct postgres_fixture {
	char dir[64];
	pid_t pid;
	PGconn *connection;
};

/* NULL when PostgreSQL is not installed; a cluster that does not start ends the test program. */
struct postgres_fixture *postgres_fixture_new(void);
void postgres_fixture_free(struct postgres_fixture *fixture);
OWN_DEFINE(postgres_fixture)
