/*
 * forecast_walk: from email to email. As the planner does, each mailbox gets a few rows ahead, follow-ups before first steps,
 * and first steps go to the mailbox with most of its day left; as the permit does, the first row of a queue that may go goes.
 */
#include "model/forecast_internal.h"
#include "model/pace.h"
#include "model/schedule.h"

enum { LOOK_PAST = 16 }; /* rows that may not go, in front of one that may */

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static const struct schedule *schedule_of(const struct forecast_walk *walk)
{
	return &walk->input->campaign->schedule;
}

static int64_t taken_at(const struct forecast_lane *lane, int64_t at)
{
	return schedule_local_day(lane->mailbox->timezone, at) == lane->day ? lane->taken : 0;
}

static int64_t new_taken_at(const struct forecast_walk *walk, int64_t at)
{
	return schedule_local_day(schedule_of(walk)->timezone, at) == walk->new_day ? walk->new_taken : 0;
}

static bool is_capped(const struct forecast_lane *lane, int64_t at)
{
	return taken_at(lane, at) >= forecast_cap(lane, at);
}

/* From when this mailbox may send this step, whatever the time of day. */
static int64_t lane_opens(const struct forecast_lane *lane, int position)
{
	const struct forecast_mailbox *mailbox = lane->mailbox;
	int64_t step_from = position == 1 ? mailbox->first_steps_from : mailbox->follow_ups_from;

	return mailbox->daily_cap > 0 ? later(mailbox->open_from, step_from) : FORECAST_NEVER;
}

/* When the permit would let this one go, from now on. */
static int64_t leaves_at(
	const struct forecast_walk *walk, const struct forecast_lane *lane, const struct forecast_person *person)
{
	const struct campaign *campaign = walk->input->campaign;
	const struct schedule schedule = campaign_schedule_for(campaign, person->timezone);
	const struct pace_day day = {lane->day, lane->taken}, new_day = {walk->new_day, walk->new_taken};
	int64_t from = later(later(walk->now, person->due_at), lane_opens(lane, person->position));
	const struct pace pace = {.schedule = &schedule,
		.mailbox = {lane->mailbox->timezone, from == FORECAST_NEVER ? 0 : forecast_cap(lane, from), &day, 1},
		.new_contacts = {campaign->schedule.timezone, person->position == 1 ? campaign->new_contact_cap : 0,
			&new_day, 1},
		.mailbox_free_at = lane->ready_at,
		.domain_free_at = person->domain ? person->domain->free_at : 0};

	return from == FORECAST_NEVER ? FORECAST_NEVER : pace_ask(&pace, from).at;
}

/* Planning. */

static void measure_room(struct forecast_walk *walk, struct forecast_lane *lane)
{
	const struct forecast_mailbox *mailbox = lane->mailbox;
	int64_t ahead = mailbox->min_gap_seconds > 0 ? FORECAST_PLAN_AHEAD : FORECAST_PLAN_FAR_AHEAD;

	lane->cap = forecast_cap(lane, walk->now);
	lane->left = lane->cap - taken_at(lane, walk->now) - lane->queued;
	lane->free = mailbox->open_from <= walk->now ? later(sooner(ahead - lane->queued, lane->left), 0) : 0;
}

static void plan_one(struct forecast_walk *walk, struct forecast_lane *lane, struct forecast_node *node)
{
	node->person.mailbox = (int)(lane - walk->lanes);
	node->person.is_planned = true;
	node->next = NULL;
	*lane->queue_end = node;
	lane->queue_end = &node->next;
	lane->queued++;
	lane->free--;
	lane->left--;
	lane->is_known = false;
	walk->queued_first_steps += node->person.position == 1;
}

/* Whom their own clock or the spacing of their domain keeps back is looked at again when that ends. */
static bool is_put_off(struct forecast_walk *walk, struct forecast_node *node)
{
	const struct campaign *campaign = walk->input->campaign;
	const struct schedule schedule = campaign_schedule_for(campaign, node->person.timezone);
	struct forecast_domain *domain = node->person.domain;
	int64_t from = domain ? later(walk->now, domain->planned_free_at) : walk->now;
	int64_t at = pace_ask(&(struct pace){.schedule = &schedule}, from).at;

	if (at > walk->now) {
		node->person.due_at = at;
		forecast_wait(walk, node);
	} else if (domain) {
		domain->planned_free_at = pace_domain_free_at(walk->now, campaign->domain_spacing_minutes);
	}
	return at > walk->now;
}

static bool is_due(const struct forecast_walk *walk, const struct forecast_node *heap)
{
	return heap && heap->person.due_at <= walk->now;
}

static void plan_follow_ups(struct forecast_walk *walk)
{
	for (size_t i = 0; i < walk->input->mailbox_count; i++) {
		struct forecast_lane *lane = &walk->lanes[i];

		while (lane->free > 0 && is_due(walk, lane->waiting)) {
			struct forecast_node *node = forecast_take(&lane->waiting);

			if (!is_put_off(walk, node))
				plan_one(walk, lane, node);
		}
	}
}

/* Whether one has a larger part of its day left than the other, as the planner asks it. */
static bool is_freer(const struct forecast_lane *one, const struct forecast_lane *other)
{
	return one->left * other->cap > other->left * one->cap;
}

static struct forecast_lane *freest(struct forecast_walk *walk)
{
	struct forecast_lane *best = NULL;

	for (size_t i = 0; i < walk->input->mailbox_count; i++) {
		struct forecast_lane *lane = &walk->lanes[i];

		if (lane->free > 0 && lane_opens(lane, 1) <= walk->now && (!best || is_freer(lane, best)))
			best = lane;
	}
	return best;
}

static bool may_plan_new(const struct forecast_walk *walk)
{
	int64_t cap = walk->input->campaign->new_contact_cap;

	return !cap || new_taken_at(walk, walk->now) + walk->queued_first_steps < cap;
}

static void plan_first_steps(struct forecast_walk *walk)
{
	while (is_due(walk, walk->pool) && may_plan_new(walk)) {
		struct forecast_lane *lane = freest(walk);
		struct forecast_node *node;

		if (!lane)
			return;
		node = forecast_take(&walk->pool);
		if (!is_put_off(walk, node))
			plan_one(walk, lane, node);
	}
}

/* With each contact's own clock it is always day somewhere. */
static bool may_be_open(const struct forecast_walk *walk)
{
	return walk->input->campaign->timezone_source == ZONE_OF_CONTACT
		? walk->now >= schedule_starts_at(schedule_of(walk))
		: schedule_is_open(schedule_of(walk), walk->now);
}

static void plan(struct forecast_walk *walk)
{
	if (!may_be_open(walk))
		return;
	for (size_t i = 0; i < walk->input->mailbox_count; i++)
		measure_room(walk, &walk->lanes[i]);
	plan_follow_ups(walk);
	plan_first_steps(walk);
}

/* When planning may find more than now, though nothing has left: a due time, the window, the end of a hold, a new day. */

static void note_if_later(const struct forecast_walk *walk, int64_t *at, int64_t candidate)
{
	if (candidate > walk->now && candidate < *at)
		*at = candidate;
}

static void note_lane(const struct forecast_walk *walk, const struct forecast_lane *lane, int64_t *at)
{
	if (lane->mailbox->daily_cap <= 0 || lane->mailbox->open_from == FORECAST_NEVER ||
		(!walk->pool && !lane->waiting))
		return;
	if (lane->waiting)
		note_if_later(walk, at, lane->waiting->person.due_at);
	note_if_later(walk, at, lane->mailbox->open_from);
	note_if_later(walk, at, lane->mailbox->first_steps_from);
	if (is_capped(lane, walk->now))
		note_if_later(walk, at, schedule_next_local_day(lane->mailbox->timezone, walk->now));
}

static int64_t opens_next(const struct forecast_walk *walk)
{
	return walk->input->campaign->timezone_source == ZONE_OF_CONTACT
		? schedule_starts_at(schedule_of(walk))
		: schedule_next_open(schedule_of(walk), walk->now);
}

static int64_t plans_next(const struct forecast_walk *walk)
{
	int64_t at = FORECAST_NEVER;

	if (!may_be_open(walk))
		note_if_later(walk, &at, opens_next(walk));
	if (walk->pool)
		note_if_later(walk, &at, walk->pool->person.due_at);
	if (walk->pool && !may_plan_new(walk))
		note_if_later(walk, &at, schedule_next_local_day(schedule_of(walk)->timezone, walk->now));
	for (size_t i = 0; i < walk->input->mailbox_count; i++)
		note_lane(walk, &walk->lanes[i], &at);
	return at;
}

/* Leaving. */

static void look_at_queue(const struct forecast_walk *walk, struct forecast_lane *lane)
{
	struct forecast_node **link = &lane->queue;

	lane->is_known = true;
	lane->next_at = FORECAST_NEVER;
	for (int i = 0; *link && i <= LOOK_PAST; i++, link = &(*link)->next) {
		int64_t at = leaves_at(walk, lane, &(*link)->person);

		if (at >= lane->next_at)
			continue;
		lane->next_at = at;
		lane->next_link = link;
	}
}

/* The lane whose next email is the first of all; NULL when nothing leaves by itself. */
static struct forecast_lane *leaves_next(const struct forecast_walk *walk)
{
	struct forecast_lane *best = NULL;

	for (size_t i = 0; i < walk->input->mailbox_count; i++) {
		struct forecast_lane *lane = &walk->lanes[i];

		if (!lane->is_known)
			look_at_queue(walk, lane);
		if (lane->next_at != FORECAST_NEVER && (!best || lane->next_at < best->next_at))
			best = lane;
	}
	return best;
}

/* What is left of the cap of new contacts changes for everybody. */
static void forget_what_is_known(struct forecast_walk *walk)
{
	for (size_t i = 0; i < walk->input->mailbox_count; i++)
		walk->lanes[i].is_known = false;
}

static void unlink_node(struct forecast_lane *lane, struct forecast_node **link)
{
	struct forecast_node *node = *link;

	*link = node->next;
	if (!*link)
		lane->queue_end = link;
	lane->queued--;
	lane->is_known = false;
}

static void count_taken(struct forecast_walk *walk, struct forecast_lane *lane, int position)
{
	lane->taken = taken_at(lane, walk->now) + 1;
	lane->day = schedule_local_day(lane->mailbox->timezone, walk->now);
	lane->ready_at = walk->now + 1000LL * lane->mailbox->min_gap_seconds;
	ramp_sent(&lane->ramp, lane->day);
	if (position > 1)
		return;
	walk->new_taken = new_taken_at(walk, walk->now) + 1;
	walk->new_day = schedule_local_day(schedule_of(walk)->timezone, walk->now);
	walk->queued_first_steps--;
	if (walk->input->campaign->new_contact_cap)
		forget_what_is_known(walk);
}

static void space_domain(struct forecast_walk *walk, const struct forecast_person *person)
{
	if (!person->domain)
		return;
	person->domain->free_at = pace_domain_free_at(walk->now, walk->input->campaign->domain_spacing_minutes);
	forget_what_is_known(walk);
}

static void tell(struct forecast_walk *walk, const struct forecast_person *person)
{
	struct forecast *out = walk->out;

	out->sends[out->send_count++] = (struct forecast_send){
		person->id, person->mailbox, person->position, walk->now};
	out->first_at = out->first_at ? out->first_at : walk->now;
	out->last_at = walk->now;
	forecast_tally(walk, walk->now, person->mailbox, person->position, 1);
}

static void leave(struct forecast_walk *walk, struct forecast_lane *lane)
{
	struct forecast_node *node = *lane->next_link;
	const struct step *next = forecast_step_after(walk, node->person.position);
	struct schedule schedule;

	walk->now = lane->next_at;
	unlink_node(lane, lane->next_link);
	count_taken(walk, lane, node->person.position);
	space_domain(walk, &node->person);
	tell(walk, &node->person);
	if (!next)
		return;
	schedule = campaign_schedule_for(walk->input->campaign, node->person.timezone);
	node->person.position++;
	node->person.is_planned = false;
	node->person.due_at = forecast_due_after(&schedule, next, walk->now);
	forecast_wait(walk, node);
}

void forecast_walk_run(struct forecast_walk *walk)
{
	int64_t until = walk->now + FORECAST_MAX_DAYS * 24 * 3600 * 1000LL;

	while (walk->out->send_count < walk->input->max_sends) {
		struct forecast_lane *lane;
		int64_t plans_at, leaves_at;

		plan(walk);
		lane = leaves_next(walk);
		plans_at = plans_next(walk);
		leaves_at = lane ? lane->next_at : FORECAST_NEVER;
		if (sooner(leaves_at, plans_at) > until)
			return;
		if (plans_at < leaves_at)
			walk->now = plans_at;
		else
			leave(walk, lane);
	}
	walk->out->exact_until = walk->now;
}
