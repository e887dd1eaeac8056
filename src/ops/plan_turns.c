#include "ops/plan_turns.h"

#include <stdlib.h>

#include "base/check.h"

struct turn {
	int64_t campaign_id;
	uint64_t last; /* 0: none yet */
	const struct campaign *campaign;
};

struct plan_turns {
	struct turn *list; /* by campaign */
	size_t count;
	uint64_t last;
};

struct plan_turns *plan_turns_new(void)
{
	struct plan_turns *turns = calloc(1, sizeof(*turns));

	if (!turns)
		check_failed(__FILE__, __LINE__, "out of memory");
	return turns;
}

void plan_turns_free(struct plan_turns *turns)
{
	if (!turns)
		return;
	free(turns->list);
	free(turns);
}

static int by_campaign(const void *a, const void *b)
{
	const struct turn *first = a, *second = b;

	return (first->campaign_id > second->campaign_id) - (first->campaign_id < second->campaign_id);
}

static int by_turn(const void *a, const void *b)
{
	const struct turn *first = a, *second = b;

	if (first->last != second->last)
		return first->last < second->last ? -1 : 1;
	return by_campaign(a, b);
}

static struct turn *find(struct plan_turns *turns, int64_t campaign_id)
{
	struct turn wanted = {.campaign_id = campaign_id};

	return turns->count ? bsearch(&wanted, turns->list, turns->count, sizeof(wanted), by_campaign) : NULL;
}

void plan_turns_order(struct plan_turns *turns, const struct campaign **campaigns, size_t count)
{
	struct turn *list = calloc(count + 1, sizeof(*list));

	if (!list)
		check_failed(__FILE__, __LINE__, "out of memory");
	for (size_t i = 0; i < count; i++) {
		const struct turn *known = find(turns, campaigns[i]->id);

		list[i] = (struct turn){campaigns[i]->id, known ? known->last : 0, campaigns[i]};
	}
	qsort(list, count, sizeof(*list), by_turn);
	for (size_t i = 0; i < count; i++)
		campaigns[i] = list[i].campaign;
	qsort(list, count, sizeof(*list), by_campaign);
	free(turns->list);
	turns->list = list;
	turns->count = count;
}

void plan_turns_took(struct plan_turns *turns, int64_t campaign_id)
{
	struct turn *turn = find(turns, campaign_id);

	if (turn)
		turn->last = ++turns->last;
}
