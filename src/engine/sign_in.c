#include "engine/sign_in.h"

#include "base/log.h"
#include "ops/mailbox_ops.h"
#include "ops/token_ops.h"
#include "store/mailbox_store.h"

enum {
	BETWEEN_PASSWORD_TRIES_MS = 2 * 60 * 1000,
	AFTER_NEW_TOKEN_MS = 500,
	AFTER_TROUBLE_MS = 30000,
	CONFIG_HOLD_MS = 300000
};

/* Writes when a password was refused; 0 clears it. *first_at is when it was refused before (0: never). A refusal in the future
 * is from when the clock was ahead, and would never be minutes ago: it is written anew. */
static bool mark_refusal(
	struct ops *ops, const struct mailbox *seen, int64_t refused_at, int64_t *first_at, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct mailbox mailbox;

	*first_at = 0;
	if (!tx_begin(ops->store, &tx, err) ||
		!mailbox_store_get(tx, seen->workspace_id, seen->id, tx_arena(tx), &mailbox, err))
		return false;
	if (!refused_at || mailbox.auth_refused_at <= refused_at)
		*first_at = mailbox.auth_refused_at;
	if (mailbox.status != MAILBOX_ACTIVE || mailbox.epoch != seen->epoch || (refused_at && *first_at))
		return true;
	mailbox.auth_refused_at = refused_at;
	return mailbox_store_update_state(tx, &mailbox, err) && tx_commit(tx, err);
}

static void deactivate(struct ops *ops, const struct mailbox *mailbox, const char *code, const char *text)
{
	struct error err = {0};

	if (!mailbox_ops_auth_failed(ops, mailbox->workspace_id, mailbox->id, mailbox->epoch, false, code, text, &err))
		log_error(LOG_ERROR, "deactivate_failed", &err);
}

static int64_t password_refused(struct ops *ops, const struct mailbox *mailbox, const struct send_result *result)
{
	int64_t now = clock_wall(ops->clock), first_at = 0;
	struct error err = {0};

	if (!mark_refusal(ops, mailbox, now, &first_at, &err)) {
		log_error(LOG_ERROR, "refusal_not_kept", &err);
		return AFTER_TROUBLE_MS;
	}
	if (first_at && now - first_at >= BETWEEN_PASSWORD_TRIES_MS)
		deactivate(ops, mailbox, "password_refused", result->text);
	return BETWEEN_PASSWORD_TRIES_MS;
}

int64_t sign_in_misconfigured(struct ops *ops, const struct mailbox *mailbox, const struct send_result *result)
{
	struct error err = {0};

	log_line(LOG_ERROR, "provider_config",
		"A provider or mail server does not accept this server's set-up; mailboxes are held, none is "
		"deactivated: %s",
		result->text);
	if (!mailbox_ops_hold_by_system(ops, mailbox->workspace_id, mailbox->id, HOLD_PROVIDER,
		    clock_wall(ops->clock) + CONFIG_HOLD_MS, "provider_config", result->text, &err))
		log_error(LOG_ERROR, "hold_failed", &err);
	return CONFIG_HOLD_MS;
}

static int64_t token_refused(struct ops *ops, const struct mailbox *mailbox, const struct send_result *result)
{
	struct send_result why = {0};

	if (token_ops_refresh_after_refusal(ops, mailbox, &why))
		return AFTER_NEW_TOKEN_MS;
	if (why.class == SEND_CLASS_CONFIG)
		return sign_in_misconfigured(ops, mailbox, &why);
	if (why.class == SEND_CLASS_AUTH)
		deactivate(ops, mailbox, why.text[0] ? "grant_refused" : "token_refused",
			why.text[0] ? why.text : result->text);
	return AFTER_TROUBLE_MS;
}

int64_t sign_in_refused(struct ops *ops, const struct mailbox *mailbox, const struct send_result *result)
{
	return mailbox->provider == PROVIDER_SMTP ? password_refused(ops, mailbox, result)
						  : token_refused(ops, mailbox, result);
}

void sign_in_worked(struct ops *ops, const struct mailbox *mailbox)
{
	struct error err = {0};
	int64_t first_at;

	if (mailbox->auth_refused_at && !mark_refusal(ops, mailbox, 0, &first_at, &err))
		log_error(LOG_WARN, "refusal_not_cleared", &err);
}
