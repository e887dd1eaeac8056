/*
 * sim_threads: what the program calls of pthreads, semaphores and clocks, on fibers. The linker's --wrap sends every call
 * of our own code here; shared libraries keep the real ones.
 *
 * A mutex keeps its holder, a semaphore its count, in the first bytes of the system's own object, which are zero when it
 * is free; a condition keeps nothing: who waits is known to the fibers.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "fiber.h"
#include "base/lock.h"

#define NS_PER_S 1000000000LL

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *context);
int __wrap_pthread_join(pthread_t thread, void **result);
pthread_t __wrap_pthread_self(void);
int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex);
int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until);
int __wrap_pthread_cond_signal(pthread_cond_t *condition);
int __wrap_pthread_cond_broadcast(pthread_cond_t *condition);
int __wrap_sem_init(sem_t *semaphore, int is_shared, unsigned value);
int __wrap_sem_destroy(sem_t *semaphore);
int __wrap_sem_wait(sem_t *semaphore);
int __wrap_sem_post(sem_t *semaphore);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_usleep(useconds_t us);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *context)
{
	int state = PTHREAD_CREATE_JOINABLE;

	if (attributes)
		pthread_attr_getdetachstate(attributes, &state);
	*thread = (pthread_t)fiber_spawn(run, context, state == PTHREAD_CREATE_JOINABLE) + 1;
	fiber_point();
	return 0;
}

int __wrap_pthread_join(pthread_t thread, void **result)
{
	ASSERT(!result);
	fiber_join((int)thread - 1);
	return 0;
}

pthread_t __wrap_pthread_self(void)
{
	return (pthread_t)fiber_current() + 1;
}

static int *holder_of(pthread_mutex_t *mutex)
{
	return (int *)mutex;
}

int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex)
{
	fiber_point();
	ASSERT(*holder_of(mutex) != fiber_current() + 1);
	while (*holder_of(mutex))
		fiber_wait(mutex, INT64_MAX);
	*holder_of(mutex) = fiber_current() + 1;
	return 0;
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	ASSERT(*holder_of(mutex) == fiber_current() + 1);
	*holder_of(mutex) = 0;
	fiber_wake(mutex, true);
	fiber_point();
	return 0;
}

static int wait_on(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t until_ns)
{
	bool was_woken;

	ASSERT(*holder_of(mutex) == fiber_current() + 1);
	*holder_of(mutex) = 0;
	fiber_wake(mutex, true);
	was_woken = fiber_wait(condition, until_ns);
	while (*holder_of(mutex))
		fiber_wait(mutex, INT64_MAX);
	*holder_of(mutex) = fiber_current() + 1;
	return was_woken ? 0 : ETIMEDOUT;
}

int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
	wait_on(condition, mutex, INT64_MAX);
	return 0;
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
	return wait_on(condition, mutex, until->tv_sec * NS_PER_S + until->tv_nsec);
}

int __wrap_pthread_cond_signal(pthread_cond_t *condition)
{
	fiber_wake(condition, false);
	return 0;
}

int __wrap_pthread_cond_broadcast(pthread_cond_t *condition)
{
	fiber_wake(condition, true);
	return 0;
}

static int *count_of(sem_t *semaphore)
{
	return (int *)semaphore;
}

int __wrap_sem_init(sem_t *semaphore, int is_shared, unsigned value)
{
	ASSERT(!is_shared);
	*count_of(semaphore) = (int)value;
	return 0;
}

int __wrap_sem_destroy(sem_t *semaphore)
{
	*count_of(semaphore) = 0;
	return 0;
}

int __wrap_sem_wait(sem_t *semaphore)
{
	fiber_point();
	while (*count_of(semaphore) == 0)
		fiber_wait(semaphore, INT64_MAX);
	(*count_of(semaphore))--;
	return 0;
}

/* The semaphore may be gone once its waiter has run, so nothing of it is touched after the point. */
int __wrap_sem_post(sem_t *semaphore)
{
	(*count_of(semaphore))++;
	fiber_wake(semaphore, false);
	fiber_point();
	return 0;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int64_t ns = clock == CLOCK_REALTIME ? fiber_wall_ns() : fiber_boot_ns();

	now->tv_sec = ns / NS_PER_S;
	now->tv_nsec = ns % NS_PER_S;
	return 0;
}

int __wrap_usleep(useconds_t us)
{
	fiber_wait(__wrap_usleep, fiber_boot_ns() + 1000LL * us);
	return 0;
}

/* Fibers have no memory of their own for what they hold; the order is checked wherever there are threads. */
void __wrap_lock_enter(enum lock_rank rank);
void __wrap_lock_leave(enum lock_rank rank);

void __wrap_lock_enter(__attribute__((unused)) enum lock_rank rank)
{
}

void __wrap_lock_leave(__attribute__((unused)) enum lock_rank rank)
{
}
