/*
 * oauth_api: beginning to connect a mailbox through OAuth, why the last sign-in did not fit, and the callback page.
 */
#include "api/oauth_api.h"

#include "api/api.h"
#include "model/mailbox.h"
#include "ops/oauth_ops.h"
#include "store/oauth_state_store.h"

static bool connect(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct oauth_start start = {.purpose = OAUTH_CONNECT};
	const char *provider = NULL, *url = NULL;

	(void)status;
	if (!json_get_text(request->body, "provider", 32, request->call.arena, &provider, NULL, err) ||
		!json_get_text(request->body, "login_hint", 254, request->call.arena, &start.login_hint, NULL, err))
		return false;
	if (!provider || !mailbox_provider_parse(provider, &start.provider) || start.provider == PROVIDER_SMTP)
		return error_invalid(
			err, "provider", "one_of", provider, "“provider” must be google, microsoft or oauth.");
	if (!oauth_ops_start(request->ops, &request->call, &start, &url, err))
		return false;
	json_open_object(out, NULL);
	json_put_string(out, "authorization_url", url);
	json_close_object(out);
	return true;
}

static bool outcome(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct oauth_outcome found_outcome;
	bool found = false;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) || !tx_read(request->ops->store, &tx, err) ||
		!oauth_state_store_find_outcome(
			tx, request->call.workspace_id, id, request->call.arena, &found_outcome, &found, err))
		return false;
	if (!found)
		return error_set(err, ERROR_NOT_FOUND, "not_found",
			"The last sign-in of this mailbox fitted, or there was none.");
	json_open_object(out, NULL);
	json_put_string(out, "code", found_outcome.code);
	json_put_string(out, "expected", found_outcome.expected);
	json_put_string(out, "actual", found_outcome.actual);
	json_close_object(out);
	return true;
}

bool oauth_api_callback(struct ops *ops, struct http_request *request, struct http_response *response,
	const unsigned char *session_hash, struct error *err)
{
	struct oauth_callback callback = {.state = http_request_query(request, "state"),
		.code = http_request_query(request, "code"),
		.error = http_request_query(request, "error"),
		.issuer = http_request_query(request, "iss"),
		.session_hash = session_hash};
	const char *location = NULL;

	if (!oauth_ops_finish(ops, &callback, http_request_arena(request), &location, err))
		return false;
	http_response_redirect(response, 302, location);
	return true;
}

const struct api_route oauth_routes[] = {
	{"POST", "/mailboxes/connect", "mailboxes:write", 0, connect},
	{"GET", "/mailboxes/{id}/sign-in-outcome", "mailboxes:read", 0, outcome},
	{0},
};
