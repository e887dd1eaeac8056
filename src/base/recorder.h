#pragma once
/*
 * recorder: the flight recorder. For each mailbox the last thousand things its connections and its sends did, in memory, to
 * be read when something went wrong: verbs, reply codes, ids and sizes; never an address, a body or a secret.
 *
 * A mailbox that does nothing costs nothing. Noting is thread-safe, takes no memory in the steady state and never fails: when
 * all mailboxes together have used RECORDER_BYTES, each keeps to the room it has.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/own.h"
#include "base/text.h"

enum { RECORDER_EVENTS = 1000, RECORDER_BYTES = 32 * 1024 * 1024, RECORDER_WORD = 12 };

struct recorder;

struct recorder *recorder_new(const struct clock *clock);
void recorder_free(struct recorder *recorder);
OWN_DEFINE(recorder)

/* Whose events these are; handed down to where they happen. Without a recorder nothing is noted. */
struct track {
	struct recorder *recorder;
	int64_t mailbox_id;
};

/* `word` is what happened, its first 11 characters are kept; `send_id` 0: about no email; `value` a code, size or count. */
void track_note(const struct track *track, const char *word, int64_t send_id, int64_t value);

/* One JSON object a line for each event, a mailbox's oldest first. */
void recorder_write_text(struct recorder *recorder, struct text *out);

/* The same into a file, without taking memory, and without waiting for a lock for long: what a dying process can still do.
 * A mailbox whose lock is held is left out. False: the file could not be written. */
bool recorder_write_file(struct recorder *recorder, int fd);

/* How many events are kept now, of how many mailboxes. */
void recorder_counts(struct recorder *recorder, size_t *events, size_t *mailboxes);
