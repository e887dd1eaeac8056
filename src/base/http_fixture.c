#include "base/http_fixture.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MAX = 1024 * 1024, CONNECTIONS_MAX = 256, POLL_MS = 10 };

struct http_fixture_server {
	struct http_fixture *fixture;
	http_fixture_answer *answer;
	void *context;
	pthread_mutex_t mutex;
	pthread_t listener, connections[CONNECTIONS_MAX];
	size_t connection_count;
	int fd;
	_Atomic bool stop;
};

struct connection {
	struct http_fixture_server *server;
	int fd;
};

static size_t whole_length(const char *bytes)
{
	const char *end = strstr(bytes, "\r\n\r\n");
	const char *length = strcasestr(bytes, "\r\nContent-Length: ");

	return end ? (size_t)(end - bytes) + 4 + (length && length < end ? strtoul(length + 18, NULL, 10) : 0) : 0;
}

static bool reply_to(struct http_fixture_server *server, int fd, char *bytes)
{
	struct http_fixture_reply reply = {.status = 200};
	char method[16] = "", path[4096] = "";
	const char *answer;
	struct arena *arena = server->fixture->arena;

	sscanf(bytes, "%15s %4095s", method, path);
	pthread_mutex_lock(&server->mutex);
	server->fixture->requests++;
	server->answer(server->context,
		&(struct http_fixture_request){
			.method = method, .path = path, .head = bytes, .body = strstr(bytes, "\r\n\r\n") + 4},
		arena, &reply);
	if (!reply.body)
		reply.body = "{}";
	answer = arena_printf(arena,
		"HTTP/1.1 %d Answer\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", reply.status,
		strlen(reply.body), reply.body);
	pthread_mutex_unlock(&server->mutex);
	return reply.status && send(fd, answer, strlen(answer), MSG_NOSIGNAL) > 0;
}

static void *serve(void *argument)
{
	struct connection *connection = argument;
	struct http_fixture_server *server = connection->server;
	struct pollfd readable = {.fd = connection->fd, .events = POLLIN};
	char *bytes = malloc(REQUEST_MAX + 1);
	size_t count = 0;
	bool open = bytes != NULL;

	while (open && !server->stop) {
		ssize_t got;

		if (poll(&readable, 1, POLL_MS) == 0)
			continue;
		got = recv(connection->fd, bytes + count, REQUEST_MAX - count, 0);
		if (got <= 0)
			break;
		count += (size_t)got;
		bytes[count] = '\0';
		if (whole_length(bytes) && count >= whole_length(bytes)) {
			open = reply_to(server, connection->fd, bytes);
			count = 0;
		}
	}
	close(connection->fd);
	free(bytes);
	free(connection);
	return NULL;
}

static void *listen_on(void *argument)
{
	struct http_fixture_server *server = argument;
	struct pollfd readable = {.fd = server->fd, .events = POLLIN};

	while (!server->stop) {
		struct connection *connection;

		if (poll(&readable, 1, POLL_MS) == 0 || server->connection_count == CONNECTIONS_MAX)
			continue;
		connection = malloc(sizeof(*connection));
		ASSERT(connection);
		*connection = (struct connection){.server = server, .fd = accept(server->fd, NULL, NULL)};
		pthread_create(&server->connections[server->connection_count++], NULL, serve, connection);
	}
	return NULL;
}

struct http_fixture *http_fixture_new(http_fixture_answer *answer, void *context)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct http_fixture *fixture = calloc(1, sizeof(*fixture));
	struct http_fixture_server *server = calloc(1, sizeof(*server));
	socklen_t length = sizeof(address);

	ASSERT(fixture && server);
	signal(SIGPIPE, SIG_IGN);
	fixture->arena = arena_new();
	fixture->server = server;
	server->fixture = fixture;
	server->answer = answer;
	server->context = context;
	pthread_mutex_init(&server->mutex, NULL);
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ASSERT(bind(server->fd, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(server->fd, 128) == 0);
	getsockname(server->fd, (struct sockaddr *)&address, &length);
	fixture->url = arena_printf(fixture->arena, "http://127.0.0.1:%d", ntohs(address.sin_port));
	pthread_create(&server->listener, NULL, listen_on, server);
	return fixture;
}

void http_fixture_free(struct http_fixture *fixture)
{
	struct http_fixture_server *server;

	if (!fixture)
		return;
	server = fixture->server;
	server->stop = true;
	pthread_join(server->listener, NULL);
	for (size_t i = 0; i < server->connection_count; i++)
		pthread_join(server->connections[i], NULL);
	close(server->fd);
	pthread_mutex_destroy(&server->mutex);
	free(server);
	arena_free(fixture->arena);
	free(fixture);
}

const char *http_fixture_field(const char *form, const char *name, struct arena *arena)
{
	size_t length = strlen(name);
	char *value, *to;

	for (const char *at = strstr(form, name); at; at = strstr(at + 1, name)) {
		if (at[length] != '=' || (at != form && !strchr("&?", at[-1])))
			continue;
		value = to = arena_text_n(arena, at + length + 1, strcspn(at + length + 1, "& "));
		for (const char *from = value; *from; from++) {
			unsigned byte;

			if (*from == '%' && sscanf(from + 1, "%2x", &byte) == 1) {
				*to++ = (char)byte;
				from += 2;
			} else {
				*to++ = *from;
			}
		}
		*to = '\0';
		return value;
	}
	return "";
}
