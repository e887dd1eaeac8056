/*
 * migrate: one transaction a step, its row in schema_version in the same one, so that a crash in between leaves the step
 * either whole or not begun.
 */
#include "store/migrate.h"

#include "store/query.h"
#include "store/store_internal.h"

static bool read_version(struct tx *tx, int64_t *version, struct error *err)
{
	return query_exec(tx, QUERY_SCHEMA_VERSION_MAKE, NULL, err) &&
		query_int(tx, QUERY_SCHEMA_VERSION_GET, 0, version, err);
}

bool store_schema_version(struct store *store, int64_t *version, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(store, &tx, err) && read_version(tx, version, err) && tx_commit(tx, err);
}

static bool apply(struct store *store, const struct migration *migration, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error cause;

	if (!tx_begin(store, &tx, err))
		return false;
	if (!sqlite_connection_run(tx->connection, migration->sql, &cause)) {
		error_set(err, cause.kind, cause.code, "Migration %d (%s) failed: %s", migration->version,
			migration->name, cause.message);
		return tx_break(tx, err);
	}
	if (!query_exec(tx, QUERY_SCHEMA_VERSION_ADD, NULL, err, BIND_INT("version", migration->version),
		    BIND_TEXT("name", migration->name), BIND_INT("now", store_now(store))))
		return false;
	return tx_commit(tx, err);
}

bool store_migrate(struct store *store, struct error *err)
{
	int64_t version = 0;

	if (!store_schema_version(store, &version, err))
		return false;
	if (version > migration_count)
		return error_set(err, ERROR_CONFLICT, "database_newer",
			"The database has schema version %lld, this program knows up to %d. Install the newer program.",
			(long long)version, migration_count);
	for (; version < migration_count; version++) {
		if (!apply(store, &migrations[version], err))
			return false;
	}
	return true;
}
