/*
 * query: binds by name, steps, reads columns. Any error breaks the transaction.
 */
#include "store/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store_internal.h"

enum { MAX_PARAMETERS = 64 };

struct rows {
	struct tx *tx;
	sqlite3_stmt *statement; /* NULL after the last row */
	struct prepared *slot;
	enum query_name query;
	bool has_row;
	int column;
};

struct bind bind_text(const char *name, const char *value)
{
	return (struct bind){
		.name = name,
		.type = value ? BIND_IS_TEXT : BIND_IS_NULL,
		.bytes = value,
		.length = value ? strlen(value) : 0,
	};
}

/* Looks behind `before` first: parameters are mostly given in the order in which the query has them. */
static int number_of(enum query_name query, const char *name, int before)
{
	const struct query_text *text = &query_texts[query];

	for (int i = 0; i < text->parameter_count; i++) {
		int at = (before + i) % text->parameter_count;

		if (strcmp(text->parameters[at], name) == 0)
			return at + 1;
	}
	return 0;
}

static int bind_one(sqlite3_stmt *statement, int number, const struct bind *bind)
{
	switch (bind->type) {
	case BIND_IS_NULL:
		return sqlite3_bind_null(statement, number);
	case BIND_IS_INT:
		return sqlite3_bind_int64(statement, number, bind->number);
	case BIND_IS_REAL:
		return sqlite3_bind_double(statement, number, bind->real);
	case BIND_IS_TEXT:
		return sqlite3_bind_text64(statement, number, bind->bytes, bind->length, SQLITE_STATIC, SQLITE_UTF8);
	case BIND_IS_BLOB:
		/* A NULL pointer would bind NULL; an empty blob is not that. */
		return sqlite3_bind_blob64(
			statement, number, bind->bytes ? bind->bytes : "", bind->length, SQLITE_STATIC);
	}
	UNREACHABLE();
}

static _Noreturn void wrong_parameter(enum query_name query, const char *name)
{
	char text[256];

	snprintf(text, sizeof(text), "query %s takes exactly its parameters, each once; look at \"%s\"",
		query_texts[query].name, name);
	check_failed(__FILE__, __LINE__, text);
}

static bool bind_all(struct rows *rows, const struct bind *binds, struct error *err)
{
	uint64_t bound = 0;
	int count = 0, number = 0;

	for (; binds[count].name; count++) {
		number = number_of(rows->query, binds[count].name, number);

		if (number == 0 || number > MAX_PARAMETERS || (bound & (UINT64_C(1) << (number - 1))))
			wrong_parameter(rows->query, binds[count].name);
		bound |= UINT64_C(1) << (number - 1);
		if (bind_one(rows->statement, number, &binds[count]) != SQLITE_OK)
			return sqlite_connection_error(rows->tx->connection, query_texts[rows->query].name, err);
	}
	if (count != query_texts[rows->query].parameter_count)
		wrong_parameter(rows->query, "(one is missing)");
	return true;
}

static bool start(struct tx *tx, enum query_name query, const struct bind *binds, struct rows *rows, struct error *err)
{
	ASSERT(!tx->is_over);
	if (tx->is_broken) {
		*err = tx->why;
		return false;
	}
	*rows = (struct rows){.tx = tx, .query = query};
	if (!sqlite_connection_prepare(tx->connection, query, &rows->statement, &rows->slot, err))
		return tx_break(tx, err);
	tx->open_rows++;
	return bind_all(rows, binds, err) || tx_break(tx, err);
}

/* The last row is given back at once, so that a statement is not open for longer than its rows are read. */
static void finish(struct rows *rows)
{
	if (!rows->statement)
		return;
	sqlite_connection_release(rows->statement, rows->slot);
	rows->statement = NULL;
	rows->has_row = false;
	rows->tx->open_rows--;
}

static bool step(struct rows *rows, struct error *err)
{
	int status = sqlite3_step(rows->statement);

	rows->column = 0;
	rows->has_row = status == SQLITE_ROW;
	if (status == SQLITE_ROW || status == SQLITE_DONE)
		return true;
	sqlite_connection_error(rows->tx->connection, query_texts[rows->query].name, err);
	return tx_break(rows->tx, err);
}

bool query_exec_binds(
	struct tx *tx, enum query_name query, const struct bind *binds, int64_t *changed, struct error *err)
{
	struct rows rows = {0};
	bool is_done = start(tx, query, binds, &rows, err);

	while (is_done && step(&rows, err)) {
		if (rows.has_row)
			continue;
		if (changed)
			*changed = sqlite3_stmt_readonly(rows.statement) ? 0 : sqlite3_changes64(tx->connection->db);
		finish(&rows);
		return true;
	}
	finish(&rows);
	return false;
}

bool query_rows_binds(
	struct tx *tx, enum query_name query, const struct bind *binds, struct rows **out, struct error *err)
{
	OWNED(rows) struct rows *rows = calloc(1, sizeof(*rows));

	ASSERT(rows);
	if (!start(tx, query, binds, rows, err))
		return false;
	*out = TAKE(rows);
	return true;
}

void rows_free(struct rows *rows)
{
	if (!rows)
		return;
	finish(rows);
	free(rows);
}

bool rows_next(struct rows *rows, bool *has, struct error *err)
{
	if (rows->statement && !step(rows, err))
		return false;
	if (!rows->has_row)
		finish(rows);
	*has = rows->has_row;
	return true;
}

/* The number of the column to read, in the order in which they are asked for. */
static int next_column(struct rows *rows)
{
	ASSERT(rows->has_row);
	ASSERT(rows->column < sqlite3_column_count(rows->statement));
	return rows->column++;
}

int64_t row_int(struct rows *rows)
{
	return sqlite3_column_int64(rows->statement, next_column(rows));
}

double row_real(struct rows *rows)
{
	return sqlite3_column_double(rows->statement, next_column(rows));
}

bool row_bool(struct rows *rows)
{
	return row_int(rows) != 0;
}

const char *row_text(struct rows *rows, struct arena *arena)
{
	int column = next_column(rows);
	const char *text = (const char *)sqlite3_column_text(rows->statement, column);

	return text ? arena_text_n(arena, text, (size_t)sqlite3_column_bytes(rows->statement, column)) : NULL;
}

const unsigned char *row_blob(struct rows *rows, struct arena *arena, size_t *length)
{
	int column = next_column(rows);
	const void *bytes = sqlite3_column_blob(rows->statement, column);
	size_t size = (size_t)sqlite3_column_bytes(rows->statement, column);
	unsigned char *copy;

	*length = size;
	if (sqlite3_column_type(rows->statement, column) == SQLITE_NULL)
		return NULL;
	copy = arena_alloc(arena, size);
	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

bool query_int_binds(struct tx *tx, enum query_name query, const struct bind *binds, int64_t otherwise, int64_t *out,
	struct error *err)
{
	struct rows rows = {0};
	bool is_read = start(tx, query, binds, &rows, err) && step(&rows, err);

	if (is_read) {
		bool has_value = rows.has_row && sqlite3_column_type(rows.statement, 0) != SQLITE_NULL;

		*out = has_value ? sqlite3_column_int64(rows.statement, 0) : otherwise;
	}
	finish(&rows);
	return is_read;
}
