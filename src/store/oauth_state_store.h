#pragma once
/*
 * oauth_state_store: sign-ins that are under way at a provider, and why the last one of a mailbox did not fit.
 */
#include "store/tx.h"

struct oauth_state {
	unsigned char state_hash[32]; /* of the state parameter; the state itself is kept by the browser only */
	int64_t workspace_id;
	const char *purpose; /* connect, reconnect, update_sign_in */
	const char *provider;
	int64_t mailbox_id, mailbox_epoch, user_id;
	const unsigned char *session_hash; /* 32 bytes; NULL: started with a key */
	const unsigned char *verifier_sealed;
	size_t verifier_sealed_size;
	const char *nonce;
	int64_t expires_at;
};

MUST_CHECK bool oauth_state_store_add(struct tx *tx, const struct oauth_state *state, struct error *err);
/* Takes it away: single use. */
MUST_CHECK bool oauth_state_store_take(struct tx *tx, const unsigned char state_hash[32], struct arena *arena,
	struct oauth_state *out, bool *found, struct error *err);
MUST_CHECK bool oauth_state_store_expire(struct tx *tx, int64_t now, struct error *err);

struct oauth_outcome {
	const char *code, *expected, *actual; /* wrong_account and the two addresses */
};
MUST_CHECK bool oauth_state_store_keep_outcome(struct tx *tx, int64_t workspace_id, int64_t mailbox_id,
	const struct oauth_outcome *outcome, struct error *err);
MUST_CHECK bool oauth_state_store_find_outcome(struct tx *tx, int64_t workspace_id, int64_t mailbox_id,
	struct arena *arena, struct oauth_outcome *out, bool *found, struct error *err);
MUST_CHECK bool oauth_state_store_forget_outcome(
	struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct error *err);
