#include "http/exchange.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "http/guard.h"

struct header_list {
	struct guard_header *headers;
	size_t count;
};

static enum MHD_Result collect_header(void *context, __attribute__((unused)) enum MHD_ValueKind kind, const char *name,
	size_t name_length, const char *value, size_t value_length)
{
	struct header_list *list = context;

	if (list->count > GUARD_MAX_HEADERS)
		return MHD_NO;
	list->headers[list->count++] = (struct guard_header){name, value ? value : "", name_length, value_length};
	return MHD_YES;
}

/*
 * libmicrohttpd 0.9 cuts a line at a NUL, takes bare line feeds, and joins a folded line to the header's name. It parses in
 * place, so each of these leaves a gap: the pieces must fill the bytes of the header without one. 1.0 refuses them itself.
 */
static bool has_no_gaps(
	const struct http_request *request, const char *method, const char *version, const struct header_list *list)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		request->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	uintptr_t at = (uintptr_t)request->target_at + strlen(request->target) + 1;

	if (MHD_VERSION >= 0x01000000)
		return true;
	if (at != (uintptr_t)version)
		return false;
	at += strlen(version) + 2;
	for (size_t i = 0; i < list->count; i++) {
		const struct guard_header *header = &list->headers[i];
		const char *blank = header->name + header->name_length + 1;

		if ((uintptr_t)header->name != at || (uintptr_t)header->value < (uintptr_t)blank)
			return false;
		if (strspn(blank, " \t") < (size_t)(header->value - blank))
			return false;
		at = (uintptr_t)header->value + header->value_length + 2;
	}
	return info && at + 2 == (uintptr_t)method + info->header_size;
}

static void copy_headers(struct http_request *request, const struct guard_header *headers, size_t count)
{
	struct http_field *fields = ARENA_ARRAY(request->arena, struct http_field, count);

	for (size_t i = 0; i < count; i++) {
		fields[i].name = arena_text_n(request->arena, headers[i].name, headers[i].name_length);
		fields[i].value = arena_text_n(request->arena, headers[i].value, headers[i].value_length);
	}
	request->headers = fields;
	request->header_count = count;
}

static const char *peer_address(struct http_request *request)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *address = info ? info->client_addr : NULL;
	char text[INET6_ADDRSTRLEN] = "";

	if (address && address->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, text, sizeof(text));
	else if (address && address->sa_family == AF_INET6)
		inet_ntop(
			AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, text, sizeof(text));
	return arena_text(request->arena, text_starts(text, "::ffff:") && strchr(text, '.') ? text + 7 : text);
}

/* Only the server's own user speaks for the shell. */
static bool peer_is_same_user(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct ucred peer;
	socklen_t length = sizeof(peer);

	return info && getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
		peer.uid == geteuid();
}

static bool last_item_is(struct arena *arena, const char *list, const char *item)
{
	const char *comma = list ? strrchr(list, ',') : NULL;

	return list && text_equal_nocase(text_trim(arena, comma ? comma + 1 : list), item);
}

static void find_out_who(struct http_request *request, const struct host_rules *rules)
{
	const char *forwarded_for = http_request_header(request, "X-Forwarded-For");
	const char *forwarded_proto = http_request_header(request, "X-Forwarded-Proto");
	const char *peer;

	if (request->is_unix) {
		request->remote = "unix";
		request->is_from_shell = peer_is_same_user(request->connection);
		return;
	}
	peer = peer_address(request);
	request->is_forwarded = forwarded_for || forwarded_proto || http_request_header(request, "Forwarded");
	request->is_from_loopback = host_is_loopback_address(peer) && !request->is_forwarded;
	request->remote = peer;
	if (!host_is_trusted_proxy(rules, peer))
		return;
	request->remote = host_client(rules, peer, forwarded_for, request->arena);
	request->is_https = last_item_is(request->arena, forwarded_proto, "https");
}

bool exchange_begin(struct http_request *request, const char *method, const char *version,
	const struct host_rules *rules, struct error *err)
{
	struct header_list list = {.headers = ARENA_ARRAY(request->arena, struct guard_header, GUARD_MAX_HEADERS + 1)};
	struct guard_input input = {.method = method, .target = request->target, .version = version};
	const char *mark;

	request->is_head = strcmp(method, "HEAD") == 0;
	request->method = request->is_head ? "GET" : arena_text(request->arena, method);
	MHD_get_connection_values_n(request->connection, MHD_HEADER_KIND, collect_header, &list);
	input.headers = list.headers;
	input.count = list.count;
	if (!guard_check(&input, err))
		return false;
	if (!has_no_gaps(request, method, version, &list))
		return error_set(err, ERROR_MALFORMED, "malformed_request",
			"The request is not well formed: a folded line, a bare line feed or a NUL.");
	copy_headers(request, list.headers, list.count);
	mark = strchr(request->target, '?');
	request->path = mark ? arena_text_n(request->arena, request->target, (size_t)(mark - request->target))
			     : request->target;
	request->query = mark ? mark + 1 : "";
	find_out_who(request, rules);
	return true;
}

bool exchange_open_spool(struct http_request *request, const char *spool_dir, struct error *err)
{
	char *path = arena_printf(request->arena, "%s/upload-XXXXXX", spool_dir);

	request->spool = mkostemp(path, O_CLOEXEC);
	if (request->spool < 0)
		return error_disk(err, errno, "The upload cannot be stored");
	request->spool_path = path;
	return true;
}

static void spool(struct http_request *request, const char *bytes, size_t length)
{
	request->spool_size += (int64_t)length;
	while (length && !request->spool_reason) {
		ssize_t written = write(request->spool, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0) {
			request->spool_reason = written < 0 ? errno : EIO;
			return;
		}
		bytes += written;
		length -= (size_t)written;
	}
}

static void keep_in_memory(struct http_request *request, const char *bytes, size_t length)
{
	size_t needed = request->body_length + length + 1;
	size_t capacity = request->body_capacity ? request->body_capacity : 1024;

	while (capacity < needed)
		capacity *= 2;
	if (capacity != request->body_capacity)
		request->body = arena_grow(request->arena, request->body, request->body_capacity, capacity);
	request->body_capacity = capacity;
	memcpy(request->body + request->body_length, bytes, length);
	request->body_length += length;
	request->body[request->body_length] = '\0';
}

int64_t exchange_body_limit(const struct http_request *request)
{
	if (!request->plan.spool_body)
		return HTTP_MAX_BODY;
	return request->plan.max_spool ? request->plan.max_spool : HTTP_MAX_UPLOAD;
}

bool exchange_take_body(struct http_request *request, const char *bytes, size_t length)
{
	int64_t limit = exchange_body_limit(request);
	int64_t taken = request->plan.spool_body ? request->spool_size : (int64_t)request->body_length;

	if (request->is_too_large || taken + (int64_t)length > limit) {
		request->is_too_large = true;
		request->read_on += length;
		return request->read_on <= EXCHANGE_READ_ON;
	}
	if (request->plan.spool_body)
		spool(request, bytes, length);
	else
		keep_in_memory(request, bytes, length);
	return true;
}

static struct MHD_Response *make_response(struct http_response *response)
{
	struct MHD_Response *made;

	if (response->stream)
		return MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, 4096, sse_stream_read, response->stream, sse_stream_gone);
	if (response->file < 0) /* the bytes live in the request's arena, which outlives the response */
		return MHD_create_response_from_buffer(
			response->length, (void *)(uintptr_t)response->bytes, MHD_RESPMEM_PERSISTENT);
	made = MHD_create_response_from_fd64((uint64_t)response->file_size, response->file);
	return made;
}

static const char *policy(const struct http_response *response)
{
	if (response->content_type && text_starts(response->content_type, "text/html"))
		return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src "
		       "'self'; "
		       "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
	return "default-src 'none'; frame-ancestors 'none'";
}

static bool has_header(const struct http_response *response, const char *name)
{
	for (size_t i = 0; i < response->header_count; i++)
		if (text_equal_nocase(response->headers[i].name, name))
			return true;
	return false;
}

static void add_headers(struct MHD_Response *made, const struct http_response *response)
{
	if (response->content_type)
		MHD_add_response_header(made, "Content-Type", response->content_type);
	MHD_add_response_header(made, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(made, "Referrer-Policy", "no-referrer");
	MHD_add_response_header(made, "X-Frame-Options", "DENY");
	MHD_add_response_header(made, "Cross-Origin-Opener-Policy", "same-origin");
	if (!has_header(response, "Cross-Origin-Resource-Policy"))
		MHD_add_response_header(made, "Cross-Origin-Resource-Policy", "same-origin");
	MHD_add_response_header(made, "Content-Security-Policy", policy(response));
	if (!has_header(response, "Cache-Control"))
		MHD_add_response_header(made, "Cache-Control", "no-store");
	for (size_t i = 0; i < response->header_count; i++)
		MHD_add_response_header(made, response->headers[i].name, response->headers[i].value);
}

enum MHD_Result exchange_send(struct http_request *request)
{
	struct http_response *response = &request->response;
	struct MHD_Response *made;
	enum MHD_Result result;

	if (response->stream && request->is_head)
		http_response_text(response, 200, "text/event-stream; charset=utf-8", "");
	made = make_response(response);
	if (!made)
		return MHD_NO;
	if (response->stream)
		sse_stream_attach(response->stream, request->connection);
	response->stream = NULL; /* these are MHD's now */
	response->file = -1;
	add_headers(made, response);
	result = MHD_queue_response(request->connection, (unsigned)response->status, made);
	MHD_destroy_response(made);
	return result;
}
