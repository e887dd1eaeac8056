#pragma once
/*
 * sse: server-sent event streams that cost no thread.
 *
 * A stream is a buffer between whoever has events and the http thread that writes them; while it is empty the connection is
 * suspended. It is held by two: the answer, which lets go when the client has gone, and the one who pushes.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/own.h"
#include "base/text.h"

enum { SSE_MAX_BUFFERED = 256 * 1024 };

struct MHD_Connection;
struct sse_stream;

/* Held twice: once for http_response_stream, once for the caller. */
struct sse_stream *sse_stream_new(void);

/* Lets go of one of the two holds. */
void sse_stream_free(struct sse_stream *stream);
OWN_DEFINE(sse_stream)

/* Appends bytes. A client that does not read them is cut off at SSE_MAX_BUFFERED; it comes back with Last-Event-ID. */
void sse_stream_push(struct sse_stream *stream, const char *bytes, size_t length);

/* Ends the stream after what was pushed. */
void sse_stream_end(struct sse_stream *stream);

/* Whether the client has gone or the stream was ended. */
bool sse_stream_is_over(struct sse_stream *stream);

/* Adds one event in wire format. `data` must not hold newlines. */
void sse_format(struct text *out, const char *id, const char *event, const char *data);

/* For the server: the connection that is suspended and resumed, and what MHD calls for bytes. */
void sse_stream_attach(struct sse_stream *stream, struct MHD_Connection *connection);
ssize_t sse_stream_read(void *held, uint64_t position, char *out, size_t max);
void sse_stream_gone(void *held);
