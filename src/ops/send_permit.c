#include "ops/send_permit.h"

#include "base/random.h"
#include "model/campaign.h"
#include "ops/approval.h"
#include "ops/contact_stop.h"
#include "ops/course.h"
#include "ops/experiment_ops.h"
#include "ops/held.h"
#include "ops/country_policy.h"
#include "ops/lineage.h"
#include "ops/send_pace.h"
#include "ops/send_tracking.h"
#include "ops/sender_identity.h"
#include "ops/step_attachments.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/event_store.h"
#include "store/mailbox_store.h"
#include "store/overlap_store.h"
#include "store/step_store.h"
#include "store/suppression_store.h"
#include "store/workspace_store.h"

enum {
	TICKET_WAIT_MS = 200, /* until the mark is raised */
	LOOK_FURTHER = 16,
	MAX_LOOKS = 8,
	READER_LOOK_MS = 15000, /* whether another mailbox reads the replies again */
};

/* A campaign as every send of one claim sees it. */
struct running {
	struct campaign campaign;
	struct step *steps;
	size_t step_count;
	struct running *next;
};

/* What the sends of one claim have in common: read once. */
struct common {
	struct tx *tx;
	struct arena *arena;
	int64_t now;
	const struct mailbox *mailbox;
	struct workspace *workspace;
	struct running *campaigns;
	size_t out_of_the_way; /* rows that stood in front and do no more */
};

/* Everything a permit depends on, read in one transaction. */
struct facts {
	const struct mailbox *mailbox;
	const struct campaign *campaign;
	struct enrollment enrollment;
	struct contact contact;
	bool suppressed, replies_unread, colleague_replied, is_at_goal;
	struct overlap overlap;
	int position; /* 1 for the first email, whatever its step */
	enum country_rule country;
	struct send_pace pacing;
};

/* Why not, and when that ends by itself (0: not by itself). `over` means never: the send is to be cancelled. */
struct verdict {
	enum held_reason reason;
	int64_t next_at;
	bool over;
};

static bool read_mailbox(struct common *common, const struct send *send, struct error *err)
{
	struct mailbox *mailbox;

	if (common->mailbox)
		return true;
	mailbox = ARENA_NEW(common->arena, struct mailbox);
	common->mailbox = mailbox;
	return mailbox_store_get(common->tx, send->workspace_id, send->mailbox_id, common->arena, mailbox, err);
}

/* The campaign of this send, read when it is the first of its campaign here. */
static bool read_campaign(struct common *common, const struct send *send, struct running **out, struct error *err)
{
	struct running *running = common->campaigns;

	while (running && running->campaign.id != send->campaign_id)
		running = running->next;
	if (!running) {
		running = ARENA_NEW(common->arena, struct running);
		running->next = common->campaigns;
		common->campaigns = running;
		if (!campaign_store_get(
			    common->tx, send->workspace_id, send->campaign_id, common->arena, &running->campaign, err))
			return false;
	}
	*out = running;
	return true;
}

/* What was claimed is the campaign as it is, as long as its revision is; whether it runs is looked up. */
static bool use_claimed(struct common *common, const struct campaign *claimed, struct error *err)
{
	struct running *running = ARENA_NEW(common->arena, struct running);
	bool is_current = false;

	running->campaign = *claimed;
	if (!campaign_store_refresh(common->tx, &running->campaign, &is_current, err))
		return false;
	if (is_current)
		common->campaigns = running;
	return true;
}

static bool read_facts(struct common *common, const struct send *send, struct facts *facts, struct error *err)
{
	struct tx *tx = common->tx;
	int64_t workspace = send->workspace_id;
	struct running *running = NULL;

	if (!read_mailbox(common, send, err) || !read_campaign(common, send, &running, err) ||
		!enrollment_store_get(tx, workspace, send->enrollment_id, common->arena, &facts->enrollment, err) ||
		!contact_store_get(tx, workspace, send->contact_id, common->arena, &facts->contact, err))
		return false;
	facts->mailbox = common->mailbox;
	facts->campaign = &running->campaign;
	facts->position = facts->enrollment.last_sent_at ? send->position : 1;
	facts->is_at_goal = course_is_at_goal(facts->campaign, &facts->contact, common->arena);
	if (!suppression_store_covers(
		    tx, workspace, facts->contact.email_key, facts->contact.domain, &facts->suppressed, err) ||
		!country_policy_judge(tx, &facts->contact, &facts->country, err))
		return false;
	if (facts->campaign->overlap == OVERLAP_SKIP && facts->position == 1 &&
		!overlap_store_find_written(tx,
			&(struct overlap_of){workspace, send->contact_id, send->campaign_id, common->now},
			&facts->overlap, err))
		return false;
	if (!contact_stop_colleague_replied(tx, facts->campaign, facts->contact.domain, &facts->colleague_replied, err))
		return false;
	if (facts->position > 1 &&
		!sender_identity_is_unread(tx, facts->mailbox, facts->campaign, &facts->replies_unread, NULL, err))
		return false;
	return send_pace_read(tx,
		&(struct send_pace_query){.campaign = facts->campaign,
			.contact = &facts->contact,
			.mailbox = facts->mailbox,
			.position = facts->position},
		common->now, &facts->pacing, err);
}

static struct verdict judge_mailbox(const struct facts *facts, int position, int64_t now)
{
	const struct mailbox *mailbox = facts->mailbox;
	const struct mailbox_hold *hold;

	if (mailbox->status != MAILBOX_ACTIVE)
		return (struct verdict){.reason = HELD_MAILBOX_INACTIVE};
	hold = mailbox_hold_for_step(mailbox, position, now);
	if (hold)
		return (struct verdict){.reason = held_by_hold(hold->cause), .next_at = hold->until_at};
	if (facts->replies_unread)
		return (struct verdict){.reason = HELD_CATCH_UP, .next_at = now + READER_LOOK_MS};
	return (struct verdict){.reason = HELD_NONE};
}

/* Caps, windows, spacing and gaps: what time alone lifts. Where the last day ends before, nothing lifts it. */
static struct verdict judge_pace(const struct facts *facts, int64_t now)
{
	struct pace_answer answer = pace_ask(&facts->pacing.pace, now);

	if (answer.at == SCHEDULE_NEVER)
		return (struct verdict){.reason = HELD_WINDOW, .over = facts->campaign->schedule.ends_on != 0};
	return (struct verdict){.reason = answer.reason, .next_at = answer.reason == HELD_NONE ? 0 : answer.at};
}

/* The permit's decision, in the order in which a person would want to be told. */
static struct verdict judge(const struct facts *facts, const struct send *send, int64_t now)
{
	struct verdict verdict;

	if (facts->suppressed)
		return (struct verdict){.reason = HELD_SUPPRESSED, .over = true};
	if (facts->enrollment.status == ENROLLMENT_REVIEW)
		return (struct verdict){.reason = HELD_MISSING_FIELD};
	if (facts->enrollment.status != ENROLLMENT_LIVE || facts->enrollment.next_position != send->position)
		return (struct verdict){.reason = HELD_WAITING, .over = true};
	if (facts->is_at_goal)
		return (struct verdict){.reason = HELD_GOAL_REACHED, .over = true};
	if (facts->colleague_replied)
		return (struct verdict){.reason = HELD_COLLEAGUE_REPLIED, .over = true};
	if (facts->enrollment.paused_at)
		return (struct verdict){.reason = HELD_CONTACT_PAUSED};
	if (facts->campaign->status != CAMPAIGN_ACTIVE && facts->campaign->status != CAMPAIGN_EVERGREEN)
		return (struct verdict){.reason = HELD_CAMPAIGN_PAUSED};
	if (send->awaits_approval)
		return (struct verdict){.reason = HELD_REVIEW};
	verdict = judge_mailbox(facts, facts->position, now);
	if (verdict.reason != HELD_NONE)
		return verdict;
	if (facts->overlap.campaign_id)
		return (struct verdict){.reason = HELD_OVERLAP, .over = true};
	if (facts->country == COUNTRY_BLOCK)
		return (struct verdict){.reason = HELD_COUNTRY_POLICY, .over = true};
	return judge_pace(facts, now);
}

/* Cancels a send that may never go, and ends its enrollment with the reason. */
static bool cancel_for_good(
	struct tx *tx, const struct facts *facts, enum held_reason reason, int64_t now, struct error *err)
{
	int64_t cancelled;

	if (facts->enrollment.status != ENROLLMENT_LIVE)
		return send_store_cancel_of_enrollment(
			tx, facts->enrollment.workspace_id, facts->enrollment.id, &cancelled, err);
	return enrollment_store_set_status(tx, &facts->enrollment,
		reason == HELD_SUPPRESSED ? ENROLLMENT_SUPPRESSED : ENROLLMENT_STOPPED, held_end_reason(reason), 0, now,
		err);
}

static bool read_step(struct common *common, const struct send *send, const struct enrollment *enrollment,
	const struct step **out, struct error *err)
{
	struct running *running = NULL;

	if (!read_campaign(common, send, &running, err))
		return false;
	if (!running->steps &&
		!step_store_list(common->tx, send->workspace_id, send->campaign_id, common->arena, &running->steps,
			&running->step_count, err))
		return false;
	*out = campaign_step_at(
		running->steps, running->step_count, send->position, enrollment->thread_subject, common->arena);
	return true;
}

static bool read_workspace(struct common *common, int64_t workspace_id, struct error *err)
{
	if (common->workspace)
		return true;
	common->workspace = ARENA_NEW(common->arena, struct workspace);
	return workspace_store_get(common->tx, workspace_id, common->arena, common->workspace, err);
}

static bool fill_claim(
	struct ops *ops, struct common *common, struct claim *claim, const struct facts *facts, struct error *err)
{
	if (!read_workspace(common, claim->send.workspace_id, err) ||
		!read_step(common, &claim->send, &facts->enrollment, &claim->step, err))
		return false;
	if (claim->step)
		claim->step = experiment_ops_word(ops, claim->step, &claim->send, common->arena);
	claim->send.attempt_id = tx_new_id(common->tx);
	claim->send.boot = ops->boot;
	claim->send.epoch = facts->mailbox->epoch;
	claim->send.revision = facts->campaign->revision;
	claim->send.claimed_at = common->now;
	claim->send.status = SEND_CLAIMED;
	claim->address = facts->contact.fields[CONTACT_EMAIL];
	claim->address_key = facts->contact.email_key;
	claim->domain = facts->contact.domain;
	claim->workspace = common->workspace;
	claim->campaign = facts->campaign;
	claim->contact = &facts->contact;
	claim->enrollment = &facts->enrollment;
	return true;
}

/* Others of the same mailbox may go meanwhile: it must not stand in front of them. */
static bool concerns_this_email_only(const struct verdict *verdict)
{
	return verdict->next_at &&
		(verdict->reason == HELD_WINDOW || verdict->reason == HELD_NEW_CONTACT_CAP ||
			verdict->reason == HELD_DOMAIN_SPACING);
}

/* Claims one row if nothing is in its way. */
static bool claim_one(
	struct ops *ops, struct common *common, struct claim *claim, bool *claimed, int64_t *next_at, struct error *err)
{
	struct facts *facts = ARENA_NEW(common->arena, struct facts);
	struct verdict verdict;
	enum course course;
	bool waits = false;

	*claimed = false;
	if (!read_facts(common, &claim->send, facts, err))
		return false;
	verdict = judge(facts, &claim->send, common->now);
	common->out_of_the_way += verdict.over || concerns_this_email_only(&verdict);
	if (verdict.over)
		return cancel_for_good(common->tx, facts, verdict.reason, common->now, err);
	if (verdict.reason != HELD_NONE) {
		if (verdict.next_at && (!*next_at || verdict.next_at < *next_at))
			*next_at = verdict.next_at;
		return !concerns_this_email_only(&verdict) ||
			send_store_postpone(common->tx, &claim->send, verdict.next_at, err);
	}
	if (!fill_claim(ops, common, claim, facts, err))
		return false;
	course = course_of(facts->campaign, claim->step, &facts->contact, common->arena);
	common->out_of_the_way += course != COURSE_SEND;
	if (course != COURSE_SEND)
		return course_take(common->tx, &facts->enrollment, course, common->now, err);
	if (!approval_of_claim(common->tx, claim, common->arena, common->now, &waits, err))
		return false;
	common->out_of_the_way += waits;
	return waits || send_store_claim(common->tx, &claim->send, claimed, err);
}

/* A look at the rows in front. */
struct look {
	int limit;  /* claims that are wanted */
	int rows;   /* rows to look at */
	bool again; /* others may stand there now, or behind */
};

/* Whether what stood in front did not go, and there is more behind it. */
static bool may_find_more(const struct common *common, const struct look *look, size_t seen, size_t out_of_the_way)
{
	return seen == (size_t)look->rows &&
		(common->out_of_the_way > out_of_the_way || look->rows < look->limit + LOOK_FURTHER);
}

static bool look_in_front(struct ops *ops, struct common *common, struct look *look, struct claim *claims,
	size_t *count, int64_t *next_at, struct error *err)
{
	const struct mailbox *mailbox = common->mailbox;
	struct send *due = NULL;
	size_t due_count = 0, before = common->out_of_the_way;

	if (!send_store_list_claimable(common->tx, mailbox->workspace_id, mailbox->id, common->now, look->rows,
		    common->arena, &due, &due_count, err))
		return false;
	for (size_t i = 0; i < due_count && *count < (size_t)look->limit; i++) {
		struct claim *claim = &claims[*count];
		bool claimed;

		claim->send = due[i];
		if (!claim_one(ops, common, claim, &claimed, next_at, err))
			return false;
		*count += claimed;
	}
	look->again = *count == 0 && may_find_more(common, look, due_count, before);
	return true;
}

static bool claim_in(struct ops *ops, struct common *common, int limit, struct claim **claims, size_t *count,
	int64_t *next_at, struct error *err)
{
	const struct mailbox *mailbox = common->mailbox;
	struct look look = {.limit = limit, .rows = limit, .again = true};
	struct send_due due;

	*claims = ARENA_ARRAY(common->arena, struct claim, limit);
	for (int looks = 0; look.again && looks < MAX_LOOKS; looks++) {
		if (!look_in_front(ops, common, &look, *claims, count, next_at, err))
			return false;
		look.rows = limit + LOOK_FURTHER; /* rows that are held may stand in front */
	}
	if (*count)
		return true;
	if (look.again) {
		*next_at = common->now;
		return true;
	}
	if (!send_store_count_due(common->tx, mailbox->workspace_id, mailbox->id, common->now, common->now, &due, err))
		return false;
	if (due.earliest > common->now && (!*next_at || due.earliest < *next_at))
		*next_at = due.earliest;
	return true;
}

/* The transaction of a claim. */
struct claiming {
	struct ops *ops;
	struct common common;
	int64_t workspace_id, mailbox_id;
	int limit;
	struct mailbox *mailbox;
	struct claim **claims;
	size_t *count;
	int64_t *next_at;
};

static bool claim_body(struct tx *tx, void *context, struct error *err)
{
	struct claiming *claiming = context;
	struct mailbox *mailbox = claiming->mailbox;
	enum held_reason closed;

	*claiming->count = 0;
	*claiming->next_at = 0;
	claiming->common.tx = tx;
	if (!mailbox_store_get(tx, claiming->workspace_id, claiming->mailbox_id, claiming->common.arena, mailbox, err))
		return error_is(err, "not_found");
	if (mailbox->status != MAILBOX_ACTIVE)
		return true;
	if (sending_gate_is_closed(claiming->ops->gate, &closed))
		return true;
	if (mailbox->next_permit_at > claiming->common.now) {
		*claiming->next_at = mailbox->next_permit_at;
		return true;
	}
	return claim_in(claiming->ops, &claiming->common, mailbox->min_gap_seconds > 0 ? 1 : claiming->limit,
		claiming->claims, claiming->count, claiming->next_at, err);
}

bool send_permit_claim(struct ops *ops, int64_t workspace_id, int64_t mailbox_id, int limit, struct arena *arena,
	struct mailbox *mailbox, struct claim **claims, size_t *count, int64_t *next_at, struct error *err)
{
	struct claiming claiming = {.ops = ops,
		.common = {.arena = arena, .now = clock_wall(ops->clock), .mailbox = mailbox},
		.workspace_id = workspace_id,
		.mailbox_id = mailbox_id,
		.limit = limit,
		.mailbox = mailbox,
		.claims = claims,
		.count = count,
		.next_at = next_at};

	lineage_keep_up(ops, GATE_TICKETS / 2);
	if (tx_run(ops->store, claim_body, &claiming, err))
		return true;
	*count = 0;
	return false;
}

/* Gives a refused claim back, or cancels it. */
static bool refuse(struct tx *tx, const struct claim *claim, const struct facts *facts, const struct verdict *verdict,
	int64_t now, struct error *err)
{
	struct send back = claim->send;
	bool returned;

	if (verdict->over)
		return cancel_for_good(tx, facts, verdict->reason, now, err);
	if (verdict->reason == HELD_REVIEW)
		return approval_ask_again(tx, claim, now, err);
	back.due_at = verdict->next_at ? verdict->next_at : claim->send.due_at;
	return send_store_return(tx, &back, &returned, err);
}

static bool take_domain(
	struct tx *tx, const struct claim *claim, const struct facts *facts, int64_t now, struct error *err)
{
	struct campaign_domain domain = facts->pacing.domain;

	if (!facts->pacing.is_spaced)
		return true;
	domain.permitted_at = now;
	return domain_store_set(
		tx, claim->send.workspace_id, claim->send.campaign_id, facts->contact.domain, &domain, err);
}

static bool grant(
	struct tx *tx, struct claim *claim, const struct facts *facts, int64_t now, bool *granted, struct error *err)
{
	const struct mailbox *mailbox = facts->mailbox;

	claim->send.permitted_at = now;
	claim->send.permit_day = facts->pacing.mailbox_today.day;
	if (!send_store_permit(tx, &claim->send, granted, err))
		return false;
	if (!*granted)
		return true;
	if (mailbox->min_gap_seconds > 0 &&
		!mailbox_store_update_pacing(tx, mailbox->workspace_id, mailbox->id,
			now + schedule_gap_ms(mailbox->min_gap_seconds, random_below(UINT32_MAX)), err))
		return false;
	return take_domain(tx, claim, facts, now, err) &&
		mailbox_store_take(tx, mailbox->workspace_id, mailbox->id, facts->pacing.mailbox_today.day, err);
}

/* The transaction of a permit. */
struct asking {
	struct ops *ops;
	struct claim *claim;
	const struct prepared *email;
	bool granted;
	enum held_reason reason;
};

static bool ask_body(struct tx *tx, void *context, struct error *err)
{
	struct asking *asking = context;
	struct claim *claim = asking->claim;
	struct common common = {.tx = tx, .arena = tx_arena(tx), .now = clock_wall(asking->ops->clock)};
	struct facts facts = {0};
	struct verdict verdict;
	bool is_claimed = false, may_track = true, is_approved = true;
	enum course course;

	if (!send_store_is_claimed(tx, &claim->send, &is_claimed, err))
		return false;
	/* Released, cancelled, claimed by another attempt, or its mailbox went away: touch nothing. */
	if (!is_claimed)
		return true;
	if (!use_claimed(&common, claim->campaign, err) || !read_facts(&common, &claim->send, &facts, err) ||
		!send_tracking_may_go(tx, &facts.contact, &asking->email->tracked, &may_track, err) ||
		!approval_holds(tx, claim, asking->email->digest, &is_approved, err))
		return false;
	verdict = judge(&facts, &claim->send, common.now);
	if (verdict.reason == HELD_NONE && !may_track) /* it is composed again, without */
		verdict = (struct verdict){.reason = HELD_WAITING, .next_at = common.now};
	if (verdict.reason == HELD_NONE && !is_approved)
		verdict.reason = HELD_REVIEW;
	if (verdict.reason == HELD_NONE && facts.mailbox->epoch != claim->send.epoch)
		verdict.reason = HELD_MAILBOX_INACTIVE;
	if (verdict.reason == HELD_NONE && facts.campaign->revision != claim->send.revision)
		verdict.reason = HELD_CAMPAIGN_PAUSED;
	course = course_of(facts.campaign, claim->step, &facts.contact, common.arena);
	if (verdict.reason == HELD_NONE && course != COURSE_SEND) {
		asking->reason = HELD_CONDITION;
		return course_take(tx, &facts.enrollment, course, common.now, err);
	}
	if (verdict.reason == HELD_NONE && !sending_gate_pass(asking->ops->gate, &verdict.reason))
		verdict.next_at = verdict.reason == HELD_WAITING ? common.now + TICKET_WAIT_MS : 0;
	asking->reason = verdict.reason;
	if (verdict.reason != HELD_NONE)
		return refuse(tx, claim, &facts, &verdict, common.now, err);
	return grant(tx, claim, &facts, common.now, &asking->granted, err) &&
		(!asking->granted || send_tracking_keep(tx, &claim->send, &asking->email->tracked, common.now, err));
}

bool send_permit_ask(struct ops *ops, struct claim *claim, const struct prepared *email, bool *granted,
	enum held_reason *reason, struct error *err)
{
	struct asking asking = {.ops = ops, .claim = claim, .email = email, .reason = HELD_WAITING};
	bool is_durable;

	claim->send.subject = email->subject;
	claim->begins_thread = email->begins_thread;
	is_durable = tx_run(ops->store, ask_body, &asking, err);
	*granted = is_durable && asking.granted;
	*reason = asking.reason;
	return is_durable;
}

/* The permit need not ask: it is given when every file has been read to its end and was the one that was attached. */
static bool read_files(struct ops *ops, struct common *common, const struct send *send, const struct facts *facts,
	enum held_reason *reason, struct error *err)
{
	const struct step *step = NULL;
	struct error why;

	if (!read_step(common, send, &facts->enrollment, &step, err))
		return false;
	if (step &&
		!step_attachments_are_there(
			facts->campaign, step, store_data_dir(ops->store), true, common->arena, &why))
		*reason = HELD_ATTACHMENT_MISSING;
	return true;
}

bool send_permit_why(struct ops *ops, struct tx *tx, const struct send *send, enum held_reason *reason,
	int64_t *next_at, struct error *err)
{
	struct common common = {.tx = tx, .arena = tx_arena(tx), .now = clock_wall(ops->clock)};
	struct facts facts = {0};
	struct verdict verdict;
	struct error failing;

	*next_at = 0;
	if (send->status == SEND_UNKNOWN) {
		*reason = HELD_UNKNOWN_PENDING;
		return true;
	}
	*reason = HELD_NONE;
	if (send->status != SEND_DUE || !send->mailbox_id || !send->contact_id || !send->enrollment_id)
		return true;
	if (!read_facts(&common, send, &facts, err))
		return false;
	verdict = judge(&facts, send, common.now);
	if (verdict.reason == HELD_NONE && sending_gate_is_closed(ops->gate, &verdict.reason))
		verdict.next_at = 0;
	if (verdict.reason == HELD_NONE && store_is_failing(ops->store, &failing))
		verdict.reason = HELD_DISK_FULL;
	if (verdict.reason == HELD_NONE && !read_files(ops, &common, send, &facts, &verdict.reason, err))
		return false;
	*reason = verdict.reason;
	*next_at = verdict.next_at;
	if (verdict.reason == HELD_NONE && send->due_at > common.now) {
		*reason = HELD_WAITING;
		*next_at = send->due_at;
	}
	return true;
}
