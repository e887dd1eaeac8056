#pragma once
/*
 * key_ops: API keys: made, shown once, listed, revoked. A key may what its scopes say, and never more than who made it.
 */
#include "ops/ops.h"
#include "store/api_key_store.h"

enum { KEY_MAX_COUNT = 200 };

struct key_new {
	const char *name;
	const char *scopes; /* "mailboxes:read,contacts:write"; NULL: "*" */
};

/* *text is the key itself ("ork_…"), in the arena. INVALID on name and scopes; DENIED for a key that would give more than the
 * caller has; LIMIT/too_many_keys. */
MUST_CHECK bool key_ops_create(struct ops *ops, const struct call *call, const struct key_new *new, struct api_key *out,
	const char **text, struct error *err);

MUST_CHECK bool key_ops_list(struct ops *ops, const struct call *call, int64_t after, int limit, struct api_key **list,
	size_t *count, int64_t *total, struct error *err);

/* NOT_FOUND/key_not_found. */
MUST_CHECK bool key_ops_revoke(struct ops *ops, const struct call *call, int64_t key_id, struct error *err);

/* *found is false when there is no such key (any more). Fills the call's workspace and actor. */
MUST_CHECK bool key_ops_find(struct ops *ops, const char *text, struct call *call, bool *found, struct error *err);
