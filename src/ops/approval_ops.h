#pragma once
/*
 * approval_ops: what people see and do of the emails that wait for approval.
 *
 * Each is shown as it will go, with a version. An approval that names the version is refused when the email is another one by now.
 */
#include "ops/ops.h"
#include "store/approval_store.h"
#include "store/send_store.h"

enum { APPROVAL_MAX_IDS = 200 };

/* One email that waits, as it would go now. */
struct approval_view {
	struct send send; /* due_at is when it began to wait */
	const char *contact_name, *company, *campaign_name, *mailbox_address, *from, *from_name;
	const char *subject, *text, *html;
	const char *body_text, *body_html; /* of it what somebody may edit: without signature and opt-out line */
	bool in_thread;                    /* its subject is that of its thread */
	const struct step_attachment *attachments;
	size_t attachment_count;
	const char *version;
	const char *missing_field; /* it cannot go without; nothing is shown then */
	const char *problem;       /* why it cannot be composed, NULL: it can */
	bool was_approved;         /* and has changed since */
	bool is_edited;            /* by whoever approved it then */
	const char *approved_by_name;
	int64_t approved_at;
};

/* Those of one campaign, or (0) of all, oldest first; `search` (NULL or "": none) in names and addresses. */
MUST_CHECK bool approval_ops_list(struct ops *ops, const struct call *call, int64_t campaign_id, const char *search,
	int64_t after, int limit, struct approval_view **list, size_t *count, struct error *err);

/* What somebody decides. */
struct approval_wish {
	const char *version;                         /* that was shown; NULL: whatever it is now */
	const char *subject, *body_text, *body_html; /* of an edit, word for word; NULL: as it is */
};

/* It may go, exactly as it is now or with the edit. Approving what was approved does nothing. VERSION/version_mismatch;
 * CONFLICT: invalid_state, already_approved (an edit comes too late), missing_field; INVALID. */
MUST_CHECK bool approval_ops_approve(struct ops *ops, const struct call *call, int64_t send_id,
	const struct approval_wish *wish, struct send *out, struct error *err);

/* It is not sent, and its contact goes on to the next step, whose delay counts from now; where there is none they are finished. Skipping
 * what was skipped does nothing. CONFLICT/invalid_state. */
MUST_CHECK bool approval_ops_skip(
	struct ops *ops, const struct call *call, int64_t send_id, struct send *out, struct error *err);
