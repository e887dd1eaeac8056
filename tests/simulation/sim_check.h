#pragma once
/*
 * sim_check: the promises, held against what happened and what the database says at the end.
 */
#include <sqlite3.h>

#include "sim_world.h"

/* What is left to do. */
enum left { LEFT_NOTHING, LEFT_FOR_LATER, LEFT_FOR_NOW }; /* later: the hours are over, or the day's limits reached */
enum left check_left(struct world *world);

/* Looks at everything; the first broken promise goes into the history. `left` is how far it came. */
void check_world(struct world *world, enum left left);

/* The parts of it. */
void check_stops(const struct world_facts *facts);  /* nothing after an answered stop; no old text after an edit */
void check_limits(const struct world_facts *facts); /* once each; cap, gap and window */
void check_rows(sqlite3 *db);                       /* what the database says is what happened */
void check_approvals(const struct world_facts *facts); /* nothing that nobody approved, or that somebody skipped */
void check_journal(const struct world_facts *facts, const char *dir);
