#pragma once
/*
 * event_hub: one thread that reads new event rows and hands them to every open event stream.
 *
 * A row is read once, however many listen. At each batch, and at each comment that keeps a quiet stream open, the listener's
 * session or key is checked again; when it no longer stands, the stream ends.
 */
#include "http/sse.h"
#include "ops/ops.h"

enum { EVENT_HUB_MAX_STREAMS = 1000 };

struct event_hub;

struct event_hub *event_hub_new(struct ops *ops);
void event_hub_free(struct event_hub *hub);
OWN_DEFINE(event_hub)

/* Ends every stream and takes no more; the thread ends. */
void event_hub_stop(struct event_hub *hub);

struct event_listener {
	int64_t workspace_id;
	int64_t after; /* the last event it has */
	enum actor_kind actor;
	const char *credential; /* the session's token or the key; NULL for the shell */
};

/* Takes one hold on the stream. LIMIT/too_many_streams. */
MUST_CHECK bool event_hub_add(
	struct event_hub *hub, const struct event_listener *listener, struct sse_stream *stream, struct error *err);

size_t event_hub_count(struct event_hub *hub);
