#pragma once
/*
 * vault: sealing what must stay secret; the only folder that sees a master key.
 *
 * XChaCha20-Poly1305; associated data "table|row|column"; blob = version, key id, nonce, ciphertext. The keyring is a file
 * of "id:hex" lines, the first is active. Derived keys (crypto_kdf) for address hashes, unsubscribe links and Message-IDs
 * come from an instance secret that stays outside rotation.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/own.h"
#include "base/secret.h"

struct vault;

enum vault_purpose {
	VAULT_ADDRESS_HASH,
	VAULT_UNSUBSCRIBE,
	VAULT_MESSAGE_ID,
	VAULT_TOKEN_HASH,
	VAULT_IDEMPOTENCY,
	VAULT_VARIANT,
	VAULT_TRACKING,
	VAULT_PURPOSE_COUNT
};

/* Opens the keyring: $CREDENTIALS_DIRECTORY/master.key, else `key_file`, else <data_dir>/master.key, which is made (0400)
 * only if may_create. INVALID/bad_master_key, NOT_FOUND/no_master_key. */
MUST_CHECK bool vault_open(
	const char *data_dir, const char *key_file, bool may_create, struct vault **out, struct error *err);
void vault_free(struct vault *vault);
OWN_DEFINE(vault)

/* The blob for a secret, in the arena. */
void vault_seal(struct vault *vault, const struct secret *secret, const char *table, int64_t row, const char *column,
	struct arena *arena, const unsigned char **blob, size_t *length);

/* INTERNAL/unsealable when the key is missing or the blob was moved or changed. */
MUST_CHECK bool vault_unseal(struct vault *vault, const unsigned char *blob, size_t length, const char *table,
	int64_t row, const char *column, struct secret **out, struct error *err);

/* Gives the instance secret from which purposes derive (kept sealed in the database; made at first start by ops). */
void vault_set_instance_secret(struct vault *vault, const struct secret *secret);

/* A keyed 32-byte hash (BLAKE2b) for this purpose. The instance secret must be set. */
void vault_hash(
	const struct vault *vault, enum vault_purpose purpose, const void *bytes, size_t length, unsigned char out[32]);

/* The active key's id and whether the keyring lies in the data directory (doctor warns). */
int vault_active_key(const struct vault *vault);
bool vault_key_is_beside_data(const struct vault *vault);
