#pragma once
/*
 * audit_store: who did what, appended only. Ids instead of personal data.
 */
#include "store/tx.h"

struct audit_entry {
	int64_t workspace_id, id;
	const char *actor_kind; /* user, key, shell, system */
	int64_t actor_id;       /* user or key; 0 for shell and system */
	const char *action;     /* "mailbox.disconnect" */
	const char *object_id;  /* as outside: "mbx_…"; NULL: none */
	const char *data;       /* a JSON object without personal data; NULL: {} */
	int64_t created_at;
};

/* id and created_at are set here. */
MUST_CHECK bool audit_store_add(struct tx *tx, const struct audit_entry *entry, struct error *err);

/* Newest first, ids below `before` (0: the newest). */
MUST_CHECK bool audit_store_list(struct tx *tx, int64_t workspace_id, int64_t before, int limit, struct arena *arena,
	struct audit_entry **list, size_t *count, struct error *err);
