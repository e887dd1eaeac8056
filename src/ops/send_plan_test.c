/*
 * Unit tests of planning: campaigns that share a mailbox take turns.
 */
#include "base/unit.h"

#include "ops/campaign_fixture.h"
#include "ops/send_plan.h"

enum { PEOPLE = 60, PASSES = 20, ROOM = 32 };

static const char *const one_step[] = {"Hello there.", NULL};

/* A running campaign with more people than are planned at once. */
static int64_t crowded(struct campaign_fixture *f, const char *domain)
{
	int64_t campaign_id = campaign_fixture_campaign(f, one_step);
	int64_t contacts[PEOPLE + 1] = {0};

	for (int i = 0; i < PEOPLE; i++)
		contacts[i] = campaign_fixture_contact(f, arena_printf(f->arena, "p%d@%s", i, domain), "Grace");
	campaign_fixture_enroll(f, campaign_id, contacts);
	assert_true(campaign_ops_launch(&f->ops, &f->call, campaign_id, &f->err));
	return campaign_id;
}

static void plan(struct campaign_fixture *f, struct plan_turns *turns)
{
	int64_t planned = 0, next_at = 0;

	assert_true(send_plan_run(&f->ops, turns, &planned, &next_at, &f->err));
}

static int64_t planned_of(struct campaign_fixture *f, int64_t campaign_id)
{
	return store_fixture_count(f->store,
		arena_printf(f->arena, "SELECT count(*) FROM send WHERE campaign_id = %lld", (long long)campaign_id));
}

/* The mailbox works off what waits longest. */
static void send_some(struct campaign_fixture *f, int count)
{
	store_fixture_run(f->store,
		arena_printf(f->arena,
			"UPDATE send SET status = 'cancelled' WHERE (workspace_id, id) IN (SELECT workspace_id, id "
			"FROM "
			"send "
			"WHERE status = 'due' ORDER BY due_at, id LIMIT %d)",
			count));
}

TEST(send_plan, campaigns_that_share_a_mailbox_take_turns)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	OWNED(plan_turns) struct plan_turns *turns = plan_turns_new();
	int64_t first, second;

	store_fixture_run(f->store, "UPDATE mailbox SET daily_cap = 1000");
	first = crowded(f, "one.test");
	second = crowded(f, "two.test");
	for (int i = 0; i < PASSES; i++) {
		plan(f, turns);
		send_some(f, 1);
	}
	assert_int_equal(planned_of(f, first) + planned_of(f, second), ROOM + PASSES - 1);
	assert_in_range(planned_of(f, first) - planned_of(f, second) + 1, 0, 2);
}

TEST(send_plan, a_campaign_that_comes_later_gets_the_next_turn)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	OWNED(plan_turns) struct plan_turns *turns = plan_turns_new();
	int64_t early[2], late;

	store_fixture_run(f->store, "UPDATE mailbox SET daily_cap = 1000");
	early[0] = crowded(f, "one.test");
	early[1] = crowded(f, "two.test");
	for (int i = 0; i < 8; i++)
		plan(f, turns);
	late = crowded(f, "three.test");
	assert_int_equal(planned_of(f, early[0]) + planned_of(f, early[1]), ROOM);
	send_some(f, 1);
	plan(f, turns);
	assert_int_equal(planned_of(f, late), 1);
}

TEST(send_plan, a_campaign_alone_gets_all_the_room_at_once)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	OWNED(plan_turns) struct plan_turns *turns = plan_turns_new();
	int64_t only = crowded(f, "one.test");

	store_fixture_run(f->store, "UPDATE mailbox SET daily_cap = 1000");
	plan(f, turns);
	assert_int_equal(planned_of(f, only), ROOM);
}

TEST(send_plan, room_that_was_left_for_others_is_given_in_the_next_pass)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	OWNED(plan_turns) struct plan_turns *turns = plan_turns_new();
	int64_t planned = 0, next_at = 0;

	crowded(f, "one.test");
	f->mailbox_id = campaign_fixture_mailbox(f, "grace@acme.test", true);
	crowded(f, "two.test");
	store_fixture_run(f->store, "UPDATE mailbox SET daily_cap = 1000");
	assert_true(send_plan_run(&f->ops, turns, &planned, &next_at, &f->err));
	assert_int_equal(planned, ROOM);
	assert_int_equal(next_at, clock_wall(f->ops.clock));
	assert_true(send_plan_run(&f->ops, turns, &planned, &next_at, &f->err));
	assert_int_equal(planned, ROOM);
	assert_true(send_plan_run(&f->ops, turns, &planned, &next_at, &f->err));
	assert_int_equal(planned, 0);
	assert_int_equal(next_at, 0);
}

TEST(send_plan, who_waits_for_a_held_mailbox_hides_nobody_who_is_due_later)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	OWNED(plan_turns) struct plan_turns *turns = plan_turns_new();
	int64_t other = campaign_fixture_mailbox(f, "ben@acme.test", true), campaign = crowded(f, "one.test");
	int64_t now = clock_wall(f->ops.clock), planned = 0, next_at = 0;

	store_fixture_run(f->store,
		arena_printf(f->arena,
			"INSERT INTO campaign_mailbox (workspace_id, campaign_id, mailbox_id) VALUES (1, %lld, %lld)",
			(long long)campaign, (long long)other));
	store_fixture_run(f->store,
		arena_printf(f->arena,
			"INSERT INTO mailbox_hold (workspace_id, mailbox_id, cause, created_at) VALUES (1, %lld, "
			"'user', 0)",
			(long long)f->mailbox_id));
	store_fixture_run(f->store,
		arena_printf(f->arena, "UPDATE enrollment SET mailbox_id = %lld, due_at = %lld",
			(long long)f->mailbox_id, (long long)(now - 1000)));
	store_fixture_run(f->store,
		arena_printf(f->arena,
			"UPDATE enrollment SET mailbox_id = %lld, due_at = %lld WHERE id = (SELECT max(id) FROM "
			"enrollment)",
			(long long)other, (long long)(now + 5000)));

	assert_true(send_plan_run(&f->ops, turns, &planned, &next_at, &f->err));

	assert_int_equal(planned, 0);
	assert_int_equal(next_at, now + 5000);
}
