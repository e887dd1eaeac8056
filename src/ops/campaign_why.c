#include "ops/campaign_why.h"

#include "base/text.h"
#include "store/enrollment_store.h"
#include "store/mailbox_store.h"
#include "store/send_store.h"
#include "store/user_store.h"

/* Everything asked for one campaign, and what came out of it. */
struct inquiry {
	struct ops *ops;
	struct tx *tx;
	struct arena *arena;
	const struct campaign *campaign;
	struct campaign_counts counts;
	struct mailbox *mailboxes;
	size_t mailbox_count;
	int64_t now, earliest; /* the earliest that anything of it is due, 0: nothing is */
	struct campaign_why *out;
};

static void add(struct inquiry *inquiry, const struct campaign_reason *reason)
{
	if (inquiry->out->count < CAMPAIGN_WHY_MAX)
		inquiry->out->reasons[inquiry->out->count++] = *reason;
}

static bool load_mailboxes(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	int64_t *ids = NULL;

	if (!campaign_store_mailboxes(inquiry->tx, campaign->workspace_id, campaign->id, inquiry->arena, &ids,
		    &inquiry->mailbox_count, err))
		return false;
	inquiry->mailboxes = ARENA_ARRAY(inquiry->arena, struct mailbox, inquiry->mailbox_count);
	for (size_t i = 0; i < inquiry->mailbox_count; i++)
		if (!mailbox_store_get(
			    inquiry->tx, campaign->workspace_id, ids[i], inquiry->arena, &inquiry->mailboxes[i], err))
			return false;
	return true;
}

static bool load_earliest(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	int64_t enrolled = 0, planned = 0;

	if (!enrollment_store_next_due(inquiry->tx, campaign->workspace_id, campaign->id, &enrolled, err) ||
		!campaign_store_next_planned(inquiry->tx, campaign->workspace_id, campaign->id, &planned, err))
		return false;
	inquiry->earliest = !enrolled || (planned && planned < enrolled) ? planned : enrolled;
	return true;
}

static bool begin(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;

	inquiry->now = clock_wall(inquiry->ops->clock);
	return campaign_store_counts(inquiry->tx, campaign->workspace_id, campaign->id, &inquiry->counts, err) &&
		load_mailboxes(inquiry, err) && load_earliest(inquiry, err);
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Whether the mailbox sends first steps or follow-ups of this campaign at all, and from when on. */
static bool opens_at(const struct inquiry *inquiry, const struct mailbox *mailbox, int64_t *at)
{
	const struct mailbox_hold *first = mailbox_hold_for_step(mailbox, 1, inquiry->now);
	const struct mailbox_hold *next = mailbox_hold_for_step(mailbox, 2, inquiry->now);

	if (mailbox->status != MAILBOX_ACTIVE)
		return false;
	if (first && next) {
		if (!first->until_at && !next->until_at)
			return false;
		*at = later(*at,
			first->until_at && next->until_at && first->until_at < next->until_at ? first->until_at
											      : next->until_at);
	}
	*at = later(*at, mailbox->next_permit_at);
	return true;
}

static bool next_of_mailbox(
	const struct inquiry *inquiry, const struct mailbox *mailbox, int64_t *next_at, struct error *err)
{
	int64_t at = later(inquiry->earliest, inquiry->now), taken = 0;

	*next_at = 0;
	if (!opens_at(inquiry, mailbox, &at))
		return true;
	if (!mailbox_store_taken(inquiry->tx, mailbox->workspace_id, mailbox->id,
		    schedule_local_day(mailbox->timezone, at), &taken, err))
		return false;
	if (taken >= mailbox->daily_cap)
		at = schedule_next_local_day(mailbox->timezone, at);
	*next_at = schedule_next_open(&inquiry->campaign->schedule, at);
	return true;
}

static bool find_next_send(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	enum held_reason closed;
	int64_t next_at = 0;

	inquiry->out->next_send_at = 0;
	if (sending_gate_is_closed(inquiry->ops->gate, &closed))
		return true;
	if ((campaign->status != CAMPAIGN_ACTIVE && campaign->status != CAMPAIGN_EVERGREEN) || !inquiry->earliest)
		return true;
	for (size_t i = 0; i < inquiry->mailbox_count; i++) {
		if (!next_of_mailbox(inquiry, &inquiry->mailboxes[i], &next_at, err))
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
	int64_t review = 0;

	*held = 0;
	if (campaign->status == CAMPAIGN_PAUSED)
		*held = counts->live;
	if (campaign->status == CAMPAIGN_ACTIVE || campaign->status == CAMPAIGN_EVERGREEN) {
		if (!campaign_store_waiting_of_inactive(tx, campaign->workspace_id, campaign->id, held, err) ||
			!campaign_store_count_review(tx, campaign->workspace_id, campaign->id, &review, err))
			return false;
		/* An email that may or may not have left holds its contact until somebody decides. */
		*held += review + counts->unknown;
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
	const struct campaign *campaign = inquiry->campaign;
	const char *text = NULL, *by_name = NULL;
	int64_t active = 0;

	if (campaign->status != CAMPAIGN_PAUSED)
		return true;
	if (!campaign_why_paused(inquiry->tx, campaign, inquiry->arena, &text, &by_name, err) ||
		!campaign_store_other_active_mailboxes(
			inquiry->tx, campaign->workspace_id, campaign->id, 0, &active, err))
		return false;
	add(inquiry,
		&(struct campaign_reason){.reason = HELD_CAMPAIGN_PAUSED,
			.text = arena_printf(inquiry->arena, "Paused: %s", text),
			.action = active > 0 ? "resume" : "reconnect",
			.contacts = inquiry->counts.live});
	return true;
}

static const char *hold_text(struct arena *arena, const struct mailbox *mailbox, const struct mailbox_hold *hold)
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

	return arena_printf(arena, "%s %s.", mailbox->address, texts[hold->cause]);
}

static void add_hold(
	struct inquiry *inquiry, const struct mailbox *mailbox, const struct mailbox_hold *hold, int64_t waiting)
{
	bool lifts_itself = hold->until_at || hold->cause == HOLD_CATCH_UP;

	if (hold->until_at && hold->until_at <= inquiry->now)
		return;
	add(inquiry,
		&(struct campaign_reason){.reason = hold->cause == HOLD_CATCH_UP ? HELD_CATCH_UP : HELD_MAILBOX_HOLD,
			.text = hold_text(inquiry->arena, mailbox, hold),
			.action = lifts_itself ? "wait" : "release",
			.mailbox_id = mailbox->id,
			.contacts = waiting,
			.next_at = hold->until_at});
}

static bool ask_mailbox(struct inquiry *inquiry, const struct mailbox *mailbox, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	int64_t waiting = 0, taken = 0;
	int day = schedule_local_day(mailbox->timezone, inquiry->now);

	if (!campaign_store_mailbox_waiting(
		    inquiry->tx, campaign->workspace_id, campaign->id, mailbox->id, &waiting, err) ||
		!mailbox_store_taken(inquiry->tx, campaign->workspace_id, mailbox->id, day, &taken, err))
		return false;
	if (mailbox->status != MAILBOX_ACTIVE) {
		add(inquiry,
			&(struct campaign_reason){.reason = HELD_MAILBOX_INACTIVE,
				.text = arena_printf(inquiry->arena, "%s is not connected.", mailbox->address),
				.action = "reconnect",
				.mailbox_id = mailbox->id,
				.contacts = waiting});
		return true;
	}
	for (size_t i = 0; i < mailbox->hold_count; i++)
		add_hold(inquiry, mailbox, &mailbox->holds[i], waiting);
	if (taken >= mailbox->daily_cap)
		add(inquiry,
			&(struct campaign_reason){.reason = HELD_CAP,
				.text = arena_printf(inquiry->arena, "%s has sent its %d emails of today.",
					mailbox->address, mailbox->daily_cap),
				.action = "wait",
				.mailbox_id = mailbox->id,
				.contacts = waiting,
				.next_at = schedule_next_local_day(mailbox->timezone, inquiry->now)});
	else if (mailbox->next_permit_at > inquiry->now)
		add(inquiry,
			&(struct campaign_reason){.reason = HELD_GAP,
				.text = arena_printf(inquiry->arena, "%s waits between two emails.", mailbox->address),
				.action = "wait",
				.mailbox_id = mailbox->id,
				.contacts = waiting,
				.next_at = mailbox->next_permit_at});
	return true;
}

static bool ask_mailboxes(struct inquiry *inquiry, struct error *err)
{
	if (inquiry->mailbox_count == 0)
		add(inquiry,
			&(struct campaign_reason){.reason = HELD_MAILBOX_INACTIVE,
				.text = "The campaign has no mailbox to send from.",
				.action = "add_mailbox",
				.contacts = inquiry->counts.live});
	for (size_t i = 0; i < inquiry->mailbox_count; i++)
		if (!ask_mailbox(inquiry, &inquiry->mailboxes[i], err))
			return false;
	return true;
}

static void ask_window(struct inquiry *inquiry)
{
	const struct schedule *schedule = &inquiry->campaign->schedule;

	if (!schedule_is_open(schedule, inquiry->now))
		add(inquiry,
			&(struct campaign_reason){.reason = HELD_WINDOW,
				.text = "It is outside the campaign's sending days and hours.",
				.action = "wait",
				.contacts = inquiry->counts.live,
				.next_at = schedule_next_open(schedule, inquiry->now)});
}

static bool ask_new_contact_cap(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	int64_t next_day = schedule_next_local_day(campaign->schedule.timezone, inquiry->now), taken = 0;

	if (!campaign->new_contact_cap || inquiry->counts.unassigned == 0)
		return true;
	if (!send_store_count_first_steps_since(
		    inquiry->tx, campaign->workspace_id, campaign->id, next_day - 24 * 3600 * 1000LL, &taken, err))
		return false;
	if (taken >= campaign->new_contact_cap)
		add(inquiry,
			&(struct campaign_reason){.reason = HELD_NEW_CONTACT_CAP,
				.text = arena_printf(inquiry->arena,
					"The %lld new contacts of today have been written to.",
					(long long)campaign->new_contact_cap),
				.action = "wait",
				.contacts = inquiry->counts.unassigned,
				.next_at = next_day});
	return true;
}

static bool ask_contacts(struct inquiry *inquiry, struct error *err)
{
	const struct campaign *campaign = inquiry->campaign;
	int64_t review = 0;

	if (!campaign_store_count_review(inquiry->tx, campaign->workspace_id, campaign->id, &review, err))
		return false;
	if (review > 0)
		add(inquiry,
			&(struct campaign_reason){.reason = HELD_REVIEW,
				.text = arena_printf(inquiry->arena, "%lld contacts lack a field that the text needs.",
					(long long)review),
				.action = "review",
				.contacts = review});
	if (inquiry->counts.unknown > 0)
		add(inquiry,
			&(struct campaign_reason){.reason = HELD_UNKNOWN_PENDING,
				.text = arena_printf(inquiry->arena,
					"%lld emails may or may not have been sent. Decide about them.",
					(long long)inquiry->counts.unknown),
				.action = "resolve",
				.contacts = inquiry->counts.unknown});
	if (inquiry->counts.live > review && inquiry->earliest > inquiry->now)
		add(inquiry,
			&(struct campaign_reason){.reason = HELD_WAITING,
				.text = "Nothing is due yet.",
				.action = "wait",
				.contacts = inquiry->counts.live - review,
				.next_at = inquiry->earliest});
	return true;
}

static void ask_store(struct inquiry *inquiry)
{
	struct error why;

	if (store_is_failing(inquiry->ops->store, &why))
		add(inquiry,
			&(struct campaign_reason){.reason = HELD_DISK_FULL,
				.text = "The server cannot write to its disk.",
				.action = "free_disk",
				.contacts = inquiry->counts.live});
}

static void ask_gate(struct inquiry *inquiry)
{
	static const char *const texts[] = {
		[GATE_RESTORE] =
			"The database was restored from a backup: all sending is on hold until a manager releases it.",
		[GATE_CLOCK] =
			"The server's clock jumped: all sending is on hold until it has been steady for two minutes."};
	static const enum held_reason reasons[] = {[GATE_RESTORE] = HELD_RESTORE_HOLD, [GATE_CLOCK] = HELD_CLOCK_HOLD};
	struct gate_view view;

	sending_gate_view(inquiry->ops->gate, &view);
	for (enum gate_hold hold = 0; hold < GATE_HOLD_COUNT; hold++)
		if (view.is_held[hold])
			add(inquiry,
				&(struct campaign_reason){.reason = reasons[hold],
					.text = texts[hold],
					.action = "release",
					.contacts = inquiry->counts.live});
}

bool campaign_why_ask(struct ops *ops, struct tx *tx, const struct campaign *campaign, struct arena *arena,
	struct campaign_why *out, struct error *err)
{
	struct inquiry inquiry = {.ops = ops, .tx = tx, .arena = arena, .campaign = campaign, .out = out};
	bool is_running = campaign->status == CAMPAIGN_ACTIVE || campaign->status == CAMPAIGN_EVERGREEN;

	*out = (struct campaign_why){.reasons = ARENA_ARRAY(arena, struct campaign_reason, CAMPAIGN_WHY_MAX)};
	if (!begin(&inquiry, err) || !ask_paused(&inquiry, err))
		return false;
	if (!is_running)
		return true;
	ask_store(&inquiry);
	ask_gate(&inquiry);
	if (!ask_mailboxes(&inquiry, err))
		return false;
	ask_window(&inquiry);
	return ask_new_contact_cap(&inquiry, err) && ask_contacts(&inquiry, err) && find_next_send(&inquiry, err);
}
