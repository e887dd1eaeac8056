#include "transport/sasl.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { NAME_MAX_BYTES = 320 };

static const char *const names[] = {[SASL_NONE] = "",
	[SASL_PLAIN] = "PLAIN",
	[SASL_LOGIN] = "LOGIN",
	[SASL_XOAUTH2] = "XOAUTH2",
	[SASL_OAUTHBEARER] = "OAUTHBEARER"};

const char *sasl_name(enum sasl_mechanism mechanism)
{
	return names[mechanism];
}

const char *sasl_refusal_answer(enum sasl_mechanism mechanism)
{
	return mechanism == SASL_OAUTHBEARER ? "AQ==" : "";
}

static bool is_offered(const char *offered, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = offered; at && *at;) {
		size_t word = strcspn(at, " =");

		if (word == length && strncasecmp(at, name, length) == 0)
			return true;
		at += word;
		at += strspn(at, " =");
	}
	return false;
}

enum sasl_mechanism sasl_choose(enum account_auth auth, const char *offered)
{
	static const enum sasl_mechanism password[] = {SASL_PLAIN, SASL_LOGIN};
	static const enum sasl_mechanism bearer[] = {SASL_XOAUTH2, SASL_OAUTHBEARER};
	const enum sasl_mechanism *wanted = auth == ACCOUNT_AUTH_BEARER ? bearer : password;

	for (size_t i = 0; auth != ACCOUNT_AUTH_NONE && i < 2; i++)
		if (is_offered(offered, names[wanted[i]]))
			return wanted[i];
	return SASL_NONE;
}

static struct secret *encode(const void *bytes, size_t length)
{
	size_t size = sodium_base64_ENCODED_LEN(length, sodium_base64_VARIANT_ORIGINAL);
	char *text = malloc(size);
	struct secret *secret;

	ASSERT(text);
	sodium_bin2base64(text, size, bytes, length, sodium_base64_VARIANT_ORIGINAL);
	secret = secret_new_text(text);
	sodium_memzero(text, size);
	free(text);
	return secret;
}

struct secret *sasl_encode(const char *text)
{
	return encode(text, strlen(text));
}

static bool is_clean(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

/* RFC 7628: "," and "=" in the name are escaped. */
static void add_escaped(char *out, size_t size, const char *name)
{
	size_t at = 0;

	for (; *name && at + 4 < size; name++) {
		if (*name == ',' || *name == '=')
			at += (size_t)snprintf(out + at, size - at, "=%s", *name == ',' ? "2C" : "3D");
		else
			out[at++] = *name;
	}
	out[at] = '\0';
}

struct secret *sasl_initial(
	enum sasl_mechanism mechanism, const char *username, const struct secret *secret, const char *host, int port)
{
	const char *value = secret ? secret_text(secret) : "";
	size_t size = 2 * strlen(username) + strlen(value) + strlen(host) + 256;
	char escaped[3 * NAME_MAX_BYTES + 4];
	struct secret *result;
	char *raw;
	int length = 0;

	if (!is_clean(username) || !is_clean(value) || strlen(username) > NAME_MAX_BYTES)
		return NULL;
	raw = calloc(1, size);
	ASSERT(raw);
	add_escaped(escaped, sizeof(escaped), username);
	switch (mechanism) {
	case SASL_PLAIN:
		length = snprintf(raw + 1, size - 1, "%s", username) + 1;
		length += snprintf(raw + length + 1, size - (size_t)length - 1, "%s", value) + 1;
		break;
	case SASL_XOAUTH2:
		length = snprintf(raw, size, "user=%s\001auth=Bearer %s\001\001", username, value);
		break;
	case SASL_OAUTHBEARER:
		length = snprintf(raw, size, "n,a=%s,\001host=%s\001port=%d\001auth=Bearer %s\001\001", escaped, host,
			port, value);
		break;
	case SASL_LOGIN:
	case SASL_NONE:
		break;
	}
	result = length ? encode(raw, (size_t)length) : NULL;
	sodium_memzero(raw, size);
	free(raw);
	return result;
}
