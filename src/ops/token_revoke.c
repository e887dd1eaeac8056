/*
 * token_revoke: credentials kept and dropped, and the grants behind them revoked at their provider, outside any transaction.
 */
#include <string.h>

#include "base/log.h"
#include "oauth/oauth.h"
#include "ops/token_ops.h"
#include "ops/token_secrets.h"
#include "store/receipt_store.h"
#include "store/revocation_store.h"

enum { REVOKE_ATTEMPTS = 6 };

#define FIRST_PAUSE_MS 30000LL

bool token_ops_keep(struct ops *ops, struct tx *tx, const struct mailbox *mailbox,
	const struct mailbox_credentials *credentials, struct error *err)
{
	return credential_store_drop(tx, mailbox->workspace_id, mailbox->id, err) &&
		token_secrets_put(ops, tx, mailbox, CREDENTIAL_SMTP_PASSWORD, credentials->smtp_password, 0, err) &&
		token_secrets_put(ops, tx, mailbox, CREDENTIAL_IMAP_PASSWORD, credentials->imap_password, 0, err) &&
		token_secrets_put(ops, tx, mailbox, CREDENTIAL_REFRESH_TOKEN, credentials->refresh_token, 0, err) &&
		token_secrets_put(ops, tx, mailbox, CREDENTIAL_ACCESS_TOKEN, credentials->access_token,
			credentials->access_expires_at, err);
}

/* How many mailboxes but this one (0: none) live on the same grant. Only Google drops a person's whole grant with any token
 * of it; elsewhere each sign-in has its own. */
static bool count_shared(
	struct tx *tx, int64_t mailbox_id, const struct revocation *revocation, int64_t *count, struct error *err)
{
	*count = 0;
	if (!revocation->subject_id || strcmp(revocation->provider, mailbox_provider_name(PROVIDER_GOOGLE)) != 0)
		return true;
	return revocation_store_count_shared(tx, mailbox_id, revocation->provider, revocation->subject_id, count, err);
}

/* Whether and how the grant can be revoked at its provider. */
static bool plan_revocation(struct ops *ops, struct tx *tx, const struct mailbox *mailbox, int64_t receipt_id,
	const char **told, struct error *err)
{
	OWNED(secret) struct secret *token = NULL;
	const struct oauth_provider *provider = &ops->providers->by[mailbox->provider];
	struct revocation revocation = {.workspace_id = mailbox->workspace_id,
		.mailbox_id = mailbox->id,
		.receipt_id = receipt_id,
		.provider = mailbox_provider_name(mailbox->provider),
		.subject_id = mailbox->subject_id};
	struct credential row;
	int64_t shared = 0;

	*told = "not_supported";
	if (mailbox->provider == PROVIDER_SMTP || !provider->revoke_url)
		return true;
	if (!token_secrets_open(ops, tx, mailbox, CREDENTIAL_REFRESH_TOKEN, tx_arena(tx), &row, &token, err) ||
		!count_shared(tx, mailbox->id, &revocation, &shared, err))
		return false;
	if (!token)
		return true;
	if (shared > 0) {
		*told = "shared";
		return true;
	}
	*told = "pending";
	revocation.id = tx_new_id(tx);
	vault_seal(ops->vault, token, "revocation", revocation.id, "token", tx_arena(tx), &revocation.sealed,
		&revocation.sealed_size);
	return revocation_store_add(tx, &revocation, store_now(ops->store), err);
}

bool token_ops_drop(
	struct ops *ops, struct tx *tx, const struct mailbox *mailbox, int64_t receipt_id, struct error *err)
{
	const char *told = NULL;

	if (!plan_revocation(ops, tx, mailbox, receipt_id, &told, err) ||
		!credential_store_drop(tx, mailbox->workspace_id, mailbox->id, err))
		return false;
	tx_ring(tx, BELL_ENGINE);
	return !receipt_id || receipt_store_set_grant(tx, mailbox->workspace_id, receipt_id, "deleted", told, err);
}

/* The next that is due. *shared: its grant is in use again, by a mailbox that was connected since. */
static bool take_revocation(struct ops *ops, struct arena *arena, struct revocation *revocation, struct secret **token,
	bool *shared, bool *found, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t count = 0;

	if (!tx_read(ops->store, &tx, err) ||
		!revocation_store_next(tx, clock_wall(ops->clock), arena, revocation, found, err))
		return false;
	if (!*found)
		return true;
	if (!count_shared(tx, 0, revocation, &count, err))
		return false;
	*shared = count > 0;
	return vault_unseal(ops->vault, revocation->sealed, revocation->sealed_size, "revocation", revocation->id,
		"token", token, err);
}

static bool postpone_revocation(struct ops *ops, const struct revocation *revocation, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t due_at = clock_wall(ops->clock) + (FIRST_PAUSE_MS << revocation->attempts);

	return tx_begin(ops->store, &tx, err) &&
		revocation_store_later(tx, revocation->workspace_id, revocation->id, due_at, err) && tx_commit(tx, err);
}

/* Writes how it ended: "revoked", "failed", "shared". */
static bool close_revocation(struct ops *ops, const struct revocation *revocation, const char *told, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err) ||
		(revocation->receipt_id &&
			!receipt_store_set_grant(
				tx, revocation->workspace_id, revocation->receipt_id, "deleted", told, err)))
		return false;
	return revocation_store_done(tx, revocation->workspace_id, revocation->id, err) && tx_commit(tx, err);
}

static bool revoke(
	struct ops *ops, const struct revocation *revocation, const struct secret *token, struct arena *arena)
{
	enum mailbox_provider provider = PROVIDER_OAUTH;
	struct oauth_result result = {0};
	struct oauth_client client = {.ca_file = ops->transport->ca_file, .arena = arena};

	if (!mailbox_provider_parse(revocation->provider, &provider))
		return false;
	client.provider = &ops->providers->by[provider];
	if (!client.provider->revoke_url)
		return false;
	if (oauth_revoke(&client, token, &result))
		return true;
	log_line(LOG_WARN, "revoke_failed", "A grant could not be revoked at its provider: %s", result.text);
	return false;
}

bool token_ops_revoke_due(struct ops *ops, bool *did, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(secret) struct secret *token = NULL;
	struct revocation revocation;
	bool shared = false;

	*did = false;
	if (!take_revocation(ops, arena, &revocation, &token, &shared, did, err))
		return false;
	if (!*did)
		return true;
	if (shared)
		return close_revocation(ops, &revocation, "shared", err);
	if (revoke(ops, &revocation, token, arena))
		return close_revocation(ops, &revocation, "revoked", err);
	return revocation.attempts + 1 < REVOKE_ATTEMPTS ? postpone_revocation(ops, &revocation, err)
							 : close_revocation(ops, &revocation, "failed", err);
}

bool token_ops_discard(struct ops *ops, enum mailbox_provider provider, const char *subject_id,
	const struct secret *refresh_token, struct arena *arena, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct revocation unused = {.provider = mailbox_provider_name(provider), .subject_id = subject_id};
	int64_t shared = 0;

	if (!refresh_token || !ops->providers->by[provider].revoke_url)
		return true;
	if (!tx_read(ops->store, &tx, err) || !count_shared(tx, 0, &unused, &shared, err))
		return false;
	tx_free(TAKE(tx));
	return shared > 0 || revoke(ops, &unused, refresh_token, arena) ||
		error_set(err, ERROR_TEMPORARY, "revoke_failed", "The grant could not be revoked at its provider.");
}
