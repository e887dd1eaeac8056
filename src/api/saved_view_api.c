/*
 * saved_view_api: a user's own views of the lists over HTTP. They are read and changed by whoever may read at all.
 */
#include "api/api.h"

#include "base/text.h"
#include "ops/saved_view_ops.h"

static void put(struct json_out *out, const struct saved_view *view)
{
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_VIEW, view->id);
	json_put_string(out, "page", view->page);
	json_put_string(out, "name", view->name);
	json_put_string(out, "query", view->query);
	json_put_time(out, "created_at", view->created_at);
	json_close_object(out);
}

static bool list(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct saved_view *views = NULL;
	size_t count = 0;

	(void)status;
	if (!saved_view_ops_list(request->ops, &request->call, api_query(request, "page"), &views, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		put(out, &views[i]);
	api_page_end(out, 0, (int64_t)count);
	return true;
}

static bool read_edit(struct api_request *request, struct saved_view_edit *edit, struct error *err)
{
	struct arena *arena = request->call.arena;

	return json_get_text(request->body, "page", 32, arena, &edit->page, NULL, err) &&
		json_get_text(request->body, "name", 1000, arena, &edit->name, NULL, err) &&
		json_get_text(request->body, "query", 4000, arena, &edit->query, NULL, err);
}

static bool add(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct saved_view_edit edit = {0};
	struct saved_view view;

	*status = 201;
	if (!read_edit(request, &edit, err) || !saved_view_ops_add(request->ops, &request->call, &edit, &view, err))
		return false;
	put(out, &view);
	return true;
}

static bool update(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct saved_view_edit edit = {0};
	struct saved_view view;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_VIEW, &id, err) || !read_edit(request, &edit, err) ||
		!saved_view_ops_update(request->ops, &request->call, id, &edit, &view, err))
		return false;
	put(out, &view);
	return true;
}

static bool delete (struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_VIEW, &id, err) || !saved_view_ops_delete(request->ops, &request->call, id, err))
		return false;
	json_open_object(out, NULL);
	json_put_bool(out, "deleted", true);
	json_close_object(out);
	return true;
}

const struct api_route saved_view_routes[] = {
	{"GET", "/views", "campaigns:read", 0, list},
	{"POST", "/views", "campaigns:read", 0, add},
	{"PATCH", "/views/{id}", "campaigns:read", 0, update},
	{"DELETE", "/views/{id}", "campaigns:read", 0, delete},
	{0},
};
