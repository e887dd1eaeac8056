/*
 * user_api: the workspace's people, and its API keys.
 */
#include <string.h>

#include "api/api.h"
#include "ops/key_ops.h"
#include "ops/user_ops.h"

enum { MAX_TEXT = 500, MAX_SCOPES = 20 };

static bool handle_users(
	struct api_request *request, struct json_out *out, __attribute__((unused)) int *status, struct error *err)
{
	struct user *users;
	int64_t after, total;
	size_t count;
	int limit;

	if (!api_page(request, &limit, &after, err))
		return false;
	if (!user_ops_list(request->ops, &request->call, after, limit, &users, &count, &total, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++) {
		json_open_object(out, NULL);
		json_put_id(out, "id", ID_USER, users[i].id);
		json_put_string(out, "email", users[i].email);
		json_put_string(out, "name", users[i].name);
		json_put_string(out, "role", users[i].role);
		json_put_time(out, "created_at", users[i].created_at);
		json_close_object(out);
	}
	api_page_end(out, count == (size_t)limit ? users[count - 1].id : 0, total);
	return true;
}

/* The fields of a key, inside an object that the caller closes. */
static void put_key(struct json_out *out, const struct api_key *key, struct arena *arena)
{
	const char *scopes = key->scopes;

	json_put_id(out, "id", ID_API_KEY, key->id);
	json_put_string(out, "name", key->name);
	json_open_array(out, "scopes");
	while (*scopes) {
		size_t length;

		scopes += strspn(scopes, " ,");
		length = strcspn(scopes, " ,");
		if (length)
			json_put_string(out, NULL, arena_text_n(arena, scopes, length));
		scopes += length;
	}
	json_close_array(out);
	json_put_id(out, "created_by", ID_USER, key->created_by);
	json_put_time(out, "created_at", key->created_at);
	json_put_time(out, "used_at", key->used_at);
}

static bool handle_keys(
	struct api_request *request, struct json_out *out, __attribute__((unused)) int *status, struct error *err)
{
	struct api_key *keys;
	int64_t after, total;
	size_t count;
	int limit;

	if (!api_page(request, &limit, &after, err))
		return false;
	if (!key_ops_list(request->ops, &request->call, after, limit, &keys, &count, &total, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++) {
		json_open_object(out, NULL);
		put_key(out, &keys[i], request->call.arena);
		json_close_object(out);
	}
	api_page_end(out, count == (size_t)limit ? keys[count - 1].id : 0, total);
	return true;
}

/* A list of texts, or one text with commas. */
static bool read_scopes(const struct api_request *request, const char **scopes, struct error *err)
{
	const json_t *value = json_object_get(request->body, "scopes");
	struct text joined;

	if (!json_is_array(value))
		return json_get_text(request->body, "scopes", MAX_TEXT, request->call.arena, scopes, NULL, err);
	text_init(&joined, request->call.arena);
	for (size_t i = 0; i < json_array_size(value) && i < MAX_SCOPES; i++) {
		const char *scope = json_string_value(json_array_get(value, i));

		if (!scope)
			return error_invalid(err, "scopes", "type", NULL, "“scopes” must be a list of texts.");
		text_printf(&joined, "%s%s", i ? "," : "", scope);
	}
	*scopes = text_string(&joined);
	return true;
}

static bool handle_create_key(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct key_new new = {0};
	struct api_key key;
	const char *text;

	if (!json_get_text(request->body, "name", MAX_TEXT, request->call.arena, &new.name, NULL, err))
		return false;
	if (!read_scopes(request, &new.scopes, err))
		return false;
	if (!key_ops_create(request->ops, &request->call, &new, &key, &text, err))
		return false;
	json_open_object(out, NULL);
	put_key(out, &key, request->call.arena);
	json_put_string(out, "key", text);
	json_close_object(out);
	*status = 201;
	return true;
}

static bool handle_revoke_key(
	struct api_request *request, struct json_out *out, __attribute__((unused)) int *status, struct error *err)
{
	int64_t id;

	if (!api_id(request, 0, ID_API_KEY, &id, err))
		return false;
	if (!key_ops_revoke(request->ops, &request->call, id, err))
		return false;
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_API_KEY, id);
	json_put_bool(out, "revoked", true);
	json_close_object(out);
	return true;
}

const struct api_route user_routes[] = {
	{"GET", "/users", "settings:read", 0, handle_users},
	{"GET", "/api-keys", "settings:write", 0, handle_keys},
	{"POST", "/api-keys", "settings:write", API_HAS_SECRET, handle_create_key},
	{"DELETE", "/api-keys/{id}", "settings:write", 0, handle_revoke_key},
	{.method = NULL},
};
