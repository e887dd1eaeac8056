#pragma once
/*
 * account: what is needed to sign in to a mailbox's provider, opened from the vault for one session.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/recorder.h"
#include "base/secret.h"

enum transport_kind { TRANSPORT_NONE, TRANSPORT_SMTP, TRANSPORT_IMAP, TRANSPORT_GMAIL, TRANSPORT_KIND_COUNT };
enum account_auth { ACCOUNT_AUTH_NONE, ACCOUNT_AUTH_PASSWORD, ACCOUNT_AUTH_BEARER };
enum tls_mode { TLS_IMPLICIT, TLS_STARTTLS, TLS_NONE, TLS_MODE_COUNT }; /* api.md: "tls", "starttls", "none" */

/* One direction (sending or reading). */
struct endpoint {
	enum transport_kind kind; /* NONE: this direction does not exist */
	const char *host;         /* SMTP, IMAP */
	int port;
	enum tls_mode tls;
	const char *url;      /* Gmail: the API's origin, without trailing slash */
	const char *username; /* "" for no AUTH */
	bool trusted_host;    /* configured by the operator: the SSRF guard does not apply */
};

/* Where that is: "host:port", or the API's origin. In the arena. */
const char *endpoint_place(const struct endpoint *endpoint, struct arena *arena);

struct account {
	const char *address;
	struct endpoint sending;
	struct endpoint reading;
	enum account_auth auth;
	const struct secret *sending_secret; /* password or access token */
	const struct secret *reading_secret; /* often the same */
	int64_t expires_at;                  /* BEARER: when the access token ends, wall clock; 0: not known */
	struct track track;                  /* where what its sessions do is noted; empty: nowhere */
};
