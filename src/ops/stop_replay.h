#pragma once
/*
 * stop_replay: applies the stop journal to a database that may be older than it.
 *
 * The last line about a mailbox, a campaign, an address or a domain counts. What the database has already is left alone, so
 * that to do it again changes nothing. Each stop goes through the use case that made it, by the system.
 */
#include "ops/ops.h"

struct stop_replay_named {
	int64_t id;
	const char *name; /* a mailbox's address, a campaign's name */
};

struct stop_replay_list {
	struct stop_replay_named *items;
	size_t count, capacity;
};

/* What had to be applied again. */
struct stop_replay {
	bool has_journal; /* there was one to read */
	int64_t lines, unreadable;
	struct stop_replay_list disconnected, removed, held, paused;
	int64_t suppressed, erased;
};

/* Reads the journal in this store's directory and applies it. Texts are in the arena. */
MUST_CHECK bool stop_replay_run(struct ops *ops, struct arena *arena, struct stop_replay *out, struct error *err);
