#pragma once
/*
 * revocation_store: grants to be revoked at their provider, each with its sealed token until that is done.
 */
#include "store/tx.h"

struct revocation {
	int64_t workspace_id, id, mailbox_id, receipt_id;
	const char *provider;
	const char *subject_id; /* whose grant it is; NULL: not known */
	const unsigned char *sealed;
	size_t sealed_size;
	int attempts;
};

/* `revocation->id` is given by the caller (tx_new_id): the token is sealed for it. */
MUST_CHECK bool revocation_store_add(
	struct tx *tx, const struct revocation *revocation, int64_t due_at, struct error *err);
MUST_CHECK bool revocation_store_next(
	struct tx *tx, int64_t now, struct arena *arena, struct revocation *out, bool *found, struct error *err);
MUST_CHECK bool revocation_store_later(
	struct tx *tx, int64_t workspace_id, int64_t id, int64_t due_at, struct error *err);
MUST_CHECK bool revocation_store_done(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err);
/* How many mailboxes but this one (0: none) hold a token of the same grant of this provider. */
MUST_CHECK bool revocation_store_count_shared(struct tx *tx, int64_t mailbox_id, const char *provider,
	const char *subject_id, int64_t *count, struct error *err);
