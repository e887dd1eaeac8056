#include "ops/key_ops.h"

#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "ops/audit_ops.h"
#include "ops/user_role.h"

enum { KEY_BYTES = 32, MAX_NAME = 100 };

static const int64_t touch_after_ms = 60 * 1000LL;
static const char prefix[] = "ork_";

static const char *const known_scopes[] = {"mailboxes:read", "mailboxes:write", "campaigns:read", "campaigns:write",
	"contacts:read", "contacts:write", "threads:read", "threads:write", "settings:read", "settings:write", "*"};

static bool is_known(const char *scope)
{
	for (size_t i = 0; i < ARRAY_COUNT(known_scopes); i++)
		if (strcmp(known_scopes[i], scope) == 0)
			return true;
	return false;
}

/* Each scope must be known, and one that the caller has. */
static bool check_scopes(const struct call *call, const char *scopes, struct error *err)
{
	static const char separators[] = " ,";
	bool has_any = false;

	while (*scopes) {
		const char *scope;
		size_t length;

		scopes += strspn(scopes, separators);
		length = strcspn(scopes, separators);
		if (!length)
			break;
		scope = arena_text_n(call->arena, scopes, length);
		if (!is_known(scope))
			return error_invalid(err, "scopes", "unknown", scope,
				"“%s” is no scope. Use mailboxes:read, mailboxes:write, and so on, or *.", scope);
		if (!ops_allow(call, scope, err))
			return false;
		has_any = true;
		scopes += length;
	}
	return has_any || error_invalid(err, "scopes", "required", NULL, "A key needs at least one scope.");
}

static bool insert(
	struct ops *ops, const struct call *call, struct api_key *key, const unsigned char *hash, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t count;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!api_key_store_count(tx, key->workspace_id, &count, err))
		return false;
	if (count >= KEY_MAX_COUNT)
		return error_set(err, ERROR_LIMIT, "too_many_keys", "There are %d keys already. Revoke one first.",
			KEY_MAX_COUNT);
	key->id = tx_new_id(tx);
	if (!api_key_store_add(tx, key, hash, err))
		return false;
	if (!audit_ops_add(tx, call, "key.create", ID_API_KEY, key->id, NULL, err))
		return false;
	return tx_commit(tx, err);
}

bool key_ops_create(struct ops *ops, const struct call *call, const struct key_new *new, struct api_key *out,
	const char **text, struct error *err)
{
	const char *name = new->name ? text_trim(call->arena, new->name) : NULL;
	const char *scopes = new->scopes ? new->scopes : "*";
	unsigned char hash[API_KEY_HASH_BYTES];
	const char *made;

	if (!ops_allow(call, "settings:write", err))
		return false;
	if (!name || !*name)
		return error_invalid(err, "name", "required", NULL, "Give the key a name that tells what it is for.");
	if (strlen(name) > MAX_NAME)
		return error_invalid(err, "name", "max_length", NULL, "The name is longer than %d bytes.", MAX_NAME);
	if (!check_scopes(call, scopes, err))
		return false;
	made = arena_printf(call->arena, "%s%s", prefix, random_token(call->arena, KEY_BYTES));
	vault_hash(ops->vault, VAULT_TOKEN_HASH, made, strlen(made), hash);
	*out = (struct api_key){.workspace_id = call->workspace_id, .name = name, .scopes = scopes};
	out->created_by = call->actor.user_id;
	out->created_at = clock_wall(ops->clock);
	if (!insert(ops, call, out, hash, err))
		return false;
	*text = made;
	return true;
}

bool key_ops_list(struct ops *ops, const struct call *call, int64_t after, int limit, struct api_key **list,
	size_t *count, int64_t *total, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!ops_allow(call, "settings:write", err))
		return false;
	if (!tx_read(ops->store, &tx, err))
		return false;
	if (!api_key_store_list(tx, call->workspace_id, after, limit, call->arena, list, count, err))
		return false;
	return api_key_store_count(tx, call->workspace_id, total, err);
}

bool key_ops_revoke(struct ops *ops, const struct call *call, int64_t key_id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	bool revoked;

	if (!ops_allow(call, "settings:write", err))
		return false;
	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!api_key_store_revoke(tx, call->workspace_id, key_id, &revoked, err))
		return false;
	if (!revoked)
		return error_set(
			err, ERROR_NOT_FOUND, "key_not_found", "There is no such key, or it is revoked already.");
	if (!audit_ops_add(tx, call, "key.revoke", ID_API_KEY, key_id, NULL, err))
		return false;
	return tx_commit(tx, err);
}

static bool touch(struct ops *ops, const struct api_key *key, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!api_key_store_touch(tx, key->workspace_id, key->id, err))
		return false;
	return tx_commit(tx, err);
}

static bool read_key(
	struct ops *ops, const char *text, struct arena *arena, struct api_key *key, bool *found, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	unsigned char hash[API_KEY_HASH_BYTES];

	vault_hash(ops->vault, VAULT_TOKEN_HASH, text, strlen(text), hash);
	if (!tx_read(ops->store, &tx, err))
		return false;
	return api_key_store_find(tx, hash, arena, key, found, err);
}

bool key_ops_find(struct ops *ops, const char *text, struct call *call, bool *found, struct error *err)
{
	struct api_key key = {0};

	*found = false;
	if (!text_starts(text, prefix))
		return true;
	if (!read_key(ops, text, call->arena, &key, found, err))
		return false;
	if (!*found)
		return true;
	call->workspace_id = key.workspace_id;
	call->actor = (struct actor){.kind = ACTOR_KEY, .id = key.id, .user_id = key.created_by, .role = ROLE_OWNER};
	call->actor.scopes = key.scopes;
	call->actor.name = key.name;
	if (key.role && !user_role_parse(key.role, &call->actor.role))
		return error_set(err, ERROR_INTERNAL, "bad_role", "The key's maker has an unknown role.");
	if (clock_wall(ops->clock) - key.used_at < touch_after_ms)
		return true;
	return touch(ops, &key, err);
}
