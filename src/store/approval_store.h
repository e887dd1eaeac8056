#pragma once
/*
 * approval_store: what somebody decided about one email of a step that asks for it, and the planned rows that wait for that.
 */
#include "store/send_store.h"

enum approval_decision { APPROVAL_APPROVED, APPROVAL_SKIPPED, APPROVAL_DECISION_COUNT };
const char *approval_decision_name(enum approval_decision decision);

enum { APPROVAL_DIGEST_SIZE = 32 };

struct approval {
	int64_t workspace_id, enrollment_id, step_id;
	enum approval_decision decision;
	unsigned char digest[APPROVAL_DIGEST_SIZE]; /* of the email that was shown */
	int64_t shown_at;                           /* the time that its templates print */
	bool is_edited;
	const char *subject, *body_text, *body_html; /* of an edited one, word for word */
	int64_t decided_by, decided_at;              /* 0: not a user of the workspace */
};

MUST_CHECK bool approval_store_find(struct tx *tx, int64_t workspace_id, int64_t enrollment_id, int64_t step_id,
	struct arena *arena, struct approval *out, bool *found, struct error *err);
/* Adds it, or puts it in the place of an earlier one. */
MUST_CHECK bool approval_store_put(struct tx *tx, const struct approval *approval, struct error *err);

/* A due row waits for somebody from now on; one that waited may go. *changed false: it was not like that. */
MUST_CHECK bool approval_store_wait(
	struct tx *tx, const struct send *send, int64_t now, bool *changed, struct error *err);
MUST_CHECK bool approval_store_free(
	struct tx *tx, const struct send *send, int64_t now, bool *changed, struct error *err);
/* due → cancelled. */
MUST_CHECK bool approval_store_skip(struct tx *tx, const struct send *send, bool *changed, struct error *err);
/* Rows of steps that ask nobody any more wait no longer. */
MUST_CHECK bool approval_store_free_unasked(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t now, struct error *err);

/* Emails of a campaign that wait, through one mailbox or (0) any. */
MUST_CHECK bool approval_store_count(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int64_t *count, struct error *err);
/* The send of this contact in its campaign that waits; 0: none does. */
MUST_CHECK bool approval_store_of_enrollment(
	struct tx *tx, int64_t workspace_id, int64_t enrollment_id, int64_t *send_id, struct error *err);
/* Ids of the sends that wait, in a campaign or (0) in all, oldest first; those whose contact is found by `search` (NULL or
 * "": everybody), which is folded. */
MUST_CHECK bool approval_store_list(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *search,
	int64_t after, int limit, struct arena *arena, int64_t **send_ids, size_t *count, struct error *err);
