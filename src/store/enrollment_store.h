#pragma once
/*
 * enrollment_store: contacts in campaigns. Keeps the counters of campaign_counter (contacts, live, unassigned, replied …)
 * and campaign_mailbox.waiting true: nobody else changes an enrollment's status or mailbox.
 */
#include "model/campaign.h"
#include "store/tx.h"

struct campaign_counts; /* model/campaign.h */

enum enrollment_status {
	ENROLLMENT_LIVE,
	ENROLLMENT_REVIEW, /* a required field is missing; nothing is sent until it is there */
	ENROLLMENT_FINISHED,
	ENROLLMENT_REPLIED,
	ENROLLMENT_BOUNCED,
	ENROLLMENT_UNSUBSCRIBED,
	ENROLLMENT_SUPPRESSED,
	ENROLLMENT_FAILED,
	ENROLLMENT_STOPPED,
	ENROLLMENT_STATUS_COUNT
};

struct enrollment {
	int64_t workspace_id, id, campaign_id, contact_id;
	int64_t mailbox_id; /* 0 until the first step is planned */
	enum enrollment_status status;
	int next_position;
	int64_t due_at; /* 0: a send of the next step exists, or nothing is left */
	int64_t last_sent_at;
	const char *thread_subject, *thread_references, *provider_thread_id, *review_field;
	const char *end_reason; /* stopped: why, NULL where nothing more is known */
	int64_t ended_at, paused_at, created_at;
};

const char *enrollment_status_name(enum enrollment_status status);
bool enrollment_status_parse(const char *name, enum enrollment_status *out);

/* Adds a live enrollment, due at due_at. *added is false when the contact is in the campaign already. */
MUST_CHECK bool enrollment_store_add(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t contact_id,
	int64_t due_at, bool *added, struct error *err);

MUST_CHECK bool enrollment_store_get(struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena,
	struct enrollment *out, struct error *err);

/* Pages of a campaign by id; `status` may be NULL for all. */
MUST_CHECK bool enrollment_store_list(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *status,
	int64_t after, int limit, struct arena *arena, struct enrollment **list, size_t *count, struct error *err);
/* The same of those whose name, company or address holds `search`, which is folded (fold_text). */
MUST_CHECK bool enrollment_store_search(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *status,
	const char *search, int64_t after, int limit, struct arena *arena, struct enrollment **list, size_t *count,
	struct error *err);
/* The same of those in review only. */
MUST_CHECK bool enrollment_store_list_review(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t after,
	int limit, struct arena *arena, struct enrollment **list, size_t *count, struct error *err);
/* Who left without an answer (suppressed or stopped), counted by status and reason. */
struct enrollment_left {
	enum enrollment_status status;
	const char *reason; /* "": nothing more is known */
	int64_t contacts;
};
enum { ENROLLMENT_MAX_LEFT = 16 };
MUST_CHECK bool enrollment_store_count_left(struct tx *tx, const struct campaign *campaign, struct arena *arena,
	struct enrollment_left out[ENROLLMENT_MAX_LEFT], size_t *count, struct error *err);
/* Who is in review, counted by the field that is missing. */
MUST_CHECK bool enrollment_store_count_missing(struct tx *tx, const struct campaign *campaign, struct arena *arena,
	struct enrollment_left out[ENROLLMENT_MAX_LEFT], size_t *count, struct error *err);
MUST_CHECK bool enrollment_store_list_of_contact(struct tx *tx, int64_t workspace_id, int64_t contact_id,
	struct arena *arena, struct enrollment **list, size_t *count, struct error *err);

/* Live ones that are due by `now`, of this mailbox (0: not assigned yet), oldest first. */
MUST_CHECK bool enrollment_store_list_due(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t mailbox_id,
	int64_t now, int limit, struct arena *arena, struct enrollment **list, size_t *count, struct error *err);

/* Those who wait behind `last` for its mailbox, counted by step and UTC day, the earliest first. */
struct enrollment_crowd {
	int position;
	int64_t due_at, contacts;
};
MUST_CHECK bool enrollment_store_crowds(struct tx *tx, const struct enrollment *last, struct arena *arena,
	struct enrollment_crowd **list, size_t *count, struct error *err);

/* The earliest due_at above `after` of a campaign's live enrollments, 0 when there is none: of any mailbox, or of one (0: of
 * those that have none yet). */
MUST_CHECK bool enrollment_store_next_due(
	struct tx *tx, const struct campaign *campaign, int64_t after, int64_t *due_at, struct error *err);
MUST_CHECK bool enrollment_store_next_due_of(struct tx *tx, const struct campaign *campaign, int64_t mailbox_id,
	int64_t after, int64_t *due_at, struct error *err);

/* Those of a campaign that belong to this mailbox and are not over, oldest first. */
MUST_CHECK bool enrollment_store_list_of_mailbox(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	int64_t mailbox_id, int limit, struct arena *arena, struct enrollment **list, size_t *count, struct error *err);

/* Those of a campaign that wait for this mailbox and have nothing under way, by id. */
MUST_CHECK bool enrollment_store_list_movable(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	int64_t mailbox_id, int64_t after, int limit, struct arena *arena, struct enrollment **list, size_t *count,
	struct error *err);

/* From its mailbox to another (0: to whichever has room), due at due_at; what was planned and has not gone is planned anew. */
MUST_CHECK bool enrollment_store_move(
	struct tx *tx, const struct enrollment *enrollment, int64_t mailbox_id, int64_t due_at, struct error *err);

/* Contacts that were planned for this mailbox and never written to are free for another one. A few: planning is only a little
 * ahead. Call it after the mailbox's claims were released. */
MUST_CHECK bool enrollment_store_free_unbegun(
	struct tx *tx, int64_t workspace_id, int64_t mailbox_id, int64_t now, struct error *err);

/* A send of the next step was planned: belongs to this mailbox from now on, due_at becomes 0. *assigned: it had none
 * before, and is to be counted. */
MUST_CHECK bool enrollment_store_planned(
	struct tx *tx, const struct enrollment *enrollment, int64_t mailbox_id, bool *assigned, struct error *err);
/* Counts so many that were assigned to a mailbox, in the same transaction. */
MUST_CHECK bool enrollment_store_count_assigned(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	int64_t mailbox_id, int64_t contacts, struct error *err);

/* Writes next_position, due_at, last_sent_at and the thread after a step was sent. */
MUST_CHECK bool enrollment_store_advance(struct tx *tx, const struct enrollment *enrollment, struct error *err);
/* The same of a live one after its last step: it is over at last_sent_at. *delta is the caller's to count. */
MUST_CHECK bool enrollment_store_finish(
	struct tx *tx, const struct enrollment *enrollment, struct campaign_counts *delta, struct error *err);

/* Why an enrollment was stopped before anything was sent: preparing looks again at the first, and leaves the second alone. */
#define END_OVERLAP "overlap"
#define END_COUNTRY "country_policy"
#define END_LEFT_OUT "left_out"
/* The campaign's last day was over. */
#define END_ENDED "ended"
/* And by a person, or because somebody of the same company answered. */
#define END_BY_HAND "by_hand"
#define END_GOAL "goal"
#define END_COLLEAGUE "colleague_replied"
/* The contact did not meet the condition of a step. */
#define END_CONDITION "condition"

/* Whether preparing looks again at somebody who was left out, since what left them out may have been lifted. */
bool enrollment_may_return(enum enrollment_status status, const char *end_reason);

/* Ends (or moves to review, or back to live: due_at then counts) an enrollment; no-op when it has that status. The sends
 * of an ended one that are due or claimed become cancelled. `why` is the field that is missing for review, the reason of
 * an end, or NULL. */
MUST_CHECK bool enrollment_store_set_status(struct tx *tx, const struct enrollment *enrollment,
	enum enrollment_status status, const char *why, int64_t due_at, int64_t now, struct error *err);

/* Ends every live or review enrollment of the contact, in all campaigns. *ended counts. */
MUST_CHECK bool enrollment_store_end_of_contact(struct tx *tx, int64_t workspace_id, int64_t contact_id,
	enum enrollment_status status, int64_t now, int64_t *ended, struct error *err);

/* Its step is not due before this: the schedule puts it off. */
MUST_CHECK bool enrollment_store_put_off(
	struct tx *tx, int64_t workspace_id, int64_t id, int64_t due_at, struct error *err);
/* Whether it waits because the schedule put it off. */
MUST_CHECK bool enrollment_store_was_put_off(
	struct tx *tx, int64_t workspace_id, int64_t id, bool *put_off, struct error *err);
/* Everybody of the campaign who was put off is due when that had not been. */
MUST_CHECK bool enrollment_store_bring_forward(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t now, struct error *err);

/* Of this contact in this campaign. NOT_FOUND. */
MUST_CHECK bool enrollment_store_find(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t contact_id,
	struct arena *arena, struct enrollment *out, struct error *err);

/* Nothing is planned while it is paused; what was planned and has not gone is taken back. */
MUST_CHECK bool enrollment_store_pause(
	struct tx *tx, const struct enrollment *enrollment, int64_t now, struct error *err);
MUST_CHECK bool enrollment_store_resume(struct tx *tx, const struct enrollment *enrollment, struct error *err);
MUST_CHECK bool enrollment_store_set_end_reason(
	struct tx *tx, const struct enrollment *enrollment, const char *reason, struct error *err);
MUST_CHECK bool enrollment_store_count_paused(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t *count, struct error *err);
MUST_CHECK bool enrollment_store_count_goals(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t *count, struct error *err);

/* Whether somebody of this company (model/company_domain.h) has answered the campaign. */
MUST_CHECK bool enrollment_store_colleague_replied(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	const char *company, bool *replied, struct error *err);
/* Ends what people of this company still have to get from the campaign. *ended counts. */
MUST_CHECK bool enrollment_store_end_colleagues(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	const char *company, int64_t now, int64_t *ended, struct error *err);

/* Shifts every waiting due_at of the campaign by delta_ms (restart with "shift"). */
MUST_CHECK bool enrollment_store_shift(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t delta_ms, struct error *err);

/* Ends follow-ups that were due before `older_than` as finished, first steps stay (restart with "skip"). */
MUST_CHECK bool enrollment_store_skip_overdue(struct tx *tx, int64_t workspace_id, int64_t campaign_id,
	int64_t older_than, int64_t now, int64_t *skipped, struct error *err);
