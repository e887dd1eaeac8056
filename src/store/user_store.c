#include "store/user_store.h"

#include <inttypes.h>

#include "store/query.h"

bool user_store_first_workspace(struct tx *tx, int64_t *id, struct error *err)
{
	return query_int(tx, QUERY_USER_WORKSPACE_FIRST, 0, id, err);
}

bool user_store_add_workspace(struct tx *tx, int64_t id, const char *name, struct error *err)
{
	return query_exec(tx, QUERY_USER_WORKSPACE_ADD, NULL, err, BIND_INT("id", id), BIND_TEXT("name", name),
		BIND_INT("now", store_now(tx_store(tx))));
}

bool user_store_claim_first_owner(struct tx *tx, int64_t user_id, bool *is_first, struct error *err)
{
	int64_t changed = 0;

	if (!query_exec(tx, QUERY_USER_CLAIM_FIRST_OWNER, &changed, err,
		    BIND_TEXT("user", arena_printf(tx_arena(tx), "%" PRId64, user_id))))
		return false;
	*is_first = changed == 1;
	return true;
}

bool user_store_add(struct tx *tx, const struct user *user, bool *added, struct error *err)
{
	int64_t changed = 0;

	if (!query_exec(tx, QUERY_USER_ADD, &changed, err, BIND_INT("workspace", user->workspace_id),
		    BIND_INT("id", user->id), BIND_TEXT("email", user->email), BIND_TEXT("email_key", user->email_key),
		    BIND_TEXT("name", user->name), BIND_TEXT("role", user->role),
		    BIND_TEXT("password_hash", user->password_hash), BIND_INT("now", store_now(tx_store(tx)))))
		return false;
	*added = changed == 1;
	return true;
}

static struct user read_user(struct rows *rows, struct arena *arena)
{
	struct user user;

	user.workspace_id = row_int(rows);
	user.id = row_int(rows);
	user.email = row_text(rows, arena);
	user.email_key = row_text(rows, arena);
	user.name = row_text(rows, arena);
	user.role = row_text(rows, arena);
	user.password_hash = row_text(rows, arena);
	user.created_at = row_int(rows);
	return user;
}

bool user_store_find_by_email(
	struct tx *tx, const char *email_key, struct arena *arena, struct user *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_USER_FIND_BY_EMAIL, &rows, err, BIND_TEXT("email_key", email_key)))
		return false;
	if (!rows_next(rows, found, err))
		return false;
	if (*found)
		*out = read_user(rows, arena);
	return true;
}

bool user_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct user *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has;

	if (!query_rows(tx, QUERY_USER_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)))
		return false;
	if (!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "user_not_found", "There is no such user.");
	*out = read_user(rows, arena);
	return true;
}

bool user_store_list(struct tx *tx, int64_t workspace_id, int64_t after, int limit, struct arena *arena,
	struct user **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	struct user *users = ARENA_ARRAY(arena, struct user, limit);
	size_t found = 0;
	bool has;

	if (!query_rows(tx, QUERY_USER_LIST, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("after", after),
		    BIND_INT("limit", limit)))
		return false;
	for (; found < (size_t)limit; found++) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		users[found] = read_user(rows, arena);
	}
	*list = users;
	*count = found;
	return true;
}

bool user_store_count(struct tx *tx, int64_t workspace_id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_USER_COUNT, 0, count, err, BIND_INT("workspace", workspace_id));
}
