#include "store/session_store.h"

#include "store/query.h"

bool session_store_add(struct tx *tx, const unsigned char hash[SESSION_HASH_BYTES], const struct session *session,
	const char *user_agent, struct error *err)
{
	return query_exec(tx, QUERY_SESSION_ADD, NULL, err, BIND_BLOB("token_hash", hash, SESSION_HASH_BYTES),
		BIND_INT("workspace", session->workspace_id), BIND_INT("id", session->id),
		BIND_INT("user", session->user_id), BIND_TEXT("csrf_token", session->csrf_token),
		BIND_TEXT("user_agent", user_agent), BIND_INT("now", store_now(tx_store(tx))),
		BIND_INT("expires_at", session->expires_at));
}

bool session_store_find(struct tx *tx, const unsigned char hash[SESSION_HASH_BYTES], int64_t seen_after,
	struct arena *arena, struct session *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_SESSION_FIND, &rows, err, BIND_BLOB("token_hash", hash, SESSION_HASH_BYTES),
		    BIND_INT("now", store_now(tx_store(tx))), BIND_INT("seen_after", seen_after)))
		return false;
	if (!rows_next(rows, found, err))
		return false;
	if (!*found)
		return true;
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->user_id = row_int(rows);
	out->csrf_token = row_text(rows, arena);
	out->seen_at = row_int(rows);
	out->expires_at = row_int(rows);
	out->email = row_text(rows, arena);
	out->name = row_text(rows, arena);
	out->role = row_text(rows, arena);
	return true;
}

bool session_store_touch(struct tx *tx, const unsigned char hash[SESSION_HASH_BYTES], struct error *err)
{
	return query_exec(tx, QUERY_SESSION_TOUCH, NULL, err, BIND_BLOB("token_hash", hash, SESSION_HASH_BYTES),
		BIND_INT("now", store_now(tx_store(tx))));
}

bool session_store_delete(struct tx *tx, const unsigned char hash[SESSION_HASH_BYTES], struct error *err)
{
	return query_exec(tx, QUERY_SESSION_DELETE, NULL, err, BIND_BLOB("token_hash", hash, SESSION_HASH_BYTES));
}

bool session_store_delete_expired(struct tx *tx, int64_t seen_after, struct error *err)
{
	return query_exec(tx, QUERY_SESSION_DELETE_EXPIRED, NULL, err, BIND_INT("now", store_now(tx_store(tx))),
		BIND_INT("seen_after", seen_after));
}
