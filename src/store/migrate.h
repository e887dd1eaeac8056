#pragma once
/*
 * migrate: brings the database's schema to what this program needs. Forward only, one step and one transaction each; the
 * steps are embedded from store/migrations.
 */
#include "base/error.h"
#include "store/store.h"

struct migration {
	int version;
	const char *name;
	const char *sql;
};

extern const struct migration migrations[];
extern const int migration_count;

/* Applies what is missing. CONFLICT/database_newer when the database was written by a newer program. */
MUST_CHECK bool store_migrate(struct store *store, struct error *err);

/* The newest step that was applied; 0 for a new database. */
MUST_CHECK bool store_schema_version(struct store *store, int64_t *version, struct error *err);
