/*
 * sending_gate: a few words under one mutex.
 *
 * The clocks are compared at each permit, so that the first one after a jump is refused already. The distance between them
 * is learnt anew at each jump; a clock that is slewed to the right time stays below what counts as one.
 */
#include "ops/sending_gate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/lock.h"
#include "base/log.h"
#include "base/text.h"

struct sending_gate {
	const struct clock *clock;
	pthread_mutex_t mutex;
	struct gate_view view;
	int64_t distance;  /* of the wall clock from the boot clock, as last learnt */
	int64_t jumped_at; /* on the boot clock */
	int64_t tickets;   /* INT64_MAX: they are not counted */
	bool is_raising;
	_Atomic int64_t restored_at;
};

static const char *const hold_names[] = {[GATE_RESTORE] = "restore_hold", [GATE_CLOCK] = "clock_hold"};
_Static_assert(ARRAY_COUNT(hold_names) == GATE_HOLD_COUNT, "each hold has a name");

static const enum held_reason reasons[] = {[GATE_RESTORE] = HELD_RESTORE_HOLD, [GATE_CLOCK] = HELD_CLOCK_HOLD};
_Static_assert(ARRAY_COUNT(reasons) == GATE_HOLD_COUNT, "each hold has a reason");

const char *gate_hold_name(enum gate_hold hold)
{
	return hold_names[hold];
}

bool gate_hold_parse(const char *name, enum gate_hold *out)
{
	for (size_t i = 0; i < GATE_HOLD_COUNT; i++)
		if (text_equal(name, hold_names[i])) {
			*out = (enum gate_hold)i;
			return true;
		}
	return false;
}

static int64_t measure(const struct sending_gate *gate)
{
	return clock_wall(gate->clock) - clock_boot(gate->clock);
}

struct sending_gate *sending_gate_new(const struct clock *clock)
{
	struct sending_gate *gate = calloc(1, sizeof(*gate));

	ASSERT(gate);
	gate->clock = clock;
	gate->tickets = INT64_MAX;
	gate->distance = measure(gate);
	pthread_mutex_init(&gate->mutex, NULL);
	return gate;
}

void sending_gate_free(struct sending_gate *gate)
{
	if (!gate)
		return;
	pthread_mutex_destroy(&gate->mutex);
	free(gate);
}

static void hold_in(struct sending_gate *gate, enum gate_hold hold, int64_t since)
{
	if (!gate->view.is_held[hold])
		gate->view.since[hold] = since;
	gate->view.is_held[hold] = true;
}

/* Under the mutex. */
static void compare_clocks(struct sending_gate *gate)
{
	int64_t distance = measure(gate), jump = distance - gate->distance;

	if (jump <= GATE_CLOCK_JUMP_MS && jump >= -GATE_CLOCK_JUMP_MS)
		return;
	gate->distance = distance;
	gate->jumped_at = clock_boot(gate->clock);
	gate->view.jumped_ms = jump;
	hold_in(gate, GATE_CLOCK, clock_wall(gate->clock));
	log_line(LOG_WARN, "clock_hold",
		"The machine's clock jumped by %lld seconds: nothing is sent until it has been steady for %d minutes.",
		(long long)(jump / 1000), GATE_CLOCK_STEADY_MS / 60000);
}

/* Under the mutex. */
static bool is_closed(struct sending_gate *gate, enum held_reason *reason)
{
	compare_clocks(gate);
	for (size_t i = 0; i < GATE_HOLD_COUNT; i++)
		if (gate->view.is_held[i]) {
			*reason = reasons[i];
			return true;
		}
	return false;
}

bool sending_gate_is_closed(struct sending_gate *gate, enum held_reason *reason)
{
	bool closed;

	if (!gate)
		return false;
	lock_take(&gate->mutex, LOCK_GATE);
	closed = is_closed(gate, reason);
	lock_give(&gate->mutex, LOCK_GATE);
	return closed;
}

bool sending_gate_pass(struct sending_gate *gate, enum held_reason *reason)
{
	bool passes;

	if (!gate)
		return true;
	lock_take(&gate->mutex, LOCK_GATE);
	passes = !is_closed(gate, reason);
	if (passes && gate->tickets <= 0) {
		*reason = HELD_WAITING;
		passes = false;
	}
	if (passes && gate->tickets != INT64_MAX)
		gate->tickets--;
	lock_give(&gate->mutex, LOCK_GATE);
	return passes;
}

void sending_gate_count_tickets(struct sending_gate *gate, int64_t tickets)
{
	lock_take(&gate->mutex, LOCK_GATE);
	gate->tickets = tickets;
	lock_give(&gate->mutex, LOCK_GATE);
}

bool sending_gate_wants_raise(struct sending_gate *gate, int64_t below)
{
	bool wants;

	if (!gate)
		return false;
	lock_take(&gate->mutex, LOCK_GATE);
	wants = !gate->is_raising && !gate->view.is_held[GATE_RESTORE] && gate->tickets < below;
	gate->is_raising |= wants;
	lock_give(&gate->mutex, LOCK_GATE);
	return wants;
}

void sending_gate_raised(struct sending_gate *gate, bool is_durable)
{
	lock_take(&gate->mutex, LOCK_GATE);
	gate->is_raising = false;
	if (is_durable)
		gate->tickets = GATE_TICKETS;
	lock_give(&gate->mutex, LOCK_GATE);
}

void sending_gate_hold(struct sending_gate *gate, enum gate_hold hold, int64_t since)
{
	lock_take(&gate->mutex, LOCK_GATE);
	hold_in(gate, hold, since);
	lock_give(&gate->mutex, LOCK_GATE);
}

void sending_gate_release(struct sending_gate *gate, enum gate_hold hold)
{
	lock_take(&gate->mutex, LOCK_GATE);
	gate->view.is_held[hold] = false;
	lock_give(&gate->mutex, LOCK_GATE);
}

bool sending_gate_look(struct sending_gate *gate)
{
	bool lifts;

	if (!gate)
		return false;
	lock_take(&gate->mutex, LOCK_GATE);
	compare_clocks(gate);
	lifts = gate->view.is_held[GATE_CLOCK] && clock_boot(gate->clock) - gate->jumped_at >= GATE_CLOCK_STEADY_MS;
	if (lifts)
		gate->view.is_held[GATE_CLOCK] = false;
	lock_give(&gate->mutex, LOCK_GATE);
	if (lifts)
		log_line(LOG_INFO, "clock_steady", "The clock has been steady for %d minutes: sending goes on.",
			GATE_CLOCK_STEADY_MS / 60000);
	return lifts;
}

void sending_gate_view(struct sending_gate *gate, struct gate_view *out)
{
	*out = (struct gate_view){0};
	if (!gate)
		return;
	lock_take(&gate->mutex, LOCK_GATE);
	compare_clocks(gate);
	*out = gate->view;
	lock_give(&gate->mutex, LOCK_GATE);
}

void sending_gate_set_restored_at(struct sending_gate *gate, int64_t at)
{
	atomic_store(&gate->restored_at, at);
}

int64_t sending_gate_restored_at(const struct sending_gate *gate)
{
	return gate ? atomic_load(&gate->restored_at) : 0;
}
