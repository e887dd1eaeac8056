#pragma once
/*
 * campaign_preview: one email as its reader gets it, before it goes out.
 */
#include "model/campaign.h"
#include "model/mailbox.h"
#include "ops/campaign_ops.h"
#include "ops/compose.h"
#include "ops/ops.h"

struct campaign_preview {
	const char *subject, *text, *html;
	const char *from, *from_name, *reply_to; /* reply_to NULL: answers come to from */
	const char *missing_field;               /* not NULL: the contact would be held for review; the rest is NULL */
	int words;
	const struct step_attachment *attachments; /* what it carries */
	size_t attachment_count;
};

/* `contact_id` 0: the first contact of the campaign, else a made-up one. `variant_id` 0: the step's own texts. NOT_FOUND:
 * contact, step, variant or mailbox. */
MUST_CHECK bool campaign_preview_render(struct ops *ops, const struct call *call, int64_t campaign_id,
	int64_t contact_id, int position, int64_t variant_id, struct campaign_preview *out, struct error *err);

/* The same for a step as it is being written: the edit over the step at this position, or over an empty one. Nothing is kept.
 * INVALID naming subject, body_text or body_html, with line and column. */
MUST_CHECK bool campaign_preview_draft(struct ops *ops, const struct call *call, int64_t campaign_id,
	int64_t contact_id, int position, const struct step_edit *edit, struct campaign_preview *out,
	struct error *err);

/* The email itself, for somebody of ours. Its opt-out link opts nobody out. INVALID/missing_field when the contact lacks a value. */
struct campaign_test_email {
	const struct mailbox *mailbox;
	const char *to, *message_id;
};
MUST_CHECK bool campaign_preview_compose_test(struct ops *ops, struct tx *tx, const struct call *call,
	int64_t campaign_id, int64_t contact_id, int position, const struct campaign_test_email *wish,
	struct composed *out, struct error *err);
