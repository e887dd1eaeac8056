#include "api/audit_api.h"

#include "base/text.h"
#include "ops/mailbox_rules.h"
#include "store/audit_store.h"

static void put(struct json_out *out, const struct audit_entry *entry)
{
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_EVENT, entry->id);
	json_put_string(out, "actor", entry->actor_kind);
	json_put_id(out, "actor_id", text_equal(entry->actor_kind, "key") ? ID_API_KEY : ID_USER, entry->actor_id);
	json_put_string(out, "action", entry->action);
	json_put_string(out, "object_id", text_is_empty(entry->object_id) ? NULL : entry->object_id);
	json_put_raw(out, "data", entry->data);
	json_put_time(out, "created_at", entry->created_at);
	json_close_object(out);
}

bool audit_api_list(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct audit_entry *entries = NULL;
	int64_t before = 0;
	size_t count = 0;
	int limit = 0;

	(void)status;
	if (!mailbox_rules_is_manager(&request->call))
		return error_set(err, ERROR_DENIED, "managers_only", "Only managers can read the audit log.");
	if (!api_page(request, &limit, &before, err) || !tx_read(request->ops->store, &tx, err) ||
		!audit_store_list(
			tx, request->call.workspace_id, before, limit, request->call.arena, &entries, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		put(out, &entries[i]);
	api_page_end(out, count == (size_t)limit ? entries[count - 1].id : 0, -1);
	return true;
}
