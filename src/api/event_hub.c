#include "api/event_hub.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/lock.h"
#include "base/log.h"
#include "ops/key_ops.h"
#include "ops/session_ops.h"
#include "store/event_store.h"

enum {
	BATCH = 500,
	COMMENT_EVERY_MS = 15000,
	GATHER_MS = 100, /* events that come close together go out together */
};

struct member {
	struct event_listener listener;
	struct secret *credential;
	struct sse_stream *stream;
	struct member *next;
};

struct event_hub {
	struct ops *ops;
	pthread_t thread;
	pthread_mutex_t lock; /* members and is_stopping; the thread alone removes members */
	struct member *members;
	size_t count;
	bool is_stopping, is_joined;
};

static bool still_stands(
	struct ops *ops, const struct member *member, struct arena *arena, bool *stands, struct error *err)
{
	struct call call = {.arena = arena};
	struct session session;
	bool found = true;

	*stands = true;
	if (member->listener.actor == ACTOR_SHELL)
		return true;
	if (member->listener.actor == ACTOR_KEY) {
		if (!key_ops_find(ops, secret_text(member->credential), &call, &found, err))
			return false;
	} else if (!session_ops_find(ops, secret_text(member->credential), &call, &session, &found, err)) {
		return false;
	}
	*stands = found && call.workspace_id == member->listener.workspace_id &&
		ops_allow(&call, "mailboxes:read", err);
	return true;
}

/* A store that cannot be read ends nobody; the next batch tries again. */
static bool may_hear(struct event_hub *hub, const struct member *member, struct arena *arena)
{
	struct error err;
	bool stands;

	if (still_stands(hub->ops, member, arena, &stands, &err))
		return stands;
	log_error(LOG_WARN, "event_stream_check_failed", &err);
	return true;
}

static void format_event(struct text *out, const struct event *event, struct arena *arena)
{
	char id[ID_TEXT_SIZE];
	struct json_out json;
	struct text data;

	text_init(&data, arena);
	json_out_init(&json, &data);
	json_open_object(&json, NULL);
	json_put_id(&json, "id", ID_EVENT, event->id);
	json_put_string(&json, "type", event->type);
	json_put_id(&json, "mailbox_id", ID_MAILBOX, event->mailbox_id);
	json_put_id(&json, "campaign_id", ID_CAMPAIGN, event->campaign_id);
	json_put_id(&json, "contact_id", ID_CONTACT, event->contact_id);
	json_put_raw(&json, "data", event->data);
	json_put_time(&json, "created_at", event->created_at);
	json_close_object(&json);
	id_format(ID_EVENT, event->id, id);
	sse_format(out, id, event->type, text_string(&data));
}

static bool read_events(struct event_hub *hub, int64_t workspace_id, int64_t after, struct arena *arena,
	struct event **events, size_t *count)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err;

	if (tx_read(hub->ops->store, &tx, &err) &&
		event_store_list_after(tx, workspace_id, after, BATCH, arena, events, count, &err))
		return true;
	log_error(LOG_WARN, "events_unreadable", &err);
	return false;
}

/* Gives each member of the workspace what it has not had. */
static void hand_out(
	struct member *members, int64_t workspace_id, const struct event *events, size_t count, struct arena *arena)
{
	for (size_t i = 0; i < count; i++) {
		struct text frame;

		text_init(&frame, arena);
		format_event(&frame, &events[i], arena);
		for (struct member *member = members; member; member = member->next) {
			if (member->listener.workspace_id != workspace_id || member->listener.after >= events[i].id)
				continue;
			sse_stream_push(member->stream, frame.data, frame.length);
			member->listener.after = events[i].id;
		}
	}
}

static int64_t earliest(const struct member *members, int64_t workspace_id)
{
	int64_t after = INT64_MAX;

	for (; members; members = members->next)
		if (members->listener.workspace_id == workspace_id && members->listener.after < after)
			after = members->listener.after;
	return after;
}

static struct member *snapshot(struct event_hub *hub, bool *is_stopping)
{
	struct member *members;

	lock_take(&hub->lock, LOCK_EVENTS);
	members = hub->members;
	*is_stopping = hub->is_stopping;
	lock_give(&hub->lock, LOCK_EVENTS);
	return members;
}

/* New members are put in front, so that what follows a member never changes under this thread. */
static void drop_over(struct event_hub *hub)
{
	struct member **at = &hub->members;

	lock_take(&hub->lock, LOCK_EVENTS);
	while (*at) {
		struct member *member = *at;

		if (!sse_stream_is_over(member->stream)) {
			at = &member->next;
			continue;
		}
		*at = member->next;
		hub->count--;
		sse_stream_free(member->stream);
		secret_free(member->credential);
		free(member);
	}
	lock_give(&hub->lock, LOCK_EVENTS);
}

static void end_revoked(struct event_hub *hub, struct member *members, struct arena *arena)
{
	for (struct member *member = members; member; member = member->next)
		if (!sse_stream_is_over(member->stream) && !may_hear(hub, member, arena))
			sse_stream_end(member->stream);
}

static void comment(struct member *members)
{
	static const char beat[] = ": still here\n\n";

	for (; members; members = members->next)
		sse_stream_push(members->stream, beat, sizeof(beat) - 1);
}

/* One workspace is read at a time, beginning with the first member's; there is one in practice. */
static void serve_workspace(struct event_hub *hub, struct member *members, int64_t workspace_id, struct arena *arena)
{
	struct event *events;
	size_t count = BATCH;
	bool is_checked = false;

	while (count == BATCH) {
		if (!read_events(hub, workspace_id, earliest(members, workspace_id), arena, &events, &count))
			return;
		if (count && !is_checked)
			end_revoked(hub, members, arena);
		is_checked = true;
		hand_out(members, workspace_id, events, count, arena);
	}
}

static bool is_first_of_its_workspace(const struct member *members, const struct member *member)
{
	while (members != member && members->listener.workspace_id != member->listener.workspace_id)
		members = members->next;
	return members == member;
}

static void *serve(void *context)
{
	struct event_hub *hub = context;
	struct wakeup *bell = store_wakeup(hub->ops->store, BELL_EVENTS);
	OWNED(arena) struct arena *arena = arena_new();
	int64_t next_comment = clock_boot(hub->ops->clock) + COMMENT_EVERY_MS;
	bool is_stopping = false;

	while (!is_stopping) {
		uint64_t seen = wakeup_count(bell);
		struct member *members = snapshot(hub, &is_stopping);
		int64_t now = clock_boot(hub->ops->clock);

		arena_reset(arena);
		for (struct member *member = members; member; member = member->next)
			if (is_first_of_its_workspace(members, member))
				serve_workspace(hub, members, member->listener.workspace_id, arena);
		if (now >= next_comment) {
			end_revoked(hub, members, arena);
			comment(members);
			next_comment = now + COMMENT_EVERY_MS;
		}
		drop_over(hub);
		if (is_stopping)
			break;
		usleep(GATHER_MS * 1000);
		wakeup_wait(bell, seen, next_comment - now);
	}
	return NULL;
}

struct event_hub *event_hub_new(struct ops *ops)
{
	struct event_hub *hub = calloc(1, sizeof(*hub));

	ASSERT(hub);
	hub->ops = ops;
	pthread_mutex_init(&hub->lock, NULL);
	ASSERT(pthread_create(&hub->thread, NULL, serve, hub) == 0);
	return hub;
}

void event_hub_stop(struct event_hub *hub)
{
	if (hub->is_joined)
		return;
	lock_take(&hub->lock, LOCK_EVENTS);
	hub->is_stopping = true;
	for (struct member *member = hub->members; member; member = member->next)
		sse_stream_end(member->stream);
	lock_give(&hub->lock, LOCK_EVENTS);
	wakeup_ring(store_wakeup(hub->ops->store, BELL_EVENTS));
	pthread_join(hub->thread, NULL);
	hub->is_joined = true;
}

void event_hub_free(struct event_hub *hub)
{
	if (!hub)
		return;
	event_hub_stop(hub);
	drop_over(hub);
	pthread_mutex_destroy(&hub->lock);
	free(hub);
}

static bool insert(struct event_hub *hub, struct member *member)
{
	bool has_room;

	lock_take(&hub->lock, LOCK_EVENTS);
	has_room = hub->count < EVENT_HUB_MAX_STREAMS && !hub->is_stopping;
	if (has_room) {
		member->next = hub->members;
		hub->members = member;
		hub->count++;
	}
	lock_give(&hub->lock, LOCK_EVENTS);
	return has_room;
}

bool event_hub_add(
	struct event_hub *hub, const struct event_listener *listener, struct sse_stream *stream, struct error *err)
{
	struct member *member = calloc(1, sizeof(*member));

	ASSERT(member);
	member->listener = *listener;
	member->listener.credential = NULL;
	member->credential = secret_new_text(listener->credential);
	member->stream = stream;
	if (insert(hub, member)) {
		wakeup_ring(store_wakeup(hub->ops->store, BELL_EVENTS));
		return true;
	}
	secret_free(member->credential);
	free(member);
	return error_set(err, ERROR_LIMIT, "too_many_streams", "%d event streams are open already. Close some.",
		EVENT_HUB_MAX_STREAMS);
}

size_t event_hub_count(struct event_hub *hub)
{
	size_t count;

	lock_take(&hub->lock, LOCK_EVENTS);
	count = hub->count;
	lock_give(&hub->lock, LOCK_EVENTS);
	return count;
}
