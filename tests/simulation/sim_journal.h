#pragma once
/*
 * sim_journal: the stop journal's disk. It counts what was synced, so that an answer given too early is seen, and fails when
 * the weather says so.
 */

/* Once a life, before the store is opened; `per_mille` is how often a sync fails. */
void journal_watch(const char *dir, int per_mille);

/* To be called when a stop is answered: every line must have been synced by now. */
void journal_check_synced(const char *what);
