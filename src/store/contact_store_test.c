/*
 * Unit tests of how people and their lists are kept.
 */
#include "base/unit.h"

#include "store/contact_store.h"
#include "store/list_store.h"
#include "store/store_fixture.h"

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

static int64_t add(struct desk *desk, const char *email, const char *company, const char *custom)
{
	struct contact contact = {.workspace_id = FIXTURE_WORKSPACE, .custom = custom};
	bool added = false, changed = false;

	contact.fields[CONTACT_COMPANY] = company;
	assert_true(contact_set_email(&contact, email, desk->arena, &desk->err));
	assert_true(contact_store_merge(desk->tx, desk->arena, &contact, &added, &changed, &desk->err));
	return contact.id;
}

TEST(contact_store, is_found_by_key_and_by_id_in_its_workspace_only)
{
	struct desk desk = open_desk();
	struct contact contact;
	int64_t id = add(&desk, "Ada@Prospect.test", "Alpha", "{}");
	bool found = false;

	assert_true(contact_store_find_by_key(
		desk.tx, FIXTURE_WORKSPACE, "ada@prospect.test", desk.arena, &contact, &found, &desk.err));
	assert_true(found);
	assert_int_equal(contact.id, id);
	assert_string_equal(contact.fields[CONTACT_EMAIL], "Ada@prospect.test");
	assert_string_equal(contact.domain, "prospect.test");
	assert_true(
		contact_store_find_by_key(desk.tx, 2, "ada@prospect.test", desk.arena, &contact, &found, &desk.err));
	assert_false(found);
	assert_false(contact_store_get(desk.tx, 2, id, desk.arena, &contact, &desk.err));
	assert_int_equal(desk.err.kind, ERROR_NOT_FOUND);
	close_desk(&desk);
}

TEST(contact_store, pages_by_id_and_searches_folded_text_literally)
{
	struct desk desk = open_desk();
	struct contact_filter all = {0}, found = {.search = "50%"};
	struct contact *list = NULL;
	int64_t first = add(&desk, "a@x.test", "50% Ltd", "{}"), second = add(&desk, "b@x.test", "500 Ltd", "{}");
	size_t count = 0;

	assert_true(
		contact_store_list(desk.tx, FIXTURE_WORKSPACE, &all, first, 5, desk.arena, &list, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, second);
	assert_true(contact_store_list(desk.tx, FIXTURE_WORKSPACE, &found, 0, 5, desk.arena, &list, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, first);
	close_desk(&desk);
}

TEST(contact_store, a_list_has_one_name_whatever_its_case_and_each_member_once)
{
	struct desk desk = open_desk();
	struct contact_filter filter = {0};
	struct contact *members = NULL;
	struct list *lists = NULL;
	const char **names = NULL;
	int64_t id = add(&desk, "a@x.test", NULL, "{}"), again = 0, nobody = 1;
	size_t count = 0;
	bool added;

	add(&desk, "b@x.test", NULL, "{}");
	assert_true(list_store_make(desk.tx, FIXTURE_WORKSPACE, "Spring", &filter.list_id, &desk.err));
	assert_true(list_store_make(desk.tx, FIXTURE_WORKSPACE, "SPRING", &again, &desk.err));
	assert_int_equal(again, filter.list_id);
	for (int i = 0; i < 2; i++) {
		assert_true(list_store_add_member(desk.tx, FIXTURE_WORKSPACE, again, id, &added, &desk.err));
		assert_int_equal(added, i == 0);
	}
	assert_true(
		contact_store_list(desk.tx, FIXTURE_WORKSPACE, &filter, 0, 5, desk.arena, &members, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_int_equal(members[0].id, id);
	assert_true(contact_store_total_add(desk.tx, FIXTURE_WORKSPACE, again, 1, &desk.err));
	assert_true(list_store_list(desk.tx, FIXTURE_WORKSPACE, desk.arena, &lists, &count, &desk.err));
	assert_int_equal(lists[0].contacts, 1);
	assert_true(list_store_of_contact(desk.tx, FIXTURE_WORKSPACE, id, desk.arena, &names, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_string_equal(names[0], "Spring");
	assert_true(list_store_find(desk.tx, FIXTURE_WORKSPACE, "Autumn", &nobody, &desk.err));
	assert_int_equal(nobody, 0);
	close_desk(&desk);
}

TEST(contact_store, a_domain_lists_its_people_and_those_of_its_subdomains)
{
	struct desk desk = open_desk();
	int64_t *ids = NULL, own = add(&desk, "a@closed.test", NULL, "{}"),
		sub = add(&desk, "b@eu.closed.test", NULL, "{}");
	size_t count = 0;

	add(&desk, "c@notclosed.test", NULL, "{}");
	assert_true(contact_store_list_of_domain(
		desk.tx, FIXTURE_WORKSPACE, "closed.test", 0, 10, desk.arena, &ids, &count, &desk.err));

	assert_int_equal(count, 2);
	assert_int_equal(ids[0], own);
	assert_int_equal(ids[1], sub);
	close_desk(&desk);
}

TEST(contact_store, names_the_custom_fields_that_people_have_once_each)
{
	struct desk desk = open_desk();
	const char **names = NULL;

	add(&desk, "a@x.test", NULL, "{\"topic\":\"tea\"}");
	add(&desk, "b@x.test", NULL, "{\"size\":\"3\",\"topic\":\"tea\"}");
	assert_true(contact_store_custom_names(desk.tx, FIXTURE_WORKSPACE, desk.arena, &names, &desk.err));

	assert_string_equal(names[0], "size");
	assert_string_equal(names[1], "topic");
	assert_null(names[2]);
	close_desk(&desk);
}

TEST(contact_store, an_erased_contact_leaves_the_totals_of_all_and_of_its_lists)
{
	struct desk desk = open_desk();
	int64_t id = add(&desk, "a@x.test", NULL, "{}"), spring = 0, autumn = 0, total[3] = {0};
	bool added;

	assert_true(list_store_make(desk.tx, FIXTURE_WORKSPACE, "Spring", &spring, &desk.err));
	assert_true(list_store_make(desk.tx, FIXTURE_WORKSPACE, "Autumn", &autumn, &desk.err));
	assert_true(list_store_add_member(desk.tx, FIXTURE_WORKSPACE, spring, id, &added, &desk.err));
	for (size_t i = 0; i < 3; i++)
		assert_true(contact_store_total_add(
			desk.tx, FIXTURE_WORKSPACE, (int64_t[]){0, spring, autumn}[i], 5, &desk.err));
	assert_true(contact_store_erase(desk.tx, FIXTURE_WORKSPACE, id, &desk.err));
	for (size_t i = 0; i < 3; i++)
		assert_true(contact_store_total(
			desk.tx, FIXTURE_WORKSPACE, (int64_t[]){0, spring, autumn}[i], &total[i], &desk.err));
	assert_int_equal(total[0], 4);
	assert_int_equal(total[1], 4);
	assert_int_equal(total[2], 5);
	close_desk(&desk);
}
