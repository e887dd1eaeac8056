#pragma once
/*
 * csv: reading and writing rows of text (RFC 4180), as they come.
 *
 * The reader is pushed: feed it bytes as they arrive, it calls back for each row. Delimiter (, ; tab |), byte order mark and
 * UTF-16 are found from the beginning; a row that is no UTF-8 is taken for Windows-1252. Fields reach the callback as UTF-8.
 * Memory is bounded by one row. What is wrong with a row is told, and the next one is read.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/own.h"
#include "base/text.h"

enum { CSV_MAX_ROW = 64 * 1024, CSV_MAX_FIELDS = 200 };

enum csv_encoding { CSV_UTF8, CSV_UTF16_LE, CSV_UTF16_BE, CSV_WINDOWS_1252, CSV_ENCODING_COUNT };
enum csv_fault {
	CSV_ROW_FINE,
	CSV_ROW_TOO_LONG,
	CSV_ROW_TOO_MANY_FIELDS,
	CSV_ROW_NUL,
	CSV_ROW_OPEN_QUOTE,
	CSV_FAULT_COUNT
};

struct csv_field {
	const char *bytes; /* UTF-8, NUL-terminated, valid during the call */
	size_t length;
};

struct csv_row {
	int64_t number;       /* from 1; empty lines are neither counted nor told */
	int64_t line;         /* where it begins in the file, from 1 */
	int64_t end_offset;   /* bytes of the input up to its end, for progress */
	enum csv_fault fault; /* not FINE: `fields` holds what could be read */
	const struct csv_field *fields;
	size_t count;
};

/* False stops the reading (csv_feed returns false). */
typedef bool csv_visit(void *context, const struct csv_row *row);

struct csv_reader;

struct csv_reader *csv_reader_new(csv_visit *visit, void *context);
void csv_reader_free(struct csv_reader *reader);
OWN_DEFINE(csv_reader)

/* Any amount of bytes, split anywhere. False once the callback has stopped the reading. */
bool csv_feed(struct csv_reader *reader, const char *bytes, size_t size);

/* The end: hands over a last row that had no line end. */
bool csv_finish(struct csv_reader *reader);

/* What was found; certain after the first row. */
char csv_delimiter(const struct csv_reader *reader);
enum csv_encoding csv_encoding(const struct csv_reader *reader);
const char *csv_encoding_name(enum csv_encoding encoding);
const char *csv_fault_text(enum csv_fault fault); /* a reason for people; NULL for FINE */

/* Appends a field, quoted where needed. A text that a spreadsheet would take for a formula gets a leading '. */
void csv_write_field(struct text *out, const char *value);
/* Appends a row with CRLF. */
void csv_write_row(struct text *out, const char *const *values, size_t count);
