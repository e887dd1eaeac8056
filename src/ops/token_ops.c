#include "ops/token_ops.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "oauth/oauth.h"
#include "ops/mailbox_endpoints.h"
#include "store/credential_store.h"
#include "store/mailbox_store.h"
#include "store/receipt_store.h"
#include "store/revocation_store.h"

enum { STRIPES = 64, EARLY_MS = 60000, FRESH_MS = 120000, REVOKE_ATTEMPTS = 6, DEFAULT_LIFE_S = 3000 };

struct account_secrets {
	struct secret *sending, *reading;
};

void account_secrets_free(struct account_secrets *secrets)
{
	if (!secrets)
		return;
	secret_free(secrets->sending);
	secret_free(secrets->reading);
	free(secrets);
}

static bool fail(struct send_result *why, enum send_class class, const char *text)
{
	*why = (struct send_result){.outcome = SEND_DEFERRED, .class = class};
	snprintf(why->text, sizeof(why->text), "%.255s", text);
	return false;
}

static bool fail_oauth(struct send_result *why, const struct oauth_result *result)
{
	static const enum send_class classes[] = {
		[OAUTH_NO_FAULT] = SEND_CLASS_NETWORK,
		[OAUTH_FAULT_GRANT] = SEND_CLASS_AUTH,
		[OAUTH_FAULT_CLIENT] = SEND_CLASS_CONFIG,
		[OAUTH_FAULT_BLOCKED] = SEND_CLASS_BLOCKED,
		[OAUTH_FAULT_NETWORK] = SEND_CLASS_NETWORK,
	};

	fail(why, classes[result->fault], result->text);
	why->retry_after_ms = result->retry_after_ms;
	return false;
}

static bool put(struct ops *ops, struct tx *tx, const struct mailbox *mailbox, enum credential_kind kind,
	const struct secret *secret, int64_t expires_at, struct error *err)
{
	struct credential credential = {.expires_at = expires_at};

	if (!secret)
		return true;
	vault_seal(ops->vault, secret, "credential", mailbox->id, credential_kind_name(kind), tx_arena(tx),
		&credential.sealed, &credential.sealed_size);
	return credential_store_put(tx, mailbox->workspace_id, mailbox->id, kind, &credential, err);
}

/* The secret of this kind; NULL when there is none. */
static bool open_secret(struct ops *ops, struct tx *tx, const struct mailbox *mailbox, enum credential_kind kind,
	struct secret **out, int64_t *expires_at, struct error *err)
{
	struct credential credential;
	bool found = false;

	*out = NULL;
	*expires_at = 0;
	if (!credential_store_find(tx, mailbox->workspace_id, mailbox->id, kind, tx_arena(tx), &credential, &found, err))
		return false;
	if (!found)
		return true;
	*expires_at = credential.expires_at;
	return vault_unseal(ops->vault, credential.sealed, credential.sealed_size, "credential", mailbox->id,
		credential_kind_name(kind), out, err);
}

static bool read_secret(struct ops *ops, const struct mailbox *mailbox, enum credential_kind kind, struct secret **out,
	int64_t *expires_at, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) && open_secret(ops, tx, mailbox, kind, out, expires_at, err);
}

bool token_ops_keep(struct ops *ops, struct tx *tx, const struct mailbox *mailbox,
	const struct mailbox_credentials *credentials, struct error *err)
{
	return credential_store_drop(tx, mailbox->workspace_id, mailbox->id, err) &&
	       put(ops, tx, mailbox, CREDENTIAL_SMTP_PASSWORD, credentials->smtp_password, 0, err) &&
	       put(ops, tx, mailbox, CREDENTIAL_IMAP_PASSWORD, credentials->imap_password, 0, err) &&
	       put(ops, tx, mailbox, CREDENTIAL_REFRESH_TOKEN, credentials->refresh_token, 0, err) &&
	       put(ops, tx, mailbox, CREDENTIAL_ACCESS_TOKEN, credentials->access_token, credentials->access_expires_at, err);
}

/* Keeps what a refresh gave, if the mailbox is still the one that asked. *kept is false when it has moved on. */
static bool keep_tokens(struct ops *ops, const struct mailbox *mailbox, const struct oauth_tokens *tokens,
	int64_t expires_at, bool *kept, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct mailbox current;

	*kept = false;
	if (!tx_begin(ops->store, &tx, err) ||
		!mailbox_store_get(tx, mailbox->workspace_id, mailbox->id, tx_arena(tx), &current, err))
		return false;
	if (current.epoch != mailbox->epoch)
		return true;
	if (!put(ops, tx, mailbox, CREDENTIAL_REFRESH_TOKEN, tokens->refresh, 0, err) ||
		!put(ops, tx, mailbox, CREDENTIAL_ACCESS_TOKEN, tokens->access, expires_at, err) || !tx_commit(tx, err))
		return false;
	*kept = true;
	return true;
}

/* One refresh at a time for a mailbox. The stripes are shared by mailboxes, which costs nothing but a little waiting. */
static pthread_mutex_t *flight_of(int64_t mailbox_id)
{
	static pthread_mutex_t stripes[STRIPES] = {[0 ... STRIPES - 1] = PTHREAD_MUTEX_INITIALIZER};

	return &stripes[(uint64_t)mailbox_id * 0x9e3779b97f4a7c15u >> 58];
}

static bool refresh(struct ops *ops, const struct mailbox *mailbox, struct arena *arena, struct secret **access,
	int64_t *expires_at, struct send_result *why)
{
	OWNED(secret) struct secret *refresh_token = NULL;
	struct oauth_client client = {
		.provider = &ops->providers->by[mailbox->provider], .ca_file = ops->transport->ca_file, .arena = arena};
	struct oauth_tokens tokens = {0};
	struct oauth_result result = {0};
	struct error err = {0};
	bool kept = false;

	if (!read_secret(ops, mailbox, CREDENTIAL_REFRESH_TOKEN, &refresh_token, expires_at, &err))
		return fail(why, SEND_CLASS_NETWORK, err.message);
	if (!client.provider->is_configured)
		return fail(why, SEND_CLASS_CONFIG, "The provider is not set up any more.");
	if (!refresh_token)
		return fail(why, SEND_CLASS_AUTH, "The saved sign-in is gone.");
	if (!oauth_refresh(&client, refresh_token, &tokens, &result))
		return fail_oauth(why, &result);
	*expires_at = clock_wall(ops->clock) + 1000 * (tokens.expires_in_s > 0 ? tokens.expires_in_s : DEFAULT_LIFE_S);
	if (!keep_tokens(ops, mailbox, &tokens, *expires_at, &kept, &err))
		fail(why, SEND_CLASS_NETWORK, err.message);
	else if (!kept)
		fail(why, SEND_CLASS_CANCELLED, "The mailbox was changed meanwhile.");
	else
		*access = TAKE(tokens.access);
	oauth_tokens_clear(&tokens);
	return kept;
}

/* A token that lives at least a minute more. */
static bool access_token(struct ops *ops, const struct mailbox *mailbox, struct arena *arena, struct secret **access,
	int64_t *expires_at, struct send_result *why)
{
	pthread_mutex_t *flight = flight_of(mailbox->id);
	struct error err = {0};
	bool done = false;

	pthread_mutex_lock(flight);
	if (!read_secret(ops, mailbox, CREDENTIAL_ACCESS_TOKEN, access, expires_at, &err)) {
		fail(why, SEND_CLASS_NETWORK, err.message);
	} else if (*access && *expires_at - EARLY_MS > clock_wall(ops->clock)) {
		done = true;
	} else {
		secret_free(TAKE(*access));
		done = refresh(ops, mailbox, arena, access, expires_at, why);
	}
	pthread_mutex_unlock(flight);
	return done;
}

/* "smtp://host:port" (STARTTLS required) or "smtps://", and the same for IMAP. */
static bool parse_mail_url(const char *url, const char *scheme, int port, int tls_port, struct arena *arena,
	struct endpoint *out)
{
	size_t length = strlen(scheme);
	const char *host, *colon;
	int64_t number = 0;

	if (!url || strncmp(url, scheme, length) != 0)
		return false;
	out->tls = url[length] == 's' ? TLS_IMPLICIT : TLS_STARTTLS;
	host = strstr(url, "://");
	if (!host)
		return false;
	host += 3;
	colon = strrchr(host, ':');
	if (colon && strchr(colon, ']'))
		colon = NULL;
	out->host = arena_text_n(arena, host, colon ? (size_t)(colon - host) : strcspn(host, "/"));
	if (colon && !text_to_int(colon + 1, 1, 65535, &number))
		return false;
	out->port = colon ? (int)number : out->tls == TLS_IMPLICIT ? tls_port : port;
	out->trusted_host = true;
	return true;
}

bool token_ops_endpoints(const struct oauth_provider *provider, const char *address, struct arena *arena,
	struct endpoint *sending, struct endpoint *reading)
{
	*sending = *reading = (struct endpoint){.kind = TRANSPORT_NONE, .username = address, .trusted_host = true};
	if (provider->provider == PROVIDER_GOOGLE) {
		sending->kind = reading->kind = TRANSPORT_GMAIL;
		sending->url = reading->url = provider->api_url;
		return provider->api_url != NULL;
	}
	if (!parse_mail_url(provider->smtp_url, "smtp", 587, 465, arena, sending))
		return false;
	sending->kind = TRANSPORT_SMTP;
	if (parse_mail_url(provider->imap_url, "imap", 143, 993, arena, reading))
		reading->kind = TRANSPORT_IMAP;
	return true;
}

static bool password_account(struct ops *ops, const struct mailbox *mailbox, struct arena *arena, struct account *out,
	struct account_secrets *secrets, struct send_result *why)
{
	struct error err = {0};
	int64_t ignored;

	if (!mailbox_endpoints_read(mailbox, arena, &out->sending, &out->reading, &err) ||
		!read_secret(ops, mailbox, CREDENTIAL_SMTP_PASSWORD, &secrets->sending, &ignored, &err) ||
		!read_secret(ops, mailbox, CREDENTIAL_IMAP_PASSWORD, &secrets->reading, &ignored, &err))
		return fail(why, SEND_CLASS_NETWORK, err.message);
	out->auth = ACCOUNT_AUTH_PASSWORD;
	if (out->sending.username[0] && !secrets->sending)
		return fail(why, SEND_CLASS_AUTH, "The saved password is gone.");
	if (!secrets->reading)
		secrets->reading = secret_copy(secrets->sending);
	return true;
}

static bool bearer_account(struct ops *ops, const struct mailbox *mailbox, struct arena *arena, struct account *out,
	struct account_secrets *secrets, struct send_result *why)
{
	if (!token_ops_endpoints(&ops->providers->by[mailbox->provider], mailbox->address, arena, &out->sending, &out->reading))
		return fail(why, SEND_CLASS_CONFIG, "The provider's mail servers are not set up.");
	out->auth = ACCOUNT_AUTH_BEARER;
	if (!access_token(ops, mailbox, arena, &secrets->sending, &out->expires_at, why))
		return false;
	secrets->reading = secret_copy(secrets->sending);
	return true;
}

bool token_ops_account(struct ops *ops, const struct mailbox *mailbox, struct arena *arena, struct account *out,
	struct account_secrets **secrets, struct send_result *why)
{
	struct account_secrets *fresh = calloc(1, sizeof(*fresh));
	bool done;

	ASSERT(fresh);
	*out = (struct account){.address = mailbox->address};
	if (mailbox->provider == PROVIDER_SMTP)
		done = password_account(ops, mailbox, arena, out, fresh, why);
	else
		done = bearer_account(ops, mailbox, arena, out, fresh, why);
	if (!done) {
		account_secrets_free(fresh);
		return false;
	}
	out->sending_secret = fresh->sending;
	out->reading_secret = fresh->reading;
	*secrets = fresh;
	return true;
}

/* Notes the refusal. *again: the token that was refused was itself fresh. *stale: somebody else has dealt with it since
 * the caller looked. */
static bool note_refusal(struct ops *ops, const struct mailbox *seen, bool *again, bool *stale, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t now = clock_wall(ops->clock);
	struct mailbox mailbox;

	if (!tx_begin(ops->store, &tx, err) ||
		!mailbox_store_get(tx, seen->workspace_id, seen->id, tx_arena(tx), &mailbox, err))
		return false;
	*stale = mailbox.epoch != seen->epoch || mailbox.auth_refused_at != seen->auth_refused_at;
	*again = !*stale && mailbox.auth_refused_at && now - mailbox.auth_refused_at < FRESH_MS;
	if (*stale || *again)
		return true;
	mailbox.auth_refused_at = now;
	return mailbox_store_update_state(tx, &mailbox, err) && tx_commit(tx, err);
}

bool token_ops_refresh_after_refusal(struct ops *ops, const struct mailbox *mailbox, struct send_result *why)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *access = NULL;
	pthread_mutex_t *flight = flight_of(mailbox->id);
	bool again = false, stale = false, done;
	struct error err = {0};
	int64_t expires_at;

	if (!note_refusal(ops, mailbox, &again, &stale, &err))
		return fail(why, SEND_CLASS_NETWORK, err.message);
	if (stale)
		return true;
	if (again)
		return fail(why, SEND_CLASS_AUTH, "");
	pthread_mutex_lock(flight);
	done = refresh(ops, mailbox, arena, &access, &expires_at, why);
	pthread_mutex_unlock(flight);
	return done;
}

/* Whether and how the grant can be revoked at its provider. */
static bool plan_revocation(struct ops *ops, struct tx *tx, const struct mailbox *mailbox, int64_t receipt_id,
	const char **told, struct error *err)
{
	OWNED(secret) struct secret *token = NULL;
	const struct oauth_provider *provider = &ops->providers->by[mailbox->provider];
	struct revocation revocation = {.workspace_id = mailbox->workspace_id,
		.mailbox_id = mailbox->id,
		.receipt_id = receipt_id,
		.provider = mailbox_provider_name(mailbox->provider)};
	int64_t shared = 0, ignored;

	*told = "not_supported";
	if (mailbox->provider == PROVIDER_SMTP || !provider->revoke_url)
		return true;
	if (!open_secret(ops, tx, mailbox, CREDENTIAL_REFRESH_TOKEN, &token, &ignored, err) ||
		!revocation_store_count_shared(tx, mailbox->id, revocation.provider, mailbox->subject_id, &shared, err))
		return false;
	if (!token)
		return true;
	if (shared > 0 && mailbox->subject_id) {
		*told = "shared";
		return true;
	}
	*told = "pending";
	revocation.id = tx_new_id(tx);
	vault_seal(ops->vault, token, "revocation", revocation.id, "token", tx_arena(tx), &revocation.sealed,
		&revocation.sealed_size);
	return revocation_store_add(tx, &revocation, store_now(ops->store), err);
}

bool token_ops_drop(struct ops *ops, struct tx *tx, const struct mailbox *mailbox, int64_t receipt_id, struct error *err)
{
	const char *told = NULL;

	if (!plan_revocation(ops, tx, mailbox, receipt_id, &told, err) ||
		!credential_store_drop(tx, mailbox->workspace_id, mailbox->id, err))
		return false;
	tx_ring(tx, BELL_ENGINE);
	return !receipt_id || receipt_store_set_grant(tx, mailbox->workspace_id, receipt_id, "deleted", told, err);
}

static bool take_revocation(struct ops *ops, struct arena *arena, struct revocation *revocation, struct secret **token,
	bool *found, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_read(ops->store, &tx, err) || !revocation_store_next(tx, clock_wall(ops->clock), arena, revocation, found, err))
		return false;
	return !*found || vault_unseal(ops->vault, revocation->sealed, revocation->sealed_size, "revocation", revocation->id,
				  "token", token, err);
}

/* Writes how a revocation ended; one that failed is tried again later, a few times. */
static bool close_revocation(struct ops *ops, const struct revocation *revocation, bool revoked, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	bool over = revoked || revocation->attempts + 1 >= REVOKE_ATTEMPTS;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!over) {
		int64_t pause = 30000LL << revocation->attempts;

		return revocation_store_later(
			       tx, revocation->workspace_id, revocation->id, clock_wall(ops->clock) + pause, err) &&
		       tx_commit(tx, err);
	}
	if (revocation->receipt_id && !receipt_store_set_grant(tx, revocation->workspace_id, revocation->receipt_id, "deleted",
					      revoked ? "revoked" : "failed", err))
		return false;
	return revocation_store_done(tx, revocation->workspace_id, revocation->id, err) && tx_commit(tx, err);
}

bool token_ops_revoke_due(struct ops *ops, bool *did, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *token = NULL;
	enum mailbox_provider provider = PROVIDER_OAUTH;
	struct oauth_result result = {0};
	struct revocation revocation;
	bool revoked;

	*did = false;
	if (!take_revocation(ops, arena, &revocation, &token, did, err))
		return false;
	if (!*did)
		return true;
	if (!mailbox_provider_parse(revocation.provider, &provider) || !ops->providers->by[provider].revoke_url)
		return close_revocation(ops, &revocation, false, err);
	revoked = oauth_revoke(
		&(struct oauth_client){
			.provider = &ops->providers->by[provider], .ca_file = ops->transport->ca_file, .arena = arena},
		token, &result);
	if (!revoked)
		log_line(LOG_WARN, "revoke_failed", "A grant could not be revoked at its provider: %s", result.text);
	return close_revocation(ops, &revocation, revoked, err);
}
