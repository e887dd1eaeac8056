#include "ops/session_ops.h"

#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "model/email_address.h"
#include "ops/user_role.h"

enum { TOKEN_BYTES = 32, MAX_USER_AGENT = 200 };

static const int64_t idle_ms = 14 * 24 * 3600 * 1000LL, touch_after_ms = 3600 * 1000LL;

static void hash_token(struct ops *ops, const char *token, unsigned char out[SESSION_HASH_BYTES])
{
	vault_hash(ops->vault, VAULT_TOKEN_HASH, token, strlen(token), out);
}

/* The user to check against; *found is false for an address that signs in to nothing, or is none. */
static bool find_user(
	struct ops *ops, const char *email, struct arena *arena, struct user *user, bool *found, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct email_address address;
	struct error ignored;

	*found = false;
	if (!email_address_parse(email, arena, &address, &ignored))
		return true;
	if (!tx_read(ops->store, &tx, err))
		return false;
	return user_store_find_by_email(tx, address.key, arena, user, found, err);
}

bool session_ops_sign_in(struct ops *ops, struct password_gate *gate, const struct sign_in *sign_in,
	struct arena *arena, struct signed_in *out, struct error *err)
{
	struct user user = {0};
	bool found, fits;

	if (!find_user(ops, sign_in->email, arena, &user, &found, err))
		return false;
	if (!password_verify(gate, sign_in->remote, found ? user.password_hash : NULL, sign_in->password, &fits, err))
		return false;
	if (!fits)
		return error_set(
			err, ERROR_UNAUTHENTICATED, "wrong_credentials", "The email or the password is wrong.");
	return session_ops_begin(ops, &user, sign_in->user_agent, arena, out, err);
}

bool session_ops_begin(struct ops *ops, const struct user *user, const char *user_agent, struct arena *arena,
	struct signed_in *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	unsigned char hash[SESSION_HASH_BYTES];
	struct session session = {.workspace_id = user->workspace_id, .user_id = user->id};

	out->token = random_token(arena, TOKEN_BYTES);
	out->csrf_token = random_token(arena, TOKEN_BYTES);
	out->user = *user;
	hash_token(ops, out->token, hash);
	session.csrf_token = out->csrf_token;
	session.expires_at = clock_wall(ops->clock) + SESSION_LIFE_S * 1000LL;
	user_agent = user_agent ? text_for_people(arena, user_agent, strlen(user_agent), MAX_USER_AGENT) : "";
	if (!tx_begin(ops->store, &tx, err))
		return false;
	session.id = tx_new_id(tx);
	if (!session_store_add(tx, hash, &session, user_agent, err))
		return false;
	return tx_commit(tx, err);
}

/* Once an hour is enough to tell that a session is in use. */
static bool touch(struct ops *ops, const unsigned char *hash, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!session_store_touch(tx, hash, err))
		return false;
	return tx_commit(tx, err);
}

static bool read_session(struct ops *ops, const unsigned char *hash, struct arena *arena, struct session *session,
	bool *found, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_read(ops->store, &tx, err))
		return false;
	return session_store_find(tx, hash, clock_wall(ops->clock) - idle_ms, arena, session, found, err);
}

bool session_ops_find(
	struct ops *ops, const char *token, struct call *call, struct session *session, bool *found, struct error *err)
{
	unsigned char *hash = arena_alloc(call->arena, SESSION_HASH_BYTES);

	hash_token(ops, token, hash);
	if (!read_session(ops, hash, call->arena, session, found, err))
		return false;
	if (!*found)
		return true;
	call->workspace_id = session->workspace_id;
	call->actor = (struct actor){.kind = ACTOR_USER, .id = session->user_id, .user_id = session->user_id};
	call->actor.name = session->name;
	call->actor.session_hash = hash;
	if (!user_role_parse(session->role, &call->actor.role))
		return error_set(err, ERROR_INTERNAL, "bad_role", "The user has an unknown role.");
	if (clock_wall(ops->clock) - session->seen_at < touch_after_ms)
		return true;
	return touch(ops, hash, err);
}

bool session_ops_end(struct ops *ops, const struct call *call, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!call->actor.session_hash)
		return true;
	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!session_store_delete(tx, call->actor.session_hash, err))
		return false;
	return tx_commit(tx, err);
}

bool session_ops_sweep(struct ops *ops, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!session_store_delete_expired(tx, clock_wall(ops->clock) - idle_ms, err))
		return false;
	return tx_commit(tx, err);
}
