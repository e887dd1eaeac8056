#include "model/forecast_internal.h"

#include "model/schedule.h"

static bool is_before(const struct forecast_node *a, const struct forecast_node *b)
{
	return a->person.due_at < b->person.due_at ||
		(a->person.due_at == b->person.due_at && a->person.id < b->person.id);
}

static int rank_of(const struct forecast_node *node)
{
	return node ? node->rank : 0;
}

/* A leftist heap: the right spine is short, so that this goes no deeper than the logarithm. */
static struct forecast_node *merge(struct forecast_node *a, struct forecast_node *b)
{
	struct forecast_node *first = !b || (a && !is_before(b, a)) ? a : b, *other = first == a ? b : a;

	if (!other)
		return first;
	first->right = merge(first->right, other);
	if (rank_of(first->left) < rank_of(first->right)) {
		struct forecast_node *left = first->left;

		first->left = first->right;
		first->right = left;
	}
	first->rank = rank_of(first->right) + 1;
	return first;
}

static struct forecast_node **heap_of(struct forecast_walk *walk, int mailbox)
{
	return mailbox == FORECAST_NO_MAILBOX ? &walk->pool : &walk->lanes[mailbox].waiting;
}

void forecast_wait(struct forecast_walk *walk, struct forecast_node *node)
{
	struct forecast_node **heap = heap_of(walk, node->person.mailbox);

	node->left = node->right = node->next = NULL;
	node->rank = 1;
	*heap = merge(*heap, node);
}

struct forecast_node *forecast_take(struct forecast_node **heap)
{
	struct forecast_node *first = *heap;

	*heap = merge(first->left, first->right);
	return first;
}

const struct step *forecast_step_after(const struct forecast_walk *walk, int position)
{
	for (size_t i = 0; i < walk->input->step_count; i++)
		if (walk->input->steps[i].position == position + 1)
			return &walk->input->steps[i];
	return NULL;
}

int64_t forecast_due_after(const struct schedule *schedule, const struct step *next, int64_t at)
{
	return next->delay_ms >= 0 ? at + next->delay_ms : schedule_add_sending_days(schedule, at, next->delay_days);
}

int64_t forecast_cap(const struct forecast_lane *lane, int64_t at)
{
	int cap = ramp_cap(&lane->ramp, schedule_local_day(lane->mailbox->timezone, at));

	return cap < lane->mailbox->daily_cap ? cap : lane->mailbox->daily_cap;
}

/* The days' counts. */

static void list_day(struct forecast_walk *walk, int mailbox, int position, int64_t count)
{
	struct forecast *out = walk->out;

	if (out->day_count == walk->day_capacity) {
		size_t grown = walk->day_capacity ? 2 * walk->day_capacity : 64;

		out->days = arena_grow(
			walk->arena, out->days, walk->day_capacity * sizeof(*out->days), grown * sizeof(*out->days));
		walk->day_capacity = grown;
	}
	out->days[out->day_count++] = (struct forecast_day){walk->tally_day, mailbox, position, count};
}

void forecast_tally_end(struct forecast_walk *walk)
{
	bool is_listed = walk->tally_day < walk->listed_until;

	for (size_t i = 0; i < walk->input->mailbox_count; i++) {
		int64_t *counts = &walk->tally[i * CAMPAIGN_MAX_STEPS], sum = 0;

		for (int step = 0; step < CAMPAIGN_MAX_STEPS; step++) {
			sum += counts[step];
			if (counts[step] && is_listed)
				list_day(walk, (int)i, step + 1, counts[step]);
			counts[step] = 0;
		}
		walk->out->loads[i] += sum;
		if (sum > walk->out->peaks[i])
			walk->out->peaks[i] = sum;
	}
}

void forecast_tally(struct forecast_walk *walk, int64_t at, int mailbox, int position, int64_t count)
{
	int day = schedule_local_day(walk->input->campaign->schedule.timezone, at);

	if (day != walk->tally_day) {
		forecast_tally_end(walk);
		walk->tally_day = day;
	}
	walk->tally[mailbox * CAMPAIGN_MAX_STEPS + position - 1] += count;
	walk->out->total += count;
}

/* Who is there at the beginning. */

static void enqueue(struct forecast_walk *walk, struct forecast_node *node)
{
	struct forecast_lane *lane = &walk->lanes[node->person.mailbox];

	*lane->queue_end = node;
	lane->queue_end = &node->next;
	lane->queued++;
	walk->queued_first_steps += node->person.position == 1;
}

static void place(struct forecast_walk *walk, const struct forecast_person *person)
{
	struct forecast_node *node = ARENA_NEW(walk->arena, struct forecast_node);

	node->person = *person;
	if (person->is_planned && person->mailbox != FORECAST_NO_MAILBOX)
		enqueue(walk, node);
	else
		forecast_wait(walk, node);
}

static void begin(struct forecast_walk *walk)
{
	const struct forecast_input *input = walk->input;

	walk->lanes = ARENA_ARRAY(walk->arena, struct forecast_lane, input->mailbox_count);
	for (size_t i = 0; i < input->mailbox_count; i++) {
		const struct forecast_mailbox *mailbox = &input->mailboxes[i];

		walk->lanes[i] = (struct forecast_lane){.mailbox = mailbox,
			.day = schedule_local_day(mailbox->timezone, input->now),
			.taken = mailbox->taken_today,
			.ramp = mailbox->ramp,
			.ready_at = mailbox->ready_at};
		walk->lanes[i].queue_end = &walk->lanes[i].queue;
	}
	walk->new_day = schedule_local_day(input->campaign->schedule.timezone, input->now);
	walk->new_taken = input->new_taken_today;
	for (size_t i = 0; i < input->people_count; i++)
		place(walk, &input->people[i]);
}

void forecast_make(const struct forecast_input *input, struct arena *arena, struct forecast *out)
{
	struct forecast_walk walk = {.input = input, .arena = arena, .out = out, .now = input->now};

	*out = (struct forecast){.sends = ARENA_ARRAY(arena, struct forecast_send, input->max_sends),
		.peaks = ARENA_ARRAY(arena, int64_t, input->mailbox_count),
		.loads = ARENA_ARRAY(arena, int64_t, input->mailbox_count)};
	walk.listed_until = schedule_local_day(
		input->campaign->schedule.timezone, input->now + input->max_days * 24 * 3600 * 1000LL);
	walk.tally = ARENA_ARRAY(arena, int64_t, input->mailbox_count * CAMPAIGN_MAX_STEPS);
	begin(&walk);
	forecast_walk_run(&walk);
	forecast_days_run(&walk);
	forecast_tally_end(&walk);
}
