/*
 * api: what every call goes through, in this order: who asks, may they, may this write be believed, is the body JSON, was it
 * done already; then the handler; then its answer or its error as JSON.
 */
#include "api/api.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "api/api_dispatch.h"
#include "api/api_server.h"
#include "api/auth.h"
#include "api/idempotency.h"
#include "api/problem.h"
#include "base/log.h"
#include "http/request.h"
#include "http/response.h"

enum { DEFAULT_LIMIT = 50, MAX_LIMIT = 200 };

bool api_id(const struct api_request *request, int segment, enum id_kind kind, int64_t *out, struct error *err)
{
	if (!id_parse(kind, request->segments[segment], out))
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is nothing under this id.");
	return true;
}

const char *api_query(const struct api_request *request, const char *name)
{
	return http_request_query(request->http, name);
}

bool api_limit(const struct api_request *request, int *limit, struct error *err)
{
	const char *text = api_query(request, "limit");
	int64_t wanted = DEFAULT_LIMIT;

	if (text && !text_to_int(text, 1, MAX_LIMIT, &wanted))
		return error_invalid(err, "limit", "range", text, "“limit” must be between 1 and %d.", MAX_LIMIT);
	*limit = (int)wanted;
	return true;
}

bool api_page(const struct api_request *request, int *limit, int64_t *after, struct error *err)
{
	const char *cursor = api_query(request, "cursor");
	int64_t id = 0;

	if (!api_limit(request, limit, err))
		return false;
	if (!text_is_empty(cursor) && !text_to_int(cursor, 0, INT64_MAX, &id))
		return error_invalid(err, "cursor", "unknown", cursor, "“cursor” is not one that a list gave.");
	*after = id;
	return true;
}

void api_page_end_at(struct json_out *out, const char *next_cursor, int64_t total)
{
	json_close_array(out);
	json_put_string(out, "next_cursor", next_cursor);
	if (total >= 0)
		json_put_int(out, "total", total);
	else
		json_put_null(out, "total");
	json_close_object(out);
}

void api_page_end(struct json_out *out, int64_t next_after, int64_t total)
{
	char cursor[24];

	snprintf(cursor, sizeof(cursor), "%lld", (long long)next_after);
	api_page_end_at(out, next_after ? cursor : NULL, total);
}

static bool is_write(const struct api_request *request)
{
	return strcmp(http_request_method(request->http), "GET") != 0;
}

static bool is_json(const char *content_type)
{
	static const char type[] = "application/json";

	return content_type && strncasecmp(content_type, type, sizeof(type) - 1) == 0 &&
		strchr("; \t", content_type[sizeof(type) - 1]);
}

/* *body is released by the caller. */
static bool parse_body(
	const struct api_request *request, const struct api_route *route, json_t **body, struct error *err)
{
	size_t length;
	const char *bytes = http_request_body(request->http, &length);

	if (route->flags & API_RAW_BODY || length == 0)
		return true;
	if (!is_json(http_request_header(request->http, "Content-Type")))
		return error_set(err, ERROR_MEDIA_TYPE, "json_required",
			"Send the body as JSON, with Content-Type: application/json.");
	if (!json_parse(bytes, length, body, err))
		return false;
	if (!json_is_object(*body))
		return error_set(err, ERROR_MALFORMED, "malformed_json", "The body must be a JSON object.");
	return true;
}

bool api_admit(
	struct api_request *request, const struct api_route *route, const struct host_rules *rules, struct error *err)
{
	bool is_signed_in;

	if (!auth_identify(request, &is_signed_in, err))
		return false;
	if (!is_signed_in && !(route->flags & API_PUBLIC)) {
		if (http_request_is_from_shell(request->http) &&
			!ops_workspace(request->ops, &request->call.workspace_id, err))
			return false;
		return error_set(err, ERROR_UNAUTHENTICATED, "unauthenticated", "Sign in first, or send an API key.");
	}
	if (route->flags & API_COOKIE_ONLY && !request->csrf_token)
		return error_set(err, ERROR_DENIED, "session_required", "This works in a signed-in browser only.");
	if (route->scope && !ops_allow(&request->call, route->scope, err))
		return false;
	return !is_write(request) || auth_check_write(request, rules, err);
}

/* Runs the handler, unless the same was done already. The body of the answer is in `text`. */
static bool run(
	struct api_request *request, const struct api_route *route, struct text *text, int *status, struct error *err)
{
	struct idempotency *idempotency = request->server->idempotency;
	struct idempotency_ticket ticket = {0};
	struct json_out out;
	bool is_done;

	/* Without a principal there is no one to scope a key to. */
	if (is_write(request) && !(route->flags & (API_PUBLIC | API_KEEPS_NOTHING)))
		if (!idempotency_begin(idempotency, request, route, &ticket, err))
			return false;
	if (ticket.is_replay) {
		text_add(text, ticket.body);
		*status = ticket.status;
		http_response_header(http_request_response(request->http), "Idempotency-Replayed", "true");
		return true;
	}
	json_out_init(&out, text);
	is_done = route->handle(request, &out, status, err);
	if (!is_done) {
		text_init(text, request->call.arena);
		json_out_init(&out, text);
		problem_write(&out, err);
		*status = problem_status(err);
	}
	idempotency_end(idempotency, request->ops, &ticket, *status,
		is_done && route->flags & API_HAS_SECRET ? NULL : text_string(text));
	return is_done;
}

void api_dispatch(struct api_request *request, const struct api_route *route, const struct host_rules *rules)
{
	struct http_response *response = http_request_response(request->http);
	struct arena *arena = request->call.arena;
	struct error err;
	struct text text;
	json_t *body = NULL;
	int status = 200;
	bool is_done;

	text_init(&text, arena);
	is_done = api_admit(request, route, rules, &err) && parse_body(request, route, &body, &err);
	request->body = body;
	is_done = is_done && run(request, route, &text, &status, &err);
	json_decref(body);
	if (!is_done)
		problem_answer(response, arena, &err);
	else if (!http_response_is_set(response))
		http_response_body(response, status, "application/json", text_string(&text), text.length);
	if (!is_done && (err.kind == ERROR_INTERNAL || err.kind == ERROR_STORAGE))
		log_error(LOG_ERROR, "request_failed", &err);
}
