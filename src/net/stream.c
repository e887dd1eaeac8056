#include "net/stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "net/host.h"
#include "net/tls_context.h"

enum { BUFFER_SIZE = 8192, LONGEST_POLL_MS = 3600000 };

struct stream {
	int fd;
	SSL *ssl;
	struct cancel *cancel;
	int64_t deadline; /* monotonic ms; 0: none */
	char host[HOST_NAME_SIZE];
	const char *ca_file;
	bool is_secure;    /* the TLS handshake is over */
	bool has_asked;    /* something was written since the last read: an answer takes a while */
	size_t start, end; /* unread bytes of the buffer */
	char buffer[BUFFER_SIZE];
};

static int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool closed(struct error *err)
{
	return error_set(err, ERROR_TEMPORARY, "connection_closed", "The server closed the connection.");
}

static bool cancelled(struct error *err)
{
	return error_set(err, ERROR_TEMPORARY, "cancelled", "The connection was cut on purpose.");
}

/* Waits for the socket, the cancel flag or the deadline, whichever is first. */
static bool wait_for(const struct stream *stream, short events, struct error *err)
{
	struct pollfd fds[2] = {{.fd = stream->fd, .events = events}, {.fd = -1, .events = POLLIN}};

	if (stream->cancel)
		fds[1].fd = stream->cancel->fd;
	for (;;) {
		int64_t left = stream->deadline ? stream->deadline - monotonic_ms() : LONGEST_POLL_MS;
		int ready;

		if (cancel_is_raised(stream->cancel))
			return cancelled(err);
		if (left <= 0)
			return error_set(
				err, ERROR_TEMPORARY, "timeout", "%.200s did not answer in time.", stream->host);
		ready = poll(fds, 2, (int)(left < LONGEST_POLL_MS ? left : LONGEST_POLL_MS));
		if (ready < 0 && errno != EINTR)
			return error_set(
				err, ERROR_TEMPORARY, "connection_closed", "Waiting failed: %s.", strerror(errno));
		if (ready > 0 && fds[0].revents)
			return !cancel_is_raised(stream->cancel) || cancelled(err);
	}
}

/* Why a TLS call failed for good. Once the connection stands, an end without close_notify is an end like any other. */
static bool tls_failed(const struct stream *stream, int kind, struct error *err)
{
	long verdict = SSL_get_verify_result(stream->ssl);
	unsigned long code = ERR_get_error();
	char reason[160] = "it was closed";

	ERR_clear_error();
	if (verdict != X509_V_OK)
		return error_set(err, ERROR_INVALID, "certificate_invalid",
			"The certificate of %.120s is not trusted: %s.", stream->host,
			X509_verify_cert_error_string(verdict));
	if (stream->is_secure &&
		(kind == SSL_ERROR_SYSCALL || ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING))
		return closed(err);
	if (code)
		ERR_error_string_n(code, reason, sizeof(reason));
	return error_set(
		err, ERROR_TEMPORARY, "tls_failed", "No secure connection to %.120s: %s.", stream->host, reason);
}

/* Whether OpenSSL only wants to wait; waits then. False with an error otherwise. */
static bool tls_wait(const struct stream *stream, int result, struct error *err)
{
	int kind = SSL_get_error(stream->ssl, result);

	switch (kind) {
	case SSL_ERROR_WANT_READ:
		return wait_for(stream, POLLIN, err);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(stream, POLLOUT, err);
	case SSL_ERROR_ZERO_RETURN:
		return closed(err);
	default:
		return tls_failed(stream, kind, err);
	}
}

static bool is_ip(const char *host)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

/* The certificate must be for the name or the IP address that we asked for. */
static bool expect_host(const struct stream *stream)
{
	if (is_ip(stream->host))
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(stream->ssl), stream->host) == 1;
	SSL_set_hostflags(stream->ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return SSL_set1_host(stream->ssl, stream->host) == 1 &&
		SSL_set_tlsext_host_name(stream->ssl, stream->host) == 1;
}

static bool tls_begin(struct stream *stream, struct error *err)
{
	SSL_CTX *context = tls_context_get(stream->ca_file);
	int result;

	if (!context)
		return error_set(err, ERROR_INTERNAL, "tls_failed", "The trusted certificates cannot be loaded.");
	stream->ssl = SSL_new(context);
	ASSERT(stream->ssl);
	SSL_set_fd(stream->ssl, stream->fd);
	if (!expect_host(stream))
		return error_set(
			err, ERROR_INVALID, "bad_host", "%.200s cannot be the name in a certificate.", stream->host);
	ERR_clear_error();
	while ((result = SSL_connect(stream->ssl)) != 1)
		if (!tls_wait(stream, result, err))
			return false;
	stream->is_secure = true;
	return true;
}

static bool connect_failed(const struct stream *stream, int number, struct error *err)
{
	return error_set(
		err, ERROR_TEMPORARY, "connect_failed", "No connection to %.200s: %s.", stream->host, strerror(number));
}

static bool connect_one(struct stream *stream, const struct host_address *address, struct error *err)
{
	int one = 1, status = 0;
	socklen_t size = sizeof(status);

	stream->fd = socket(address->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (stream->fd < 0)
		return connect_failed(stream, errno, err);
	setsockopt(stream->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(stream->fd, (const struct sockaddr *)&address->address, address->length) == 0)
		return true;
	if (errno != EINPROGRESS)
		return connect_failed(stream, errno, err);
	if (!wait_for(stream, POLLOUT, err))
		return false;
	getsockopt(stream->fd, SOL_SOCKET, SO_ERROR, &status, &size);
	return status == 0 || connect_failed(stream, status, err);
}

/* One address after the other; each that is not the last has its share of the time, so that a silent one is passed by. */
static bool connect_any(struct stream *stream, const struct host_addresses *addresses, struct error *err)
{
	int64_t deadline = stream->deadline;

	for (size_t i = 0; i < addresses->count; i++) {
		int64_t now = monotonic_ms();
		bool done;

		if (deadline)
			stream->deadline = now + (deadline - now) / (int64_t)(addresses->count - i);
		done = connect_one(stream, &addresses->list[i], err);
		stream->deadline = deadline;
		if (done)
			return true;
		if (stream->fd >= 0)
			close(stream->fd);
		stream->fd = -1;
		if (error_is(err, "cancelled"))
			return false;
	}
	return false;
}

bool stream_open(const struct stream_options *options, struct stream **out, struct error *err)
{
	struct host_addresses addresses;
	char host[HOST_NAME_SIZE];
	struct stream *stream;

	if (!host_to_ascii(options->host, host, err) ||
		!host_resolve(host, options->port, !options->allow_private_hosts, &addresses, err))
		return false;
	stream = calloc(1, sizeof(*stream));
	ASSERT(stream);
	stream->fd = -1;
	stream->cancel = options->cancel;
	stream->ca_file = options->ca_file;
	snprintf(stream->host, sizeof(stream->host), "%s", host);
	stream_set_timeout(stream, options->connect_timeout_ms);
	if (!connect_any(stream, &addresses, err) || (options->tls && !tls_begin(stream, err))) {
		stream_reset(stream);
		return false;
	}
	*out = stream;
	return true;
}

bool stream_start_tls(struct stream *stream, struct error *err)
{
	if (stream_has_buffered(stream))
		return error_set(err, ERROR_TEMPORARY, "tls_failed",
			"%.120s sent something before the secure connection began: somebody may be in between.",
			stream->host);
	return tls_begin(stream, err);
}

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	if (stream->ssl && SSL_is_init_finished(stream->ssl) && !cancel_is_raised(stream->cancel))
		SSL_shutdown(stream->ssl); /* once: close_notify is written, the peer's is not waited for */
	SSL_free(stream->ssl);
	ERR_clear_error();
	if (stream->fd >= 0)
		close(stream->fd);
	free(stream);
}

void stream_reset(struct stream *stream)
{
	struct linger hard = {.l_onoff = 1, .l_linger = 0};

	if (!stream)
		return;
	if (stream->fd >= 0) {
		setsockopt(stream->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		close(stream->fd);
	}
	if (stream->ssl)
		SSL_set_quiet_shutdown(stream->ssl, 1);
	SSL_free(stream->ssl);
	ERR_clear_error();
	free(stream);
}

void stream_set_timeout(struct stream *stream, int64_t timeout_ms)
{
	stream->deadline = timeout_ms ? monotonic_ms() + timeout_ms : 0;
}

/* One write; *written is 0 after a wait. */
static bool write_some(
	struct stream *stream, const char *bytes, size_t length, int flags, size_t *written, struct error *err)
{
	ssize_t result;

	*written = 0;
	if (cancel_is_raised(stream->cancel))
		return cancelled(err);
	if (stream->ssl) {
		int done = SSL_write(stream->ssl, bytes, (int)(length < INT_MAX ? length : INT_MAX));

		if (done <= 0)
			return tls_wait(stream, done, err);
		*written = (size_t)done;
		return true;
	}
	result = send(stream->fd, bytes, length, MSG_NOSIGNAL | flags);
	if (result >= 0) {
		*written = (size_t)result;
		return true;
	}
	if (errno == EAGAIN || errno == EINTR)
		return wait_for(stream, POLLOUT, err);
	return closed(err);
}

static bool write_all(struct stream *stream, const char *at, size_t length, int flags, struct error *err)
{
	stream->has_asked = true;
	while (length) {
		size_t written;

		if (!write_some(stream, at, length, flags, &written, err))
			return false;
		at += written;
		length -= written;
	}
	return true;
}

bool stream_write(struct stream *stream, const void *bytes, size_t length, struct error *err)
{
	return write_all(stream, bytes, length, 0, err);
}

bool stream_write_more(struct stream *stream, const void *bytes, size_t length, struct error *err)
{
	return write_all(stream, bytes, length, MSG_MORE, err);
}

/* One read; *got is 0 after a wait. */
static bool read_some(struct stream *stream, void *bytes, size_t size, size_t *got, struct error *err)
{
	ssize_t result;

	*got = 0;
	if (cancel_is_raised(stream->cancel))
		return cancelled(err);
	if (stream->has_asked && !(stream->ssl && SSL_has_pending(stream->ssl))) {
		stream->has_asked = false;
		return wait_for(stream, POLLIN, err); /* trying first would only tell that nothing is there yet */
	}
	if (stream->ssl) {
		int done = SSL_read(stream->ssl, bytes, (int)(size < INT_MAX ? size : INT_MAX));

		if (done <= 0)
			return tls_wait(stream, done, err);
		*got = (size_t)done;
		return true;
	}
	result = recv(stream->fd, bytes, size, 0);
	if (result > 0) {
		*got = (size_t)result;
		return true;
	}
	if (result < 0 && (errno == EAGAIN || errno == EINTR))
		return wait_for(stream, POLLIN, err);
	return closed(err);
}

/* Reads at least one byte behind what is buffered. */
static bool fill(struct stream *stream, struct error *err)
{
	size_t got = 0;

	if (stream->start > 0) {
		memmove(stream->buffer, stream->buffer + stream->start, stream->end - stream->start);
		stream->end -= stream->start;
		stream->start = 0;
	}
	ASSERT(stream->end < BUFFER_SIZE);
	while (got == 0)
		if (!read_some(stream, stream->buffer + stream->end, BUFFER_SIZE - stream->end, &got, err))
			return false;
	stream->end += got;
	return true;
}

static bool too_long(size_t max_length, struct error *err)
{
	return error_set(
		err, ERROR_TEMPORARY, "line_too_long", "The server sent a line longer than %zu bytes.", max_length);
}

bool stream_read_line(struct stream *stream, size_t max_length, const char **line, size_t *length, struct error *err)
{
	size_t seen = 0;

	ASSERT(max_length < BUFFER_SIZE - 2);
	for (;;) {
		char *start = stream->buffer + stream->start;
		char *newline = memchr(start + seen, '\n', stream->end - stream->start - seen);

		if (newline) {
			stream->start += (size_t)(newline - start) + 1;
			if (newline > start && newline[-1] == '\r')
				newline--;
			*newline = '\0';
			*line = start;
			*length = (size_t)(newline - start);
			return *length <= max_length || too_long(max_length, err);
		}
		seen = stream->end - stream->start;
		if (seen > max_length + 1)
			return too_long(max_length, err);
		if (!fill(stream, err))
			return false;
	}
}

bool stream_add_line(struct stream *stream, size_t max_length, struct text *out, struct error *err)
{
	size_t before = out->length;

	for (;;) {
		const char *start = stream->buffer + stream->start;
		const char *newline = memchr(start, '\n', stream->end - stream->start);
		size_t length = newline ? (size_t)(newline - start) : stream->end - stream->start;

		if (out->length - before + length > max_length + 1)
			return too_long(max_length, err);
		text_add_n(out, start, length);
		stream->start += length + (newline != NULL);
		if (newline)
			break;
		if (!fill(stream, err))
			return false;
	}
	if (out->length > before && out->data[out->length - 1] == '\r')
		out->data[--out->length] = '\0';
	return out->length - before <= max_length || too_long(max_length, err);
}

bool stream_read(struct stream *stream, void *bytes, size_t length, struct error *err)
{
	char *out = bytes;

	while (length) {
		size_t got = stream->end - stream->start;

		if (got == 0 && length < BUFFER_SIZE) {
			if (!fill(stream, err))
				return false;
			continue;
		}
		if (got == 0) { /* what is large goes to its place at once */
			if (!read_some(stream, out, length, &got, err))
				return false;
		} else {
			got = got < length ? got : length;
			memcpy(out, stream->buffer + stream->start, got);
			stream->start += got;
		}
		out += got;
		length -= got;
	}
	return true;
}

/* Whether bytes for us or the end have come, without waiting. Session tickets and their kin are TLS's own affair. */
static bool has_arrived(struct stream *stream)
{
	struct pollfd fd = {.fd = stream->fd, .events = POLLIN};
	bool is_over;
	int done;

	if (stream->end > stream->start)
		return true;
	if (!(stream->ssl && SSL_has_pending(stream->ssl)) && poll(&fd, 1, 0) == 0)
		return false;
	if (!stream->ssl)
		return true;
	stream->start = stream->end = 0;
	done = SSL_read(stream->ssl, stream->buffer, BUFFER_SIZE);
	stream->end = done > 0 ? (size_t)done : 0;
	is_over = done <= 0 && SSL_get_error(stream->ssl, done) != SSL_ERROR_WANT_READ;
	ERR_clear_error();
	return done > 0 || is_over;
}

bool stream_has_buffered(const struct stream *stream)
{
	return stream->end > stream->start || (stream->ssl && SSL_pending(stream->ssl) > 0);
}

bool stream_wait(struct stream *stream, int64_t timeout_ms, bool *readable, struct error *err)
{
	stream_set_timeout(stream, timeout_ms > 0 ? timeout_ms : 1);
	while (!has_arrived(stream)) {
		if (wait_for(stream, POLLIN, err))
			continue;
		*readable = false;
		return error_is(err, "timeout");
	}
	*readable = true;
	return true;
}

bool stream_is_stale(struct stream *stream)
{
	return has_arrived(stream);
}

int stream_unsent(const struct stream *stream)
{
	int unsent = 0;

	return ioctl(stream->fd, SIOCOUTQ, &unsent) == 0 ? unsent : 0;
}

bool stream_is_tls(const struct stream *stream)
{
	return stream->ssl != NULL;
}
