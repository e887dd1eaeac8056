/*
 * Unit tests of whose company is known: a campaign's contacts, a batch at a time.
 */
#include "base/unit.h"

#include "store/company_store.h"
#include "store/store_fixture.h"

/* 2,500 people of one company are in the campaign, another one of it is not. */
static void prepare(struct store_fixture *fixture)
{
	store_fixture_run(fixture,
		"INSERT INTO campaign (workspace_id, id, name, name_key, status, timezone, sending_days, sending_hours,"
		" created_at) VALUES (1, 5, 'Spring', 'spring', 'draft', 'UTC', 1, 1, 0);"
		"WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)"
		" INSERT INTO contact (workspace_id, id, email, email_key, domain, created_at, updated_at)"
		" SELECT 1, 10000 + i, 'p' || i || '@eu.acme.test', 'p' || i || '@eu.acme.test', 'eu.acme.test', 0, 0 "
		"FROM n;"
		"INSERT INTO enrollment (workspace_id, id, campaign_id, contact_id, status, created_at)"
		" SELECT 1, 10000 + id, 5, id, 'live', 0 FROM contact WHERE id > 10000");
}

/* How many steps it took. */
static int learn_all(struct store_fixture *fixture, int64_t *after)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err;
	bool over = false;
	int steps = 0;

	assert_true(tx_begin(fixture->store, &tx, &err));
	for (; !over; steps++)
		assert_true(company_store_learn_some(tx, FIXTURE_WORKSPACE, 5, after, &over, &err));
	assert_true(tx_commit(tx, &err));
	return steps;
}

TEST(company_store, learns_a_campaign_a_thousand_contacts_at_a_time_and_nobody_twice)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	int64_t after = 0;

	prepare(fixture);
	assert_int_equal(learn_all(fixture, &after), 3);
	assert_int_equal(
		store_fixture_count(fixture, "SELECT count(*) FROM contact WHERE company_domain = 'acme.test'"), 2500);
	assert_int_equal(store_fixture_count(fixture, "SELECT count(*) FROM contact WHERE company_domain IS NULL"), 1);
	assert_true(after > 22500);
	assert_int_equal(learn_all(fixture, &after), 1);
}
