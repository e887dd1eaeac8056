#pragma once
/*
 * http_upload: a POST whose last byte is withheld until it is allowed, over a connection that is kept between requests.
 *
 * A complete POST is never repeated: libcurl would by itself when a kept connection dies unanswered, so the body comes from a
 * callback that cannot rewind once the end was given. Used by one thread at a time.
 */
#include "net/http_client.h"

struct http_upload;

/* A body that is given piece by piece. */
struct http_body_source {
	void *context;
	/* The next bytes, borrowed until the next call; at least one. */
	bool (*next)(void *context, const char **bytes, size_t *length, struct error *err);
	void (*rewind)(void *context);
};

struct http_upload *http_upload_new(void);
void http_upload_free(struct http_upload *upload);
OWN_DEFINE(http_upload)

/* Writes the request but for the last byte of its body, which must stay where it is until the end. With a source (NULL: none)
 * that gives the body, of call->body_size bytes. False: nothing was handed over; err as from http_client_call or from the
 * source, or `answered` (TEMPORARY) when the provider answered already: then *early is it. */
MUST_CHECK bool http_upload_begin(struct http_upload *upload, const struct http_call *call,
	const struct http_body_source *source, struct http_answer *early, struct error *err);

/* Writes the last byte and reads the answer; both answers are valid until the next begin. False: none came, *given tells
 * whether the last byte had been given to the kernel. `answered`: as above, the last byte was not given. */
MUST_CHECK bool http_upload_end(
	struct http_upload *upload, int64_t timeout_ms, struct http_answer *answer, bool *given, struct error *err);

/* Drops the connection so that what the kernel still queues is discarded, and without a TLS shutdown. */
void http_upload_abort(struct http_upload *upload);
