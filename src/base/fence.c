#include "base/fence.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/lock.h"

enum { AFTER_CUT_MS = 1000, BUCKET_COUNT = 1024 };

/* When a mailbox last wrote, for its receipts. Small, one for each mailbox that has ever sent. */
struct last_byte {
	int64_t mailbox_id, at;
	struct last_byte *next;
};

/* One stop waiting for one attempt. */
struct fence_watch {
	struct fence_ended *ended;
	size_t *waiting;
	struct fence_watch *next; /* of the same attempt */
	bool done;
};

struct fence {
	const struct clock *clock;
	pthread_mutex_t mutex;
	pthread_cond_t left;
	struct attempt *attempts;
	struct last_byte *last_bytes[BUCKET_COUNT];
};

struct fence *fence_new(const struct clock *clock)
{
	struct fence *fence = calloc(1, sizeof(*fence));
	pthread_condattr_t attributes;

	if (!fence)
		check_failed(__FILE__, __LINE__, "out of memory");
	fence->clock = clock;
	pthread_mutex_init(&fence->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&fence->left, &attributes);
	pthread_condattr_destroy(&attributes);
	return fence;
}

void fence_free(struct fence *fence)
{
	if (!fence)
		return;
	ASSERT(!fence->attempts);
	for (size_t i = 0; i < BUCKET_COUNT; i++)
		while (fence->last_bytes[i]) {
			struct last_byte *next = fence->last_bytes[i]->next;

			free(fence->last_bytes[i]);
			fence->last_bytes[i] = next;
		}
	pthread_cond_destroy(&fence->left);
	pthread_mutex_destroy(&fence->mutex);
	free(fence);
}

void fence_enter(struct fence *fence, struct attempt *attempt)
{
	lock_take(&fence->mutex, LOCK_FENCE);
	attempt->phase = ATTEMPT_PREPARING;
	attempt->cancelled = false;
	attempt->permitted_boot_ms = 0;
	attempt->last_byte_at = 0;
	attempt->watches = NULL;
	attempt->previous = NULL;
	attempt->next = fence->attempts;
	if (fence->attempts)
		fence->attempts->previous = attempt;
	fence->attempts = attempt;
	cancel_lower(attempt->cancel);
	lock_give(&fence->mutex, LOCK_FENCE);
}

void fence_permit_asked(struct fence *fence, struct attempt *attempt)
{
	lock_take(&fence->mutex, LOCK_FENCE);
	attempt->permitted_boot_ms = clock_boot(fence->clock);
	lock_give(&fence->mutex, LOCK_FENCE);
}

bool fence_begin_end(struct fence *fence, struct attempt *attempt)
{
	bool may;

	lock_take(&fence->mutex, LOCK_FENCE);
	may = !attempt->cancelled && attempt->permitted_boot_ms != 0 &&
		clock_boot(fence->clock) - attempt->permitted_boot_ms < FENCE_PERMIT_VALID_MS;
	if (may)
		attempt->phase = ATTEMPT_ENDING;
	lock_give(&fence->mutex, LOCK_FENCE);
	return may;
}

/* The bucket's place for this mailbox: the link that points to its entry, or to the end of the chain. */
static struct last_byte **find_last_byte(struct fence *fence, int64_t mailbox_id)
{
	struct last_byte **link = &fence->last_bytes[((uint64_t)mailbox_id * 0x9e3779b97f4a7c15u) >> 54];

	while (*link && (*link)->mailbox_id != mailbox_id)
		link = &(*link)->next;
	return link;
}

static void note_last_byte(struct fence *fence, const struct attempt *attempt)
{
	struct last_byte **link = find_last_byte(fence, attempt->mailbox_id);

	if (!*link) {
		*link = calloc(1, sizeof(**link));
		if (!*link)
			check_failed(__FILE__, __LINE__, "out of memory");
		(*link)->mailbox_id = attempt->mailbox_id;
	}
	if (attempt->last_byte_at > (*link)->at)
		(*link)->at = attempt->last_byte_at;
}

int64_t fence_last_byte(struct fence *fence, int64_t mailbox_id)
{
	struct last_byte *entry;
	int64_t at;

	lock_take(&fence->mutex, LOCK_FENCE);
	entry = *find_last_byte(fence, mailbox_id);
	at = entry ? entry->at : 0;
	lock_give(&fence->mutex, LOCK_FENCE);
	return at;
}

void fence_leave(struct fence *fence, struct attempt *attempt, enum attempt_outcome outcome)
{
	lock_take(&fence->mutex, LOCK_FENCE);
	if (attempt->previous)
		attempt->previous->next = attempt->next;
	else
		fence->attempts = attempt->next;
	if (attempt->next)
		attempt->next->previous = attempt->previous;
	for (struct fence_watch *watch = attempt->watches; watch; watch = watch->next) {
		watch->ended->outcome = outcome;
		watch->ended->last_byte_at = attempt->last_byte_at;
		watch->done = true;
		(*watch->waiting)--;
	}
	if (attempt->last_byte_at)
		note_last_byte(fence, attempt);
	pthread_cond_broadcast(&fence->left);
	lock_give(&fence->mutex, LOCK_FENCE);
}

static bool domain_matches(const char *domain, const char *stopped)
{
	size_t length = domain ? strlen(domain) : 0, tail = strlen(stopped);

	if (!domain || length < tail || strcmp(domain + length - tail, stopped) != 0)
		return false;
	return length == tail || domain[length - tail - 1] == '.';
}

static bool matches(const struct attempt *attempt, const struct fence_match *match)
{
	if (attempt->send_id == 0 && !match->readers_too)
		return false;
	if (match->mailbox_id && attempt->mailbox_id != match->mailbox_id)
		return false;
	if (match->epoch_up_to && attempt->epoch > match->epoch_up_to)
		return false;
	if (match->campaign_id && attempt->campaign_id != match->campaign_id)
		return false;
	if (match->contact_id && attempt->contact_id != match->contact_id)
		return false;
	if (match->enrollment_id && attempt->enrollment_id != match->enrollment_id)
		return false;
	if (match->address && (!attempt->address || strcmp(attempt->address, match->address) != 0))
		return false;
	if (match->domain && !domain_matches(attempt->domain, match->domain))
		return false;
	if (match->first_step && attempt->step < match->first_step)
		return false;
	return !match->last_step || attempt->step <= match->last_step;
}

size_t fence_count(struct fence *fence, const struct fence_match *match)
{
	size_t count = 0;

	lock_take(&fence->mutex, LOCK_FENCE);
	for (const struct attempt *attempt = fence->attempts; attempt; attempt = attempt->next)
		count += attempt->send_id != 0 && matches(attempt, match);
	lock_give(&fence->mutex, LOCK_FENCE);
	return count;
}

bool fence_has_send(struct fence *fence, int64_t send_id)
{
	bool found = false;

	lock_take(&fence->mutex, LOCK_FENCE);
	for (const struct attempt *attempt = fence->attempts; attempt && !found; attempt = attempt->next)
		found = attempt->send_id == send_id;
	lock_give(&fence->mutex, LOCK_FENCE);
	return found;
}

static struct timespec monotonic_in(int64_t ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += ms % 1000 * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	return at;
}

/* Waits, mutex held, until nothing is waited for or the time is over. */
static void wait_for_leaving(struct fence *fence, const size_t *waiting, int64_t ms)
{
	struct timespec deadline = monotonic_in(ms);
	int status = 0;

	while (*waiting && status != ETIMEDOUT)
		status = pthread_cond_timedwait(&fence->left, &fence->mutex, &deadline);
}

/* Hangs a watch on every matching attempt and cancels those that may still be stopped. */
static size_t watch_matching(struct fence *fence, const struct fence_match *match, struct fence_watch *watches,
	struct fence_report *report, size_t *waiting)
{
	size_t count = 0;

	for (struct attempt *attempt = fence->attempts; attempt; attempt = attempt->next) {
		if (!matches(attempt, match))
			continue;
		report->ended[count] = (struct fence_ended){.send_id = attempt->send_id,
			.outcome = ATTEMPT_UNKNOWN,
			.was_ending = attempt->phase == ATTEMPT_ENDING};
		watches[count] = (struct fence_watch){
			.ended = &report->ended[count], .waiting = waiting, .next = attempt->watches};
		attempt->watches = &watches[count];
		count++;
		if (attempt->phase < ATTEMPT_ENDING) {
			attempt->cancelled = true;
			cancel_raise(attempt->cancel);
		}
	}
	*waiting = count;
	return count;
}

static void cut_matching(struct fence *fence, const struct fence_match *match)
{
	for (struct attempt *attempt = fence->attempts; attempt; attempt = attempt->next)
		if (attempt->watches && matches(attempt, match))
			cancel_raise(attempt->cancel);
}

/* Takes back what hangs on attempts that never left: their memory is about to go. */
static void unwatch(struct fence *fence, const struct fence_watch *watches, size_t count)
{
	for (struct attempt *attempt = fence->attempts; attempt; attempt = attempt->next) {
		struct fence_watch **link = &attempt->watches;

		while (*link) {
			if (*link >= watches && *link < watches + count)
				*link = (*link)->next;
			else
				link = &(*link)->next;
		}
	}
}

/* Reading sessions were waited for, but a receipt lists emails only. */
static void drop_readers(struct fence_report *report)
{
	size_t kept = 0;

	for (size_t i = 0; i < report->count; i++) {
		if (report->ended[i].send_id == 0)
			continue;
		report->ended[kept++] = report->ended[i];
		if (report->ended[i].last_byte_at > report->last_byte_at)
			report->last_byte_at = report->ended[i].last_byte_at;
	}
	report->count = kept;
}

void fence_stop(struct fence *fence, const struct fence_match *match, int64_t cut_after_ms, struct arena *arena,
	struct fence_report *report)
{
	struct fence_watch *watches;
	size_t waiting = 0, count = 0;

	*report = (struct fence_report){0};
	lock_take(&fence->mutex, LOCK_FENCE);
	for (const struct attempt *attempt = fence->attempts; attempt; attempt = attempt->next)
		count++;
	watches = ARENA_ARRAY(arena, struct fence_watch, count);
	report->ended = ARENA_ARRAY(arena, struct fence_ended, count);
	report->count = watch_matching(fence, match, watches, report, &waiting);
	wait_for_leaving(fence, &waiting, cut_after_ms);
	if (waiting) {
		cut_matching(fence, match);
		wait_for_leaving(fence, &waiting, AFTER_CUT_MS);
	}
	report->still_there = waiting;
	unwatch(fence, watches, report->count);
	lock_give(&fence->mutex, LOCK_FENCE);
	drop_readers(report);
}
