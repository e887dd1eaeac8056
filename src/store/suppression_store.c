#include "store/suppression_store.h"

#include <string.h>

#include "base/text.h"
#include "store/like.h"
#include "store/query.h"

static void read_row(struct rows *rows, struct arena *arena, struct suppression *out)
{
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	if (!suppression_kind_parse(row_text(rows, arena), &out->kind))
		UNREACHABLE();
	out->value_key = row_text(rows, arena);
	out->hashed = row_bool(rows);
	out->value = row_text(rows, arena);
	out->reason = row_text(rows, arena);
	out->source = row_text(rows, arena);
	out->created_by = row_int(rows);
	out->created_at = row_int(rows);
}

static bool read_one(struct rows *rows, struct arena *arena, struct suppression *out, bool *found, struct error *err)
{
	if (!rows_next(rows, found, err))
		return false;
	if (*found)
		read_row(rows, arena, out);
	return true;
}

static bool find(struct tx *tx, struct arena *arena, struct suppression *suppression, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_SUPPRESSION_FIND, &rows, err, BIND_INT("workspace", suppression->workspace_id),
		       BIND_TEXT("kind", suppression_kind_name(suppression->kind)),
		       BIND_TEXT("value_key", suppression->value_key)) &&
		read_one(rows, arena, suppression, found, err);
}

bool suppression_store_add(
	struct tx *tx, struct arena *arena, struct suppression *suppression, bool *added, struct error *err)
{
	int64_t changed = 0;
	bool found = false;

	suppression->id = tx_new_id(tx);
	suppression->created_at = store_now(tx_store(tx));
	if (!query_exec(tx, QUERY_SUPPRESSION_ADD, &changed, err, BIND_INT("workspace", suppression->workspace_id),
		    BIND_INT("id", suppression->id), BIND_TEXT("kind", suppression_kind_name(suppression->kind)),
		    BIND_TEXT("value_key", suppression->value_key), BIND_INT("hashed", suppression->hashed),
		    BIND_TEXT("value", suppression->value),
		    BIND_TEXT("reason", suppression->reason ? suppression->reason : ""),
		    BIND_TEXT("source", suppression->source), BIND_INT_OR_NULL("created_by", suppression->created_by),
		    BIND_INT("now", suppression->created_at)))
		return false;
	*added = changed > 0;
	tx_ring(tx, BELL_ENGINE);
	return *added || find(tx, arena, suppression, &found, err);
}

bool suppression_store_get(struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena,
	struct suppression *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool found = false;

	if (!query_rows(
		    tx, QUERY_SUPPRESSION_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)) ||
		!read_one(rows, arena, out, &found, err))
		return false;
	return found || error_set(err, ERROR_NOT_FOUND, "not_found", "This is not on the Do Not Contact list.");
}

bool suppression_store_remove(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err)
{
	return query_exec(
		tx, QUERY_SUPPRESSION_REMOVE, NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}

bool suppression_store_forget_address(struct tx *tx, int64_t workspace_id, const char *email_key, struct error *err)
{
	return query_exec(tx, QUERY_SUPPRESSION_FORGET_ADDRESS, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_TEXT("value_key", email_key));
}

bool suppression_store_list(struct tx *tx, int64_t workspace_id, const char *search, int64_t before, int limit,
	struct arena *arena, struct suppression **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct suppression *found = ARENA_ARRAY(arena, struct suppression, limit);
	bool has = false;

	*count = 0;
	if (!query_rows(tx, QUERY_SUPPRESSION_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("before", before ? before : INT64_MAX), BIND_TEXT("pattern", like_contains(arena, search)),
		    BIND_INT("limit", limit)))
		return false;
	while (*count < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		read_row(rows, arena, &found[(*count)++]);
	}
	*list = found;
	return true;
}

bool suppression_store_count(struct tx *tx, int64_t workspace_id, const char *search, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_SUPPRESSION_COUNT, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_TEXT("pattern", like_contains(tx_arena(tx), search)));
}

/* How many domains one query looks for; longer chains take more than one. */
enum { DOMAINS_AT_ONCE = 4 };

static const char *const domain_parameters[] = {"d0", "d1", "d2", "d3"};
_Static_assert(ARRAY_COUNT(domain_parameters) == DOMAINS_AT_ONCE, "each parameter has a name");

bool suppression_store_covers(struct tx *tx, int64_t workspace_id, const char *email_key, const char *domain,
	bool *covered, struct error *err)
{
	struct bind binds[DOMAINS_AT_ONCE + 3] = {BIND_INT("workspace", workspace_id), BIND_TEXT("address", email_key)};
	const char *chain[SUPPRESSION_MAX_CHAIN];
	size_t count = suppression_domain_chain(domain, chain);
	int64_t found = 0;

	for (size_t from = 0; found == 0 && (from == 0 || from < count); from += DOMAINS_AT_ONCE) {
		for (size_t i = 0; i < DOMAINS_AT_ONCE; i++)
			binds[2 + i] = BIND_TEXT(domain_parameters[i], from + i < count ? chain[from + i] : "");
		if (!query_int_binds(tx, QUERY_SUPPRESSION_COVERS, binds, 0, &found, err))
			return false;
	}
	*covered = found > 0;
	return true;
}

bool suppression_store_has_hashes(struct tx *tx, int64_t workspace_id, bool *has, struct error *err)
{
	int64_t found = 0;

	if (!query_int(tx, QUERY_SUPPRESSION_HAS_HASHES, 0, &found, err, BIND_INT("workspace", workspace_id)))
		return false;
	*has = found > 0;
	return true;
}

bool suppression_store_covers_hash(
	struct tx *tx, int64_t workspace_id, const char *hash_hex, bool *covered, struct error *err)
{
	int64_t found = 0;

	if (!query_int(tx, QUERY_SUPPRESSION_COVERS_HASH, 0, &found, err, BIND_INT("workspace", workspace_id),
		    BIND_TEXT("hash", hash_hex)))
		return false;
	*covered = found > 0;
	return true;
}

bool suppression_store_find_sent_hash(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	const unsigned char *beginning, size_t length, const char **hash_hex, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	const unsigned char *hash;
	size_t size = 0;
	bool has = false;
	char *hex;

	*hash_hex = NULL;
	if (!query_rows(tx, QUERY_SUPPRESSION_FIND_SENT_HASH, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_BLOB("beginning", beginning, length)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return true;
	hash = row_blob(rows, tx_arena(tx), &size);
	if (size < length || memcmp(hash, beginning, length) != 0)
		return true;
	hex = ARENA_ARRAY(tx_arena(tx), char, 2 * size + 1);
	text_hex(hash, size, hex);
	*hash_hex = hex;
	return true;
}
