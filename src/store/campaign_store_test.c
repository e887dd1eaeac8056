/*
 * Unit tests of how campaigns are kept: lists, mailboxes, pauses and totals.
 */
#include "base/unit.h"

#include "store/campaign_sort_store.h"
#include "store/campaign_store.h"
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

	store_fixture_run(desk.fixture,
		"INSERT INTO mailbox (workspace_id, id, address, address_key, provider, status, created_at) VALUES"
		" (1, 10, 'a@acme.test', 'a@acme.test', 'smtp', 'active', 0),"
		" (1, 11, 'b@acme.test', 'b@acme.test', 'smtp', 'active', 0)");
	assert_true(tx_begin(desk.fixture->store, &desk.tx, &desk.err));
	return desk;
}

static void close_desk(struct desk *desk)
{
	tx_free(desk->tx);
	arena_free(desk->arena);
	store_fixture_free(desk->fixture);
}

static struct campaign add(struct desk *desk, const char *name)
{
	struct campaign campaign = {.workspace_id = FIXTURE_WORKSPACE,
		.owner_id = 7,
		.name = name,
		.description = "",
		.schedule = {.timezone = "Europe/Berlin", .sending_days = 3, .sending_hours = 1u << 23},
		.opt_out_line = true,
		.on_mailbox_loss = LOSS_CONTINUE_WITH_OTHERS,
		.overlap = OVERLAP_ALLOW,
		.new_contact_cap = 5};

	assert_true(campaign_store_add(desk->tx, &campaign, &desk->err));
	return campaign;
}

static void link_mailbox(struct desk *desk, const struct campaign *campaign, int64_t mailbox_id)
{
	assert_true(campaign_store_mailbox_add(desk->tx, FIXTURE_WORKSPACE, campaign->id, mailbox_id, &desk->err));
}

static void write(struct desk *desk, struct campaign *campaign, enum campaign_event event, enum pause_cause cause)
{
	assert_true(campaign_apply(campaign, event, cause, 7, 1000, &desk->err));
	assert_true(campaign_store_update(desk->tx, campaign, &desk->err));
}

TEST(campaign_store, keeps_every_column_through_an_update)
{
	struct desk desk = open_desk();
	struct campaign campaign = add(&desk, "Spring"), read;

	write(&desk, &campaign, CAMPAIGN_LAUNCH, PAUSE_NONE);
	write(&desk, &campaign, CAMPAIGN_PAUSE, PAUSE_MAILBOX_BLOCKED);
	campaign.archived = true;
	campaign.prepared_by_boot = "boot";
	assert_true(campaign_store_update(desk.tx, &campaign, &desk.err));
	assert_true(campaign_store_get(desk.tx, FIXTURE_WORKSPACE, campaign.id, desk.arena, &read, &desk.err));

	assert_string_equal(read.name, "Spring");
	assert_int_equal(read.status, CAMPAIGN_PAUSED);
	assert_int_equal(read.paused_cause, PAUSE_MAILBOX_BLOCKED);
	assert_int_equal(read.paused_previous_status, CAMPAIGN_PREPARING);
	assert_int_equal(read.paused_at, 1000);
	assert_int_equal(read.paused_by, 7);
	assert_int_equal(read.launched_at, 1000);
	assert_string_equal(read.schedule.timezone, "Europe/Berlin");
	assert_int_equal(read.schedule.sending_hours, 1u << 23);
	assert_int_equal(read.on_mailbox_loss, LOSS_CONTINUE_WITH_OTHERS);
	assert_int_equal(read.overlap, OVERLAP_ALLOW);
	assert_int_equal(read.new_contact_cap, 5);
	assert_string_equal(read.prepared_by_boot, "boot");
	assert_true(read.archived && read.opt_out_line && !read.stop_on_reply && !read.evergreen);
	assert_int_equal(read.revision, campaign.revision);
	close_desk(&desk);
}

TEST(campaign_store, what_is_not_there_is_not_found_in_another_workspace_neither)
{
	struct desk desk = open_desk();
	struct campaign campaign = add(&desk, "Spring"), read;

	assert_false(campaign_store_get(desk.tx, 2, campaign.id, desk.arena, &read, &desk.err));
	assert_int_equal(desk.err.kind, ERROR_NOT_FOUND);
	assert_true(campaign_store_delete(desk.tx, FIXTURE_WORKSPACE, campaign.id, &desk.err));
	assert_false(campaign_store_get(desk.tx, FIXTURE_WORKSPACE, campaign.id, desk.arena, &read, &desk.err));
	close_desk(&desk);
}

TEST(campaign_store, pages_newest_first_and_finds_by_a_part_of_the_name)
{
	struct desk desk = open_desk();
	struct campaign_filter all = {0}, found = {.search = "50%_off"}, drafts = {.status = "paused"};
	struct campaign first = add(&desk, "Spring 50%_OFF"), second = add(&desk, "Spring 50 off"), *list = NULL;
	size_t count = 0;
	int64_t total = 0;

	assert_true(campaign_store_list(desk.tx, FIXTURE_WORKSPACE, &all, 0, 1, desk.arena, &list, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, second.id);
	assert_true(campaign_store_list(
		desk.tx, FIXTURE_WORKSPACE, &all, second.id, 5, desk.arena, &list, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, first.id);
	assert_true(
		campaign_store_list(desk.tx, FIXTURE_WORKSPACE, &found, 0, 5, desk.arena, &list, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, first.id);
	assert_true(campaign_store_count_all(desk.tx, FIXTURE_WORKSPACE, &all, &total, &desk.err));
	assert_int_equal(total, 2);
	assert_true(campaign_store_count_all(desk.tx, FIXTURE_WORKSPACE, &drafts, &total, &desk.err));
	assert_int_equal(total, 0);
	close_desk(&desk);
}

/* The names of all, page by page of two. */
static const char *sorted(struct desk *desk, const char *by)
{
	static const struct campaign_filter all;
	struct campaign_page page = {.workspace_id = FIXTURE_WORKSPACE, .filter = &all, .limit = 2};
	struct campaign *list = NULL;
	const char *names = "";
	size_t count = 2;

	assert_true(campaign_sort_parse(by, &page.order));
	while (count == 2) {
		assert_true(campaign_sort_store_list(desk->tx, &page, desk->arena, &list, &count, &desk->err));
		for (size_t i = 0; i < count; i++)
			names = arena_printf(desk->arena, "%s%s ", names, list[i].name);
	}
	return names;
}

static void sent(struct desk *desk, const struct campaign *campaign, int64_t count)
{
	assert_true(campaign_store_count(
		desk->tx, FIXTURE_WORKSPACE, campaign->id, &(struct campaign_counts){.sent = count}, &desk->err));
}

TEST(campaign_store, pages_in_the_order_that_is_asked_for)
{
	struct desk desk = open_desk();
	struct campaign b = add(&desk, "b"), a = add(&desk, "A"), c = add(&desk, "c"), other = add(&desk, "a");

	sent(&desk, &a, 5);
	sent(&desk, &b, 70);
	sent(&desk, &other, 5);
	write(&desk, &c, CAMPAIGN_LAUNCH, PAUSE_NONE);

	assert_string_equal(sorted(&desk, "name"), "a A b c ");
	assert_string_equal(sorted(&desk, "-name"), "c b a A ");
	assert_string_equal(sorted(&desk, "sent"), "c a A b ");
	assert_string_equal(sorted(&desk, "-sent"), "b a A c ");
	assert_string_equal(sorted(&desk, "status"), "c a A b ");
	close_desk(&desk);
}

TEST(campaign_store, there_is_no_order_by_what_is_no_column)
{
	struct campaign_order order;

	assert_false(campaign_sort_parse("", &order));
	assert_false(campaign_sort_parse("-", &order));
	assert_false(campaign_sort_parse("--sent", &order));
	assert_false(campaign_sort_parse("owner", &order));
}

TEST(campaign_store, only_what_runs_is_listed_as_running)
{
	struct desk desk = open_desk();
	struct campaign running = add(&desk, "Runs"), paused = add(&desk, "Paused"), *list = NULL;
	size_t count = 0;

	add(&desk, "Draft");
	write(&desk, &running, CAMPAIGN_LAUNCH, PAUSE_NONE);
	write(&desk, &paused, CAMPAIGN_LAUNCH, PAUSE_NONE);
	write(&desk, &paused, CAMPAIGN_PAUSE, PAUSE_USER);
	assert_true(campaign_store_list_running(desk.tx, desk.arena, &list, &count, &desk.err));

	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, running.id);
	close_desk(&desk);
}

TEST(campaign_store, knows_its_mailboxes_and_which_of_them_are_active)
{
	struct desk desk = open_desk();
	struct campaign campaign = add(&desk, "Spring"), *list = NULL;
	int64_t *ids = NULL, active = 0;
	size_t count = 0;

	link_mailbox(&desk, &campaign, 11);
	link_mailbox(&desk, &campaign, 10);
	link_mailbox(&desk, &campaign, 10);
	assert_true(
		campaign_store_mailboxes(desk.tx, FIXTURE_WORKSPACE, campaign.id, desk.arena, &ids, &count, &desk.err));
	assert_int_equal(count, 2);
	assert_int_equal(ids[0], 10);
	assert_true(
		campaign_store_list_of_mailbox(desk.tx, FIXTURE_WORKSPACE, 11, desk.arena, &list, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, campaign.id);
	assert_true(
		campaign_store_other_active_mailboxes(desk.tx, FIXTURE_WORKSPACE, campaign.id, 10, &active, &desk.err));
	assert_int_equal(active, 1);
	assert_true(
		campaign_store_other_active_mailboxes(desk.tx, FIXTURE_WORKSPACE, campaign.id, 0, &active, &desk.err));
	assert_int_equal(active, 2);
	close_desk(&desk);
}

TEST(campaign_store, remembers_the_set_of_mailboxes_that_paused_it)
{
	struct desk desk = open_desk();
	struct campaign campaign = add(&desk, "Spring");
	int64_t *ids = NULL;
	size_t count = 0;

	write(&desk, &campaign, CAMPAIGN_LAUNCH, PAUSE_NONE);
	write(&desk, &campaign, CAMPAIGN_PAUSE, PAUSE_MAILBOX_DISCONNECTED);
	assert_true(campaign_store_pause_add(desk.tx, FIXTURE_WORKSPACE, campaign.id, 11, 2, &desk.err));
	assert_true(campaign_store_pause_add(desk.tx, FIXTURE_WORKSPACE, campaign.id, 10, 2, &desk.err));
	assert_true(campaign_store_pause_add(desk.tx, FIXTURE_WORKSPACE, campaign.id, 10, 4, &desk.err));
	assert_true(campaign_store_pause_list(
		desk.tx, FIXTURE_WORKSPACE, campaign.id, desk.arena, &ids, &count, &desk.err));
	assert_int_equal(count, 2);
	assert_true(campaign_store_list_paused_by(desk.tx, FIXTURE_WORKSPACE, 10, desk.arena, &ids, &count, &desk.err));
	assert_int_equal(count, 1);
	assert_int_equal(ids[0], campaign.id);
	assert_true(campaign_store_pause_clear(desk.tx, FIXTURE_WORKSPACE, campaign.id, &desk.err));
	assert_true(campaign_store_list_paused_by(desk.tx, FIXTURE_WORKSPACE, 10, desk.arena, &ids, &count, &desk.err));
	assert_int_equal(count, 0);
	close_desk(&desk);
}

TEST(campaign_store, one_that_a_person_paused_is_not_restarted_for_a_mailbox)
{
	struct desk desk = open_desk();
	struct campaign campaign = add(&desk, "Spring");
	int64_t *ids = NULL;
	size_t count = 0;

	write(&desk, &campaign, CAMPAIGN_LAUNCH, PAUSE_NONE);
	write(&desk, &campaign, CAMPAIGN_PAUSE, PAUSE_USER);
	assert_true(campaign_store_pause_add(desk.tx, FIXTURE_WORKSPACE, campaign.id, 10, 2, &desk.err));
	assert_true(campaign_store_list_paused_by(desk.tx, FIXTURE_WORKSPACE, 10, desk.arena, &ids, &count, &desk.err));

	assert_int_equal(count, 0);
	close_desk(&desk);
}

TEST(campaign_store, totals_add_up_and_waiting_is_kept_for_each_mailbox)
{
	struct desk desk = open_desk();
	struct campaign campaign = add(&desk, "Spring");
	struct campaign_counts counts;
	int64_t waiting = 0;

	link_mailbox(&desk, &campaign, 10);
	link_mailbox(&desk, &campaign, 11);
	for (int i = 0; i < 2; i++)
		assert_true(campaign_store_count(desk.tx, FIXTURE_WORKSPACE, campaign.id,
			&(struct campaign_counts){1, 2, 3, 4, 5, 6, 7, 8, 9}, &desk.err));
	assert_true(campaign_store_counts(desk.tx, FIXTURE_WORKSPACE, campaign.id, &counts, &desk.err));
	assert_memory_equal(&counts, (&(struct campaign_counts){2, 4, 6, 8, 10, 12, 14, 16, 18}), sizeof(counts));
	assert_true(campaign_store_mailbox_waiting_add(desk.tx, FIXTURE_WORKSPACE, campaign.id, 10, 3, &desk.err));
	assert_true(campaign_store_mailbox_waiting(desk.tx, FIXTURE_WORKSPACE, campaign.id, 10, &waiting, &desk.err));
	assert_int_equal(waiting, 3);
	assert_true(campaign_store_waiting_of_inactive(desk.tx, FIXTURE_WORKSPACE, campaign.id, &waiting, &desk.err));
	assert_int_equal(waiting, 0);
	assert_true(campaign_store_counts(desk.tx, FIXTURE_WORKSPACE, 4711, &counts, &desk.err));
	assert_int_equal(counts.contacts, 0);
	close_desk(&desk);
}
