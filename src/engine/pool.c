#include "engine/pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/check.h"
#include "base/lock.h"
#include "base/log.h"

enum { STACK_SIZE = 256 * 1024, IDLE_ROUNDS = 6 };

struct pool {
	pthread_mutex_t mutex;
	pthread_cond_t ended;
	int limit, threads, busy;
	bool stopped;
	pool_work *work;
	void *context;
};

struct pool *pool_new(int limit, pool_work *work, void *context)
{
	struct pool *pool = calloc(1, sizeof(*pool));
	pthread_condattr_t attributes;

	if (!pool)
		check_failed(__FILE__, __LINE__, "out of memory");
	pthread_mutex_init(&pool->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&pool->ended, &attributes);
	pthread_condattr_destroy(&attributes);
	pool->limit = limit;
	pool->work = work;
	pool->context = context;
	return pool;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	pool_stop(pool);
	while (!pool_join(pool, 1000))
		continue;
	pthread_cond_destroy(&pool->ended);
	pthread_mutex_destroy(&pool->mutex);
	free(pool);
}

static bool may_go_on(struct pool *pool)
{
	bool may;

	lock_take(&pool->mutex, LOCK_POOL);
	may = !pool->stopped;
	lock_give(&pool->mutex, LOCK_POOL);
	return may;
}

static void *pool_thread(void *argument)
{
	struct pool *pool = argument;
	int idle = 0;

	while (idle < IDLE_ROUNDS && may_go_on(pool))
		idle = pool->work(pool->context) ? 0 : idle + 1;
	lock_take(&pool->mutex, LOCK_POOL);
	pool->threads--;
	pthread_cond_broadcast(&pool->ended);
	lock_give(&pool->mutex, LOCK_POOL);
	return NULL;
}

static bool spawn(struct pool *pool)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int status;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	status = pthread_create(&thread, &attributes, pool_thread, pool);
	pthread_attr_destroy(&attributes);
	if (status != 0)
		log_line(LOG_WARN, "thread_failed",
			"A worker thread could not be started (%d). Going on with those there are.", status);
	return status == 0;
}

void pool_want(struct pool *pool, int64_t wanted)
{
	lock_take(&pool->mutex, LOCK_POOL);
	while (!pool->stopped && pool->threads < pool->limit && pool->threads - pool->busy < wanted && spawn(pool))
		pool->threads++;
	lock_give(&pool->mutex, LOCK_POOL);
}

void pool_stop(struct pool *pool)
{
	lock_take(&pool->mutex, LOCK_POOL);
	pool->stopped = true;
	lock_give(&pool->mutex, LOCK_POOL);
}

bool pool_join(struct pool *pool, int64_t timeout_ms)
{
	struct timespec deadline;
	int status = 0;
	bool empty;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += timeout_ms / 1000;
	deadline.tv_nsec += timeout_ms % 1000 * 1000000;
	if (deadline.tv_nsec >= 1000000000) {
		deadline.tv_sec++;
		deadline.tv_nsec -= 1000000000;
	}
	lock_take(&pool->mutex, LOCK_POOL);
	while (pool->threads > 0 && status != ETIMEDOUT)
		status = pthread_cond_timedwait(&pool->ended, &pool->mutex, &deadline);
	empty = pool->threads == 0;
	lock_give(&pool->mutex, LOCK_POOL);
	return empty;
}

void pool_enter(struct pool *pool)
{
	lock_take(&pool->mutex, LOCK_POOL);
	pool->busy++;
	lock_give(&pool->mutex, LOCK_POOL);
}

void pool_leave(struct pool *pool)
{
	lock_take(&pool->mutex, LOCK_POOL);
	pool->busy--;
	lock_give(&pool->mutex, LOCK_POOL);
}

void pool_counts(struct pool *pool, int64_t *busy, int64_t *threads, int64_t *limit)
{
	lock_take(&pool->mutex, LOCK_POOL);
	*busy = pool->busy;
	*threads = pool->threads;
	*limit = pool->limit;
	lock_give(&pool->mutex, LOCK_POOL);
}
