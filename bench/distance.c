/*
 * distance: a TCP proxy that holds every byte back for a while in each direction, for measuring at a distance on loopback. As the
 * while is always the same, everything that is held stands in one queue.
 *
 *	distance PORT MICROSECONDS		prints the port it listens on; ends with its standard input
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FDS = 65536, READ_BYTES = 16384, EVENTS = 256, BACKLOG = 4096 };

/* Bytes on their way to `to`; none: its other end has closed. */
struct held {
	struct held *next;
	long long due_us;
	int to;
	size_t length;
	char bytes[];
};

static struct held *first, **last = &first;
static int other[MAX_FDS];    /* the fd at the other end, 0: none */
static bool has_end[MAX_FDS]; /* it was given the end of what the other one said */
static int poller, listener, port;
static long long delay_us;

static long long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static struct sockaddr_in loopback(int number)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons((uint16_t)number), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static void watch(int fd)
{
	int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	epoll_ctl(poller, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
}

static void join_ends(int near)
{
	struct sockaddr_in address = loopback(port);
	int far = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (far < 0 || far >= MAX_FDS || near >= MAX_FDS ||
		connect(far, (struct sockaddr *)&address, sizeof(address)) < 0) {
		close(near);
		close(far);
		return;
	}
	other[near] = far;
	other[far] = near;
	has_end[near] = has_end[far] = false;
	watch(near);
	watch(far);
}

static void hold(int to, const char *bytes, size_t length)
{
	struct held *held = malloc(sizeof(*held) + length);

	if (!held)
		abort();
	*held = (struct held){.due_us = now_us() + delay_us, .to = to, .length = length};
	memcpy(held->bytes, bytes, length);
	*last = held;
	last = &held->next;
}

static void take(int from)
{
	char bytes[READ_BYTES];
	ssize_t length = recv(from, bytes, sizeof(bytes), 0);

	if (length <= 0)
		epoll_ctl(poller, EPOLL_CTL_DEL, from, NULL);
	hold(other[from], bytes, length > 0 ? (size_t)length : 0);
}

/* An end is the last that is held for a descriptor: a pair that has both is held for no more, and its numbers may be used again. */
static void deliver_end(int to)
{
	shutdown(to, SHUT_WR);
	has_end[to] = true;
	if (!has_end[other[to]])
		return;
	close(other[to]);
	close(to);
}

static void deliver(const struct held *held)
{
	if (held->length == 0)
		deliver_end(held->to);
	else if (send(held->to, held->bytes, held->length, MSG_NOSIGNAL) < 0)
		shutdown(held->to, SHUT_RDWR);
}

static int deliver_due(void)
{
	while (first && first->due_us <= now_us()) {
		struct held *held = first;

		first = held->next;
		if (!first)
			last = &first;
		deliver(held);
		free(held);
	}
	return first ? (int)((first->due_us - now_us()) / 1000) : -1;
}

static void listen_somewhere(void)
{
	struct sockaddr_in address = loopback(0);
	socklen_t size = sizeof(address);

	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, BACKLOG) < 0 ||
		getsockname(listener, (struct sockaddr *)&address, &size) < 0)
		abort();
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct epoll_event events[EVENTS];
	int wait_ms = -1;

	if (argc != 3)
		return 2;
	port = (int)strtol(argv[1], NULL, 10);
	delay_us = strtoll(argv[2], NULL, 10);
	poller = epoll_create1(EPOLL_CLOEXEC);
	listen_somewhere();
	watch(listener);
	watch(STDIN_FILENO);
	for (;;) {
		int count = epoll_wait(poller, events, EVENTS, wait_ms);

		for (int i = 0; i < count; i++) {
			if (events[i].data.fd == STDIN_FILENO)
				return 0;
			if (events[i].data.fd == listener)
				join_ends(accept(listener, NULL, NULL));
			else
				take(events[i].data.fd);
		}
		wait_ms = deliver_due();
		if (wait_ms == 0)
			wait_ms = 1;
	}
}
