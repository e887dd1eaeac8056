/* http_client and http_upload over TLS: providers are never spoken to otherwise. */
#include "base/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/http_upload.h"

/* A provider with a certificate of its own, for one connection. */
struct provider {
	SSL_CTX *context;
	char ca_file[64];
	int listener;
	const char *url;
	pthread_t thread;
	_Atomic bool stop, closed;
	_Atomic size_t count;
	char bytes[8192]; /* what it read, decrypted */
	int end;          /* of reading: as SSL_get_error tells */
	int end_errno;
};

static const char answer_text[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

static void make_certificate(struct provider *provider, const char *names)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
	X509_NAME *name = X509_get_subject_name(certificate);
	FILE *file;

	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"provider", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_set_pubkey(certificate, key);
	X509_add_ext(certificate, extension, -1);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	provider->context = SSL_CTX_new(TLS_server_method());
	assert_int_equal(SSL_CTX_use_certificate(provider->context, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(provider->context, key), 1);
	snprintf(provider->ca_file, sizeof(provider->ca_file), "/tmp/http_tls_test.XXXXXX");
	file = fdopen(mkstemp(provider->ca_file), "w");
	PEM_write_X509(file, certificate);
	fclose(file);
	X509_EXTENSION_free(extension);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

static bool is_whole(struct provider *provider)
{
	const char *end = memmem(provider->bytes, provider->count, "\r\n\r\n", 4);
	const char *length = memmem(provider->bytes, provider->count, "Content-Length: ", 16);
	size_t expected = length ? strtoul(length + 16, NULL, 10) : 0;

	return end && provider->count == (size_t)(end + 4 - provider->bytes) + expected;
}

static void converse(struct provider *provider, SSL *ssl, int fd)
{
	while (!provider->stop) {
		struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
		int got;

		if (!SSL_has_pending(ssl) && poll(&poll_fd, 1, 10) == 0)
			continue;
		errno = 0;
		got = SSL_read(
			ssl, provider->bytes + provider->count, (int)(sizeof(provider->bytes) - provider->count));
		if (got <= 0) {
			provider->end_errno = errno;
			provider->end = SSL_get_error(ssl, got);
			return;
		}
		provider->count += (size_t)got;
		if (is_whole(provider))
			SSL_write(ssl, answer_text, sizeof(answer_text) - 1);
	}
}

static void *serve(void *argument)
{
	struct provider *provider = argument;
	struct pollfd poll_fd = {.fd = provider->listener, .events = POLLIN};
	SSL *ssl = SSL_new(provider->context);
	int fd;

	while (!provider->stop && poll(&poll_fd, 1, 10) == 0)
		;
	fd = provider->stop ? -1 : accept(provider->listener, NULL, NULL);
	SSL_set_fd(ssl, fd);
	if (fd >= 0 && SSL_accept(ssl) == 1)
		converse(provider, ssl, fd);
	SSL_free(ssl);
	if (fd >= 0)
		close(fd);
	provider->closed = true;
	return NULL;
}

static struct provider *provider_new(struct arena *arena, const char *names)
{
	struct provider *provider = calloc(1, sizeof(*provider));
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);

	signal(SIGPIPE, SIG_IGN);
	make_certificate(provider, names);
	provider->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(provider->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(provider->listener, 8), 0);
	getsockname(provider->listener, (struct sockaddr *)&address, &length);
	provider->url = arena_printf(arena, "https://127.0.0.1:%d/send", ntohs(address.sin_port));
	pthread_create(&provider->thread, NULL, serve, provider);
	return provider;
}

static void provider_free(struct provider *provider)
{
	if (!provider)
		return;
	provider->stop = true;
	pthread_join(provider->thread, NULL);
	close(provider->listener);
	unlink(provider->ca_file);
	SSL_CTX_free(provider->context);
	free(provider);
}
OWN_DEFINE(provider)

static struct http_call post(const struct provider *provider)
{
	static const char body[] = "{\"raw\":\"abc\"}";

	return (struct http_call){.url = provider->url,
		.content_type = "application/json",
		.body = body,
		.body_size = sizeof(body) - 1,
		.ca_file = provider->ca_file,
		.timeout_ms = 3000};
}

/* Waits for it to read this. */
static bool has_read(struct provider *provider, const char *text)
{
	for (int i = 0; i < 300; i++) {
		if (memmem(provider->bytes, provider->count, text, strlen(text)))
			return true;
		usleep(10000);
	}
	return false;
}

static void wait_for_end(const struct provider *provider)
{
	for (int i = 0; i < 300 && !provider->closed; i++)
		usleep(10000);
	assert_true(provider->closed);
}

static void assert_read_nothing(const struct provider *provider)
{
	wait_for_end(provider);
	assert_int_equal(provider->count, 0);
}

TEST(http_tls, certificates_count_by_chain_and_name)
{
	static const struct {
		const char *names;
		bool trusted, works;
	} cases[] = {
		{"IP:127.0.0.1", true, true},
		{"IP:127.0.0.1", false, false},
		{"DNS:gmail.googleapis.com", true, false},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		OWNED(arena) struct arena *arena = arena_new();
		OWNED(provider) struct provider *provider = provider_new(arena, cases[i].names);
		OWNED(secret) struct secret *token = secret_new_text("token-of-ada");
		struct http_call call = post(provider);
		struct http_answer answer;
		struct error err = {0};

		call.bearer = token;
		if (!cases[i].trusted)
			call.ca_file = NULL;
		if (http_client_call(&call, arena, &answer, &err) != cases[i].works ||
			(!cases[i].works && !error_is(&err, "certificate_invalid")))
			fail_msg("%s: %s", cases[i].names, err.message);
		if (cases[i].works)
			assert_true(has_read(provider, "token-of-ada"));
		else
			assert_read_nothing(provider);
	}
}

TEST(http_tls, the_last_byte_is_withheld_until_it_is_allowed)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(provider) struct provider *provider = provider_new(arena, "IP:127.0.0.1");
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	struct http_call call = post(provider);
	struct http_answer answer;
	struct error err = {0};
	bool given = false;

	assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
	assert_true(has_read(provider, "{\"raw\":\"abc\""));
	usleep(50000);
	assert_false(is_whole(provider));

	assert_true(http_upload_end(upload, 3000, &answer, &given, &err));
	assert_true(given);
	assert_int_equal(answer.status, 200);
	assert_true(is_whole(provider));
}

TEST(http_tls, an_abort_resets_the_connection_without_goodbye)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(provider) struct provider *provider = provider_new(arena, "IP:127.0.0.1");
	OWNED(http_upload) struct http_upload *upload = http_upload_new();
	struct http_call call = post(provider);
	struct http_answer answer;
	struct error err = {0};

	assert_true(http_upload_begin(upload, &call, NULL, &answer, &err));
	assert_true(has_read(provider, "{\"raw\":\"abc\""));
	http_upload_abort(upload);
	wait_for_end(provider);

	assert_false(is_whole(provider));
	assert_int_equal(provider->end, SSL_ERROR_SYSCALL);
	assert_int_equal(provider->end_errno, ECONNRESET);
}
