#pragma once
/*
 * oauth_ops: signing in to a mailbox's provider: start, and what the browser brings back.
 *
 * A state is random, single-use, valid for ten minutes, and bound to the browser session (or the key) that began, to purpose,
 * provider, mailbox and its epoch: a callback that arrives after another disconnect is void.
 */
#include "model/mailbox.h"
#include "ops/ops.h"

enum oauth_purpose { OAUTH_CONNECT, OAUTH_RECONNECT, OAUTH_UPDATE_SIGN_IN, OAUTH_PURPOSE_COUNT };

struct oauth_start {
	enum oauth_purpose purpose;
	enum mailbox_provider provider;
	const struct mailbox *mailbox; /* NULL when connecting */
	const char *login_hint;
};

/* The provider's page to send the browser to. CONFLICT/provider_not_configured. */
MUST_CHECK bool oauth_ops_start(
	struct ops *ops, const struct call *call, const struct oauth_start *start, const char **url, struct error *err);

struct oauth_callback {
	const char *state, *code, *error, *issuer; /* query parameters; NULL when missing */
	const unsigned char *session_hash;         /* of the browser's cookie; NULL: none */
};

/* Finishes the sign-in and gives the page of ours to send the browser to: "/mailboxes?connected=mbx_…" and its kin. Blocks on
 * the network. Fails only when the store does. */
MUST_CHECK bool oauth_ops_finish(struct ops *ops, const struct oauth_callback *callback, struct arena *arena,
	const char **location, struct error *err);
