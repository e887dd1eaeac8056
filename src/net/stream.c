#include "net/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "net/host.h"

enum { BUFFER_SIZE = 8192, CONTEXT_MAX = 8 };

struct stream {
	int fd;
	SSL *ssl;
	struct cancel *cancel;
	int64_t deadline; /* monotonic ms; 0: none */
	char host[256];
	const char *ca_file;
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

/* Waits for the socket, the cancel flag or the deadline, whichever is first. */
static bool wait_for(const struct stream *stream, short events, struct error *err)
{
	struct pollfd fds[2] = {{.fd = stream->fd, .events = events}, {.fd = -1, .events = POLLIN}};

	if (stream->cancel)
		fds[1].fd = stream->cancel->fd;
	for (;;) {
		int64_t left = stream->deadline ? stream->deadline - monotonic_ms() : 3600000;
		int ready;

		if (cancel_is_raised(stream->cancel))
			return error_set(err, ERROR_TEMPORARY, "cancelled", "The connection was cut on purpose.");
		if (left <= 0)
			return error_set(err, ERROR_TEMPORARY, "timeout", "The server did not answer in time.");
		ready = poll(fds, 2, (int)(left < 3600000 ? left : 3600000));
		if (ready < 0 && errno != EINTR)
			return error_set(
				err, ERROR_TEMPORARY, "connection_closed", "Waiting failed: %s.", strerror(errno));
		if (ready > 0 && fds[0].revents)
			return !cancel_is_raised(stream->cancel) ||
				error_set(err, ERROR_TEMPORARY, "cancelled", "The connection was cut on purpose.");
	}
}

/* One verified context per CA file, made once; never freed before the process ends. */
static SSL_CTX *tls_context(const char *ca_file)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	static struct {
		char ca_file[512];
		SSL_CTX *context;
	} cache[CONTEXT_MAX];
	static size_t count;
	SSL_CTX *context = NULL;

	pthread_mutex_lock(&mutex);
	for (size_t i = 0; i < count && !context; i++)
		if (strcmp(cache[i].ca_file, ca_file ? ca_file : "") == 0)
			context = cache[i].context;
	if (!context && count < CONTEXT_MAX && (context = SSL_CTX_new(TLS_client_method())) != NULL) {
		SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
		SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
		SSL_CTX_set_mode(context,
			SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
		SSL_CTX_set_default_verify_paths(context);
		if (ca_file && SSL_CTX_load_verify_locations(context, ca_file, NULL) != 1) {
			SSL_CTX_free(context);
			context = NULL;
		} else {
			snprintf(cache[count].ca_file, sizeof(cache[count].ca_file), "%s", ca_file ? ca_file : "");
			cache[count++].context = context;
		}
	}
	pthread_mutex_unlock(&mutex);
	ERR_clear_error();
	return context;
}

static bool tls_failed(const struct stream *stream, struct error *err)
{
	long verdict = SSL_get_verify_result(stream->ssl);
	unsigned long code = ERR_get_error();
	char reason[160];

	ERR_error_string_n(code, reason, sizeof(reason));
	ERR_clear_error();
	if (verdict != X509_V_OK)
		return error_set(err, ERROR_INVALID, "certificate_invalid",
			"The certificate of %.120s is not trusted: %s.", stream->host,
			X509_verify_cert_error_string(verdict));
	return error_set(err, ERROR_TEMPORARY, "tls_failed", "No secure connection to %.120s: %s.", stream->host,
		code ? reason : "it was closed");
}

/* Whether OpenSSL only wants to wait; waits then. False with an error otherwise. */
static bool tls_wait(const struct stream *stream, int result, struct error *err)
{
	switch (SSL_get_error(stream->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return wait_for(stream, POLLIN, err);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(stream, POLLOUT, err);
	case SSL_ERROR_ZERO_RETURN:
		return closed(err);
	default:
		return tls_failed(stream, err);
	}
}

static bool is_ip(const char *host)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static bool tls_begin(struct stream *stream, struct error *err)
{
	SSL_CTX *context = tls_context(stream->ca_file);
	int result;

	if (!context)
		return error_set(err, ERROR_INTERNAL, "tls_failed", "The trusted certificates cannot be loaded.");
	stream->ssl = SSL_new(context);
	ASSERT(stream->ssl);
	SSL_set_fd(stream->ssl, stream->fd);
	if (is_ip(stream->host)) {
		X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(stream->ssl), stream->host);
	} else {
		SSL_set_tlsext_host_name(stream->ssl, stream->host);
		SSL_set1_host(stream->ssl, stream->host);
	}
	ERR_clear_error();
	while ((result = SSL_connect(stream->ssl)) != 1)
		if (!tls_wait(stream, result, err))
			return false;
	return true;
}

static bool connect_one(struct stream *stream, const struct host_address *address, struct error *err)
{
	int one = 1, status = 0;
	socklen_t size = sizeof(status);

	stream->fd = socket(address->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (stream->fd < 0)
		return error_set(err, ERROR_TEMPORARY, "connect_failed", "No socket: %s.", strerror(errno));
	setsockopt(stream->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(stream->fd, (const struct sockaddr *)&address->address, address->length) != 0) {
		if (errno != EINPROGRESS)
			return error_set(
				err, ERROR_TEMPORARY, "connect_failed", "%.120s: %s.", stream->host, strerror(errno));
		if (!wait_for(stream, POLLOUT, err))
			return false;
		getsockopt(stream->fd, SOL_SOCKET, SO_ERROR, &status, &size);
		if (status)
			return error_set(
				err, ERROR_TEMPORARY, "connect_failed", "%.120s: %s.", stream->host, strerror(status));
	}
	return true;
}

static bool connect_any(struct stream *stream, const struct host_addresses *addresses, struct error *err)
{
	for (size_t i = 0; i < addresses->count; i++) {
		if (connect_one(stream, &addresses->list[i], err))
			return true;
		if (stream->fd >= 0)
			close(stream->fd);
		stream->fd = -1;
		if (error_is(err, "cancelled") || error_is(err, "timeout"))
			return false;
	}
	return false;
}

bool stream_open(const struct stream_options *options, struct stream **out, struct error *err)
{
	struct host_addresses addresses;
	struct stream *stream;
	const char *host = options->host;
	size_t length = strlen(host);

	if (!host_resolve(host, options->port, !options->allow_private_hosts, &addresses, err))
		return false;
	stream = calloc(1, sizeof(*stream));
	ASSERT(stream);
	stream->fd = -1;
	stream->cancel = options->cancel;
	stream->ca_file = options->ca_file;
	if (host[0] == '[' && length > 2 && host[length - 1] == ']')
		snprintf(stream->host, sizeof(stream->host), "%.*s", (int)(length - 2), host + 1);
	else
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
static bool write_some(struct stream *stream, const char *bytes, size_t length, size_t *written, struct error *err)
{
	ssize_t result;

	*written = 0;
	if (cancel_is_raised(stream->cancel))
		return error_set(err, ERROR_TEMPORARY, "cancelled", "The connection was cut on purpose.");
	if (stream->ssl) {
		int done = SSL_write(stream->ssl, bytes, (int)(length < 65536 ? length : 65536));

		if (done <= 0)
			return tls_wait(stream, done, err);
		*written = (size_t)done;
		return true;
	}
	result = send(stream->fd, bytes, length, MSG_NOSIGNAL);
	if (result >= 0) {
		*written = (size_t)result;
		return true;
	}
	if (errno == EAGAIN || errno == EINTR)
		return wait_for(stream, POLLOUT, err);
	return closed(err);
}

bool stream_write(struct stream *stream, const void *bytes, size_t length, struct error *err)
{
	const char *at = bytes;

	while (length) {
		size_t written;

		if (!write_some(stream, at, length, &written, err))
			return false;
		at += written;
		length -= written;
	}
	return true;
}

/* Reads at least one byte behind what is buffered. */
static bool fill(struct stream *stream, struct error *err)
{
	if (stream->start > 0) {
		memmove(stream->buffer, stream->buffer + stream->start, stream->end - stream->start);
		stream->end -= stream->start;
		stream->start = 0;
	}
	ASSERT(stream->end < BUFFER_SIZE);
	for (;;) {
		ssize_t result;

		if (cancel_is_raised(stream->cancel))
			return error_set(err, ERROR_TEMPORARY, "cancelled", "The connection was cut on purpose.");
		if (stream->ssl) {
			result = SSL_read(stream->ssl, stream->buffer + stream->end, (int)(BUFFER_SIZE - stream->end));
			if (result <= 0) {
				if (!tls_wait(stream, (int)result, err))
					return false;
				continue;
			}
		} else {
			result = recv(stream->fd, stream->buffer + stream->end, BUFFER_SIZE - stream->end, 0);
			if (result < 0 && (errno == EAGAIN || errno == EINTR)) {
				if (!wait_for(stream, POLLIN, err))
					return false;
				continue;
			}
			if (result <= 0)
				return closed(err);
		}
		stream->end += (size_t)result;
		return true;
	}
}

bool stream_read_line(struct stream *stream, size_t max_length, const char **line, size_t *length, struct error *err)
{
	size_t seen = 0;

	ASSERT(max_length < BUFFER_SIZE - 2);
	for (;;) {
		char *start = stream->buffer + stream->start;
		char *newline = memchr(start + seen, '\n', stream->end - stream->start - seen);

		if (newline) {
			*line = start;
			*length = (size_t)(newline - start);
			if (*length && start[*length - 1] == '\r')
				(*length)--;
			if (*length > max_length)
				break;
			start[*length] = '\0';
			stream->start += (size_t)(newline - start) + 1;
			return true;
		}
		seen = stream->end - stream->start;
		if (seen > max_length + 1)
			break;
		if (!fill(stream, err))
			return false;
	}
	return error_set(
		err, ERROR_TEMPORARY, "line_too_long", "The server sent a line longer than %zu bytes.", max_length);
}

bool stream_read(struct stream *stream, void *bytes, size_t length, struct error *err)
{
	char *out = bytes;

	while (length) {
		size_t ready = stream->end - stream->start;

		if (ready == 0) {
			if (!fill(stream, err))
				return false;
			continue;
		}
		if (ready > length)
			ready = length;
		memcpy(out, stream->buffer + stream->start, ready);
		stream->start += ready;
		out += ready;
		length -= ready;
	}
	return true;
}

bool stream_has_buffered(const struct stream *stream)
{
	return stream->end > stream->start || (stream->ssl && SSL_pending(stream->ssl) > 0);
}

bool stream_wait(struct stream *stream, int64_t timeout_ms, bool *readable, struct error *err)
{
	*readable = stream_has_buffered(stream);
	if (*readable)
		return true;
	stream_set_timeout(stream, timeout_ms > 0 ? timeout_ms : 1);
	*readable = wait_for(stream, POLLIN, err);
	return *readable || error_is(err, "timeout");
}

bool stream_is_stale(struct stream *stream)
{
	struct pollfd fd = {.fd = stream->fd, .events = POLLIN};

	return stream_has_buffered(stream) || poll(&fd, 1, 0) != 0;
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
