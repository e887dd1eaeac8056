#include "api/health.h"

#include <inttypes.h>

#include "api/auth.h"
#include "api/problem.h"

static const char plain[] = "text/plain; charset=utf-8";

void health_live(struct http_response *response)
{
	http_response_text(response, 200, plain, "alive\n");
}

static bool store_answers(struct ops *ops, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return !store_is_failing(ops->store, err) && tx_read(ops->store, &tx, err);
}

void health_ready(struct api_server *server, struct http_response *response)
{
	struct error err;

	if (!server->is_ready)
		http_response_text(response, 503, plain, "starting\n");
	else if (!store_answers(server->options.ops, &err))
		http_response_text(response, 503, plain, "the database does not answer\n");
	else
		http_response_text(response, 200, plain, "ready\n");
}

static bool may_read(struct api_server *server, struct http_request *request, struct error *err)
{
	struct api_request asking = {.server = server, .ops = server->options.ops, .http = request};
	bool is_signed_in;

	asking.call.arena = http_request_arena(request);
	if (http_request_is_from_loopback(request) || http_request_is_from_shell(request))
		return true;
	if (!auth_identify(&asking, &is_signed_in, err))
		return false;
	if (!is_signed_in)
		return error_set(err, ERROR_UNAUTHENTICATED, "unauthenticated",
			"Metrics are for this machine, or for an API key that may read settings.");
	return ops_allow(&asking.call, "settings:read", err);
}

static void write_http(struct api_server *server, struct text *out)
{
	struct http_stats stats;

	http_server_stats(server->http, &stats);
	text_add(out,
		"# HELP outrider_http_answers_total Answers by class of status.\n"
		"# TYPE outrider_http_answers_total counter\n");
	for (int class = 2; class <= 5; class ++)
		text_printf(
			out, "outrider_http_answers_total{class=\"%dxx\"} %" PRIu64 "\n", class, stats.by_class[class]);
	text_printf(out,
		"# TYPE outrider_http_queued gauge\noutrider_http_queued %zu\n"
		"# TYPE outrider_http_waiting gauge\noutrider_http_waiting %zu\n"
		"# TYPE outrider_http_open gauge\noutrider_http_open %zu\n"
		"# TYPE outrider_event_streams gauge\noutrider_event_streams %zu\n",
		stats.queued, stats.waiting_threads, stats.open, event_hub_count(server->events));
}

static void write_tracking(struct api_server *server, struct text *out)
{
	struct tracking_figures figures;

	tracking_hub_figures(server->tracking, &figures);
	text_printf(out,
		"# HELP outrider_tracking_requests_total Opens and clicks that came in.\n"
		"# TYPE outrider_tracking_requests_total counter\noutrider_tracking_requests_total %" PRIu64 "\n"
		"# HELP outrider_tracking_dropped_total Opens and clicks that were not kept: too many at once, or a "
		"failing disk.\n"
		"# TYPE outrider_tracking_dropped_total counter\noutrider_tracking_dropped_total %" PRIu64 "\n"
		"# TYPE outrider_tracking_queued gauge\noutrider_tracking_queued %zu\n",
		figures.taken, figures.dropped, figures.queued);
}

void health_write_metrics(struct api_server *server, struct text *out)
{
	write_http(server, out);
	write_tracking(server, out);
	if (server->options.metrics)
		server->options.metrics(server->options.metrics_context, out);
}

void health_metrics(struct api_server *server, struct http_request *request, struct http_response *response)
{
	struct arena *arena = http_request_arena(request);
	struct error err;
	struct text out;

	if (!may_read(server, request, &err)) {
		problem_answer(response, arena, &err);
		return;
	}
	text_init(&out, arena);
	health_write_metrics(server, &out);
	http_response_body(response, 200, "text/plain; version=0.0.4; charset=utf-8", text_string(&out), out.length);
}
