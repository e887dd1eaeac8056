#include "net/tls_context.h"

#include <openssl/err.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/lock.h"

enum { CONTEXT_MAX = 8, PATH_SIZE = 512 };

struct entry {
	char ca_file[PATH_SIZE];
	SSL_CTX *context;
};

static SSL_CTX *context_new(const char *ca_file)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	ASSERT(context);
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_mode(context,
		SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_read_ahead(context, 1); /* a record in one system call, not two */
	SSL_CTX_set_default_verify_paths(context);
	if (!*ca_file || SSL_CTX_load_verify_locations(context, ca_file, NULL) == 1)
		return context;
	SSL_CTX_free(context);
	return NULL;
}

static SSL_CTX *find_or_make(struct entry *cache, size_t *count, const char *ca_file)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(cache[i].ca_file, ca_file) == 0)
			return cache[i].context;
	if (*count == CONTEXT_MAX || strlen(ca_file) >= PATH_SIZE)
		return NULL;
	cache[*count].context = context_new(ca_file);
	if (!cache[*count].context)
		return NULL;
	snprintf(cache[*count].ca_file, PATH_SIZE, "%s", ca_file);
	return cache[(*count)++].context;
}

SSL_CTX *tls_context_get(const char *ca_file)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	static struct entry cache[CONTEXT_MAX];
	static size_t count;
	SSL_CTX *context;

	lock_take(&mutex, LOCK_TLS);
	context = find_or_make(cache, &count, ca_file ? ca_file : "");
	lock_give(&mutex, LOCK_TLS);
	ERR_clear_error();
	return context;
}
