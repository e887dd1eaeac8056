/*
 * settings_api: the workspace's settings, and its audit log, over HTTP.
 */
#include "api/api.h"

#include <string.h>

#include "api/audit_api.h"
#include "api/country_policy_json.h"
#include "model/tracking.h"
#include "ops/settings_ops.h"

enum { MAX_COUNTRIES = 300 };

static void put_countries(struct json_out *out, const struct workspace *workspace)
{
	const char *at = workspace->no_tracking_countries ? workspace->no_tracking_countries
							  : tracking_default_countries();
	char code[3] = "";

	json_open_array(out, "no_tracking_countries");
	for (; strlen(at) >= 2; at += at[2] == ',' ? 3 : 2) {
		memcpy(code, at, 2);
		json_put_string(out, NULL, code);
	}
	json_close_array(out);
	json_put_bool(out, "no_tracking_is_default", !workspace->no_tracking_countries);
}

static bool put(struct json_out *out, struct api_request *request, const struct workspace *workspace, struct error *err)
{
	json_open_object(out, NULL);
	json_put_string(out, "name", workspace->name);
	json_put_string(out, "organization", workspace->organization);
	json_put_string(out, "postal_address", workspace->postal_address);
	json_put_string(out, "timezone", workspace->timezone);
	json_put_string(out, "opt_out_text", workspace->opt_out_text);
	put_countries(out, workspace);
	json_put_string(out, "base_url", request->ops->base_url);
	json_put_int(out, "undo_seconds", request->ops->undo_ms / 1000);
	if (!country_policy_json_put(out, request, err))
		return false;
	json_close_object(out);
	return true;
}

static bool get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct workspace workspace;

	(void)status;
	if (!settings_ops_get(request->ops, &request->call, &workspace, err))
		return false;
	return put(out, request, &workspace, err);
}

static bool read_countries(const struct api_request *request, struct settings_edit *edit, struct error *err)
{
	const json_t *list = json_object_get(request->body, "no_tracking_countries"), *item;
	const char **names;
	size_t i;

	edit->default_no_tracking = json_is_null(list);
	if (!list || edit->default_no_tracking)
		return true;
	if (!json_is_array(list) || json_array_size(list) > MAX_COUNTRIES)
		return error_invalid(err, "no_tracking_countries", "type", NULL,
			"“no_tracking_countries” is a list of countries, or null for ours.");
	names = ARENA_ARRAY(request->call.arena, const char *, json_array_size(list) + 1);
	json_array_foreach(list, i, item) {
		if (!json_is_string(item))
			return error_invalid(err, "no_tracking_countries", "type", NULL,
				"“no_tracking_countries” holds names or codes of countries.");
		names[i] = json_string_value(item);
	}
	edit->no_tracking_countries = names;
	edit->no_tracking_count = json_array_size(list);
	return true;
}

static bool update(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct arena *arena = request->call.arena;
	struct settings_edit edit = {0};
	struct workspace workspace;

	(void)status;
	if (!json_get_text(request->body, "name", 1000, arena, &edit.name, NULL, err) ||
		!json_get_text(request->body, "organization", 1000, arena, &edit.organization, NULL, err) ||
		!json_get_multiline(request->body, "postal_address", 2000, arena, &edit.postal_address, NULL, err) ||
		!json_get_text(request->body, "timezone", 1000, arena, &edit.timezone, NULL, err) ||
		!json_get_multiline(request->body, "opt_out_text", 4000, arena, &edit.opt_out_text, NULL, err) ||
		!read_countries(request, &edit, err) || !country_policy_json_read(request, &edit, err) ||
		!settings_ops_update(request->ops, &request->call, &edit, &workspace, err))
		return false;
	return put(out, request, &workspace, err);
}

const struct api_route settings_routes[] = {
	{"GET", "/settings", "settings:read", 0, get},
	{"PATCH", "/settings", "settings:write", 0, update},
	{"GET", "/audit", "settings:read", 0, audit_api_list},
	{0},
};
