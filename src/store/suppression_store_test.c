/*
 * Unit tests of how Do Not Contact is kept.
 */
#include "base/unit.h"

#include "store/store_fixture.h"
#include "store/suppression_store.h"

struct desk {
	struct store_fixture *fixture;
	struct arena *arena;
	struct tx *tx;
	struct error err;
};

static struct desk open_desk(void)
{
	struct desk desk = {.fixture = store_fixture_new(), .arena = arena_new()};

	assert_true(tx_begin(desk.fixture->store, &desk.tx, &desk.err));
	return desk;
}

static void close_desk(struct desk *desk)
{
	tx_free(desk->tx);
	arena_free(desk->arena);
	store_fixture_free(desk->fixture);
}

static struct suppression add(struct desk *desk, enum suppression_kind kind, const char *key, bool hashed)
{
	struct suppression entry = {.workspace_id = FIXTURE_WORKSPACE,
		.kind = kind,
		.value_key = key,
		.value = key,
		.hashed = hashed,
		.source = "user"};
	bool added = false;

	assert_true(suppression_store_add(desk->tx, desk->arena, &entry, &added, &desk->err));
	return entry;
}

TEST(suppression_store, covers_by_address_and_by_every_domain_above)
{
	static const struct {
		const char *address, *domain;
		bool covered;
	} cases[] = {{"a@x.test", "x.test", true}, {"b@x.test", "x.test", false}, {"b@y.test", "y.test", true},
		{"b@a.b.y.test", "a.b.y.test", true}, {"b@yy.test", "yy.test", false}, {"b@test", "test", false}};
	struct desk desk = open_desk();

	add(&desk, SUPPRESSION_ADDRESS, "a@x.test", false);
	add(&desk, SUPPRESSION_DOMAIN, "y.test", false);
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		bool covered = !cases[i].covered;

		assert_true(suppression_store_covers(
			desk.tx, FIXTURE_WORKSPACE, cases[i].address, cases[i].domain, &covered, &desk.err));
		assert_int_equal(covered, cases[i].covered);
		assert_true(
			suppression_store_covers(desk.tx, 2, cases[i].address, cases[i].domain, &covered, &desk.err));
		assert_false(covered);
	}
	close_desk(&desk);
}

TEST(suppression_store, a_hash_is_found_as_a_hash_only_and_not_by_search)
{
	struct desk desk = open_desk();
	struct suppression *list = NULL;
	int64_t total = 0;
	size_t count = 0;
	bool covered = false;

	add(&desk, SUPPRESSION_ADDRESS, "abcdef", true);
	assert_true(suppression_store_covers_hash(desk.tx, FIXTURE_WORKSPACE, "abcdef", &covered, &desk.err));
	assert_true(covered);
	assert_true(
		suppression_store_list(desk.tx, FIXTURE_WORKSPACE, "abc", 0, 5, desk.arena, &list, &count, &desk.err));
	assert_int_equal(count, 0);
	assert_true(suppression_store_count(desk.tx, FIXTURE_WORKSPACE, NULL, &total, &desk.err));
	assert_int_equal(total, 1);
	add(&desk, SUPPRESSION_ADDRESS, "plain@x.test", false);
	assert_true(suppression_store_covers_hash(desk.tx, FIXTURE_WORKSPACE, "plain@x.test", &covered, &desk.err));
	assert_false(covered);
	close_desk(&desk);
}

TEST(suppression_store, pages_newest_first_and_forgets_by_id_or_name)
{
	struct desk desk = open_desk();
	struct suppression first = add(&desk, SUPPRESSION_ADDRESS, "a@x.test", false);
	struct suppression second = add(&desk, SUPPRESSION_ADDRESS, "b@x.test", false), *list = NULL, read;
	int64_t total = 0;
	size_t count = 0;

	assert_true(suppression_store_list(
		desk.tx, FIXTURE_WORKSPACE, NULL, second.id, 5, desk.arena, &list, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, first.id);
	assert_true(suppression_store_remove(desk.tx, FIXTURE_WORKSPACE, first.id, &desk.err));
	assert_false(suppression_store_get(desk.tx, FIXTURE_WORKSPACE, first.id, desk.arena, &read, &desk.err));
	assert_true(suppression_store_forget_address(desk.tx, FIXTURE_WORKSPACE, "b@x.test", &desk.err));
	assert_true(suppression_store_count(desk.tx, FIXTURE_WORKSPACE, NULL, &total, &desk.err));
	assert_int_equal(total, 0);
	close_desk(&desk);
}

TEST(suppression_store, finds_the_whole_hash_that_a_campaign_wrote_to)
{
	struct desk desk = open_desk();
	const unsigned char known[2] = {0xab, 0xcd}, unknown[2] = {0xab, 0x00};
	const char *hex = NULL;

	tx_free(TAKE(desk.tx));
	store_fixture_run(desk.fixture,
		"INSERT INTO campaign (workspace_id, id, name, name_key, status, timezone, sending_days, "
		"sending_hours, "
		"created_at)"
		" VALUES (1, 5, 'Spring', 'spring', 'draft', 'UTC', 1, 1, 0);"
		"INSERT INTO send (workspace_id, id, campaign_id, position, address_hash, status, due_at, message_id)"
		" VALUES (1, 8, 5, 1, x'abcdef', 'due', 1, '<a@b>')");
	assert_true(tx_begin(desk.fixture->store, &desk.tx, &desk.err));

	assert_true(
		suppression_store_find_sent_hash(desk.tx, FIXTURE_WORKSPACE, 5, known, sizeof(known), &hex, &desk.err));
	assert_string_equal(hex, "abcdef");
	assert_true(suppression_store_find_sent_hash(
		desk.tx, FIXTURE_WORKSPACE, 5, unknown, sizeof(unknown), &hex, &desk.err));
	assert_null(hex);
	close_desk(&desk);
}
