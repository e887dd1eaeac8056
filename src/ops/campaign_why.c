#include "ops/campaign_why.h"

#include "base/text.h"
#include "ops/send_pace.h"
#include "ops/held.h"
#include "ops/send_permit.h"
#include "ops/sender_identity.h"
#include "ops/step_attachments.h"
#include "ops/why_pace.h"
#include "ops/why_text.h"
#include "store/approval_store.h"
#include "store/enrollment_store.h"
#include "store/mailbox_store.h"
#include "store/send_store.h"
#include "store/step_store.h"
#include "store/user_store.h"

enum { LOOK_AHEAD_MS = 6 * 60 * 1000, SAMPLE = 16 }; /* planned emails that are looked at, for each mailbox */

/* Everything asked for one campaign, and what came out of it. */
struct inquiry {
	struct ops *ops;
	struct tx *tx;
	struct arena *arena;
	const struct campaign *campaign;
	struct campaign_counts counts;
	struct mailbox *mailboxes;
	size_t mailbox_count;
	int64_t *due;          /* of each mailbox: when anything is due that it may send; 0: nothing is */
	int64_t now, earliest; /* of all of them */
	int64_t new_from;      /* when new contacts may be written to again, 0: now */
	bool asks_servers;     /* whether one that does not answer counts */
	bool is_put_off;       /* the next person, by the schedule: a reason says so */
	struct campaign_why *out;
};

/* What is the same for every reason of this campaign. */
static struct why_about about(const struct inquiry *inquiry, int64_t contacts)
{
	return (struct why_about){.ops = inquiry->ops,
		.tx = inquiry->tx,
		.arena = inquiry->arena,
		.campaign = inquiry->campaign,
		.now = inquiry->now,
		.contacts = contacts};
}

static bool add(struct inquiry *inquiry, const struct why_about *about, enum held_reason reason, int64_t next_at,
	struct error *err)
{
	struct campaign_why *out = inquiry->out;

	if (out->count >= CAMPAIGN_WHY_MAX)
		return true;
	return why_text_fill(about, reason, next_at, &out->reasons[out->count++], err);
}

static bool load_mailboxes(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;

	return mailbox_store_list_of_campaign(inquiry->tx, campaign->workspace_id, campaign->id, inquiry->arena,
		&inquiry->mailboxes, &inquiry->mailbox_count, err);
}

/* Of two instants, where 0 is none. */
static int64_t sooner(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

/* Who has no mailbox yet may come to any; the others wait for theirs. */
static bool load_due(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	int64_t fresh = 0, own = 0, planned = 0;

	inquiry->due = ARENA_ARRAY(inquiry->arena, int64_t, inquiry->mailbox_count);
	if (!enrollment_store_next_due_of(inquiry->tx, campaign, 0, 0, &fresh, err))
		return false;
	inquiry->earliest = fresh;
	for (size_t i = 0; i < inquiry->mailbox_count; i++) {
		int64_t mailbox_id = inquiry->mailboxes[i].id;

		if (!enrollment_store_next_due_of(inquiry->tx, campaign, mailbox_id, 0, &own, err) ||
			!campaign_store_next_planned(
				inquiry->tx, campaign->workspace_id, campaign->id, mailbox_id, &planned, err))
			return false;
		inquiry->due[i] = sooner(fresh, sooner(own, planned));
		inquiry->earliest = sooner(inquiry->earliest, inquiry->due[i]);
	}
	return true;
}

/* The daily cap of new contacts. */
static bool load_new_from(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	int64_t taken = 0;

	if (!campaign->new_contact_cap || inquiry->counts.unassigned == 0)
		return true;
	if (!send_pace_new_taken(inquiry->tx, campaign, inquiry->now, &taken, err))
		return false;
	if (taken >= campaign->new_contact_cap)
		inquiry->new_from = schedule_next_local_day(campaign->schedule.timezone, inquiry->now);
	return true;
}

static bool begin(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;

	inquiry->now = clock_wall(inquiry->ops->clock);
	return campaign_store_counts(inquiry->tx, campaign->workspace_id, campaign->id, &inquiry->counts, err) &&
		load_mailboxes(inquiry, err) && load_due(inquiry, err) && load_new_from(inquiry, err);
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* When a hold ends; 0 when there is none, INT64_MAX when only somebody lifts it. */
static int64_t hold_ends(const struct mailbox_hold *hold)
{
	return !hold ? 0 : hold->until_at ? hold->until_at : INT64_MAX;
}

/* Whether the mailbox sends what this campaign has left, and from when on: first steps, follow-ups, or whichever is sooner. */
static bool opens_at(const struct inquiry *inquiry, const struct mailbox *mailbox, int64_t *at)
{
	int64_t first = hold_ends(mailbox_hold_for_step(mailbox, 1, inquiry->now));
	int64_t next = hold_ends(mailbox_hold_for_step(mailbox, 2, inquiry->now));
	int64_t open;

	first = later(first, inquiry->new_from);
	if (inquiry->counts.unassigned == inquiry->counts.live)
		next = INT64_MAX;
	else if (inquiry->counts.unassigned == 0)
		first = INT64_MAX;
	open = first < next ? first : next;
	if (mailbox->status != MAILBOX_ACTIVE || open == INT64_MAX)
		return false;
	*at = later(later(*at, open), mailbox->next_permit_at);
	return true;
}

static bool next_of_mailbox(const struct inquiry *inquiry, size_t which, int64_t *next_at, struct error *err)
{
	const struct mailbox *mailbox = &inquiry->mailboxes[which];
	int64_t at = later(inquiry->due[which], inquiry->now);
	struct pace_answer answer;
	struct send_pace pacing;

	*next_at = 0;
	if (!inquiry->due[which] || !opens_at(inquiry, mailbox, &at) ||
		(inquiry->asks_servers && why_text_place_down(inquiry->ops, mailbox, inquiry->arena)))
		return true;
	if (!send_pace_read(inquiry->tx, &(struct send_pace_query){.campaign = inquiry->campaign, .mailbox = mailbox},
		    at, &pacing, err))
		return false;
	pacing.schedule = why_pace_common_schedule(inquiry->campaign);
	answer = pace_ask(&pacing.pace, at);
	*next_at = answer.at == SCHEDULE_NEVER ? 0 : answer.at;
	return true;
}

static bool find_next_send(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	enum held_reason closed;
	struct error failing;
	int64_t next_at = 0;

	inquiry->out->next_send_at = 0;
	if (sending_gate_is_closed(inquiry->ops->gate, &closed) || store_is_failing(inquiry->ops->store, &failing))
		return true;
	if ((campaign->status != CAMPAIGN_ACTIVE && campaign->status != CAMPAIGN_EVERGREEN) || !inquiry->earliest)
		return true;
	for (size_t i = 0; i < inquiry->mailbox_count; i++) {
		if (!next_of_mailbox(inquiry, i, &next_at, err))
			return false;
		if (next_at && (!inquiry->out->next_send_at || next_at < inquiry->out->next_send_at))
			inquiry->out->next_send_at = next_at;
	}
	return true;
}

bool campaign_why_next_send(
	struct ops *ops, struct tx *tx, const struct campaign *campaign, int64_t *next_at, struct error *err)
{
	struct campaign_why out = {0};
	struct inquiry inquiry = {.ops = ops, .tx = tx, .arena = tx_arena(tx), .campaign = campaign, .out = &out};

	if (!begin(&inquiry, err) || !find_next_send(&inquiry, err))
		return false;
	*next_at = out.next_send_at;
	return true;
}

bool campaign_why_counts(struct tx *tx, const struct campaign *campaign, const struct campaign_counts *counts,
	int64_t *waiting, int64_t *held, struct error *err)
{
	int64_t review = 0, to_approve = 0;

	*held = 0;
	if (campaign->status == CAMPAIGN_PAUSED)
		*held = counts->live;
	if (campaign->status == CAMPAIGN_ACTIVE || campaign->status == CAMPAIGN_EVERGREEN) {
		if (!campaign_store_waiting_of_inactive(tx, campaign->workspace_id, campaign->id, held, err) ||
			!campaign_store_count_review(tx, campaign->workspace_id, campaign->id, &review, err) ||
			!approval_store_count(tx, campaign->workspace_id, campaign->id, 0, &to_approve, err))
			return false;
		/* An email that may or may not have left holds its contact until somebody decides. */
		*held += review + to_approve + counts->unknown;
		if (*held > counts->live)
			*held = counts->live;
	}
	*waiting = counts->live - *held;
	return true;
}

/* Texts of a pause. */

static bool find_name(struct tx *tx, const struct campaign *campaign, int64_t user_id, struct arena *arena,
	const char **name, struct error *err)
{
	struct user user;
	struct error why;

	*name = NULL;
	if (!user_id)
		return true;
	if (user_store_get(tx, campaign->workspace_id, user_id, arena, &user, &why)) {
		*name = text_is_empty(user.name) ? user.email : user.name;
		return true;
	}
	if (why.kind == ERROR_NOT_FOUND)
		return true;
	*err = why;
	return false;
}

/* The mailbox that a sentence names: the first of those that paused it. */
static bool find_address(
	struct tx *tx, const struct campaign *campaign, struct arena *arena, const char **address, struct error *err)
{
	struct mailbox mailbox;
	int64_t *ids = NULL;
	size_t count = 0;

	*address = "A mailbox";
	if (!campaign_store_pause_list(tx, campaign->workspace_id, campaign->id, arena, &ids, &count, err))
		return false;
	if (count == 0)
		return true;
	if (!mailbox_store_get(tx, campaign->workspace_id, ids[0], arena, &mailbox, err))
		return false;
	*address = count == 1 ? mailbox.address : arena_printf(arena, "%s (and %zu more)", mailbox.address, count - 1);
	return true;
}

static const char *sentence(const struct campaign *campaign, const char *address, const char *name, struct arena *arena)
{
	switch (campaign->paused_cause) {
	case PAUSE_USER:
		return name ? arena_printf(arena, "%s paused it.", name) : "It was paused by hand.";
	case PAUSE_MAILBOX_DISCONNECTED:
		return name ? arena_printf(arena, "%s was disconnected by %s.", address, name)
			    : arena_printf(arena, "%s was disconnected.", address);
	case PAUSE_MAILBOX_AUTH_ERROR:
		return arena_printf(arena, "The provider refuses the sign-in of %s.", address);
	case PAUSE_MAILBOX_BLOCKED:
		return arena_printf(arena, "The provider has blocked %s.", address);
	case PAUSE_MAILBOX_REMOVED:
		return "Its mailbox was removed.";
	case PAUSE_BOUNCE_GUARD:
		return "Too many emails came back.";
	case PAUSE_COMPLAINT_GUARD:
		return "Too many people complained.";
	case PAUSE_MEMBER_LEFT:
		return "Its owner has left the team.";
	case PAUSE_OPERATOR:
		return name ? arena_printf(arena, "%s (manager) stopped it.", name) : "A manager stopped it.";
	case PAUSE_NONE:
	case PAUSE_CAUSE_COUNT:
		break;
	}
	UNREACHABLE();
}

bool campaign_why_paused(struct tx *tx, const struct campaign *campaign, struct arena *arena, const char **text,
	const char **by_name, struct error *err)
{
	const char *address = NULL;

	*text = *by_name = NULL;
	if (campaign->status != CAMPAIGN_PAUSED)
		return true;
	if (!find_name(tx, campaign, campaign->paused_by, arena, by_name, err) ||
		!find_address(tx, campaign, arena, &address, err))
		return false;
	*text = sentence(campaign, address, *by_name, arena);
	return true;
}

/* What stands in the way. */

static bool ask_paused(struct inquiry *inquiry, struct error *err)
{
	struct why_about pause = about(inquiry, inquiry->counts.live);

	return inquiry->campaign->status != CAMPAIGN_PAUSED || add(inquiry, &pause, HELD_CAMPAIGN_PAUSED, 0, err);
}

static bool ask_holds(struct inquiry *inquiry, struct why_about *about, struct error *err)
{
	const struct mailbox *mailbox = about->mailbox;

	for (size_t i = 0; i < mailbox->hold_count; i++) {
		about->hold = &mailbox->holds[i];
		if (about->hold->until_at && about->hold->until_at <= inquiry->now)
			continue;
		if (!add(inquiry, about, held_by_hold(about->hold->cause), about->hold->until_at, err))
			return false;
	}
	return true;
}

/* The mailbox that its answers come to. */
static bool ask_reader(struct inquiry *inquiry, struct why_about about, struct error *err)
{
	const char *reader = NULL;
	bool is_unread = false;

	about.hold = NULL;
	return sender_identity_is_unread(inquiry->tx, about.mailbox, inquiry->campaign, &is_unread, &reader, err) &&
		(!is_unread || add(inquiry, &about, HELD_CATCH_UP, 0, err));
}

static bool ask_mailbox(struct inquiry *inquiry, const struct mailbox *mailbox, struct error *err)
{
	struct why_about about_it = about(inquiry, 0);
	int64_t taken = 0;
	int day = schedule_local_day(mailbox->timezone, inquiry->now);

	about_it.mailbox = mailbox;
	if (!campaign_store_mailbox_waiting(
		    inquiry->tx, mailbox->workspace_id, inquiry->campaign->id, mailbox->id, &about_it.contacts, err) ||
		!mailbox_store_taken(inquiry->tx, mailbox->workspace_id, mailbox->id, day, &taken, err))
		return false;
	if (mailbox->status != MAILBOX_ACTIVE)
		return add(inquiry, &about_it, HELD_MAILBOX_INACTIVE, 0, err);
	if (!ask_holds(inquiry, &about_it, err) || !ask_reader(inquiry, about_it, err))
		return false;
	if (why_text_place_down(inquiry->ops, mailbox, inquiry->arena) &&
		!add(inquiry, &about_it, HELD_PROVIDER_DOWN, 0, err))
		return false;
	if (taken >= mailbox_cap_on(mailbox, day))
		return add(inquiry, &about_it, HELD_CAP, schedule_next_local_day(mailbox->timezone, inquiry->now), err);
	return mailbox->next_permit_at <= inquiry->now ||
		add(inquiry, &about_it, HELD_GAP, mailbox->next_permit_at, err);
}

static bool ask_mailboxes(struct inquiry *inquiry, struct error *err)
{
	struct why_about none = about(inquiry, inquiry->counts.live);

	if (inquiry->mailbox_count == 0)
		return add(inquiry, &none, HELD_MAILBOX_INACTIVE, 0, err);
	for (size_t i = 0; i < inquiry->mailbox_count; i++)
		if (!ask_mailbox(inquiry, &inquiry->mailboxes[i], err))
			return false;
	return true;
}

/* Nobody is held by all the rest but the next person is: by their own clock, or because of a colleague. */
static bool ask_next_person(struct inquiry *inquiry, struct error *err)
{
	struct why_about one = about(inquiry, 0);
	struct why_person next;

	if (!why_pace_next_person(inquiry->tx, inquiry->campaign, inquiry->now, inquiry->arena, &next, err))
		return false;
	inquiry->is_put_off = next.reason != HELD_NONE;
	one.contact = &next.contact;
	return !inquiry->is_put_off || add(inquiry, &one, next.reason, next.next_at, err);
}

static bool ask_window(struct inquiry *inquiry, struct error *err)
{
	struct schedule schedule = why_pace_common_schedule(inquiry->campaign);
	struct why_about all = about(inquiry, inquiry->counts.live);
	int64_t opens = schedule_next_open(&schedule, inquiry->now);

	if (opens == inquiry->now)
		return ask_next_person(inquiry, err);
	return add(inquiry, &all, HELD_WINDOW, opens == SCHEDULE_NEVER ? 0 : opens, err);
}

static bool ask_new_contact_cap(struct inquiry *inquiry, struct error *err)
{
	struct why_about unwritten = about(inquiry, inquiry->counts.unassigned);

	return !inquiry->new_from || add(inquiry, &unwritten, HELD_NEW_CONTACT_CAP, inquiry->new_from, err);
}

static bool ask_approvals(struct inquiry *inquiry, int64_t *count, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	struct why_about asked = about(inquiry, 0);

	if (!approval_store_count(inquiry->tx, campaign->workspace_id, campaign->id, 0, &asked.contacts, err))
		return false;
	*count = asked.contacts;
	return asked.contacts == 0 || add(inquiry, &asked, HELD_REVIEW, 0, err);
}

static bool ask_contacts(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	struct why_about lacking = about(inquiry, 0), doubted = about(inquiry, inquiry->counts.unknown);
	struct why_about paused = about(inquiry, 0), waiting;
	int64_t asked = 0;

	if (!campaign_store_count_review(inquiry->tx, campaign->workspace_id, campaign->id, &lacking.contacts, err))
		return false;
	if (!ask_approvals(inquiry, &asked, err))
		return false;
	if (lacking.contacts > 0 && !add(inquiry, &lacking, HELD_MISSING_FIELD, 0, err))
		return false;
	if (doubted.contacts > 0 && !add(inquiry, &doubted, HELD_UNKNOWN_PENDING, 0, err))
		return false;
	if (!enrollment_store_count_paused(inquiry->tx, campaign->workspace_id, campaign->id, &paused.contacts, err))
		return false;
	if (paused.contacts > 0 && !add(inquiry, &paused, HELD_CONTACT_PAUSED, 0, err))
		return false;
	waiting = about(inquiry, inquiry->counts.live - lacking.contacts - paused.contacts - asked);
	return waiting.contacts <= 0 || inquiry->earliest <= inquiry->now || inquiry->is_put_off ||
		add(inquiry, &waiting, HELD_WAITING, inquiry->earliest, err);
}

/* What holds a planned email and is not said yet: the permit knows more reasons than are asked for here. */
static bool ask_email(
	struct inquiry *inquiry, const struct mailbox *mailbox, const struct send *send, struct error *err)
{
	struct why_about some = about(inquiry, 0);
	enum held_reason reason = HELD_NONE;
	int64_t next_at = 0;

	if (!send_permit_why(inquiry->ops, inquiry->tx, send, &reason, &next_at, err))
		return false;
	for (size_t i = 0; i < inquiry->out->count; i++)
		if (inquiry->out->reasons[i].reason == reason)
			return true;
	some.mailbox = mailbox;
	some.position = send->position;
	some.contacts = 1;
	return reason == HELD_NONE || add(inquiry, &some, reason, next_at, err);
}

/* What is due; and what was stopped by its files, which is tried again in a moment and not due meanwhile. */
static bool is_asked_about(const struct inquiry *inquiry, const struct send *send)
{
	return send->due_at <= inquiry->now || text_equal(send->last_error_code, SEND_TOO_LARGE) ||
		text_equal(send->last_error_code, SEND_FILE_ALTERED);
}

static bool ask_planned(struct inquiry *inquiry, struct error *err)
{
	for (size_t i = 0; i < inquiry->mailbox_count; i++) {
		const struct mailbox *mailbox = &inquiry->mailboxes[i];
		struct send *list = NULL;
		size_t count = 0;

		if (!send_store_list_claimable(inquiry->tx, mailbox->workspace_id, mailbox->id,
			    inquiry->now + LOOK_AHEAD_MS, SAMPLE, inquiry->arena, &list, &count, err))
			return false;
		for (size_t k = 0; k < count; k++)
			if (list[k].campaign_id == inquiry->campaign->id && is_asked_about(inquiry, &list[k]) &&
				!ask_email(inquiry, mailbox, &list[k], err))
				return false;
	}
	return true;
}

/* Files that are gone: asked of the disk, since what they hold is tried again every minute and not due meanwhile. */
static bool ask_files(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	struct why_about some = about(inquiry, 0);
	struct step *steps = NULL;
	size_t count = 0;
	struct error why;

	if (!step_store_list(inquiry->tx, campaign->workspace_id, campaign->id, inquiry->arena, &steps, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (step_attachments_are_there(
			    campaign, &steps[i], store_data_dir(inquiry->ops->store), true, inquiry->arena, &why))
			continue;
		some.position = steps[i].position;
		return add(inquiry, &some, HELD_ATTACHMENT_MISSING, 0, err);
	}
	return true;
}

/* Who was taken out without having answered: they hold nobody up, and stand last. */
static bool ask_left(struct inquiry *inquiry, struct error *err)
{
	struct enrollment_left left[ENROLLMENT_MAX_LEFT];
	size_t count = 0;

	if (!enrollment_store_count_left(inquiry->tx, inquiry->campaign, inquiry->arena, left, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct why_about gone = about(inquiry, left[i].contacts);
		enum held_reason reason = why_text_of_end(left[i].status, left[i].reason);

		if (reason != HELD_NONE && !add(inquiry, &gone, reason, 0, err))
			return false;
	}
	return true;
}

static bool ask_running(struct inquiry *inquiry, struct error *err)
{
	struct why_about all = about(inquiry, inquiry->counts.live);

	return why_text_server(&all, inquiry->out, err) && ask_mailboxes(inquiry, err) && ask_window(inquiry, err) &&
		ask_files(inquiry, err) && ask_new_contact_cap(inquiry, err) && ask_contacts(inquiry, err) &&
		ask_planned(inquiry, err) && find_next_send(inquiry, err);
}

const char *campaign_why_idle(const struct campaign *campaign)
{
	static const char *const texts[CAMPAIGN_STATUS_COUNT] = {
		[CAMPAIGN_DRAFT] = "It is a draft: nothing is sent before it is launched.",
		[CAMPAIGN_PREPARING] = "Its contacts are being checked. It begins to send after that.",
		[CAMPAIGN_COMPLETED] = "It is completed: everybody has got what was to be sent.",
	};

	return texts[campaign->status];
}

bool campaign_why_ask(struct ops *ops, struct tx *tx, const struct campaign *campaign, struct arena *arena,
	struct campaign_why *out, struct error *err)
{
	struct inquiry inquiry = {
		.ops = ops, .tx = tx, .arena = arena, .campaign = campaign, .asks_servers = true, .out = out};
	bool is_running = campaign->status == CAMPAIGN_ACTIVE || campaign->status == CAMPAIGN_EVERGREEN;

	*out = (struct campaign_why){.reasons = ARENA_ARRAY(arena, struct campaign_reason, CAMPAIGN_WHY_MAX)};
	if (!begin(&inquiry, err) || !ask_paused(&inquiry, err))
		return false;
	out->text = campaign_why_idle(campaign);
	if (is_running && !ask_running(&inquiry, err))
		return false;
	out->standing = out->count;
	return ask_left(&inquiry, err);
}
