#include "engine/compose_watch.h"

#include <stdlib.h>

#include "base/lock.h"

#define FORGET_MS (3600 * 1000LL)
#define REPEAT_MS (24 * 3600 * 1000LL)

/* More causes than this at once, and the one that was met longest ago is told again when it comes back. */
enum { CAUSES_MAX = 256 };

struct cause {
	int64_t campaign_id; /* 0: free */
	uint64_t words;      /* a hash of the error's */
	int64_t met_at, told_at;
};

struct compose_watch {
	pthread_mutex_t mutex;
	struct cause causes[CAUSES_MAX];
};

struct compose_watch *compose_watch_new(void)
{
	struct compose_watch *watch = calloc(1, sizeof(*watch));

	ASSERT(watch);
	pthread_mutex_init(&watch->mutex, NULL);
	return watch;
}

void compose_watch_free(struct compose_watch *watch)
{
	if (!watch)
		return;
	pthread_mutex_destroy(&watch->mutex);
	free(watch);
}

/* FNV-1a. */
static uint64_t hash(const char *text)
{
	uint64_t sum = 14695981039346656037ULL;

	for (; *text; text++)
		sum = (sum ^ (unsigned char)*text) * 1099511628211ULL;
	return sum;
}

/* The entry of this cause, or the one that it may take. */
static struct cause *find(struct compose_watch *watch, int64_t campaign_id, uint64_t words)
{
	struct cause *oldest = &watch->causes[0];

	for (size_t i = 0; i < CAUSES_MAX; i++) {
		struct cause *cause = &watch->causes[i];

		if (cause->campaign_id == campaign_id && cause->words == words)
			return cause;
		if (!cause->campaign_id || (oldest->campaign_id && cause->met_at < oldest->met_at))
			oldest = cause;
	}
	*oldest = (struct cause){.campaign_id = campaign_id, .words = words};
	return oldest;
}

bool compose_watch_is_news(struct compose_watch *watch, int64_t campaign_id, const struct error *err, int64_t now)
{
	uint64_t words = hash(err->message);
	struct cause *cause;
	bool is_news;

	lock_take(&watch->mutex, LOCK_COMPOSE);
	cause = find(watch, campaign_id, words);
	is_news = !cause->told_at || now - cause->met_at >= FORGET_MS || now - cause->told_at >= REPEAT_MS;
	cause->met_at = now;
	if (is_news)
		cause->told_at = now;
	lock_give(&watch->mutex, LOCK_COMPOSE);
	return is_news;
}
