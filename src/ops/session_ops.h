#pragma once
/*
 * session_ops: signing in, staying signed in, signing out. A session ends 30 days after it began, or 14 days after it was used.
 */
#include "base/secret.h"
#include "ops/ops.h"
#include "ops/password.h"
#include "store/session_store.h"
#include "store/user_store.h"

enum { SESSION_LIFE_S = 30 * 24 * 3600 };

struct sign_in {
	const char *email;
	const struct secret *password;
	const char *remote, *user_agent;
};

struct signed_in {
	const char *token; /* the cookie's value */
	const char *csrf_token;
	struct user user;
};

/* UNAUTHENTICATED/wrong_credentials in the same time, whether the address is known or not; LIMIT/too_many_sign_ins. */
MUST_CHECK bool session_ops_sign_in(struct ops *ops, struct password_gate *gate, const struct sign_in *sign_in,
	struct arena *arena, struct signed_in *out, struct error *err);

/* A session for a user whose identity is certain (the first owner). */
MUST_CHECK bool session_ops_begin(struct ops *ops, const struct user *user, const char *user_agent, struct arena *arena,
	struct signed_in *out, struct error *err);

/* *found is false when there is no such session (any more). Fills the call's workspace and actor; the texts are in the arena. */
MUST_CHECK bool session_ops_find(
	struct ops *ops, const char *token, struct call *call, struct session *session, bool *found, struct error *err);

/* Ends this call's session; no-op when it has none. */
MUST_CHECK bool session_ops_end(struct ops *ops, const struct call *call, struct error *err);

/* Deletes what has expired. */
MUST_CHECK bool session_ops_sweep(struct ops *ops, struct error *err);
