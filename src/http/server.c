#include "http/server.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "http/exchange.h"
#include "http/workers.h"

enum {
	HTTP_THREADS = 2,
	WORKERS_DEFAULT = 8,
	MAX_CONNECTIONS = 2048,
	CONNECTION_MEMORY = 32 * 1024,
	IDLE_SECONDS = 30,
	FLUSH_MS = 5000, /* how long answers may take to leave when the server stops */
};

struct listener {
	struct http_server *server;
	struct MHD_Daemon *daemon;
	bool is_unix;
};

struct http_server {
	struct http_options options;
	const char *spool_dir;
	struct arena *arena;
	struct workers *workers;
	struct listener tcp, local;
	_Atomic size_t open, uploads;
	_Atomic uint64_t by_class[6];
};

static void answer_error(struct http_request *request, const struct error *err)
{
	const struct http_app *app = &request->server->options.app;

	app->refuse(app->context, request, err, &request->response);
	request->stage = EXCHANGE_ANSWERED;
}

static void answer_busy(struct http_request *request)
{
	struct error err;

	error_set(&err, ERROR_TEMPORARY, "server_busy", "The server is busy. Try again in a moment.");
	err.retry_after_s = 2;
	answer_error(request, &err);
}

static void handle(struct http_request *request)
{
	const struct http_app *app = &request->server->options.app;

	app->handle(app->context, request, &request->response);
	request->stage = EXCHANGE_ANSWERED;
}

static void admit(struct http_request *request)
{
	struct http_server *server = request->server;
	const struct http_app *app = &server->options.app;
	struct error err;

	if (!app->admit(app->context, request, &request->response))
		request->stage = EXCHANGE_ANSWERED;
	else if (!exchange_open_spool(request, server->spool_dir, &err))
		answer_error(request, &err);
	else
		request->stage = EXCHANGE_ADMITTED;
}

/* On a worker: the connection is suspended, the request is ours alone until it is resumed. */
static void run(struct http_request *request)
{
	if (request->stage == EXCHANGE_ADMITTING)
		admit(request);
	else
		handle(request);
	MHD_resume_connection(request->connection);
}

static void hand_over(struct http_request *request, enum exchange_stage stage)
{
	struct workers *workers = request->server->workers;
	bool is_taken;

	request->stage = stage;
	MHD_suspend_connection(request->connection);
	if (stage == EXCHANGE_WORKING && request->plan.lane == HTTP_OWN_THREAD)
		is_taken = workers_add_own(workers, request);
	else
		is_taken = workers_add(workers, request);
	if (is_taken)
		return;
	answer_busy(request);
	MHD_resume_connection(request->connection);
}

static enum MHD_Result send_answer(struct http_request *request)
{
	int class = request->response.status / 100;

	if (class >= 1 && class <= 5)
		request->server->by_class[class]++;
	return exchange_send(request);
}

static bool length_is_fine(const struct http_request *request, struct error *err)
{
	const char *length = http_request_header(request, "Content-Length");
	int64_t limit = exchange_body_limit(request);
	int64_t bytes;

	/* A little more is read and refused then: many clients look for an answer only after they have sent everything. */
	if (!length || text_to_int(length, 0, limit + EXCHANGE_READ_ON, &bytes))
		return true;
	return error_set(
		err, ERROR_TOO_LARGE, "body_too_large", "The body is larger than %lld bytes.", (long long)limit);
}

static bool host_is_fine(struct http_request *request, struct error *err)
{
	const struct http_server *server = request->server;
	const char *host = http_request_header(request, "Host");
	enum host_verdict verdict = host_check(server->options.rules, host, request->arena);

	if (verdict == HOST_OTHER_LOOPBACK && request->plan.is_page && !request->is_unix)
		http_response_redirect(&request->response, 302,
			arena_printf(request->arena, "%s%s", server->options.base_url, request->target));
	if (verdict != HOST_MISDIRECTED || request->plan.any_host)
		return true;
	return error_set(err, ERROR_MALFORMED, "misdirected",
		"This server does not answer to that name. Open %s, or set OUTRIDER_BASE_URL.",
		server->options.base_url);
}

/* What follows on the connection may be anything: it is closed. */
static enum MHD_Result send_and_close(struct http_request *request)
{
	http_response_header(&request->response, "Connection", "close");
	return send_answer(request);
}

static enum MHD_Result refuse_early(struct http_request *request, const struct error *err)
{
	answer_error(request, err);
	return send_and_close(request);
}

static enum MHD_Result begin(struct http_request *request, const char *method, const char *version)
{
	struct http_server *server = request->server;
	const struct http_app *app = &server->options.app;
	struct error err;

	if (!exchange_begin(request, method, version, server->options.rules, &err))
		return refuse_early(request, &err);
	app->plan(app->context, request, &request->plan);
	if (!host_is_fine(request, &err) || !length_is_fine(request, &err))
		return refuse_early(request, &err);
	if (http_response_is_set(&request->response))
		return send_answer(request);
	request->stage = EXCHANGE_BODY;
	if (!request->plan.spool_body)
		return MHD_YES;
	request->is_upload = true;
	if (server->uploads++ >= HTTP_MAX_UPLOADS) {
		answer_busy(request);
		return send_and_close(request);
	}
	hand_over(request, EXCHANGE_ADMITTING);
	return MHD_YES;
}

static enum MHD_Result body_is_complete(struct http_request *request)
{
	struct error err;

	if (request->is_too_large) {
		error_set(&err, ERROR_TOO_LARGE, "body_too_large", "The body is too large.");
		answer_error(request, &err);
		return send_answer(request);
	}
	if (request->spool_reason) {
		error_disk(&err, request->spool_reason, "The upload cannot be stored");
		answer_error(request, &err);
		return send_answer(request);
	}
	if (request->plan.lane == HTTP_INLINE) {
		handle(request);
		return send_answer(request);
	}
	hand_over(request, EXCHANGE_WORKING);
	return MHD_YES;
}

/* MHD calls this with the headers, with each piece of the body, at its end, and after every resume. */
static enum MHD_Result on_request(__attribute__((unused)) void *context, struct MHD_Connection *connection,
	__attribute__((unused)) const char *url, const char *method, const char *version, const char *upload,
	size_t *upload_size, void **slot)
{
	struct http_request *request = *slot;
	size_t size = *upload_size;

	switch (request->stage) {
	case EXCHANGE_NEW:
		request->connection = connection;
		return begin(request, method, version);
	case EXCHANGE_ADMITTED:
		request->stage = EXCHANGE_BODY;
		return MHD_YES;
	case EXCHANGE_BODY:
		*upload_size = 0;
		if (size)
			return exchange_take_body(request, upload, size) ? MHD_YES : MHD_NO;
		return body_is_complete(request);
	case EXCHANGE_ANSWERED:
		return request->plan.spool_body && request->spool < 0 ? send_and_close(request) : send_answer(request);
	case EXCHANGE_ADMITTING:
	case EXCHANGE_WORKING:
		break;
	}
	return MHD_NO;
}

/* The first call for a request: the target as it was sent, before MHD decodes anything. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
	struct listener *listener = context;
	struct arena *arena = arena_new();
	struct http_request *request = ARENA_NEW(arena, struct http_request);

	request->server = listener->server;
	request->connection = connection;
	request->is_unix = listener->is_unix;
	request->arena = arena;
	request->target_at = target;
	request->target = arena_text(arena, target);
	request->path = request->target;
	request->query = "";
	request->remote = "";
	request->method = "";
	request->spool = -1;
	request->response.arena = arena;
	request->response.file = -1;
	listener->server->open++;
	return request;
}

static void on_completed(void *context, __attribute__((unused)) struct MHD_Connection *connection, void **slot,
	__attribute__((unused)) enum MHD_RequestTerminationCode reason)
{
	struct listener *listener = context;
	struct http_request *request = *slot;

	if (!request)
		return;
	*slot = NULL;
	exchange_close_response(&request->response);
	if (request->spool >= 0) {
		close(request->spool);
		unlink(request->spool_path); /* not there any more when it was renamed away */
	}
	if (request->is_upload)
		listener->server->uploads--;
	listener->server->open--;
	arena_free(request->arena);
}

static void on_library_message(__attribute__((unused)) void *context, const char *format, va_list args)
{
	char message[256];

	vsnprintf(message, sizeof(message), format, args);
	message[strcspn(message, "\r\n")] = '\0';
	log_line(LOG_DEBUG, "http_library", "%s", message);
}

static bool start_listener(struct http_server *server, struct listener *listener, int fd, struct error *err)
{
	struct MHD_OptionItem pool[] = {
		{MHD_OPTION_THREAD_POOL_SIZE, HTTP_THREADS, NULL},
		{MHD_OPTION_END, 0, NULL},
	};

	listener->server = server;
	if (listener->is_unix) /* one thread is no pool */
		pool[0] = pool[1];
	listener->daemon = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request,
		listener, MHD_OPTION_EXTERNAL_LOGGER, on_library_message, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_target, listener,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, listener, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)MAX_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
	if (!listener->daemon)
		return error_set(err, ERROR_TEMPORARY, "server_failed", "The HTTP server could not be started: %s.",
			strerror(errno));
	return true;
}

/* What a crash left of uploads goes. */
static bool prepare_spool(struct http_server *server, struct error *err)
{
	struct dirent *entry;
	DIR *dir;

	if (mkdir(server->spool_dir, 0700) != 0 && errno != EEXIST)
		return error_disk(err, errno, "The folder of uploads cannot be made");
	dir = opendir(server->spool_dir);
	if (!dir)
		return error_disk(err, errno, "The folder of uploads cannot be opened");
	while ((entry = readdir(dir)))
		if (text_starts(entry->d_name, "upload-"))
			unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	return true;
}

static bool start(struct http_server *server, struct error *err)
{
	const struct http_options *options = &server->options;

	if (!prepare_spool(server, err))
		return false;
	server->workers = workers_new(options->worker_count ? options->worker_count : WORKERS_DEFAULT, run);
	if (!start_listener(server, &server->tcp, options->listen_fd, err))
		return false;
	return options->socket_fd < 0 || start_listener(server, &server->local, options->socket_fd, err);
}

bool http_server_start(const struct http_options *options, struct http_server **out, struct error *err)
{
	struct http_server *server = calloc(1, sizeof(*server));

	ASSERT(server);
	server->options = *options;
	server->arena = arena_new();
	server->spool_dir = arena_text(server->arena, options->spool_dir);
	server->local.is_unix = true;
	*out = server;
	if (start(server, err))
		return true;
	http_server_free(server);
	*out = NULL;
	return false;
}

static void quiesce(struct listener *listener)
{
	int fd = listener->daemon ? MHD_quiesce_daemon(listener->daemon) : -1;

	if (fd >= 0)
		close(fd);
}

/* MHD must not be stopped over suspended connections, and answers should leave before their connections are closed. */
static void wait_for_answers(struct http_server *server)
{
	for (int waited_ms = 0; server->open && waited_ms < FLUSH_MS; waited_ms += 10)
		usleep(10 * 1000);
}

void http_server_free(struct http_server *server)
{
	if (!server)
		return;
	quiesce(&server->tcp);
	quiesce(&server->local);
	if (server->workers)
		workers_stop(server->workers);
	wait_for_answers(server);
	if (server->tcp.daemon)
		MHD_stop_daemon(server->tcp.daemon);
	if (server->local.daemon)
		MHD_stop_daemon(server->local.daemon);
	workers_free(server->workers);
	arena_free(server->arena);
	free(server);
}

void http_server_stats(struct http_server *server, struct http_stats *out)
{
	*out = (struct http_stats){.open = server->open};
	for (size_t i = 0; i < ARRAY_COUNT(out->by_class); i++)
		out->by_class[i] = server->by_class[i];
	workers_count(server->workers, &out->queued, &out->waiting_threads);
}
