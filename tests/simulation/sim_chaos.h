#pragma once
/*
 * sim_chaos: the people of a simulation. They ask for what people ask for, at moments nobody would choose, through the same
 * use cases as the API does.
 */
#include "sim_world.h"

enum chaos_act {
	ACT_DISCONNECT,
	ACT_UNDO,
	ACT_RECONNECT,
	ACT_HOLD,
	ACT_RELEASE,
	ACT_PAUSE,
	ACT_RESUME,
	ACT_EDIT,
	ACT_SUPPRESS_ADDRESS,
	ACT_SUPPRESS_DOMAIN,
	ACT_UNSUPPRESS,
	ACT_ERASE,
	ACT_ADD_CONTACT,
	ACT_RESTART,
	ACT_RESOLVE,
	ACT_REPLY,
	ACT_COUNT
};
const char *chaos_act_name(enum chaos_act act);

/* One person: a fiber that does `count` things. */
struct person {
	struct world *world;
	int count;
	bool *is_over; /* set at the end */
};
void *chaos_person_run(void *person);

/* Brings everything back to work for the last life: reconnects, releases and resumes what stands still. */
void chaos_put_right(struct world *world);
