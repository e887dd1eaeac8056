#pragma once
/*
 * event_store: what happened, written in the same transaction as the change it tells of; for the UI, activity lists and
 * later webhooks. Data holds ids and counts, never secrets or bodies.
 */
#include "store/tx.h"

struct event {
	int64_t workspace_id, id;
	const char *type; /* "mailbox.disconnected" */
	int64_t mailbox_id, campaign_id, contact_id;
	const char *data; /* a JSON object */
	int64_t created_at;
};

/* Adds the event and rings BELL_EVENTS once it is durable. id and created_at are set here. */
MUST_CHECK bool event_store_add(struct tx *tx, const struct event *event, struct error *err);

/* Events with an id above `after`, oldest first. */
MUST_CHECK bool event_store_list_after(struct tx *tx, int64_t workspace_id, int64_t after, int limit,
	struct arena *arena, struct event **list, size_t *count, struct error *err);

/* What happened to a mailbox, but for the emails that went. Newest first, ids below `before` (0: from the newest). */
MUST_CHECK bool event_store_list_of_mailbox(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t before,
	int limit, struct arena *arena, struct event **list, size_t *count, struct error *err);

/* The newest id, 0 when there is none. */
MUST_CHECK bool event_store_last(struct tx *tx, int64_t workspace_id, int64_t *id, struct error *err);
