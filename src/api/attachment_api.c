/*
 * attachment_api: files that go with emails over HTTP: upload, what one is, download.
 *
 * A download is never a page of ours: whatever a file holds, no browser runs it here.
 */
#include "api/api.h"

#include <string.h>
#include <unistd.h>

#include "api/attachment_json.h"
#include "api/multipart.h"
#include "base/text.h"
#include "http/request.h"
#include "http/response.h"
#include "ops/attachment_check.h"
#include "ops/attachment_ops.h"
#include "ops/mailbox_rules.h"

/* The uploaded bytes as a file of their own: the body itself, or the file in a form. */
static bool take_body(struct api_request *request, struct attachment_new *new, struct error *err)
{
	const char *type = http_request_header(request->http, "Content-Type");
	const char *upload = http_request_body_file(request->http, &new->size_bytes), *name = NULL;

	new->file = upload;
	new->name = api_query(request, "filename");
	if (!upload || !multipart_is_form(type))
		return true;
	new->file = arena_printf(request->call.arena, "%s.part", upload);
	if (!multipart_extract(upload, type, new->file, request->call.arena, &name, &new->size_bytes, err))
		return false;
	if (!new->name)
		new->name = name;
	return true;
}

static bool add(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct attachment_new new = {0};
	struct attachment attachment;
	bool is_added;

	*status = 201;
	if (!take_body(request, &new, err))
		return false;
	is_added = attachment_ops_add(request->ops, &request->call, &new, &attachment, err);
	if (new.file)
		unlink(new.file);
	if (is_added)
		attachment_json_put(out, NULL, &attachment);
	return is_added;
}

static bool read_one(struct api_request *request, struct attachment *out, struct error *err)
{
	int64_t id = 0;

	return api_id(request, 0, ID_ATTACHMENT, &id, err) &&
		attachment_ops_get(request->ops, &request->call, id, out, err);
}

static bool get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct attachment attachment;

	(void)status;
	if (!read_one(request, &attachment, err))
		return false;
	attachment_json_put(out, NULL, &attachment);
	return true;
}

/* RFC 6266, with the name in the manner of RFC 8187 alone: all browsers know it. */
static const char *disposition(const struct attachment *attachment, struct arena *arena)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
	struct text out;

	text_init(&out, arena);
	text_printf(
		&out, "%s; filename*=UTF-8''", attachment_may_be_inline(attachment->type) ? "inline" : "attachment");
	for (const char *c = attachment->name; *c; c++)
		if (strchr(plain, *c))
			text_add_char(&out, *c);
		else
			text_printf(&out, "%%%02X", (unsigned char)*c);
	return text_string(&out);
}

static void put_fault(struct json_out *out, const struct attachment_fault *fault)
{
	json_open_object(out, NULL);
	json_put_id(out, "campaign_id", ID_CAMPAIGN, fault->campaign_id);
	json_put_string(out, "campaign", fault->campaign);
	json_put_int(out, "step", fault->position);
	json_put_string(out, "file", fault->file);
	json_put_string(out, "code", fault->code);
	json_put_string(out, "text", fault->text);
	json_close_object(out);
}

/* It reads all that campaigns carry, and tells of everybody's. */
static bool check(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct attachment_check found;

	(void)status;
	if (!mailbox_rules_is_manager(&request->call))
		return error_set(
			err, ERROR_DENIED, "managers_only", "Only a manager can have all files checked. Ask one.");
	if (!attachment_check(request->ops, request->call.workspace_id, request->call.arena, &found, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < found.count; i++)
		put_fault(out, &found.faults[i]);
	json_close_array(out);
	json_put_int(out, "carried", found.carried);
	json_put_int(out, "faulty", found.faulty);
	json_close_object(out);
	return true;
}

static bool download(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct http_response *response = http_request_response(request->http);
	struct arena *arena = request->call.arena;
	struct attachment attachment;

	(void)status;
	(void)out;
	if (!read_one(request, &attachment, err))
		return false;
	if (!http_response_file(response, attachment_ops_path(request->ops, &attachment, arena), attachment.type, ""))
		return error_set(err, ERROR_NOT_FOUND, "attachment_missing",
			"“%.100s” is not on the server's disk any more. Attach it again.", attachment.name);
	http_response_header(response, "Content-Disposition", disposition(&attachment, arena));
	http_response_header(response, "Content-Security-Policy", "sandbox");
	return true;
}

const struct api_route attachment_routes[] = {
	{"POST", "/attachments", "campaigns:write", API_RAW_BODY | API_SMALL_BODY | API_MAY_WAIT, add},
	{"GET", "/attachments/check", "campaigns:read", API_MAY_WAIT, check},
	{"GET", "/attachments/{id}", "campaigns:read", 0, get},
	{"GET", "/attachments/{id}/content", "campaigns:read", 0, download},
	{0},
};
