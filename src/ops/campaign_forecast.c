#include "ops/campaign_forecast.h"

#include "base/text.h"
#include "model/public_mail.h"
#include "ops/send_pace.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/domain_store.h"
#include "store/enrollment_store.h"
#include "store/mailbox_store.h"
#include "store/send_store.h"
#include "store/step_store.h"

/* A domain that was met. */
struct domain {
	const char *name;
	struct forecast_domain spacing;
	struct domain *next;
};

struct gathering {
	struct ops *ops;
	struct tx *tx;
	struct arena *arena;
	const struct campaign *campaign;
	const struct forecast_question *question;
	struct campaign_forecast *out;
	struct forecast_input input;
	struct forecast_mailbox *mailboxes;
	struct forecast_person *people, *crowds;
	struct domain *domains;
	size_t people_capacity, crowd_capacity;
	int64_t now, review;
	int64_t left_out; /* of those that were read */
};

/* Mailboxes. */

/* From when a hold lets this step go: catch-up ends with the next reading, which is soon. */
static int64_t opens_from(const struct mailbox *mailbox, int step, int64_t now)
{
	const struct mailbox_hold *hold = mailbox_hold_for_step(mailbox, step, now);

	if (!hold || hold->cause == HOLD_CATCH_UP)
		return now;
	return hold->until_at ? hold->until_at : FORECAST_NEVER;
}

static bool read_mailbox(struct gathering *gathering, int64_t id, size_t at, struct error *err)
{
	struct forecast_mailbox *lane = &gathering->mailboxes[at];
	struct mailbox *mailbox = &gathering->out->mailboxes[at];
	int64_t workspace_id = gathering->campaign->workspace_id, now = gathering->now;

	if (!mailbox_store_get(gathering->tx, workspace_id, id, gathering->arena, mailbox, err))
		return false;
	*lane = (struct forecast_mailbox){.timezone = mailbox->timezone,
		.daily_cap = mailbox->daily_cap,
		.min_gap_seconds = mailbox->min_gap_seconds,
		.ramp = mailbox->ramp,
		.ready_at = mailbox->next_permit_at,
		.open_from = mailbox->status == MAILBOX_ACTIVE ? opens_from(mailbox, 0, now) : FORECAST_NEVER,
		.first_steps_from = opens_from(mailbox, 1, now),
		.follow_ups_from = opens_from(mailbox, 2, now)};
	return mailbox_store_taken(gathering->tx, workspace_id, id, schedule_local_day(mailbox->timezone, now),
		       &lane->taken_today, err) &&
		campaign_store_count_sharing(gathering->tx, workspace_id, id, gathering->campaign->id,
			&gathering->out->shared_with[at], err);
}

static bool read_mailboxes(struct gathering *gathering, struct error *err)
{
	struct campaign_forecast *out = gathering->out;
	int64_t *ids = NULL;

	if (!campaign_store_mailboxes(gathering->tx, gathering->campaign->workspace_id, gathering->campaign->id,
		    gathering->arena, &ids, &out->mailbox_count, err))
		return false;
	out->mailboxes = ARENA_ARRAY(gathering->arena, struct mailbox, out->mailbox_count);
	out->shared_with = ARENA_ARRAY(gathering->arena, int64_t, out->mailbox_count);
	gathering->mailboxes = ARENA_ARRAY(gathering->arena, struct forecast_mailbox, out->mailbox_count);
	for (size_t i = 0; i < out->mailbox_count; i++)
		if (!read_mailbox(gathering, ids[i], i, err))
			return false;
	return true;
}

/* People. */

static void put(struct gathering *gathering, struct forecast_person **list, size_t *count, size_t *capacity,
	const struct forecast_person *person)
{
	if (*count == *capacity) {
		size_t grown = *capacity ? 2 * *capacity : 256;

		*list = arena_grow(gathering->arena, *list, *capacity * sizeof(**list), grown * sizeof(**list));
		*capacity = grown;
	}
	(*list)[(*count)++] = *person;
}

/* As a resume would leave them: planned or not, later, or gone. */
static bool treat_overdue(struct gathering *gathering, struct forecast_person *person)
{
	const struct forecast_question *question = gathering->question;

	if (question->overdue == OVERDUE_KEEP)
		return true;
	person->is_planned = false;
	if (question->overdue == OVERDUE_SHIFT)
		person->due_at += gathering->now - gathering->campaign->paused_at;
	if (question->overdue != OVERDUE_SKIP || person->position == 1 ||
		person->due_at >= gathering->now - question->skip_older_than_ms)
		return true;
	gathering->out->skipped += person->count;
	return false;
}

static bool has_step(const struct gathering *gathering, int position)
{
	return position >= 1 && (size_t)position <= gathering->input.step_count;
}

/* Whom a launch would leave out. */
static bool is_left_out(const struct gathering *gathering, int64_t enrollment_id)
{
	const struct prepare_findings *findings = &gathering->out->findings;
	size_t low = 0, high = findings->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (findings->list[middle].enrollment_id < enrollment_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < findings->count && findings->list[low].enrollment_id == enrollment_id;
}

/* The spacing of a contact's domain, the same for all at it. */
static bool find_domain(struct gathering *gathering, const char *name, struct forecast_domain **out, struct error *err)
{
	const struct campaign *campaign = gathering->campaign;
	struct domain *known = gathering->domains;
	struct campaign_domain last;

	while (known && !text_equal(known->name, name))
		known = known->next;
	if (!known) {
		known = ARENA_NEW(gathering->arena, struct domain);
		if (!domain_store_get(gathering->tx, campaign->workspace_id, campaign->id, name, &last, err))
			return false;
		*known = (struct domain){.name = name,
			.spacing = {.planned_free_at = pace_domain_free_at(
					    last.planned_at > last.permitted_at ? last.planned_at : last.permitted_at,
					    campaign->domain_spacing_minutes),
				.free_at = pace_domain_free_at(last.permitted_at, campaign->domain_spacing_minutes)},
			.next = gathering->domains};
		gathering->domains = known;
	}
	*out = &known->spacing;
	return true;
}

/* What of a contact decides about its times; looked up only where the campaign asks for it. */
static bool read_contact(
	struct gathering *gathering, int64_t contact_id, struct forecast_person *person, struct error *err)
{
	const struct campaign *campaign = gathering->campaign;
	struct contact contact;

	if (!contact_id || (campaign->timezone_source != ZONE_OF_CONTACT && !campaign->domain_spacing_minutes))
		return true;
	if (!contact_store_get(gathering->tx, campaign->workspace_id, contact_id, gathering->arena, &contact, err))
		return error_is(err, "not_found");
	person->timezone = contact.fields[CONTACT_TIMEZONE];
	return !campaign->domain_spacing_minutes || public_mail_has(contact.domain) ||
		find_domain(gathering, contact.domain, &person->domain, err);
}

static bool add_person(
	struct gathering *gathering, int64_t contact_id, struct forecast_person person, struct error *err)
{
	if (is_left_out(gathering, person.id)) {
		gathering->left_out++;
		return true;
	}
	if (!has_step(gathering, person.position) || !treat_overdue(gathering, &person))
		return true;
	if (!read_contact(gathering, contact_id, &person, err))
		return false;
	put(gathering, &gathering->people, &gathering->input.people_count, &gathering->people_capacity, &person);
	return true;
}

static void add_crowd(struct gathering *gathering, struct forecast_person crowd)
{
	if (has_step(gathering, crowd.position) && treat_overdue(gathering, &crowd))
		put(gathering, &gathering->crowds, &gathering->input.crowd_count, &gathering->crowd_capacity, &crowd);
}

static bool read_planned(struct gathering *gathering, int mailbox, struct error *err)
{
	const struct campaign *campaign = gathering->campaign;
	struct send *list = NULL;
	size_t count = 0;

	if (!send_store_list_planned(gathering->tx, campaign->workspace_id, campaign->id,
		    gathering->out->mailboxes[mailbox].id, FORECAST_EXACT, gathering->arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_person(gathering, list[i].contact_id,
			    (struct forecast_person){.id = list[i].enrollment_id,
				    .mailbox = mailbox,
				    .position = list[i].position,
				    .due_at = list[i].due_at,
				    .is_planned = true,
				    .count = 1},
			    err))
			return false;
	return true;
}

/* Those who wait without a mailbox and are not listed: all at the first step, and known by number. */
static bool read_crowd_of_pool(struct gathering *gathering, size_t listed, int64_t due_at, struct error *err)
{
	const struct campaign *campaign = gathering->campaign;
	struct campaign_counts counts;
	int64_t more;

	if (!campaign_store_counts(gathering->tx, campaign->workspace_id, campaign->id, &counts, err))
		return false;
	more = counts.unassigned - gathering->review - (int64_t)listed -
		(gathering->out->findings.live - gathering->left_out);
	if (more > 0)
		add_crowd(gathering,
			(struct forecast_person){
				.mailbox = FORECAST_NO_MAILBOX, .position = 1, .due_at = due_at, .count = more});
	return true;
}

static bool read_crowds_of_mailbox(
	struct gathering *gathering, int mailbox, const struct enrollment *last, struct error *err)
{
	struct enrollment_crowd *list = NULL;
	size_t count = 0;

	if (!enrollment_store_crowds(gathering->tx, last, gathering->arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		add_crowd(gathering,
			(struct forecast_person){.mailbox = mailbox,
				.position = list[i].position,
				.due_at = list[i].due_at,
				.count = list[i].contacts});
	return true;
}

/* The first of those who wait for this mailbox one by one, the others in crowds. */
static bool read_waiting(struct gathering *gathering, int mailbox, struct error *err)
{
	const struct campaign *campaign = gathering->campaign;
	int64_t mailbox_id = mailbox == FORECAST_NO_MAILBOX ? 0 : gathering->out->mailboxes[mailbox].id;
	struct enrollment *list = NULL;
	size_t count = 0;

	if (!enrollment_store_list_due(gathering->tx, campaign->workspace_id, campaign->id, mailbox_id, INT64_MAX,
		    FORECAST_EXACT, gathering->arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_person(gathering, list[i].contact_id,
			    (struct forecast_person){.id = list[i].id,
				    .mailbox = mailbox,
				    .position = list[i].next_position,
				    .due_at = list[i].due_at,
				    .count = 1},
			    err))
			return false;
	if (count < FORECAST_EXACT)
		return true;
	return mailbox == FORECAST_NO_MAILBOX ? read_crowd_of_pool(gathering, count, list[count - 1].due_at, err)
					      : read_crowds_of_mailbox(gathering, mailbox, &list[count - 1], err);
}

static bool read_people(struct gathering *gathering, struct error *err)
{
	if (!campaign_store_count_review(gathering->tx, gathering->campaign->workspace_id, gathering->campaign->id,
		    &gathering->review, err) ||
		!read_waiting(gathering, FORECAST_NO_MAILBOX, err))
		return false;
	for (size_t i = 0; i < gathering->out->mailbox_count; i++)
		if (!read_planned(gathering, (int)i, err) || !read_waiting(gathering, (int)i, err))
			return false;
	return true;
}

static bool read_new_taken(struct gathering *gathering, struct error *err)
{
	const struct campaign *campaign = gathering->campaign;

	return !campaign->new_contact_cap ||
		send_pace_new_taken(gathering->tx, campaign, gathering->now, &gathering->input.new_taken_today, err);
}

bool campaign_forecast_make(struct ops *ops, struct tx *tx, const struct campaign *campaign,
	const struct forecast_question *question, struct arena *arena, struct campaign_forecast *out, struct error *err)
{
	struct gathering gathering = {.ops = ops,
		.tx = tx,
		.arena = arena,
		.campaign = campaign,
		.question = question,
		.out = out,
		.now = clock_wall(ops->clock)};
	struct step *steps = NULL;

	*out = (struct campaign_forecast){.now = gathering.now};
	gathering.input = (struct forecast_input){.campaign = campaign,
		.now = gathering.now,
		.max_sends = FORECAST_EXACT,
		.max_days = question->max_days};
	if (!step_store_list(
		    tx, campaign->workspace_id, campaign->id, arena, &steps, &gathering.input.step_count, err) ||
		(campaign->status == CAMPAIGN_DRAFT &&
			!campaign_prepare_look(ops, tx, campaign, arena, &out->findings, err)) ||
		!read_mailboxes(&gathering, err) || !read_people(&gathering, err) || !read_new_taken(&gathering, err))
		return false;
	gathering.input.steps = out->steps = steps;
	out->step_count = gathering.input.step_count;
	gathering.input.mailboxes = gathering.mailboxes;
	gathering.input.mailbox_count = out->mailbox_count;
	gathering.input.people = gathering.people;
	gathering.input.crowds = gathering.crowds;
	forecast_make(&gathering.input, arena, &out->forecast);
	return true;
}
