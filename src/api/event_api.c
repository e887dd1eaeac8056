/*
 * event_api: the stream of events, and the contract of the API.
 */
#include <string.h>
#include <strings.h>

#include "api/api.h"
#include "api/api_server.h"
#include "api/auth.h"
#include "api/openapi.h"
#include "http/request.h"
#include "http/response.h"
#include "store/event_store.h"

/* Where to begin: after what the client has, else with what comes from now on. */
static bool find_start(const struct api_request *request, int64_t *after, struct error *err)
{
	const char *last = http_request_header(request->http, "Last-Event-ID");
	OWNED(tx) struct tx *tx = NULL;

	if (!last)
		last = api_query(request, "last_event_id");
	if (last && id_parse(ID_EVENT, last, after))
		return true;
	if (!tx_read(request->ops->store, &tx, err))
		return false;
	return event_store_last(tx, request->call.workspace_id, after, err);
}

static const char *credential_of(const struct api_request *request)
{
	const char *header = http_request_header(request->http, "Authorization");

	return header ? header + strlen("Bearer ") : http_request_cookie(request->http, auth_cookie_name);
}

static bool handle_events(struct api_request *request, __attribute__((unused)) struct json_out *out,
	__attribute__((unused)) int *status, struct error *err)
{
	static const char greeting[] = "retry: 2000\n: connected\n\n";
	struct event_listener listener = {
		.workspace_id = request->call.workspace_id, .actor = request->call.actor.kind};
	struct sse_stream *stream;

	if (!find_start(request, &listener.after, err))
		return false;
	listener.credential = credential_of(request);
	stream = sse_stream_new();
	sse_stream_push(stream, greeting, sizeof(greeting) - 1);
	if (!event_hub_add(request->server->events, &listener, stream, err)) {
		sse_stream_free(stream);
		sse_stream_free(stream);
		return false;
	}
	http_response_stream(http_request_response(request->http), stream);
	http_response_header(
		http_request_response(request->http), "X-Accel-Buffering", "no"); /* nginx must not gather */
	return true;
}

static bool handle_contract(struct api_request *request, __attribute__((unused)) struct json_out *out,
	__attribute__((unused)) int *status, __attribute__((unused)) struct error *err)
{
	http_response_text(http_request_response(request->http), 200, "application/json", openapi_json);
	return true;
}

const struct api_route event_routes[] = {
	{"GET", "/events", "mailboxes:read", 0, handle_events},
	{"GET", "/openapi.json", NULL, API_PUBLIC, handle_contract},
	{.method = NULL},
};
