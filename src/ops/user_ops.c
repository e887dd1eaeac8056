#include "ops/user_ops.h"

#include <string.h>

#include "base/text.h"
#include "model/email_address.h"
#include "ops/audit_ops.h"

enum { MAX_NAME = 200 };

bool user_ops_is_set_up(struct ops *ops, bool *is_set_up, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t workspace_id = 0;

	if (!tx_read(ops->store, &tx, err))
		return false;
	if (!user_store_first_workspace(tx, &workspace_id, err))
		return false;
	*is_set_up = workspace_id != 0;
	return true;
}

static bool check_name(const char *field, const char *name, struct error *err)
{
	if (text_is_empty(name))
		return error_invalid(err, field, "required", NULL, "“%s” must not be empty.", field);
	if (strlen(name) > MAX_NAME)
		return error_invalid(err, field, "max_length", NULL, "“%s” is longer than %d bytes.", field, MAX_NAME);
	return true;
}

static bool insert(struct ops *ops, const struct user *user, const char *workspace, int64_t *workspace_id,
	int64_t *user_id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct user row = *user;
	struct call call = {0};
	bool is_first, added;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	row.workspace_id = tx_new_id(tx);
	row.id = tx_new_id(tx);
	if (!user_store_claim_first_owner(tx, row.id, &is_first, err))
		return false;
	if (!is_first)
		return error_set(err, ERROR_CONFLICT, "already_set_up", "The first owner exists already. Sign in.");
	if (!user_store_add_workspace(tx, row.workspace_id, workspace, err))
		return false;
	if (!user_store_add(tx, &row, &added, err))
		return false;
	if (!added)
		return error_set(err, ERROR_CONFLICT, "already_set_up", "The first owner exists already. Sign in.");
	call.arena = tx_arena(tx);
	call.workspace_id = row.workspace_id;
	call.actor = (struct actor){.kind = ACTOR_USER, .id = row.id, .user_id = row.id, .role = ROLE_OWNER};
	if (!audit_ops_add(tx, &call, "user.first_owner", ID_USER, row.id, NULL, err))
		return false;
	*workspace_id = row.workspace_id;
	*user_id = row.id;
	return tx_commit(tx, err);
}

bool user_ops_set_up(struct ops *ops, struct password_gate *gate, const struct first_owner *owner, struct arena *arena,
	struct user *out, struct error *err)
{
	const char *workspace = owner->workspace ? text_trim(arena, owner->workspace) : "My workspace";
	char hash[PASSWORD_HASH_SIZE] = "";
	struct email_address address;
	struct user user = {.role = "owner"};
	bool is_set_up;

	if (!user_ops_is_set_up(ops, &is_set_up, err))
		return false;
	if (is_set_up)
		return error_set(err, ERROR_CONFLICT, "already_set_up", "The first owner exists already. Sign in.");
	if (!email_address_parse(owner->email ? owner->email : "", arena, &address, err))
		return false;
	user.email = address.address;
	user.email_key = address.key;
	user.name = owner->name ? text_trim(arena, owner->name)
				: arena_text_n(arena, address.address, strcspn(address.address, "@"));
	if (!check_name("name", user.name, err) || !check_name("workspace", workspace, err))
		return false;
	if (!password_hash(gate, owner->remote, owner->password, hash, err))
		return false;
	user.password_hash = arena_text(arena, hash);
	user.created_at = clock_wall(ops->clock);
	*out = user;
	return insert(ops, &user, workspace, &out->workspace_id, &out->id, err);
}

bool user_ops_list(struct ops *ops, const struct call *call, int64_t after, int limit, struct user **list,
	size_t *count, int64_t *total, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!ops_allow(call, "settings:read", err))
		return false;
	if (!tx_read(ops->store, &tx, err))
		return false;
	if (!user_store_list(tx, call->workspace_id, after, limit, call->arena, list, count, err))
		return false;
	return user_store_count(tx, call->workspace_id, total, err);
}
