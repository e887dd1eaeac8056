#include "net/http_upload.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/http_transfer.h"

enum { TIMEOUT_MS = 60000, MAX_SOCKETS = 8 };

struct http_upload {
	CURLM *multi;
	struct arena *arena; /* of the request under way */
	struct http_transfer transfer;
	struct cancel *cancel;
	struct http_body_source source; /* without `next`: the body is in memory */
	struct error source_error;
	const char *whole, *body; /* all of it in memory, if it is; what is at hand of it */
	size_t body_left;
	size_t size, at;
	bool withheld; /* everything but the last byte is written */
	bool allowed;  /* the last byte may go */
	bool given;    /* and went */
	/* libcurl tells a transfer's socket only when it is over, so we open them: several while addresses race, one after. */
	curl_socket_t sockets[MAX_SOCKETS];
	size_t socket_count;
};

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct http_upload *upload = context;
	curl_socket_t fd;

	(void)purpose;
	if (upload->socket_count == MAX_SOCKETS)
		return CURL_SOCKET_BAD;
	fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
	if (fd >= 0)
		upload->sockets[upload->socket_count++] = fd;
	return fd;
}

static int close_socket(void *context, curl_socket_t fd)
{
	struct http_upload *upload = context;

	for (size_t i = 0; i < upload->socket_count; i++)
		if (upload->sockets[i] == fd)
			upload->sockets[i] = upload->sockets[--upload->socket_count];
	return close(fd);
}

struct http_upload *http_upload_new(void)
{
	struct http_upload *upload = calloc(1, sizeof(*upload));

	ASSERT(upload);
	upload->multi = http_transfer_connections_new();
	upload->arena = arena_new();
	return upload;
}

void http_upload_free(struct http_upload *upload)
{
	if (!upload)
		return;
	http_upload_abort(upload);
	curl_multi_cleanup(upload->multi);
	arena_free(upload->arena);
	free(upload);
}

static bool has_at_hand(struct http_upload *upload)
{
	return upload->body_left > 0 ||
		(upload->source.next &&
			upload->source.next(
				upload->source.context, &upload->body, &upload->body_left, &upload->source_error) &&
			upload->body_left > 0);
}

/* libcurl asks for more only when everything before is written. The last byte is at hand before it is withheld. */
static size_t give_body(char *out, size_t size, size_t count, void *context)
{
	struct http_upload *upload = context;
	size_t room = size * count, left = upload->size - 1 - upload->at;

	if (!upload->given && !has_at_hand(upload))
		return CURL_READFUNC_ABORT;
	if (left > 0) {
		size_t length = left < room ? left : room;

		if (length > upload->body_left)
			length = upload->body_left;
		memcpy(out, upload->body, length);
		upload->body += length;
		upload->body_left -= length;
		upload->at += length;
		return length;
	}
	if (!upload->allowed) {
		upload->withheld = true;
		return CURL_READFUNC_PAUSE;
	}
	if (upload->given)
		return 0;
	out[0] = upload->body[0];
	upload->given = true;
	return 1;
}

static void begin_body(struct http_upload *upload, const char *body)
{
	upload->at = 0;
	upload->body = body;
	upload->body_left = upload->source.next ? 0 : upload->size;
}

/* A kept connection that turns out to be dead: beginning again is harmless only while the end is withheld, and prompt only
 * before anybody has asked for a permit. */
static int rewind_body(void *context, curl_off_t offset, int origin)
{
	struct http_upload *upload = context;

	if (upload->withheld || upload->allowed || origin != SEEK_SET || offset != 0)
		return CURL_SEEKFUNC_FAIL;
	if (upload->source.next)
		upload->source.rewind(upload->source.context);
	begin_body(upload, upload->whole);
	return CURL_SEEKFUNC_OK;
}

static void start(struct http_upload *upload, const struct http_call *call, const struct http_body_source *source)
{
	CURL *easy;

	http_upload_abort(upload);
	arena_reset(upload->arena);
	upload->cancel = call->cancel;
	upload->source = source ? *source : (struct http_body_source){0};
	upload->source_error = (struct error){0};
	upload->whole = call->body;
	upload->size = call->body_size;
	begin_body(upload, upload->whole);
	upload->withheld = upload->allowed = upload->given = false;
	http_transfer_init(&upload->transfer, upload->multi, call, upload->arena);
	easy = upload->transfer.easy;
	curl_easy_setopt(easy, CURLOPT_POST, 1L);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body_size);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
	curl_easy_setopt(easy, CURLOPT_READDATA, upload);
	curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, rewind_body);
	curl_easy_setopt(easy, CURLOPT_SEEKDATA, upload);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, upload);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, upload);
	curl_multi_add_handle(upload->multi, easy);
}

/* An answer that came before the end: all of it, as far as it comes soon. */
static bool answered_early(struct http_upload *upload, struct http_answer *early, struct error *err)
{
	struct error ignored;

	if (!upload->transfer.status)
		return false;
	if (!upload->transfer.done) {
		curl_easy_pause(upload->transfer.easy, CURLPAUSE_CONT); /* the callback still withholds the end */
		if (!http_transfer_run(&upload->transfer, upload->cancel, 1000, NULL, &ignored))
			upload->transfer.done = false;
	}
	*early = (struct http_answer){.status = upload->transfer.status,
		.body = text_string(&upload->transfer.body),
		.size = upload->transfer.body.length,
		.retry_after_ms = upload->transfer.retry_after_ms};
	error_set(err, ERROR_TEMPORARY, "answered", "The provider answered %d before the end.", early->status);
	http_upload_abort(upload);
	return true;
}

/* A source that failed is the reason of whatever libcurl says. */
static bool give_up(struct http_upload *upload, struct error *err)
{
	http_upload_abort(upload);
	if (upload->source_error.code)
		*err = upload->source_error;
	return false;
}

bool http_upload_begin(struct http_upload *upload, const struct http_call *call, const struct http_body_source *source,
	struct http_answer *early, struct error *err)
{
	ASSERT(call->body_size > 0);
	start(upload, call, source);
	if (!http_transfer_run(&upload->transfer, call->cancel, call->timeout_ms ? call->timeout_ms : TIMEOUT_MS,
		    &upload->withheld, err))
		return give_up(upload, err);
	if (answered_early(upload, early, err))
		return false;
	if (upload->withheld && !upload->transfer.done)
		return true;
	if (http_transfer_answer(&upload->transfer, early, err))
		error_set(err, ERROR_TEMPORARY, "http_failed", "The provider closed the connection without an answer.");
	return give_up(upload, err);
}

/* Whether the provider has hung up while the end was withheld. */
static bool has_hung_up(const struct http_upload *upload)
{
	char byte;

	if (upload->transfer.done)
		return true;
	for (size_t i = 0; i < upload->socket_count; i++)
		if (recv(upload->sockets[i], &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
			return true;
	return upload->socket_count == 0;
}

bool http_upload_end(
	struct http_upload *upload, int64_t timeout_ms, struct http_answer *answer, bool *given, struct error *err)
{
	bool enough = true, done;

	*given = false;
	ASSERT(upload->transfer.easy && upload->withheld);
	if (!http_transfer_run(&upload->transfer, upload->cancel, 0, &enough, err)) {
		http_upload_abort(upload);
		return false;
	}
	if (answered_early(upload, answer, err))
		return false;
	if (has_hung_up(upload)) {
		http_upload_abort(upload);
		return error_set(
			err, ERROR_TEMPORARY, "http_failed", "The provider closed the connection before the end.");
	}
	upload->allowed = true;
	curl_easy_pause(upload->transfer.easy, CURLPAUSE_CONT);
	done = http_transfer_run(&upload->transfer, upload->cancel, timeout_ms, NULL, err) &&
		http_transfer_answer(&upload->transfer, answer, err);
	*given = upload->given;
	if (done)
		http_transfer_close(&upload->transfer); /* the connection is kept */
	else
		http_upload_abort(upload);
	return done;
}

void http_upload_abort(struct http_upload *upload)
{
	const struct sockaddr nobody = {.sa_family = AF_UNSPEC};

	if (!upload->transfer.easy)
		return;
	/* Dissolving the association resets a TCP connection and empties its queue, whatever libcurl writes after. */
	for (size_t i = 0; !upload->transfer.done && i < upload->socket_count; i++)
		(void)!connect(upload->sockets[i], &nobody, sizeof(nobody));
	http_transfer_close(&upload->transfer);
}
