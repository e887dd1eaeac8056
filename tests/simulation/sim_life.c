/*
 * sim_life: everything about a life is drawn from the seed and its number.
 */
#include "sim_life.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fiber.h"
#include "ops/lineage.h"
#include "sim_chaos.h"
#include "sim_check.h"
#include "sim_history.h"
#include "sim_inbox.h"
#include "sim_journal.h"
#include "sim_random.h"

enum { NS_PER_MS = 1000000, PEOPLE_MAX = 3, FAIR_LIFE_MS = 45000, LOOK_MS = 3000 };

static int64_t crash_at;

static void keep_time(void)
{
	history_current()->boot_ns = fiber_boot_ns();
	history_current()->wall_ns = fiber_wall_ns();
}

static void look_for_the_end(void)
{
	if (!crash_at || fiber_points() < crash_at)
		return;
	history_tell(RECORD_CRASH, "");
	keep_time();
	_exit(LIFE_CRASHED);
}

/* How long nothing runs before this life. Fair ones leave time for what is to be tried again, then come day by day. */
static int64_t draw_break_ms(const struct life_plan *plan)
{
	static const int64_t rough[] = {1, 300, 2000, 20000, 130000, 3600000, 8 * 3600000, 24 * 3600000};
	static const int64_t fair[] = {30 * 60000, 20 * 60000, 24 * 3600000};

	if (!plan->is_fair)
		return rough[sim_random_between(0, ARRAY_COUNT(rough) - 1)];
	/* So that the hours of each zone come up. */
	if (plan->facts->campaigns[0].timezone_source == ZONE_OF_CONTACT && plan->fair_number >= (int)ARRAY_COUNT(fair))
		return 17 * 3600000;
	return fair[plan->fair_number < (int)ARRAY_COUNT(fair) ? plan->fair_number : (int)ARRAY_COUNT(fair) - 1];
}

/* When somebody can be written to; at once when nobody can any more. */
static int64_t opens_at(const struct world_campaign *campaign, int64_t at)
{
	struct schedule schedule = world_schedule(campaign);
	int64_t opens = schedule_next_open(&schedule, at);

	return opens == SCHEDULE_NEVER ? at : opens;
}

/* Time goes on from where the last life ended. A fair one begins within the campaigns' hours. */
static void set_time(const struct life_plan *plan)
{
	struct history *history = history_current();
	int64_t pause_ms = draw_break_ms(plan), wall_ms;

	if (plan->number == 0) {
		history->boot_ns = 1000000000;
		history->wall_ns = plan->facts->began_ms * NS_PER_MS;
	}
	wall_ms = history->wall_ns / NS_PER_MS;
	if (plan->is_fair)
		pause_ms = opens_at(&plan->facts->campaigns[0], wall_ms + pause_ms) - wall_ms;
	fiber_set_time(history->boot_ns + pause_ms * NS_PER_MS, history->wall_ns + pause_ms * NS_PER_MS);
}

static void draw_schedule(bool is_fair)
{
	static const int switches[] = {30, 150, 500, 900};
	struct fiber_options options = {.choice = sim_random_chance(1, 2) ? FIBER_ANY : FIBER_PRIORITY,
		.switch_per_mille = switches[sim_random_between(0, 3)],
		.step_per_mille = 5,
		.stall_per_mille = is_fair || sim_random_chance(1, 2) ? 0 : 300,
		.at_point = look_for_the_end};

	fiber_begin(&options);
}

static int per_mille(int most)
{
	return sim_random_chance(1, 3) ? (int)sim_random_between(1, most) : 0;
}

static void draw_weather(struct network_weather *weather, bool is_fair)
{
	*weather = (struct network_weather){.latency_ms = sim_random_chance(1, 4) ? 2000 : 60};
	if (is_fair)
		return;
	weather->refuse_connection = per_mille(200);
	weather->drop_in_prepare = per_mille(200);
	weather->refuse_recipient = per_mille(100);
	weather->defer_recipient = per_mille(200);
	weather->refuse_login = per_mille(100);
	weather->limit_rate = per_mille(50);
	weather->defer_end = per_mille(300);
	weather->refuse_end = per_mille(100);
	weather->lose_answer = per_mille(200);
	weather->lose_end = per_mille(100);
	weather->slow_answer = per_mille(300);
}

static void wait_ms(int64_t ms)
{
	fiber_wait(wait_ms, fiber_boot_ns() + ms * NS_PER_MS);
}

static void live(struct world *world)
{
	struct person people[PEOPLE_MAX];
	bool is_over[PEOPLE_MAX] = {0};
	int count = (int)sim_random_between(0, PEOPLE_MAX);

	for (int i = 0; i < count; i++) {
		people[i] = (struct person){
			.world = world, .count = (int)sim_random_between(1, 5), .is_over = &is_over[i]};
		fiber_spawn(chaos_person_run, &people[i], false);
	}
	wait_ms(sim_random_between(10, 20000));
	for (int i = 0; i < count; i++)
		while (!is_over[i])
			wait_ms(500);
	engine_drain(world->engine, 30000);
}

/* Waits for everything to be finished. What takes longer than this is left to another life, which costs less than waiting. */
static void live_to_the_end(struct world *world, bool is_last)
{
	int64_t until = fiber_boot_ns() + (int64_t)FAIR_LIFE_MS * NS_PER_MS;
	enum left left;

	chaos_put_right(world);
	do {
		wait_ms(LOOK_MS);
		chaos_approve_all(world);
		left = check_left(world);
	} while (left == LEFT_FOR_NOW && fiber_boot_ns() < until);
	engine_drain(world->engine, 30000);
	history_current()->is_settled = left == LEFT_NOTHING;
	if (left == LEFT_NOTHING || is_last)
		check_world(world, left);
}

static enum life_end not_started(struct world *world, const struct life_plan *plan, const struct error *err)
{
	history_tell(RECORD_NOTE, err->code);
	if (plan->is_fair)
		history_violate("a life in fair weather does not start: %s: %s", err->code, err->message);
	keep_time();
	(void)world;
	return LIFE_NOT_STARTED;
}

enum life_end life_run(const struct life_plan *plan)
{
	struct world world;
	struct error err = {0};

	sim_random_start(sim_random_mix(plan->seed, (uint64_t)plan->number));
	history_current()->life = plan->number;
	draw_schedule(plan->is_fair);
	set_time(plan);
	draw_weather(&provider_current()->weather, plan->is_fair);
	provider_serve(plan->facts);
	journal_watch(plan->dir, plan->is_fair ? 0 : per_mille(200));
	crash_at = 0;
	if (!plan->is_fair && sim_random_chance(3, 4))
		crash_at = sim_random_between(1, sim_random_chance(1, 2) ? 6000 : 1500);
	history_tell(RECORD_LIFE, "");
	if (!world_open(&world, plan->dir, plan->facts, &err) || !lineage_open(&world.app->ops, &err) ||
		!engine_start(world.engine, &err))
		return not_started(&world, plan, &err);
	if (plan->is_fair)
		live_to_the_end(&world, plan->is_last);
	else
		live(&world);
	world_close(&world);
	history_current()->points += (uint64_t)fiber_points();
	history_tell(RECORD_STOPPED, "");
	keep_time();
	return LIFE_STOPPED;
}
