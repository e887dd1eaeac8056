/*
 * support_api: what somebody who helps from afar needs, in one file: version, state, figures and the flight recorder's events.
 *
 * One JSON object a line. Ids instead of names and addresses; no settings that could hold a secret.
 */
#include "api/api.h"

#include <string.h>

#include "api/health.h"
#include "base/text.h"
#include "http/response.h"
#include "model/mailbox.h"
#include "store/mailbox_store.h"

enum { MAILBOXES_AT_ONCE = 500 };

static void put_head(const struct api_request *request, struct json_out *out)
{
	const struct ops *ops = request->ops;

	json_open_object(out, NULL);
	json_put_string(out, "outrider", request->server->options.version);
	json_put_time(out, "made_at", clock_wall(ops->clock));
	json_put_string(out, "boot", ops->boot);
	json_put_int(out, "undo_seconds", ops->undo_ms / 1000);
	json_put_bool(out, "private_hosts", ops->allow_private_hosts);
	json_close_object(out);
}

static void put_mailbox(struct json_out *out, const struct mailbox *mailbox)
{
	json_open_object(out, NULL);
	json_put_id(out, "mailbox", ID_MAILBOX, mailbox->id);
	json_put_string(out, "provider", mailbox_provider_name(mailbox->provider));
	json_put_string(out, "status", mailbox_status_name(mailbox->status));
	json_put_int(out, "epoch", mailbox->epoch);
	json_put_string(out, "last_error", mailbox->last_error_code);
	json_open_array(out, "holds");
	for (size_t i = 0; i < mailbox->hold_count; i++)
		json_put_string(out, NULL, hold_cause_name(mailbox->holds[i].cause));
	json_close_array(out);
	json_close_object(out);
}

/* A page of mailboxes; *after is the last one's id, or 0 when there are no more. */
static bool add_mailboxes(
	struct api_request *request, struct tx *tx, int64_t *after, struct text *text, struct error *err)
{
	struct mailbox *list = NULL;
	size_t count = 0;

	if (!mailbox_store_list(tx, request->call.workspace_id, NULL, NULL, *after, MAILBOXES_AT_ONCE,
		    request->call.arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct json_out out;

		json_out_init(&out, text);
		put_mailbox(&out, &list[i]);
		text_add_char(text, '\n');
	}
	*after = count == MAILBOXES_AT_ONCE ? list[count - 1].id : 0;
	return true;
}

static bool add_all_mailboxes(struct api_request *request, struct text *text, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t after = 0;

	if (!tx_read(request->ops->store, &tx, err))
		return false;
	do {
		if (!add_mailboxes(request, tx, &after, text, err))
			return false;
	} while (after);
	return true;
}

static void add_metrics(struct api_request *request, struct text *text)
{
	struct text metrics;
	struct json_out out;

	text_init(&metrics, request->call.arena);
	health_write_metrics(request->server, &metrics);
	json_out_init(&out, text);
	json_open_object(&out, NULL);
	json_put_string(&out, "metrics", text_string(&metrics));
	json_close_object(&out);
	text_add_char(text, '\n');
}

static bool bundle(struct api_request *request, struct json_out *ignored, int *status, struct error *err)
{
	struct http_response *response = http_request_response(request->http);
	struct json_out out;
	struct text text;

	(void)ignored;
	(void)status;
	text_init(&text, request->call.arena);
	json_out_init(&out, &text);
	put_head(request, &out);
	text_add_char(&text, '\n');
	add_metrics(request, &text);
	if (!add_all_mailboxes(request, &text, err))
		return false;
	if (request->ops->recorder)
		recorder_write_text(request->ops->recorder, &text);
	http_response_header(response, "Content-Disposition", "attachment; filename=\"outrider-support.jsonl\"");
	http_response_body(response, 200, "application/x-ndjson", text_string(&text), text.length);
	return true;
}

const struct api_route support_routes[] = {
	{"GET", "/support-bundle", "settings:write", 0, bundle},
	{0},
};
