#pragma once
/*
 * query: running the named queries of store/sql.
 *
 * tools/sql-compile makes `store/queries.h` at build time: `enum query_name { QUERY_SEND_CLAIM_DUE, ... }` and the text,
 * parameters and columns of each query for both engines. Parameters are bound by name; a missing or unknown name is a
 * programmer's error and aborts. Columns are read in the order in which the query lists them.
 *
 *	if (!query_exec(tx, QUERY_HOLD_DELETE, &changed, err, BIND_INT("mailbox", id), BIND_TEXT("cause", cause)))
 *		return false;
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/own.h"
#include "store/queries.h"
#include "store/tx.h"

enum bind_type { BIND_IS_NULL, BIND_IS_INT, BIND_IS_REAL, BIND_IS_TEXT, BIND_IS_BLOB };

struct bind {
	const char *name; /* NULL ends the list */
	enum bind_type type;
	int64_t number;
	double real;
	const void *bytes; /* borrowed until the call returns, or the rows are freed */
	size_t length;
};

#define BIND_INT(name_, value_) ((struct bind){.name = (name_), .type = BIND_IS_INT, .number = (value_)})
/* 0 becomes NULL: for optional ids and instants. */
#define BIND_INT_OR_NULL(name_, value_) (bind_int_or_null((name_), (value_)))
#define BIND_REAL(name_, value_) ((struct bind){.name = (name_), .type = BIND_IS_REAL, .real = (value_)})
/* NULL text becomes NULL. */
#define BIND_TEXT(name_, value_) (bind_text((name_), (value_)))
#define BIND_BLOB(name_, bytes_, length_) \
	((struct bind){.name = (name_), .type = BIND_IS_BLOB, .bytes = (bytes_), .length = (length_)})

static inline struct bind bind_int_or_null(const char *name, int64_t value)
{
	return (struct bind){.name = name, .type = value ? BIND_IS_INT : BIND_IS_NULL, .number = value};
}

struct bind bind_text(const char *name, const char *value);

/* Runs a query that returns no rows (or whose rows do not matter). *changed (may be NULL) is the number of rows changed. */
#define query_exec(tx, query, changed, err, ...) \
	query_exec_binds((tx), (query), (const struct bind[]){__VA_ARGS__ __VA_OPT__(, ){0}}, (changed), (err))
MUST_CHECK bool query_exec_binds(
	struct tx *tx, enum query_name query, const struct bind *binds, int64_t *changed, struct error *err);

struct rows;

/* Starts a query that returns rows. Free the rows before the transaction ends. */
#define query_rows(tx, query, out, err, ...) \
	query_rows_binds((tx), (query), (const struct bind[]){__VA_ARGS__ __VA_OPT__(, ){0}}, (out), (err))
MUST_CHECK bool query_rows_binds(
	struct tx *tx, enum query_name query, const struct bind *binds, struct rows **out, struct error *err);
void rows_free(struct rows *rows);
OWN_DEFINE(rows)

/* Steps. *has is false after the last row. */
MUST_CHECK bool rows_next(struct rows *rows, bool *has, struct error *err);

/* The next column of the current row. NULL reads as 0, 0.0, NULL. Texts and blobs are copied to the arena. */
int64_t row_int(struct rows *rows);
double row_real(struct rows *rows);
bool row_bool(struct rows *rows);
const char *row_text(struct rows *rows, struct arena *arena);
const unsigned char *row_blob(struct rows *rows, struct arena *arena, size_t *length);

/* A query that gives at most one row with one integer: *out is that, or `otherwise` when there is no row or NULL. */
#define query_int(tx, query, otherwise, out, err, ...) \
	query_int_binds((tx), (query), (const struct bind[]){__VA_ARGS__ __VA_OPT__(, ){0}}, (otherwise), (out), (err))
MUST_CHECK bool query_int_binds(struct tx *tx, enum query_name query, const struct bind *binds, int64_t otherwise,
	int64_t *out, struct error *err);
