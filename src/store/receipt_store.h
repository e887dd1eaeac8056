#pragma once
/*
 * receipt_store: what a disconnect did, kept for ever: written open in the disconnect's transaction, closed when the
 * mailbox has gone quiet.
 */
#include "store/tx.h"

struct receipt_campaign {
	int64_t campaign_id;
	const char *name, *previous_status;
	int64_t revision; /* after the pause */
};
struct receipt_send {
	int64_t send_id;
	const char *outcome; /* aborted, sent, unknown */
	const char *reason;
};
struct receipt {
	int64_t workspace_id, id, mailbox_id, epoch;
	const char *cause;
	int64_t requested_by, requested_at, fenced_at, quiesced_at, last_byte_at, sends_held;
	const char *grant_local, *grant_provider;
	bool undone;
	struct receipt_campaign *campaigns;
	size_t campaign_count;
	struct receipt_send *sends;
	size_t send_count;
};

/* Adds an open one with its campaigns; sets receipt->id. */
MUST_CHECK bool receipt_store_add(struct tx *tx, struct receipt *receipt, struct error *err);
/* Writes fenced_at, quiesced_at, last_byte_at and the sends. */
MUST_CHECK bool receipt_store_close(struct tx *tx, const struct receipt *receipt, struct error *err);
MUST_CHECK bool receipt_store_set_grant(
	struct tx *tx, int64_t workspace_id, int64_t id, const char *local, const char *provider, struct error *err);
MUST_CHECK bool receipt_store_set_undone(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err);
MUST_CHECK bool receipt_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct receipt *out, struct error *err);
/* Newest first, ids below `before` (0: the newest). */
MUST_CHECK bool receipt_store_list(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t before, int limit,
	struct arena *arena, struct receipt **list, size_t *count, struct error *err);
