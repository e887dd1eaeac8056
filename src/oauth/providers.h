#pragma once
/*
 * providers: the OAuth providers the operator has set up: client, endpoints, scopes. Read-only after start.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/secret.h"
#include "model/mailbox.h"

struct oauth_provider {
	bool is_configured; /* a client id and secret are there */
	enum mailbox_provider provider;
	const char *name; /* for people: "Google" */
	const char *client_id;
	const struct secret *client_secret;
	const char *auth_url, *token_url, *revoke_url, *userinfo_url; /* revoke_url NULL: none */
	const char *api_url;                                          /* Gmail, Graph: an origin */
	const char *smtp_url, *imap_url; /* "smtp://host:port" (STARTTLS required) or "smtps://"; NULL: none */
	const char *scope;               /* space separated */
	const char *issuer;              /* expected `iss` (RFC 9207), or NULL */
};

struct oauth_providers {
	struct oauth_provider by[PROVIDER_COUNT]; /* [PROVIDER_SMTP] is never configured */
};
