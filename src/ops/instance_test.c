/*
 * Tests of what ties a database to its master key.
 */
#include "base/unit.h"

#include <stdio.h>
#include <unistd.h>

#include "ops/instance.h"
#include "store/store_fixture.h"

static struct vault *open_vault(struct store_fixture *fixture)
{
	struct vault *vault = NULL;
	struct error err = {0};
	bool may_make;

	assert_true(instance_may_make_key(fixture->store, &may_make, &err));
	return vault_open(fixture->dir, NULL, may_make, &vault, &err) ? vault : NULL;
}

static void forget_key(struct store_fixture *fixture)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/master.key", fixture->dir);
	assert_int_equal(unlink(path), 0);
}

TEST(instance, hashes_stay_the_same_over_a_restart)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(vault) struct vault *first = open_vault(fixture);
	OWNED(vault) struct vault *second = NULL;
	unsigned char before[32], after[32];
	struct error err = {0};

	assert_true(instance_open(fixture->store, first, &err));
	vault_hash(first, VAULT_ADDRESS_HASH, "ada", 3, before);
	store_fixture_reopen(fixture);
	second = open_vault(fixture);
	assert_true(instance_open(fixture->store, second, &err));
	vault_hash(second, VAULT_ADDRESS_HASH, "ada", 3, after);

	assert_memory_equal(before, after, 32);
}

TEST(instance, a_lost_key_is_not_replaced_by_a_new_one)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(vault) struct vault *vault = open_vault(fixture);
	struct error err = {0};

	assert_true(instance_open(fixture->store, vault, &err));
	forget_key(fixture);

	assert_null(open_vault(fixture));
}

TEST(instance, a_wrong_key_stops_the_start)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(vault) struct vault *vault = open_vault(fixture);
	OWNED(vault) struct vault *wrong = NULL;
	struct error err = {0};

	assert_true(instance_open(fixture->store, vault, &err));
	forget_key(fixture);
	assert_true(vault_open(fixture->dir, NULL, true, &wrong, &err));

	assert_false(instance_open(fixture->store, wrong, &err));
	assert_int_equal(err.kind, ERROR_INVALID);
	assert_string_equal(err.code, "wrong_master_key");
}

TEST(instance, facts_that_are_half_lost_are_not_made_anew)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(vault) struct vault *vault = open_vault(fixture);
	struct error err = {0};

	assert_true(instance_open(fixture->store, vault, &err));
	store_fixture_run(fixture, "DELETE FROM instance WHERE name = 'secret'");

	assert_false(instance_open(fixture->store, vault, &err));
	assert_string_equal(err.code, "instance_incomplete");
	store_fixture_run(fixture,
		"DELETE FROM instance WHERE name = 'canary'; INSERT INTO revocation (workspace_id, id, "
		"mailbox_id, provider, sealed, due_at) VALUES (1, 1, 1, 'google', x'00', 0)");
	assert_false(instance_open(fixture->store, vault, &err));
	assert_string_equal(err.code, "instance_incomplete");
}
