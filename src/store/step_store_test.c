/*
 * Unit tests of how steps are kept: replaced as a whole, with what was planned for them taken back.
 */
#include "base/unit.h"

#include <stdio.h>

#include "store/step_store.h"
#include "store/store_fixture.h"

static void prepare(struct store_fixture *fixture)
{
	store_fixture_run(fixture,
		"INSERT INTO campaign (workspace_id, id, name, name_key, status, timezone, sending_days, "
		"sending_hours, "
		"created_at)"
		" VALUES (1, 5, 'Spring', 'spring', 'draft', 'UTC', 1, 1, 0);"
		"INSERT INTO contact (workspace_id, id, email, email_key, domain, created_at, updated_at)"
		" VALUES (1, 6, 'a@b.test', 'a@b.test', 'b.test', 0, 0);"
		"INSERT INTO enrollment (workspace_id, id, campaign_id, contact_id, status, created_at)"
		" VALUES (1, 7, 5, 6, 'live', 0)");
}

static struct step text_step(const char *text)
{
	return (struct step){.body_text = text, .delay_ms = -1, .delay_days = 3};
}

static void replace(struct store_fixture *fixture, struct step *steps, size_t count)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err;

	assert_true(tx_begin(fixture->store, &tx, &err));
	assert_true(step_store_replace(tx, FIXTURE_WORKSPACE, 5, steps, count, &err));
	assert_true(tx_commit(tx, &err));
}

static void plan(struct store_fixture *fixture, int64_t step_id, const char *status)
{
	char sql[400];

	snprintf(sql, sizeof(sql),
		"INSERT INTO send (workspace_id, id, campaign_id, enrollment_id, step_id, position, address_hash, "
		"status, due_at,"
		" message_id, sent_at) VALUES (1, 8, 5, 7, %lld, 1, x'00', '%s', 33, '<a@b>', %s)",
		(long long)step_id, status, strcmp(status, "sent") == 0 ? "44" : "NULL");
	store_fixture_run(fixture, sql);
}

TEST(step_store, keeps_steps_by_id_and_numbers_them_in_order)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct step steps[3] = {text_step("one"), text_step("two"), text_step("three")}, turned[2], *list = NULL;
	struct error err;
	size_t count = 0;

	prepare(fixture);
	steps[0].delay_ms = 0;
	steps[0].delay_days = -1;
	steps[0].subject = "Hello";
	replace(fixture, steps, 3);
	turned[0] = steps[2];
	turned[1] = steps[0];
	replace(fixture, turned, 2);
	assert_true(tx_read(fixture->store, &tx, &err));
	assert_true(step_store_list(tx, FIXTURE_WORKSPACE, 5, arena, &list, &count, &err));

	assert_int_equal(count, 2);
	assert_int_equal(list[0].id, steps[2].id);
	assert_int_equal(list[0].position, 1);
	assert_int_equal(list[0].delay_days, 3);
	assert_int_equal(list[0].delay_ms, -1);
	assert_int_equal(list[1].id, steps[0].id);
	assert_string_equal(list[1].subject, "Hello");
	assert_int_equal(list[1].delay_ms, 0);
	assert_int_equal(list[1].delay_days, -1);
}

TEST(step_store, what_was_planned_for_a_step_that_goes_is_due_again)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	struct step steps[2] = {text_step("one"), text_step("two")};

	prepare(fixture);
	replace(fixture, steps, 2);
	plan(fixture, steps[0].id, "due");
	replace(fixture, &steps[1], 1);

	assert_int_equal(store_fixture_count(fixture, "SELECT count(*) FROM send"), 0);
	assert_int_equal(store_fixture_count(fixture, "SELECT due_at FROM enrollment"), 33);
}

TEST(step_store, a_reworded_step_keeps_what_was_planned)
{
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	struct step step = text_step("one");

	prepare(fixture);
	replace(fixture, &step, 1);
	plan(fixture, step.id, "due");
	step.body_text = "other words";
	replace(fixture, &step, 1);

	assert_int_equal(store_fixture_count(fixture, "SELECT count(*) FROM send"), 1);
}

TEST(step_store, tells_what_was_sent_and_counts_it)
{
	static const struct {
		const char *status;
		bool was_sent;
		int64_t sent, failed, unknown;
	} cases[] = {{"due", false, 0, 0, 0}, {"sent", true, 1, 0, 0}, {"unknown", true, 0, 0, 1},
		{"failed", false, 0, 1, 0}, {"cancelled", false, 0, 0, 0}};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
		OWNED(arena) struct arena *arena = arena_new();
		OWNED(tx) struct tx *tx = NULL;
		struct step step = text_step("one");
		struct step_counts *counts = NULL;
		struct error err;
		size_t count = 0;
		bool was_sent = !cases[i].was_sent;

		prepare(fixture);
		replace(fixture, &step, 1);
		plan(fixture, step.id, cases[i].status);
		assert_true(tx_read(fixture->store, &tx, &err));
		assert_true(step_store_was_sent(tx, FIXTURE_WORKSPACE, 5, step.id, &was_sent, &err));
		assert_true(step_store_counts(tx, FIXTURE_WORKSPACE, 5, arena, &counts, &count, &err));

		assert_int_equal(was_sent, cases[i].was_sent);
		assert_int_equal(count, 1);
		assert_int_equal(counts[0].sent, cases[i].sent);
		assert_int_equal(counts[0].failed, cases[i].failed);
		assert_int_equal(counts[0].unknown, cases[i].unknown);
	}
}
