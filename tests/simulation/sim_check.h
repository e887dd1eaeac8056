#pragma once
/*
 * sim_check: the promises, held against what happened and what the database says at the end.
 */
#include "sim_world.h"

/* Whether nothing is left to do: no email under way, none due that could go. */
bool check_is_settled(struct world *world);

/* Looks at everything; the first broken promise goes into the history. */
void check_world(struct world *world);
