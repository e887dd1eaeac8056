#include "store/api_key_store.h"

#include "store/query.h"

bool api_key_store_add(
	struct tx *tx, const struct api_key *key, const unsigned char hash[API_KEY_HASH_BYTES], struct error *err)
{
	return query_exec(tx, QUERY_API_KEY_ADD, NULL, err, BIND_INT("workspace", key->workspace_id),
		BIND_INT("id", key->id), BIND_TEXT("name", key->name), BIND_BLOB("key_hash", hash, API_KEY_HASH_BYTES),
		BIND_TEXT("scopes", key->scopes), BIND_INT_OR_NULL("created_by", key->created_by),
		BIND_INT("now", store_now(tx_store(tx))));
}

static struct api_key read_key(struct rows *rows, struct arena *arena)
{
	struct api_key key;

	key.workspace_id = row_int(rows);
	key.id = row_int(rows);
	key.name = row_text(rows, arena);
	key.scopes = row_text(rows, arena);
	key.created_by = row_int(rows);
	key.created_at = row_int(rows);
	key.used_at = row_int(rows);
	key.revoked_at = row_int(rows);
	key.role = row_text(rows, arena);
	return key;
}

bool api_key_store_find(struct tx *tx, const unsigned char hash[API_KEY_HASH_BYTES], struct arena *arena,
	struct api_key *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_API_KEY_FIND, &rows, err, BIND_BLOB("key_hash", hash, API_KEY_HASH_BYTES)))
		return false;
	if (!rows_next(rows, found, err))
		return false;
	if (*found)
		*out = read_key(rows, arena);
	return true;
}

bool api_key_store_list(struct tx *tx, int64_t workspace_id, int64_t after, int limit, struct arena *arena,
	struct api_key **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct api_key *keys = ARENA_ARRAY(arena, struct api_key, limit);
	size_t found = 0;
	bool has;

	if (!query_rows(tx, QUERY_API_KEY_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("after", after), BIND_INT("limit", limit)))
		return false;
	for (; found < (size_t)limit; found++) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		keys[found] = read_key(rows, arena);
	}
	*list = keys;
	*count = found;
	return true;
}

bool api_key_store_count(struct tx *tx, int64_t workspace_id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_API_KEY_COUNT, 0, count, err, BIND_INT("workspace", workspace_id));
}

bool api_key_store_touch(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err)
{
	return query_exec(tx, QUERY_API_KEY_TOUCH, NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id),
		BIND_INT("now", store_now(tx_store(tx))));
}

bool api_key_store_revoke(struct tx *tx, int64_t workspace_id, int64_t id, bool *revoked, struct error *err)
{
	int64_t changed = 0;

	if (!query_exec(tx, QUERY_API_KEY_REVOKE, &changed, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("id", id), BIND_INT("now", store_now(tx_store(tx)))))
		return false;
	*revoked = changed == 1;
	return true;
}
