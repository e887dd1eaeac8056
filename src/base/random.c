#include "base/random.h"

#include <sodium.h>

#include "base/text.h"

void random_bytes(void *out, size_t length)
{
	randombytes_buf(out, length);
}

uint32_t random_below(uint32_t limit)
{
	return limit ? randombytes_uniform(limit) : 0;
}

char *random_token(struct arena *arena, size_t bytes)
{
	unsigned char raw[64];
	char *text;

	ASSERT(bytes <= sizeof(raw));
	random_bytes(raw, bytes);
	text = text_base64_url(arena, raw, bytes);
	sodium_memzero(raw, sizeof(raw));
	return text;
}
