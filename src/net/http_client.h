#pragma once
/*
 * http_client: HTTPS requests (libcurl) to providers that the operator has configured: bounded answers, no redirects, cut at
 * once by the cancel flag. Bodies and headers may hold credentials and are never logged.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/secret.h"

enum { HTTP_CLIENT_MAX_BODY = 4 * 1024 * 1024 };

/* Connections kept between requests, for one thread at a time. */
struct http_pool;
struct http_pool *http_pool_new(void);
void http_pool_free(struct http_pool *pool);
OWN_DEFINE(http_pool)

struct http_call {
	const char *url;
	const char *content_type; /* with a body; NULL: a GET without one */
	const char *body;
	size_t body_size;
	const struct secret *bearer; /* NULL: none */
	const char *ca_file;         /* trusted besides the system's; NULL: none */
	struct cancel *cancel;       /* NULL: none */
	int64_t timeout_ms;          /* 0: 20 s */
	struct http_pool *pool;      /* NULL: a connection of its own */
};

struct http_answer {
	int status;
	const char *body; /* NUL-terminated, in the arena */
	size_t size;
	int64_t retry_after_ms; /* 0: not told */
};

/* False when no answer came: TEMPORARY/http_failed, timeout, cancelled, INVALID/certificate_invalid. Any status is an answer.
 * A request with a body must be safe to repeat when it goes over a pool: libcurl repeats it when a kept connection dies. */
MUST_CHECK bool http_client_call(
	const struct http_call *call, struct arena *arena, struct http_answer *out, struct error *err);

/* Percent-encodes for a query or a form (RFC 3986 unreserved stay). */
const char *http_client_escape(const char *value, struct arena *arena);
