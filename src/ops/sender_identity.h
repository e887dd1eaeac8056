#pragma once
/*
 * sender_identity: whose words an email carries, and who reads what is answered.
 *
 * Answers to a reply-to address come to another mailbox. While that one does not read, nobody knows who has answered, and
 * follow-ups wait.
 */
#include "model/campaign.h"
#include "model/identity.h"
#include "model/mailbox.h"
#include "ops/problems.h"
#include "store/tx.h"
#include "store/workspace_store.h"

enum { IDENTITY_NAME_MAX = 200, IDENTITY_SIGNATURE_MAX = 4000, IDENTITY_SIGNATURE_HTML_MAX = 16000 };

/* The campaign's over the mailbox's over the workspace's. */
struct identity sender_identity(
	const struct workspace *workspace, const struct mailbox *mailbox, const struct campaign *campaign);

/* Sizes, addresses, and that a connected mailbox reads the reply-to, into *problems; false when the store failed. */
MUST_CHECK bool sender_identity_check(struct tx *tx, int64_t workspace_id, const struct identity *identity,
	const char *prefix, struct problems *problems, struct error *err);

/* INVALID naming reply_to unless a mailbox of the workspace has this address. */
MUST_CHECK bool sender_identity_check_reply_to(
	struct tx *tx, int64_t workspace_id, const char *reply_to, struct error *err);

/* The mailbox that the answers come to. *found is false when it is not one of ours any more. */
MUST_CHECK bool sender_identity_reader(struct tx *tx, const struct mailbox *mailbox, const struct campaign *campaign,
	struct mailbox *reader, bool *found, struct error *err);

/* Whether follow-ups must wait for what the reader has not read. *reader is its address; may be NULL. */
MUST_CHECK bool sender_identity_is_unread(struct tx *tx, const struct mailbox *mailbox, const struct campaign *campaign,
	bool *is_unread, const char **reader, struct error *err);
