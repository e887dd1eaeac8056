#pragma once
/*
 * server: HTTP over libmicrohttpd. Two http threads parse, guard and suspend; request workers run what may block.
 *
 * A request goes: guard → Host → plan (the app names lane and kind of body) → body → handle → answer. What is refused on the
 * way is answered through `refuse`. Everything a client can make grow is bounded here.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/own.h"
#include "http/host.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"

enum {
	HTTP_MAX_BODY = 1024 * 1024,
	HTTP_MAX_UPLOAD = 256 * 1024 * 1024,
	HTTP_MAX_UPLOADS = 8,       /* being received at once */
	HTTP_MAX_QUEUED = 1024,     /* waiting for a pooled worker */
	HTTP_MAX_OWN_THREADS = 256, /* requests that may wait */
};

enum http_lane {
	HTTP_INLINE,     /* answered on the http thread: must not block */
	HTTP_POOLED,     /* on a request worker */
	HTTP_OWN_THREAD, /* may wait for long */
};

struct http_plan {
	enum http_lane lane;
	bool spool_body;   /* the body goes to a file; `admit` is asked before it is received */
	int64_t max_spool; /* its bytes at most; 0: HTTP_MAX_UPLOAD */
	bool any_host;     /* answered under whatever name (probes) */
	bool is_page;      /* opened under another loopback name it is redirected to the base URL */
	const void *route; /* the app's own */
	const char *segments[ROUTER_MAX_SEGMENTS];
};

struct http_app {
	void *context;
	/* The headers are there. On an http thread: must not block. */
	void (*plan)(void *context, const struct http_request *request, struct http_plan *plan);
	/* Before a spooled body is received, on a worker. False: the response was filled. */
	bool (*admit)(void *context, struct http_request *request, struct http_response *response);
	void (*handle)(void *context, struct http_request *request, struct http_response *response);
	/* Turns an error of the server into an answer. */
	void (*refuse)(
		void *context, struct http_request *request, const struct error *err, struct http_response *response);
};

struct http_options {
	int listen_fd;                  /* from listen.h; the server closes it */
	int socket_fd;                  /* the Unix socket, or -1; likewise */
	const char *spool_dir;          /* made and emptied at start */
	const struct host_rules *rules; /* these outlive the server */
	const char *base_url;
	int worker_count; /* 0: 8 */
	struct http_app app;
};

struct http_server;

/* From here on requests are answered. STORAGE/spool_failed, TEMPORARY/server_failed. */
MUST_CHECK bool http_server_start(const struct http_options *options, struct http_server **out, struct error *err);

/* Accepts no more, and returns when all that ran has ended. Event streams must have been ended by their owner. */
void http_server_free(struct http_server *server);
OWN_DEFINE(http_server)

const struct http_plan *http_request_plan(const struct http_request *request);

struct http_stats {
	uint64_t by_class[6]; /* answers; [2] is 2xx */
	size_t queued, waiting_threads, open;
};
void http_server_stats(struct http_server *server, struct http_stats *out);
