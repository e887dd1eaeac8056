#include "store/credential_store.h"

#include "store/query.h"

static const char *const kind_names[] = {
	[CREDENTIAL_SMTP_PASSWORD] = "smtp_password",
	[CREDENTIAL_IMAP_PASSWORD] = "imap_password",
	[CREDENTIAL_REFRESH_TOKEN] = "refresh_token",
	[CREDENTIAL_ACCESS_TOKEN] = "access_token",
};
_Static_assert(ARRAY_COUNT(kind_names) == CREDENTIAL_KIND_COUNT, "each kind has a name");

const char *credential_kind_name(enum credential_kind kind)
{
	return kind_names[kind];
}

bool credential_store_put(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, enum credential_kind kind,
	const struct credential *credential, struct error *err)
{
	return query_exec(tx, QUERY_CREDENTIAL_PUT, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("mailbox", mailbox_id), BIND_TEXT("kind", kind_names[kind]),
		BIND_BLOB("sealed", credential->sealed, credential->sealed_size),
		BIND_INT_OR_NULL("expires_at", credential->expires_at));
}

bool credential_store_find(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, enum credential_kind kind,
	struct arena *arena, struct credential *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_CREDENTIAL_FIND, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("mailbox", mailbox_id), BIND_TEXT("kind", kind_names[kind])) ||
		!rows_next(rows, found, err))
		return false;
	if (!*found)
		return true;
	out->sealed = row_blob(rows, arena, &out->sealed_size);
	out->expires_at = row_int(rows);
	out->generation = row_int(rows);
	return true;
}

bool credential_store_drop(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct error *err)
{
	return query_exec(tx, QUERY_CREDENTIAL_DROP, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("mailbox", mailbox_id));
}
