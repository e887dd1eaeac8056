#include "ops/audit_ops.h"

#include "store/audit_store.h"

static const char *const actor_kind_names[] = {
	[ACTOR_USER] = "user",
	[ACTOR_KEY] = "key",
	[ACTOR_SHELL] = "shell",
	[ACTOR_SYSTEM] = "system",
};

bool audit_ops_add(struct tx *tx, const struct call *call, const char *action, enum id_kind object_kind,
	int64_t object_id, const char *data, struct error *err)
{
	char object[ID_TEXT_SIZE];

	id_format(object_kind, object_id, object);
	return audit_store_add(tx,
		&(struct audit_entry){
			.workspace_id = call->workspace_id,
			.actor_kind = actor_kind_names[call->actor.kind],
			.actor_id = call->actor.id,
			.action = action,
			.object_id = object,
			.data = data,
		},
		err);
}
