#include "ops/token_secrets.h"

bool token_secrets_put(struct ops *ops, struct tx *tx, const struct mailbox *mailbox, enum credential_kind kind,
	const struct secret *secret, int64_t expires_at, struct error *err)
{
	struct credential credential = {.expires_at = expires_at};

	if (!secret)
		return true;
	vault_seal(ops->vault, secret, "credential", mailbox->id, credential_kind_name(kind), tx_arena(tx),
		&credential.sealed, &credential.sealed_size);
	return credential_store_put(tx, mailbox->workspace_id, mailbox->id, kind, &credential, err);
}

bool token_secrets_open(struct ops *ops, struct tx *tx, const struct mailbox *mailbox, enum credential_kind kind,
	struct arena *arena, struct credential *row, struct secret **out, struct error *err)
{
	bool found = false;

	*out = NULL;
	*row = (struct credential){0};
	if (!credential_store_find(tx, mailbox->workspace_id, mailbox->id, kind, arena, row, &found, err))
		return false;
	return !found ||
		vault_unseal(ops->vault, row->sealed, row->sealed_size, "credential", mailbox->id,
			credential_kind_name(kind), out, err);
}

bool token_secrets_read(struct ops *ops, const struct mailbox *mailbox, enum credential_kind kind, struct arena *arena,
	struct credential *row, struct secret **out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) && token_secrets_open(ops, tx, mailbox, kind, arena, row, out, err);
}
