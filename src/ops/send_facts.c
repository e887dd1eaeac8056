#include "ops/send_facts.h"

#include "base/text.h"
#include "ops/contact_stop.h"
#include "ops/country_policy.h"
#include "ops/course.h"
#include "ops/sender_identity.h"
#include "store/mailbox_store.h"
#include "store/step_store.h"
#include "store/suppression_store.h"

enum { READER_LOOK_MS = 15000 }; /* whether another mailbox reads the replies again */

static bool read_mailbox(struct send_scope *scope, const struct send *send, struct error *err)
{
	struct mailbox *mailbox;

	if (scope->mailbox)
		return true;
	mailbox = ARENA_NEW(scope->arena, struct mailbox);
	scope->mailbox = mailbox;
	return mailbox_store_get_sending(scope->tx, send->workspace_id, send->mailbox_id, scope->arena, mailbox, err);
}

/* The campaign of this send, read when it is the first of its campaign here. */
static bool read_campaign(
	struct send_scope *scope, const struct send *send, struct send_running **out, struct error *err)
{
	struct send_running *running = scope->campaigns;

	while (running && running->campaign.id != send->campaign_id)
		running = running->next;
	if (!running) {
		running = ARENA_NEW(scope->arena, struct send_running);
		running->next = scope->campaigns;
		scope->campaigns = running;
		if (!campaign_store_get(
			    scope->tx, send->workspace_id, send->campaign_id, scope->arena, &running->campaign, err))
			return false;
	}
	*out = running;
	return true;
}

bool send_facts_use_claimed(struct send_scope *scope, const struct campaign *claimed, struct error *err)
{
	struct send_running *running = ARENA_NEW(scope->arena, struct send_running);
	bool is_current = false;

	running->campaign = *claimed;
	if (!campaign_store_refresh(scope->tx, &running->campaign, &is_current, err))
		return false;
	if (is_current)
		scope->campaigns = running;
	return true;
}

/* Contacts who follow each other are mostly of one country. */
static bool judge_country(
	struct send_scope *scope, const struct contact *contact, enum country_rule *out, struct error *err)
{
	const char *country = contact->fields[CONTACT_COUNTRY];

	if (!scope->has_country || !text_equal(country, scope->country)) {
		if (!country_policy_judge(scope->tx, contact, &scope->country_rule, err))
			return false;
		scope->country = country;
		scope->has_country = true;
	}
	*out = scope->country_rule;
	return true;
}

bool send_facts_read(struct send_scope *scope, const struct send *send, struct send_facts *facts, struct error *err)
{
	struct tx *tx = scope->tx;
	int64_t workspace = send->workspace_id;
	struct send_running *running = NULL;

	if (!read_mailbox(scope, send, err) || !read_campaign(scope, send, &running, err) ||
		!enrollment_store_get(tx, workspace, send->enrollment_id, scope->arena, &facts->enrollment, err) ||
		!contact_store_get(tx, workspace, send->contact_id, scope->arena, &facts->contact, err))
		return false;
	facts->mailbox = scope->mailbox;
	facts->campaign = &running->campaign;
	facts->position = facts->enrollment.last_sent_at ? send->position : 1;
	facts->is_at_goal = course_is_at_goal(facts->campaign, &facts->contact, scope->arena);
	if (!suppression_store_covers(
		    tx, workspace, facts->contact.email_key, facts->contact.domain, &facts->suppressed, err) ||
		!judge_country(scope, &facts->contact, &facts->country, err))
		return false;
	if (facts->campaign->overlap == OVERLAP_SKIP && facts->position == 1 &&
		!overlap_store_find_written(tx,
			&(struct overlap_of){workspace, send->contact_id, send->campaign_id, scope->now},
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
		scope->now, &facts->pacing, err);
}

static struct send_verdict judge_mailbox(const struct send_facts *facts, int position, int64_t now)
{
	const struct mailbox *mailbox = facts->mailbox;
	const struct mailbox_hold *hold;

	if (mailbox->status != MAILBOX_ACTIVE)
		return (struct send_verdict){.reason = HELD_MAILBOX_INACTIVE};
	hold = mailbox_hold_for_step(mailbox, position, now);
	if (hold)
		return (struct send_verdict){.reason = held_by_hold(hold->cause), .next_at = hold->until_at};
	if (facts->replies_unread)
		return (struct send_verdict){.reason = HELD_CATCH_UP, .next_at = now + READER_LOOK_MS};
	return (struct send_verdict){.reason = HELD_NONE};
}

/* Caps, windows, spacing and gaps: what time alone lifts. Where the last day ends before, nothing lifts it. */
static struct send_verdict judge_pace(const struct send_facts *facts, int64_t now)
{
	struct pace_answer answer = pace_ask(&facts->pacing.pace, now);

	if (answer.at == SCHEDULE_NEVER)
		return (struct send_verdict){.reason = HELD_WINDOW, .over = facts->campaign->schedule.ends_on != 0};
	return (struct send_verdict){.reason = answer.reason, .next_at = answer.reason == HELD_NONE ? 0 : answer.at};
}

struct send_verdict send_facts_judge(const struct send_facts *facts, const struct send *send, int64_t now)
{
	struct send_verdict verdict;

	if (facts->suppressed)
		return (struct send_verdict){.reason = HELD_SUPPRESSED, .over = true};
	if (facts->enrollment.status == ENROLLMENT_REVIEW)
		return (struct send_verdict){.reason = HELD_MISSING_FIELD};
	if (facts->enrollment.status != ENROLLMENT_LIVE || facts->enrollment.next_position != send->position)
		return (struct send_verdict){.reason = HELD_WAITING, .over = true};
	if (facts->is_at_goal)
		return (struct send_verdict){.reason = HELD_GOAL_REACHED, .over = true};
	if (facts->colleague_replied)
		return (struct send_verdict){.reason = HELD_COLLEAGUE_REPLIED, .over = true};
	if (facts->enrollment.paused_at)
		return (struct send_verdict){.reason = HELD_CONTACT_PAUSED};
	if (facts->campaign->status != CAMPAIGN_ACTIVE && facts->campaign->status != CAMPAIGN_EVERGREEN)
		return (struct send_verdict){.reason = HELD_CAMPAIGN_PAUSED};
	if (send->awaits_approval)
		return (struct send_verdict){.reason = HELD_REVIEW};
	verdict = judge_mailbox(facts, facts->position, now);
	if (verdict.reason != HELD_NONE)
		return verdict;
	if (facts->overlap.campaign_id)
		return (struct send_verdict){.reason = HELD_OVERLAP, .over = true};
	if (facts->country == COUNTRY_BLOCK)
		return (struct send_verdict){.reason = HELD_COUNTRY_POLICY, .over = true};
	return judge_pace(facts, now);
}

bool send_facts_step(struct send_scope *scope, const struct send *send, const struct enrollment *enrollment,
	const struct step **out, struct error *err)
{
	struct send_running *running = NULL;

	if (!read_campaign(scope, send, &running, err))
		return false;
	if (!running->steps &&
		!step_store_list(scope->tx, send->workspace_id, send->campaign_id, scope->arena, &running->steps,
			&running->step_count, err))
		return false;
	*out = campaign_step_at(
		running->steps, running->step_count, send->position, enrollment->thread_subject, scope->arena);
	return true;
}

bool send_facts_workspace(struct send_scope *scope, int64_t workspace_id, struct error *err)
{
	if (scope->workspace)
		return true;
	scope->workspace = ARENA_NEW(scope->arena, struct workspace);
	return workspace_store_get(scope->tx, workspace_id, scope->arena, scope->workspace, err);
}
