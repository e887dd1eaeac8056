#pragma once
/*
 * request: what a client asked, already guarded and complete when a handler sees it.
 *
 * Everything is copied to the request's arena, so that it may be read on any thread until the answer has left. Path and
 * query are percent-decoded once, valid UTF-8 and free of controls.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct http_request;
struct http_response;

const char *http_request_method(const struct http_request *request); /* "GET"; HEAD is told as GET */
const char *http_request_path(
	const struct http_request *request); /* as it was sent, without the query; still encoded */
const char *http_request_target(const struct http_request *request); /* path and query as they were sent */
struct arena *http_request_arena(const struct http_request *request);

/* A header (any case), or NULL. Headers that decide something (Host, Authorization, Cookie, ...) come at most once. */
const char *http_request_header(const struct http_request *request, const char *name);

/* The first query parameter of this name, or NULL; "" when it has no value. */
const char *http_request_query(const struct http_request *request, const char *name);

/* A cookie's value, or NULL. */
const char *http_request_cookie(const struct http_request *request, const char *name);

/* The body in memory; "" when there is none, or when it was spooled. NUL-terminated. */
const char *http_request_body(const struct http_request *request, size_t *length);

/* A field of a body that is application/x-www-form-urlencoded, or NULL. */
const char *http_request_form(const struct http_request *request, const char *name);

/* A raw body's file inside the data directory; NULL when there was no body. It is deleted with the request unless it was
 * renamed away. */
const char *http_request_body_file(const struct http_request *request, int64_t *size_bytes);

/* Who asks, as text: the peer, or what a trusted proxy tells. "unix" on the Unix socket. */
const char *http_request_remote(const struct http_request *request);
bool http_request_is_head(const struct http_request *request);          /* only the headers are wanted */
bool http_request_is_https(const struct http_request *request);         /* here, or at the trusted proxy */
bool http_request_is_forwarded(const struct http_request *request);     /* came through a proxy */
bool http_request_is_from_loopback(const struct http_request *request); /* the peer itself, not a forwarded address */
bool http_request_is_from_shell(const struct http_request *request);    /* Unix socket, same user as the server */

/* Where the answer is written. */
struct http_response *http_request_response(struct http_request *request);
