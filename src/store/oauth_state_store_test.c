#include "base/unit.h"

#include "store/credential_store.h"
#include "store/oauth_state_store.h"
#include "store/revocation_store.h"
#include "store/store_fixture.h"
#include "store/tx.h"

static const unsigned char hash[32] = {1, 2, 3}, session[32] = {9};

static const struct oauth_state reconnect = {.state_hash = {1, 2, 3},
	.workspace_id = FIXTURE_WORKSPACE,
	.purpose = "reconnect",
	.provider = "google",
	.mailbox_id = 5,
	.mailbox_epoch = 3,
	.user_id = 7,
	.session_hash = session,
	.verifier_sealed = hash,
	.verifier_sealed_size = 32,
	.nonce = "nonce",
	.expires_at = 1000};

static struct tx *begin(struct store_fixture *fixture)
{
	struct tx *tx = NULL;
	struct error err = {0};

	assert_true(tx_begin(fixture->store, &tx, &err));
	return tx;
}

TEST(oauth_state_store, a_state_is_taken_once_and_brings_everything_back)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = begin(fixture);
	struct oauth_state row;
	struct error err = {0};
	bool found = false;

	assert_true(oauth_state_store_add(tx, &reconnect, &err));
	assert_true(oauth_state_store_take(tx, hash, tx_arena(tx), &row, &found, &err));
	assert_true(found);
	assert_string_equal(row.purpose, "reconnect");
	assert_string_equal(row.provider, "google");
	assert_int_equal(row.mailbox_id, 5);
	assert_int_equal(row.mailbox_epoch, 3);
	assert_int_equal(row.user_id, 7);
	assert_memory_equal(row.session_hash, session, 32);
	assert_int_equal(row.verifier_sealed_size, 32);
	assert_string_equal(row.nonce, "nonce");
	assert_int_equal(row.expires_at, 1000);

	assert_true(oauth_state_store_take(tx, hash, tx_arena(tx), &row, &found, &err));
	assert_false(found);
}

TEST(oauth_state_store, a_state_begun_with_a_key_is_bound_to_no_session)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = begin(fixture);
	struct oauth_state row = reconnect;
	struct error err = {0};
	bool found = false;

	row.session_hash = NULL;
	assert_true(oauth_state_store_add(tx, &row, &err));
	assert_true(oauth_state_store_take(tx, hash, tx_arena(tx), &row, &found, &err));

	assert_true(found);
	assert_null(row.session_hash);
}

TEST(oauth_state_store, states_that_are_over_go)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = begin(fixture);
	struct oauth_state row;
	struct error err = {0};
	bool found = true;

	assert_true(oauth_state_store_add(tx, &reconnect, &err));
	assert_true(oauth_state_store_expire(tx, 1001, &err));
	assert_true(oauth_state_store_take(tx, hash, tx_arena(tx), &row, &found, &err));

	assert_false(found);
}

static void add_mailbox(struct store_fixture *fixture)
{
	store_fixture_run(fixture,
		"INSERT INTO mailbox (workspace_id, id, owner_id, address, address_key, name, provider, subject_id, "
		"status, epoch,"
		" endpoints, timezone, sync_cursor, created_at) VALUES (1, 5, NULL, 'ada@acme.test', 'ada@acme.test', "
		"'', 'google', '42',"
		" 'active', 1, '{}', 'UTC', '', 0)");
}

TEST(oauth_state_store, only_the_last_outcome_of_a_mailbox_is_kept)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = NULL;
	struct oauth_outcome outcome = {
		.code = "wrong_account", .expected = "ada@acme.test", .actual = "ben@acme.test"};
	struct error err = {0};
	bool found = false;

	add_mailbox(fixture);
	tx = begin(fixture);
	assert_true(oauth_state_store_keep_outcome(tx, FIXTURE_WORKSPACE, 5, &outcome, &err));
	outcome.actual = "eve@acme.test";
	assert_true(oauth_state_store_keep_outcome(tx, FIXTURE_WORKSPACE, 5, &outcome, &err));
	assert_true(oauth_state_store_find_outcome(tx, FIXTURE_WORKSPACE, 5, tx_arena(tx), &outcome, &found, &err));
	assert_true(found);
	assert_string_equal(outcome.actual, "eve@acme.test");

	assert_true(oauth_state_store_forget_outcome(tx, FIXTURE_WORKSPACE, 5, &err));
	assert_true(oauth_state_store_find_outcome(tx, FIXTURE_WORKSPACE, 5, tx_arena(tx), &outcome, &found, &err));
	assert_false(found);
}

TEST(credential_store, each_kind_is_there_once_and_all_go_together)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = NULL;
	struct credential credential = {.sealed = hash, .sealed_size = 32, .expires_at = 77};
	struct error err = {0};
	bool found = false;

	add_mailbox(fixture);
	tx = begin(fixture);
	for (int i = 0; i < 2; i++)
		assert_true(credential_store_put(tx, FIXTURE_WORKSPACE, 5, CREDENTIAL_ACCESS_TOKEN, &credential, &err));
	assert_true(credential_store_find(
		tx, FIXTURE_WORKSPACE, 5, CREDENTIAL_ACCESS_TOKEN, tx_arena(tx), &credential, &found, &err));
	assert_true(found);
	assert_int_equal(credential.expires_at, 77);
	assert_int_equal(credential.generation, 2);
	assert_true(credential_store_find(
		tx, FIXTURE_WORKSPACE, 5, CREDENTIAL_REFRESH_TOKEN, tx_arena(tx), &credential, &found, &err));
	assert_false(found);

	assert_true(credential_store_drop(tx, FIXTURE_WORKSPACE, 5, &err));
	assert_true(credential_store_find(
		tx, FIXTURE_WORKSPACE, 5, CREDENTIAL_ACCESS_TOKEN, tx_arena(tx), &credential, &found, &err));
	assert_false(found);
}

TEST(revocation_store, a_grant_is_shared_with_those_who_hold_a_token_of_it)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = NULL;
	struct credential credential = {.sealed = hash, .sealed_size = 32};
	struct error err = {0};
	int64_t count = 7;

	add_mailbox(fixture);
	tx = begin(fixture);
	assert_true(revocation_store_count_shared(tx, 0, "google", "42", &count, &err));
	assert_int_equal(count, 0);
	assert_true(credential_store_put(tx, FIXTURE_WORKSPACE, 5, CREDENTIAL_REFRESH_TOKEN, &credential, &err));
	assert_true(revocation_store_count_shared(tx, 0, "google", "42", &count, &err));
	assert_int_equal(count, 1);
	assert_true(revocation_store_count_shared(tx, 5, "google", "42", &count, &err));
	assert_int_equal(count, 0);
	assert_true(revocation_store_count_shared(tx, 0, "google", "43", &count, &err));
	assert_int_equal(count, 0);
}

TEST(revocation_store, revocations_come_when_they_are_due)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(tx) struct tx *tx = begin(fixture);
	struct revocation revocation = {.workspace_id = FIXTURE_WORKSPACE,
		.id = 3,
		.mailbox_id = 5,
		.receipt_id = 8,
		.provider = "google",
		.subject_id = "42",
		.sealed = hash,
		.sealed_size = 32};
	struct error err = {0};
	bool found = true;

	assert_true(revocation_store_add(tx, &revocation, 100, &err));
	assert_true(revocation_store_next(tx, 99, tx_arena(tx), &revocation, &found, &err));
	assert_false(found);
	assert_true(revocation_store_next(tx, 100, tx_arena(tx), &revocation, &found, &err));
	assert_true(found);
	assert_string_equal(revocation.subject_id, "42");
	assert_int_equal(revocation.receipt_id, 8);
	assert_int_equal(revocation.attempts, 0);

	assert_true(revocation_store_later(tx, FIXTURE_WORKSPACE, 3, 200, &err));
	assert_true(revocation_store_next(tx, 200, tx_arena(tx), &revocation, &found, &err));
	assert_int_equal(revocation.attempts, 1);
	assert_true(revocation_store_done(tx, FIXTURE_WORKSPACE, 3, &err));
	assert_true(revocation_store_next(tx, 200, tx_arena(tx), &revocation, &found, &err));
	assert_false(found);
}
