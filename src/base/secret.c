#include "base/secret.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

struct secret {
	size_t length;
	unsigned char bytes[];
};

struct secret *secret_new(const void *bytes, size_t length)
{
	struct secret *secret = malloc(sizeof(*secret) + length + 1);

	if (!secret)
		check_failed(__FILE__, __LINE__, "out of memory");
	secret->length = length;
	memcpy(secret->bytes, bytes, length);
	secret->bytes[length] = '\0';
	return secret;
}

struct secret *secret_new_text(const char *text)
{
	return text ? secret_new(text, strlen(text)) : NULL;
}

void secret_free(struct secret *secret)
{
	if (!secret)
		return;
	sodium_memzero(secret, sizeof(*secret) + secret->length + 1);
	free(secret);
}

struct secret *secret_copy(const struct secret *secret)
{
	return secret ? secret_new(secret->bytes, secret->length) : NULL;
}

const unsigned char *secret_bytes(const struct secret *secret)
{
	return secret->bytes;
}

const char *secret_text(const struct secret *secret)
{
	return secret ? (const char *)secret->bytes : NULL;
}

size_t secret_length(const struct secret *secret)
{
	return secret ? secret->length : 0;
}
