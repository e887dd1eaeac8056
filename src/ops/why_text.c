#include "ops/why_text.h"

#include "base/text.h"
#include "ops/mailbox_endpoints.h"
#include "ops/sender_identity.h"
#include "ops/token_ops.h"
#include "store/overlap_store.h"

const struct place_down *why_text_place_down(struct ops *ops, const struct mailbox *mailbox, struct arena *arena)
{
	struct endpoint sending = {0}, reading = {0};
	struct place_down *list = NULL;
	size_t count = 0;
	struct error unreadable;

	if (!ops->connections.list_down)
		return NULL;
	if (mailbox->provider == PROVIDER_SMTP
			? !mailbox_endpoints_read(mailbox, arena, &sending, &reading, &unreadable)
			: !token_ops_endpoints(
				  &ops->providers->by[mailbox->provider], mailbox->address, arena, &sending, &reading))
		return NULL;
	ops->connections.list_down(ops->connections.context, arena, &list, &count);
	for (size_t i = 0; i < count; i++)
		if (text_equal(list[i].name, endpoint_place(&sending, arena)))
			return &list[i];
	return NULL;
}

static bool is_one(const struct why_about *about)
{
	return about->contact != NULL;
}

static const char *email_of(const struct why_about *about)
{
	return about->contact->fields[CONTACT_EMAIL];
}

/* "3 contacts are": the number with what agrees with it. */
static const char *contacts_and(const struct why_about *about, const char *one, const char *many)
{
	return arena_printf(about->arena, "%lld %s", (long long)about->contacts, about->contacts == 1 ? one : many);
}

static const char *inactive(const struct why_about *about)
{
	return about->mailbox ? arena_printf(about->arena, "%s is not connected.", about->mailbox->address)
			      : "The campaign has no mailbox to send from.";
}

static const struct mailbox_hold *hold_of(const struct why_about *about)
{
	return about->hold ? about->hold : mailbox_hold_for_step(about->mailbox, about->position, about->now);
}

static bool is_catching_up(const struct why_about *about)
{
	const struct mailbox_hold *hold = hold_of(about);

	return hold && hold->cause == HOLD_CATCH_UP;
}

static const char *on_hold(const struct why_about *about)
{
	static const char *const texts[] = {
		[HOLD_USER] = "is on hold: somebody paused its sending",
		[HOLD_RATE_LIMIT] = "is on hold: the provider asks to wait",
		[HOLD_PROVIDER] = "is on hold: the provider has a problem",
		[HOLD_BOUNCE_GUARD] = "writes to nobody new: too many emails came back",
		[HOLD_COMPLAINT_GUARD] = "writes to nobody new: too many people complained",
		[HOLD_CATCH_UP] = "reads what came in while it was away; follow-ups wait for that",
	};
	_Static_assert(ARRAY_COUNT(texts) == HOLD_CAUSE_COUNT, "each cause has a text");
	const struct mailbox_hold *hold = hold_of(about);

	return arena_printf(
		about->arena, "%s %s.", about->mailbox->address, hold ? texts[hold->cause] : "was on hold just now");
}

static const char *down(const struct why_about *about)
{
	const struct place_down *place = why_text_place_down(about->ops, about->mailbox, about->arena);

	return place
		? arena_printf(about->arena, "%s does not answer: %s waits, and it is tried again every few minutes.",
			  place->name, about->mailbox->address)
		: on_hold(about);
}

static const char *window(const struct why_about *about)
{
	const struct schedule *campaign = &about->campaign->schedule;
	struct schedule schedule = campaign_schedule_for(
		about->campaign, is_one(about) ? about->contact->fields[CONTACT_TIMEZONE] : NULL);

	if (about->now < schedule_starts_at(campaign))
		return arena_printf(about->arena, "The campaign begins on %s.",
			holidays_date_text(campaign->starts_on, about->arena));
	if (about->now >= schedule_ends_at(campaign))
		return arena_printf(
			about->arena, "The campaign ended on %s.", holidays_date_text(campaign->ends_on, about->arena));
	if (holidays_include(&schedule.holidays, schedule_local_day(schedule.timezone, about->now)))
		return "Today is one of the campaign's holidays.";
	if (schedule.home_timezone)
		return arena_printf(about->arena, "%s is in %s, outside the sending days and hours there.",
			email_of(about), schedule.timezone);
	return "It is outside the campaign's sending days and hours.";
}

static const char *gap(const struct why_about *about)
{
	return arena_printf(about->arena, "%s waits between two emails.", about->mailbox->address);
}

static const char *cap(const struct why_about *about)
{
	const struct mailbox *mailbox = about->mailbox;
	int allowed = mailbox_cap_on(mailbox, schedule_local_day(mailbox->timezone, about->now));

	return arena_printf(about->arena,
		allowed < mailbox->daily_cap
			? "%s has sent its %d emails of today; while it ramps up it sends a few more each day."
			: "%s has sent its %d emails of today.",
		mailbox->address, allowed);
}

static const char *new_contact_cap(const struct why_about *about)
{
	return arena_printf(about->arena, "The %lld new contacts of today have been written to.",
		(long long)about->campaign->new_contact_cap);
}

static const char *domain_spacing(const struct why_about *about)
{
	const char *domain = is_one(about) ? about->contact->domain : "some companies";

	return arena_printf(about->arena,
		"Somebody at %s was written to just now: %lld minutes lie between two emails to one company.", domain,
		(long long)about->campaign->domain_spacing_minutes);
}

static const char *review(const struct why_about *about)
{
	return is_one(about) ? "Their next email waits for somebody's approval."
			     : arena_printf(about->arena, "%s for somebody's approval.",
				       contacts_and(about, "email waits", "emails wait"));
}

static const char *missing_field(const struct why_about *about)
{
	const char *field = about->enrollment ? about->enrollment->review_field : NULL;

	return is_one(about)
		? arena_printf(about->arena, "“%s” is missing, and the text needs it.", field ? field : "A field")
		: arena_printf(about->arena, "%s a field that the text needs.",
			  contacts_and(about, "contact lacks", "contacts lack"));
}

static const char *suppressed(const struct why_about *about)
{
	return arena_printf(about->arena, "%s on Do Not Contact.",
		is_one(about) ? arena_printf(about->arena, "%s is", email_of(about))
			      : contacts_and(about, "contact is", "contacts are"));
}

static const char *overlap(const struct why_about *about)
{
	return arena_printf(about->arena, "Another campaign writes to %s, or has in the last 30 days.",
		is_one(about) ? email_of(about) : contacts_and(about, "contact of it", "contacts of it"));
}

static const char *country_policy(const struct why_about *about)
{
	const char *country = is_one(about) ? about->contact->fields[CONTACT_COUNTRY] : NULL;

	if (!is_one(about))
		return arena_printf(about->arena, "The country policy does not let you write to %s.",
			contacts_and(about, "contact", "contacts"));
	return arena_printf(about->arena, "The country policy does not let you write to %s (%s).", email_of(about),
		text_is_empty(country) ? "country not known" : country);
}

static const char *restored(const struct why_about *about)
{
	(void)about;
	return "The database was restored from a backup: all sending is on hold until a manager releases it.";
}

static const char *clock_jumped(const struct why_about *about)
{
	(void)about;
	return "The server's clock jumped: all sending is on hold until it has been steady for two minutes.";
}

static const char *disk_full(const struct why_about *about)
{
	(void)about;
	return "The server cannot write to its disk.";
}

static const char *attachment_missing(const struct why_about *about)
{
	return arena_printf(about->arena,
		"A file of step %d is not on the server's disk as it was attached. Attach it again, or take it out of "
		"the "
		"step.",
		about->position);
}

static const char *email_too_large(const struct why_about *about)
{
	return arena_printf(about->arena,
		"With its files the email of step %d is larger than %s can send. Take a file out, or write a link to "
		"it.",
		about->position, about->mailbox ? about->mailbox->address : "the mailbox");
}

static const char *unknown_pending(const struct why_about *about)
{
	if (is_one(about))
		return "An email to them may or may not have been sent. Decide about it first.";
	return arena_printf(about->arena, "%s may or may not have been sent. Decide about %s.",
		contacts_and(about, "email", "emails"), about->contacts == 1 ? "it" : "them");
}

static const char *contact_paused(const struct why_about *about)
{
	return is_one(about) ? "Somebody paused them in this campaign."
			     : arena_printf(about->arena, "%s paused by somebody.",
				       contacts_and(about, "contact is", "contacts are"));
}

static const char *colleague_replied(const struct why_about *about)
{
	return is_one(about) ? "Somebody at the same company has answered the campaign."
			     : arena_printf(about->arena, "At the company of %s somebody has answered.",
				       contacts_and(about, "contact", "contacts"));
}

static const char *condition(const struct why_about *about)
{
	return is_one(about) ? "They do not meet the condition of a step, which ends the campaign for them."
			     : arena_printf(about->arena, "%s not meet the condition of a step.",
				       contacts_and(about, "contact does", "contacts do"));
}

static const char *goal_reached(const struct why_about *about)
{
	return is_one(about) ? "They have reached the campaign's goal."
			     : arena_printf(about->arena, "%s reached the campaign's goal.",
				       contacts_and(about, "contact has", "contacts have"));
}

static const char *waiting(const struct why_about *about)
{
	return is_one(about) ? "Their next email is not due yet." : "Nothing is due yet.";
}

static const char *nothing(const struct why_about *about)
{
	(void)about;
	return "";
}

/* For each reason its text, and a word for programs: what frees what it holds. */
static const struct {
	const char *(*text)(const struct why_about *about);
	const char *action;
} words[] = {
	[HELD_NONE] = {nothing, NULL},
	[HELD_CAMPAIGN_PAUSED] = {nothing, "resume"},
	[HELD_MAILBOX_INACTIVE] = {inactive, "reconnect"},
	[HELD_MAILBOX_HOLD] = {on_hold, "release"},
	[HELD_CATCH_UP] = {on_hold, "wait"},
	[HELD_WINDOW] = {window, "wait"},
	[HELD_GAP] = {gap, "wait"},
	[HELD_CAP] = {cap, "wait"},
	[HELD_NEW_CONTACT_CAP] = {new_contact_cap, "wait"},
	[HELD_DOMAIN_SPACING] = {domain_spacing, "wait"},
	[HELD_REVIEW] = {review, "approve"},
	[HELD_MISSING_FIELD] = {missing_field, "review"},
	[HELD_SUPPRESSED] = {suppressed, "lift"},
	[HELD_OVERLAP] = {overlap, "allow_overlap"},
	[HELD_COUNTRY_POLICY] = {country_policy, "allow_country"},
	[HELD_PROVIDER_DOWN] = {down, "wait"},
	[HELD_RESTORE_HOLD] = {restored, "release"},
	[HELD_CLOCK_HOLD] = {clock_jumped, "release"},
	[HELD_DISK_FULL] = {disk_full, "free_disk"},
	[HELD_ATTACHMENT_MISSING] = {attachment_missing, "attach"},
	[HELD_EMAIL_TOO_LARGE] = {email_too_large, "attach"},
	[HELD_UNKNOWN_PENDING] = {unknown_pending, "resolve"},
	[HELD_CONTACT_PAUSED] = {contact_paused, "resume_contact"},
	[HELD_COLLEAGUE_REPLIED] = {colleague_replied, "allow_colleagues"},
	[HELD_CONDITION] = {condition, "edit_condition"},
	[HELD_GOAL_REACHED] = {goal_reached, "edit_goal"},
	[HELD_WAITING] = {waiting, "wait"},
};
_Static_assert(ARRAY_COUNT(words) == HELD_REASON_COUNT, "each reason has its words");

/* Who paused it, and whether a mailbox is missing for it to go on. */
static bool fill_pause(const struct why_about *about, struct campaign_reason *out, struct error *err)
{
	const struct campaign *campaign = about->campaign;
	const char *text = NULL, *by_name = NULL;
	int64_t active = 0;

	if (!campaign_why_paused(about->tx, campaign, about->arena, &text, &by_name, err) ||
		!campaign_store_other_active_mailboxes(
			about->tx, campaign->workspace_id, campaign->id, 0, &active, err))
		return false;
	out->text = text ? arena_printf(about->arena, "Paused: %s", text) : "The campaign is not running.";
	if (active == 0)
		out->action = "reconnect";
	return true;
}

/* "“Autumn fair” wrote to grace@navy.test on 2026-11-12." */
static const char *say_overlap(
	const struct why_about *about, const struct campaign *other, const struct overlap *overlap)
{
	const char *email = email_of(about);
	int day;

	if (!overlap->sent_at)
		return arena_printf(about->arena, "“%s” writes to %s.", other->name, email);
	day = schedule_local_day(about->campaign->schedule.timezone, overlap->sent_at);
	return arena_printf(
		about->arena, "“%s” wrote to %s on %s.", other->name, email, holidays_date_text(day, about->arena));
}

/* Which campaign it is, as long as that can be told: it may be long over. */
static bool fill_overlap(const struct why_about *about, struct campaign_reason *out, struct error *err)
{
	int64_t ended_at = about->enrollment ? about->enrollment->ended_at : 0;
	struct overlap_of of = {about->campaign->workspace_id, about->contact->id, about->campaign->id,
		ended_at ? ended_at : about->now};
	struct campaign other;
	struct overlap overlap;

	if (!overlap_store_find(about->tx, &of, &overlap, err))
		return false;
	if (!overlap.campaign_id)
		return true;
	if (!campaign_store_get(about->tx, of.workspace_id, overlap.campaign_id, about->arena, &other, err))
		return false;
	out->campaign_id = other.id;
	out->text = say_overlap(about, &other, &overlap);
	return true;
}

/* It is not this mailbox that catches up: its answers come to another one. */
static bool fill_reader(const struct why_about *about, struct campaign_reason *out, struct error *err)
{
	const char *reader = NULL;
	bool is_unread;

	if (!sender_identity_is_unread(about->tx, about->mailbox, about->campaign, &is_unread, &reader, err))
		return false;
	if (is_unread) {
		out->text = arena_printf(about->arena,
			"Answers to %s come to %s, which does not read them now; follow-ups wait for that.",
			about->mailbox->address, reader);
		out->action = "reconnect";
	}
	return true;
}

bool why_text_fill(const struct why_about *about, enum held_reason reason, int64_t next_at, struct campaign_reason *out,
	struct error *err)
{
	*out = (struct campaign_reason){.reason = reason,
		.text = words[reason].text(about),
		.action = words[reason].action,
		.mailbox_id = about->mailbox ? about->mailbox->id : 0,
		.contacts = about->contacts,
		.next_at = next_at};
	if (reason == HELD_CAMPAIGN_PAUSED)
		return fill_pause(about, out, err);
	if (reason == HELD_CATCH_UP && !is_catching_up(about))
		return fill_reader(about, out, err);
	if (reason == HELD_OVERLAP && is_one(about))
		return fill_overlap(about, out, err);
	if (reason == HELD_MAILBOX_HOLD && next_at)
		out->action = "wait";
	if (reason == HELD_MAILBOX_INACTIVE && !about->mailbox)
		out->action = "add_mailbox";
	return true;
}

bool why_text_server(const struct why_about *about, struct campaign_why *out, struct error *err)
{
	static const enum held_reason reasons[] = {[GATE_RESTORE] = HELD_RESTORE_HOLD, [GATE_CLOCK] = HELD_CLOCK_HOLD};
	struct gate_view view;
	struct error why;

	if (store_is_failing(about->ops->store, &why) &&
		!why_text_fill(about, HELD_DISK_FULL, 0, &out->reasons[out->count++], err))
		return false;
	sending_gate_view(about->ops->gate, &view);
	for (enum gate_hold hold = 0; hold < GATE_HOLD_COUNT; hold++)
		if (view.is_held[hold] && !why_text_fill(about, reasons[hold], 0, &out->reasons[out->count++], err))
			return false;
	return true;
}

enum held_reason why_text_of_end(enum enrollment_status status, const char *end_reason)
{
	if (status == ENROLLMENT_SUPPRESSED || status == ENROLLMENT_UNSUBSCRIBED)
		return HELD_SUPPRESSED;
	if (status == ENROLLMENT_STOPPED && text_equal(end_reason, END_OVERLAP))
		return HELD_OVERLAP;
	if (status == ENROLLMENT_STOPPED && text_equal(end_reason, END_COUNTRY))
		return HELD_COUNTRY_POLICY;
	if (status == ENROLLMENT_STOPPED && text_equal(end_reason, END_COLLEAGUE))
		return HELD_COLLEAGUE_REPLIED;
	if (status == ENROLLMENT_STOPPED && text_equal(end_reason, END_CONDITION))
		return HELD_CONDITION;
	return HELD_NONE;
}
