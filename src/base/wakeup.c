#include "base/wakeup.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/check.h"
#include "base/lock.h"

struct wakeup {
	pthread_mutex_t mutex;
	pthread_cond_t rang;
	uint64_t count;
};

struct wakeup *wakeup_new(void)
{
	struct wakeup *wakeup = calloc(1, sizeof(*wakeup));
	pthread_condattr_t attributes;

	if (!wakeup)
		check_failed(__FILE__, __LINE__, "out of memory");
	pthread_mutex_init(&wakeup->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&wakeup->rang, &attributes);
	pthread_condattr_destroy(&attributes);
	return wakeup;
}

void wakeup_free(struct wakeup *wakeup)
{
	if (!wakeup)
		return;
	pthread_cond_destroy(&wakeup->rang);
	pthread_mutex_destroy(&wakeup->mutex);
	free(wakeup);
}

uint64_t wakeup_count(struct wakeup *wakeup)
{
	uint64_t count;

	lock_take(&wakeup->mutex, LOCK_WAKEUP);
	count = wakeup->count;
	lock_give(&wakeup->mutex, LOCK_WAKEUP);
	return count;
}

void wakeup_ring(struct wakeup *wakeup)
{
	lock_take(&wakeup->mutex, LOCK_WAKEUP);
	wakeup->count++;
	pthread_cond_broadcast(&wakeup->rang);
	lock_give(&wakeup->mutex, LOCK_WAKEUP);
}

static struct timespec deadline_in(int64_t timeout_ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += timeout_ms / 1000;
	at.tv_nsec += timeout_ms % 1000 * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	return at;
}

bool wakeup_wait(struct wakeup *wakeup, uint64_t seen, int64_t timeout_ms)
{
	struct timespec deadline = deadline_in(timeout_ms < 0 ? 0 : timeout_ms);
	int status = 0;
	bool rang;

	lock_take(&wakeup->mutex, LOCK_WAKEUP);
	while (wakeup->count <= seen && status != ETIMEDOUT) {
		if (timeout_ms < 0)
			status = pthread_cond_wait(&wakeup->rang, &wakeup->mutex);
		else
			status = pthread_cond_timedwait(&wakeup->rang, &wakeup->mutex, &deadline);
	}
	rang = wakeup->count > seen;
	lock_give(&wakeup->mutex, LOCK_WAKEUP);
	return rang;
}
