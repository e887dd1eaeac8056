#pragma once
/*
 * suppression_store: Do Not Contact: addresses, domains with their subdomains, and hashes of erased addresses.
 */
#include "model/suppression.h"
#include "store/tx.h"

struct suppression {
	int64_t workspace_id, id;
	enum suppression_kind kind;
	const char *value_key; /* folded; of an erased address its keyed hash in hex */
	bool hashed;
	const char *value, *reason, *source;
	int64_t created_by, created_at;
};

/* Adds it; *added is false when it is there already, and *suppression then is what is stored. Sets id and created_at. */
MUST_CHECK bool suppression_store_add(
	struct tx *tx, struct arena *arena, struct suppression *suppression, bool *added, struct error *err);
MUST_CHECK bool suppression_store_get(struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena,
	struct suppression *out, struct error *err);
MUST_CHECK bool suppression_store_remove(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err);
/* Takes an address off by its name, when its hash is to stand for it. */
MUST_CHECK bool suppression_store_forget_address(
	struct tx *tx, int64_t workspace_id, const char *email_key, struct error *err);
/* Newest first, ids below `before` (0: the newest); `search` a folded part of the value, NULL for all. */
MUST_CHECK bool suppression_store_list(struct tx *tx, int64_t workspace_id, const char *search, int64_t before,
	int limit, struct arena *arena, struct suppression **list, size_t *count, struct error *err);
MUST_CHECK bool suppression_store_count(
	struct tx *tx, int64_t workspace_id, const char *search, int64_t *count, struct error *err);

/* Whether there is an entry that holds only a hash: that of somebody who was erased. */
MUST_CHECK bool suppression_store_has_hashes(struct tx *tx, int64_t workspace_id, bool *has, struct error *err);

/* Whether the address, its domain or a domain above it must not be written to. */
MUST_CHECK bool suppression_store_covers(struct tx *tx, int64_t workspace_id, const char *email_key, const char *domain,
	bool *covered, struct error *err);
/* Whether an erased address with this keyed hash (hex) must not be written to. */
MUST_CHECK bool suppression_store_covers_hash(
	struct tx *tx, int64_t workspace_id, const char *hash_hex, bool *covered, struct error *err);

/* The keyed hash, in hex, of the address that a campaign wrote to and whose hash begins with these bytes; NULL when there is
 * none. For links that outlive their contact. */
MUST_CHECK bool suppression_store_find_sent_hash(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	const unsigned char *beginning, size_t length, const char **hash_hex, struct error *err);
