#include "ops/send_permit.h"

#include "base/random.h"
#include "base/text.h"
#include "ops/approval.h"
#include "ops/experiment_ops.h"
#include "ops/course.h"
#include "ops/lineage.h"
#include "ops/send_facts.h"
#include "ops/send_tracking.h"
#include "ops/step_attachments.h"
#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/mailbox_store.h"

enum {
	TICKET_WAIT_MS = 200, /* until the mark is raised */
	LOOK_FURTHER = 16,
	MAX_LOOKS = 8,
};

/* Cancels a send that may never go, and ends its enrollment with the reason. */
static bool cancel_for_good(
	struct tx *tx, const struct send_facts *facts, enum held_reason reason, int64_t now, struct error *err)
{
	int64_t cancelled;

	if (facts->enrollment.status != ENROLLMENT_LIVE)
		return send_store_cancel_of_enrollment(
			tx, facts->enrollment.workspace_id, facts->enrollment.id, &cancelled, err);
	return enrollment_store_set_status(tx, &facts->enrollment,
		reason == HELD_SUPPRESSED ? ENROLLMENT_SUPPRESSED : ENROLLMENT_STOPPED, held_end_reason(reason), 0, now,
		err);
}

static bool fill_claim(struct ops *ops, struct send_scope *scope, struct claim *claim, const struct send_facts *facts,
	struct error *err)
{
	if (!send_facts_workspace(scope, claim->send.workspace_id, err) ||
		!send_facts_step(scope, &claim->send, &facts->enrollment, &claim->step, err))
		return false;
	if (claim->step)
		claim->step = experiment_ops_word(ops, claim->step, &claim->send, scope->arena);
	claim->send.attempt_id = tx_new_id(scope->tx);
	claim->send.boot = ops->boot;
	claim->send.epoch = facts->mailbox->epoch;
	claim->send.revision = facts->campaign->revision;
	claim->send.claimed_at = scope->now;
	claim->send.status = SEND_CLAIMED;
	claim->address = facts->contact.fields[CONTACT_EMAIL];
	claim->address_key = facts->contact.email_key;
	claim->domain = facts->contact.domain;
	claim->workspace = scope->workspace;
	claim->campaign = facts->campaign;
	claim->contact = &facts->contact;
	claim->enrollment = &facts->enrollment;
	return true;
}

/* Others of the same mailbox may go meanwhile: it must not stand in front of them. */
static bool concerns_this_email_only(const struct send_verdict *verdict)
{
	return verdict->next_at &&
		(verdict->reason == HELD_WINDOW || verdict->reason == HELD_NEW_CONTACT_CAP ||
			verdict->reason == HELD_DOMAIN_SPACING);
}

/* Claims one row if nothing is in its way. */
static bool claim_one(struct ops *ops, struct send_scope *scope, struct claim *claim, bool *claimed, int64_t *next_at,
	struct error *err)
{
	struct send_facts *facts = ARENA_NEW(scope->arena, struct send_facts);
	struct send_verdict verdict;
	enum course course;
	bool waits = false;

	*claimed = false;
	if (!send_facts_read(scope, &claim->send, facts, err))
		return false;
	verdict = send_facts_judge(facts, &claim->send, scope->now);
	scope->out_of_the_way += verdict.over || concerns_this_email_only(&verdict);
	if (verdict.over)
		return cancel_for_good(scope->tx, facts, verdict.reason, scope->now, err);
	if (verdict.reason != HELD_NONE) {
		if (verdict.next_at && (!*next_at || verdict.next_at < *next_at))
			*next_at = verdict.next_at;
		return !concerns_this_email_only(&verdict) ||
			send_store_postpone(scope->tx, &claim->send, verdict.next_at, err);
	}
	if (!fill_claim(ops, scope, claim, facts, err))
		return false;
	course = course_of(facts->campaign, claim->step, &facts->contact, scope->arena);
	scope->out_of_the_way += course != COURSE_SEND;
	if (course != COURSE_SEND)
		return course_take(scope->tx, &facts->enrollment, course, scope->now, err);
	if (!approval_of_claim(scope->tx, claim, scope->arena, scope->now, &waits, err))
		return false;
	scope->out_of_the_way += waits;
	return waits || send_store_claim(scope->tx, &claim->send, claimed, err);
}

/* A look at the rows in front. */
struct look {
	int limit;  /* claims that are wanted */
	int rows;   /* rows to look at */
	bool again; /* others may stand there now, or behind */
};

/* Whether what stood in front did not go, and there is more behind it. */
static bool may_find_more(const struct send_scope *scope, const struct look *look, size_t seen, size_t out_of_the_way)
{
	return seen == (size_t)look->rows &&
		(scope->out_of_the_way > out_of_the_way || look->rows < look->limit + LOOK_FURTHER);
}

static bool look_in_front(struct ops *ops, struct send_scope *scope, struct look *look, struct claim *claims,
	size_t *count, int64_t *next_at, struct error *err)
{
	const struct mailbox *mailbox = scope->mailbox;
	struct send *due = NULL;
	size_t due_count = 0, before = scope->out_of_the_way;

	if (!send_store_list_claimable(scope->tx, mailbox->workspace_id, mailbox->id, scope->now, look->rows,
		    scope->arena, &due, &due_count, err))
		return false;
	for (size_t i = 0; i < due_count && *count < (size_t)look->limit; i++) {
		struct claim *claim = &claims[*count];
		bool claimed;

		claim->send = due[i];
		if (!claim_one(ops, scope, claim, &claimed, next_at, err))
			return false;
		*count += claimed;
	}
	look->again = *count == 0 && may_find_more(scope, look, due_count, before);
	return true;
}

static bool claim_in(struct ops *ops, struct send_scope *scope, int limit, struct claim **claims, size_t *count,
	int64_t *next_at, struct error *err)
{
	const struct mailbox *mailbox = scope->mailbox;
	struct look look = {.limit = limit, .rows = limit, .again = true};
	struct send_due due;

	*claims = ARENA_ARRAY(scope->arena, struct claim, limit);
	for (int looks = 0; look.again && looks < MAX_LOOKS; looks++) {
		if (!look_in_front(ops, scope, &look, *claims, count, next_at, err))
			return false;
		look.rows = limit + LOOK_FURTHER; /* rows that are held may stand in front */
	}
	if (*count)
		return true;
	if (look.again) {
		*next_at = scope->now;
		return true;
	}
	if (!send_store_count_due(scope->tx, mailbox->workspace_id, mailbox->id, scope->now, scope->now, &due, err))
		return false;
	if (due.earliest > scope->now && (!*next_at || due.earliest < *next_at))
		*next_at = due.earliest;
	return true;
}

/* The transaction of a claim. */
struct claiming {
	struct ops *ops;
	struct send_scope scope;
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
	claiming->scope.tx = tx;
	if (!mailbox_store_get(tx, claiming->workspace_id, claiming->mailbox_id, claiming->scope.arena, mailbox, err))
		return error_is(err, "not_found");
	if (mailbox->status != MAILBOX_ACTIVE)
		return true;
	if (sending_gate_is_closed(claiming->ops->gate, &closed))
		return true;
	if (mailbox->next_permit_at > claiming->scope.now) {
		*claiming->next_at = mailbox->next_permit_at;
		return true;
	}
	return claim_in(claiming->ops, &claiming->scope, mailbox->min_gap_seconds > 0 ? 1 : claiming->limit,
		claiming->claims, claiming->count, claiming->next_at, err);
}

bool send_permit_claim(struct ops *ops, int64_t workspace_id, int64_t mailbox_id, int limit, struct arena *arena,
	struct mailbox *mailbox, struct claim **claims, size_t *count, int64_t *next_at, struct error *err)
{
	struct claiming claiming = {.ops = ops,
		.scope = {.arena = arena, .now = clock_wall(ops->clock), .mailbox = mailbox},
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
static bool refuse(struct tx *tx, const struct claim *claim, const struct send_facts *facts,
	const struct send_verdict *verdict, int64_t now, struct error *err)
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
	struct tx *tx, const struct claim *claim, const struct send_facts *facts, int64_t now, struct error *err)
{
	struct campaign_domain domain = facts->pacing.domain;

	if (!facts->pacing.is_spaced)
		return true;
	domain.permitted_at = now;
	return domain_store_set(
		tx, claim->send.workspace_id, claim->send.campaign_id, facts->contact.domain, &domain, err);
}

static bool grant(struct tx *tx, struct claim *claim, const struct send_facts *facts, int64_t now, bool *granted,
	struct error *err)
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
	struct send_scope scope = {.tx = tx, .arena = tx_arena(tx), .now = clock_wall(asking->ops->clock)};
	struct send_facts facts = {0};
	struct send_verdict verdict;
	bool is_claimed = false, may_track = true, is_approved = true;
	enum course course;

	if (!send_store_is_claimed(tx, &claim->send, &is_claimed, err))
		return false;
	/* Released, cancelled, claimed by another attempt, or its mailbox went away: touch nothing. */
	if (!is_claimed)
		return true;
	if (!send_facts_use_claimed(&scope, claim->campaign, err) ||
		!send_facts_read(&scope, &claim->send, &facts, err) ||
		!send_tracking_may_go(tx, &facts.contact, &asking->email->tracked, &may_track, err) ||
		!approval_holds(tx, claim, asking->email->digest, &is_approved, err))
		return false;
	verdict = send_facts_judge(&facts, &claim->send, scope.now);
	if (verdict.reason == HELD_NONE && !may_track) /* it is composed again, without */
		verdict = (struct send_verdict){.reason = HELD_WAITING, .next_at = scope.now};
	if (verdict.reason == HELD_NONE && !is_approved)
		verdict.reason = HELD_REVIEW;
	if (verdict.reason == HELD_NONE && facts.mailbox->epoch != claim->send.epoch)
		verdict.reason = HELD_MAILBOX_INACTIVE;
	if (verdict.reason == HELD_NONE && facts.campaign->revision != claim->send.revision)
		verdict.reason = HELD_CAMPAIGN_PAUSED;
	course = course_of(facts.campaign, claim->step, &facts.contact, scope.arena);
	if (verdict.reason == HELD_NONE && course != COURSE_SEND) {
		asking->reason = HELD_CONDITION;
		return course_take(tx, &facts.enrollment, course, scope.now, err);
	}
	if (verdict.reason == HELD_NONE && !sending_gate_pass(asking->ops->gate, &verdict.reason))
		verdict.next_at = verdict.reason == HELD_WAITING ? scope.now + TICKET_WAIT_MS : 0;
	asking->reason = verdict.reason;
	if (verdict.reason != HELD_NONE)
		return refuse(tx, claim, &facts, &verdict, scope.now, err);
	return grant(tx, claim, &facts, scope.now, &asking->granted, err) &&
		(!asking->granted || send_tracking_keep(tx, &claim->send, &asking->email->tracked, scope.now, err));
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

/* The permit need not ask: it is given when every file has been read to its end and was the one that was attached. Here whole
 * files are read only for an email that one of them has stopped: lists ask this of hundreds. */
static bool read_files(struct ops *ops, struct send_scope *scope, const struct send *send,
	const struct send_facts *facts, enum held_reason *reason, struct error *err)
{
	const struct step *step = NULL;
	struct error why;

	if (!send_facts_step(scope, send, &facts->enrollment, &step, err))
		return false;
	if (step &&
		!step_attachments_are_there(facts->campaign, step, store_data_dir(ops->store),
			text_equal(send->last_error_code, SEND_FILE_ALTERED), scope->arena, &why))
		*reason = HELD_ATTACHMENT_MISSING;
	return true;
}

bool send_permit_why(struct ops *ops, struct tx *tx, const struct send *send, enum held_reason *reason,
	int64_t *next_at, struct error *err)
{
	struct send_scope scope = {.tx = tx, .arena = tx_arena(tx), .now = clock_wall(ops->clock)};
	struct send_facts facts = {0};
	struct send_verdict verdict;
	struct error failing;

	*next_at = 0;
	if (send->status == SEND_UNKNOWN) {
		*reason = HELD_UNKNOWN_PENDING;
		return true;
	}
	*reason = HELD_NONE;
	if (send->status != SEND_DUE || !send->mailbox_id || !send->contact_id || !send->enrollment_id)
		return true;
	if (!send_facts_read(&scope, send, &facts, err))
		return false;
	verdict = send_facts_judge(&facts, send, scope.now);
	if (verdict.reason == HELD_NONE && sending_gate_is_closed(ops->gate, &verdict.reason))
		verdict.next_at = 0;
	if (verdict.reason == HELD_NONE && store_is_failing(ops->store, &failing))
		verdict.reason = HELD_DISK_FULL;
	if (verdict.reason == HELD_NONE && text_equal(send->last_error_code, SEND_TOO_LARGE))
		verdict.reason = HELD_EMAIL_TOO_LARGE;
	if (verdict.reason == HELD_NONE && !read_files(ops, &scope, send, &facts, &verdict.reason, err))
		return false;
	*reason = verdict.reason;
	*next_at = verdict.next_at;
	if (verdict.reason == HELD_NONE && send->due_at > scope.now) {
		*reason = HELD_WAITING;
		*next_at = send->due_at;
	}
	return true;
}
