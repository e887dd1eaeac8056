/*
 * session_api: signing in and out, who I am, and the first owner.
 */
#include <sodium.h>
#include <string.h>

#include "api/api.h"
#include "api/api_server.h"
#include "api/auth.h"
#include "base/secret.h"
#include "http/cookie.h"
#include "http/request.h"
#include "http/response.h"
#include "ops/session_ops.h"
#include "ops/user_ops.h"
#include "ops/user_role.h"

enum { MAX_TEXT = 1024 };

static void put_user(struct json_out *out, const struct user *user)
{
	json_open_object(out, "user");
	json_put_id(out, "id", ID_USER, user->id);
	json_put_string(out, "email", user->email);
	json_put_string(out, "name", user->name);
	json_put_string(out, "role", user->role);
	json_put_time(out, "created_at", user->created_at);
	json_close_object(out);
}

static void set_cookie(struct api_request *request, const char *token, int64_t max_age_s)
{
	bool is_secure = http_request_is_https(request->http) || text_starts(request->ops->base_url, "https://");

	http_response_header(http_request_response(request->http), "Set-Cookie",
		cookie_set(request->call.arena, auth_cookie_name, token, max_age_s, is_secure));
}

static void answer_signed_in(struct api_request *request, const struct signed_in *in, struct json_out *out)
{
	set_cookie(request, in->token, SESSION_LIFE_S);
	json_open_object(out, NULL);
	put_user(out, &in->user);
	json_put_string(out, "csrf_token", in->csrf_token);
	json_close_object(out);
}

static bool require(const char *field, const char *value, struct error *err)
{
	return !text_is_empty(value) || error_invalid(err, field, "required", NULL, "“%s” is missing.", field);
}

static bool handle_sign_in(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct arena *arena = request->call.arena;
	const char *email = NULL, *password_text = NULL;
	OWNED(secret) struct secret *password = NULL;
	struct sign_in sign_in;
	struct signed_in in;

	if (!json_get_text(request->body, "email", MAX_TEXT, arena, &email, NULL, err) ||
		!json_get_text(request->body, "password", MAX_TEXT, arena, &password_text, NULL, err))
		return false;
	if (!require("email", email, err) || !require("password", password_text, err))
		return false;
	password = secret_new_text(password_text);
	sign_in = (struct sign_in){.email = email,
		.password = password,
		.remote = http_request_remote(request->http),
		.user_agent = http_request_header(request->http, "User-Agent")};
	if (!session_ops_sign_in(request->ops, request->server->options.gate, &sign_in, arena, &in, err))
		return false;
	answer_signed_in(request, &in, out);
	*status = 200;
	return true;
}

static bool handle_sign_out(
	struct api_request *request, struct json_out *out, __attribute__((unused)) int *status, struct error *err)
{
	if (!session_ops_end(request->ops, &request->call, err))
		return false;
	set_cookie(request, "", 0);
	json_open_object(out, NULL);
	json_close_object(out);
	return true;
}

/* The user behind a session or a key; a key made at the command line, and the shell, have none. */
static bool handle_me(
	struct api_request *request, struct json_out *out, __attribute__((unused)) int *status, struct error *err)
{
	const struct actor *actor = &request->call.actor;
	OWNED(tx) struct tx *tx = NULL;
	struct user user;

	json_open_object(out, NULL);
	if (actor->user_id) {
		if (!tx_read(request->ops->store, &tx, err))
			return false;
		if (!user_store_get(tx, request->call.workspace_id, actor->user_id, request->call.arena, &user, err))
			return false;
		put_user(out, &user);
	} else {
		json_put_null(out, "user");
	}
	json_put_string(out, "role", user_role_name(actor->role));
	json_put_string(out, "scopes", actor->scopes ? actor->scopes : "*");
	json_put_string(out, "csrf_token", request->csrf_token);
	json_close_object(out);
	return true;
}

static bool handle_setup_state(
	struct api_request *request, struct json_out *out, __attribute__((unused)) int *status, struct error *err)
{
	bool is_set_up;

	if (!user_ops_is_set_up(request->ops, &is_set_up, err))
		return false;
	json_open_object(out, NULL);
	json_put_bool(out, "needed", !is_set_up);
	json_put_bool(out, "signed_in", request->csrf_token != NULL);
	json_close_object(out);
	return true;
}

/* The code that the server printed when it started without an owner; the shell needs none. */
static bool check_code(const struct api_request *request, const char *code, struct error *err)
{
	const char *expected = request->server->options.setup_code;

	if (http_request_is_from_shell(request->http))
		return true;
	if (code && expected && strlen(code) == strlen(expected) &&
		sodium_memcmp(code, expected, strlen(expected)) == 0)
		return true;
	return error_set(err, ERROR_DENIED, "wrong_setup_code",
		"The set-up code is wrong. Open the set-up link that the server printed when it last started.");
}

static bool read_owner(struct api_request *request, struct first_owner *owner, const char **code, const char **password,
	struct error *err)
{
	struct arena *arena = request->call.arena;
	const json_t *body = request->body;

	return json_get_text(body, "code", MAX_TEXT, arena, code, NULL, err) &&
		json_get_text(body, "email", MAX_TEXT, arena, &owner->email, NULL, err) &&
		json_get_text(body, "password", MAX_TEXT, arena, password, NULL, err) &&
		json_get_text(body, "name", MAX_TEXT, arena, &owner->name, NULL, err) &&
		json_get_text(body, "workspace", MAX_TEXT, arena, &owner->workspace, NULL, err) &&
		require("email", owner->email, err) && require("password", *password, err);
}

static bool handle_setup(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct first_owner owner = {.remote = http_request_remote(request->http)};
	const char *code = NULL, *password_text = NULL;
	OWNED(secret) struct secret *password = NULL;
	struct signed_in in;
	struct user user;
	bool is_set_up;

	if (!user_ops_is_set_up(request->ops, &is_set_up, err))
		return false;
	if (is_set_up)
		return error_set(err, ERROR_CONFLICT, "already_set_up", "The first owner exists already. Sign in.");
	if (!read_owner(request, &owner, &code, &password_text, err) || !check_code(request, code, err))
		return false;
	password = secret_new_text(password_text);
	owner.password = password;
	if (!user_ops_set_up(request->ops, request->server->options.gate, &owner, request->call.arena, &user, err))
		return false;
	if (!session_ops_begin(request->ops, &user, http_request_header(request->http, "User-Agent"),
		    request->call.arena, &in, err))
		return false;
	answer_signed_in(request, &in, out);
	*status = 201;
	return true;
}

const struct api_route session_routes[] = {
	/* argon2 is waited for in a line: never on a pooled worker. */
	{"POST", "/session", NULL, API_PUBLIC | API_MAY_WAIT | API_HAS_SECRET, handle_sign_in},
	{"DELETE", "/session", NULL, API_HAS_SECRET, handle_sign_out},
	{"GET", "/me", NULL, 0, handle_me},
	{"GET", "/setup/state", NULL, API_PUBLIC, handle_setup_state},
	{"POST", "/setup", NULL, API_PUBLIC | API_MAY_WAIT | API_HAS_SECRET, handle_setup},
	{.method = NULL},
};
