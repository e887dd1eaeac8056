/*
 * The server over real sockets: what the guard lets through to the library and what the library makes of it, bodies, lanes,
 * event streams, and a stop over all of them. The probe for request smuggling is here, because only the two together are safe.
 */
#include "base/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/text.h"
#include "http/listen.h"
#include "http/server.h"
#include "http/sse.h"

struct fixture {
	struct arena *arena;
	struct host_rules rules;
	struct http_server *server;
	struct sse_stream *stream;
	char spool[64];
	int port;
	_Atomic int handled;
};

static void plan(__attribute__((unused)) void *context, const struct http_request *request, struct http_plan *out)
{
	const char *path = http_request_path(request);

	out->lane = strcmp(path, "/inline") == 0 ? HTTP_INLINE
		: strcmp(path, "/own") == 0      ? HTTP_OWN_THREAD
						 : HTTP_POOLED;
	out->spool_body = strcmp(path, "/upload") == 0 || strcmp(path, "/denied") == 0;
	out->is_page = strcmp(path, "/page") == 0;
}

static bool admit(__attribute__((unused)) void *context, struct http_request *request, struct http_response *response)
{
	if (strcmp(http_request_path(request), "/denied") != 0)
		return true;
	http_response_text(response, 403, "text/plain", "no");
	return false;
}

static void handle(void *context, struct http_request *request, struct http_response *response)
{
	struct fixture *fixture = context;
	struct arena *arena = http_request_arena(request);
	size_t length;
	int64_t size;

	fixture->handled++;
	if (strcmp(http_request_path(request), "/events") == 0) {
		fixture->stream = sse_stream_new();
		sse_stream_push(fixture->stream, ": hello\n\n", 9);
		http_response_stream(response, fixture->stream);
		return;
	}
	http_request_body(request, &length);
	http_request_body_file(request, &size);
	http_response_text(response, 200, "text/plain",
		arena_printf(arena, "%s %s body=%zu file=%lld", http_request_method(request),
			http_request_path(request), length, (long long)size));
}

static void refuse(__attribute__((unused)) void *context, struct http_request *request, const struct error *err,
	struct http_response *response)
{
	int status = err->kind == ERROR_TOO_LARGE ? 413 : error_is(err, "misdirected") ? 421 : 400;

	http_response_text(response, status, "text/plain", arena_text(http_request_arena(request), err->message));
}

static void start(struct fixture *fixture)
{
	struct error err;
	int fd;

	*fixture = (struct fixture){.arena = arena_new()};
	snprintf(fixture->spool, sizeof(fixture->spool), "/tmp/outrider-http-XXXXXX");
	assert_non_null(mkdtemp(fixture->spool));
	assert_true(listen_tcp("127.0.0.1:0", "listen", &fd, &fixture->port, &err));
	assert_true(host_rules_init(&fixture->rules, arena_printf(fixture->arena, "http://127.0.0.1:%d", fixture->port),
		"base", fixture->arena, &err));
	assert_true(http_server_start(
		&(struct http_options){.listen_fd = fd,
			.socket_fd = -1,
			.spool_dir = fixture->spool,
			.rules = &fixture->rules,
			.base_url = arena_printf(fixture->arena, "http://127.0.0.1:%d", fixture->port),
			.worker_count = 2,
			.app = {fixture, plan, admit, handle, refuse}},
		&fixture->server, &err));
}

static void stop(struct fixture *fixture)
{
	http_server_free(fixture->server);
	assert_int_equal(rmdir(fixture->spool), 0); /* no upload is left */
	arena_free(fixture->arena);
}

static int dial(const struct fixture *fixture)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)fixture->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {.tv_sec = 3};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(connect(fd, (struct sockaddr *)(void *)&address, sizeof(address)), 0);
	return fd;
}

static void put(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		bytes += sent;
		length -= (size_t)sent;
	}
}

/* Reads until `until` appears (NULL: until the end, or the patience is over). */
static char *answer(const struct fixture *fixture, int fd, const char *until)
{
	char *out = arena_alloc(fixture->arena, 65536);
	size_t at = 0;

	while (at < 65535) {
		ssize_t got = recv(fd, out + at, 65535 - at, 0);

		if (got <= 0)
			break;
		at += (size_t)got;
		out[at] = '\0';
		if (until && strstr(out, until))
			break;
	}
	return out;
}

/* Gives up early where the server may wait for more of a body that never comes. */
static char *ask_briefly(const struct fixture *fixture, const char *request, size_t length)
{
	struct timeval patience = {.tv_usec = 200 * 1000};
	int fd = dial(fixture);
	char *out;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	put(fd, request, length);
	out = answer(fixture, fd, NULL);
	close(fd);
	return out;
}

static char *ask(const struct fixture *fixture, const char *request, size_t length)
{
	int fd = dial(fixture);
	char *out;

	put(fd, request, length);
	out = answer(fixture, fd, NULL);
	close(fd);
	return out;
}

#define RAW(text) text, sizeof(text) - 1

/* Each of these hides a second request, or says two things at once: no handler may run. */
TEST(server, refuses_every_ambiguous_request)
{
	static const struct {
		const char *name, *bytes;
		size_t length;
	} cases[] = {
		{"length and coding",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: "
			    "chunked\r\n\r\n"
			    "0\r\n\r\nGET /evil HTTP/1.1\r\nHost: localhost\r\n\r\n")},
		{"coding and length",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: "
			    "4\r\n\r\n"
			    "0\r\n\r\nGET /evil HTTP/1.1\r\nHost: localhost\r\n\r\n")},
		{"two lengths",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n"
			    "GET /evil HTTP/1.1\r\nHost: localhost\r\n\r\n")},
		{"signed length", RAW("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: +3\r\n\r\nabc")},
		{"negative length", RAW("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\nabc")},
		{"hexadecimal length", RAW("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0x3\r\n\r\nabc")},
		{"space before the colon",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length : 3\r\n\r\nabcGET /evil "
			    "HTTP/1.1\r\nHost: localhost\r\n\r\n")},
		{"coding with a tab",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:\tchunked\r\nContent-Length: "
			    "3\r\n\r\nabc")},
		{"odd coding",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")},
		{"coding twice",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
			    "identity\r\n\r\n0\r\n\r\n")},
		{"no host", RAW("GET / HTTP/1.1\r\n\r\n")},
		{"two hosts", RAW("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n")},
		{"NUL in a value", RAW("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n")},
		{"NUL at the end of the last value", RAW("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0\r\n\r\n")},
		{"NUL in the target", RAW("GET /a\0b HTTP/1.1\r\nHost: localhost\r\n\r\n")},
		{"folded line", RAW("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n")},
		{"folded line that grows a name",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nX:\r\n Content-Length: 3\r\n\r\nabc")},
		{"bare line feeds", RAW("GET / HTTP/1.1\nHost: localhost\n\n")},
		{"one bare line feed", RAW("GET / HTTP/1.1\r\nHost: localhost\nX: a\r\n\r\n")},
		{"bare carriage return", RAW("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n")},
		{"odd method", RAW("G@T / HTTP/1.1\r\nHost: localhost\r\n\r\n")},
		{"absolute target", RAW("GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n")},
		{"CONNECT", RAW("CONNECT localhost:25 HTTP/1.1\r\nHost: localhost\r\n\r\n")},
		{"a folded length beside another",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length:\r\n "
			    "3\r\n\r\nabc")},
		{"a broken chunk size",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
			    "chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n")},
		{"a chunk size that overflows",
			RAW("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
			    "chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n0\r\n\r\n")},
	};
	struct fixture fixture;

	start(&fixture);
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		char *out = ask_briefly(&fixture, cases[i].bytes, cases[i].length);

		if (fixture.handled || strstr(out, "HTTP/1.1 2"))
			fail_msg("%s was let through: %s", cases[i].name, out);
	}
	stop(&fixture);
}

TEST(server, takes_headers_in_pieces_with_and_without_blanks)
{
	struct fixture fixture;
	char *out;
	int fd;

	start(&fixture);
	fd = dial(&fixture);
	put(fd, RAW("GET /a HTTP/1.1\r\nHost:localhost\r\nEmpty:\r\nWide: \t x \r\nAcc"));
	usleep(50 * 1000);
	put(fd, RAW("ept: */*\r\n\r\n"));

	out = answer(&fixture, fd, "file=0");

	assert_non_null(strstr(out, "GET /a body=0"));
	close(fd);
	stop(&fixture);
}

TEST(server, answers_on_each_lane_and_keeps_the_connection)
{
	struct fixture fixture;
	char *out;

	start(&fixture);

	out = ask(&fixture,
		RAW("GET /inline HTTP/1.1\r\nHost: localhost\r\n\r\n"
		    "POST /pooled HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
		    "POST /own HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: "
		    "chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"));

	assert_non_null(strstr(out, "GET /inline body=0"));
	assert_non_null(strstr(out, "POST /pooled body=3"));
	assert_non_null(strstr(out, "POST /own body=5"));
	stop(&fixture);
}

TEST(server, adds_the_security_headers)
{
	struct fixture fixture;
	char *out;

	start(&fixture);

	out = ask(&fixture, RAW("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));

	assert_non_null(strstr(out, "X-Content-Type-Options: nosniff"));
	assert_non_null(strstr(out, "Referrer-Policy: no-referrer"));
	assert_non_null(strstr(out, "frame-ancestors 'none'"));
	assert_non_null(strstr(out, "Cache-Control: no-store"));
	stop(&fixture);
}

TEST(server, spools_an_upload_and_deletes_it)
{
	struct fixture fixture;
	size_t size = 3 * 1024 * 1024;
	char *out;
	char *body;
	int head;

	start(&fixture);
	body = arena_alloc(fixture.arena, size + 200);
	head = snprintf(body, 200,
		"POST /upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n", size);
	memset(body + head, 'x', size);

	out = ask(&fixture, body, (size_t)head + size);

	assert_non_null(strstr(out, "body=0 file=3145728"));
	stop(&fixture);
}

TEST(server, refuses_an_upload_before_it_is_received)
{
	struct fixture fixture;
	char *out;
	int fd;

	start(&fixture);
	fd = dial(&fixture);
	put(fd, RAW("POST /denied HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"));

	out = answer(&fixture, fd, "no");

	assert_non_null(strstr(out, "HTTP/1.1 403"));
	assert_int_equal(fixture.handled, 0);
	close(fd);
	stop(&fixture);
}

TEST(server, bounds_a_body_with_and_without_a_stated_length)
{
	struct fixture fixture;
	size_t size = HTTP_MAX_BODY + 1;
	char *request;
	char *out;
	int head;

	start(&fixture);
	out = ask(&fixture, RAW("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"));
	assert_non_null(strstr(out, "HTTP/1.1 413"));
	request = arena_alloc(fixture.arena, size + 200);
	head = snprintf(request, 200,
		"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n",
		size);
	memset(request + head, 'x', size);
	memcpy(request + head + size, "\r\n0\r\n\r\n", 7);

	out = ask(&fixture, request, (size_t)head + size + 7);

	assert_non_null(strstr(out, "HTTP/1.1 413"));
	assert_int_equal(fixture.handled, 0);
	stop(&fixture);
}

TEST(server, does_not_answer_to_foreign_names)
{
	struct fixture fixture;
	char *out;

	start(&fixture);

	out = ask(&fixture, RAW("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"));

	assert_non_null(strstr(out, "HTTP/1.1 421"));
	assert_int_equal(fixture.handled, 0);
	stop(&fixture);
}

TEST(server, sends_a_page_on_another_loopback_name_to_the_base_url)
{
	struct fixture fixture;
	char *out, *request;

	start(&fixture);
	request = arena_printf(fixture.arena,
		"GET /page?a=1 HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n", fixture.port);

	out = ask(&fixture, request, strlen(request));

	assert_non_null(strstr(out, "HTTP/1.1 302"));
	assert_non_null(
		strstr(out, arena_printf(fixture.arena, "Location: http://127.0.0.1:%d/page?a=1\r\n", fixture.port)));
	stop(&fixture);
}

TEST(server, streams_events_and_ends_them)
{
	struct fixture fixture;
	OWNED(sse_stream) struct sse_stream *stream = NULL;
	char *out;
	int fd;

	start(&fixture);
	fd = dial(&fixture);
	put(fd, RAW("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
	assert_non_null(strstr(answer(&fixture, fd, "hello"), "text/event-stream"));
	stream = fixture.stream;
	usleep(50 * 1000); /* so that it is suspended */

	sse_stream_push(stream, RAW("data: 1\n\n"));
	out = answer(&fixture, fd, "data: 1");

	assert_non_null(strstr(out, "data: 1\n\n"));
	sse_stream_end(stream);
	answer(&fixture, fd, "0\r\n\r\n");
	close(fd);
	stop(&fixture);
}

TEST(server, stops_while_a_stream_is_open_and_its_client_gone)
{
	struct fixture fixture;
	OWNED(sse_stream) struct sse_stream *stream = NULL;
	int fd;

	start(&fixture);
	fd = dial(&fixture);
	put(fd, RAW("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
	answer(&fixture, fd, "hello");
	stream = fixture.stream;
	close(fd);
	sse_stream_push(stream, RAW("data: 1\n\n"));

	sse_stream_end(stream);
	stop(&fixture);

	assert_true(sse_stream_is_over(stream));
}
