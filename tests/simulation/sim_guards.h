#pragma once
/*
 * sim_guards: takes one guard out of the program, to see that the checks find it missing. The program itself has no such
 * switch: its functions are wrapped by the linker, here as everywhere in the simulation.
 */
#include <stdbool.h>

enum guard {
	GUARD_NONE,
	GUARD_WAITING,     /* fence_stop neither cancels nor waits */
	GUARD_ORPHANS,     /* what a dead process transmitted is due */
	GUARD_SUPPRESSION, /* the permit does not see Do Not Contact */
	GUARD_HOLD,        /* nor holds */
	GUARD_CAP,         /* nor what was sent today */
	GUARD_HOURS,       /* nor the campaign's hours */
	GUARD_GAP,         /* nor the mailbox's gap */
	GUARD_SPACING,     /* nor who was written to at the same domain */
	GUARD_APPROVAL,    /* what was approved is not compared */
	GUARD_JOURNAL,     /* stops are not in the journal */
	GUARD_SYNC,        /* the journal is not synced */
	GUARD_ANSWERS,     /* replies change nothing */
	GUARD_COUNT
};

const char *guard_name(enum guard guard);

/* From now on in this process and its children. */
void guard_take_out(enum guard guard);
bool guard_is_out(enum guard guard);

/* The checks see the rules as they are. */
void guard_begin_checks(void);
