#include "transport/script_fixture.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"

enum { GOT_MAX = 1 << 18, TAG_MAX = 64, BRIEF_MS = 120, PATIENCE_MS = 10000, LONG_LINE = 10 << 20 };

struct script {
	const char *const *moves;
	int listener, fd, port, ends, connections;
	pthread_t thread;
	char tag[TAG_MAX];
	char *got;
	size_t length;
};

static void be_patient(const struct script *script, int milliseconds)
{
	struct timeval limit = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};

	setsockopt(script->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

/* Reads byte by byte until what was read since then ends so; NULL: until nothing comes. */
static void take(struct script *script, const char *until)
{
	size_t from = script->length, wanted = until ? strlen(until) : 0;

	while (script->length + 1 < GOT_MAX && recv(script->fd, script->got + script->length, 1, 0) == 1) {
		const char *end = script->got + ++script->length;

		script->got[script->length] = '\0';
		script->ends += script->length >= 5 && memcmp(end - 5, "\r\n.\r\n", 5) == 0;
		if (until && script->length - from >= wanted && memcmp(end - wanted, until, wanted) == 0)
			return;
	}
}

static void note_tag(struct script *script, size_t from)
{
	const char *line = script->got + from;

	snprintf(script->tag, sizeof(script->tag), "%.*s", (int)strcspn(line, " \r"), line);
}

static void give(const struct script *script, const char *bytes, size_t length)
{
	while (length) {
		ssize_t given = send(script->fd, bytes, length, MSG_NOSIGNAL);

		if (given <= 0)
			return;
		bytes += given;
		length -= (size_t)given;
	}
}

static void say(const struct script *script, const char *text, const char *end, size_t end_length)
{
	char line[8192];
	size_t used = 0;

	for (; *text && used + TAG_MAX < sizeof(line); text++) {
		if (*text == '$')
			used += (size_t)snprintf(line + used, sizeof(line) - used, "%s", script->tag);
		else
			line[used++] = *text;
	}
	memcpy(line + used, end, end_length);
	give(script, line, used + end_length);
}

static void say_slowly(const struct script *script, const char *text)
{
	for (; *text; text++) {
		give(script, text, 1);
		usleep(300);
	}
	give(script, "\r", 1);
	usleep(300);
	give(script, "\n", 1);
}

static void say_a_long_line(const struct script *script)
{
	char *line = malloc(LONG_LINE);

	memset(line, 'x', LONG_LINE);
	give(script, line, LONG_LINE);
	give(script, "\r\n", 2);
	free(line);
}

static void hang_up(struct script *script, bool hard)
{
	struct linger linger = {.l_onoff = 1};

	if (script->fd < 0)
		return;
	if (hard)
		setsockopt(script->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	close(script->fd);
	script->fd = -1;
}

static bool meet(struct script *script)
{
	hang_up(script, false);
	script->fd = accept(script->listener, NULL, NULL);
	script->connections += script->fd >= 0;
	return script->fd >= 0;
}

static bool move(struct script *script, const char *what)
{
	size_t from = script->length;

	be_patient(script, *what == 'b' ? BRIEF_MS : PATIENCE_MS);
	switch (*what) {
	case 's':
		say(script, what + 1, "\r\n", 2);
		return true;
	case '1':
		say_slowly(script, what + 1);
		return true;
	case 'n':
		say(script, what + 1, "\0\r\n", 3);
		return true;
	case 'L':
		say_a_long_line(script);
		return true;
	case 'r':
		take(script, "\r\n");
		note_tag(script, from);
		return true;
	case 'e':
		take(script, "\r\n.\r\n");
		return true;
	case 'b':
	case 'h':
		take(script, NULL);
		return true;
	case 'w':
		usleep(BRIEF_MS * 1000);
		return true;
	case 'x':
	case 'c':
		hang_up(script, *what == 'x');
		return true;
	case 'a':
		return meet(script);
	default:
		UNREACHABLE();
	}
}

static void *play(void *argument)
{
	struct script *script = argument;
	bool goes_on = meet(script);

	for (const char *const *at = script->moves; goes_on && *at; at++)
		goes_on = move(script, *at);
	hang_up(script, false);
	return NULL;
}

struct script *script_start(const char *const *moves)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct script *script = calloc(1, sizeof(*script));
	socklen_t size = sizeof(address);

	ASSERT(script);
	signal(SIGPIPE, SIG_IGN); /* as the program does: OpenSSL writes without asking */
	script->moves = moves;
	script->fd = -1;
	script->got = calloc(1, GOT_MAX);
	script->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ASSERT(script->got && bind(script->listener, (const struct sockaddr *)&address, sizeof(address)) == 0);
	ASSERT(listen(script->listener, 4) == 0);
	getsockname(script->listener, (struct sockaddr *)&address, &size);
	script->port = ntohs(address.sin_port);
	pthread_create(&script->thread, NULL, play, script);
	return script;
}

int script_port(const struct script *script)
{
	return script->port;
}

void script_wait(struct script *script)
{
	if (script->listener < 0)
		return;
	shutdown(script->listener, SHUT_RDWR);
	pthread_join(script->thread, NULL);
	close(script->listener);
	script->listener = -1;
}

const char *script_got(const struct script *script)
{
	return script->got;
}

int script_ends(const struct script *script)
{
	return script->ends;
}

int script_connections(const struct script *script)
{
	return script->connections;
}

void script_free(struct script *script)
{
	script_wait(script);
	free(script->got);
	free(script);
}
