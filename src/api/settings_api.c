/*
 * settings_api: the workspace's settings, and its audit log, over HTTP.
 */
#include "api/api.h"

#include "api/audit_api.h"
#include "ops/settings_ops.h"

static void put(struct json_out *out, const struct api_request *request, const struct workspace *workspace)
{
	json_open_object(out, NULL);
	json_put_string(out, "name", workspace->name);
	json_put_string(out, "organization", workspace->organization);
	json_put_string(out, "postal_address", workspace->postal_address);
	json_put_string(out, "timezone", workspace->timezone);
	json_put_string(out, "opt_out_text", workspace->opt_out_text);
	json_put_string(out, "base_url", request->ops->base_url);
	json_put_int(out, "undo_seconds", request->ops->undo_ms / 1000);
	json_close_object(out);
}

static bool get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct workspace workspace;

	(void)status;
	if (!settings_ops_get(request->ops, &request->call, &workspace, err))
		return false;
	put(out, request, &workspace);
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
		!settings_ops_update(request->ops, &request->call, &edit, &workspace, err))
		return false;
	put(out, request, &workspace);
	return true;
}

const struct api_route settings_routes[] = {
	{"GET", "/settings", "settings:read", 0, get},
	{"PATCH", "/settings", "settings:write", 0, update},
	{"GET", "/audit", "settings:read", 0, audit_api_list},
	{0},
};
