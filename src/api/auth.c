#include "api/auth.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "http/request.h"
#include "ops/key_ops.h"
#include "ops/session_ops.h"

const char auth_cookie_name[] = "outrider_session";

static bool identify_by_key(struct api_request *request, const char *header, struct error *err)
{
	static const char scheme[] = "Bearer ";
	bool found = false;

	if (strncasecmp(header, scheme, sizeof(scheme) - 1) == 0)
		if (!key_ops_find(request->ops, header + sizeof(scheme) - 1, &request->call, &found, err))
			return false;
	if (!found)
		return error_set(err, ERROR_UNAUTHENTICATED, "bad_key", "This API key is unknown or revoked.");
	return true;
}

static bool identify_by_cookie(struct api_request *request, const char *token, bool *found, struct error *err)
{
	struct session session;

	if (!session_ops_find(request->ops, token, &request->call, &session, found, err))
		return false;
	if (*found)
		request->csrf_token = session.csrf_token;
	return true;
}

/* The shell may ask before there is a workspace: public routes serve it. */
static void identify_shell(struct api_request *request)
{
	struct error ignored;

	request->call.actor = (struct actor){.kind = ACTOR_SHELL, .role = ROLE_OWNER, .name = "the command line"};
	if (!ops_workspace(request->ops, &request->call.workspace_id, &ignored))
		request->call.workspace_id = 0;
}

bool auth_identify(struct api_request *request, bool *is_signed_in, struct error *err)
{
	const char *header = http_request_header(request->http, "Authorization");
	const char *token = http_request_cookie(request->http, auth_cookie_name);

	*is_signed_in = false;
	request->call.actor = (struct actor){.kind = ACTOR_USER, .role = ROLE_VIEWER, .name = ""};
	if (header) {
		*is_signed_in = true;
		return identify_by_key(request, header, err);
	}
	if (token)
		return identify_by_cookie(request, token, is_signed_in, err);
	if (http_request_is_from_shell(request->http)) {
		identify_shell(request);
		*is_signed_in = request->call.workspace_id != 0;
	}
	return true;
}

static bool same_token(const char *sent, const char *expected)
{
	return sent && strlen(sent) == strlen(expected) && sodium_memcmp(sent, expected, strlen(expected)) == 0;
}

bool auth_check_write(const struct api_request *request, const struct host_rules *rules, struct error *err)
{
	const char *origin = http_request_header(request->http, "Origin");
	const char *host = http_request_header(request->http, "Host");

	if (request->call.actor.kind == ACTOR_KEY)
		return true;
	if (origin && !host_is_own_origin(rules, origin, host, request->call.arena))
		return error_set(err, ERROR_DENIED, "wrong_origin", "This was asked by a page of another site.");
	if (!request->csrf_token)
		return true;
	if (!same_token(http_request_header(request->http, "X-CSRF-Token"), request->csrf_token))
		return error_set(err, ERROR_DENIED, "csrf_token_missing",
			"The X-CSRF-Token header is missing or not this session's. Reload the page.");
	return true;
}
