/*
 * send_api: sends that need a decision, one send, and the decision.
 */
#include "api/send_json.h"

#include "api/api.h"
#include "ops/send_settle.h"

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

static bool resolve(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	enum send_resolution as = RESOLVE_SENT;
	const char *name = NULL;
	struct send send;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_SEND, &id, err) ||
		!json_get_text(request->body, "as", 16, request->call.arena, &name, NULL, err))
		return false;
	if (!name || !send_resolution_parse(name, &as))
		return error_invalid(err, "as", "one_of", name, "“as” must be sent, resend or drop.");
	return send_settle_resolve(request->ops, &request->call, id, as, &send, err) && put_one(request, out, id, err);
}

const struct api_route send_routes[] = {
	{"GET", "/sends", "campaigns:read", 0, list_unknown},
	{"GET", "/sends/{id}", "campaigns:read", 0, get},
	{"POST", "/sends/{id}/resolve", "campaigns:write", 0, resolve},
	{0},
};
