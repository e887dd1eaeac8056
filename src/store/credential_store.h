#pragma once
/*
 * credential_store: a mailbox's sealed credentials, at most one of each kind. The store sees sealed bytes only.
 */
#include "store/tx.h"

enum credential_kind {
	CREDENTIAL_SMTP_PASSWORD,
	CREDENTIAL_IMAP_PASSWORD,
	CREDENTIAL_REFRESH_TOKEN,
	CREDENTIAL_ACCESS_TOKEN,
	CREDENTIAL_KIND_COUNT
};

struct credential {
	const unsigned char *sealed;
	size_t sealed_size;
	int64_t expires_at; /* 0: never */
	int64_t generation; /* counts replacements */
};

const char *credential_kind_name(enum credential_kind kind); /* also the column in the seal's associated data */

MUST_CHECK bool credential_store_put(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, enum credential_kind kind,
	const struct credential *credential, struct error *err);
MUST_CHECK bool credential_store_find(struct tx *tx, int64_t workspace_id, int64_t mailbox_id,
	enum credential_kind kind, struct arena *arena, struct credential *out, bool *found, struct error *err);
/* All kinds. With SQLite's secure_delete the bytes are overwritten. */
MUST_CHECK bool credential_store_drop(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct error *err);
