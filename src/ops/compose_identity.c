/*
 * compose_identity: Message-IDs, address hashes and opt-out tokens.
 */
#include <sodium.h>
#include <string.h>

#include "base/text.h"
#include "ops/compose.h"

enum {
	HASH_SIZE = 32,
	MESSAGE_ID_BYTES = 16, /* of the hash: 26 digits */
	MAC_SIZE = 16,
	SIGNED_SIZE = 3 * 8 + UNSUBSCRIBE_HASH_SIZE,
	TOKEN_SIZE = SIGNED_SIZE + MAC_SIZE,
	TOKEN_TEXT_LENGTH = (TOKEN_SIZE * 4 + 2) / 3
};

/* RFC 4648's alphabet in lower case. */
static const char *base32(const unsigned char *bytes, size_t length, struct arena *arena)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint32_t left = 0;
	int bits = 0;
	struct text out;

	text_init(&out, arena);
	for (size_t i = 0; i < length; i++) {
		left = left << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			text_add_char(&out, digits[left >> (bits - 5) & 31]);
	}
	if (bits)
		text_add_char(&out, digits[left << (5 - bits) & 31]);
	return text_string(&out);
}

const char *compose_message_id(const struct vault *vault, int64_t workspace_id, const char *address_key,
	int64_t campaign_id, int position, const char *sender_domain, struct arena *arena)
{
	const char *what = arena_printf(
		arena, "%lld\n%s\n%lld\n%d", (long long)workspace_id, address_key, (long long)campaign_id, position);
	unsigned char hash[HASH_SIZE];

	vault_hash(vault, VAULT_MESSAGE_ID, what, strlen(what), hash);
	return arena_printf(arena, "<%s@%s>", base32(hash, MESSAGE_ID_BYTES, arena), sender_domain);
}

void compose_address_hash(const struct vault *vault, const char *address_key, unsigned char out[32])
{
	vault_hash(vault, VAULT_ADDRESS_HASH, address_key, strlen(address_key), out);
}

static void put_number(int64_t number, unsigned char out[8])
{
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)((uint64_t)number >> (56 - 8 * i));
}

static int64_t read_number(const unsigned char bytes[8])
{
	uint64_t number = 0;

	for (int i = 0; i < 8; i++)
		number = number << 8 | bytes[i];
	return (int64_t)number;
}

static void sign(const struct vault *vault, const unsigned char token[SIGNED_SIZE], unsigned char mac[MAC_SIZE])
{
	unsigned char hash[HASH_SIZE];

	vault_hash(vault, VAULT_UNSUBSCRIBE, token, SIGNED_SIZE, hash);
	memcpy(mac, hash, MAC_SIZE);
}

const char *compose_unsubscribe_token(
	const struct vault *vault, const struct unsubscribe *unsubscribe, struct arena *arena)
{
	unsigned char token[TOKEN_SIZE];

	put_number(unsubscribe->workspace_id, token);
	put_number(unsubscribe->contact_id, token + 8);
	put_number(unsubscribe->campaign_id, token + 16);
	memcpy(token + 24, unsubscribe->address_hash, UNSUBSCRIBE_HASH_SIZE);
	sign(vault, token, token + SIGNED_SIZE);
	return text_base64_url(arena, token, sizeof(token));
}

bool compose_unsubscribe_verify(const struct vault *vault, const char *token, struct unsubscribe *out)
{
	struct arena *arena;
	unsigned char mac[MAC_SIZE];
	const unsigned char *bytes;
	size_t size = 0;
	bool ours;

	if (!token || strlen(token) != TOKEN_TEXT_LENGTH)
		return false;
	arena = arena_new();
	bytes = text_base64_url_decode(arena, token, &size);
	ours = bytes && size == TOKEN_SIZE;
	if (ours) {
		sign(vault, bytes, mac);
		ours = sodium_memcmp(mac, bytes + SIGNED_SIZE, MAC_SIZE) == 0;
	}
	if (ours) {
		*out = (struct unsubscribe){read_number(bytes), read_number(bytes + 8), read_number(bytes + 16), {0}};
		memcpy(out->address_hash, bytes + 24, UNSUBSCRIBE_HASH_SIZE);
	}
	arena_free(arena);
	return ours;
}

const char *compose_unsubscribe_url(const struct vault *vault, const char *base_url, const struct contact *contact,
	int64_t campaign_id, struct arena *arena)
{
	struct unsubscribe unsubscribe = {contact->workspace_id, contact->id, campaign_id, {0}};
	unsigned char hash[HASH_SIZE];

	compose_address_hash(vault, contact->email_key, hash);
	memcpy(unsubscribe.address_hash, hash, UNSUBSCRIBE_HASH_SIZE);
	return arena_printf(arena, "%s/u/%s", base_url, compose_unsubscribe_token(vault, &unsubscribe, arena));
}
