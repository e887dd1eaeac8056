/*
 * approval_api: the emails that wait for somebody, and what is decided about one or many.
 */
#include "api/api.h"
#include "api/attachment_json.h"
#include "api/send_json.h"
#include "base/text.h"
#include "model/fold.h"
#include "ops/approval_ops.h"

enum { TEXT_MAX = 64 * 1024, VERSION_MAX_BYTES = 100 };

static void put_contact(struct json_out *out, const struct approval_view *view)
{
	json_open_object(out, "contact");
	json_put_id(out, "id", ID_CONTACT, view->send.contact_id);
	json_put_string(out, "email", view->send.email);
	json_put_string(out, "name", view->contact_name);
	json_put_string(out, "company", view->company);
	json_close_object(out);
}

static void put_approved(struct json_out *out, const struct approval_view *view)
{
	if (!view->was_approved) {
		json_put_null(out, "approved_before");
		return;
	}
	json_open_object(out, "approved_before");
	json_put_string(out, "by_name", view->approved_by_name);
	json_put_time(out, "at", view->approved_at);
	json_put_bool(out, "edited", view->is_edited);
	json_close_object(out);
}

static void put_view(struct json_out *out, const struct approval_view *view)
{
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_SEND, view->send.id);
	json_put_id(out, "campaign_id", ID_CAMPAIGN, view->send.campaign_id);
	json_put_string(out, "campaign_name", view->campaign_name);
	put_contact(out, view);
	json_put_int(out, "step", view->send.position);
	json_put_id(out, "mailbox_id", ID_MAILBOX, view->send.mailbox_id);
	json_put_string(out, "mailbox_address", view->mailbox_address);
	json_put_string(out, "from", view->from);
	json_put_string(out, "from_name", view->from_name);
	json_put_string(out, "subject", view->subject);
	json_put_string(out, "text", view->text);
	json_put_string(out, "html", view->html);
	json_put_string(out, "body_text", view->body_text);
	json_put_string(out, "body_html", view->body_html);
	json_put_bool(out, "in_thread", view->in_thread);
	json_open_array(out, "attachments");
	for (size_t i = 0; i < view->attachment_count; i++)
		attachment_json_put_of_step(out, &view->attachments[i]);
	json_close_array(out);
	json_put_string(out, "version", view->version);
	json_put_string(out, "missing_field", view->missing_field);
	json_put_string(out, "problem", view->problem);
	put_approved(out, view);
	json_put_time(out, "since", view->send.due_at);
	json_close_object(out);
}

static bool list_of(struct api_request *request, struct json_out *out, int64_t campaign_id, struct error *err)
{
	const char *search = api_query(request, "q");
	struct approval_view *list = NULL;
	int64_t after = 0;
	size_t count = 0;
	int limit = 0;

	if (!api_page(request, &limit, &after, err) ||
		!approval_ops_list(request->ops, &request->call, campaign_id,
			text_is_empty(search) ? NULL : fold_text(search, request->call.arena), after, limit, &list,
			&count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		put_view(out, &list[i]);
	api_page_end(out, count == (size_t)limit ? list[count - 1].send.id : 0, -1);
	return true;
}

static bool list(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	(void)status;
	return list_of(request, out, 0, err);
}

static bool list_of_campaign(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_CAMPAIGN, &id, err) && list_of(request, out, id, err);
}

static bool put_send(struct api_request *request, struct json_out *out, const struct send *send, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(request->ops->store, &tx, err) && send_json_put(out, NULL, request->ops, tx, send, err);
}

static bool read_wish(struct api_request *request, struct approval_wish *wish, struct error *err)
{
	const json_t *body = request->body;
	struct arena *arena = request->call.arena;

	return json_get_text(body, "version", VERSION_MAX_BYTES, arena, &wish->version, NULL, err) &&
		json_get_text(body, "subject", TEXT_MAX, arena, &wish->subject, NULL, err) &&
		json_get_multiline(body, "body_text", TEXT_MAX, arena, &wish->body_text, NULL, err) &&
		json_get_multiline(body, "body_html", TEXT_MAX, arena, &wish->body_html, NULL, err);
}

static bool approve(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct approval_wish wish = {0};
	struct send send;
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_SEND, &id, err) && read_wish(request, &wish, err) &&
		approval_ops_approve(request->ops, &request->call, id, &wish, &send, err) &&
		put_send(request, out, &send, err);
}

static bool skip(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct send send;
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_SEND, &id, err) &&
		approval_ops_skip(request->ops, &request->call, id, &send, err) && put_send(request, out, &send, err);
}

static void put_result(struct json_out *out, int64_t id, const struct error *why)
{
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_SEND, id);
	json_put_bool(out, "ok", !why);
	json_put_string(out, "code", why ? why->code : NULL);
	json_put_string(out, "message", why ? why->message : NULL);
	json_close_object(out);
}

/* The version that was shown of one of many: {"ids": [...], "versions": {"snd_…": "…"}}. */
static const char *version_of(struct api_request *request, int64_t id)
{
	char name[ID_TEXT_SIZE];

	id_format(ID_SEND, id, name);
	return json_string_value(json_object_get(json_object_get(request->body, "versions"), name));
}

static bool decide(struct api_request *request, int64_t id, bool approves, struct error *why)
{
	struct approval_wish wish = {.version = version_of(request, id)};
	struct send send;

	return approves ? approval_ops_approve(request->ops, &request->call, id, &wish, &send, why)
			: approval_ops_skip(request->ops, &request->call, id, &send, why);
}

/* Each by itself: what is decided stays decided, and every refusal is told. */
static bool decide_many(struct api_request *request, struct json_out *out, bool approves, struct error *err)
{
	int64_t *ids = NULL, done = 0;
	size_t count = 0;

	if (!json_get_ids(
		    request->body, "ids", ID_SEND, APPROVAL_MAX_IDS, request->call.arena, &ids, &count, NULL, err))
		return false;
	if (count == 0)
		return error_invalid(err, "ids", "required", NULL, "Name at least one email in “ids”.");
	json_open_object(out, NULL);
	json_open_array(out, "results");
	for (size_t i = 0; i < count; i++) {
		struct error why = {0};
		bool ok = decide(request, ids[i], approves, &why);

		done += ok;
		put_result(out, ids[i], ok ? NULL : &why);
	}
	json_close_array(out);
	json_put_int(out, "done", done);
	json_close_object(out);
	return true;
}

static bool approve_many(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	(void)status;
	return decide_many(request, out, true, err);
}

static bool skip_many(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	(void)status;
	return decide_many(request, out, false, err);
}

const struct api_route approval_routes[] = {
	{"GET", "/approvals", "campaigns:read", 0, list},
	{"GET", "/campaigns/{id}/approvals", "campaigns:read", 0, list_of_campaign},
	{"POST", "/approvals/approve", "campaigns:write", 0, approve_many},
	{"POST", "/approvals/skip", "campaigns:write", 0, skip_many},
	{"POST", "/approvals/{id}/approve", "campaigns:write", 0, approve},
	{"POST", "/approvals/{id}/skip", "campaigns:write", 0, skip},
	{0},
};
