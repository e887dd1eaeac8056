#pragma once
/*
 * send_search_store: what was done to learn what became of an unknown send.
 */
#include "model/send_search.h"
#include "store/tx.h"

struct send_search {
	int64_t workspace_id, send_id;
	int64_t mailbox_id; /* 0: removed */
	int64_t attempt_id; /* the attempt that ended unknown; 0: none is known */
	enum unknown_reason reason;
	int64_t unknown_since;
	int searches;
	int64_t last_searched_at, next_search_at; /* 0: not yet; not any more */
	bool no_sent_folder;                      /* when it was last looked for */
	int64_t found_at;                         /* 0: not found */
	const char *found_in, *found_id;          /* the folder; the copy's id at the provider */
	int64_t found_date;                       /* the copy's, by the provider; 0: none */
};

/* Begins anew when this send was looked for before. */
MUST_CHECK bool send_search_store_begin(struct tx *tx, const struct send_search *search, struct error *err);
/* *found is false for a send that was never unknown. */
MUST_CHECK bool send_search_store_find(struct tx *tx, int64_t workspace_id, int64_t send_id, struct arena *arena,
	struct send_search *out, bool *found, struct error *err);
/* What looking changes: searches, times, what was found. */
MUST_CHECK bool send_search_store_update(struct tx *tx, const struct send_search *search, struct error *err);
/* It is not looked for any more. */
MUST_CHECK bool send_search_store_end(struct tx *tx, int64_t workspace_id, int64_t send_id, struct error *err);

/* What to look for. */
struct send_search_due {
	int64_t send_id, attempt_id;
	const char *message_id;
};
/* The longest due first. */
MUST_CHECK bool send_search_store_list_due(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t now,
	int limit, struct arena *arena, struct send_search_due **list, size_t *count, struct error *err);

struct send_search_mailbox {
	int64_t workspace_id, mailbox_id, next_search_at;
};
/* Every active mailbox in which something is to be looked for by now. */
MUST_CHECK bool send_search_store_due_mailboxes(struct tx *tx, int64_t now, struct arena *arena,
	struct send_search_mailbox **list, size_t *count, struct error *err);
