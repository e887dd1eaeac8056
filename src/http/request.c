#include "http/request.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "http/cookie.h"
#include "http/exchange.h"

const char *http_request_method(const struct http_request *request)
{
	return request->method;
}

const char *http_request_path(const struct http_request *request)
{
	return request->path;
}

const char *http_request_target(const struct http_request *request)
{
	return request->target;
}

struct arena *http_request_arena(const struct http_request *request)
{
	return request->arena;
}

const struct http_plan *http_request_plan(const struct http_request *request)
{
	return &request->plan;
}

struct http_response *http_request_response(struct http_request *request)
{
	return &request->response;
}

const char *http_request_header(const struct http_request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (strcasecmp(request->headers[i].name, name) == 0)
			return request->headers[i].value;
	return NULL;
}

/* A field of "a=1&b=2"; NULL when it is not there or not well formed. */
static const char *find_pair(struct arena *arena, const char *pairs, const char *name, bool multiline)
{
	while (pairs && *pairs) {
		size_t length = strcspn(pairs, "&");
		const char *equals = memchr(pairs, '=', length);
		size_t name_length = equals ? (size_t)(equals - pairs) : length;
		const char *key = router_decode(arena, pairs, name_length, true, false);

		if (key && strcmp(key, name) == 0)
			return equals ? router_decode(arena, equals + 1, length - name_length - 1, true, multiline)
				      : "";
		pairs += length + (pairs[length] == '&');
	}
	return NULL;
}

const char *http_request_query(const struct http_request *request, const char *name)
{
	return find_pair(request->arena, request->query, name, false);
}

const char *http_request_form(const struct http_request *request, const char *name)
{
	const char *type = http_request_header(request, "Content-Type");

	if (!type || strncasecmp(type, "application/x-www-form-urlencoded", 33) != 0)
		return NULL;
	return find_pair(request->arena, request->body, name, true);
}

const char *http_request_cookie(const struct http_request *request, const char *name)
{
	return cookie_find(request->arena, http_request_header(request, "Cookie"), name);
}

const char *http_request_body(const struct http_request *request, size_t *length)
{
	*length = request->body_length;
	return request->body ? request->body : "";
}

const char *http_request_body_file(const struct http_request *request, int64_t *size_bytes)
{
	*size_bytes = request->spool_size;
	return request->spool_size ? request->spool_path : NULL;
}

const char *http_request_remote(const struct http_request *request)
{
	return request->remote;
}

bool http_request_is_head(const struct http_request *request)
{
	return request->is_head;
}

bool http_request_is_https(const struct http_request *request)
{
	return request->is_https;
}

bool http_request_is_forwarded(const struct http_request *request)
{
	return request->is_forwarded;
}

bool http_request_is_from_loopback(const struct http_request *request)
{
	return request->is_from_loopback;
}

bool http_request_is_from_shell(const struct http_request *request)
{
	return request->is_from_shell;
}
