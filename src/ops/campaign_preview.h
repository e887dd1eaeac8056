#pragma once
/*
 * campaign_preview: what would go out, before it does: one email as its reader gets it, and the review before a launch.
 */
#include "model/campaign.h"
#include "ops/campaign_ops.h"
#include "ops/ops.h"
#include "store/campaign_store.h"

struct campaign_preview {
	const char *subject, *text, *html, *from;
	const char *missing_field; /* not NULL: the contact would be held for review; the rest is NULL */
	int words;
};

/* `contact_id` 0: the first contact of the campaign, else a made-up one. NOT_FOUND: contact, step or mailbox. */
MUST_CHECK bool campaign_preview_render(struct ops *ops, const struct call *call, int64_t campaign_id,
	int64_t contact_id, int position, struct campaign_preview *out, struct error *err);

/* The same for a step as it is being written: the edit over the step at this position, or over an empty one. Nothing is kept.
 * INVALID naming subject, body_text or body_html, with line and column. */
MUST_CHECK bool campaign_preview_draft(struct ops *ops, const struct call *call, int64_t campaign_id,
	int64_t contact_id, int position, const struct step_edit *edit, struct campaign_preview *out,
	struct error *err);

struct campaign_review_mailbox {
	int64_t id;
	const char *address, *status;
	int daily_cap;
	int64_t contacts; /* its share of those not begun, and those that are its own */
};
struct campaign_review {
	const char **blocks, **block_texts; /* launch's codes that apply */
	size_t block_count;
	const char **advice;
	size_t advice_count;
	struct campaign_counts counts;
	int64_t in_review, excluded;         /* contacts that lack a field, and those that left before the launch */
	int64_t first_send_at, last_send_at; /* 0: cannot be told */
	struct campaign_review_mailbox *mailboxes;
	size_t mailbox_count;
};
MUST_CHECK bool campaign_preview_review(
	struct ops *ops, const struct call *call, int64_t campaign_id, struct campaign_review *out, struct error *err);
