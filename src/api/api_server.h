#pragma once
/*
 * api_server: what stands behind the HTTP server: the API, the pages outside it, the embedded UI, health and metrics.
 */
#include "api/event_hub.h"
#include "api/idempotency.h"
#include "api/tracking_hub.h"
#include "http/server.h"
#include "ops/ops.h"
#include "ops/password.h"

struct api_options {
	struct ops *ops;
	struct password_gate *gate;
	const struct host_rules *rules;
	const char *version;
	const char *setup_code; /* NULL: the first owner exists */
	/* Adds the program's own lines to /metrics. */
	void (*metrics)(void *context, struct text *out);
	void *metrics_context;
};

struct api_server {
	struct api_options options;
	struct idempotency *idempotency;
	struct event_hub *events;
	struct tracking_hub *tracking;
	struct http_server *http; /* for its figures; NULL before it runs */
	_Atomic bool is_ready;
};

/* Recovers what a dead process left of idempotency, starts the hubs of events and of tracking. */
MUST_CHECK bool api_server_new(const struct api_options *options, struct api_server **out, struct error *err);
void api_server_free(struct api_server *server);
OWN_DEFINE(api_server)

/* Ends the event streams: before the HTTP server stops. */
void api_server_stop(struct api_server *server);

/* What the HTTP server calls. */
struct http_app api_server_app(struct api_server *server);

/* Forgets expired sessions and idempotency records; call it once in a while. */
void api_server_sweep(struct api_server *server);
