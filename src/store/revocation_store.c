#include "store/revocation_store.h"

#include "store/query.h"

bool revocation_store_add(struct tx *tx, const struct revocation *revocation, int64_t due_at, struct error *err)
{
	return query_exec(tx, QUERY_REVOCATION_ADD, NULL, err, BIND_INT("workspace", revocation->workspace_id),
		BIND_INT("id", revocation->id), BIND_INT("mailbox", revocation->mailbox_id),
		BIND_INT_OR_NULL("receipt", revocation->receipt_id), BIND_TEXT("provider", revocation->provider),
		BIND_TEXT("subject", revocation->subject_id),
		BIND_BLOB("sealed", revocation->sealed, revocation->sealed_size), BIND_INT("due_at", due_at));
}

bool revocation_store_next(
	struct tx *tx, int64_t now, struct arena *arena, struct revocation *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_REVOCATION_NEXT, &rows, err, BIND_INT("now", now)) || !rows_next(rows, found, err))
		return false;
	if (!*found)
		return true;
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->mailbox_id = row_int(rows);
	out->receipt_id = row_int(rows);
	out->provider = row_text(rows, arena);
	out->subject_id = row_text(rows, arena);
	out->sealed = row_blob(rows, arena, &out->sealed_size);
	out->attempts = (int)row_int(rows);
	return true;
}

bool revocation_store_later(struct tx *tx, int64_t workspace_id, int64_t id, int64_t due_at, struct error *err)
{
	return query_exec(tx, QUERY_REVOCATION_LATER, NULL, err, BIND_INT("due_at", due_at),
		BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}

bool revocation_store_done(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err)
{
	return query_exec(
		tx, QUERY_REVOCATION_DONE, NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}

bool revocation_store_count_shared(struct tx *tx, int64_t mailbox_id, const char *provider, const char *subject_id,
	int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_REVOCATION_SHARED, 0, count, err, BIND_INT("mailbox", mailbox_id),
		BIND_TEXT("provider", provider), BIND_TEXT("subject", subject_id));
}
