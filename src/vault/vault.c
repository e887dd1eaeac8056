/*
 * vault: seals with the keyring's first key, unseals with the one a blob names.
 *
 * blob = version (1 byte), key id (2 bytes, big-endian), nonce (24), ciphertext with its tag (16). The associated data ties
 * a blob to its place, so that one row's secret cannot be put into another row. The struct lies in guarded, locked memory.
 */
#include "vault/vault.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "vault/keyring.h"

enum {
	BLOB_VERSION = 1,
	HEADER_BYTES = 3,
	NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	PREFIX_BYTES = HEADER_BYTES + NONCE_BYTES,
	PLACE_BYTES = 160,
	PURPOSE_COUNT = VAULT_PURPOSE_COUNT,
	PURPOSE_KEY_BYTES = crypto_generichash_KEYBYTES,
};

_Static_assert((int)KEYRING_KEY_BYTES == (int)crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a master key seals");

struct vault {
	struct keyring keyring;
	bool has_instance_secret;
	unsigned char purpose_keys[PURPOSE_COUNT][PURPOSE_KEY_BYTES];
};

bool vault_open(const char *data_dir, const char *key_file, bool may_create, struct vault **out, struct error *err)
{
	OWNED(vault) struct vault *vault = NULL;

	ASSERT(sodium_init() >= 0);
	vault = sodium_malloc(sizeof(*vault));
	ASSERT(vault);
	memset(vault, 0, sizeof(*vault));
	if (!keyring_load(data_dir, key_file, may_create, &vault->keyring, err))
		return false;
	*out = TAKE(vault);
	return true;
}

void vault_free(struct vault *vault)
{
	sodium_free(vault);
}

/* The associated data: where a blob belongs. */
static size_t place_of(const char *table, int64_t row, const char *column, char place[PLACE_BYTES])
{
	int length = snprintf(place, PLACE_BYTES, "%s|%lld|%s", table, (long long)row, column);

	ASSERT(length > 0 && length < PLACE_BYTES);
	return (size_t)length;
}

void vault_seal(struct vault *vault, const struct secret *secret, const char *table, int64_t row, const char *column,
	struct arena *arena, const unsigned char **blob, size_t *length)
{
	char place[PLACE_BYTES];
	size_t place_length = place_of(table, row, column, place);
	unsigned char *out = arena_alloc(arena, PREFIX_BYTES + secret_length(secret) + TAG_BYTES);
	unsigned long long sealed_length = 0;
	int id = vault->keyring.keys[0].id;

	out[0] = BLOB_VERSION;
	out[1] = (unsigned char)(id >> 8);
	out[2] = (unsigned char)id;
	randombytes_buf(out + HEADER_BYTES, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + PREFIX_BYTES, &sealed_length, secret_bytes(secret),
		secret_length(secret), (const unsigned char *)place, place_length, NULL, out + HEADER_BYTES,
		vault->keyring.keys[0].bytes);
	*blob = out;
	*length = PREFIX_BYTES + (size_t)sealed_length;
}

static bool unsealable(const char *table, int64_t row, const char *why, struct error *err)
{
	return error_set(err, ERROR_INTERNAL, "unsealable", "The secret of %s %lld cannot be unsealed: %s.", table,
		(long long)row, why);
}

bool vault_unseal(struct vault *vault, const unsigned char *blob, size_t length, const char *table, int64_t row,
	const char *column, struct secret **out, struct error *err)
{
	char place[PLACE_BYTES];
	size_t place_length = place_of(table, row, column, place);
	const unsigned char *key;
	unsigned char *bytes;
	unsigned long long byte_count = 0;
	bool is_whole;

	if (length < PREFIX_BYTES + TAG_BYTES || blob[0] != BLOB_VERSION)
		return unsealable(table, row, "it is not a sealed secret", err);
	key = keyring_find(&vault->keyring, blob[1] << 8 | blob[2]);
	if (!key)
		return unsealable(table, row, "its master key is not in the keyring", err);

	bytes = sodium_malloc(length - PREFIX_BYTES);
	ASSERT(bytes);
	is_whole = crypto_aead_xchacha20poly1305_ietf_decrypt(bytes, &byte_count, NULL, blob + PREFIX_BYTES,
			   length - PREFIX_BYTES, (const unsigned char *)place, place_length, blob + HEADER_BYTES,
			   key) == 0;
	if (is_whole)
		*out = secret_new(bytes, (size_t)byte_count);
	sodium_free(bytes);
	return is_whole || unsealable(table, row, "it was changed, moved, or sealed with another key", err);
}

void vault_set_instance_secret(struct vault *vault, const struct secret *secret)
{
	_Static_assert((int)PURPOSE_KEY_BYTES <= (int)crypto_kdf_BYTES_MAX, "one derivation gives a key");
	ASSERT(secret_length(secret) == crypto_kdf_KEYBYTES);
	for (size_t i = 0; i < PURPOSE_COUNT; i++)
		crypto_kdf_derive_from_key(
			vault->purpose_keys[i], PURPOSE_KEY_BYTES, i + 1, "outrider", secret_bytes(secret));
	vault->has_instance_secret = true;
}

void vault_hash(
	const struct vault *vault, enum vault_purpose purpose, const void *bytes, size_t length, unsigned char out[32])
{
	ASSERT(vault->has_instance_secret);
	crypto_generichash(out, 32, bytes, length, vault->purpose_keys[purpose], PURPOSE_KEY_BYTES);
}

int vault_active_key(const struct vault *vault)
{
	return vault->keyring.keys[0].id;
}

bool vault_key_is_beside_data(const struct vault *vault)
{
	return vault->keyring.is_beside_data;
}
