/*
 * Every named query finds its rows by a key: a plan that walks a whole table, or everything of a workspace, is an error
 * unless it is listed here, with its reason.
 */
#include "base/unit.h"

#include <string.h>

#include "store/store_fixture.h"
#include "store/store_internal.h"

/* Tables that stay small, and questions about everything. */
static const char *const may_walk[] = {
	/* counts for a page's head */
	"api_key_count", "campaign_count_all", "mailbox_count", "mailbox_count_held", "send_count_unknown",
	"send_count_unknown_of_mailbox", "suppression_count", "user_count",
	/* a team's campaigns, lists, mailboxes and holds: hundreds */
	"attachment_carriers", "campaign_list_running", "campaign_sort_by_name", "campaign_sort_by_name_down",
	"campaign_sort_by_number", "country_policy_list", "list_list", "mailbox_hold_list_ending",
	"mailbox_list_active", "mailbox_list_to_sweep", "send_due_mailboxes", "user_workspace_first",
	/* rows that wait for a worker, or end soon */
	"idempotency_delete_expired", "idempotency_release_unfinished", "import_next", "oauth_state_expire",
	"revocation_next", "send_list_orphans", "send_search_due_mailboxes", "session_delete_expired",
	"test_send_end_orphans",
	/* once in the life of a mailbox or a key, and told to be so */
	"enrollment_detach_mailbox", "instance_count_sealed", "mailbox_removal_counts", "revocation_shared",
	"send_detach_mailbox", "send_search_detach_mailbox", "send_list_all_due",
	/* the first row answers */
	"suppression_has_hashes",
	/* a bounded number of rows, found by a key, is counted through */
	"missing_fields",
	/* what a campaign's emails gave, found by keys, is added up by day */
	"campaign_days",
	/* the newest or all names, by a key's end */
	"contact_list_custom", "event_last"};

/* A few rows, all of which are read. */
static const char may_sort[] = "list_of_contact";

static bool is_listed(const char *name)
{
	for (size_t i = 0; i < ARRAY_COUNT(may_walk); i++)
		if (strcmp(may_walk[i], name) == 0)
			return true;
	return false;
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), wanted = strlen(end);

	return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

/* "SCAN sealed" and "SCAN CONSTANT ROW" walk what the query itself made. */
static bool walks(const char *detail)
{
	return ends_with(detail, "(workspace_id=?)") ||
		(strncmp(detail, "SCAN ", 5) == 0 && strcmp(detail, "SCAN CONSTANT ROW") != 0);
}

/* A page that is sorted first costs as much as all pages. */
static bool sorts(const char *detail)
{
	return strcmp(detail, "USE TEMP B-TREE FOR ORDER BY") == 0;
}

static bool plan_has(struct sqlite_connection *connection, const struct query_text *query, struct arena *arena,
	bool (*is_bad)(const char *detail))
{
	sqlite3_stmt *statement = NULL;
	bool found = false;

	assert_int_equal(sqlite3_prepare_v2(connection->db, arena_printf(arena, "EXPLAIN QUERY PLAN %s", query->sqlite),
				 -1, &statement, NULL),
		SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW)
		found = found || is_bad((const char *)sqlite3_column_text(statement, 3));
	sqlite3_finalize(statement);
	return found;
}

TEST(query_plan, no_query_walks_a_table_unless_it_is_listed)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	struct sqlite_connection *reader = store_take_reader(fixture->store);

	for (size_t i = 0; i < QUERY_COUNT; i++)
		if (plan_has(reader, &query_texts[i], arena, walks) && !is_listed(query_texts[i].name))
			fail_msg("%s walks a whole table: %s", query_texts[i].name, query_texts[i].sqlite);
	store_give_back_reader(fixture->store, reader);
}

TEST(query_plan, every_listed_query_exists_and_does_walk)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	struct sqlite_connection *reader = store_take_reader(fixture->store);
	size_t walking = 0;

	for (size_t i = 0; i < QUERY_COUNT; i++)
		walking += is_listed(query_texts[i].name) && plan_has(reader, &query_texts[i], arena, walks);
	store_give_back_reader(fixture->store, reader);

	assert_int_equal(walking, ARRAY_COUNT(may_walk));
}

TEST(query_plan, no_query_for_a_page_sorts_everything_first)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(store_fixture) struct store_fixture *fixture = store_fixture_new();
	struct sqlite_connection *reader = store_take_reader(fixture->store);

	for (size_t i = 0; i < QUERY_COUNT; i++)
		if (strstr(query_texts[i].sqlite, "LIMIT ?") && !is_listed(query_texts[i].name) &&
			strcmp(query_texts[i].name, may_sort) != 0 && plan_has(reader, &query_texts[i], arena, sorts))
			fail_msg("%s sorts all rows for a page: %s", query_texts[i].name, query_texts[i].sqlite);
	store_give_back_reader(fixture->store, reader);
}
