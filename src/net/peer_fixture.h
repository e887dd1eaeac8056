#pragma once
/*
 * peer_fixture: for tests. A peer on loopback in a thread of its own does to a stream what servers do.
 */
#include "base/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/stream.h"

struct peer {
	int listener, port, fd;
	pthread_t thread;
	void (*act)(struct peer *peer);
	SSL *ssl;
	ssize_t received; /* what the last recv gave */
	int error;        /* and its errno */
};

static void *peer_run(void *argument)
{
	struct peer *peer = argument;

	peer->fd = accept(peer->listener, NULL, NULL);
	peer->act(peer);
	SSL_free(peer->ssl);
	close(peer->fd);
	return NULL;
}

static void peer_start(struct peer *peer, void (*act)(struct peer *peer))
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	signal(SIGPIPE, SIG_IGN);
	*peer = (struct peer){.act = act};
	peer->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(peer->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(peer->listener, 1), 0);
	getsockname(peer->listener, (struct sockaddr *)&address, &size);
	peer->port = ntohs(address.sin_port);
	pthread_create(&peer->thread, NULL, peer_run, peer);
}

static void peer_end(struct peer *peer)
{
	pthread_join(peer->thread, NULL);
	close(peer->listener);
}

static inline void say(const struct peer *peer, const char *bytes, size_t length)
{
	if (peer->ssl)
		SSL_write(peer->ssl, bytes, (int)length);
	else
		send(peer->fd, bytes, length, MSG_NOSIGNAL);
}

/* Waits for one byte, so that both know where they are. */
static inline void hear(struct peer *peer)
{
	char byte;

	peer->received = peer->ssl ? SSL_read(peer->ssl, &byte, 1) : recv(peer->fd, &byte, 1, 0);
	peer->error = errno;
}

static inline struct stream *open_plain(const struct peer *peer, struct cancel *cancel)
{
	struct stream *stream = NULL;
	struct error err = {0};

	assert_true(stream_open(&(struct stream_options){.host = "127.0.0.1",
					.port = peer->port,
					.allow_private_hosts = true,
					.connect_timeout_ms = 5000,
					.cancel = cancel},
		&stream, &err));
	return stream;
}
