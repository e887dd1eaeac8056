#pragma once
/*
 * sim_chaos: the people of a simulation. They ask for what people ask for, at moments nobody would choose, through the same
 * use cases as the API does. What they ask and when it is answered is the history that the promises are held against.
 */
#include "sim_world.h"

enum chaos_act {
	ACT_DISCONNECT,
	ACT_UNDO,
	ACT_RECONNECT,
	ACT_RESTART,
	ACT_HOLD,
	ACT_RELEASE,
	ACT_PAUSE,
	ACT_RESUME,
	ACT_EDIT,
	ACT_SUPPRESS,
	ACT_SUPPRESS_DOMAIN,
	ACT_UNSUPPRESS,
	ACT_ERASE,
	ACT_ADD_CONTACT,
	ACT_RESOLVE_SENT,
	ACT_RESOLVE_RESEND,
	ACT_RESOLVE_DROP,
	ACT_APPROVE, /* an email that waits, as it is shown */
	ACT_SKIP,
	ACT_WRITE_BACK, /* not a request: an answer arrives at the mail server */
	ACT_READ,       /* the program took an answer in */
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

/* Approves what waits. */
void chaos_approve_all(struct world *world);

/* Brings everything back to work: reconnects, releases and resumes what stands still. */
void chaos_put_right(struct world *world);
