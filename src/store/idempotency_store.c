#include "store/idempotency_store.h"

#include "store/query.h"

bool idempotency_store_begin(struct tx *tx, const struct idempotency_scope *scope,
	const unsigned char hash[IDEMPOTENCY_HASH_BYTES], int64_t expired, bool *taken, struct error *err)
{
	int64_t changed = 0;

	if (!query_exec(tx, QUERY_IDEMPOTENCY_BEGIN, &changed, err, BIND_TEXT("principal", scope->principal),
		    BIND_TEXT("key", scope->key), BIND_TEXT("route", scope->route),
		    BIND_BLOB("request_hash", hash, IDEMPOTENCY_HASH_BYTES), BIND_INT("now", store_now(tx_store(tx))),
		    BIND_INT("expired", expired)))
		return false;
	*taken = changed == 1;
	return true;
}

bool idempotency_store_find(struct tx *tx, const struct idempotency_scope *scope, struct arena *arena,
	struct idempotency_record *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t length = 0;

	if (!query_rows(tx, QUERY_IDEMPOTENCY_FIND, &rows, err, BIND_TEXT("principal", scope->principal),
		    BIND_TEXT("key", scope->key), BIND_TEXT("route", scope->route)))
		return false;
	if (!rows_next(rows, found, err))
		return false;
	if (!*found)
		return true;
	out->request_hash = row_blob(rows, arena, &length);
	out->status = (int)row_int(rows);
	out->body = row_text(rows, arena);
	if (length != IDEMPOTENCY_HASH_BYTES)
		return error_set(err, ERROR_INTERNAL, "bad_record", "An idempotency record is damaged.");
	return true;
}

bool idempotency_store_finish(
	struct tx *tx, const struct idempotency_scope *scope, int status, const char *body, struct error *err)
{
	return query_exec(tx, QUERY_IDEMPOTENCY_FINISH, NULL, err, BIND_TEXT("principal", scope->principal),
		BIND_TEXT("key", scope->key), BIND_TEXT("route", scope->route), BIND_INT("status", status),
		BIND_TEXT("body", body));
}

bool idempotency_store_release(struct tx *tx, const struct idempotency_scope *scope, struct error *err)
{
	return query_exec(tx, QUERY_IDEMPOTENCY_RELEASE, NULL, err, BIND_TEXT("principal", scope->principal),
		BIND_TEXT("key", scope->key), BIND_TEXT("route", scope->route));
}

bool idempotency_store_release_unfinished(struct tx *tx, struct error *err)
{
	return query_exec(tx, QUERY_IDEMPOTENCY_RELEASE_UNFINISHED, NULL, err);
}

bool idempotency_store_delete_expired(struct tx *tx, int64_t expired, struct error *err)
{
	return query_exec(tx, QUERY_IDEMPOTENCY_DELETE_EXPIRED, NULL, err, BIND_INT("expired", expired));
}
