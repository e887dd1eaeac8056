#pragma once
/*
 * journal: `stops.journal` in the data directory, one JSON line for each stop (disconnect, removal, suppression,
 * erasure, pause). After a database was restored from a backup these are applied again, so that a restore cannot undo a
 * stop.
 *
 * Lines are on disk before the transaction they tell of is. A line whose transaction then failed stays: to apply a stop
 * once too often harms nobody.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/own.h"

struct journal;

/* Opens the journal of this directory, makes it when missing. */
MUST_CHECK bool journal_open(const char *data_dir, struct journal **out, struct error *err);
void journal_free(struct journal *journal);
OWN_DEFINE(journal)

/* Whole lines, each with its newline. */
struct journal_lines {
	char *text;
	size_t length, capacity;
};
void journal_lines_add(struct journal_lines *lines, const char *text, size_t length);
void journal_lines_free(struct journal_lines *lines);

/* Adds whole lines and waits until they are on disk. On failure none of them is there. STORAGE/disk_full, read_only, io_error. */
MUST_CHECK bool journal_append(struct journal *journal, const char *lines, size_t length, struct error *err);
