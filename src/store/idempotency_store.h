#pragma once
/*
 * idempotency_store: what was answered to a write that carried an Idempotency-Key, for 24 hours.
 *
 * A record is scoped by principal and route. It holds a keyed hash of the request, never the request itself.
 */
#include "store/tx.h"

enum { IDEMPOTENCY_HASH_BYTES = 32 };

struct idempotency_scope {
	const char *principal; /* "user:123", "key:45" */
	const char *key;
	const char *route;
};

struct idempotency_record {
	const unsigned char *request_hash;
	int status;       /* 0: the first request is still at work */
	const char *body; /* NULL: not kept */
};

/* Takes the key (or one created at or before `expired`). *taken is false when somebody has it. */
MUST_CHECK bool idempotency_store_begin(struct tx *tx, const struct idempotency_scope *scope,
	const unsigned char hash[IDEMPOTENCY_HASH_BYTES], int64_t expired, bool *taken, struct error *err);
MUST_CHECK bool idempotency_store_find(struct tx *tx, const struct idempotency_scope *scope, struct arena *arena,
	struct idempotency_record *out, bool *found, struct error *err);
MUST_CHECK bool idempotency_store_finish(
	struct tx *tx, const struct idempotency_scope *scope, int status, const char *body, struct error *err);
/* Gives an unfinished key back. */
MUST_CHECK bool idempotency_store_release(struct tx *tx, const struct idempotency_scope *scope, struct error *err);
/* At start: what a dead process left unfinished. */
MUST_CHECK bool idempotency_store_release_unfinished(struct tx *tx, struct error *err);
MUST_CHECK bool idempotency_store_delete_expired(struct tx *tx, int64_t expired, struct error *err);
