#pragma once
/*
 * token_ops: a mailbox's credentials in use: opened for a session, refreshed, dropped, and their grant revoked.
 *
 * One refresh is in flight for a mailbox, however many workers want its token; a new refresh token is durable before the
 * access token that came with it is used. No network call happens inside a transaction.
 */
#include "ops/mailbox_ops.h"
#include "transport/account.h"
#include "transport/sender.h"

struct account_secrets;
void account_secrets_free(struct account_secrets *secrets);
OWN_DEFINE(account_secrets)

/* The account to sign in with; its secrets live as long as *secrets. False: *why says what is wrong, by class: AUTH (the
 * grant is gone), BLOCKED, CONFIG (our client), NETWORK. */
MUST_CHECK bool token_ops_account(struct ops *ops, const struct mailbox *mailbox, struct arena *arena,
	struct account *out, struct account_secrets **secrets, struct send_result *why);

/* The endpoints an OAuth provider's mailboxes use. */
MUST_CHECK bool token_ops_endpoints(const struct oauth_provider *provider, const char *address, struct arena *arena,
	struct endpoint *sending, struct endpoint *reading);

/* A token was refused by the mail server: true when a fresh one was obtained. False with class AUTH when the fresh one was
 * refused as well, or the grant is gone. */
MUST_CHECK bool token_ops_refresh_after_refusal(
	struct ops *ops, const struct mailbox *mailbox, struct send_result *why);

/* Replaces the mailbox's credentials. */
MUST_CHECK bool token_ops_keep(struct ops *ops, struct tx *tx, const struct mailbox *mailbox,
	const struct mailbox_credentials *credentials, struct error *err);

/* Deletes the credentials; a grant that can and may be revoked is put on the list. Tells the receipt, if any. */
MUST_CHECK bool token_ops_drop(
	struct ops *ops, struct tx *tx, const struct mailbox *mailbox, int64_t receipt_id, struct error *err);

/* Works off one revocation that is due. */
MUST_CHECK bool token_ops_revoke_due(struct ops *ops, bool *did, struct error *err);

/* Gives back a grant that no mailbox will use, unless at this provider another mailbox lives on the same one. Blocks on the
 * network. */
MUST_CHECK bool token_ops_discard(struct ops *ops, enum mailbox_provider provider, const char *subject_id,
	const struct secret *refresh_token, struct arena *arena, struct error *err);
