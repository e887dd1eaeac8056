/*
 * Tests of sealing and of the keyring.
 */
#include "base/unit.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vault/vault.h"

#define KEY_A "1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
#define KEY_B "2:202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f\n"

struct place {
	char dir[64], file[96];
};

static struct place place_new(const char *content)
{
	struct place place = {.dir = "/tmp/outrider-vault-XXXXXX"};

	assert_non_null(mkdtemp(place.dir));
	snprintf(place.file, sizeof(place.file), "%s/master.key", place.dir);
	if (content) {
		FILE *file = fopen(place.file, "w");

		assert_non_null(file);
		fputs(content, file);
		fclose(file);
	}
	return place;
}

static void place_remove(struct place *place)
{
	unlink(place->file);
	rmdir(place->dir);
}

/* A vault whose keyring holds these lines. */
static struct vault *vault_with(const char *content)
{
	struct place place = place_new(content);
	struct vault *vault = NULL;
	struct error err = {0};

	assert_true(vault_open("/nowhere", place.file, false, &vault, &err));
	place_remove(&place);
	return vault;
}

TEST(vault, what_is_sealed_can_be_unsealed_in_its_place)
{
	OWNED(vault) struct vault *vault = vault_with(KEY_A);
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *secret = secret_new_text("hunter2");
	OWNED(secret) struct secret *back = NULL;
	struct error err = {0};
	const unsigned char *blob;
	size_t length;

	vault_seal(vault, secret, "credential", 7, "sealed", arena, &blob, &length);

	assert_true(vault_unseal(vault, blob, length, "credential", 7, "sealed", &back, &err));
	assert_string_equal(secret_text(back), "hunter2");
}

TEST(vault, an_empty_secret_survives)
{
	OWNED(vault) struct vault *vault = vault_with(KEY_A);
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *secret = secret_new_text("");
	OWNED(secret) struct secret *back = NULL;
	struct error err = {0};
	const unsigned char *blob;
	size_t length;

	vault_seal(vault, secret, "credential", 7, "sealed", arena, &blob, &length);

	assert_true(vault_unseal(vault, blob, length, "credential", 7, "sealed", &back, &err));
	assert_int_equal(secret_length(back), 0);
}

TEST(vault, a_blob_is_refused_in_another_place)
{
	static const struct {
		const char *table;
		int64_t row;
		const char *column;
	} places[] = {{"revocation", 7, "sealed"}, {"credential", 8, "sealed"}, {"credential", 7, "other"}};
	OWNED(vault) struct vault *vault = vault_with(KEY_A);
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *secret = secret_new_text("hunter2");
	const unsigned char *blob;
	size_t length;

	vault_seal(vault, secret, "credential", 7, "sealed", arena, &blob, &length);

	for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
		OWNED(secret) struct secret *back = NULL;
		struct error err = {0};

		assert_false(vault_unseal(
			vault, blob, length, places[i].table, places[i].row, places[i].column, &back, &err));
		assert_string_equal(err.code, "unsealable");
		assert_null(back);
	}
}

TEST(vault, a_blob_with_any_byte_changed_or_cut_is_refused)
{
	OWNED(vault) struct vault *vault = vault_with(KEY_A KEY_B);
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *secret = secret_new_text("hunter2");
	const unsigned char *blob;
	size_t length;

	vault_seal(vault, secret, "credential", 7, "sealed", arena, &blob, &length);

	for (size_t i = 0; i < length; i++) {
		unsigned char *changed = arena_alloc(arena, length);
		struct secret *back = NULL;
		struct error err = {0};

		memcpy(changed, blob, length);
		changed[i] ^= 1;
		assert_false(vault_unseal(vault, changed, length, "credential", 7, "sealed", &back, &err));
		assert_false(vault_unseal(vault, blob, i, "credential", 7, "sealed", &back, &err));
	}
}

TEST(vault, sealing_twice_gives_two_blobs)
{
	OWNED(vault) struct vault *vault = vault_with(KEY_A);
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *secret = secret_new_text("hunter2");
	const unsigned char *first, *second;
	size_t length;

	vault_seal(vault, secret, "credential", 7, "sealed", arena, &first, &length);
	vault_seal(vault, secret, "credential", 7, "sealed", arena, &second, &length);

	assert_memory_not_equal(first, second, length);
}

TEST(vault, the_first_key_seals_and_older_ones_still_unseal)
{
	OWNED(vault) struct vault *old = vault_with(KEY_A);
	OWNED(vault) struct vault *rotated = vault_with(KEY_B KEY_A);
	OWNED(vault) struct vault *without = vault_with(KEY_B);
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *secret = secret_new_text("hunter2");
	OWNED(secret) struct secret *back = NULL;
	struct error err = {0};
	const unsigned char *blob;
	size_t length;

	vault_seal(old, secret, "credential", 7, "sealed", arena, &blob, &length);

	assert_int_equal(vault_active_key(rotated), 2);
	assert_true(vault_unseal(rotated, blob, length, "credential", 7, "sealed", &back, &err));
	assert_false(vault_unseal(without, blob, length, "credential", 7, "sealed", &back, &err));
	assert_string_equal(err.code, "unsealable");
}

TEST(vault, purposes_and_instances_hash_differently)
{
	OWNED(vault) struct vault *vault = vault_with(KEY_A);
	OWNED(vault) struct vault *other = vault_with(KEY_A);
	unsigned char bytes[32] = {1}, a[32], b[32], c[32], again[32];

	OWNED(secret) struct secret *first = secret_new(bytes, sizeof(bytes));
	bytes[0] = 2;
	OWNED(secret) struct secret *second = secret_new(bytes, sizeof(bytes));

	vault_set_instance_secret(vault, first);
	vault_set_instance_secret(other, second);
	vault_hash(vault, VAULT_ADDRESS_HASH, "ada@example.com", 15, a);
	vault_hash(vault, VAULT_ADDRESS_HASH, "ada@example.com", 15, again);
	vault_hash(vault, VAULT_UNSUBSCRIBE, "ada@example.com", 15, b);
	vault_hash(other, VAULT_ADDRESS_HASH, "ada@example.com", 15, c);

	assert_memory_equal(a, again, 32);
	assert_memory_not_equal(a, b, 32);
	assert_memory_not_equal(a, c, 32);
}

TEST(keyring, a_first_start_makes_a_key_that_only_its_owner_reads)
{
	struct place place = place_new(NULL);
	OWNED(vault) struct vault *vault = NULL;
	OWNED(vault) struct vault *again = NULL;
	struct error err = {0};
	struct stat facts;

	assert_true(vault_open(place.dir, NULL, true, &vault, &err));
	assert_true(vault_open(place.dir, NULL, false, &again, &err));
	assert_int_equal(stat(place.file, &facts), 0);
	place_remove(&place);

	assert_int_equal(facts.st_mode & 0777, 0400);
	assert_int_equal(vault_active_key(again), 1);
	assert_true(vault_key_is_beside_data(vault));
}

TEST(keyring, no_key_is_made_while_sealed_rows_exist)
{
	struct place place = place_new(NULL);
	struct vault *vault = NULL;
	struct error err = {0};

	assert_false(vault_open(place.dir, NULL, false, &vault, &err));
	assert_int_equal(access(place.file, F_OK), -1);
	place_remove(&place);

	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_string_equal(err.code, "no_master_key");
}

TEST(keyring, a_named_file_that_is_missing_is_never_made)
{
	struct vault *vault = NULL;
	struct error err = {0};

	assert_false(vault_open("/tmp", "/nowhere/master.key", true, &vault, &err));
	assert_string_equal(err.code, "no_master_key");
}

TEST(keyring, files_that_are_no_keyring_are_refused_without_showing_them)
{
	static const char *const contents[] = {
		"",
		"\n\n",
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		"0:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		"70000:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		"1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e\n",
		"1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g\n",
		KEY_A KEY_A,
	};

	for (size_t i = 0; i < ARRAY_COUNT(contents); i++) {
		struct place place = place_new(contents[i]);
		struct vault *vault = NULL;
		struct error err = {0};

		assert_false(vault_open("/nowhere", place.file, true, &vault, &err));
		place_remove(&place);
		assert_string_equal(err.code, "bad_master_key");
		assert_null(strstr(err.message, "0203"));
	}
}

TEST(keyring, the_credentials_directory_comes_first)
{
	struct place place = place_new(KEY_B);
	struct place named = place_new(KEY_A);
	OWNED(vault) struct vault *vault = NULL;
	struct error err = {0};

	setenv("CREDENTIALS_DIRECTORY", place.dir, 1);
	assert_true(vault_open("/nowhere", named.file, false, &vault, &err));
	unsetenv("CREDENTIALS_DIRECTORY");
	place_remove(&place);
	place_remove(&named);

	assert_int_equal(vault_active_key(vault), 2);
	assert_false(vault_key_is_beside_data(vault));
}
