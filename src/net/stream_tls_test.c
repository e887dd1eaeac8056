/* Streams over TLS: whom they trust, and how they begin and end. */
#include "net/peer_fixture.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

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

TEST(stream_tls, certificates_count_by_chain_and_name)
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

TEST(stream_tls, tls_carries_lines_and_an_end_without_goodbye_is_an_end)
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

TEST(stream_tls, nothing_said_before_tls_counts_after_it)
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

TEST(stream_tls, tls_older_than_1_2_is_refused)
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
