#include "store/oauth_state_store.h"

#include <string.h>

#include "store/query.h"

bool oauth_state_store_add(struct tx *tx, const struct oauth_state *state, struct error *err)
{
	struct bind session = {.name = "session_hash", .type = BIND_IS_NULL};

	if (state->session_hash)
		session = BIND_BLOB("session_hash", state->session_hash, 32);
	return query_exec(tx, QUERY_OAUTH_STATE_ADD, NULL, err, BIND_BLOB("state_hash", state->state_hash, 32),
		BIND_INT("workspace", state->workspace_id), BIND_TEXT("purpose", state->purpose),
		BIND_TEXT("provider", state->provider), BIND_INT_OR_NULL("mailbox", state->mailbox_id),
		BIND_INT_OR_NULL("epoch", state->mailbox_epoch), BIND_INT_OR_NULL("user", state->user_id), session,
		BIND_BLOB("verifier", state->verifier_sealed, state->verifier_sealed_size),
		BIND_TEXT("nonce", state->nonce), BIND_INT("expires_at", state->expires_at));
}

bool oauth_state_store_take(struct tx *tx, const unsigned char state_hash[32], struct arena *arena,
	struct oauth_state *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t size = 0;

	if (!query_rows(tx, QUERY_OAUTH_STATE_TAKE, &rows, err, BIND_BLOB("state_hash", state_hash, 32)) ||
		!rows_next(rows, found, err))
		return false;
	if (!*found)
		return true;
	memcpy(out->state_hash, state_hash, 32);
	out->workspace_id = row_int(rows);
	out->purpose = row_text(rows, arena);
	out->provider = row_text(rows, arena);
	out->mailbox_id = row_int(rows);
	out->mailbox_epoch = row_int(rows);
	out->user_id = row_int(rows);
	out->session_hash = row_blob(rows, arena, &size);
	if (size != 32)
		out->session_hash = NULL;
	out->verifier_sealed = row_blob(rows, arena, &out->verifier_sealed_size);
	out->nonce = row_text(rows, arena);
	out->expires_at = row_int(rows);
	return true;
}

bool oauth_state_store_expire(struct tx *tx, int64_t now, struct error *err)
{
	return query_exec(tx, QUERY_OAUTH_STATE_EXPIRE, NULL, err, BIND_INT("now", now));
}

bool oauth_state_store_keep_outcome(
	struct tx *tx, int64_t workspace_id, int64_t mailbox_id, const struct oauth_outcome *outcome, struct error *err)
{
	return query_exec(tx, QUERY_OAUTH_OUTCOME_PUT, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("mailbox", mailbox_id), BIND_TEXT("code", outcome->code),
		BIND_TEXT("expected", outcome->expected), BIND_TEXT("actual", outcome->actual),
		BIND_INT("now", store_now(tx_store(tx))));
}

bool oauth_state_store_find_outcome(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct arena *arena,
	struct oauth_outcome *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_OAUTH_OUTCOME_FIND, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("mailbox", mailbox_id)) ||
		!rows_next(rows, found, err))
		return false;
	if (!*found)
		return true;
	out->code = row_text(rows, arena);
	out->expected = row_text(rows, arena);
	out->actual = row_text(rows, arena);
	return true;
}

bool oauth_state_store_forget_outcome(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct error *err)
{
	return query_exec(tx, QUERY_OAUTH_OUTCOME_FORGET, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("mailbox", mailbox_id));
}
