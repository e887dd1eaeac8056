/*
 * import_api: files of contacts over HTTP: upload, progress, rejected rows, cancelling.
 */
#include "api/api.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "api/multipart.h"
#include "base/text.h"
#include "http/request.h"
#include "http/response.h"
#include "ops/import_ops.h"

static void put(struct json_out *out, const struct import *import)
{
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_IMPORT, import->id);
	json_put_string(out, "status", import_status_name(import->status));
	json_put_int(out, "rows_total", import->rows_total);
	json_put_int(out, "rows_done", import->rows_done);
	json_put_int(out, "bytes_total", import->bytes_total);
	json_put_int(out, "bytes_done", import->bytes_done);
	json_put_int(out, "added", import->added);
	json_put_int(out, "updated", import->updated);
	json_put_int(out, "rejected", import->rejected);
	json_put_int(out, "suppressed", import->suppressed);
	json_put_id(out, "list_id", ID_LIST, import->list_id);
	json_put_string(out, "error", import->error_text);
	json_put_time(out, "created_at", import->created_at);
	json_put_time(out, "finished_at", import->finished_at);
	json_close_object(out);
}

static bool is_csv(const char *content_type)
{
	static const char *const types[] = {"text/csv", "text/tab-separated-values", "application/octet-stream",
		"text/plain", "application/vnd.ms-excel"};

	for (size_t i = 0; i < ARRAY_COUNT(types); i++)
		if (content_type && strncasecmp(content_type, types[i], strlen(types[i])) == 0)
			return true;
	return false;
}

/* The uploaded rows as a file of their own: the body itself, or the file in a form. */
static bool take_body(struct api_request *request, struct import_new *new, struct error *err)
{
	const char *type = http_request_header(request->http, "Content-Type");
	const char *upload = http_request_body_file(request->http, &new->size_bytes);

	new->file = upload;
	if (!upload || is_csv(type))
		return true;
	if (!multipart_is_form(type))
		return error_set(err, ERROR_MEDIA_TYPE, "csv_required",
			"Send the file as text/csv, or in a form as multipart/form-data.");
	new->file = arena_printf(request->call.arena, "%s.part", upload);
	return multipart_extract(upload, type, new->file, request->call.arena, NULL, &new->size_bytes, err);
}

static bool start(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct import_new new = {.list = api_query(request, "list"), .mapping = api_query(request, "mapping")};
	struct import import;

	*status = 202;
	if (!take_body(request, &new, err))
		return false;
	if (!import_ops_start(request->ops, &request->call, &new, &import, err)) {
		if (new.file)
			unlink(new.file);
		return false;
	}
	put(out, &import);
	return true;
}

static bool list(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct import *imports = NULL;
	int64_t before = 0;
	size_t count = 0;
	int limit = 0;

	(void)status;
	if (!api_page(request, &limit, &before, err) || !tx_read(request->ops->store, &tx, err) ||
		!import_store_list(
			tx, request->call.workspace_id, before, limit, request->call.arena, &imports, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		put(out, &imports[i]);
	api_page_end(out, count == (size_t)limit ? imports[count - 1].id : 0, -1);
	return true;
}

static bool get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct import import;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_IMPORT, &id, err) || !import_ops_get(request->ops, &request->call, id, &import, err))
		return false;
	put(out, &import);
	return true;
}

/* A header row alone when nothing was rejected. */
static bool rejected(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	static const char none[] = "line,reason\r\n";
	struct http_response *response = http_request_response(request->http);
	struct import import;
	char name[ID_TEXT_SIZE];
	int64_t id = 0;

	(void)status;
	(void)out;
	if (!api_id(request, 0, ID_IMPORT, &id, err) || !import_ops_get(request->ops, &request->call, id, &import, err))
		return false;
	id_format(ID_IMPORT, id, name);
	if (!http_response_file(response, import_ops_rejected_path(request->ops, &import, request->call.arena),
		    "text/csv; charset=utf-8", arena_printf(request->call.arena, "%s-rejected.csv", name)))
		http_response_text(response, 200, "text/csv; charset=utf-8", none);
	return true;
}

static bool cancel(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct import import;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_IMPORT, &id, err) ||
		!import_ops_cancel(request->ops, &request->call, id, &import, err))
		return false;
	put(out, &import);
	return true;
}

const struct api_route import_routes[] = {
	{"GET", "/imports", "contacts:read", 0, list},
	{"POST", "/imports", "contacts:write", API_RAW_BODY | API_MAY_WAIT, start},
	{"GET", "/imports/{id}", "contacts:read", 0, get},
	{"GET", "/imports/{id}/rejected.csv", "contacts:read", 0, rejected},
	{"POST", "/imports/{id}/cancel", "contacts:write", 0, cancel},
	{0},
};
