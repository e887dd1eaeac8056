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
