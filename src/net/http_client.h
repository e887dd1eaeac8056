#pragma once
/*
 * http_client: HTTPS requests (libcurl) to providers that the operator has configured: bounded answers, no redirects, one
 * connection a call, cut by the cancel flag. Bodies and headers may hold credentials and are never logged.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/secret.h"

enum { HTTP_CLIENT_MAX_BODY = 4 * 1024 * 1024 };

struct http_call {
	const char *url;
	const char *content_type; /* with a body; NULL: a GET without one */
	const char *body;
	size_t body_size;
	const struct secret *bearer; /* NULL: none */
	const char *ca_file;         /* trusted besides the system's; NULL: none */
	struct cancel *cancel;       /* NULL: none */
	int64_t timeout_ms;          /* 0: 20 s */
};

struct http_answer {
	int status;
	const char *body; /* NUL-terminated, in the arena */
	size_t size;
	int64_t retry_after_ms; /* 0: not told */
};

/* False when no answer came: TEMPORARY/http_failed, cancelled, certificate_invalid. Any status is an answer. */
MUST_CHECK bool http_client_call(const struct http_call *call, struct arena *arena, struct http_answer *out,
	struct error *err);

/* Percent-encodes for a query or a form (RFC 3986 unreserved stay). */
const char *http_client_escape(const char *value, struct arena *arena);
