/*
 * Tests that both engines take the same schema and every query.
 *
 * Each engine tells its catalogue as sorted lines of one form; the lines must be equal.
 */
#include "base/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "store/postgres_fixture.h"
#include "store/query.h"
#include "store/store_fixture.h"
#include "store/store_internal.h"

enum { MAX_LINES = 2000 };

struct lines {
	struct arena *arena;
	const char *line[MAX_LINES];
	size_t count;
};

static void add_line(struct lines *lines, const char *line)
{
	assert_true(lines->count < MAX_LINES);
	lines->line[lines->count++] = arena_text(lines->arena, line);
}

/* Table, column, type, whether it may be NULL, default. */
static const char sqlite_columns[] =
	"SELECT t.name || '.' || c.name || ' ' || replace(lower(c.type), 'blob', 'bytea') || ' ' || c.\"notnull\" || ' "
	"' ||"
	"       coalesce(c.dflt_value, '-')"
	"  FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE "
	"'sqlite_%' ORDER BY 1";
static const char postgres_columns[] =
	"SELECT t.relname || '.' || c.attname || ' ' || format_type(c.atttypid, c.atttypmod) || ' ' || "
	"c.attnotnull::int || ' ' ||"
	"       coalesce(regexp_replace(pg_get_expr(d.adbin, d.adrelid), '::[a-z]+$', ''), '-')"
	"  FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped"
	"  LEFT JOIN pg_attrdef d ON d.adrelid = c.attrelid AND d.adnum = c.attnum"
	" WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace ORDER BY 1";

static const char sqlite_primary_keys[] =
	"SELECT name || ' ' || group_concat(col, ',')"
	"  FROM (SELECT t.name, c.name AS col FROM sqlite_master t JOIN pragma_table_info(t.name) c"
	"         WHERE t.type = 'table' AND c.pk > 0 ORDER BY t.name, c.pk) GROUP BY name ORDER BY 1";
static const char postgres_primary_keys[] = "SELECT t.relname || ' ' || string_agg(c.attname, ',' ORDER BY k.place)"
					    "  FROM pg_constraint p JOIN pg_class t ON t.oid = p.conrelid CROSS JOIN "
					    "unnest(p.conkey) WITH ORDINALITY k (num, place)"
					    "  JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = k.num"
					    " WHERE p.contype = 'p' AND p.connamespace = 'public'::regnamespace GROUP "
					    "BY t.relname ORDER BY 1";

static const char sqlite_foreign_keys[] =
	"SELECT name || ' ' || group_concat(\"from\" || '>' || \"to\", ',') || ' ' || other || ' ' || lower(on_delete)"
	"  FROM (SELECT t.name, f.id, f.\"from\", f.\"to\", f.\"table\" AS other, f.on_delete"
	"          FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table' ORDER BY t.name, "
	"f.id, f.seq)"
	" GROUP BY name, id ORDER BY 1";
static const char postgres_foreign_keys[] =
	"SELECT t.relname || ' ' || string_agg(c.attname || '>' || o.attname, ',' ORDER BY k.place) || ' ' || "
	"f.relname || ' ' ||"
	"       CASE p.confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'r' THEN 'restrict' ELSE 'no "
	"action' END"
	"  FROM pg_constraint p JOIN pg_class t ON t.oid = p.conrelid JOIN pg_class f ON f.oid = p.confrelid"
	"  CROSS JOIN unnest(p.conkey, p.confkey) WITH ORDINALITY k (num, other, place)"
	"  JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = k.num"
	"  JOIN pg_attribute o ON o.attrelid = f.oid AND o.attnum = k.other"
	" WHERE p.contype = 'f' GROUP BY p.oid, t.relname, f.relname, p.confdeltype ORDER BY 1";

static const char sqlite_indexes[] =
	"SELECT name || ' ' || idx || ' ' || is_unique || ' ' || is_partial || ' ' || group_concat(col, ',')"
	"  FROM (SELECT t.name, i.name AS idx, i.\"unique\" AS is_unique, i.partial AS is_partial, c.name AS col"
	"          FROM sqlite_master t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c"
	"         WHERE t.type = 'table' AND i.origin = 'c' ORDER BY i.name, c.seqno) GROUP BY idx ORDER BY 1";
static const char postgres_indexes[] =
	"SELECT t.relname || ' ' || n.relname || ' ' || i.indisunique::int || ' ' || (i.indpred IS NOT NULL)::int || ' "
	"' ||"
	"       string_agg(c.attname, ',' ORDER BY k.place)"
	"  FROM pg_index i JOIN pg_class n ON n.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
	"  CROSS JOIN unnest(i.indkey::int[]) WITH ORDINALITY k (num, place)"
	"  JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = k.num"
	" WHERE t.relnamespace = 'public'::regnamespace AND NOT i.indisprimary"
	" GROUP BY t.relname, n.relname, i.indisunique, i.indpred ORDER BY 1";

static const char postgres_checks[] =
	"SELECT conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
	" ORDER BY 1";

/* SQLite keeps a CHECK only in the text of its table. */
static const char sqlite_table_texts[] = "SELECT sql FROM sqlite_master WHERE type = 'table'";

static void read_sqlite(struct store *store, const char *sql, struct lines *lines)
{
	struct sqlite_connection *reader = store_take_reader(store);
	sqlite3_stmt *statement = NULL;

	assert_int_equal(sqlite3_prepare_v2(reader->db, sql, -1, &statement, NULL), SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW)
		add_line(lines, (const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	store_give_back_reader(store, reader);
}

static void read_postgres(PGconn *connection, const char *sql, struct lines *lines)
{
	PGresult *result = PQexec(connection, sql);

	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(connection));
	for (int i = 0; i < PQntuples(result); i++)
		add_line(lines, PQgetvalue(result, i, 0));
	PQclear(result);
}

static void run_postgres(PGconn *connection, const char *sql)
{
	PGresult *result = PQexec(connection, sql);

	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail_msg("%s", PQerrorMessage(connection));
	PQclear(result);
}

static char *read_file(struct arena *arena, const char *path)
{
	struct text text;
	char piece[4096];
	size_t length;
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text_init(&text, arena);
	while ((length = fread(piece, 1, sizeof(piece), file)) > 0)
		text_add_n(&text, piece, length);
	fclose(file);
	return text.data;
}

/* The cluster with every migration applied; NULL when PostgreSQL is not installed. */
static struct postgres_fixture *migrated_postgres(struct arena *arena)
{
	struct postgres_fixture *postgres = postgres_fixture_new();
	char paths[] = POSTGRES_MIGRATIONS;
	char *rest = paths, *path;

	if (!postgres) {
		print_message("PostgreSQL is not installed (apt-get install postgresql): its dialect is NOT tested\n");
		return NULL;
	}
	run_postgres(postgres->connection, query_texts[QUERY_SCHEMA_VERSION_MAKE].postgres);
	while ((path = strsep(&rest, ":")))
		run_postgres(postgres->connection, read_file(arena, path));
	return postgres;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void read_sqlite_checks(struct store *store, struct arena *arena, struct lines *lines)
{
	OWNED(arena) struct arena *own = arena_new();
	struct lines *tables = ARENA_NEW(own, struct lines);

	tables->arena = own;
	read_sqlite(store, sqlite_table_texts, tables);
	for (size_t i = 0; i < tables->count; i++) {
		const char *at = tables->line[i];

		while ((at = strstr(at, "CONSTRAINT "))) {
			size_t length;

			at += strlen("CONSTRAINT ");
			length = strcspn(at, " ");
			if (text_starts(at + length, " CHECK"))
				add_line(lines, arena_text_n(arena, at, length));
		}
	}
	qsort(lines->line, lines->count, sizeof(lines->line[0]), by_name);
}

static void assert_same(const char *what, const struct lines *sqlite, const struct lines *postgres)
{
	for (size_t i = 0; i < sqlite->count && i < postgres->count; i++) {
		if (strcmp(sqlite->line[i], postgres->line[i]) != 0)
			fail_msg("%s differ: SQLite has \"%s\", PostgreSQL has \"%s\"", what, sqlite->line[i],
				postgres->line[i]);
	}
	if (sqlite->count != postgres->count)
		fail_msg("%s: SQLite has %zu, PostgreSQL has %zu", what, sqlite->count, postgres->count);
	assert_true(sqlite->count > 0);
}

TEST(dialect, both_schemas_are_the_same)
{
	static const struct {
		const char *what, *sqlite, *postgres;
	} parts[] = {
		{"columns", sqlite_columns, postgres_columns},
		{"primary keys", sqlite_primary_keys, postgres_primary_keys},
		{"foreign keys", sqlite_foreign_keys, postgres_foreign_keys},
		{"indexes", sqlite_indexes, postgres_indexes},
		{"checks", NULL, postgres_checks},
	};
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(postgres_fixture) struct postgres_fixture *postgres = migrated_postgres(arena);
	OWNED(store_fixture) struct store_fixture *sqlite = store_fixture_new();

	if (!postgres)
		skip();
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
		struct lines *of_sqlite = ARENA_NEW(arena, struct lines), *of_postgres = ARENA_NEW(arena, struct lines);

		of_sqlite->arena = of_postgres->arena = arena;
		if (parts[i].sqlite)
			read_sqlite(sqlite->store, parts[i].sqlite, of_sqlite);
		else
			read_sqlite_checks(sqlite->store, arena, of_sqlite);
		read_postgres(postgres->connection, parts[i].postgres, of_postgres);
		assert_same(parts[i].what, of_sqlite, of_postgres);
	}
}

/* How many columns a query gives; -1 and a message when SQLite does not take it. */
static int columns_on_sqlite(struct sqlite_connection *connection, enum query_name query)
{
	sqlite3_stmt *statement = NULL;
	int columns = -1;

	if (sqlite3_prepare_v2(connection->db, query_texts[query].sqlite, -1, &statement, NULL) != SQLITE_OK)
		print_error("%s on SQLite: %s\n", query_texts[query].name, sqlite3_errmsg(connection->db));
	else if (sqlite3_bind_parameter_count(statement) != query_texts[query].parameter_count)
		print_error("%s on SQLite: other parameters than it names\n", query_texts[query].name);
	else
		columns = sqlite3_column_count(statement);
	sqlite3_finalize(statement);
	return columns;
}

static int columns_on_postgres(PGconn *connection, enum query_name query)
{
	PGresult *prepared = PQprepare(connection, "", query_texts[query].postgres, 0, NULL);
	PGresult *described = NULL;
	int columns = -1;

	if (PQresultStatus(prepared) != PGRES_COMMAND_OK) {
		print_error("%s on PostgreSQL: %s\n", query_texts[query].name, PQerrorMessage(connection));
	} else {
		described = PQdescribePrepared(connection, "");
		if (PQnparams(described) == query_texts[query].parameter_count)
			columns = PQnfields(described);
		else
			print_error("%s on PostgreSQL: other parameters than it names\n", query_texts[query].name);
	}
	PQclear(described);
	PQclear(prepared);
	return columns;
}

TEST(dialect, sqlite_takes_every_query)
{
	OWNED(store_fixture) struct store_fixture *sqlite = store_fixture_new();
	struct sqlite_connection *reader = store_take_reader(sqlite->store);
	int refused = 0;

	for (int query = 0; query < QUERY_COUNT; query++)
		refused += columns_on_sqlite(reader, query) < 0;
	store_give_back_reader(sqlite->store, reader);

	assert_int_equal(refused, 0);
}

TEST(dialect, postgres_takes_every_query_and_gives_the_same_columns)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(postgres_fixture) struct postgres_fixture *postgres = migrated_postgres(arena);
	OWNED(store_fixture) struct store_fixture *sqlite = store_fixture_new();
	struct sqlite_connection *reader = store_take_reader(sqlite->store);
	int different = 0;

	if (!postgres)
		skip();
	for (int query = 0; query < QUERY_COUNT; query++) {
		int here = columns_on_sqlite(reader, query), there = columns_on_postgres(postgres->connection, query);

		if (here != there)
			print_error(
				"%s: %d columns on SQLite, %d on PostgreSQL\n", query_texts[query].name, here, there);
		different += here != there;
	}
	store_give_back_reader(sqlite->store, reader);

	assert_int_equal(different, 0);
}
