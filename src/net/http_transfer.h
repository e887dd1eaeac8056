#pragma once
/*
 * http_transfer: one request under way in libcurl, seen from http_client and http_upload only.
 */
#include <curl/curl.h>

#include "base/text.h"
#include "net/http_client.h"

struct http_transfer {
	CURLM *multi;
	CURL *easy;
	struct curl_slist *headers;
	struct text body;
	bool too_large;
	int status; /* of the answer, from its first header on; 0: none yet */
	int64_t retry_after_ms;
	bool done;       /* the exchange is over, well or not */
	CURLcode result; /* when done */
};

/* A set of connections that are kept between requests. */
CURLM *http_transfer_connections_new(void);

/* Prepares the request without sending anything. The answer's body is in the arena. A body to send is left to the caller. */
void http_transfer_init(
	struct http_transfer *transfer, CURLM *multi, const struct http_call *call, struct arena *arena);
/* Ends it, whether done or not; what is not done takes its connection with it. */
void http_transfer_close(struct http_transfer *transfer);

/* Lets it go on until it is done or *enough (may be NULL) is set. False when the flag was raised or the time is over. */
MUST_CHECK bool http_transfer_run(struct http_transfer *transfer, struct cancel *cancel, int64_t timeout_ms,
	const bool *enough, struct error *err);

/* The answer of a transfer that is done; false when none came. */
MUST_CHECK bool http_transfer_answer(const struct http_transfer *transfer, struct http_answer *out, struct error *err);
