#pragma once
/*
 * stop_journal: the lines of the stop journal (store/journal.h), written and read.
 *
 * A stop is on disk before the transaction that makes it, a lift after it: should either be lost, the last line about
 * something is a stop. So the journal alone tells what must not be sent, by its last lines.
 */
#include "base/id.h"
#include "ops/ops.h"

enum stop_kind {
	STOP_DISCONNECT,
	STOP_AUTH_ERROR,
	STOP_PROVIDER_BLOCK,
	STOP_REMOVE,
	STOP_HOLD,
	STOP_PAUSE,
	STOP_SUPPRESS,
	STOP_ERASE,
	STOP_CONTACT_PAUSE, /* of one campaign */
	STOP_CONTACT_END,
	/* and what lifts them */
	STOP_UNDO,
	STOP_RECONNECT,
	STOP_RELEASE,
	STOP_RESUME,
	STOP_UNSUPPRESS,
	STOP_CONTACT_RESUME,
	STOP_KIND_COUNT
};

/* One line. What does not belong to its kind is 0 or NULL. */
struct stop_line {
	enum stop_kind kind;
	int64_t workspace_id, mailbox_id, campaign_id, enrollment_id;
	int64_t epoch, until_at, at;
	const char *address_hash; /* hexadecimal: the journal outlives erasure */
	const char *domain;
	const char *source; /* of a suppression */
};

/* Adds it to the transaction's journal. */
void stop_journal_add(struct tx *tx, const struct stop_line *line);

/* Reads one; false for what is no line of ours. Texts are in the arena. */
bool stop_journal_parse(const char *text, size_t length, struct arena *arena, struct stop_line *out);
