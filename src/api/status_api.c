/*
 * status_api: whether emails leave at all, what holds them all, the word of a manager who lets them go on, and backups.
 */
#include "api/api.h"

#include "ops/lineage.h"
#include "ops/mailbox_rules.h"
#include "store/backup.h"
#include "store/send_store.h"

static const char restore_text[] = "The database is not the one that sent last: it was put back from a backup, or "
				   "replaced. Nothing is sent until a "
				   "manager lets sending go on.";
static const char clock_text[] =
	"The clock of this machine jumped. Nothing is sent until it has been steady for two minutes, or a manager says "
	"that it is right.";

/* A provider that does not answer holds its own mailboxes only. */
static void put_down(struct json_out *out, const struct place_down *place, struct arena *arena)
{
	json_open_object(out, NULL);
	json_put_string(out, "cause", "provider_down");
	json_put_time(out, "since", place->since);
	json_put_string(out, "text",
		arena_printf(arena, "%s does not answer. Its mailboxes wait, and it is tried again every few minutes.",
			place->name));
	json_open_array(out, "allowed_actions");
	json_close_array(out);
	json_put_string(out, "provider", place->name);
	json_put_raw(out, "details", "{}");
	json_close_object(out);
}

static void put_hold(struct json_out *out, const char *cause, const char *text, int64_t since, const char *action,
	const char *details)
{
	json_open_object(out, NULL);
	json_put_string(out, "cause", cause);
	json_put_time(out, "since", since);
	json_put_string(out, "text", text);
	json_open_array(out, "allowed_actions");
	if (action)
		json_put_string(out, NULL, action);
	json_close_array(out);
	json_put_null(out, "provider");
	json_put_raw(out, "details", details ? details : "{}");
	json_close_object(out);
}

static void put_gate(
	struct json_out *out, const struct gate_view *view, const char *restore_details, struct arena *arena)
{
	if (view->is_held[GATE_RESTORE])
		put_hold(out, "restore_hold", restore_text, view->since[GATE_RESTORE], "release", restore_details);
	if (view->is_held[GATE_CLOCK])
		put_hold(out, "clock_hold", clock_text, view->since[GATE_CLOCK], "release",
			arena_printf(arena, "{\"jumped_seconds\":%lld}", (long long)(view->jumped_ms / 1000)));
}

/* What a page says of a disk, where nobody has just tried to change something. */
static const char *disk_text(const struct error *why)
{
	if (error_is(why, "disk_full"))
		return "The server's disk is full. Free some space: sending then goes on by itself.";
	if (error_is(why, "read_only"))
		return "The server's disk is read-only. Make it writable: sending then goes on by itself.";
	return "The server's disk cannot be written. Look at its log: sending goes on by itself once it can.";
}

static void put_all_down(struct api_request *request, struct json_out *out)
{
	const struct connection_closer *engine = &request->ops->connections;
	struct place_down *list = NULL;
	size_t count = 0;

	if (engine->list_down)
		engine->list_down(engine->context, request->call.arena, &list, &count);
	for (size_t i = 0; i < count; i++)
		put_down(out, &list[i], request->call.arena);
}

static bool put_status(struct api_request *request, struct json_out *out, struct error *err)
{
	struct ops *ops = request->ops;
	const char *details = NULL;
	struct gate_view view;
	struct error why;
	bool is_failing = store_is_failing(ops->store, &why);

	sending_gate_view(ops->gate, &view);
	if (!lineage_details(ops, request->call.arena, &details, err))
		return false;
	json_open_object(out, "sending");
	json_put_string(out, "state",
		is_failing || view.is_held[GATE_RESTORE] || view.is_held[GATE_CLOCK] ? "held" : "running");
	json_open_array(out, "holds");
	put_gate(out, &view, details, request->call.arena);
	if (is_failing)
		put_hold(out, "disk_full", disk_text(&why), 0, NULL,
			arena_printf(request->call.arena, "{\"code\":\"%s\"}", why.code));
	put_all_down(request, out);
	json_close_array(out);
	json_close_object(out);
	return true;
}

static bool get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t unknown = 0;

	(void)status;
	if (!tx_read(request->ops->store, &tx, err) ||
		!send_store_count_unknown(tx, request->call.workspace_id, 0, 0, &unknown, err))
		return false;
	tx_free(TAKE(tx));
	json_open_object(out, NULL);
	if (!put_status(request, out, err))
		return false;
	json_put_int(out, "unknown_sends", unknown);
	json_close_object(out);
	return true;
}

static bool release_clock(struct ops *ops, struct error *err)
{
	struct gate_view view;

	sending_gate_view(ops->gate, &view);
	if (!view.is_held[GATE_CLOCK])
		return error_set(err, ERROR_CONFLICT, "not_held", "Sending is not held for the clock.");
	sending_gate_release(ops->gate, GATE_CLOCK);
	wakeup_ring(store_wakeup(ops->store, BELL_ENGINE));
	return true;
}

/* What becomes of emails in doubt that are not found in Sent mail. */
static bool read_missing(struct api_request *request, bool *resend, struct error *err)
{
	const char *missing = "decide";

	if (!json_get_text(request->body, "missing", 16, request->call.arena, &missing, NULL, err))
		return false;
	*resend = text_equal(missing, "resend");
	return *resend || text_equal(missing, "decide") ||
		error_invalid(err, "missing", "one_of", missing, "“missing” must be decide or resend.");
}

static bool release(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	enum gate_hold hold = GATE_RESTORE;
	const char *cause = NULL;
	bool resend = false;

	if (!mailbox_rules_is_manager(&request->call))
		return error_set(err, ERROR_DENIED, "managers_only", "Only a manager can let sending go on. Ask one.");
	if (!json_get_text(request->body, "cause", 32, request->call.arena, &cause, NULL, err) ||
		!read_missing(request, &resend, err))
		return false;
	if (!cause || !gate_hold_parse(cause, &hold))
		return error_invalid(err, "cause", "one_of", cause, "“cause” must be restore_hold or clock_hold.");
	if (hold == GATE_CLOCK ? !release_clock(request->ops, err)
			       : !lineage_release(request->ops, &request->call, resend, err))
		return false;
	return get(request, out, status, err);
}

/* A file of the server's user is written: only who reaches the socket in the data directory may say where. */
static bool back_up(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	const char *file = NULL;

	(void)status;
	if (request->call.actor.kind != ACTOR_SHELL)
		return error_set(err, ERROR_DENIED, "shell_only",
			"A backup is made by “outrider backup” on the server's machine.");
	if (!json_get_text(request->body, "file", 4000, request->call.arena, &file, NULL, err))
		return false;
	if (!file || file[0] != '/')
		return error_invalid(err, "file", "absolute", file, "“file” must be an absolute path.");
	if (!store_backup(request->ops->store, file, err) || !lineage_raise(request->ops, err))
		return false;
	json_open_object(out, NULL);
	json_put_string(out, "file", file);
	json_close_object(out);
	return true;
}

const struct api_route status_routes[] = {
	{"POST", "/backup", "settings:write", API_MAY_WAIT, back_up},
	{"GET", "/status", "settings:read", 0, get},
	{"POST", "/sending/release", "settings:write", 0, release},
	{0},
};
