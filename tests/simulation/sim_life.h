#pragma once
/*
 * sim_life: one life of the program in a seed: a process that starts on the directory as it lies there, works among people
 * and faults, and is stopped or cut off. The last life has fair weather, finishes everything, and is looked at.
 */
#include <stdint.h>

#include "sim_world.h"

/* What a child's exit status means; anything else is a crash of its own. */
enum life_end { LIFE_STOPPED = 0, LIFE_CRASHED = 42, LIFE_NOT_STARTED = 43 };

struct life_plan {
	uint64_t seed;
	int number;
	bool is_fair; /* no faults: it is to finish everything */
	int fair_number;
	bool is_last; /* and if it does not, that is a fault */
	const char *dir;
	const struct world_facts *facts;
};

/* In the child. */
enum life_end life_run(const struct life_plan *plan);
