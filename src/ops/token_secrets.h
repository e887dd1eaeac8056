#pragma once
/*
 * token_secrets: a mailbox's credentials between the vault and the store. Each is sealed for its row and kind.
 */
#include "model/mailbox.h"
#include "ops/ops.h"
#include "store/credential_store.h"

/* NULL keeps what is there. expires_at 0: never. */
MUST_CHECK bool token_secrets_put(struct ops *ops, struct tx *tx, const struct mailbox *mailbox,
	enum credential_kind kind, const struct secret *secret, int64_t expires_at, struct error *err);

/* The secret of this kind, owned by the caller, and its row in the arena; NULL when there is none. */
MUST_CHECK bool token_secrets_open(struct ops *ops, struct tx *tx, const struct mailbox *mailbox,
	enum credential_kind kind, struct arena *arena, struct credential *row, struct secret **out, struct error *err);

/* The same in a transaction of its own. */
MUST_CHECK bool token_secrets_read(struct ops *ops, const struct mailbox *mailbox, enum credential_kind kind,
	struct arena *arena, struct credential *row, struct secret **out, struct error *err);
