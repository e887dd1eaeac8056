#include "ops/oauth_ops.h"

#include <string.h>

#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "model/email_address.h"
#include "oauth/oauth.h"
#include "ops/mailbox_ops.h"
#include "ops/mailbox_sign_in.h"
#include "ops/token_ops.h"
#include "ops/user_role.h"
#include "store/mailbox_store.h"
#include "store/oauth_state_store.h"
#include "store/user_store.h"

enum { STATE_BYTES = 32, VERIFIER_BYTES = 48, NONCE_BYTES = 16, STATE_MS = 600000, DEFAULT_LIFE_S = 3000 };

static const char *const purpose_names[] = {
	[OAUTH_CONNECT] = "connect", [OAUTH_RECONNECT] = "reconnect", [OAUTH_UPDATE_SIGN_IN] = "update_sign_in"};
_Static_assert(ARRAY_COUNT(purpose_names) == OAUTH_PURPOSE_COUNT, "each purpose has a name");

static const char *redirect_uri(const struct ops *ops, struct arena *arena)
{
	return arena_printf(arena, "%s/oauth/callback", ops->base_url);
}

static void hash_state(struct ops *ops, const char *state, unsigned char out[32])
{
	vault_hash(ops->vault, VAULT_TOKEN_HASH, state, strlen(state), out);
}

static bool keep_state(struct ops *ops, const struct call *call, const struct oauth_start *start, const char *state,
	const char *nonce, const struct secret *verifier, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t now = clock_wall(ops->clock);
	struct oauth_state row = {.workspace_id = call->workspace_id,
		.purpose = purpose_names[start->purpose],
		.provider = mailbox_provider_name(start->provider),
		.mailbox_id = start->mailbox ? start->mailbox->id : 0,
		.mailbox_epoch = start->mailbox ? start->mailbox->epoch : 0,
		.user_id = call->actor.user_id,
		.session_hash = call->actor.session_hash,
		.nonce = nonce,
		.expires_at = now + STATE_MS};

	hash_state(ops, state, row.state_hash);
	vault_seal(ops->vault, verifier, "oauth_state", 0, "verifier", call->arena, &row.verifier_sealed,
		&row.verifier_sealed_size);
	return tx_begin(ops->store, &tx, err) && oauth_state_store_expire(tx, now, err) &&
		oauth_state_store_add(tx, &row, err) && tx_commit(tx, err);
}

bool oauth_ops_start(
	struct ops *ops, const struct call *call, const struct oauth_start *start, const char **url, struct error *err)
{
	OWNED(secret) struct secret *verifier = NULL;
	const struct oauth_provider *provider = &ops->providers->by[start->provider];
	const char *state = random_token(call->arena, STATE_BYTES), *nonce = random_token(call->arena, NONCE_BYTES);

	if (!provider->is_configured)
		return error_set(err, ERROR_CONFLICT, "provider_not_configured",
			"%s is not set up on this server yet. An operator sets it up once; it takes about ten minutes.",
			provider->name ? provider->name : mailbox_provider_name(start->provider));
	verifier = secret_new_text(random_token(call->arena, VERIFIER_BYTES));
	if (!keep_state(ops, call, start, state, nonce, verifier, err))
		return false;
	*url = oauth_authorization_url(provider,
		&(struct oauth_authorization){.redirect_uri = redirect_uri(ops, call->arena),
			.state = state,
			.nonce = nonce,
			.challenge = oauth_challenge(secret_text(verifier), call->arena),
			.login_hint = start->login_hint},
		call->arena);
	return true;
}

/* A sign-in that came back. */
struct returning {
	struct ops *ops;
	struct call call;
	struct oauth_state state;
	enum oauth_purpose purpose;
	const struct oauth_provider *provider;
	struct mailbox mailbox; /* when reconnecting or updating */
	struct oauth_tokens tokens;
	struct oauth_identity identity;
	int64_t access_expires_at;
	const char *problem; /* what the page is told; NULL: none */
	int64_t done_id;     /* the mailbox that was connected or reconnected */
};

static bool parse_purpose(const char *name, enum oauth_purpose *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(purpose_names); i++)
		if (text_equal(name, purpose_names[i])) {
			*out = (enum oauth_purpose)i;
			return true;
		}
	return false;
}

static bool give_up(struct returning *returning, const char *problem)
{
	returning->problem = problem;
	return false;
}

/* Takes the state out of the store. False with *problem for one that is not ours, too old, or from another browser. */
static bool take_state(struct returning *returning, const struct oauth_callback *callback, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct ops *ops = returning->ops;
	unsigned char hash[32];
	bool found = false;

	if (text_is_empty(callback->state))
		return give_up(returning, "expired");
	hash_state(ops, callback->state, hash);
	if (!tx_begin(ops->store, &tx, err) ||
		!oauth_state_store_take(tx, hash, returning->call.arena, &returning->state, &found, err) ||
		!tx_commit(tx, err))
		return false;
	if (!found || returning->state.expires_at < clock_wall(ops->clock) ||
		!parse_purpose(returning->state.purpose, &returning->purpose))
		return give_up(returning, "expired");
	if (returning->state.session_hash &&
		(!callback->session_hash || memcmp(returning->state.session_hash, callback->session_hash, 32) != 0))
		return give_up(returning, "expired");
	return true;
}

/* Whoever began it, with the role they have now. */
static bool load_actor(struct returning *returning, struct tx *tx, struct error *err)
{
	struct call *call = &returning->call;
	struct user user;

	call->workspace_id = returning->state.workspace_id;
	call->actor = (struct actor){.kind = ACTOR_SHELL, .role = ROLE_OWNER, .name = "the command line"};
	if (!returning->state.user_id)
		return true;
	if (!user_store_get(tx, call->workspace_id, returning->state.user_id, call->arena, &user, err))
		return err->kind == ERROR_NOT_FOUND && give_up(returning, "expired");
	call->actor = (struct actor){
		.kind = ACTOR_USER, .id = user.id, .user_id = user.id, .role = ROLE_VIEWER, .name = user.name};
	return user_role_parse(user.role, &call->actor.role) || give_up(returning, "expired");
}

static bool load(struct returning *returning, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	enum mailbox_provider provider = PROVIDER_OAUTH;
	struct call *call = &returning->call;

	if (!mailbox_provider_parse(returning->state.provider, &provider))
		return give_up(returning, "expired");
	returning->provider = &returning->ops->providers->by[provider];
	if (!tx_read(returning->ops->store, &tx, err) || !load_actor(returning, tx, err))
		return false;
	if (!returning->state.mailbox_id)
		return true;
	if (mailbox_store_get(
		    tx, call->workspace_id, returning->state.mailbox_id, call->arena, &returning->mailbox, err))
		return true;
	return err->kind == ERROR_NOT_FOUND && give_up(returning, "superseded");
}

/* A grant that no mailbox will use is given back; that this fails changes nothing. */
static void discard_tokens(struct returning *returning)
{
	struct error err = {0};

	if (!token_ops_discard(returning->ops, returning->provider->provider, returning->identity.subject,
		    returning->tokens.refresh, returning->call.arena, &err))
		log_error(LOG_INFO, "discard_failed", &err);
}

static const char *problem_of_fault(enum oauth_fault fault)
{
	return fault == OAUTH_FAULT_BLOCKED ? "admin_consent" : fault == OAUTH_FAULT_GRANT ? "expired" : "provider";
}

/* Who signed in, and whether what they granted is enough. */
static bool understand_tokens(struct returning *returning, const struct oauth_client *client)
{
	struct oauth_result result = {0};

	if (!oauth_identify(client, &returning->tokens, returning->state.nonce, &returning->identity, &result)) {
		log_line(LOG_WARN, "oauth_failed", "A sign-in at %s told nobody: %s", returning->provider->name,
			result.text);
		return give_up(returning, "provider");
	}
	if (oauth_scopes_suffice(returning->provider, returning->tokens.scope, returning->call.arena) &&
		returning->tokens.refresh)
		return true;
	discard_tokens(returning);
	return give_up(returning, "scope");
}

static bool exchange(struct returning *returning, const struct oauth_callback *callback, struct error *err)
{
	OWNED(secret) struct secret *verifier = NULL;
	struct ops *ops = returning->ops;
	struct oauth_client client = {.provider = returning->provider,
		.ca_file = ops->transport->ca_file,
		.arena = returning->call.arena,
		.clock = ops->clock};
	struct oauth_result result = {0};
	int64_t life_s;

	if (!vault_unseal(ops->vault, returning->state.verifier_sealed, returning->state.verifier_sealed_size,
		    "oauth_state", 0, "verifier", &verifier, err))
		return false;
	if (!oauth_exchange(&client, callback->code, verifier, redirect_uri(ops, returning->call.arena),
		    &returning->tokens, &result)) {
		log_line(
			LOG_WARN, "oauth_failed", "A sign-in at %s failed: %s", returning->provider->name, result.text);
		return give_up(returning, problem_of_fault(result.fault));
	}
	life_s = returning->tokens.expires_in_s > 0 ? returning->tokens.expires_in_s : DEFAULT_LIFE_S;
	returning->access_expires_at = clock_wall(ops->clock) + 1000 * life_s;
	return understand_tokens(returning, &client);
}

static const char *problem_of_answer(const struct returning *returning, const struct oauth_callback *callback)
{
	const char *issuer = returning->provider->issuer;

	if (text_equal(callback->error, "access_denied"))
		return "denied";
	if (callback->error && (strstr(callback->error, "admin") || strstr(callback->error, "consent_required")))
		return "admin_consent";
	if (callback->error)
		return "provider";
	if (issuer && callback->issuer && strcmp(issuer, callback->issuer) != 0)
		return "provider"; /* RFC 9207: an answer of another issuer */
	return text_is_empty(callback->code) ? "expired" : NULL;
}

static struct mailbox_credentials credentials_of(const struct returning *returning)
{
	return (struct mailbox_credentials){.refresh_token = returning->tokens.refresh,
		.access_token = returning->tokens.access,
		.access_expires_at = returning->access_expires_at};
}

static struct mailbox_new signed_in(const struct returning *returning)
{
	return (struct mailbox_new){.address = returning->identity.address,
		.provider = returning->provider->provider,
		.subject_issuer = returning->identity.issuer,
		.subject_id = returning->identity.subject,
		.endpoints = "{}"};
}

/* Signs in to send and to read with the new token, without sending anything. */
static bool try_account(struct returning *returning)
{
	struct account account = {.address = returning->identity.address,
		.auth = ACCOUNT_AUTH_BEARER,
		.sending_secret = returning->tokens.access,
		.reading_secret = returning->tokens.access};
	struct error refused = {0};

	if (!token_ops_endpoints(
		    returning->provider, account.address, returning->call.arena, &account.sending, &account.reading))
		return give_up(returning, "provider");
	if (mailbox_sign_in_require(returning->ops, &account, &refused))
		return true;
	log_error(LOG_WARN, "oauth_sign_in_refused", &refused);
	discard_tokens(returning);
	return give_up(returning, "provider");
}

static bool connect(struct returning *returning, struct error *err)
{
	struct mailbox_credentials credentials = credentials_of(returning);
	struct mailbox_new new = signed_in(returning);
	struct error refused = {0};
	struct mailbox mailbox;

	if (!try_account(returning))
		return false;
	if (mailbox_ops_add(returning->ops, &returning->call, &new, &credentials, &mailbox, &refused)) {
		returning->done_id = mailbox.id;
		return true;
	}
	/* After any other failure the mailbox may be there: what became of a commit is not always known. */
	if (refused.kind == ERROR_CONFLICT || refused.kind == ERROR_INVALID) {
		discard_tokens(returning);
		return give_up(returning, error_is(&refused, "mailbox_exists") ? "exists" : "provider");
	}
	*err = refused;
	return false;
}

/* The same person: the provider's stable subject where both are known, else the verified address. */
static bool is_same_identity(const struct returning *returning)
{
	const struct mailbox *mailbox = &returning->mailbox;
	struct email_address address;
	struct error ignored;

	if (mailbox->subject_id && returning->identity.subject)
		return text_equal(mailbox->subject_id, returning->identity.subject) &&
			(returning->provider->provider != PROVIDER_OAUTH ||
				text_equal(mailbox->subject_issuer, returning->identity.issuer));
	return email_address_parse(returning->identity.address, returning->call.arena, &address, &ignored) &&
		text_equal(address.key, mailbox->address_key);
}

static bool keep_outcome(struct returning *returning, const char *code, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	const struct mailbox *mailbox = &returning->mailbox;

	if (!tx_begin(returning->ops->store, &tx, err))
		return false;
	if (!code)
		return oauth_state_store_forget_outcome(tx, mailbox->workspace_id, mailbox->id, err) &&
			tx_commit(tx, err);
	return oauth_state_store_keep_outcome(tx, mailbox->workspace_id, mailbox->id,
		       &(struct oauth_outcome){
			       .code = code, .expected = mailbox->address, .actual = returning->identity.address},
		       err) &&
		tx_commit(tx, err);
}

static bool reconnect(struct returning *returning, struct error *err)
{
	struct mailbox_credentials credentials = credentials_of(returning);
	struct mailbox_new new = signed_in(returning);
	struct error refused = {0};
	struct mailbox mailbox;
	bool done;

	if (!is_same_identity(returning)) {
		discard_tokens(returning);
		return keep_outcome(returning, "wrong_account", err) && give_up(returning, "wrong_account");
	}
	new.address = returning->mailbox.address;
	if (!try_account(returning))
		return false;
	done = returning->purpose == OAUTH_RECONNECT
		? mailbox_ops_reactivate(returning->ops, &returning->call, returning->mailbox.id,
			  returning->state.mailbox_epoch, &new, &credentials, &mailbox, &refused)
		: mailbox_ops_update_sign_in(returning->ops, &returning->call, returning->mailbox.id,
			  returning->state.mailbox_epoch, &new, &credentials, &mailbox, &refused);
	if (!done && (refused.kind == ERROR_CONFLICT || refused.kind == ERROR_DENIED)) {
		discard_tokens(returning);
		return give_up(returning, refused.kind == ERROR_DENIED ? "denied" : "superseded");
	}
	if (!done) {
		*err = refused;
		return false;
	}
	returning->done_id = mailbox.id;
	return keep_outcome(returning, NULL, err);
}

static bool finish(struct returning *returning, const struct oauth_callback *callback, struct error *err)
{
	if (!take_state(returning, callback, err) || !load(returning, err))
		return false;
	returning->problem = problem_of_answer(returning, callback);
	if (returning->problem || !exchange(returning, callback, err))
		return false;
	return returning->purpose == OAUTH_CONNECT ? connect(returning, err) : reconnect(returning, err);
}

static const char *page_of(const struct returning *returning, struct arena *arena)
{
	char id[ID_TEXT_SIZE];
	bool connects = returning->purpose == OAUTH_CONNECT;

	id_format(ID_MAILBOX, returning->done_id ? returning->done_id : returning->mailbox.id, id);
	if (returning->done_id)
		return arena_printf(arena, "/mailboxes?%s=%s",
			connects                                        ? "connected"
				: returning->purpose == OAUTH_RECONNECT ? "reconnected"
									: "updated",
			id);
	if (connects)
		return arena_printf(arena, "/mailboxes?connect_error=%s", returning->problem);
	return arena_printf(arena, "/mailboxes?reconnect_error=%s&mailbox=%s", returning->problem, id);
}

bool oauth_ops_finish(struct ops *ops, const struct oauth_callback *callback, struct arena *arena,
	const char **location, struct error *err)
{
	struct returning returning = {.ops = ops, .call = {.arena = arena}};
	bool done = finish(&returning, callback, err);

	oauth_tokens_clear(&returning.tokens);
	if (!done && !returning.problem)
		return false;
	*location = page_of(&returning, arena);
	return true;
}
