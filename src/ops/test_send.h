#pragma once
/*
 * test_send: a step of a campaign, sent to the person who writes it.
 *
 * It goes through the fence and asks for a permit of its own, so that a disconnect or a hold stops it like every email, and it
 * takes a place of the mailbox's day. It waits for no window and no gap, it is nobody's first step, and it is never tried
 * again. See docs/decisions for why.
 */
#include "ops/ops.h"
#include "store/test_send_store.h"

enum { TEST_SENDS_A_MINUTE = 5 };

struct test_send_request {
	int64_t campaign_id;
	int64_t contact_id; /* 0: the campaign's first, else a made-up one */
	int64_t mailbox_id; /* 0: the campaign's first active one */
	int position;
	const char *to; /* NULL: the caller's own address */
};

/*
 * Sends and waits for the answer, about a minute at most. The result is in out->status: sent; failed or unknown with the
 * server's words; cancelled when something came in between. Refused before anything is begun: INVALID on `to` unless it is the
 * caller's address or a mailbox's of the workspace, INVALID/missing_field, CONFLICT: no_active_mailbox, mailbox_not_active,
 * test_held; LIMIT/too_many_tests.
 */
MUST_CHECK bool test_send_run(struct ops *ops, const struct call *call, const struct test_send_request *request,
	struct test_send *out, struct error *err);

/* At start: what another process had begun ends. */
MUST_CHECK bool test_send_recover(struct ops *ops, struct error *err);
