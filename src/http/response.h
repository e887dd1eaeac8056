#pragma once
/*
 * response: one answer. Security headers are added by the server to every one of them.
 *
 * Texts are borrowed until the answer has left: static ones, or those in the request's arena.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct http_response;
struct sse_stream;

/* A body in memory. Replaces what was set before. */
void http_response_body(
	struct http_response *response, int status, const char *content_type, const char *bytes, size_t length);

/* The same for text that ends in NUL. A page (text/html) gets the strict content security policy. */
void http_response_text(struct http_response *response, int status, const char *content_type, const char *text);

/* A file to be downloaded under this name (ASCII letters, digits, dots, dashes). It is opened here: false when it cannot be. */
bool http_response_file(
	struct http_response *response, const char *path, const char *content_type, const char *download_name);

/* A redirect (302, or 303 after a POST). The location must not hold controls. */
void http_response_redirect(struct http_response *response, int status, const char *location);

/* An event stream; the response owns it from here on. */
void http_response_stream(struct http_response *response, struct sse_stream *stream);

/* Adds a header; at most 16. Values with controls are dropped. */
void http_response_header(struct http_response *response, const char *name, const char *value);

/* Whether anything was set. */
bool http_response_is_set(const struct http_response *response);
int http_response_status(const struct http_response *response);
