#pragma once
/*
 * api: from HTTP to ops and back. Each *_api.c translates: parse, call one op, print. The route table is in api.c.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "ops/ops.h"

struct api_server;
struct http_request;

struct api_request {
	struct api_server *server; /* api_server.h; for sessions, events and metrics */
	struct ops *ops;
	struct call call;          /* who asks; the arena is the request's */
	const char *segments[3];   /* what stood in the pattern's {…}, in order */
	const json_t *body;        /* the JSON object, or NULL when there was no body */
	struct http_request *http; /* query, headers, raw body; http_request_response for answers that are not JSON */
	const char *csrf_token;    /* of the session; NULL unless signed in by cookie */
};

/* Writes the answer's JSON value to `out` and its status to *status (200 unless set). False: err becomes the answer. */
typedef bool api_handler(struct api_request *request, struct json_out *out, int *status, struct error *err);

enum api_route_flag {
	API_PUBLIC = 1, /* no sign-in needed */
	API_MAY_WAIT =
		2, /* may block for long (a fence, a mail server): runs on a thread of its own, no pooled worker */
	API_RAW_BODY = 4,   /* not JSON; spooled to a file, http_request_body_file */
	API_HAS_SECRET = 8, /* the answer must not be kept in an idempotency record */
	API_COOKIE_ONLY = 16,
	API_SMALL_BODY = 64,    /* with API_RAW_BODY: an attachment, not a list of thousands */
	API_KEEPS_NOTHING = 32, /* a POST that only asks: doing it twice is harmless, so no record is kept of it */
};

struct api_route {
	const char *method;
	const char *pattern; /* below /api/v1: "/mailboxes/{id}/disconnect" */
	const char *scope;   /* "mailboxes:write"; NULL for public routes */
	unsigned flags;
	api_handler *handle;
};

/* The tables of the *_api.c files, each ending with a NULL method; joined by api.c. */
extern const struct api_route mailbox_routes[], campaign_routes[], contact_routes[], import_routes[],
	suppression_routes[], settings_routes[], oauth_routes[], send_routes[], session_routes[], user_routes[],
	event_routes[], support_routes[], status_routes[], forecast_routes[], saved_view_routes[], test_send_routes[],
	reassign_routes[], approval_routes[], attachment_routes[];

/* The id in segment n; NOT_FOUND when it is no such id. */
MUST_CHECK bool api_id(
	const struct api_request *request, int segment, enum id_kind kind, int64_t *out, struct error *err);

/* ?limit= (1-200, default 50) and ?cursor= (the id after which to go on; 0: from the start). */
MUST_CHECK bool api_page(const struct api_request *request, int *limit, int64_t *after, struct error *err);
MUST_CHECK bool api_limit(const struct api_request *request, int *limit, struct error *err);

/* Closes {"items":[...]: writes next_cursor (0: null) and total (-1: null). */
void api_page_end(struct json_out *out, int64_t next_after, int64_t total);
/* Where a page goes on by more than an id. */
void api_page_end_at(struct json_out *out, const char *next_cursor, int64_t total);

/* A query parameter, or NULL. */
const char *api_query(const struct api_request *request, const char *name);
