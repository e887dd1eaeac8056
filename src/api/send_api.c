/*
 * send_api: sends that need a decision, one send, and the decision about one or many.
 */
#include "api/send_json.h"

#include "api/api.h"
#include "ops/send_settle.h"

enum { MAX_IDS = 200 };

static bool list_unknown(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	const char *wanted = api_query(request, "status");
	struct send *sends = NULL;
	int64_t before = 0;
	size_t count = 0;
	int limit = 0;

	(void)status;
	if (wanted && !text_equal(wanted, "unknown"))
		return error_invalid(
			err, "status", "one_of", wanted, "Only status=unknown can be listed over all campaigns.");
	if (!api_page(request, &limit, &before, err) || !tx_read(request->ops->store, &tx, err) ||
		!send_store_list(tx, request->call.workspace_id, SEND_LIST_UNKNOWN, 0, NULL, before, limit,
			request->call.arena, &sends, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		if (!send_json_put(out, NULL, request->ops, tx, &sends[i], err))
			return false;
	api_page_end(out, count == (size_t)limit ? sends[count - 1].id : 0, -1);
	return true;
}

static bool put_one(struct api_request *request, struct json_out *out, int64_t id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct send send;

	return tx_read(request->ops->store, &tx, err) &&
		send_store_get(tx, request->call.workspace_id, id, request->call.arena, &send, err) &&
		send_json_put(out, NULL, request->ops, tx, &send, err);
}

static bool get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_SEND, &id, err) && put_one(request, out, id, err);
}

static bool read_as(struct api_request *request, enum send_resolution *as, struct error *err)
{
	const char *name = NULL;

	if (!json_get_text(request->body, "as", 16, request->call.arena, &name, NULL, err))
		return false;
	return (name && send_resolution_parse(name, as)) ||
		error_invalid(err, "as", "one_of", name, "“as” must be sent, resend or drop.");
}

static bool resolve(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	enum send_resolution as = RESOLVE_SENT;
	struct send send;
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_SEND, &id, err) && read_as(request, &as, err) &&
		send_settle_resolve(request->ops, &request->call, id, as, &send, err) && put_one(request, out, id, err);
}

static void put_refused(struct json_out *out, int64_t id, const struct error *why)
{
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_SEND, id);
	json_put_string(out, "code", why->code);
	json_put_string(out, "message", why->message);
	json_close_object(out);
}

/* Each by itself: what is decided stays decided, and every refusal is told. */
static bool resolve_many(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	enum send_resolution as = RESOLVE_SENT;
	int64_t *ids = NULL, resolved = 0;
	size_t count = 0;

	(void)status;
	if (!json_get_ids(request->body, "ids", ID_SEND, MAX_IDS, request->call.arena, &ids, &count, NULL, err) ||
		!read_as(request, &as, err))
		return false;
	if (count == 0)
		return error_invalid(err, "ids", "required", NULL, "Name at least one email in “ids”.");
	json_open_object(out, NULL);
	json_open_array(out, "refused");
	for (size_t i = 0; i < count; i++) {
		struct error one = {0};
		struct send send;

		if (send_settle_resolve(request->ops, &request->call, ids[i], as, &send, &one))
			resolved++;
		else
			put_refused(out, ids[i], &one);
	}
	json_close_array(out);
	json_put_int(out, "resolved", resolved);
	json_close_object(out);
	return true;
}

const struct api_route send_routes[] = {
	{"GET", "/sends", "campaigns:read", 0, list_unknown},
	{"GET", "/sends/{id}", "campaigns:read", 0, get},
	{"POST", "/sends/resolve", "campaigns:write", 0, resolve_many},
	{"POST", "/sends/{id}/resolve", "campaigns:write", 0, resolve},
	{0},
};
