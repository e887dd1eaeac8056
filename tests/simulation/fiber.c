/*
 * fiber: a stack each, made by makecontext and switched by _setjmp and _longjmp, which cost no system call. The state is
 * the process's own: what stands in for pthreads has no context to pass.
 */
#include "fiber.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "base/check.h"
#include "sim_random.h"

enum { STACK_BYTES = 512 * 1024, GUARD_BYTES = 4096, MAX_POINTS = 20 * 1000 * 1000, LONGEST_STALL_MS = 20000 };

enum state { FREE, READY, WAITING, ENDED };

struct fiber {
	enum state state;
	bool is_begun, was_woken, is_kept;
	const void *key;
	int64_t until_ns;
	uint64_t rank; /* the lowest goes first under FIBER_PRIORITY */
	void *(*run)(void *context);
	void *context;
	char *stack;
	ucontext_t entry;
	jmp_buf place;
};

static struct fiber fibers[FIBER_MAX] = {[0] = {.state = READY, .is_begun = true}};
static struct fiber_options options;
static int current, fiber_count = 1;
static int64_t boot_ns = 1000000000, wall_ahead_ns, points;

int fiber_current(void)
{
	return current;
}

int64_t fiber_boot_ns(void)
{
	return boot_ns;
}

int64_t fiber_wall_ns(void)
{
	return boot_ns + wall_ahead_ns;
}

void fiber_set_time(int64_t boot, int64_t wall)
{
	boot_ns = boot;
	wall_ahead_ns = wall - boot;
}

int64_t fiber_points(void)
{
	return points;
}

void fiber_begin(const struct fiber_options *how)
{
	ASSERT(current == 0);
	options = *how;
	for (int i = 1; i < fiber_count; i++)
		fibers[i].state = FREE;
	fibers[0] = (struct fiber){.state = READY, .is_begun = true};
	fiber_count = 1;
	points = 0;
}

/* Where each begins. It never returns: whoever ends gives way for good. */
static void run_current(void)
{
	struct fiber *self = &fibers[current];

	self->run(self->context);
	self->state = self->is_kept ? ENDED : FREE;
	fiber_wake(self, true);
	fiber_point();
	UNREACHABLE();
}

static void make_stack(struct fiber *fiber)
{
	fiber->stack = mmap(
		NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ASSERT(fiber->stack != MAP_FAILED);
	ASSERT(mprotect(fiber->stack, GUARD_BYTES, PROT_NONE) == 0);
}

int fiber_spawn(void *(*run)(void *), void *context, bool is_kept)
{
	struct fiber *fiber = NULL;

	for (int i = 1; i < FIBER_MAX && !fiber; i++)
		if (fibers[i].state == FREE && i != current)
			fiber = &fibers[i];
	ASSERT(fiber);
	if (fiber - fibers >= fiber_count)
		fiber_count = (int)(fiber - fibers) + 1;
	if (!fiber->stack)
		make_stack(fiber);
	fiber->state = READY;
	fiber->is_begun = false;
	fiber->is_kept = is_kept;
	fiber->run = run;
	fiber->context = context;
	fiber->rank = sim_random_next() >> 1;
	ASSERT(getcontext(&fiber->entry) == 0);
	fiber->entry.uc_stack.ss_sp = fiber->stack;
	fiber->entry.uc_stack.ss_size = STACK_BYTES;
	fiber->entry.uc_link = NULL;
	makecontext(&fiber->entry, run_current, 0);
	return (int)(fiber - fibers);
}

void fiber_join(int fiber)
{
	while (fibers[fiber].state != ENDED)
		fiber_wait(&fibers[fiber], INT64_MAX);
	fibers[fiber].state = FREE;
}

static void wake_sleepers(void)
{
	for (int i = 0; i < fiber_count; i++)
		if (fibers[i].state == WAITING && fibers[i].until_ns <= boot_ns)
			fibers[i].state = READY;
}

static _Noreturn void tell_deadlock(void)
{
	fprintf(stderr, "deadlock: everybody waits for ever\n");
	for (int i = 0; i < fiber_count; i++)
		if (fibers[i].state == WAITING)
			fprintf(stderr, "  fiber %d waits for %p\n", i, fibers[i].key);
	abort();
}

/* Nobody can run: time jumps to the first deadline. */
static void jump(void)
{
	int64_t earliest = INT64_MAX;

	for (int i = 0; i < fiber_count; i++)
		if (fibers[i].state == WAITING && fibers[i].until_ns < earliest)
			earliest = fibers[i].until_ns;
	if (earliest == INT64_MAX)
		tell_deadlock();
	if (earliest > boot_ns)
		boot_ns = earliest;
	wake_sleepers();
}

static int choose_any(int ready)
{
	int64_t left = sim_random_between(1, ready);
	int i = 0;

	for (;; i++)
		if (fibers[i].state == READY && --left == 0)
			return i;
}

static int choose_first(void)
{
	int best = -1;

	for (int i = 0; i < fiber_count; i++)
		if (fibers[i].state == READY && (best < 0 || fibers[i].rank < fibers[best].rank))
			best = i;
	return best;
}

static int choose(void)
{
	int ready = 0;

	for (;;) {
		for (int i = 0; i < fiber_count; i++)
			ready += fibers[i].state == READY;
		if (ready)
			break;
		jump();
	}
	return options.choice == FIBER_ANY ? choose_any(ready) : choose_first();
}

static void switch_to(int next)
{
	int before = current;

	if (next == current)
		return;
	current = next;
	if (fibers[before].state != FREE && fibers[before].state != ENDED && _setjmp(fibers[before].place) != 0)
		return;
	if (fibers[next].is_begun)
		_longjmp(fibers[next].place, 1);
	fibers[next].is_begun = true;
	setcontext(&fibers[next].entry);
	UNREACHABLE();
}

static void count_point(void)
{
	points++;
	if (points > MAX_POINTS) {
		fprintf(stderr, "no end after %d scheduling points\n", MAX_POINTS);
		abort();
	}
	if (options.at_point)
		options.at_point();
}

void fiber_tick(void)
{
	count_point();
}

static void pass_time(void)
{
	boot_ns += 1000 * sim_random_between(1, 3000);
	wake_sleepers();
}

void fiber_point(void)
{
	struct fiber *self = &fibers[current];

	count_point();
	if (sim_random_chance(options.step_per_mille, 1000))
		pass_time();
	if (self->state == READY && sim_random_chance(options.stall_per_mille, 1000000)) {
		fiber_wait(self, boot_ns + 1000000 * sim_random_between(1, LONGEST_STALL_MS));
		return;
	}
	if (self->state == READY && !sim_random_chance(options.switch_per_mille, 1000))
		return;
	if (options.choice == FIBER_PRIORITY && sim_random_chance(1, 20))
		self->rank = (sim_random_next() >> 1) | (1ull << 63);
	switch_to(choose());
}

bool fiber_wait(const void *key, int64_t until_ns)
{
	struct fiber *self = &fibers[current];

	count_point();
	self->key = key;
	self->until_ns = until_ns;
	self->was_woken = false;
	self->state = WAITING;
	wake_sleepers();
	switch_to(choose());
	return self->was_woken;
}

void fiber_wake(const void *key, bool everybody)
{
	for (int i = 0; i < fiber_count; i++) {
		if (fibers[i].state != WAITING || fibers[i].key != key)
			continue;
		fibers[i].state = READY;
		fibers[i].was_woken = true;
		if (!everybody)
			return;
	}
}
