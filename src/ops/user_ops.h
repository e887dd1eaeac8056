#pragma once
/*
 * user_ops: the people of the workspace, and how the first of them comes to be.
 */
#include "base/secret.h"
#include "ops/ops.h"
#include "ops/password.h"
#include "store/user_store.h"

/* Whether the first owner exists. */
MUST_CHECK bool user_ops_is_set_up(struct ops *ops, bool *is_set_up, struct error *err);

struct first_owner {
	const char *email, *name; /* a name of NULL: what stands before the @ */
	const char *workspace;    /* NULL: "My workspace" */
	const struct secret *password;
	const char *remote; /* who asks */
};

/* Makes workspace and owner, once for ever. CONFLICT/already_set_up; INVALID on email, password, name, workspace. The gate may
 * be NULL (offline). The result is in the arena. */
MUST_CHECK bool user_ops_set_up(struct ops *ops, struct password_gate *gate, const struct first_owner *owner,
	struct arena *arena, struct user *out, struct error *err);

/* Oldest first, ids above `after`. */
MUST_CHECK bool user_ops_list(struct ops *ops, const struct call *call, int64_t after, int limit, struct user **list,
	size_t *count, int64_t *total, struct error *err);
