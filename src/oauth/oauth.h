#pragma once
/*
 * oauth: the authorization code flow with PKCE (RFC 6749, RFC 7636, RFC 9207, OpenID Connect), refresh and revocation
 * (RFC 7009). Protocol only: keeps nothing.
 *
 * Endpoints are the operator's configuration, so that sovereign clouds and tests can stand in for the provider.
 */
#include "base/arena.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "base/secret.h"
#include "oauth/providers.h"

/* What a failed request means. */
enum oauth_fault {
	OAUTH_NO_FAULT,
	OAUTH_FAULT_GRANT,   /* the grant is gone: a person must sign in again */
	OAUTH_FAULT_CLIENT,  /* our client id, secret or redirect is wrong: nobody's mailbox is at fault */
	OAUTH_FAULT_BLOCKED, /* an administrator or the provider must act */
	OAUTH_FAULT_NETWORK, /* try again */
};

struct oauth_result {
	enum oauth_fault fault;
	char text[256]; /* the provider's words, safe to show */
	int64_t retry_after_ms;
};

struct oauth_tokens {
	struct secret *access, *refresh; /* refresh NULL: the old one stays */
	int64_t expires_in_s;            /* 0: not told */
	const char *scope;               /* granted; NULL: as asked */
	const char *id_token;            /* NULL: none */
};
void oauth_tokens_clear(struct oauth_tokens *tokens);

/* Who signed in. subject NULL: only the address is known. */
struct oauth_identity {
	const char *issuer, *subject, *address;
};

/* What every request needs. */
struct oauth_client {
	const struct oauth_provider *provider;
	const char *ca_file;
	struct cancel *cancel;
	struct arena *arena;
	const struct clock *clock; /* for oauth_identify; else NULL */
};

struct oauth_authorization {
	const char *redirect_uri, *state, *nonce, *challenge, *login_hint;
};
/* The page to send the browser to. */
const char *oauth_authorization_url(
	const struct oauth_provider *provider, const struct oauth_authorization *ask, struct arena *arena);

/* S256 of a verifier (RFC 7636 §4.2). */
const char *oauth_challenge(const char *verifier, struct arena *arena);

MUST_CHECK bool oauth_exchange(const struct oauth_client *client, const char *code, const struct secret *verifier,
	const char *redirect_uri, struct oauth_tokens *out, struct oauth_result *result);
MUST_CHECK bool oauth_refresh(const struct oauth_client *client, const struct secret *refresh_token,
	struct oauth_tokens *out, struct oauth_result *result);
/* A grant that is gone already counts as revoked. */
MUST_CHECK bool oauth_revoke(
	const struct oauth_client *client, const struct secret *token, struct oauth_result *result);
/* From the id_token (received over TLS from the token endpoint) and, where that does not tell all, the userinfo endpoint.
 * GRANT fault when the token is not ours or of this sign-in, or there is no verified address. */
MUST_CHECK bool oauth_identify(const struct oauth_client *client, const struct oauth_tokens *tokens, const char *nonce,
	struct oauth_identity *out, struct oauth_result *result);

/* Whether every scope that sending and reading need was granted (Google lets people untick some); NULL: as asked. */
bool oauth_scopes_suffice(const struct oauth_provider *provider, const char *granted, struct arena *arena);

/* What a token endpoint's error means; `description` may be NULL. */
enum oauth_fault oauth_classify(int status, const char *error, const char *description);
