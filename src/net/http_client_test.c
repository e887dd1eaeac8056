/* http_client and http_upload against a server in a thread that does what each test asks. */
#include "base/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "net/http_upload.h"

enum { CONNECTIONS = 4, REQUEST_MAX = 200000 };

/* What the server saw of one connection, and what it is to do. */
struct peer {
	char bytes[REQUEST_MAX];
	_Atomic size_t count;
	_Atomic bool reset, closed;
};

struct server {
	int listener, port;
	pthread_t thread;
	_Atomic bool stop;
	_Atomic int accepted;
	_Atomic int requests;     /* whole ones */
	const char *answer;       /* to a whole request; NULL: none */
	const char *early_answer; /* as soon as the header is there; NULL: none */
	bool dies_after_first;    /* closes a connection unanswered at its second request */
	_Atomic bool hang_up;     /* closes the connection now */
	struct peer peers[CONNECTIONS];
};

static size_t request_length(const char *bytes, size_t count)
{
	const char *end = memmem(bytes, count, "\r\n\r\n", 4);
	const char *length = end ? memmem(bytes, (size_t)(end - bytes), "Content-Length: ", 16) : NULL;

	return end ? (size_t)(end - bytes) + 4 + (length ? (size_t)text_number(length + 16) : 0) : 0;
}

static void serve_one(struct server *server, struct peer *peer, int fd)
{
	size_t start = 0;
	int served = 0;
	bool early = false;

	while (!server->stop) {
		struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
		ssize_t got;
		size_t whole;

		if (server->hang_up)
			break;
		if (poll(&poll_fd, 1, 10) == 0)
			continue;
		got = recv(fd, peer->bytes + peer->count, REQUEST_MAX - peer->count, 0);
		if (got <= 0) {
			peer->reset = got < 0 && errno == ECONNRESET;
			break;
		}
		peer->count += (size_t)got;
		whole = request_length(peer->bytes + start, peer->count - start);
		if (whole && server->early_answer && !early) {
			early = true;
			send(fd, server->early_answer, strlen(server->early_answer), MSG_NOSIGNAL);
		}
		if (whole == 0 || peer->count - start < whole)
			continue;
		server->requests++;
		start += whole;
		if (server->dies_after_first && served++ > 0)
			break;
		if (server->answer)
			send(fd, server->answer, strlen(server->answer), MSG_NOSIGNAL);
	}
	peer->closed = true;
	close(fd);
}

static void *serve(void *argument)
{
	struct server *server = argument;

	while (!server->stop) {
		struct pollfd poll_fd = {.fd = server->listener, .events = POLLIN};
		int fd;

		if (poll(&poll_fd, 1, 10) == 0)
			continue;
		fd = accept(server->listener, NULL, NULL);
		if (fd >= 0 && server->accepted < CONNECTIONS)
			serve_one(server, &server->peers[server->accepted++], fd);
	}
	return NULL;
}

static struct server *server_new(void)
{
	struct server *server = calloc(1, sizeof(*server));
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);

	signal(SIGPIPE, SIG_IGN);
	server->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(server->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(server->listener, 8), 0);
	getsockname(server->listener, (struct sockaddr *)&address, &length);
	server->port = ntohs(address.sin_port);
	return server;
}

static void server_start(struct server *server)
{
	pthread_create(&server->thread, NULL, serve, server);
}

static void server_free(struct server *server)
{
	if (!server)
		return;
	server->stop = true;
	pthread_join(server->thread, NULL);
	close(server->listener);
	free(server);
}
OWN_DEFINE(server)

static void wait_until(const _Atomic bool *flag)
{
	for (int i = 0; i < 300 && !*flag; i++)
		usleep(10000);
	assert_true(*flag);
}

static struct http_call post(const struct server *server, struct arena *arena, const char *body)
{
	return (struct http_call){.url = arena_printf(arena, "http://127.0.0.1:%d/send", server->port),
		.content_type = "application/json",
		.body = body,
		.body_size = strlen(body),
		.timeout_ms = 3000};
}

static const char accepted[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

TEST(http_upload, withholds_the_last_byte_until_it_is_allowed)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	OWNED(server) struct server *server = server_new();
	struct http_call call = post(server, arena, "{\"raw\":\"abc\"}");
	struct http_answer answer;
	struct error err = {0};
	bool given = false;

	server->answer = accepted;
	server_start(server);
	assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
	usleep(50000);
	assert_int_equal(server->requests, 0);
	assert_non_null(memmem(server->peers[0].bytes, server->peers[0].count, "{\"raw\":\"abc\"", 12));
	assert_null(memmem(server->peers[0].bytes, server->peers[0].count, "\"}", 2));

	assert_true(http_upload_end(upload, 3000, &answer, &given, &err));
	assert_true(given);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, "{}");
	assert_int_equal(server->requests, 1);
}

/* A text in pieces of three bytes. */
struct pieces {
	const char *text;
	size_t at;
	bool breaks; /* before the last piece */
};

static bool next_piece(void *context, const char **bytes, size_t *length, struct error *err)
{
	struct pieces *pieces = context;
	size_t left = strlen(pieces->text) - pieces->at;

	if (pieces->breaks && left <= 3)
		return error_set(err, ERROR_CONFLICT, "gone", "It is gone.");
	*bytes = pieces->text + pieces->at;
	*length = left < 3 ? left : 3;
	pieces->at += *length;
	return true;
}

static void rewind_pieces(void *context)
{
	((struct pieces *)context)->at = 0;
}

TEST(http_upload, a_body_that_comes_in_pieces_is_withheld_just_so)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	OWNED(server) struct server *server = server_new();
	struct pieces pieces = {.text = "0123456789abcdefghi"};
	struct http_body_source source = {.context = &pieces, .next = next_piece, .rewind = rewind_pieces};
	struct http_call call = post(server, arena, "");
	struct http_answer answer;
	struct error err = {0};
	bool given = false;

	call.body = NULL;
	call.body_size = strlen(pieces.text);
	server->answer = accepted;
	server_start(server);
	assert_true(http_upload_begin(upload, &call, &source, &answer, &err));
	usleep(50000);
	assert_non_null(memmem(server->peers[0].bytes, server->peers[0].count, "0123456789abcdefgh", 18));
	assert_null(memmem(server->peers[0].bytes, server->peers[0].count, "ghi", 3));
	assert_true(http_upload_end(upload, 3000, &answer, &given, &err));
	assert_true(given);
	assert_int_equal(server->requests, 1);
}

TEST(http_upload, a_body_that_breaks_off_is_never_ended)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	OWNED(server) struct server *server = server_new();
	struct pieces pieces = {.text = "0123456789abcdefghi", .breaks = true};
	struct http_body_source source = {.context = &pieces, .next = next_piece, .rewind = rewind_pieces};
	struct http_call call = post(server, arena, "");
	struct http_answer answer;
	struct error err = {0};

	call.body_size = strlen(pieces.text);
	server->answer = accepted;
	server_start(server);
	assert_false(http_upload_begin(upload, &call, &source, &answer, &err));
	assert_string_equal(err.code, "gone");
	assert_int_equal(server->requests, 0);
}

TEST(http_upload, an_abort_resets_the_connection_and_leaves_the_request_incomplete)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	OWNED(server) struct server *server = server_new();
	struct http_call call = post(server, arena, "{\"raw\":\"abc\"}");
	struct http_answer answer;
	struct error err = {0};

	server->answer = accepted;
	server_start(server);
	assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
	usleep(50000);
	http_upload_abort(upload);

	wait_until(&server->peers[0].closed);
	assert_true(server->peers[0].reset);
	assert_int_equal(server->requests, 0);
}

TEST(http_upload, a_large_body_is_on_the_wire_but_for_its_last_byte)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	OWNED(server) struct server *server = server_new();
	char *body = arena_alloc(arena, 150001);
	struct http_call call;
	struct http_answer answer;
	struct error err = {0};
	bool given = false;

	memset(body, 'a', 149999);
	body[149999] = '}';
	call = post(server, arena, body);
	server->answer = accepted;
	server_start(server);
	assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
	for (int i = 0; i < 100 && server->peers[0].count < 150000; i++)
		usleep(10000);
	assert_int_equal(server->peers[0].bytes[server->peers[0].count - 1], 'a');
	assert_true(http_upload_end(upload, 3000, &answer, &given, &err));
	assert_int_equal(server->requests, 1);
}

TEST(http_upload, keeps_its_connection_for_the_next_request)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	OWNED(server) struct server *server = server_new();
	struct http_call call = post(server, arena, "{}");
	struct http_answer answer;
	struct error err = {0};
	bool given;

	server->answer = accepted;
	server_start(server);
	for (int i = 0; i < 3; i++) {
		assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
		assert_true(http_upload_end(upload, 3000, &answer, &given, &err));
	}
	assert_int_equal(server->requests, 3);
	assert_int_equal(server->accepted, 1);
}

TEST(http_upload, never_repeats_a_whole_request_when_a_kept_connection_dies_unanswered)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	OWNED(server) struct server *server = server_new();
	struct http_call call = post(server, arena, "{\"raw\":\"abc\"}");
	struct http_answer answer;
	struct error err = {0};
	bool given = false;

	server->answer = accepted;
	server->dies_after_first = true;
	server_start(server);
	assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
	assert_true(http_upload_end(upload, 3000, &answer, &given, &err));
	assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
	assert_false(http_upload_end(upload, 3000, &answer, &given, &err));

	assert_true(given);
	usleep(50000);
	assert_int_equal(server->requests, 2);
	assert_null(memmem(server->peers[1].bytes, server->peers[1].count, "raw", 3));
}

TEST(http_upload, a_kept_connection_that_died_while_idle_is_replaced)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	OWNED(server) struct server *server = server_new();
	struct http_call call = post(server, arena, "{}");
	struct http_answer answer;
	struct error err = {0};
	bool given;

	server->answer = accepted;
	server_start(server);
	assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
	assert_true(http_upload_end(upload, 3000, &answer, &given, &err));
	server->hang_up = true;
	wait_until(&server->peers[0].closed);
	server->hang_up = false;

	assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
	assert_true(http_upload_end(upload, 3000, &answer, &given, &err));
	assert_int_equal(server->requests, 2);
	assert_int_equal(server->accepted, 2);
}

TEST(http_upload, a_refusal_before_the_end_is_an_answer_and_nothing_was_handed_over)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	OWNED(server) struct server *server = server_new();
	struct http_call call = post(server, arena, "{\"raw\":\"abc\"}");
	struct http_answer answer = {0};
	struct error err = {0};
	bool given = false, begun;

	server->early_answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 4\r\n\r\n{\"\"}";
	server_start(server);
	begun = http_upload_begin(upload, &call, NULL, &answer, &err);
	if (begun) {
		usleep(50000);
		assert_false(http_upload_end(upload, 3000, &answer, &given, &err));
	}

	assert_string_equal(err.code, "answered");
	assert_int_equal(answer.status, 401);
	assert_string_equal(answer.body, "{\"\"}");
	assert_false(given);
	assert_int_equal(server->requests, 0);
}

TEST(http_upload, a_provider_that_hangs_up_before_the_end_has_taken_nothing)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	OWNED(server) struct server *server = server_new();
	struct http_call call = post(server, arena, "{\"raw\":\"abc\"}");
	struct http_answer answer;
	struct error err = {0};
	bool given = true;

	server_start(server);
	assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
	usleep(50000);
	server->hang_up = true;
	wait_until(&server->peers[0].closed);
	usleep(20000);

	assert_false(http_upload_end(upload, 3000, &answer, &given, &err));
	assert_false(given);
}

static void *raise_soon(void *argument)
{
	usleep(100000);
	cancel_raise(argument);
	return NULL;
}

TEST(http_client, the_flag_cuts_a_request_at_once)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(server) struct server *server = server_new();
	struct http_call call = post(server, arena, "{}");
	struct cancel cancel;
	struct http_answer answer;
	struct timespec before, after;
	struct error err = {0};
	pthread_t raiser;

	cancel_init(&cancel);
	call.cancel = &cancel;
	call.timeout_ms = 10000;
	server_start(server);
	clock_gettime(CLOCK_MONOTONIC, &before);
	pthread_create(&raiser, NULL, raise_soon, &cancel);
	assert_false(http_client_call(&call, arena, &answer, &err));
	clock_gettime(CLOCK_MONOTONIC, &after);
	pthread_join(raiser, NULL);

	assert_string_equal(err.code, "cancelled");
	assert_true((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 < 900);
	cancel_close(&cancel);
}

TEST(http_client, follows_no_redirect_and_shows_the_bearer_to_nobody_else)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *token = secret_new_text("opaque");
	OWNED(server) struct server *server = server_new();
	struct http_call call = post(server, arena, "{}");
	struct http_answer answer;
	struct error err = {0};

	call.bearer = token;
	server->answer = arena_printf(arena,
		"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/other\r\nContent-Length: 0\r\n\r\n", server->port);
	server_start(server);
	assert_true(http_client_call(&call, arena, &answer, &err));

	assert_int_equal(answer.status, 302);
	assert_int_equal(server->requests, 1);
	assert_non_null(memmem(server->peers[0].bytes, server->peers[0].count, "Authorization: Bearer opaque\r\n", 30));
}

TEST(http_client, an_answer_that_never_ends_is_cut_off)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(server) struct server *server = server_new();
	struct http_call call = post(server, arena, "{}");
	char *huge = malloc(5 * 1024 * 1024 + 100);
	struct http_answer answer;
	struct error err = {0};
	int header = snprintf(huge, 100, "HTTP/1.1 200 OK\r\nContent-Length: 5242880\r\n\r\n");

	memset(huge + header, 'a', 5 * 1024 * 1024);
	huge[header + 5 * 1024 * 1024] = '\0';
	server->answer = huge;
	server_start(server);
	assert_false(http_client_call(&call, arena, &answer, &err));

	assert_string_equal(err.code, "http_failed");
	server_free(TAKE(server));
	free(huge);
}

TEST(http_client, a_closed_port_is_a_failure_to_try_again)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct http_answer answer;
	struct error err = {0};

	assert_false(http_client_call(&(struct http_call){.url = "http://127.0.0.1:1/"}, arena, &answer, &err));

	assert_int_equal(err.kind, ERROR_TEMPORARY);
	assert_string_equal(err.code, "http_failed");
}
