#pragma once
/*
 * api_key_store: keys for programs. Only a keyed hash is kept; the key itself is shown once.
 */
#include "store/tx.h"

enum { API_KEY_HASH_BYTES = 32 };

struct api_key {
	int64_t workspace_id, id;
	const char *name, *scopes;
	int64_t created_by; /* 0: at the command line */
	int64_t created_at, used_at, revoked_at;
	const char *role; /* of who made it, as it is now; NULL: at the command line */
};

MUST_CHECK bool api_key_store_add(
	struct tx *tx, const struct api_key *key, const unsigned char hash[API_KEY_HASH_BYTES], struct error *err);

/* One that is not revoked and whose maker is still there. */
MUST_CHECK bool api_key_store_find(struct tx *tx, const unsigned char hash[API_KEY_HASH_BYTES], struct arena *arena,
	struct api_key *out, bool *found, struct error *err);
MUST_CHECK bool api_key_store_list(struct tx *tx, int64_t workspace_id, int64_t after, int limit, struct arena *arena,
	struct api_key **list, size_t *count, struct error *err);
MUST_CHECK bool api_key_store_count(struct tx *tx, int64_t workspace_id, int64_t *count, struct error *err);
MUST_CHECK bool api_key_store_touch(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err);
MUST_CHECK bool api_key_store_revoke(struct tx *tx, int64_t workspace_id, int64_t id, bool *revoked, struct error *err);
