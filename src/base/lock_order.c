/*
 * lock_order: a bit for each rank that this thread holds. A file of its own, so that the simulation, whose threads are fibers on
 * one, can put something else in its place.
 */
#include "base/check.h"
#include "base/lock.h"

static _Thread_local unsigned held;
_Static_assert(LOCK_RANK_COUNT <= 32, "a bit for each rank");

void lock_enter(enum lock_rank rank)
{
	ASSERT(held >> rank == 0);
	held |= 1u << rank;
}

void lock_leave(enum lock_rank rank)
{
	ASSERT(held & 1u << rank);
	held &= ~(1u << rank);
}
