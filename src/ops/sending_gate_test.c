/*
 * Unit tests of what stops all sending at once.
 */
#include "base/unit.h"

#include "ops/sending_gate.h"

enum { MINUTE = 60000 };

/* Two clocks that a test moves apart: the wall clock is the boot clock and `ahead`. */
static int64_t boot, ahead;

static int64_t tell_wall(__attribute__((unused)) const struct clock *clock)
{
	return boot + ahead;
}

static int64_t tell_boot(__attribute__((unused)) const struct clock *clock)
{
	return boot;
}

static const struct clock clocks = {.wall_ms = tell_wall, .boot_ms = tell_boot};

static struct sending_gate *start(void)
{
	boot = 1000000;
	ahead = 1767225600000;
	return sending_gate_new(&clocks);
}

TEST(gate, without_one_everything_passes)
{
	enum held_reason reason;

	assert_false(sending_gate_is_closed(NULL, &reason));
	assert_true(sending_gate_pass(NULL, &reason));
	assert_int_equal(sending_gate_restored_at(NULL), 0);
}

TEST(gate, a_clock_that_jumps_by_more_than_a_minute_stops_the_very_next_permit)
{
	static const int64_t jumps[] = {61000, -61000, 3600000, -365LL * 24 * 3600 * 1000};

	for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
		OWNED(sending_gate) struct sending_gate *gate = start();
		enum held_reason reason = HELD_NONE;

		assert_true(sending_gate_pass(gate, &reason));
		ahead += jumps[i];
		assert_false(sending_gate_pass(gate, &reason));
		assert_int_equal(reason, HELD_CLOCK_HOLD);
		assert_true(sending_gate_is_closed(gate, &reason));
	}
}

TEST(gate, a_small_step_of_the_clock_stops_nothing)
{
	OWNED(sending_gate) struct sending_gate *gate = start();
	enum held_reason reason;

	ahead += MINUTE;
	boot += MINUTE;
	assert_true(sending_gate_pass(gate, &reason));
	ahead -= 2LL * MINUTE;
	assert_true(sending_gate_pass(gate, &reason));
}

TEST(gate, a_clock_hold_lifts_itself_after_two_steady_minutes_and_a_further_jump_begins_them_anew)
{
	OWNED(sending_gate) struct sending_gate *gate = start();
	enum held_reason reason;

	ahead += 3600000;
	assert_false(sending_gate_look(gate));
	boot += 2 * MINUTE - 1;
	ahead -= 3600000;
	assert_false(sending_gate_look(gate));
	boot += 2 * MINUTE - 1;
	assert_false(sending_gate_look(gate));
	assert_false(sending_gate_pass(gate, &reason));
	boot += 1;
	assert_true(sending_gate_look(gate));
	assert_true(sending_gate_pass(gate, &reason));
}

TEST(gate, an_operator_ends_a_clock_hold_at_once_and_it_is_told_how_far_the_clock_jumped)
{
	OWNED(sending_gate) struct sending_gate *gate = start();
	struct gate_view view;
	enum held_reason reason;

	ahead -= 7200000;
	sending_gate_view(gate, &view);
	assert_true(view.is_held[GATE_CLOCK]);
	assert_int_equal(view.jumped_ms, -7200000);
	sending_gate_release(gate, GATE_CLOCK);
	assert_true(sending_gate_pass(gate, &reason));
}

TEST(gate, a_permit_beyond_the_last_ticket_waits_for_the_mark)
{
	OWNED(sending_gate) struct sending_gate *gate = start();
	enum held_reason reason = HELD_NONE;

	sending_gate_count_tickets(gate, 2);
	assert_true(sending_gate_pass(gate, &reason));
	assert_true(sending_gate_pass(gate, &reason));
	assert_false(sending_gate_pass(gate, &reason));
	assert_int_equal(reason, HELD_WAITING);

	assert_true(sending_gate_wants_raise(gate, GATE_TICKETS));
	assert_false(sending_gate_wants_raise(gate, GATE_TICKETS));
	sending_gate_raised(gate, false);
	assert_false(sending_gate_pass(gate, &reason));
	assert_true(sending_gate_wants_raise(gate, GATE_TICKETS));
	sending_gate_raised(gate, true);
	assert_true(sending_gate_pass(gate, &reason));
}

TEST(gate, a_restored_database_holds_whatever_the_clock_does)
{
	OWNED(sending_gate) struct sending_gate *gate = start();
	enum held_reason reason;

	sending_gate_hold(gate, GATE_RESTORE, 7);
	boot += 60LL * MINUTE;
	assert_false(sending_gate_look(gate));
	assert_true(sending_gate_is_closed(gate, &reason));
	assert_int_equal(reason, HELD_RESTORE_HOLD);
	sending_gate_release(gate, GATE_RESTORE);
	assert_true(sending_gate_pass(gate, &reason));
}
