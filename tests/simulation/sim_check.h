#pragma once
/*
 * sim_check: the promises, held against what happened and what the database says at the end.
 */
#include <sqlite3.h>

#include "sim_world.h"

/* Whether nothing is left to do: no email under way, none due that could go today. */
bool check_is_settled(struct world *world);

/* Looks at everything; the first broken promise goes into the history. */
void check_world(struct world *world);

/* The parts of it. */
void check_stops(const struct world_facts *facts);  /* nothing after an answered stop; no old text after an edit */
void check_limits(const struct world_facts *facts); /* once each; cap, gap and window */
void check_rows(sqlite3 *db);                       /* what the database says is what happened */
void check_journal(const struct world_facts *facts, const char *dir);
