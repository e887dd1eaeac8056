#include "ops/send_plan.h"

#include <string.h>

#include "model/campaign.h"
#include "model/zone.h"
#include "ops/approval.h"
#include "ops/compose.h"
#include "ops/course.h"
#include "ops/campaign_end.h"
#include "ops/experiment_ops.h"
#include "ops/lineage.h"
#include "ops/plan_domains.h"
#include "ops/send_pace.h"
#include "ops/send_settle.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/event_store.h"
#include "store/mailbox_store.h"
#include "store/query.h"
#include "store/send_store.h"
#include "store/step_store.h"

#define SOON_MS (3600 * 1000LL) /* what is due later takes no room now */

enum {
	PLAN_AHEAD = 32,                 /* due rows a mailbox may have waiting */
	PLAN_FAR_AHEAD = 64,             /* one that keeps no gap between emails */
	PLAN_BATCH = 512,                /* rows of one campaign in one transaction */
	LEAST_SHARE = 4,                 /* of a mailbox's room, in one pass, however many campaigns there are */
	LEAST_LOOK = 32,                 /* people, however little room there is */
	REVIEW_LOOK_MS = 15 * 60 * 1000, /* whether there is room for another email to approve */
	MAX_LOOKS = 1000, /* at people of one campaign in one transaction, those who are put off among them */
};

/* A mailbox as the planner sees it during one campaign's turn. */
struct room {
	struct mailbox mailbox;
	int64_t free;
	int64_t cap, left;  /* of its day */
	int64_t assigned;   /* contacts that got it in this pass */
	bool is_open;       /* active and without a hold on everything */
	bool is_cut;        /* there is more, for other campaigns first */
	int64_t to_approve; /* emails of the campaign that may still begin to wait for somebody */
};

struct plan {
	struct ops *ops;
	struct tx *tx;
	struct arena *arena;
	struct campaign campaign;
	struct room *rooms;
	size_t room_count;
	struct step *steps;
	size_t step_count;
	int64_t now, next_at, planned;
	int64_t sharers;  /* campaigns that take part in this pass */
	int64_t new_left; /* the daily cap of new contacts; INT64_MAX: none */
	int64_t looks;
	int64_t to_approve;          /* rows that wait for somebody, of those that were planned */
	struct plan_domains domains; /* where the campaign spaces its emails */
};

static void sooner(int64_t *next_at, int64_t candidate)
{
	if (candidate && candidate != SCHEDULE_NEVER && (!*next_at || candidate < *next_at))
		*next_at = candidate;
}

/* Of a mailbox's room, what one campaign may take in one pass. */
static int64_t share_of(int64_t ahead, int64_t sharers)
{
	int64_t share = ahead / (sharers ? sharers : 1);

	return share > LEAST_SHARE ? share : LEAST_SHARE;
}

/* How many rows this mailbox may get now: a few ahead, and no more than the day allows. */
static bool measure_room(struct plan *plan, struct room *room, struct error *err)
{
	const struct mailbox *mailbox = &room->mailbox;
	int64_t ahead = mailbox->min_gap_seconds > 0 ? PLAN_AHEAD : PLAN_FAR_AHEAD;
	int64_t tomorrow = schedule_next_local_day(mailbox->timezone, plan->now), taken = 0, doubted = 0;
	int day = schedule_local_day(mailbox->timezone, plan->now);
	struct send_due due;

	room->is_open = mailbox->status == MAILBOX_ACTIVE && !mailbox_hold_for_step(mailbox, 0, plan->now);
	if (!room->is_open)
		return true;
	if (!mailbox_store_taken(plan->tx, mailbox->workspace_id, mailbox->id, day, &taken, err))
		return false;
	if (!send_store_count_due(
		    plan->tx, mailbox->workspace_id, mailbox->id, tomorrow, plan->now + SOON_MS, &due, err))
		return false;
	/* What is in doubt after a restore is looked for a few at a time. */
	if (sending_gate_restored_at(plan->ops->gate) &&
		!send_store_count_unknown(plan->tx, mailbox->workspace_id, mailbox->id, 0, &doubted, err))
		return false;
	room->cap = mailbox_cap_on(mailbox, day);
	room->left = room->cap - taken - due.today - doubted;
	if (room->cap <= taken)
		sooner(&plan->next_at, tomorrow);
	room->free = ahead - due.soon - doubted;
	if (room->free > room->left)
		room->free = room->left;
	if (room->free < 0)
		room->free = 0;
	room->is_cut = room->free > share_of(ahead, plan->sharers);
	if (room->is_cut)
		room->free = share_of(ahead, plan->sharers);
	return true;
}

static bool load_rooms(struct plan *plan, struct error *err)
{
	struct mailbox *mailboxes = NULL;

	if (!mailbox_store_list_of_campaign(plan->tx, plan->campaign.workspace_id, plan->campaign.id, plan->arena,
		    &mailboxes, &plan->room_count, err))
		return false;
	plan->rooms = ARENA_ARRAY(plan->arena, struct room, plan->room_count);
	for (size_t i = 0; i < plan->room_count; i++) {
		plan->rooms[i].mailbox = mailboxes[i];
		if (!measure_room(plan, &plan->rooms[i], err))
			return false;
	}
	return true;
}

static bool count_assigned(const struct plan *plan, struct error *err)
{
	for (size_t i = 0; i < plan->room_count; i++)
		if (!enrollment_store_count_assigned(plan->tx, plan->campaign.workspace_id, plan->campaign.id,
			    plan->rooms[i].mailbox.id, plan->rooms[i].assigned, err))
			return false;
	return true;
}

static const struct step *step_at(const struct plan *plan, int position)
{
	for (size_t i = 0; i < plan->step_count; i++)
		if (plan->steps[i].position == position)
			return &plan->steps[i];
	return NULL;
}

static const char *domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at ? at + 1 : address;
}

/* When this step could have left at the earliest. */
static int64_t earliest(const struct schedule *schedule, const struct enrollment *enrollment, const struct step *step)
{
	if (step->position == 1)
		return 0;
	return step->delay_ms >= 0 ? enrollment->last_sent_at + step->delay_ms
				   : schedule_add_sending_days(schedule, enrollment->last_sent_at, step->delay_days);
}

/* After a restore, what may have left in the time that was lost is looked for before it goes. */
static bool doubt_if_due(struct plan *plan, const struct schedule *schedule, const struct enrollment *enrollment,
	const struct step *step, const char *message_id, struct error *err)
{
	struct doubt doubt = {.campaign_created_at = plan->campaign.created_at,
		.position = step->position,
		.earliest_at = earliest(schedule, enrollment, step)};
	struct send send;
	bool found;

	if (!lineage_doubts(plan->ops, &doubt))
		return true;
	return send_store_find_by_message_id(
		       plan->tx, enrollment->workspace_id, message_id, plan->arena, &send, &found, err) &&
		(!found || send_settle_doubt(plan->tx, &send, plan->now, err));
}

/* Whom the schedule or the spacing keeps back is looked at again when that ends, and stands in nobody's way until then. */
static bool put_off(struct plan *plan, const struct enrollment *enrollment, const struct contact *contact,
	const struct send_pace *pacing, int64_t at, struct error *err)
{
	if (at == SCHEDULE_NEVER && pacing->schedule.ends_on)
		return enrollment_store_set_status(
			plan->tx, enrollment, ENROLLMENT_STOPPED, END_ENDED, 0, plan->now, err);
	if (at == SCHEDULE_NEVER)
		at = plan->now + ZONE_DAY_MS; /* a row that lost its days or hours */
	if (pacing->is_spaced)
		at = plan_domains_wait(&plan->domains, contact->domain, at);
	sooner(&plan->next_at, at);
	return enrollment_store_put_off(plan->tx, enrollment->workspace_id, enrollment->id, at, err);
}

/* Emails that wait for somebody take no room from those that go. */
static bool measure_approvals(struct plan *plan, struct error *err)
{
	for (size_t i = 0; i < plan->room_count; i++)
		if (!approval_room(plan->tx, &plan->campaign, plan->steps, plan->step_count, plan->rooms[i].mailbox.id,
			    &plan->rooms[i].to_approve, err))
			return false;
	return true;
}

static void take_room(struct plan *plan, struct room *room, bool needs_approval)
{
	plan->planned++;
	plan->to_approve += needs_approval;
	if (needs_approval) {
		room->to_approve--;
		return;
	}
	room->free--;
	room->left--;
}

/* The row itself. A step that was planned for this address before, ever, is not planned again. */
static bool add_row(struct plan *plan, const struct enrollment *enrollment, const struct step *step,
	const struct contact *contact, const struct schedule *schedule, struct room *room, bool awaits_approval,
	struct error *err)
{
	unsigned char hash[32];
	const char *message_id;
	bool added = false, assigned = false;

	compose_address_hash(plan->ops->vault, contact->email_key, hash);
	message_id = compose_message_id(plan->ops->vault, enrollment->workspace_id, contact->email_key,
		enrollment->campaign_id, step->position, domain_of(room->mailbox.address_key), plan->arena);
	if (!send_store_add(plan->tx,
		    &(struct send_plan){.workspace_id = enrollment->workspace_id,
			    .campaign_id = enrollment->campaign_id,
			    .enrollment_id = enrollment->id,
			    .contact_id = enrollment->contact_id,
			    .mailbox_id = room->mailbox.id,
			    .step_id = step->id,
			    .position = step->position,
			    .variant_id = variant_at(step, experiment_ops_choose(plan->ops, step, enrollment->id, 0))
						  .id,
			    .address_hash = hash,
			    .message_id = message_id,
			    .due_at = plan->now,
			    .awaits_approval = awaits_approval},
		    &added, err))
		return false;
	if (!added)
		return enrollment_store_set_status(plan->tx, enrollment, ENROLLMENT_STOPPED, NULL, 0, plan->now, err);
	take_room(plan, room, awaits_approval);
	if (!enrollment_store_planned(plan->tx, enrollment, room->mailbox.id, &assigned, err))
		return false;
	room->assigned += assigned;
	return doubt_if_due(plan, schedule, enrollment, step, message_id, err);
}

/* One enrollment: a row for it, or another time. */
static bool plan_one(struct plan *plan, const struct enrollment *enrollment, struct room *room, struct error *err)
{
	const struct step *step = step_at(plan, enrollment->next_position);
	struct pace_answer answer;
	struct send_pace pacing;
	struct contact contact;
	enum course course;
	bool awaits_approval = false;

	plan->looks++;
	if (!step)
		return enrollment_store_set_status(plan->tx, enrollment, ENROLLMENT_FINISHED, NULL, 0, plan->now, err);
	if (!contact_store_get(plan->tx, enrollment->workspace_id, enrollment->contact_id, plan->arena, &contact, err))
		return false;
	course = course_of(&plan->campaign, step, &contact, plan->arena);
	if (course != COURSE_SEND)
		return course_take(plan->tx, enrollment, course, plan->now, err);
	if (!approval_is_needed(plan->tx, enrollment, step, &awaits_approval, err))
		return false;
	if (awaits_approval && room->to_approve <= 0)
		return enrollment_store_put_off(
			plan->tx, enrollment->workspace_id, enrollment->id, plan->now + REVIEW_LOOK_MS, err);
	if (!send_pace_read(plan->tx, &(struct send_pace_query){.campaign = &plan->campaign, .contact = &contact},
		    plan->now, &pacing, err))
		return false;
	if (pacing.is_spaced && pacing.domain.planned_at > pacing.domain.permitted_at)
		pacing.pace.domain_free_at = pace_domain_free_at(
			pacing.domain.planned_at, plan->campaign.domain_spacing_minutes);
	answer = pace_ask(&pacing.pace, plan->now);
	if (answer.at > plan->now)
		return put_off(plan, enrollment, &contact, &pacing, answer.at, err);
	pacing.domain.planned_at = plan->now;
	if (pacing.is_spaced && !awaits_approval &&
		!domain_store_set(plan->tx, enrollment->workspace_id, enrollment->campaign_id, contact.domain,
			&pacing.domain, err))
		return false;
	return add_row(plan, enrollment, step, &contact, &pacing.schedule, room, awaits_approval, err);
}

/* Some may be put off: a few more than there is room for. */
static int look_at(int64_t room)
{
	return room > LEAST_LOOK ? (int)room : LEAST_LOOK;
}

static bool may_look(const struct plan *plan)
{
	return plan->planned < PLAN_BATCH && plan->looks < MAX_LOOKS;
}

/* Those of one mailbox, until its room is used up or nobody is due. */
static bool plan_follow_ups_of(struct plan *plan, struct room *room, struct error *err)
{
	size_t count = 1;

	while (count > 0 && room->free > 0 && may_look(plan)) {
		struct enrollment *list = NULL;

		if (!enrollment_store_list_due(plan->tx, plan->campaign.workspace_id, plan->campaign.id,
			    room->mailbox.id, plan->now, look_at(room->free), plan->arena, &list, &count, err))
			return false;
		for (size_t k = 0; k < count && room->free > 0; k++)
			if (!plan_one(plan, &list[k], room, err))
				return false;
	}
	return true;
}

static bool plan_follow_ups(struct plan *plan, struct error *err)
{
	for (size_t i = 0; i < plan->room_count; i++)
		if (plan->rooms[i].is_open && !plan_follow_ups_of(plan, &plan->rooms[i], err))
			return false;
	return true;
}

/* Whether first steps are approved: where enough of them wait, the next contacts are not even looked at. */
static bool asks_first(const struct plan *plan)
{
	const struct step *first = step_at(plan, 1);

	return first && first->review;
}

/* Whether one has a larger part of its day left than the other: so each gets first steps in proportion to its allowance. */
static bool is_freer(const struct plan *plan, const struct room *one, const struct room *other)
{
	if (asks_first(plan) && one->to_approve != other->to_approve)
		return one->to_approve > other->to_approve;
	return one->left * other->cap > other->left * one->cap;
}

/* The mailbox with most of its day left that may send first steps; NULL when there is none. */
static struct room *freest(struct plan *plan)
{
	struct room *best = NULL;

	for (size_t i = 0; i < plan->room_count; i++) {
		struct room *room = &plan->rooms[i];

		if (!room->is_open || room->free <= 0 || mailbox_hold_for_step(&room->mailbox, 1, plan->now) ||
			(asks_first(plan) && room->to_approve <= 0))
			continue;
		if (!best || is_freer(plan, room, best))
			best = room;
	}
	return best;
}

static int64_t total_room(const struct plan *plan)
{
	int64_t total = 0;

	for (size_t i = 0; i < plan->room_count; i++)
		total += plan->rooms[i].is_open ? plan->rooms[i].free : 0;
	return total < PLAN_BATCH ? total : PLAN_BATCH;
}

/* Measures what is left of the daily cap of new contacts; rows that wait count as taken. */
static bool measure_new_cap(struct plan *plan, struct error *err)
{
	const struct campaign *campaign = &plan->campaign;
	int64_t taken = 0, waiting = 0;

	plan->new_left = INT64_MAX;
	if (!campaign->new_contact_cap)
		return true;
	if (!send_pace_new_taken(plan->tx, campaign, plan->now, &taken, err))
		return false;
	if (!query_int(plan->tx, QUERY_SEND_COUNT_WAITING_FIRST_STEPS, 0, &waiting, err,
		    BIND_INT("workspace", campaign->workspace_id), BIND_INT("campaign", campaign->id)))
		return false;
	plan->new_left = campaign->new_contact_cap - taken - waiting;
	if (plan->new_left <= 0)
		sooner(&plan->next_at, schedule_next_local_day(campaign->schedule.timezone, plan->now));
	return true;
}

/* How many first steps may be planned now. */
static int64_t first_steps_left(const struct plan *plan, int64_t planned_before)
{
	int64_t left = plan->new_left == INT64_MAX ? INT64_MAX : plan->new_left - (plan->planned - planned_before);
	int64_t room = total_room(plan);

	return room < left ? room : left;
}

static bool plan_first_steps(struct plan *plan, struct error *err)
{
	int64_t before = plan->planned, limit = 0;
	size_t count = 1;

	if (!measure_new_cap(plan, err))
		return false;
	while (count > 0 && (limit = first_steps_left(plan, before)) > 0 && freest(plan) && may_look(plan)) {
		struct enrollment *list = NULL;

		if (!enrollment_store_list_due(plan->tx, plan->campaign.workspace_id, plan->campaign.id, 0, plan->now,
			    look_at(limit), plan->arena, &list, &count, err))
			return false;
		for (size_t k = 0; k < count && first_steps_left(plan, before) > 0; k++) {
			struct room *room = freest(plan);

			if (!room)
				break;
			if (!plan_one(plan, &list[k], room, err))
				return false;
		}
	}
	return true;
}

/* Where a share or the batch was used up there may be more to plan, once the others have had theirs. */
static void look_again_if_cut(struct plan *plan)
{
	if (plan->planned >= PLAN_BATCH || plan->looks >= MAX_LOOKS)
		sooner(&plan->next_at, plan->now);
	for (size_t i = 0; i < plan->room_count; i++)
		if (plan->rooms[i].is_cut && plan->rooms[i].free == 0)
			sooner(&plan->next_at, plan->now);
}

/* Its last day is over: people are let go, some at a time. */
static bool end_campaign(struct plan *plan, struct error *err)
{
	bool more = false;

	if (!campaign_end_let_go(plan->tx, &plan->campaign, plan->now, plan->arena, &more, err))
		return false;
	if (more)
		sooner(&plan->next_at, plan->now);
	return more || campaign_end_if_over(plan->tx, &plan->campaign, plan->now, err);
}

/* Whether anybody at all may be written to now. With each contact's own clock it is always day somewhere. */
static bool may_be_open(const struct campaign *campaign, int64_t now)
{
	return campaign->timezone_source == ZONE_OF_CONTACT ? now >= schedule_starts_at(&campaign->schedule)
							    : schedule_is_open(&campaign->schedule, now);
}

static int64_t next_opening(const struct campaign *campaign, int64_t now)
{
	return campaign->timezone_source == ZONE_OF_CONTACT ? schedule_starts_at(&campaign->schedule)
							    : schedule_next_open(&campaign->schedule, now);
}

static bool plan_campaign_in(struct plan *plan, struct error *err)
{
	const struct schedule *schedule = &plan->campaign.schedule;
	int64_t next_due = 0;

	if (campaign_end_has_come(&plan->campaign, plan->now))
		return end_campaign(plan, err);
	sooner(&plan->next_at, schedule_ends_at(schedule));
	plan_domains_init(&plan->domains, plan->arena, plan->campaign.domain_spacing_minutes);
	if (!may_be_open(&plan->campaign, plan->now)) {
		sooner(&plan->next_at, next_opening(&plan->campaign, plan->now));
		return campaign_end_if_over(plan->tx, &plan->campaign, plan->now, err);
	}
	if (!load_rooms(plan, err))
		return false;
	if (!step_store_list(plan->tx, plan->campaign.workspace_id, plan->campaign.id, plan->arena, &plan->steps,
		    &plan->step_count, err))
		return false;
	if (!experiment_ops_decide(plan->ops, plan->tx, &plan->campaign, plan->steps, plan->step_count, err))
		return false;
	if (!measure_approvals(plan, err) || !plan_follow_ups(plan, err) || !plan_first_steps(plan, err) ||
		!count_assigned(plan, err) ||
		(plan->to_approve && !approval_tell(plan->tx, plan->campaign.workspace_id, plan->campaign.id, err)))
		return false;
	look_again_if_cut(plan);
	/* Who is due and was left waits for a bell: for a mailbox, or for room. */
	if (!enrollment_store_next_due(plan->tx, &plan->campaign, plan->now, &next_due, err))
		return false;
	sooner(&plan->next_at, next_due);
	return campaign_end_if_over(plan->tx, &plan->campaign, plan->now, err);
}

/* Whether a look at the readers' snapshot shows any work: most passes end here without taking the writer's lock. */
static bool has_work(
	struct ops *ops, const struct campaign *campaign, int64_t now, bool *work, int64_t *next_at, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign_counts counts;
	int64_t next_due = 0;

	if (!tx_read(ops->store, &tx, err))
		return false;
	if (!enrollment_store_next_due(tx, campaign, 0, &next_due, err))
		return false;
	if (!campaign_store_counts(tx, campaign->workspace_id, campaign->id, &counts, err))
		return false;
	*work = (next_due && next_due <= now) || counts.live <= 0 || campaign_end_has_come(campaign, now);
	sooner(next_at, schedule_ends_at(&campaign->schedule));
	if (next_due > now)
		sooner(next_at, next_due);
	return true;
}

static bool plan_campaign(struct ops *ops, const struct campaign *seen, int64_t sharers, int64_t now, int64_t *planned,
	int64_t *next_at, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct plan plan = {.ops = ops, .arena = arena, .now = now, .next_at = *next_at, .sharers = sharers};

	if (!tx_begin(ops->store, &tx, err))
		return false;
	plan.tx = tx;
	if (!campaign_store_get(tx, seen->workspace_id, seen->id, arena, &plan.campaign, err))
		return error_is(err, "not_found");
	if (plan.campaign.status != CAMPAIGN_ACTIVE && plan.campaign.status != CAMPAIGN_EVERGREEN)
		return true;
	if (!plan_campaign_in(&plan, err))
		return false;
	if (!tx_commit(tx, err))
		return false;
	*planned = plan.planned;
	*next_at = plan.next_at;
	return true;
}

static bool list_running(struct ops *ops, struct arena *arena, struct campaign **list, size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) && campaign_store_list_running(tx, arena, list, count, err);
}

/* Keeps those that have something to plan. */
static bool keep_working(struct ops *ops, const struct campaign *all, size_t *count, int64_t now,
	const struct campaign **working, int64_t *next_at, struct error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++) {
		bool work = false;

		if (all[i].status == CAMPAIGN_PREPARING)
			continue;
		if (!has_work(ops, &all[i], now, &work, next_at, err))
			return false;
		if (work)
			working[kept++] = &all[i];
	}
	*count = kept;
	return true;
}

bool send_plan_run(struct ops *ops, struct plan_turns *turns, int64_t *planned, int64_t *next_at, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	int64_t now = clock_wall(ops->clock);
	const struct campaign **working;
	struct campaign *campaigns = NULL;
	size_t count = 0;

	*planned = 0;
	*next_at = 0;
	if (!list_running(ops, arena, &campaigns, &count, err))
		return false;
	working = ARENA_ARRAY(arena, const struct campaign *, count + 1);
	if (!keep_working(ops, campaigns, &count, now, working, next_at, err))
		return false;
	plan_turns_order(turns, working, count);
	for (size_t i = 0; i < count; i++) {
		int64_t got = 0;

		if (!plan_campaign(ops, working[i], (int64_t)count, now, &got, next_at, err))
			return false;
		if (got)
			plan_turns_took(turns, working[i]->id);
		*planned += got;
	}
	return true;
}
