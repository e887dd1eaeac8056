#include "base/unit.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/lock.h"

TEST(lock, inner_locks_may_be_taken_while_outer_ones_are_held)
{
	pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER, inner = PTHREAD_MUTEX_INITIALIZER;

	for (int i = 0; i < 2; i++) {
		lock_take(&outer, LOCK_WRITER);
		lock_take(&inner, LOCK_GATE);
		lock_give(&inner, LOCK_GATE);
		lock_take(&inner, LOCK_FENCE);
		lock_give(&outer, LOCK_WRITER);
		lock_give(&inner, LOCK_FENCE);
	}
}

/* How a process ends that does this. */
static int status_of(void (*what)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		close(STDERR_FILENO);
		what();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void take_out_of_order(void)
{
	lock_enter(LOCK_GATE);
	lock_enter(LOCK_WRITER);
}

static void take_twice(void)
{
	lock_enter(LOCK_LANES);
	lock_enter(LOCK_LANES);
}

static void give_what_is_not_held(void)
{
	lock_leave(LOCK_POOL);
}

TEST(lock, a_lock_taken_out_of_order_or_twice_ends_the_program_at_once)
{
	assert_true(WIFSIGNALED(status_of(take_out_of_order)));
	assert_true(WIFSIGNALED(status_of(take_twice)));
	assert_true(WIFSIGNALED(status_of(give_what_is_not_held)));
}
