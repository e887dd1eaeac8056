#pragma once
/*
 * incoming_store: mail that came in and matched. Mail that matches nothing is never stored.
 */
#include "store/tx.h"

struct incoming_row {
	int64_t workspace_id, id, mailbox_id;
	const char *provider_id;
	const char *kind; /* reply, auto_reply, bounce, opt_out */
	int64_t send_id, contact_id, enrollment_id;
	const char *message_id, *subject;
	int64_t received_at;
};

/* *added is false when this mail was taken in before. */
MUST_CHECK bool incoming_store_add(struct tx *tx, const struct incoming_row *row, bool *added, struct error *err);
/* Newest first. */
MUST_CHECK bool incoming_store_list_of_contact(struct tx *tx, int64_t workspace_id, int64_t contact_id, int limit,
	struct arena *arena, struct incoming_row **list, size_t *count, struct error *err);
