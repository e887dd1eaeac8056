#include "ops/token_ops.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "base/log.h"
#include "base/text.h"
#include "oauth/oauth.h"
#include "ops/mailbox_endpoints.h"
#include "ops/token_secrets.h"
#include "store/mailbox_store.h"

enum { STRIPES = 64, EARLY_MS = 60000, FRESH_MS = 600000, DEFAULT_LIFE_S = 3000 };

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

/* A refresh: of which credential, and what it gave. */
struct renewal {
	struct credential used;
	struct oauth_tokens tokens;
	int64_t expires_at;
	bool after_refusal; /* the token before was refused */
};

/* Keeps what a refresh gave, unless the credential was dropped or replaced meanwhile. A disconnect alone does not count: its
 * undo needs the newest. */
static bool keep_renewal(
	struct ops *ops, const struct mailbox *mailbox, const struct renewal *renewal, bool *kept, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct credential now;
	struct mailbox current;
	bool found = false;

	*kept = false;
	if (!tx_begin(ops->store, &tx, err) ||
		!credential_store_find(tx, mailbox->workspace_id, mailbox->id, CREDENTIAL_REFRESH_TOKEN, tx_arena(tx),
			&now, &found, err))
		return false;
	if (!found || now.sealed_size != renewal->used.sealed_size ||
		memcmp(now.sealed, renewal->used.sealed, now.sealed_size) != 0)
		return true;
	if (!token_secrets_put(ops, tx, mailbox, CREDENTIAL_REFRESH_TOKEN, renewal->tokens.refresh, 0, err) ||
		!token_secrets_put(
			ops, tx, mailbox, CREDENTIAL_ACCESS_TOKEN, renewal->tokens.access, renewal->expires_at, err))
		return false;
	if (renewal->after_refusal) {
		if (!mailbox_store_get(tx, mailbox->workspace_id, mailbox->id, tx_arena(tx), &current, err))
			return false;
		current.auth_refused_at = clock_wall(ops->clock);
		if (!mailbox_store_update_state(tx, &current, err))
			return false;
	}
	*kept = tx_commit(tx, err);
	return *kept;
}

/* One refresh at a time for a mailbox. The stripes are shared by mailboxes, which costs nothing but a little waiting. */
static pthread_mutex_t *flight_of(int64_t mailbox_id)
{
	static pthread_mutex_t stripes[STRIPES] = {[0 ... STRIPES - 1] = PTHREAD_MUTEX_INITIALIZER};

	return &stripes[(uint64_t)mailbox_id * 0x9e3779b97f4a7c15u >> 58];
}

static bool renew(struct ops *ops, const struct mailbox *mailbox, const struct oauth_client *client,
	struct renewal *renewal, struct send_result *why)
{
	struct oauth_result result = {0};
	struct error err = {0};
	int64_t life_s;
	bool kept = false;

	life_s = renewal->tokens.expires_in_s > 0 ? renewal->tokens.expires_in_s : DEFAULT_LIFE_S;
	renewal->expires_at = clock_wall(ops->clock) + 1000 * life_s;
	if (!keep_renewal(ops, mailbox, renewal, &kept, &err))
		return fail(why, SEND_CLASS_NETWORK, err.message);
	if (kept)
		return true;
	/* Nobody will ever hold this token: it is given back as far as that is possible. */
	if (renewal->tokens.refresh && client->provider->revoke_url &&
		!oauth_revoke(client, renewal->tokens.refresh, &result))
		log_line(LOG_INFO, "revoke_failed", "An unused token could not be revoked: %s", result.text);
	return fail(why, SEND_CLASS_CANCELLED, "The mailbox was changed meanwhile.");
}

static bool refresh(struct ops *ops, const struct mailbox *mailbox, struct arena *arena, bool after_refusal,
	struct secret **access, int64_t *expires_at, struct send_result *why)
{
	OWNED(secret) struct secret *refresh_token = NULL;
	struct oauth_client client = {
		.provider = &ops->providers->by[mailbox->provider], .ca_file = ops->transport->ca_file, .arena = arena};
	struct renewal renewal = {.after_refusal = after_refusal};
	struct oauth_result result = {0};
	struct error err = {0};
	bool done;

	if (!token_secrets_read(ops, mailbox, CREDENTIAL_REFRESH_TOKEN, arena, &renewal.used, &refresh_token, &err))
		return fail(why, SEND_CLASS_NETWORK, err.message);
	if (!client.provider->is_configured)
		return fail(why, SEND_CLASS_CONFIG, "The provider is not set up any more.");
	if (!refresh_token)
		return fail(why, SEND_CLASS_AUTH, "The saved sign-in is gone.");
	if (!oauth_refresh(&client, refresh_token, &renewal.tokens, &result))
		return fail_oauth(why, &result);
	done = renew(ops, mailbox, &client, &renewal, why);
	if (done) {
		*access = TAKE(renewal.tokens.access);
		*expires_at = renewal.expires_at;
	}
	oauth_tokens_clear(&renewal.tokens);
	return done;
}

/* A token that lives at least a minute more. */
static bool access_token(struct ops *ops, const struct mailbox *mailbox, struct arena *arena, struct secret **access,
	int64_t *expires_at, struct send_result *why)
{
	pthread_mutex_t *flight = flight_of(mailbox->id);
	struct credential row;
	struct error err = {0};
	bool done = false;

	lock_take(flight, LOCK_TOKENS);
	if (!token_secrets_read(ops, mailbox, CREDENTIAL_ACCESS_TOKEN, arena, &row, access, &err)) {
		fail(why, SEND_CLASS_NETWORK, err.message);
	} else if (*access && row.expires_at - EARLY_MS > clock_wall(ops->clock)) {
		*expires_at = row.expires_at;
		done = true;
	} else {
		secret_free(TAKE(*access));
		done = refresh(ops, mailbox, arena, false, access, expires_at, why);
	}
	lock_give(flight, LOCK_TOKENS);
	return done;
}

/* "smtp://host:port" (STARTTLS required) or "smtps://", and the same for IMAP. */
static bool parse_mail_url(
	const char *url, const char *scheme, int port, int tls_port, struct arena *arena, struct endpoint *out)
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
	struct credential row;
	struct error err = {0};

	if (!mailbox_endpoints_read(mailbox, arena, &out->sending, &out->reading, &err) ||
		!token_secrets_read(ops, mailbox, CREDENTIAL_SMTP_PASSWORD, arena, &row, &secrets->sending, &err) ||
		!token_secrets_read(ops, mailbox, CREDENTIAL_IMAP_PASSWORD, arena, &row, &secrets->reading, &err))
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
	if (!token_ops_endpoints(
		    &ops->providers->by[mailbox->provider], mailbox->address, arena, &out->sending, &out->reading))
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
	*out = (struct account){.address = mailbox->address, .track = {ops->recorder, mailbox->id}};
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

/* *again: the token that was refused was itself obtained after a refusal. *stale: somebody else has dealt with it since the
 * caller looked. */
static bool look_at_refusal(struct ops *ops, const struct mailbox *seen, bool *again, bool *stale, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct mailbox mailbox;
	int64_t since_ms;

	if (!tx_begin(ops->store, &tx, err) ||
		!mailbox_store_get(tx, seen->workspace_id, seen->id, tx_arena(tx), &mailbox, err))
		return false;
	/* A refusal in the future is from when the clock was ahead: when it was, nobody knows. */
	since_ms = clock_wall(ops->clock) - mailbox.auth_refused_at;
	*stale = mailbox.epoch != seen->epoch || mailbox.auth_refused_at != seen->auth_refused_at;
	*again = mailbox.auth_refused_at && since_ms >= 0 && since_ms < FRESH_MS;
	return true;
}

static bool refresh_refused(struct ops *ops, const struct mailbox *mailbox, struct send_result *why)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *access = NULL;
	bool again = false, stale = false;
	struct error err = {0};
	int64_t expires_at;

	if (!look_at_refusal(ops, mailbox, &again, &stale, &err))
		return fail(why, SEND_CLASS_NETWORK, err.message);
	if (stale)
		return true;
	if (again)
		return fail(why, SEND_CLASS_AUTH, "");
	return refresh(ops, mailbox, arena, true, &access, &expires_at, why);
}

bool token_ops_refresh_after_refusal(struct ops *ops, const struct mailbox *mailbox, struct send_result *why)
{
	pthread_mutex_t *flight = flight_of(mailbox->id);
	bool done;

	lock_take(flight, LOCK_TOKENS);
	done = refresh_refused(ops, mailbox, why);
	lock_give(flight, LOCK_TOKENS);
	return done;
}
