#include "ops/import_ops.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "ops/audit_ops.h"
#include "store/event_store.h"
#include "store/list_store.h"

enum { LIST_NAME_MAX = 200, MAPPING_MAX = 16 * 1024 };

const char *import_ops_path(const struct ops *ops, const struct import *import, struct arena *arena)
{
	return arena_printf(arena, "%s/imports/%s", store_data_dir(ops->store), import->file_name);
}

const char *import_ops_rejected_path(const struct ops *ops, const struct import *import, struct arena *arena)
{
	return arena_printf(arena, "%s/imports/%s.rejected", store_data_dir(ops->store), import->file_name);
}

static bool check_mapping(const char *mapping, struct error *err)
{
	json_t *object = NULL, *value;
	const char *name;
	bool fits = true;

	if (!mapping)
		return true;
	if (strlen(mapping) > MAPPING_MAX || !json_parse(mapping, strlen(mapping), &object, err))
		return error_invalid(err, "mapping", "json", NULL, "“mapping” must be a JSON object {column: field}.");
	fits = json_is_object(object);
	json_object_foreach(object, name, value)
		fits = fits && json_is_string(value);
	json_decref(object);
	return fits || error_invalid(err, "mapping", "json", NULL, "“mapping” must be a JSON object {column: field}.");
}

static bool check(const struct import_new *new, struct error *err)
{
	if (!new->file || new->size_bytes <= 0)
		return error_set(
			err, ERROR_MALFORMED, "empty_body", "The file is empty. Send a CSV file with a header row.");
	if (new->list && (text_is_empty(new->list) || strlen(new->list) > LIST_NAME_MAX))
		return error_invalid(
			err, "list", "length", new->list, "A list's name has 1 to %d bytes.", LIST_NAME_MAX);
	return check_mapping(new->mapping, err);
}

/* Into the folder of imports, under the import's own name. */
static bool move_file(
	struct ops *ops, const struct call *call, const struct import *import, const char *file, struct error *err)
{
	const char *folder = arena_printf(call->arena, "%s/imports", store_data_dir(ops->store));

	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return error_disk(err, errno, "The folder of uploaded files cannot be made");
	if (rename(file, import_ops_path(ops, import, call->arena)) != 0)
		return error_disk(err, errno, "The uploaded file cannot be kept");
	return true;
}

static bool tell(struct tx *tx, const struct call *call, const char *action, int64_t id, struct error *err)
{
	char text[ID_TEXT_SIZE];

	id_format(ID_IMPORT, id, text);
	return event_store_add(tx,
		       &(struct event){.workspace_id = call->workspace_id,
			       .type = "import.changed",
			       .data = arena_printf(tx_arena(tx), "{\"import_id\":\"%s\"}", text)},
		       err) &&
		audit_ops_add(tx, call, action, ID_IMPORT, id, NULL, err);
}

static bool add(struct ops *ops, const struct call *call, const struct import_new *new, struct import *import,
	struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (new->list && !list_store_make(tx, call->workspace_id, new->list, &import->list_id, err))
		return false;
	return import_store_add(tx, import, err) && tell(tx, call, "import.start", import->id, err) &&
		import_store_get(tx, call->workspace_id, import->id, call->arena, import, err) && tx_commit(tx, err);
}

bool import_ops_start(
	struct ops *ops, const struct call *call, const struct import_new *new, struct import *out, struct error *err)
{
	char name[ID_TEXT_SIZE];

	if (!check(new, err))
		return false;
	*out = (struct import){.workspace_id = call->workspace_id,
		.id = store_new_id(ops->store),
		.mapping = new->mapping,
		.created_by = call->actor.user_id,
		.bytes_total = new->size_bytes};
	id_format(ID_IMPORT, out->id, name);
	out->file_name = arena_printf(call->arena, "%s.csv", name);
	if (!move_file(ops, call, out, new->file, err))
		return false;
	if (add(ops, call, new, out, err))
		return true;
	unlink(arena_printf(call->arena, "%s/imports/%s.csv", store_data_dir(ops->store), name));
	return false;
}

bool import_ops_get(struct ops *ops, const struct call *call, int64_t id, struct import *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) && import_store_get(tx, call->workspace_id, id, call->arena, out, err);
}

bool import_ops_cancel(struct ops *ops, const struct call *call, int64_t id, struct import *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	bool changed = false;

	if (!tx_begin(ops->store, &tx, err) || !import_store_get(tx, call->workspace_id, id, call->arena, out, err) ||
		!import_store_cancel(tx, call->workspace_id, id, &changed, err))
		return false;
	if (!changed)
		return error_set(err, ERROR_CONFLICT, "invalid_state", "The import is %s already.",
			import_status_name(out->status));
	if (!tell(tx, call, "import.cancel", id, err) ||
		!import_store_get(tx, call->workspace_id, id, call->arena, out, err) || !tx_commit(tx, err))
		return false;
	unlink(import_ops_path(ops, out, call->arena));
	return true;
}
