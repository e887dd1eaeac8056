#include "base/unit.h"

#include "engine/lanes.h"

struct world {
	int64_t now;
	int closed;
};

static int64_t now_of(void *context)
{
	return ((struct world *)context)->now;
}

static int closed_sessions;

static void close_session(struct send_session *session)
{
	(void)session;
	closed_sessions++;
}

static struct lanes *open_lanes(struct world *world)
{
	*world = (struct world){.now = 1000000};
	closed_sessions = 0;
	return lanes_new(&(struct lanes_options){.close_session = close_session, .now = now_of, .context = world});
}

TEST(lanes, at_most_one_worker_is_in_a_lane)
{
	struct world world;
	struct lanes *lanes = open_lanes(&world);
	struct lane *lane;

	lanes_offer(lanes, 1, 7, world.now);
	lane = lanes_take(lanes, 0);
	assert_non_null(lane);
	lanes_offer(lanes, 1, 7, world.now);
	assert_null(lanes_take(lanes, 0));
	lanes_give(lanes, lane, INT64_MAX);
	assert_ptr_equal(lanes_take(lanes, 0), lane);
	lanes_give(lanes, lane, INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, the_one_that_is_ready_longest_comes_first)
{
	struct world world;
	struct lanes *lanes = open_lanes(&world);
	struct lane *first, *second;

	lanes_offer(lanes, 1, 8, world.now - 5);
	lanes_offer(lanes, 1, 9, world.now - 50);
	lanes_offer(lanes, 1, 10, world.now + 1);
	first = lanes_take(lanes, 0);
	second = lanes_take(lanes, 0);
	assert_int_equal(first->mailbox_id, 9);
	assert_int_equal(second->mailbox_id, 8);
	assert_null(lanes_take(lanes, 0));
	lanes_give(lanes, first, INT64_MAX);
	lanes_give(lanes, second, INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, a_bell_for_others_does_not_wake_a_lane_that_sleeps_until_its_gap_is_over)
{
	struct world world;
	struct lanes *lanes = open_lanes(&world);
	struct lane *lane;

	lanes_offer(lanes, 1, 7, world.now);
	lane = lanes_take(lanes, 0);
	lanes_give(lanes, lane, world.now + 180000);
	lanes_offer(lanes, 1, 7, world.now);
	assert_null(lanes_take(lanes, 0));
	world.now += 1000;
	assert_non_null(lanes_take(lanes, 0));
	lanes_give(lanes, lane, INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, a_kept_connection_is_closed_at_once_or_when_its_worker_comes_out)
{
	struct world world;
	struct lanes *lanes = open_lanes(&world);
	int session = 0;
	struct lane *lane;

	lanes_offer(lanes, 1, 7, world.now);
	lane = lanes_take(lanes, 0);
	lane->session = (struct send_session *)&session;
	lanes_close_session(lanes, 7);
	assert_int_equal(closed_sessions, 0);
	lanes_give(lanes, lane, world.now);
	assert_int_equal(closed_sessions, 1);
	lane = lanes_take(lanes, 0);
	lane->session = (struct send_session *)&session;
	lanes_give(lanes, lane, INT64_MAX);
	lanes_close_session(lanes, 7);
	assert_int_equal(closed_sessions, 2);
	lanes_free(lanes);
}

TEST(lanes, a_pause_after_trouble_lasts_whoever_offers_the_lane)
{
	struct world world;
	struct lanes *lanes = open_lanes(&world);
	int64_t all = 0, ready = 0;
	struct lane *lane;

	lanes_offer(lanes, 1, 7, world.now);
	lane = lanes_take(lanes, 0);
	lanes_pause(lanes, lane, world.now + 120000);
	lanes_offer(lanes, 1, 7, world.now);
	lanes_give(lanes, lane, world.now);
	world.now += 119999;
	lanes_offer(lanes, 1, 7, world.now);
	lanes_reap(lanes, 30000);
	lanes_counts(lanes, &all, &ready);
	assert_int_equal(all, 1);
	assert_int_equal(ready, 0);
	assert_null(lanes_take(lanes, 0));
	world.now += 1;
	assert_ptr_equal(lanes_take(lanes, 0), lane);
	lanes_give(lanes, lane, INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, a_pause_ends_when_the_mailbox_signs_in_anew)
{
	struct world world;
	struct lanes *lanes = open_lanes(&world);
	struct lane *lane;

	lanes_offer(lanes, 1, 7, world.now);
	lane = lanes_take(lanes, 0);
	lanes_pause(lanes, lane, world.now + 120000);
	lanes_give(lanes, lane, world.now);
	lanes_close_session(lanes, 7);
	assert_ptr_equal(lanes_take(lanes, 0), lane);
	lanes_give(lanes, lane, INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, a_clock_that_was_ahead_and_comes_back_leaves_no_lane_asleep)
{
	struct world world;
	struct lanes *lanes = open_lanes(&world);
	struct lane *lane;
	int64_t right = world.now;

	world.now += 365 * 86400000LL;
	lanes_offer(lanes, 1, 7, world.now);
	lane = lanes_take(lanes, 0);
	lanes_pause(lanes, lane, world.now + 5000);
	lanes_give(lanes, lane, world.now + 1000);
	world.now = right;
	lanes_offer(lanes, 1, 7, world.now);
	assert_null(lanes_take(lanes, 0)); /* the pause stays as long as it was meant to be */
	world.now += 5000;
	assert_ptr_equal(lanes_take(lanes, 0), lane);
	lanes_give(lanes, lane, INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, idle_connections_and_lanes_without_work_are_reaped)
{
	struct world world;
	struct lanes *lanes = open_lanes(&world);
	int64_t all = 0, ready = 0;
	int session = 0;
	struct lane *lane;

	lanes_offer(lanes, 1, 7, world.now);
	lane = lanes_take(lanes, 0);
	lane->session = (struct send_session *)&session;
	lanes_give(lanes, lane, INT64_MAX);
	lanes_reap(lanes, 30000);
	assert_int_equal(closed_sessions, 0);
	world.now += 30000;
	lanes_reap(lanes, 30000);
	lanes_counts(lanes, &all, &ready);
	assert_int_equal(closed_sessions, 1);
	assert_int_equal(all, 0);
	lanes_free(lanes);
}

static struct lanes *open_shared(struct world *world, int workers)
{
	*world = (struct world){.now = 1000000};
	return lanes_new(&(struct lanes_options){
		.close_session = close_session, .now = now_of, .context = world, .workers = workers});
}

/* Offers lanes first..last and takes as many as may be taken; returns how many. */
static int take_all(struct lanes *lanes, struct lane **taken, int most)
{
	int count = 0;

	while (count < most && (taken[count] = lanes_take(lanes, 0)))
		count++;
	return count;
}

static void offer(struct lanes *lanes, struct world *world, int first, int last)
{
	for (int i = first; i <= last; i++)
		lanes_offer(lanes, 1, i, world->now);
}

/* Lets lane i be worked once, with this news. */
static void work(struct lanes *lanes, struct world *world, int i, const char *place, enum lane_news news)
{
	struct lane *lane;

	lanes_offer(lanes, 1, i, world->now);
	lane = lanes_take(lanes, 0);
	assert_non_null(lane);
	assert_int_equal(lane->mailbox_id, i);
	lanes_set_place(lanes, lane, place);
	lanes_tell(lanes, lane, news);
	lanes_give(lanes, lane, INT64_MAX);
	world->now += 1;
}

TEST(lanes, mailboxes_that_were_never_tried_get_half_of_the_workers_until_they_prove_themselves)
{
	struct world world;
	struct lanes *lanes = open_shared(&world, 8);
	struct lane *taken[20];

	offer(lanes, &world, 1, 20);
	assert_int_equal(take_all(lanes, taken, 20), 4);
	lanes_tell(lanes, taken[0], LANE_WORKED);
	assert_int_equal(take_all(lanes, taken + 4, 20), 1);
	for (int i = 0; i < 5; i++)
		lanes_give(lanes, taken[i], INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, mailboxes_that_failed_or_let_wait_have_a_few_workers_of_their_own_and_take_none_from_the_others)
{
	struct world world;
	struct lanes *lanes = open_shared(&world, 8);
	struct lane *taken[20];
	int count;

	for (int i = 1; i <= 10; i++)
		work(lanes, &world, i, "one.test:25", LANE_WORKED);
	for (int i = 11; i <= 20; i++)
		work(lanes, &world, i, "two.test:25", i % 2 ? LANE_SLOW : LANE_WORKED);
	for (int i = 11; i <= 20; i++)
		work(lanes, &world, i, "two.test:25", LANE_SLOW);
	world.now += 60000;
	offer(lanes, &world, 11, 20);
	world.now += 1;
	offer(lanes, &world, 1, 10);
	count = take_all(lanes, taken, 20);
	assert_int_equal(count, 10);
	for (int i = 0; i < count; i++) {
		assert_int_equal(taken[i]->mailbox_id <= 10, i >= 2);
		lanes_give(lanes, taken[i], INT64_MAX);
	}
	lanes_free(lanes);
}

TEST(lanes, a_place_that_failed_for_several_mailboxes_is_down_until_one_of_them_finds_it_up)
{
	struct world world;
	struct lanes *lanes = open_shared(&world, 0);
	OWNED(arena) struct arena *arena = arena_new();
	struct lanes_view view;
	struct lane *looker, *other;

	work(lanes, &world, 7, "else.test:25", LANE_WORKED);
	for (int i = 1; i <= 5; i++)
		work(lanes, &world, i, "down.test:25", LANE_FAILED);
	lanes_look(lanes, arena, &view);
	assert_int_equal(view.down_count, 1);
	assert_string_equal(view.down[0].name, "down.test:25");

	world.now += 2000;
	offer(lanes, &world, 1, 5);
	assert_null(lanes_take(lanes, 0));
	work(lanes, &world, 7, "else.test:25", LANE_WORKED);
	world.now += 15000;
	looker = lanes_take(lanes, 0);
	assert_non_null(looker);
	assert_null(lanes_take(lanes, 0));
	lanes_tell(lanes, looker, LANE_WORKED);
	other = lanes_take(lanes, 0);
	assert_non_null(other);
	lanes_look(lanes, arena, &view);
	assert_int_equal(view.down_count, 0);
	lanes_give(lanes, looker, INT64_MAX);
	lanes_give(lanes, other, INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, one_mailbox_alone_never_counts_as_its_place_being_down)
{
	struct world world;
	struct lanes *lanes = open_shared(&world, 0);
	OWNED(arena) struct arena *arena = arena_new();
	struct lanes_view view;

	for (int i = 0; i < 20; i++) {
		world.now += 2000;
		work(lanes, &world, 1, "down.test:25", LANE_FAILED);
	}
	lanes_look(lanes, arena, &view);
	assert_int_equal(view.down_count, 0);
	lanes_free(lanes);
}

TEST(lanes, ten_thousand_lanes_come_in_the_order_of_their_times)
{
	struct world world;
	struct lanes *lanes = open_shared(&world, 0);
	int64_t before = 0;

	for (int64_t i = 0; i < 10000; i++)
		lanes_offer(lanes, 1, i + 1, 1000 + i * 7919 % 10007);
	world.now = 1000000;
	for (int i = 0; i < 10000; i++) {
		struct lane *lane = lanes_take(lanes, 0);
		int64_t at = 1000 + (lane->mailbox_id - 1) * 7919 % 10007;

		assert_true(at >= before);
		before = at;
		lanes_give(lanes, lane, INT64_MAX);
	}
	assert_null(lanes_take(lanes, 0));
	lanes_free(lanes);
}

/* Lanes first..last are taken and known to be of this place. */
static void enter(struct lanes *lanes, struct world *world, int first, int last, const char *place, struct lane **taken)
{
	offer(lanes, world, first, last);
	assert_int_equal(take_all(lanes, taken, last - first + 1), last - first + 1);
	for (int i = 0; i <= last - first; i++)
		lanes_set_place(lanes, taken[i], place);
}

TEST(lanes, a_worker_that_is_with_one_email_for_long_is_replaced)
{
	struct world world;
	struct lanes *lanes = open_shared(&world, 4);
	struct lane *taken[8], *other;
	int64_t all, ready;

	for (int i = 1; i <= 6; i++)
		work(lanes, &world, i, i <= 4 ? "one.test:25" : "two.test:25", LANE_WORKED);
	world.now += 1000;
	enter(lanes, &world, 1, 4, "one.test:25", taken);
	offer(lanes, &world, 5, 6);
	assert_null(lanes_take(lanes, 0));
	world.now += 4000;
	lanes_begin(lanes, taken[3]);
	world.now += 1000;
	lanes_counts(lanes, &all, &ready);
	assert_int_equal(ready, 2);
	assert_int_equal(take_all(lanes, taken + 4, 4), 2);
	for (int i = 0; i < 6; i++) {
		lanes_tell(lanes, taken[i], LANE_WORKED);
		lanes_give(lanes, taken[i], INT64_MAX);
	}
	world.now += 10000;
	offer(lanes, &world, 1, 6);
	assert_int_equal(take_all(lanes, taken, 8), 4);
	other = lanes_take(lanes, 0);
	assert_null(other);
	for (int i = 0; i < 4; i++)
		lanes_give(lanes, taken[i], INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, a_place_that_lets_somebody_wait_and_works_for_nobody_gets_an_eighth_of_the_workers)
{
	struct world world;
	struct lanes *lanes = open_shared(&world, 16);
	struct lane *taken[20];

	for (int i = 1; i <= 8; i++)
		work(lanes, &world, i, "slow.test:25", LANE_WORKED);
	world.now += 1000;
	enter(lanes, &world, 1, 1, "slow.test:25", taken);
	world.now += 5000;
	offer(lanes, &world, 2, 8);
	assert_int_equal(take_all(lanes, taken + 1, 8), 1);
	lanes_tell(lanes, taken[1], LANE_WORKED);
	assert_int_equal(take_all(lanes, taken + 2, 8), 6);
	for (int i = 0; i < 8; i++)
		lanes_give(lanes, taken[i], INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, a_place_where_others_are_served_is_not_slow_for_one_that_waits)
{
	struct world world;
	struct lanes *lanes = open_shared(&world, 16);
	struct lane *taken[20];

	for (int i = 1; i <= 8; i++)
		work(lanes, &world, i, "big.test:25", LANE_WORKED);
	world.now += 1000;
	enter(lanes, &world, 1, 2, "big.test:25", taken);
	world.now += 4000;
	lanes_tell(lanes, taken[1], LANE_WORKED);
	world.now += 2000;
	offer(lanes, &world, 3, 8);
	assert_int_equal(take_all(lanes, taken + 2, 8), 6);
	for (int i = 0; i < 8; i++)
		lanes_give(lanes, taken[i], INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, a_mailbox_that_moves_elsewhere_while_it_looks_at_its_place_leaves_the_look_to_another)
{
	struct world world;
	struct lanes *lanes = open_shared(&world, 0);
	struct lane *looker, *next;

	for (int i = 1; i <= 5; i++)
		work(lanes, &world, i, "down.test:25", LANE_FAILED);
	world.now += 20000;
	offer(lanes, &world, 1, 5);
	looker = lanes_take(lanes, 0);
	assert_null(lanes_take(lanes, 0));
	lanes_set_place(lanes, looker, "new.test:25");
	lanes_give(lanes, looker, INT64_MAX);
	world.now += 2000;
	next = lanes_take(lanes, 0);
	assert_non_null(next);
	lanes_give(lanes, next, INT64_MAX);
	lanes_free(lanes);
}

TEST(lanes, who_was_there_when_a_place_went_down_does_not_end_the_look_of_another)
{
	struct world world;
	struct lanes *lanes = open_shared(&world, 0);
	struct lane *inside, *looker;

	work(lanes, &world, 9, "down.test:25", LANE_WORKED);
	lanes_offer(lanes, 1, 9, world.now);
	inside = lanes_take(lanes, 0);
	for (int i = 1; i <= 5; i++)
		work(lanes, &world, i, "down.test:25", LANE_FAILED);
	world.now += 20000;
	offer(lanes, &world, 1, 5);
	looker = lanes_take(lanes, 0);
	assert_non_null(looker);
	lanes_give(lanes, inside, INT64_MAX);
	world.now += 2000;
	assert_null(lanes_take(lanes, 0));
	lanes_give(lanes, looker, INT64_MAX);
	lanes_free(lanes);
}
