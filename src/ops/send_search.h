#pragma once
/*
 * send_search: what became of an unknown email, by looking for its Message-ID in Sent mail.
 *
 * Found, it is sent, and the evidence is kept. Not found proves nothing: it stays unknown, and a person decides. What a
 * person has decided meanwhile stands, whatever a search brings later.
 */
#include "model/mailbox.h"
#include "ops/ops.h"
#include "store/send_search_store.h"
#include "store/send_store.h"
#include "transport/receiver.h"

/* Begins the search, in the transaction that makes the send unknown. */
MUST_CHECK bool send_search_begin(
	struct tx *tx, const struct send *send, enum unknown_reason reason, int64_t now, struct error *err);

/* What to look for in this mailbox now, the longest due first. */
MUST_CHECK bool send_search_list_due(struct ops *ops, const struct mailbox *mailbox, int limit, struct arena *arena,
	struct send_search_due **list, size_t *count, struct error *err);

/* Keeps what one look brought, if the send is still unknown by the same attempt. */
MUST_CHECK bool send_search_keep(struct ops *ops, int64_t workspace_id, const struct send_search_due *due,
	const struct sent_copy *copy, struct error *err);

/* How the search of a send stands, for people. */
struct send_search_view {
	struct send_search search;
	enum search_state state;
	const char *text; /* one sentence, or two */
};
/* *has is false for a send that was never unknown. The text is in the arena. */
MUST_CHECK bool send_search_look(struct ops *ops, struct tx *tx, const struct send *send, struct arena *arena,
	struct send_search_view *out, bool *has, struct error *err);
