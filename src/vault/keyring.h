#pragma once
/*
 * keyring: the master keys, from a file of "id:hex" lines. The first seals, all of them unseal.
 *
 * Looked for in $CREDENTIALS_DIRECTORY/master.key (systemd), then the file the operator names, then master.key in the data
 * directory. Whoever copies the last together with the database has everything, so doctor warns of it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { KEYRING_KEY_BYTES = 32, KEYRING_MAX_KEYS = 16, KEYRING_MAX_ID = 65535, KEYRING_MAX_FILE_BYTES = 4096 };

struct keyring {
	struct {
		int id;
		unsigned char bytes[KEYRING_KEY_BYTES];
	} keys[KEYRING_MAX_KEYS];
	size_t count; /* at least 1 */
	bool is_beside_data;
};

/* `key_file` may be NULL. INVALID/bad_master_key, NOT_FOUND/no_master_key. Wipe the keyring after use. */
MUST_CHECK bool keyring_load(
	const char *data_dir, const char *key_file, bool may_create, struct keyring *out, struct error *err);

/* The key with this id, NULL when the keyring has none. */
const unsigned char *keyring_find(const struct keyring *keyring, int id);
