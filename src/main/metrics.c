#include "main/metrics.h"

#include <inttypes.h>

static void write_store_metrics(struct store *store, struct text *out)
{
	static const char *const causes[] = {"disk_full", "read_only", "io_error"};
	struct error why = {0};
	bool is_failing = store_is_failing(store, &why);

	text_printf(out,
		"# HELP outrider_store_failing Whether the last write to the data directory failed, and why.\n"
		"# TYPE outrider_store_failing gauge\noutrider_store_failing %d\n"
		"# TYPE outrider_store_failing_cause gauge\n",
		is_failing);
	for (size_t i = 0; i < ARRAY_COUNT(causes); i++)
		text_printf(out, "outrider_store_failing_cause{cause=\"%s\"} %d\n", causes[i],
			is_failing && error_is(&why, causes[i]));
}

static void write_gate_metrics(struct sending_gate *gate, struct text *out)
{
	struct gate_view view;

	sending_gate_view(gate, &view);
	text_add(out,
		"# HELP outrider_sending_held Whether all sending is held, and for what.\n"
		"# TYPE outrider_sending_held gauge\n");
	for (enum gate_hold hold = 0; hold < GATE_HOLD_COUNT; hold++)
		text_printf(out, "outrider_sending_held{cause=\"%s\"} %d\n", gate_hold_name(hold), view.is_held[hold]);
}

static void write_sends(const struct engine_counts *counts, struct text *out)
{
	text_printf(out,
		"# HELP outrider_sends_total Sends since the start, by how they ended.\n"
		"# TYPE outrider_sends_total counter\n"
		"outrider_sends_total{outcome=\"sent\"} %" PRId64 "\noutrider_sends_total{outcome=\"failed\"} %" PRId64
		"\n"
		"outrider_sends_total{outcome=\"deferred\"} %" PRId64
		"\noutrider_sends_total{outcome=\"unknown\"} %" PRId64 "\n"
		"outrider_sends_total{outcome=\"aborted\"} %" PRId64 "\n",
		counts->sent, counts->failed, counts->deferred, counts->unknown, counts->aborted);
}

/* A figure of each kind of worker. */
static void write_kinds(struct text *out, const char *name, const char *help, int64_t send, int64_t sync)
{
	text_printf(out,
		"# HELP %s %s\n# TYPE %s gauge\n%s{kind=\"send\"} %" PRId64 "\n%s{kind=\"sync\"} %" PRId64 "\n", name,
		help, name, name, send, name, sync);
}

static void write_taken(struct text *out, const char *kind, const struct lanes_view *lanes)
{
	text_printf(out,
		"outrider_lanes_taken{kind=\"%s\",standing=\"proven\"} %" PRId64 "\n"
		"outrider_lanes_taken{kind=\"%s\",standing=\"fresh\"} %" PRId64 "\n"
		"outrider_lanes_taken{kind=\"%s\",standing=\"doubtful\"} %" PRId64 "\n"
		"outrider_lanes_limit{kind=\"%s\",standing=\"fresh\"} %" PRId64 "\n"
		"outrider_lanes_limit{kind=\"%s\",standing=\"doubtful\"} %" PRId64 "\n",
		kind, lanes->taken - lanes->fresh - lanes->doubtful, kind, lanes->fresh, kind, lanes->doubtful, kind,
		lanes->fresh_limit, kind, lanes->doubtful_limit);
}

static void write_engine(const struct engine_view *view, struct text *out)
{
	const struct engine_workers *send = &view->send, *sync = &view->sync;

	write_kinds(out, "outrider_workers", "Worker threads at work.", send->busy, sync->busy);
	write_kinds(out, "outrider_threads", "Worker threads there are.", send->threads, sync->threads);
	write_kinds(out, "outrider_threads_limit", "Worker threads there may be.", send->limit, sync->limit);
	write_kinds(out, "outrider_lanes", "Mailboxes with something to do.", send->lanes.lanes, sync->lanes.lanes);
	write_kinds(out, "outrider_lanes_ready", "Mailboxes that wait for a worker.", send->lanes.waiting,
		sync->lanes.waiting);
	write_kinds(out, "outrider_places_down", "Mail servers and providers that count as down.",
		(int64_t)send->lanes.down_count, (int64_t)sync->lanes.down_count);
	text_add(out,
		"# HELP outrider_lanes_taken Workers by how their mailbox stands: it worked last time, was never "
		"tried, or let "
		"wait.\n# TYPE outrider_lanes_taken gauge\n");
	write_taken(out, "send", &send->lanes);
	write_taken(out, "sync", &sync->lanes);
}

static void write_inside(struct app *app, struct text *out)
{
	size_t events, recorded;

	recorder_counts(app->recorder, &events, &recorded);
	text_printf(out,
		"# HELP outrider_flight_events Events that the flight recorder keeps, and of how many mailboxes.\n"
		"# TYPE outrider_flight_events gauge\noutrider_flight_events %zu\n"
		"# TYPE outrider_flight_mailboxes gauge\noutrider_flight_mailboxes %zu\n"
		"# HELP outrider_store_waiting Transactions that wait for the writer.\n"
		"# TYPE outrider_store_waiting gauge\noutrider_store_waiting %zu\n"
		"# HELP outrider_fence_attempts Emails between claim and settlement.\n"
		"# TYPE outrider_fence_attempts gauge\noutrider_fence_attempts %zu\n",
		events, recorded, store_waiting(app->store), fence_count(app->fence, &(struct fence_match){0}));
}

void metrics_write(struct app *app, struct engine *engine, struct text *out)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct engine_counts counts;
	struct engine_view view;

	write_store_metrics(app->store, out);
	write_gate_metrics(app->gate, out);
	write_inside(app, out);
	if (!engine)
		return;
	engine_counts(engine, &counts);
	engine_look(engine, arena, &view);
	write_sends(&counts, out);
	write_engine(&view, out);
}
