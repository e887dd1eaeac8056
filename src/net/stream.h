#pragma once
/*
 * stream: a TCP connection, plain or TLS (OpenSSL 3), that blocks with a deadline and can be cancelled.
 *
 * Every wait polls the socket and the cancel flag together. Certificates are verified, name and chain. After
 * stream_start_tls nothing that was buffered before counts (STARTTLS injection, RFC 3207 §5): leftover bytes are an error.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/own.h"
#include "base/text.h"

struct stream;

struct stream_options {
	const char *host;
	int port;
	bool tls;                 /* implicit TLS */
	bool allow_private_hosts; /* or the host is the operator's own */
	const char *ca_file;      /* trusted besides the system's, or NULL; outlives the stream */
	int64_t connect_timeout_ms;
	struct cancel *cancel; /* may be NULL */
};

/* Errors (all kind TEMPORARY unless said): dns_failed, bad_host (INVALID), host_not_allowed (INVALID: the SSRF guard),
 * connect_failed, tls_failed, certificate_invalid (INVALID), timeout, cancelled, connection_closed, line_too_long. */
MUST_CHECK bool stream_open(const struct stream_options *options, struct stream **out, struct error *err);
MUST_CHECK bool stream_start_tls(struct stream *stream, struct error *err);

/* Closes politely: TLS close_notify, FIN. */
void stream_free(struct stream *stream);
OWN_DEFINE(stream)

/* Closes hard: SO_LINGER 0, no TLS shutdown, so that bytes the kernel still queues are discarded. Frees the stream. */
void stream_reset(struct stream *stream);

/* The deadline of the following calls, from now; 0: none. */
void stream_set_timeout(struct stream *stream, int64_t timeout_ms);

MUST_CHECK bool stream_write(struct stream *stream, const void *bytes, size_t length, struct error *err);

/* The same for bytes that are of no use to the server before those of the next write: the kernel may keep them back for up
 * to 200 ms, to send them in one packet with those (MSG_MORE, send(2)). */
MUST_CHECK bool stream_write_more(struct stream *stream, const void *bytes, size_t length, struct error *err);

/* One line without its CRLF (or LF); borrowed until the next read. */
MUST_CHECK bool stream_read_line(
	struct stream *stream, size_t max_length, const char **line, size_t *length, struct error *err);

/* The same, appended to `out`: for protocols whose lines may be longer than a buffer. */
MUST_CHECK bool stream_add_line(struct stream *stream, size_t max_length, struct text *out, struct error *err);

/* Exactly `length` bytes. */
MUST_CHECK bool stream_read(struct stream *stream, void *bytes, size_t length, struct error *err);

/* True when unread bytes are buffered (a reply that came too early). */
bool stream_has_buffered(const struct stream *stream);

/* Waits until something can be read; *readable false when timeout_ms passed first. */
MUST_CHECK bool stream_wait(struct stream *stream, int64_t timeout_ms, bool *readable, struct error *err);

/* Whether the peer has closed or sent something while the stream was kept idle. */
bool stream_is_stale(struct stream *stream);

/* Bytes the kernel has not sent yet (SIOCOUTQ). */
int stream_unsent(const struct stream *stream);
bool stream_is_tls(const struct stream *stream);
