#pragma once
/*
 * error: the one idiom for what can fail.
 *
 * A function that can fail returns bool, is MUST_CHECK, and fills the caller's struct error, its last parameter. Results
 * come before it as out-pointers and are written only on success. Lower layers never log: they return.
 */
#include <stdarg.h>
#include <stdbool.h>

#include "base/check.h"

enum error_kind {
	ERROR_NONE,
	ERROR_MALFORMED,       /* 400: cannot be read at all */
	ERROR_UNAUTHENTICATED, /* 401 */
	ERROR_DENIED,          /* 403 */
	ERROR_NOT_FOUND,       /* 404 */
	ERROR_CONFLICT,        /* 409: a state that does not allow it */
	ERROR_VERSION,         /* 412 */
	ERROR_TOO_LARGE,       /* 413 */
	ERROR_MEDIA_TYPE,      /* 415 */
	ERROR_INVALID,         /* 422: readable, but against a rule */
	ERROR_LIMIT,           /* 429 */
	ERROR_TEMPORARY,       /* 503: try again */
	ERROR_STORAGE,         /* 507: the disk is full, or the store failed */
	ERROR_INTERNAL,        /* 500: ours */
	ERROR_KIND_COUNT
};

struct error {
	enum error_kind kind;
	const char *code;  /* stable, for programs: "no_active_mailbox"; static storage */
	const char *field; /* the input at fault, or NULL; static storage */
	int retry_after_s; /* for LIMIT and TEMPORARY; 0 when unknown */
	char rule[48];     /* INVALID: the rule broken ("range", "required", ...) */
	char value[96];    /* INVALID: the value at fault, shortened */
	char details[768]; /* a JSON object for the answer's `details`, or "" */
	char message[320]; /* one sentence for a person, saying what to do */
};

/* Fills err and returns false, so that callers can `return error_set(...)`. */
bool error_set(struct error *err, enum error_kind kind, const char *code, const char *format, ...) PRINTF(4, 5);

/* The same with the input at fault, for ERROR_INVALID (code validation_failed). `value` may be NULL. */
bool error_invalid(struct error *err, const char *field, const char *rule, const char *value, const char *format, ...)
	PRINTF(5, 6);

/* STORAGE of a file system's errno: disk_full, read_only or io_error. `what` names what cannot be done, without a full stop. */
bool error_disk(struct error *err, int reason, const char *what);

/* Sets the JSON object that answers carry as `details`. Returns false, to be used after error_set. */
bool error_details(struct error *err, const char *format, ...) PRINTF(2, 3);

/* True when err carries this code. */
bool error_is(const struct error *err, const char *code);
