#include "http/sse.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/lock.h"

struct sse_stream {
	pthread_mutex_t lock;
	struct MHD_Connection *connection; /* NULL before the answer has begun, and after the client has gone */
	char *bytes;
	size_t length, capacity;
	bool is_suspended, is_ended, is_gone;
	int holds;
};

struct sse_stream *sse_stream_new(void)
{
	struct sse_stream *stream = calloc(1, sizeof(*stream));

	ASSERT(stream);
	pthread_mutex_init(&stream->lock, NULL);
	stream->holds = 2;
	return stream;
}

void sse_stream_free(struct sse_stream *stream)
{
	bool is_last;

	if (!stream)
		return;
	lock_take(&stream->lock, LOCK_STREAM);
	is_last = --stream->holds == 0;
	lock_give(&stream->lock, LOCK_STREAM);
	if (!is_last)
		return;
	pthread_mutex_destroy(&stream->lock);
	free(stream->bytes);
	free(stream);
}

/* The lock is held. */
static void wake(struct sse_stream *stream)
{
	if (!stream->is_suspended)
		return;
	stream->is_suspended = false;
	MHD_resume_connection(stream->connection);
}

/* The lock is held. */
static void append(struct sse_stream *stream, const char *bytes, size_t length)
{
	if (stream->length + length > stream->capacity) {
		stream->capacity = (stream->length + length) * 2;
		stream->bytes = realloc(stream->bytes, stream->capacity);
		ASSERT(stream->bytes);
	}
	memcpy(stream->bytes + stream->length, bytes, length);
	stream->length += length;
}

void sse_stream_push(struct sse_stream *stream, const char *bytes, size_t length)
{
	lock_take(&stream->lock, LOCK_STREAM);
	if (stream->length + length > SSE_MAX_BUFFERED)
		stream->is_ended = true;
	if (!stream->is_ended && !stream->is_gone)
		append(stream, bytes, length);
	wake(stream);
	lock_give(&stream->lock, LOCK_STREAM);
}

void sse_stream_end(struct sse_stream *stream)
{
	lock_take(&stream->lock, LOCK_STREAM);
	stream->is_ended = true;
	wake(stream);
	lock_give(&stream->lock, LOCK_STREAM);
}

bool sse_stream_is_over(struct sse_stream *stream)
{
	bool is_over;

	lock_take(&stream->lock, LOCK_STREAM);
	is_over = stream->is_gone || stream->is_ended;
	lock_give(&stream->lock, LOCK_STREAM);
	return is_over;
}

void sse_format(struct text *out, const char *id, const char *event, const char *data)
{
	text_printf(out, "id: %s\nevent: %s\ndata: %s\n\n", id, event, data);
}

void sse_stream_attach(struct sse_stream *stream, struct MHD_Connection *connection)
{
	lock_take(&stream->lock, LOCK_STREAM);
	stream->connection = connection;
	lock_give(&stream->lock, LOCK_STREAM);
}

ssize_t sse_stream_read(void *held, __attribute__((unused)) uint64_t position, char *out, size_t max)
{
	struct sse_stream *stream = held;
	ssize_t count = 0;

	lock_take(&stream->lock, LOCK_STREAM);
	if (stream->length) {
		size_t taken = stream->length < max ? stream->length : max;

		memcpy(out, stream->bytes, taken);
		memmove(stream->bytes, stream->bytes + taken, stream->length - taken);
		stream->length -= taken;
		count = (ssize_t)taken;
	} else if (stream->is_ended) {
		count = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		stream->is_suspended = true;
		MHD_suspend_connection(stream->connection);
	}
	lock_give(&stream->lock, LOCK_STREAM);
	return count;
}

void sse_stream_gone(void *held)
{
	struct sse_stream *stream = held;

	lock_take(&stream->lock, LOCK_STREAM);
	stream->is_gone = true;
	stream->is_suspended = false;
	stream->connection = NULL;
	lock_give(&stream->lock, LOCK_STREAM);
	sse_stream_free(stream);
}
