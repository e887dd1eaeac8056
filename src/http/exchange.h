#pragma once
/*
 * exchange: one request and its answer, as the files of this folder share it. Nobody outside includes this.
 *
 * It belongs to the http thread of its connection, except between suspend and resume, when it belongs to one worker.
 */
#include <microhttpd.h>
#include <stdatomic.h>

#include "http/server.h"
#include "http/sse.h"

enum {
	EXCHANGE_MAX_ADDED_HEADERS = 16,
	EXCHANGE_READ_ON = 1024 * 1024, /* of a body that is too large */
};

enum exchange_stage {
	EXCHANGE_NEW,
	EXCHANGE_ADMITTING, /* suspended: a worker decides whether the body may come */
	EXCHANGE_ADMITTED,
	EXCHANGE_BODY,
	EXCHANGE_WORKING, /* suspended: a worker handles it */
	EXCHANGE_ANSWERED,
};

struct http_field {
	const char *name, *value;
};

struct http_response {
	struct arena *arena;
	int status; /* 0: not set */
	const char *content_type;
	const char *bytes;
	size_t length;
	int file; /* -1: none */
	int64_t file_size;
	struct sse_stream *stream;
	struct http_field headers[EXCHANGE_MAX_ADDED_HEADERS];
	size_t header_count;
};

struct http_request {
	struct http_server *server;
	struct MHD_Connection *connection;
	struct arena *arena;
	enum exchange_stage stage;
	bool is_unix, is_from_shell, is_https, is_forwarded, is_from_loopback, is_head, is_upload;
	const char *target_at; /* where the library keeps the target; only for comparing places */
	const char *method, *target, *path, *query, *remote;
	const struct http_field *headers;
	size_t header_count;
	struct http_plan plan;
	char *body;
	size_t body_length, body_capacity;
	bool is_too_large;
	size_t read_on; /* bytes read after it was too large */
	int spool;      /* -1: none */
	const char *spool_path;
	int64_t spool_size; /* bytes that came, also those the disk did not take */
	int spool_reason;   /* the errno of a disk that did not; answered once everything was read, as clients expect */
	struct http_response response;
	struct http_request *next; /* in the queue of the workers */
};

/* Gives up what the response holds. */
void exchange_close_response(struct http_response *response);

/* Guards line and headers, copies them, finds out who asks. */
MUST_CHECK bool exchange_begin(struct http_request *request, const char *method, const char *version,
	const struct host_rules *rules, struct error *err);

/* How many bytes the body may have. */
int64_t exchange_body_limit(const struct http_request *request);
/* Takes a piece of the body, into memory or into the spool file. False: give the connection up. */
MUST_CHECK bool exchange_take_body(struct http_request *request, const char *bytes, size_t length);

/* Opens the file that the body goes to. */
MUST_CHECK bool exchange_open_spool(struct http_request *request, const char *spool_dir, struct error *err);

/* Hands the response to MHD. */
enum MHD_Result exchange_send(struct http_request *request);
