#include "base/recorder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/check.h"
#include "base/id.h"

enum { SHARDS = 64, FIRST_ROOM = 16, LINE_SIZE = 192, LOCK_TRIES = 100, LOCK_PAUSE_US = 1000 };

struct event {
	int64_t at;
	int64_t send_id;
	int32_t value;
	char word[RECORDER_WORD];
};

/* One mailbox's ring: `total` counts all that were ever noted, the newest stands at (total - 1) % room. */
struct ring {
	int64_t mailbox_id;
	size_t room, total;
	struct event *events;
	struct ring *next;
};

struct shard {
	pthread_mutex_t mutex;
	struct ring *rings;
};

struct recorder {
	const struct clock *clock;
	_Atomic size_t bytes;
	struct shard shards[SHARDS];
};

struct recorder *recorder_new(const struct clock *clock)
{
	struct recorder *recorder = calloc(1, sizeof(*recorder));

	ASSERT(recorder);
	recorder->clock = clock;
	for (size_t i = 0; i < SHARDS; i++)
		pthread_mutex_init(&recorder->shards[i].mutex, NULL);
	return recorder;
}

static void free_rings(struct ring *ring)
{
	while (ring) {
		struct ring *next = ring->next;

		free(ring->events);
		free(ring);
		ring = next;
	}
}

void recorder_free(struct recorder *recorder)
{
	if (!recorder)
		return;
	for (size_t i = 0; i < SHARDS; i++) {
		free_rings(recorder->shards[i].rings);
		pthread_mutex_destroy(&recorder->shards[i].mutex);
	}
	free(recorder);
}

static struct shard *shard_of(struct recorder *recorder, int64_t mailbox_id)
{
	uint64_t mixed = (uint64_t)mailbox_id * UINT64_C(0x9e3779b97f4a7c15);

	return &recorder->shards[mixed >> 58];
}

/* A ring of its own for this mailbox; found ones move to the front, where a busy mailbox's is found at once. */
static struct ring *ring_of(struct shard *shard, int64_t mailbox_id)
{
	struct ring *ring;

	for (struct ring **link = &shard->rings; *link; link = &(*link)->next) {
		ring = *link;
		if (ring->mailbox_id != mailbox_id)
			continue;
		*link = ring->next;
		ring->next = shard->rings;
		shard->rings = ring;
		return ring;
	}
	ring = calloc(1, sizeof(*ring));
	ASSERT(ring);
	ring->mailbox_id = mailbox_id;
	ring->next = shard->rings;
	shard->rings = ring;
	return ring;
}

/* Doubles the room of a ring that is full for the first time, as far as it may. */
static void make_room(struct recorder *recorder, struct ring *ring)
{
	size_t room = ring->room ? 2 * ring->room : FIRST_ROOM;

	if (room > RECORDER_EVENTS)
		room = RECORDER_EVENTS;
	if (ring->total != ring->room || room == ring->room)
		return;
	if (ring->room && atomic_load(&recorder->bytes) + (room - ring->room) * sizeof(struct event) > RECORDER_BYTES)
		return;
	atomic_fetch_add(&recorder->bytes, (room - ring->room) * sizeof(struct event));
	ring->events = realloc(ring->events, room * sizeof(struct event));
	ASSERT(ring->events);
	ring->room = room;
}

void track_note(const struct track *track, const char *word, int64_t send_id, int64_t value)
{
	struct recorder *recorder = track->recorder;
	struct event event = {.send_id = send_id, .value = (int32_t)value};
	struct shard *shard;
	struct ring *ring;

	if (!recorder)
		return;
	event.at = clock_wall(recorder->clock);
	snprintf(event.word, sizeof(event.word), "%s", word);
	shard = shard_of(recorder, track->mailbox_id);
	lock_take(&shard->mutex, LOCK_RECORDER);
	ring = ring_of(shard, track->mailbox_id);
	make_room(recorder, ring);
	ring->events[ring->total++ % ring->room] = event;
	lock_give(&shard->mutex, LOCK_RECORDER);
}

/* Words are ours, so they need no escaping. */
static int format(const struct ring *ring, const struct event *event, char line[LINE_SIZE])
{
	char mailbox[ID_TEXT_SIZE], send[ID_TEXT_SIZE];

	id_format(ID_MAILBOX, ring->mailbox_id, mailbox);
	id_format(ID_SEND, event->send_id, send);
	return snprintf(line, LINE_SIZE,
		"{\"mailbox\":\"%s\",\"at_ms\":%lld,\"event\":\"%s\",\"send\":\"%s\",\"value\":%d}\n", mailbox,
		(long long)event->at, event->word, send, event->value);
}

typedef bool write_line(void *context, const char *line, size_t length);

static bool write_ring(const struct ring *ring, write_line *write_one, void *context)
{
	size_t count = ring->total < ring->room ? ring->total : ring->room;
	char line[LINE_SIZE];

	for (size_t i = ring->total - count; i < ring->total; i++) {
		int length = format(ring, &ring->events[i % ring->room], line);

		if (!write_one(context, line, (size_t)length))
			return false;
	}
	return true;
}

static bool write_rings(struct shard *shard, write_line *write_one, void *context)
{
	bool done = true;

	for (const struct ring *ring = shard->rings; ring && done; ring = ring->next)
		done = write_ring(ring, write_one, context);
	return done;
}

static bool add_to_text(void *context, const char *line, size_t length)
{
	text_add_n(context, line, length);
	return true;
}

void recorder_write_text(struct recorder *recorder, struct text *out)
{
	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *shard = &recorder->shards[i];

		lock_take(&shard->mutex, LOCK_RECORDER);
		write_rings(shard, add_to_text, out);
		lock_give(&shard->mutex, LOCK_RECORDER);
	}
}

static bool add_to_file(void *context, const char *line, size_t length)
{
	return write(*(const int *)context, line, length) == (ssize_t)length;
}

static bool try_lock(struct shard *shard)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (pthread_mutex_trylock(&shard->mutex) == 0)
			return true;
		usleep(LOCK_PAUSE_US);
	}
	return false;
}

bool recorder_write_file(struct recorder *recorder, int fd)
{
	bool done = true;

	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *shard = &recorder->shards[i];

		if (!try_lock(shard))
			continue;
		done = write_rings(shard, add_to_file, &fd) && done;
		pthread_mutex_unlock(&shard->mutex); /* outside the order, as it was taken */
	}
	return done;
}

void recorder_counts(struct recorder *recorder, size_t *events, size_t *mailboxes)
{
	*events = *mailboxes = 0;
	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *shard = &recorder->shards[i];

		lock_take(&shard->mutex, LOCK_RECORDER);
		for (const struct ring *ring = shard->rings; ring; ring = ring->next) {
			*events += ring->total < ring->room ? ring->total : ring->room;
			(*mailboxes)++;
		}
		lock_give(&shard->mutex, LOCK_RECORDER);
	}
}
