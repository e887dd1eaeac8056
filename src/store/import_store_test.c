/*
 * Unit tests of how imports, the audit log and the workspace's settings are kept.
 */
#include "base/unit.h"

#include "store/audit_store.h"
#include "store/import_store.h"
#include "store/store_fixture.h"
#include "store/workspace_store.h"

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

static void add(struct desk *desk, int64_t id)
{
	struct import import = {
		.workspace_id = FIXTURE_WORKSPACE, .id = id, .file_name = "imp.csv", .bytes_total = 100, .list_id = 3};

	assert_true(import_store_add(desk->tx, &import, &desk->err));
}

TEST(import_store, one_that_runs_comes_before_those_that_wait)
{
	struct desk desk = open_desk();
	struct import import;
	bool found = false, changed = false;

	add(&desk, 10);
	add(&desk, 11);
	assert_true(import_store_get(desk.tx, FIXTURE_WORKSPACE, 11, desk.arena, &import, &desk.err));
	import.status = IMPORT_RUNNING;
	import.rows_total = 7;
	import.rows_done = 5;
	assert_true(import_store_progress(desk.tx, &import, &changed, &desk.err));
	assert_true(changed);
	assert_true(import_store_next(desk.tx, desk.arena, &import, &found, &desk.err));

	assert_true(found);
	assert_int_equal(import.id, 11);
	assert_int_equal(import.rows_done, 5);
	assert_int_equal(import.list_id, 3);
	close_desk(&desk);
}

TEST(import_store, what_is_over_stays_as_it_ended)
{
	struct desk desk = open_desk();
	struct import import, *list = NULL;
	size_t count = 0;
	bool changed = true, found = true;

	add(&desk, 10);
	assert_true(import_store_get(desk.tx, FIXTURE_WORKSPACE, 10, desk.arena, &import, &desk.err));
	assert_true(import_store_cancel(desk.tx, FIXTURE_WORKSPACE, 10, &changed, &desk.err));
	assert_true(changed);
	import.status = IMPORT_DONE;
	assert_true(import_store_progress(desk.tx, &import, &changed, &desk.err));
	assert_false(changed);
	assert_true(import_store_next(desk.tx, desk.arena, &import, &found, &desk.err));
	assert_false(found);
	assert_true(import_store_list(desk.tx, FIXTURE_WORKSPACE, 0, 5, desk.arena, &list, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].status, IMPORT_CANCELLED);
	close_desk(&desk);
}

TEST(audit_store, tells_who_did_what_newest_first)
{
	struct desk desk = open_desk();
	struct audit_entry *list = NULL;
	size_t count = 0;

	assert_true(audit_store_add(desk.tx,
		&(struct audit_entry){
			.workspace_id = FIXTURE_WORKSPACE, .actor_kind = "user", .actor_id = 7, .action = "a.b"},
		&desk.err));
	assert_true(audit_store_add(desk.tx,
		&(struct audit_entry){.workspace_id = FIXTURE_WORKSPACE,
			.actor_kind = "system",
			.action = "c.d",
			.object_id = "mbx_1",
			.data = "{\"n\":1}"},
		&desk.err));
	assert_true(audit_store_list(desk.tx, FIXTURE_WORKSPACE, 0, 5, desk.arena, &list, &count, &desk.err));

	assert_int_equal(count, 2);
	assert_string_equal(list[0].action, "c.d");
	assert_string_equal(list[0].data, "{\"n\":1}");
	assert_int_equal(list[1].actor_id, 7);
	assert_string_equal(list[1].data, "{}");
	close_desk(&desk);
}

TEST(workspace_store, keeps_the_settings)
{
	struct desk desk = open_desk();
	struct workspace workspace;

	assert_true(workspace_store_get(desk.tx, FIXTURE_WORKSPACE, desk.arena, &workspace, &desk.err));
	workspace.organization = "Acme";
	workspace.postal_address = "1 High Street";
	workspace.timezone = "Europe/Berlin";
	workspace.opt_out_text = "Bye: {{ unsubscribe_url }}";
	assert_true(workspace_store_update(desk.tx, &workspace, &desk.err));
	assert_true(workspace_store_get(desk.tx, FIXTURE_WORKSPACE, desk.arena, &workspace, &desk.err));
	assert_string_equal(workspace.organization, "Acme");
	assert_string_equal(workspace.timezone, "Europe/Berlin");
	assert_false(workspace_store_get(desk.tx, 2, desk.arena, &workspace, &desk.err));
	assert_int_equal(desk.err.kind, ERROR_NOT_FOUND);
	close_desk(&desk);
}
