/*
 * suppression_api: Do Not Contact over HTTP.
 */
#include "api/api.h"

#include "base/text.h"
#include "model/fold.h"
#include "ops/suppression_ops.h"

static void put_entry(struct json_out *out, const struct suppression *entry)
{
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_SUPPRESSION, entry->id);
	json_put_string(out, "kind", suppression_kind_name(entry->kind));
	json_put_string(out, "value", entry->hashed ? NULL : entry->value);
	json_put_bool(out, "erased", entry->hashed);
	json_put_string(out, "reason", entry->reason);
	json_put_string(out, "source", entry->source);
	json_put_id(out, "created_by", ID_USER, entry->created_by);
	json_put_time(out, "created_at", entry->created_at);
	json_close_object(out);
}

static bool list(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	const char *search = api_query(request, "query");
	struct suppression *entries = NULL;
	int64_t before = 0, total = 0;
	size_t count = 0;
	int limit = 0;

	(void)status;
	search = text_is_empty(search) ? NULL : fold_text(search, request->call.arena);
	if (!api_page(request, &limit, &before, err) || !tx_read(request->ops->store, &tx, err) ||
		!suppression_store_list(tx, request->call.workspace_id, search, before, limit, request->call.arena,
			&entries, &count, err) ||
		!suppression_store_count(tx, request->call.workspace_id, search, &total, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		put_entry(out, &entries[i]);
	api_page_end(out, count == (size_t)limit ? entries[count - 1].id : 0, total);
	return true;
}

static bool read_reason(struct api_request *request, const char **reason, struct error *err)
{
	return json_get_multiline(
		request->body, "reason", SUPPRESSION_REASON_MAX, request->call.arena, reason, NULL, err);
}

static bool add(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	const char *value = NULL, *reason = NULL;
	struct suppression entry;
	bool added = false;

	if (!json_get_text(request->body, "value", 500, request->call.arena, &value, NULL, err) ||
		!read_reason(request, &reason, err))
		return false;
	if (text_is_empty(value))
		return error_invalid(err, "value", "required", NULL, "Give an address or a domain.");
	if (!suppression_ops_add(request->ops, &request->call, value, reason, &entry, &added, err))
		return false;
	*status = added ? 201 : 200;
	put_entry(out, &entry);
	return true;
}

static bool read_values(struct api_request *request, const char ***values, size_t *count, struct error *err)
{
	const json_t *list_ = json_object_get(request->body, "values"), *item;
	size_t i;

	*count = json_array_size(list_);
	if (*count == 0 || *count > SUPPRESSION_MAX_BULK)
		return error_invalid(err, "values", "items", NULL,
			"“values” must be a list of 1 to %d addresses or domains.", SUPPRESSION_MAX_BULK);
	*values = ARENA_ARRAY(request->call.arena, const char *, *count);
	json_array_foreach(list_, i, item) {
		(*values)[i] = json_string_value(item);
		if (!(*values)[i])
			return error_invalid(err, "values", "type", NULL, "“values” holds texts.");
	}
	return true;
}

static bool add_bulk(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	const char **values = NULL, *reason = NULL;
	struct suppression_bulk result;
	size_t count = 0;

	(void)status;
	if (!read_values(request, &values, &count, err) || !read_reason(request, &reason, err) ||
		!suppression_ops_add_bulk(request->ops, &request->call, values, count, reason, &result, err))
		return false;
	json_open_object(out, NULL);
	json_put_int(out, "added", result.added);
	json_put_int(out, "already", result.already);
	json_open_array(out, "rejected");
	for (size_t i = 0; i < result.rejected_count; i++) {
		json_open_object(out, NULL);
		json_put_string(out, "value", result.rejected[i].value);
		json_put_string(out, "message", result.rejected[i].message);
		json_close_object(out);
	}
	json_close_array(out);
	json_close_object(out);
	return true;
}

static bool lift(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	const char *reason = NULL;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_SUPPRESSION, &id, err) || !read_reason(request, &reason, err) ||
		!suppression_ops_remove(request->ops, &request->call, id, reason, err))
		return false;
	json_open_object(out, NULL);
	json_put_bool(out, "deleted", true);
	json_close_object(out);
	return true;
}

const struct api_route suppression_routes[] = {
	{"GET", "/do-not-contact", "contacts:read", 0, list},
	{"POST", "/do-not-contact", "contacts:write", API_MAY_WAIT, add},
	{"POST", "/do-not-contact/bulk", "contacts:write", API_MAY_WAIT, add_bulk},
	{"DELETE", "/do-not-contact/{id}", "contacts:write", 0, lift},
	{0},
};
