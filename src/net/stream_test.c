/* A peer on loopback in a thread of its own does to a stream what servers do. */
#include "base/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
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

static void say(const struct peer *peer, const char *bytes, size_t length)
{
	if (peer->ssl)
		SSL_write(peer->ssl, bytes, (int)length);
	else
		send(peer->fd, bytes, length, MSG_NOSIGNAL);
}

/* Waits for one byte, so that both know where they are. */
static void hear(struct peer *peer)
{
	char byte;

	peer->received = peer->ssl ? SSL_read(peer->ssl, &byte, 1) : recv(peer->fd, &byte, 1, 0);
	peer->error = errno;
}

static struct stream *open_plain(const struct peer *peer, struct cancel *cancel)
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

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void byte_by_byte(struct peer *peer)
{
	static const char said[] = "one\r\ntwo\n\r\nfo\0ur\r\nrest";

	for (size_t i = 0; i < sizeof(said) - 1; i++) {
		say(peer, said + i, 1);
		usleep(500);
	}
	hear(peer);
}

TEST(stream, lines_come_whole_however_they_arrive)
{
	static const struct {
		const char *text;
		size_t length;
	} lines[] = {{"one", 3}, {"two", 3}, {"", 0}, {"fo\0ur", 5}};
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	char rest[4];

	peer_start(&peer, byte_by_byte);
	stream = open_plain(&peer, NULL);
	for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
		const char *line;
		size_t length;

		assert_true(stream_read_line(stream, 100, &line, &length, &err));
		assert_int_equal(length, lines[i].length);
		assert_memory_equal(line, lines[i].text, length);
	}
	assert_true(stream_read(stream, rest, 4, &err));
	assert_memory_equal(rest, "rest", 4);
	stream_free(stream);
	peer_end(&peer);
}

static void endless_line(struct peer *peer)
{
	char block[4096];

	memset(block, 'x', sizeof(block));
	for (int i = 0; i < 2560; i++)
		if (send(peer->fd, block, sizeof(block), MSG_NOSIGNAL) < 0)
			return;
	say(peer, "\r\n", 2);
}

TEST(stream, a_line_of_ten_megabytes_is_refused)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct error err = {0};
	const char *line;
	struct text out;
	size_t length;

	for (int i = 0; i < 2; i++) {
		struct stream *stream;
		struct peer peer;

		text_init(&out, arena);
		peer_start(&peer, endless_line);
		stream = open_plain(&peer, NULL);
		assert_false(i == 0 ? stream_read_line(stream, 4096, &line, &length, &err)
				    : stream_add_line(stream, 100000, &out, &err));
		assert_string_equal(err.code, "line_too_long");
		stream_reset(stream);
		peer_end(&peer);
		assert_in_range(out.length, 0, 100001);
	}
}

static void long_line(struct peer *peer)
{
	char block[1000];

	memset(block, 'y', sizeof(block));
	for (int i = 0; i < 100; i++)
		say(peer, block, sizeof(block));
	say(peer, "\r\nnext\r\n", 8);
	hear(peer);
}

TEST(stream, a_line_longer_than_the_buffer_can_be_had)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	struct text out;

	text_init(&out, arena);
	text_add(&out, "kept ");
	peer_start(&peer, long_line);
	stream = open_plain(&peer, NULL);
	assert_true(stream_add_line(stream, 100000, &out, &err));
	assert_int_equal(out.length, 100005);
	assert_true(stream_add_line(stream, 100000, &out, &err));
	assert_string_equal(out.data + 100005, "next");
	stream_free(stream);
	peer_end(&peer);
}

static void a_megabyte(struct peer *peer)
{
	char *block = malloc(1 << 20);

	for (int i = 0; i < 1 << 20; i++)
		block[i] = (char)(i % 251);
	for (size_t sent = 0; sent < 1 << 20;)
		sent += (size_t)send(peer->fd, block + sent, (1 << 20) - sent, MSG_NOSIGNAL);
	say(peer, "end\r\n", 5);
	free(block);
	hear(peer);
}

TEST(stream, large_pieces_are_read_by_count)
{
	char *block = malloc(1 << 20);
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	const char *line;
	size_t length;

	peer_start(&peer, a_megabyte);
	stream = open_plain(&peer, NULL);
	assert_true(stream_read(stream, block, 10, &err));
	assert_true(stream_read(stream, block + 10, (1 << 20) - 10, &err));
	for (int i = 0; i < 1 << 20; i++)
		if (block[i] != (char)(i % 251))
			fail_msg("byte %d is wrong", i);
	assert_true(stream_read_line(stream, 10, &line, &length, &err));
	assert_string_equal(line, "end");
	stream_free(stream);
	peer_end(&peer);
	free(block);
}

static void silence(struct peer *peer)
{
	hear(peer);
}

TEST(stream, silence_ends_at_the_deadline)
{
	int64_t began = now_ms();
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	bool readable;
	char byte;

	peer_start(&peer, silence);
	stream = open_plain(&peer, NULL);
	stream_set_timeout(stream, 80);
	assert_false(stream_read(stream, &byte, 1, &err));
	assert_string_equal(err.code, "timeout");
	assert_true(stream_wait(stream, 30, &readable, &err));
	assert_false(readable);
	assert_in_range(now_ms() - began, 105, 2000);
	stream_free(stream);
	peer_end(&peer);
}

static void *raise_soon(void *argument)
{
	usleep(60000);
	cancel_raise(argument);
	return NULL;
}

/* Reads nothing until the other is gone. */
static void never_reads(struct peer *peer)
{
	usleep(400000);
	hear(peer);
}

TEST(stream, a_raised_flag_ends_reading_and_writing_at_once)
{
	static char block[8 << 20];

	for (int writes = 0; writes < 2; writes++) {
		struct stream *stream;
		struct cancel cancel;
		struct error err = {0};
		struct peer peer;
		pthread_t thread;
		int64_t began;

		cancel_init(&cancel);
		peer_start(&peer, writes ? never_reads : silence);
		stream = open_plain(&peer, &cancel);
		began = now_ms();
		pthread_create(&thread, NULL, raise_soon, &cancel);
		stream_set_timeout(stream, 5000);
		assert_false(writes ? stream_write(stream, block, sizeof(block), &err)
				    : stream_read(stream, block, 1, &err));
		assert_string_equal(err.code, "cancelled");
		assert_in_range(now_ms() - began, 50, 350);
		if (writes)
			assert_true(stream_unsent(stream) > 0);
		pthread_join(thread, NULL);
		assert_false(stream_write(stream, "x", 1, &err));
		stream_reset(stream);
		peer_end(&peer);
		cancel_close(&cancel);
	}
}

TEST(stream, a_reset_is_seen_as_one_and_a_free_as_an_end)
{
	struct stream *stream;
	struct peer peer;

	peer_start(&peer, silence);
	stream = open_plain(&peer, NULL);
	usleep(20000);
	stream_reset(stream);
	peer_end(&peer);
	assert_int_equal(peer.received, -1);
	assert_int_equal(peer.error, ECONNRESET);

	peer_start(&peer, silence);
	stream = open_plain(&peer, NULL);
	stream_free(stream);
	peer_end(&peer);
	assert_int_equal(peer.received, 0);
}

static void closes(struct peer *peer)
{
	say(peer, "bye\r\n", 5);
}

TEST(stream, a_kept_stream_tells_when_the_peer_spoke_or_left)
{
	struct stream *stream;
	struct error err = {0};
	struct peer peer;
	const char *line;
	size_t length;

	peer_start(&peer, silence);
	stream = open_plain(&peer, NULL);
	assert_false(stream_is_stale(stream));
	assert_false(stream_is_tls(stream));
	stream_free(stream);
	peer_end(&peer);

	peer_start(&peer, closes);
	stream = open_plain(&peer, NULL);
	assert_true(stream_read_line(stream, 10, &line, &length, &err));
	peer_end(&peer);
	assert_true(stream_is_stale(stream));
	assert_false(stream_read_line(stream, 10, &line, &length, &err));
	assert_string_equal(err.code, "connection_closed");
	stream_free(stream);
}

TEST(stream, what_cannot_be_reached_says_why)
{
	static const struct {
		const char *host;
		int port;
		bool private_too;
		const char *code;
	} cases[] = {{"127.0.0.1", 1, true, "connect_failed"}, {"127.0.0.1", 587, false, "host_not_allowed"},
		{"nobody.invalid", 587, true, "dns_failed"}, {"a b", 587, true, "bad_host"}};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct stream *stream = NULL;
		struct error err = {0};

		assert_false(stream_open(&(struct stream_options){.host = cases[i].host,
						 .port = cases[i].port,
						 .allow_private_hosts = cases[i].private_too,
						 .connect_timeout_ms = 5000},
			&stream, &err));
		assert_string_equal(err.code, cases[i].code);
	}
}

/* A certificate of our own for these names, and its file. */
static SSL_CTX *server_context(const char *names, char file[64])
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	FILE *out;

	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(
		X509_get_subject_name(certificate), "CN", MBSTRING_ASC, (const unsigned char *)"test", -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
	X509_set_pubkey(certificate, key);
	X509_add_ext(certificate, extension, -1);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	assert_int_equal(SSL_CTX_use_certificate(context, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, key), 1);
	snprintf(file, 64, "/tmp/stream_test.XXXXXX");
	out = fdopen(mkstemp(file), "w");
	PEM_write_X509(out, certificate);
	fclose(out);
	X509_EXTENSION_free(extension);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return context;
}

static SSL_CTX *context_of_peer; /* for the thread */

static bool peer_accepts(struct peer *peer)
{
	peer->ssl = SSL_new(context_of_peer);
	SSL_set_fd(peer->ssl, peer->fd);
	return SSL_accept(peer->ssl) == 1;
}

static void tls_talk(struct peer *peer)
{
	if (!peer_accepts(peer))
		return;
	say(peer, "hello\r\n", 7);
	hear(peer);
	SSL_shutdown(peer->ssl);
}

/* The file that was trusted is asked for by its name, so that each test has a context of its own. */
static bool open_tls(
	const struct peer *peer, const char *host, const char *ca_file, struct stream **out, struct error *err)
{
	return stream_open(&(struct stream_options){.host = host,
				   .port = peer->port,
				   .tls = true,
				   .allow_private_hosts = true,
				   .ca_file = ca_file,
				   .connect_timeout_ms = 5000},
		out, err);
}

TEST(stream, certificates_count_by_chain_and_name)
{
	static const struct {
		const char *names, *host;
		bool trusted, works;
	} cases[] = {
		{"DNS:localhost,IP:127.0.0.1", "127.0.0.1", true, true},
		{"DNS:localhost", "localhost", true, true},
		{"DNS:localhost", "127.0.0.1", true, false},
		{"DNS:example.org", "localhost", true, false},
		{"DNS:127.0.0.1", "127.0.0.1", true, false},
		{"DNS:localhost,IP:127.0.0.1", "127.0.0.1", false, false},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct stream *stream = NULL;
		struct error err = {0};
		struct peer peer;
		char file[64];
		bool works;

		context_of_peer = server_context(cases[i].names, file);
		peer_start(&peer, tls_talk);
		works = open_tls(&peer, cases[i].host, cases[i].trusted ? file : NULL, &stream, &err);
		if (works != cases[i].works || (!works && !error_is(&err, "certificate_invalid")))
			fail_msg("%s as %s: %s", cases[i].names, cases[i].host, err.message);
		if (works)
			assert_true(stream_is_tls(stream));
		stream_free(stream);
		peer_end(&peer);
		SSL_CTX_free(context_of_peer);
		unlink(file);
	}
}

static void tls_lines(struct peer *peer)
{
	char block[40000];

	if (!peer_accepts(peer))
		return;
	memset(block, 'z', sizeof(block));
	say(peer, "hello\r\n", 7);
	hear(peer);
	say(peer, block, sizeof(block));
	say(peer, "\r\n", 2);
	hear(peer);
}

TEST(stream, tls_carries_lines_and_an_end_without_goodbye_is_an_end)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct stream *stream = NULL;
	struct error err = {0};
	struct peer peer;
	struct text out;
	const char *line;
	char file[64];
	size_t length;

	text_init(&out, arena);
	context_of_peer = server_context("IP:127.0.0.1", file);
	peer_start(&peer, tls_lines);
	assert_true(open_tls(&peer, "127.0.0.1", file, &stream, &err));
	assert_true(stream_read_line(stream, 100, &line, &length, &err));
	assert_string_equal(line, "hello");
	usleep(20000);
	assert_false(stream_is_stale(stream)); /* session tickets are no reason */
	assert_true(stream_write(stream, "x", 1, &err));
	assert_true(stream_add_line(stream, 50000, &out, &err));
	assert_int_equal(out.length, 40000);
	assert_true(stream_write(stream, "x", 1, &err));
	peer_end(&peer);
	assert_false(stream_read_line(stream, 100, &line, &length, &err));
	assert_string_equal(err.code, "connection_closed");
	stream_free(stream);
	SSL_CTX_free(context_of_peer);
	unlink(file);
}

static void starts_tls(struct peer *peer)
{
	say(peer, "go\r\n", 4);
	tls_talk(peer);
}

static void smuggles(struct peer *peer)
{
	say(peer, "go\r\n250 smuggled\r\n", 18);
	hear(peer);
}

TEST(stream, nothing_said_before_tls_counts_after_it)
{
	for (int i = 0; i < 2; i++) {
		struct stream *stream = NULL;
		struct error err = {0};
		struct peer peer;
		const char *line;
		char file[64];
		size_t length;

		context_of_peer = server_context("IP:127.0.0.1", file);
		peer_start(&peer, i == 0 ? starts_tls : smuggles);
		assert_true(stream_open(&(struct stream_options){.host = "127.0.0.1",
						.port = peer.port,
						.allow_private_hosts = true,
						.ca_file = file,
						.connect_timeout_ms = 5000},
			&stream, &err));
		assert_true(stream_read_line(stream, 100, &line, &length, &err));
		usleep(20000);
		assert_int_equal(stream_start_tls(stream, &err), i == 0);
		if (i == 0)
			assert_true(stream_read_line(stream, 100, &line, &length, &err));
		else
			assert_string_equal(err.code, "tls_failed");
		stream_reset(stream);
		peer_end(&peer);
		SSL_CTX_free(context_of_peer);
		unlink(file);
	}
}

static void old_tls(struct peer *peer)
{
	peer_accepts(peer);
}

TEST(stream, tls_older_than_1_2_is_refused)
{
	struct stream *stream = NULL;
	struct error err = {0};
	struct peer peer;
	char file[64];

	context_of_peer = server_context("IP:127.0.0.1", file);
	SSL_CTX_set_security_level(context_of_peer, 0);
	SSL_CTX_set_min_proto_version(context_of_peer, TLS1_VERSION);
	SSL_CTX_set_max_proto_version(context_of_peer, TLS1_1_VERSION);
	peer_start(&peer, old_tls);
	assert_false(open_tls(&peer, "127.0.0.1", NULL, &stream, &err));
	assert_string_equal(err.code, "tls_failed");
	assert_non_null(strstr(err.message, "version"));
	peer_end(&peer);
	SSL_CTX_free(context_of_peer);
	unlink(file);
}
