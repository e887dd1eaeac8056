#include "ops/contact_why.h"

#include "ops/send_pace.h"
#include "ops/send_permit.h"
#include "ops/why_text.h"
#include "store/mailbox_store.h"
#include "store/send_store.h"

enum { MAX_SENDS = 64 }; /* of one contact, that are looked through for those of the campaign */

/* One contact in one campaign, and what came out. */
struct inquiry {
	struct why_about about;
	struct enrollment enrollment;
	struct contact contact;
	struct send send; /* of the next step; a planned one, or one as if it were its turn */
	bool is_planned;
	struct campaign_why *out;
};

static bool find_enrollment(struct inquiry *inquiry, int64_t contact_id, struct error *err)
{
	const struct why_about *about = &inquiry->about;
	struct enrollment *list = NULL;
	size_t count = 0;

	if (!contact_store_get(
		    about->tx, about->campaign->workspace_id, contact_id, about->arena, &inquiry->contact, err) ||
		!enrollment_store_list_of_contact(
			about->tx, about->campaign->workspace_id, contact_id, about->arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (list[i].campaign_id == about->campaign->id) {
			inquiry->enrollment = list[i];
			return true;
		}
	return error_set(err, ERROR_NOT_FOUND, "not_found", "This contact is not in the campaign.");
}

/* The email of the next step, or one that nobody knows the end of: that one comes first. */
static bool find_send(struct inquiry *inquiry, struct error *err)
{
	const struct why_about *about = &inquiry->about;
	const struct enrollment *enrollment = &inquiry->enrollment;
	struct send *list = NULL;
	size_t count = 0;

	inquiry->send = (struct send){.workspace_id = enrollment->workspace_id,
		.campaign_id = enrollment->campaign_id,
		.enrollment_id = enrollment->id,
		.contact_id = enrollment->contact_id,
		.mailbox_id = enrollment->mailbox_id,
		.position = enrollment->next_position,
		.status = SEND_DUE,
		.due_at = enrollment->due_at};
	if (!send_store_list(about->tx, enrollment->workspace_id, SEND_LIST_OF_CONTACT, enrollment->contact_id, NULL, 0,
		    MAX_SENDS, about->arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct send *send = &list[i];
		bool is_next = send->position == enrollment->next_position && send->mailbox_id;

		if (send->campaign_id != about->campaign->id || (!is_next && send->status != SEND_UNKNOWN))
			continue;
		inquiry->send = *send;
		inquiry->is_planned = true;
		if (send->status == SEND_UNKNOWN)
			break;
	}
	return true;
}

static bool add(struct inquiry *inquiry, enum held_reason reason, int64_t next_at, struct error *err)
{
	struct campaign_why *out = inquiry->out;

	if (out->count >= CAMPAIGN_WHY_MAX)
		return true;
	return why_text_fill(&inquiry->about, reason, next_at, &out->reasons[out->count++], err);
}

/* Over for this contact, or not begun for anybody. */

static bool explain_end(struct inquiry *inquiry, struct error *err)
{
	static const char *const texts[ENROLLMENT_STATUS_COUNT] = {
		[ENROLLMENT_FINISHED] = "They have got every email of the campaign.",
		[ENROLLMENT_REPLIED] = "They have replied: nothing more is sent to them.",
		[ENROLLMENT_BOUNCED] = "Their address does not exist or takes no mail: an email came back.",
		[ENROLLMENT_UNSUBSCRIBED] = "They have opted out.",
		[ENROLLMENT_SUPPRESSED] = "They are on Do Not Contact.",
		[ENROLLMENT_FAILED] = "An email to them failed for good.",
		[ENROLLMENT_STOPPED] = "The campaign was stopped for them.",
	};
	const struct enrollment *enrollment = &inquiry->enrollment;
	enum held_reason reason = why_text_of_end(enrollment->status, enrollment->end_reason);

	inquiry->out->text = text_equal(enrollment->end_reason, END_GOAL)
		? "They have reached the campaign's goal: nothing more is sent to them."
		: texts[enrollment->status];
	return reason == HELD_NONE || add(inquiry, reason, 0, err);
}

/* The times. */

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* When this mailbox could send it, given what the permit says; 0: not by itself. */
static bool find_next(
	struct inquiry *inquiry, enum held_reason reason, int64_t ends_at, int64_t *next_at, struct error *err)
{
	const struct why_about *about = &inquiry->about;
	const struct mailbox *mailbox = about->mailbox;
	int64_t at = later(later(about->now, inquiry->send.due_at), later(ends_at, mailbox->next_permit_at));
	struct pace_answer answer;
	struct send_pace pacing;

	*next_at = 0;
	if (reason != HELD_NONE && !ends_at)
		return true;
	if (!send_pace_read(about->tx,
		    &(struct send_pace_query){
			    .campaign = about->campaign, .contact = about->contact, .mailbox = mailbox},
		    at, &pacing, err))
		return false;
	answer = pace_ask(&pacing.pace, at);
	*next_at = answer.at == SCHEDULE_NEVER ? 0 : answer.at;
	return true;
}

/* Due, nothing in its way and yet not planned: the day may be full with what is planned for others. */
static bool ask_room(struct inquiry *inquiry, enum held_reason *reason, int64_t *ends_at, struct error *err)
{
	const struct why_about *about = &inquiry->about;
	const struct mailbox *mailbox = about->mailbox;
	int64_t tomorrow = schedule_next_local_day(mailbox->timezone, about->now), taken = 0;
	int day = schedule_local_day(mailbox->timezone, about->now);
	struct send_due due;

	if (!mailbox_store_taken(about->tx, mailbox->workspace_id, mailbox->id, day, &taken, err) ||
		!send_store_count_due(about->tx, mailbox->workspace_id, mailbox->id, tomorrow, tomorrow, &due, err))
		return false;
	if (taken + due.today < mailbox_cap_on(mailbox, day))
		return true;
	*reason = HELD_CAP;
	*ends_at = tomorrow;
	return true;
}

/* Reasons. */

static bool is_said(const struct inquiry *inquiry, enum held_reason reason, int64_t mailbox_id)
{
	for (size_t i = 0; i < inquiry->out->count; i++) {
		const struct campaign_reason *said = &inquiry->out->reasons[i];

		if (said->reason == reason && (!said->mailbox_id || said->mailbox_id == mailbox_id))
			return true;
	}
	return false;
}

/* Whether a reason is the mailbox's own: the others hold the contact whatever mailbox would write. */
static bool is_of_mailbox(enum held_reason reason)
{
	return reason == HELD_MAILBOX_INACTIVE || reason == HELD_MAILBOX_HOLD || reason == HELD_CATCH_UP ||
		reason == HELD_PROVIDER_DOWN || reason == HELD_GAP || reason == HELD_CAP;
}

static bool say(struct inquiry *inquiry, enum held_reason reason, int64_t ends_at, struct error *err)
{
	const struct mailbox *mailbox = inquiry->about.mailbox;
	bool ok = true;

	if (!is_of_mailbox(reason))
		inquiry->about.mailbox = NULL;
	if (reason != HELD_NONE && !is_said(inquiry, reason, mailbox->id))
		ok = add(inquiry, reason, ends_at, err);
	inquiry->about.mailbox = mailbox;
	return ok;
}

/* What one mailbox says to it. */
static bool ask_mailbox(struct inquiry *inquiry, const struct mailbox *mailbox, struct error *err)
{
	struct why_about *about = &inquiry->about;
	enum held_reason reason = HELD_NONE;
	int64_t ends_at = 0, next_at = 0;

	about->mailbox = mailbox;
	inquiry->send.mailbox_id = mailbox->id;
	if (!send_permit_why(about->ops, about->tx, &inquiry->send, &reason, &ends_at, err))
		return false;
	if (reason == HELD_NONE && why_text_place_down(about->ops, mailbox, about->arena))
		reason = HELD_PROVIDER_DOWN;
	if (reason == HELD_NONE && !inquiry->is_planned && !ask_room(inquiry, &reason, &ends_at, err))
		return false;
	if (!say(inquiry, reason, ends_at, err) || !find_next(inquiry, reason, ends_at, &next_at, err))
		return false;
	if (next_at && (!inquiry->out->next_send_at || next_at < inquiry->out->next_send_at))
		inquiry->out->next_send_at = next_at;
	return true;
}

/* Who has no mailbox yet may get any of the campaign's. */
static bool ask_mailboxes(struct inquiry *inquiry, struct error *err)
{
	const struct why_about *about = &inquiry->about;
	int64_t *ids = &inquiry->enrollment.mailbox_id, workspace_id = about->campaign->workspace_id;
	size_t count = 1;

	if (inquiry->is_planned)
		ids = &inquiry->send.mailbox_id;
	else if (!*ids &&
		!campaign_store_mailboxes(
			about->tx, workspace_id, about->campaign->id, about->arena, &ids, &count, err))
		return false;
	if (count == 0)
		return add(inquiry, HELD_MAILBOX_INACTIVE, 0, err);
	for (size_t i = 0; i < count; i++) {
		struct mailbox *mailbox = ARENA_NEW(about->arena, struct mailbox);

		if (!mailbox_store_get(about->tx, workspace_id, ids[i], about->arena, mailbox, err) ||
			!ask_mailbox(inquiry, mailbox, err))
			return false;
	}
	return true;
}

/* Where one mailbox can send now, what stops the others holds nobody up. */
static void drop_what_others_mend(struct inquiry *inquiry)
{
	struct campaign_why *out = inquiry->out;
	size_t kept = 0;

	if (!out->next_send_at || out->next_send_at > inquiry->about.now)
		return;
	for (size_t i = 0; i < out->count; i++)
		if (!is_of_mailbox(out->reasons[i].reason))
			out->reasons[kept++] = out->reasons[i];
	out->count = kept;
}

static bool ask_live(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->about.campaign;

	if (!find_send(inquiry, err))
		return false;
	if (inquiry->send.status == SEND_CLAIMED || inquiry->send.status == SEND_TRANSMITTING) {
		inquiry->out->text = "Their next email is being sent now.";
		return true;
	}
	if (inquiry->send.status == SEND_UNKNOWN)
		return add(inquiry, HELD_UNKNOWN_PENDING, 0, err);
	if (!why_text_server(&inquiry->about, inquiry->out, err) || !ask_mailboxes(inquiry, err))
		return false;
	if (campaign->status == CAMPAIGN_PAUSED && !is_said(inquiry, HELD_CAMPAIGN_PAUSED, 0) &&
		!add(inquiry, HELD_CAMPAIGN_PAUSED, 0, err))
		return false;
	drop_what_others_mend(inquiry);
	if (inquiry->out->count == 0 && !inquiry->is_planned)
		inquiry->out->text = "It is their turn as soon as those before them have been written to.";
	return true;
}

bool contact_why_ask(struct ops *ops, struct tx *tx, const struct campaign *campaign, int64_t contact_id,
	struct arena *arena, struct campaign_why *out, struct error *err)
{
	struct inquiry inquiry = {
		.about = {.ops = ops, .tx = tx, .arena = arena, .campaign = campaign, .now = clock_wall(ops->clock)},
		.out = out};

	*out = (struct campaign_why){.reasons = ARENA_ARRAY(arena, struct campaign_reason, CAMPAIGN_WHY_MAX)};
	if (!find_enrollment(&inquiry, contact_id, err))
		return false;
	inquiry.about.contact = &inquiry.contact;
	inquiry.about.enrollment = &inquiry.enrollment;
	inquiry.about.position = inquiry.enrollment.next_position;
	if (inquiry.enrollment.status != ENROLLMENT_LIVE && inquiry.enrollment.status != ENROLLMENT_REVIEW) {
		if (!explain_end(&inquiry, err))
			return false;
	} else {
		out->text = campaign_why_idle(campaign);
		if (!out->text && !ask_live(&inquiry, err))
			return false;
	}
	out->standing = out->count;
	/* What holds it until somebody acts holds it longer than any mailbox waits. */
	for (size_t i = 0; i < out->count; i++)
		if (!out->reasons[i].next_at && !is_of_mailbox(out->reasons[i].reason))
			out->next_send_at = 0;
	return true;
}
