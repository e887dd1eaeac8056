#pragma once
/*
 * campaign_reassign: contacts who wait for one mailbox go on with others.
 *
 * Only where nothing can be under way: the campaign does not run, or the mailbox is inactive. Whoever was written to already
 * keeps the mailbox, since the conversation would change its voice, unless the caller names them one by one.
 */
#include "ops/ops.h"

enum { REASSIGN_MAX_IDS = 1000, REASSIGN_LISTED = 200 };

struct reassign_request {
	int64_t campaign_id, from_mailbox_id;
	const int64_t *to_mailbox_ids; /* none: the campaign's other active ones */
	size_t to_count;
	const int64_t *contact_ids; /* none: all who wait */
	size_t contact_count;
	const int64_t *threads; /* contacts in a conversation who go too */
	size_t thread_count;
	bool is_preview; /* nothing is changed */
};

struct reassign_thread {
	int64_t contact_id, last_sent_at;
	const char *email;
};

struct reassigned {
	int64_t moved;                   /* had not been written to */
	int64_t moved_threads, kept;     /* in a conversation: named, and not */
	struct reassign_thread *threads; /* the first REASSIGN_LISTED of those that are kept */
	size_t thread_count;
};

/* CONFLICT: campaign_locked, no_active_mailbox. INVALID on to_mailbox_ids or from_mailbox_id when not of this campaign. */
MUST_CHECK bool campaign_reassign(struct ops *ops, const struct call *call, const struct reassign_request *request,
	struct reassigned *out, struct error *err);
