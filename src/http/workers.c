#include "http/workers.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/lock.h"
#include "http/exchange.h"

enum { STACK_BYTES = 1024 * 1024 };

struct workers {
	pthread_mutex_t lock;
	pthread_cond_t work, ended;
	void (*run)(struct http_request *request);
	struct http_request *first, **last;
	size_t queued, own;
	bool is_stopping;
	int count;
	pthread_t threads[];
};

struct own_job {
	struct workers *workers;
	struct http_request *request;
};

/* The next request, or NULL when the pool stops and nothing is left. */
static struct http_request *take(struct workers *workers)
{
	struct http_request *request;

	lock_take(&workers->lock, LOCK_WORKERS);
	while (!workers->first && !workers->is_stopping)
		pthread_cond_wait(&workers->work, &workers->lock);
	request = workers->first;
	if (request) {
		workers->first = request->next;
		if (!workers->first)
			workers->last = &workers->first;
		workers->queued--;
	}
	lock_give(&workers->lock, LOCK_WORKERS);
	return request;
}

static void *serve_pool(void *context)
{
	struct workers *workers = context;
	struct http_request *request;

	while ((request = take(workers)))
		workers->run(request);
	return NULL;
}

struct workers *workers_new(int count, void (*run)(struct http_request *request))
{
	struct workers *workers = calloc(1, sizeof(*workers) + (size_t)count * sizeof(workers->threads[0]));

	ASSERT(workers);
	pthread_mutex_init(&workers->lock, NULL);
	pthread_cond_init(&workers->work, NULL);
	pthread_cond_init(&workers->ended, NULL);
	workers->run = run;
	workers->last = &workers->first;
	for (int i = 0; i < count; i++, workers->count++)
		ASSERT(pthread_create(&workers->threads[i], NULL, serve_pool, workers) == 0);
	return workers;
}

void workers_stop(struct workers *workers)
{
	lock_take(&workers->lock, LOCK_WORKERS);
	workers->is_stopping = true;
	pthread_cond_broadcast(&workers->work);
	lock_give(&workers->lock, LOCK_WORKERS);
	while (workers->count)
		pthread_join(workers->threads[--workers->count], NULL);
	lock_take(&workers->lock, LOCK_WORKERS);
	while (workers->own)
		pthread_cond_wait(&workers->ended, &workers->lock);
	lock_give(&workers->lock, LOCK_WORKERS);
}

void workers_free(struct workers *workers)
{
	if (!workers)
		return;
	workers_stop(workers);
	pthread_cond_destroy(&workers->work);
	pthread_cond_destroy(&workers->ended);
	pthread_mutex_destroy(&workers->lock);
	free(workers);
}

bool workers_add(struct workers *workers, struct http_request *request)
{
	bool has_room;

	lock_take(&workers->lock, LOCK_WORKERS);
	has_room = workers->queued < HTTP_MAX_QUEUED && !workers->is_stopping;
	if (has_room) {
		request->next = NULL;
		*workers->last = request;
		workers->last = &request->next;
		workers->queued++;
		pthread_cond_signal(&workers->work);
	}
	lock_give(&workers->lock, LOCK_WORKERS);
	return has_room;
}

static void leave_own(struct workers *workers)
{
	lock_take(&workers->lock, LOCK_WORKERS);
	workers->own--;
	pthread_cond_broadcast(&workers->ended);
	lock_give(&workers->lock, LOCK_WORKERS);
}

static void *serve_own(void *context)
{
	struct own_job job = *(struct own_job *)context;

	free(context);
	job.workers->run(job.request);
	leave_own(job.workers);
	return NULL;
}

static bool start_own(struct workers *workers, struct http_request *request)
{
	struct own_job *job = malloc(sizeof(*job));
	pthread_attr_t attributes;
	pthread_t thread;
	bool is_started;

	ASSERT(job);
	*job = (struct own_job){workers, request};
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	is_started = pthread_create(&thread, &attributes, serve_own, job) == 0;
	pthread_attr_destroy(&attributes);
	if (!is_started)
		free(job);
	return is_started;
}

bool workers_add_own(struct workers *workers, struct http_request *request)
{
	bool has_room;

	lock_take(&workers->lock, LOCK_WORKERS);
	has_room = workers->own < HTTP_MAX_OWN_THREADS && !workers->is_stopping;
	if (has_room)
		workers->own++;
	lock_give(&workers->lock, LOCK_WORKERS);
	if (!has_room)
		return false;
	if (start_own(workers, request))
		return true;
	leave_own(workers);
	return false;
}

void workers_count(struct workers *workers, size_t *queued, size_t *own)
{
	lock_take(&workers->lock, LOCK_WORKERS);
	*queued = workers->queued;
	*own = workers->own;
	lock_give(&workers->lock, LOCK_WORKERS);
}
