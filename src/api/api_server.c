#include "api/api_server.h"

#include <stdlib.h>
#include <string.h>

#include "api/api_dispatch.h"
#include "api/api_routes.h"
#include "api/auth.h"
#include "api/auth.h"
#include "api/health.h"
#include "api/oauth_api.h"
#include "api/oauth_api.h"
#include "api/problem.h"
#include "api/tracking_page.h"
#include "api/unsubscribe_page.h"
#include "base/log.h"
#include "http/assets.h"
#include "ops/session_ops.h"

static const char base[] = "/api/v1";

/* A little more than an attachment may have, so that one that is slightly too large is told so by name. */
enum { MAX_SMALL_BODY = 12 * 1024 * 1024 };

/* What is answered outside the API; anything else is a file or a page of the UI. */
struct page {
	const char *method, *pattern;
	enum http_lane lane;
	enum {
		HOST_OWN,
		HOST_ANY,
		HOST_OF_LINKS
	} host; /* probes come under whatever name, readers by those of links */
	void (*answer)(struct api_server *server, struct http_request *request, struct http_response *response);
};

static void answer_live(__attribute__((unused)) struct api_server *server,
	__attribute__((unused)) struct http_request *request, struct http_response *response)
{
	health_live(response);
}

static void answer_ready(
	struct api_server *server, __attribute__((unused)) struct http_request *request, struct http_response *response)
{
	health_ready(server, response);
}

static void answer_opt_out(struct api_server *server, struct http_request *request, struct http_response *response)
{
	bool is_post = strcmp(http_request_method(request), "POST") == 0;
	int status = 200;
	struct error err;
	struct text html;

	text_init(&html, http_request_arena(request));
	if (unsubscribe_page(
		    server->options.ops, http_request_plan(request)->segments[0], is_post, &html, &status, &err))
		http_response_body(response, status, "text/html; charset=utf-8", text_string(&html), html.length);
	else
		problem_answer(response, http_request_arena(request), &err);
}

static struct api_request make_request(struct api_server *server, struct http_request *http)
{
	const struct http_plan *made = http_request_plan(http);
	struct api_request request = {.server = server, .ops = server->options.ops, .http = http};

	request.call.arena = http_request_arena(http);
	for (int i = 0; i < ROUTER_MAX_SEGMENTS; i++)
		request.segments[i] = made->segments[i];
	return request;
}

/* The browser comes back with its cookie; without one the state must have been begun with a key. */
static void answer_oauth_callback(
	struct api_server *server, struct http_request *request, struct http_response *response)
{
	struct api_request asking = make_request(server, request);
	bool is_signed_in = false;
	struct error err = {0};

	if (auth_identify(&asking, &is_signed_in, &err) &&
		oauth_api_callback(server->options.ops, request, response,
			is_signed_in ? asking.call.actor.session_hash : NULL, &err))
		return;
	problem_answer(response, http_request_arena(request), &err);
}

static const struct page pages[] = {
	{"GET", "/oauth/callback", HTTP_OWN_THREAD, HOST_OWN, answer_oauth_callback},
	{"GET", "/healthz", HTTP_INLINE, HOST_ANY, answer_live},
	{"GET", "/readyz", HTTP_POOLED, HOST_ANY, answer_ready},
	{"GET", "/metrics", HTTP_POOLED, HOST_OWN, health_metrics},
	{"GET", "/u/{token}", HTTP_POOLED, HOST_OF_LINKS, answer_opt_out},
	{"POST", "/u/{token}", HTTP_OWN_THREAD, HOST_OF_LINKS, answer_opt_out},
	{"GET", "/o/{token}", HTTP_POOLED, HOST_OF_LINKS, tracking_page_open},
	{"GET", "/c/{token}", HTTP_POOLED, HOST_OF_LINKS, tracking_page_click},
};

static bool is_api(const char *path)
{
	return text_starts(path, "/api/") || strcmp(path, "/api") == 0;
}

static void plan_api(const struct http_request *request, struct http_plan *out)
{
	const char *path = http_request_path(request);
	const struct api_route *route = NULL;
	const char *allowed;

	if (text_starts(path, base))
		route = api_routes_find(http_request_method(request), path + sizeof(base) - 1,
			http_request_arena(request), out->segments, &allowed);
	out->route = route;
	out->lane = !route ? HTTP_INLINE : route->flags & API_MAY_WAIT ? HTTP_OWN_THREAD : HTTP_POOLED;
	out->spool_body = route && route->flags & API_RAW_BODY;
	out->max_spool = route && route->flags & API_SMALL_BODY ? MAX_SMALL_BODY : 0;
}

static void plan(__attribute__((unused)) void *context, const struct http_request *request, struct http_plan *out)
{
	const char *method = http_request_method(request);
	const char *path = http_request_path(request);

	if (is_api(path)) {
		plan_api(request, out);
		return;
	}
	for (size_t i = 0; i < ARRAY_COUNT(pages); i++)
		if (strcmp(pages[i].method, method) == 0 &&
			router_match(pages[i].pattern, path, http_request_arena(request), out->segments)) {
			out->route = &pages[i];
			out->lane = pages[i].lane;
			out->any_host = pages[i].host != HOST_OWN;
			return;
		}
	out->is_page = strcmp(method, "GET") == 0 && assets_is_page(request);
}

static bool admit(void *context, struct http_request *http, struct http_response *response)
{
	struct api_server *server = context;
	struct api_request request = make_request(server, http);
	struct error err;

	if (api_admit(&request, http_request_plan(http)->route, server->options.rules, &err))
		return true;
	problem_answer(response, request.call.arena, &err);
	return false;
}

static void answer_no_route(const struct http_request *request, struct http_response *response)
{
	struct arena *arena = http_request_arena(request);
	const char *path = http_request_path(request);
	const char *segments[ROUTER_MAX_SEGMENTS];
	const char *allowed = NULL;
	struct error err;

	if (text_starts(path, base))
		(void)api_routes_find("", path + sizeof(base) - 1, arena, segments, &allowed);
	if (allowed)
		error_set(&err, ERROR_MALFORMED, "method_not_allowed", "Here only these methods work: %s.", allowed);
	else
		error_set(&err, ERROR_NOT_FOUND, "not_found", "There is nothing at this path. See %s/openapi.json.",
			base);
	problem_answer(response, arena, &err);
	if (allowed)
		http_response_header(response, "Allow", allowed);
}

static void answer_misdirected(struct http_request *request, struct http_response *response)
{
	struct error err;

	error_set(&err, ERROR_MALFORMED, "misdirected", "This server does not answer to that name.");
	problem_answer(response, http_request_arena(request), &err);
}

static void answer_outside(struct api_server *server, struct http_request *request, struct http_response *response)
{
	const struct page *page = http_request_plan(request)->route;

	if (page && page->host == HOST_OF_LINKS && !tracking_page_host_is_fine(server, request))
		answer_misdirected(request, response);
	else if (page)
		page->answer(server, request, response);
	else if (strcmp(http_request_method(request), "GET") != 0 || !assets_answer(request, response))
		answer_no_route(request, response);
}

static void handle(void *context, struct http_request *http, struct http_response *response)
{
	struct api_server *server = context;
	const void *route = http_request_plan(http)->route;
	struct api_request request;

	if (!is_api(http_request_path(http))) {
		answer_outside(server, http, response);
		return;
	}
	if (!route) {
		answer_no_route(http, response);
		return;
	}
	request = make_request(server, http);
	api_dispatch(&request, route, server->options.rules);
}

static void refuse(__attribute__((unused)) void *context, struct http_request *request, const struct error *err,
	struct http_response *response)
{
	problem_answer(response, http_request_arena(request), err);
}

struct http_app api_server_app(struct api_server *server)
{
	return (struct http_app){.context = server, .plan = plan, .admit = admit, .handle = handle, .refuse = refuse};
}

bool api_server_new(const struct api_options *options, struct api_server **out, struct error *err)
{
	struct api_server *server;

	if (!idempotency_recover(options->ops, err))
		return false;
	server = calloc(1, sizeof(*server));
	ASSERT(server);
	server->options = *options;
	server->idempotency = idempotency_new();
	server->events = event_hub_new(options->ops);
	server->tracking = tracking_hub_new(options->ops);
	*out = server;
	return true;
}

void api_server_stop(struct api_server *server)
{
	server->is_ready = false;
	event_hub_stop(server->events);
}

void api_server_free(struct api_server *server)
{
	if (!server)
		return;
	event_hub_free(server->events);
	tracking_hub_free(server->tracking);
	idempotency_free(server->idempotency);
	free(server);
}

void api_server_sweep(struct api_server *server)
{
	struct error err;

	if (!idempotency_sweep(server->options.ops, &err) || !session_ops_sweep(server->options.ops, &err))
		log_error(LOG_WARN, "sweep_failed", &err);
}
