#pragma once
/*
 * tracking_store: what tracked emails carry, and what came of it.
 *
 * Links and the email's row are written by the transaction that lets the email go; requests come later, in batches. Campaign
 * figures count emails, not requests.
 */
#include "model/scanner.h"
#include "store/tx.h"

struct tracked_link {
	unsigned char hash[SCANNER_HASH_SIZE];
	const char *url;
	bool is_personal; /* made of the contact's fields: goes with the contact */
};

/* What one email carries. */
struct tracked_mail {
	bool has_pixel;
	const struct tracked_link *links;
	size_t link_count;
};

struct tracked_send {
	int64_t workspace_id, send_id, campaign_id, contact_id;
	int position;
};

/* Keeps where the links lead, and that this email carries them. */
MUST_CHECK bool tracking_store_put(struct tx *tx, const struct tracked_send *send, const struct tracked_mail *mail,
	int64_t now, struct error *err);

/* Where a link leads; NULL when it is not known (any more). */
MUST_CHECK bool tracking_store_find_url(struct tx *tx, int64_t workspace_id,
	const unsigned char hash[SCANNER_HASH_SIZE], struct arena *arena, const char **url, struct error *err);

enum { TRACKING_VISITOR_SIZE = 16 };

/* One or more requests of one visitor for one thing. */
struct tracking_request {
	int64_t workspace_id, send_id;
	struct tracked_event event; /* without id and verdict */
	unsigned char visitor[TRACKING_VISITOR_SIZE];
	int64_t times;
};

/* An email that was asked for. opened_at and clicked_at: 0 while no person has, as far as is known. */
struct tracked_found {
	int links, position;
	int64_t handed_at, opened_at, clicked_at;
	int64_t campaign_id, contact_id, mailbox_id;
};
/* *found is false for an email that carries nothing (any more). */
MUST_CHECK bool tracking_store_find_send(struct tx *tx, int64_t workspace_id, int64_t send_id,
	struct tracked_found *out, bool *found, struct error *err);

/* The events of an email, oldest first. */
MUST_CHECK bool tracking_store_events(struct tx *tx, int64_t workspace_id, int64_t send_id, struct arena *arena,
	struct tracked_event **list, size_t *count, struct error *err);

/* Adds to the visitor's event of before; *known is false when there is none. */
MUST_CHECK bool tracking_store_again(
	struct tx *tx, const struct tracking_request *request, bool *known, struct error *err);
/* A new event; sets its id. */
MUST_CHECK bool tracking_store_add_event(struct tx *tx, struct tracking_request *request, struct error *err);
MUST_CHECK bool tracking_store_judge(
	struct tx *tx, int64_t workspace_id, const struct tracked_event *event, struct error *err);

/* What all events of an email come to; the raw figures are added. */
struct tracking_sum {
	int64_t opens_raw, clicks_raw, opens, clicks, opened_at, clicked_at;
};
MUST_CHECK bool tracking_store_count(
	struct tx *tx, int64_t workspace_id, int64_t send_id, const struct tracking_sum *sum, struct error *err);

/* Emails of one wording of a step: how many carried it, of how many anything was asked, and of how many by a person. */
struct tracking_figure {
	int64_t tracked, raw, filtered;
};
struct tracking_counts {
	int position;
	int64_t variant_id; /* the step's id for its own texts */
	struct tracking_figure opened, clicked;
};
MUST_CHECK bool tracking_store_counts(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	struct tracking_counts **list, size_t *count, struct error *err);

/* A click that counts. */
struct tracking_click {
	int64_t send_id, campaign_id;
	int position;
	int64_t at;
	const char *url;
};
MUST_CHECK bool tracking_store_clicks_of_contact(struct tx *tx, int64_t workspace_id, int64_t contact_id, int limit,
	struct arena *arena, struct tracking_click **list, size_t *count, struct error *err);

/* A name that emails carry from now on. */
MUST_CHECK bool tracking_store_add_host(struct tx *tx, int64_t workspace_id, const char *host, struct error *err);
MUST_CHECK bool tracking_store_knows_host(struct tx *tx, const char *host, bool *known, struct error *err);
