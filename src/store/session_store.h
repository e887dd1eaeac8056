#pragma once
/*
 * session_store: who is signed in by cookie. Only a keyed hash of the token is kept.
 */
#include "store/tx.h"

enum { SESSION_HASH_BYTES = 32 };

struct session {
	int64_t workspace_id, id, user_id;
	const char *csrf_token;
	int64_t seen_at, expires_at;
	const char *email, *name, *role; /* the user's, as they are now */
};

MUST_CHECK bool session_store_add(struct tx *tx, const unsigned char hash[SESSION_HASH_BYTES],
	const struct session *session, const char *user_agent, struct error *err);

/* One that has neither expired nor been idle since seen_after. */
MUST_CHECK bool session_store_find(struct tx *tx, const unsigned char hash[SESSION_HASH_BYTES], int64_t seen_after,
	struct arena *arena, struct session *out, bool *found, struct error *err);
MUST_CHECK bool session_store_touch(struct tx *tx, const unsigned char hash[SESSION_HASH_BYTES], struct error *err);
MUST_CHECK bool session_store_delete(struct tx *tx, const unsigned char hash[SESSION_HASH_BYTES], struct error *err);
MUST_CHECK bool session_store_delete_expired(struct tx *tx, int64_t seen_after, struct error *err);
