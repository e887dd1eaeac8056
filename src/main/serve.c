/*
 * serve: the doors, on top of the app. Started from below to above, stopped from above to below.
 *
 * A stop drains: first the engine (nothing new is claimed, transmissions end), while requests that wait for a fence are still
 * answered; then the event streams and the HTTP server; then the database.
 */
#include "main/serve.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "api/api_server.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "engine/engine.h"
#include "http/listen.h"
#include "main/app.h"
#include "main/flight.h"
#include "main/metrics.h"
#include "ops/lineage.h"
#include "ops/user_ops.h"

enum { SETUP_CODE_BYTES = 16, DRAIN_MS = 30000, SWEEP_EVERY_S = 3600 };

struct serving {
	const struct config *config;
	struct arena *arena;
	struct app *app;
	struct engine *engine;
	struct password_gate *gate;
	struct api_server *api;
	struct http_server *http;
	int listen_fd, socket_fd;
	const char *own_url; /* where it listens */
	const char *setup_code;
};

static void write_metrics(void *context, struct text *out)
{
	struct serving *serving = context;

	metrics_write(serving->app, serving->engine, out);
}

/* Each connection, worker and stream is a descriptor. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool bind_doors(struct serving *serving, struct error *err)
{
	const char *where = serving->config->listen;
	int port;

	if (!app_make_data_dir(serving->config->data_dir, err))
		return false;
	if (!listen_tcp(where, "OUTRIDER_LISTEN", &serving->listen_fd, &port, err))
		return false;
	serving->own_url = arena_printf(
		serving->arena, "http://%.*s:%d", (int)(strrchr(where, ':') - where), where, port);
	return true;
}

static bool make_setup_code(struct serving *serving, struct error *err)
{
	bool is_set_up;

	if (!user_ops_is_set_up(&serving->app->ops, &is_set_up, err))
		return false;
	if (!is_set_up)
		serving->setup_code = random_token(serving->arena, SETUP_CODE_BYTES);
	return true;
}

static bool start_engine(struct serving *serving, struct error *err)
{
	const struct config *config = serving->config;
	struct engine_options options = {.send_workers = config->send_workers,
		.sync_workers = config->sync_workers,
		.sync_interval_ms = config->sync_interval_ms};

	serving->engine = engine_new(&serving->app->ops, &options);
	return engine_start(serving->engine, err);
}

static bool start_web(struct serving *serving, struct error *err)
{
	struct app *app = serving->app;
	struct api_options options = {.ops = &app->ops,
		.gate = serving->gate,
		.rules = &app->rules,
		.version = OUTRIDER_VERSION,
		.setup_code = serving->setup_code,
		.metrics = write_metrics,
		.metrics_context = serving};
	struct http_options http = {.listen_fd = serving->listen_fd,
		.rules = &app->rules,
		.base_url = app->ops.base_url,
		.spool_dir = arena_printf(serving->arena, "%s/uploads", serving->config->data_dir)};

	if (!listen_unix(arena_printf(serving->arena, "%s/outrider.sock", serving->config->data_dir),
		    &serving->socket_fd, err))
		return false;
	http.socket_fd = serving->socket_fd;
	if (!api_server_new(&options, &serving->api, err))
		return false;
	http.app = api_server_app(serving->api);
	if (!http_server_start(&http, &serving->http, err))
		return false;
	serving->api->http = serving->http;
	serving->api->is_ready = true;
	serving->listen_fd = serving->socket_fd = -1; /* the server's now */
	return true;
}

static void announce(const struct serving *serving)
{
	if (!serving->config->runs_web)
		return;
	printf("Outrider is listening on %s\n", serving->own_url);
	if (strcmp(serving->own_url, serving->app->ops.base_url) != 0)
		printf("Open it at %s\n", serving->app->ops.base_url);
	if (serving->setup_code)
		printf("Make the first owner at %s/setup?code=%s\n", serving->app->ops.base_url, serving->setup_code);
	fflush(stdout);
}

static bool start(struct serving *serving, struct error *err)
{
	if (serving->config->runs_web && !bind_doors(serving, err))
		return false;
	if (!app_open(serving->config, serving->own_url ? serving->own_url : "http://localhost", &serving->app, err))
		return false;
	if (!lineage_open(&serving->app->ops, err))
		return false;
	serving->gate = password_gate_new(&serving->app->clock);
	if (!make_setup_code(serving, err))
		return false;
	if (serving->config->runs_workers && !start_engine(serving, err))
		return false;
	return !serving->config->runs_web || start_web(serving, err);
}

static void stop(struct serving *serving)
{
	if (serving->engine)
		engine_drain(serving->engine, DRAIN_MS);
	if (serving->engine)
		lineage_keep_up(&serving->app->ops, GATE_TICKETS);
	if (serving->api)
		api_server_stop(serving->api);
	http_server_free(serving->http);
	api_server_free(serving->api);
	engine_free(serving->engine);
	password_gate_free(serving->gate);
	app_free(serving->app);
	if (serving->listen_fd >= 0)
		close(serving->listen_fd);
	if (serving->socket_fd >= 0)
		close(serving->socket_fd);
	arena_free(serving->arena);
}

static sigset_t stop_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	return set;
}

static sigset_t all_signals(void)
{
	sigset_t set = stop_signals();

	sigaddset(&set, SIGUSR2);
	return set;
}

/* Returns when the server is to stop. */
static void wait_for_signal(struct serving *serving)
{
	struct timespec an_hour = {.tv_sec = SWEEP_EVERY_S};
	sigset_t signals = all_signals();
	int number;

	while ((number = sigtimedwait(&signals, NULL, &an_hour)) < 0 || number == SIGUSR2) {
		if (number == SIGUSR2)
			flight_write(serving->app->recorder, serving->config->data_dir, &serving->app->clock);
		else if (serving->api)
			api_server_sweep(serving->api);
	}
}

static void leave_at_once(__attribute__((unused)) int number)
{
	_exit(1);
}

/* From now on a signal ends the process: everything is prepared for a crash anyway. */
static void arm_second_signal(void)
{
	struct sigaction action = {.sa_handler = leave_at_once};
	sigset_t signals = stop_signals();

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

bool serve(const struct config *config, struct error *err)
{
	struct serving serving = {.config = config, .arena = arena_new(), .listen_fd = -1, .socket_fd = -1};
	sigset_t signals = all_signals();
	bool is_started;

	log_set_level(config->log_level);
	raise_descriptor_limit();
	signal(SIGPIPE, SIG_IGN);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	is_started = start(&serving, err);
	if (is_started) {
		flight_arm(serving.app->recorder, config->data_dir);
		announce(&serving);
		log_line(LOG_INFO, "started", "Outrider serves %s.", serving.app->ops.base_url);
		wait_for_signal(&serving);
		log_line(LOG_INFO, "stopping", "Draining: nothing new is begun.");
	}
	arm_second_signal();
	flight_disarm();
	stop(&serving);
	if (is_started)
		log_line(LOG_INFO, "stopped", "Everything has ended.");
	return is_started;
}
