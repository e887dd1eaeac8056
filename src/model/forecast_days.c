/*
 * forecast_days: from day to day. What a mailbox can send in a day is its cap, or as many gaps as the window holds; follow-ups
 * come first, then first steps, shared out by what is left. The work is days by mailboxes by steps, however many people
 * there are.
 */
#include "model/forecast_internal.h"
#include "model/schedule.h"

/* People who are alike: of one mailbox, for one step, due together. */
struct cohort {
	int64_t due_at, count;
	struct cohort *next;
};

/* The oldest first. */
struct line {
	struct cohort *first, **end;
};

struct lane_days {
	struct line lines[CAMPAIGN_MAX_STEPS];
	int64_t room;
};

struct days {
	struct forecast_walk *walk;
	struct lane_days *lanes;
	struct line pool;
	int64_t begins_at, ends_at; /* the local day of the campaign */
	int64_t opens_at, open_ms;
	int64_t left; /* people for whom something is still to come */
};

static void append(struct days *days, struct line *line, int64_t due_at, int64_t count)
{
	struct cohort *cohort = ARENA_NEW(days->walk->arena, struct cohort);

	*cohort = (struct cohort){.due_at = due_at, .count = count};
	if (!line->first)
		line->end = &line->first;
	*line->end = cohort;
	line->end = &cohort->next;
	days->left += count;
}

static void add(struct days *days, const struct forecast_person *person)
{
	if (person->mailbox == FORECAST_NO_MAILBOX)
		append(days, &days->pool, person->due_at, person->count);
	else
		append(days, &days->lanes[person->mailbox].lines[person->position - 1], person->due_at, person->count);
}

static void add_heap(struct days *days, struct forecast_node **heap)
{
	while (*heap)
		add(days, &forecast_take(heap)->person);
}

static void begin(struct days *days)
{
	struct forecast_walk *walk = days->walk;

	days->lanes = ARENA_ARRAY(walk->arena, struct lane_days, walk->input->mailbox_count);
	for (size_t i = 0; i < walk->input->mailbox_count; i++) {
		for (const struct forecast_node *node = walk->lanes[i].queue; node; node = node->next)
			add(days, &node->person);
		add_heap(days, &walk->lanes[i].waiting);
	}
	add_heap(days, &walk->pool);
	for (size_t i = 0; i < walk->input->crowd_count; i++)
		add(days, &walk->input->crowds[i]);
}

/* The windows of the day: when the first opens, and how long they are together. */
static void measure_day(struct days *days)
{
	const struct schedule *schedule = &days->walk->input->campaign->schedule;
	int64_t at = schedule_next_open(schedule, days->begins_at);

	days->opens_at = at;
	days->open_ms = 0;
	while (at < days->ends_at) {
		int64_t closes_at = schedule_closes_at(schedule, at);
		int64_t until = closes_at < days->ends_at ? closes_at : days->ends_at;

		days->open_ms += until - at;
		at = until < days->ends_at ? schedule_next_open(schedule, until) : until;
	}
}

static int64_t room_of(const struct days *days, const struct forecast_lane *lane)
{
	const struct forecast_mailbox *mailbox = lane->mailbox;
	int64_t gap_ms = 1000LL * mailbox->min_gap_seconds;
	int64_t room, by_gap = gap_ms ? (days->open_ms + gap_ms - 1) / gap_ms : INT64_MAX;

	if (mailbox->open_from >= days->ends_at)
		return 0;
	room = forecast_cap(lane, days->opens_at) -
		(schedule_local_day(mailbox->timezone, days->opens_at) == lane->day ? lane->taken : 0);
	if (room < 0)
		return 0;
	return room < by_gap ? room : by_gap;
}

static bool may_send(const struct days *days, size_t lane, int position)
{
	const struct forecast_mailbox *mailbox = days->walk->lanes[lane].mailbox;

	return (position == 1 ? mailbox->first_steps_from : mailbox->follow_ups_from) < days->ends_at;
}

/* Takes up to `most` from the front of a line of those who are due; returns how many. */
static int64_t take(struct days *days, struct line *line, int64_t most)
{
	int64_t taken = 0;

	while (line->first && line->first->due_at < days->ends_at && taken < most) {
		int64_t now = line->first->count < most - taken ? line->first->count : most - taken;

		taken += now;
		line->first->count -= now;
		if (line->first->count == 0)
			line->first = line->first->next;
	}
	days->left -= taken;
	return taken;
}

static void send(struct days *days, size_t lane, int position, int64_t count)
{
	struct forecast_walk *walk = days->walk;
	int64_t gap_ms = 1000LL * walk->lanes[lane].mailbox->min_gap_seconds;
	const struct step *next = forecast_step_after(walk, position);
	int64_t last_at = days->opens_at + (count - 1) * gap_ms;

	if (count == 0)
		return;
	days->lanes[lane].room -= count;
	ramp_sent(&walk->lanes[lane].ramp, schedule_local_day(walk->lanes[lane].mailbox->timezone, days->opens_at));
	forecast_tally(walk, days->opens_at, (int)lane, position, count);
	walk->out->first_at = walk->out->first_at ? walk->out->first_at : days->opens_at;
	if (last_at > walk->out->last_at)
		walk->out->last_at = last_at < days->ends_at ? last_at : days->ends_at;
	if (next)
		append(days, &days->lanes[lane].lines[next->position - 1],
			forecast_due_after(&walk->input->campaign->schedule, next, days->opens_at), count);
}

/* The step whose turn it is, of those that are due and may go: who has waited longest. 0: none. */
static int next_step(const struct days *days, size_t lane)
{
	const struct line *lines = days->lanes[lane].lines;
	int best = 0;

	for (int position = 1; position <= CAMPAIGN_MAX_STEPS; position++) {
		const struct cohort *first = lines[position - 1].first;

		if (first && first->due_at < days->ends_at && may_send(days, lane, position) &&
			(!best || first->due_at < lines[best - 1].first->due_at))
			best = position;
	}
	return best;
}

/* Those who have their mailbox already. */
static void send_own(struct days *days, size_t lane)
{
	while (days->lanes[lane].room > 0) {
		int position = next_step(days, lane);
		const struct cohort *first;

		if (!position)
			return;
		first = days->lanes[lane].lines[position - 1].first;
		send(days, lane, position,
			take(days, &days->lanes[lane].lines[position - 1],
				first->count < days->lanes[lane].room ? first->count : days->lanes[lane].room));
	}
}

static int64_t room_for_new(const struct days *days)
{
	int64_t room = 0;

	for (size_t i = 0; i < days->walk->input->mailbox_count; i++)
		room += may_send(days, i, 1) ? days->lanes[i].room : 0;
	return room;
}

static int64_t new_left(const struct days *days)
{
	const struct forecast_walk *walk = days->walk;
	int64_t cap = walk->input->campaign->new_contact_cap;
	bool has_begun = schedule_local_day(walk->input->campaign->schedule.timezone, days->opens_at) == walk->new_day;
	int64_t taken = has_begun ? walk->new_taken : 0;

	return !cap ? INT64_MAX : cap > taken ? cap - taken : 0;
}

/* Those without a mailbox are shared out by the room that is left. */
static void send_new(struct days *days)
{
	int64_t room = room_for_new(days), cap = new_left(days);
	int64_t count = take(days, &days->pool, room < cap ? room : cap);

	for (size_t i = 0; i < days->walk->input->mailbox_count && count > 0; i++) {
		int64_t own = may_send(days, i, 1) ? days->lanes[i].room : 0;
		int64_t share = own ? (count * own + room - 1) / room : 0;

		room -= own;
		count -= share;
		send(days, i, 1, share);
	}
}

static void run_day(struct days *days)
{
	measure_day(days);
	if (days->open_ms == 0)
		return;
	for (size_t i = 0; i < days->walk->input->mailbox_count; i++) {
		days->lanes[i].room = room_of(days, &days->walk->lanes[i]);
		send_own(days, i);
	}
	send_new(days);
}

void forecast_days_run(struct forecast_walk *walk)
{
	const char *timezone = walk->input->campaign->schedule.timezone;
	struct days days = {.walk = walk, .begins_at = walk->now};

	begin(&days);
	for (int i = 0; i < FORECAST_MAX_DAYS && days.left > 0; i++) {
		days.ends_at = schedule_next_local_day(timezone, days.begins_at);
		run_day(&days);
		days.begins_at = days.ends_at;
	}
	walk->out->held = days.left;
}
