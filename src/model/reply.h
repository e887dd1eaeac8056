#pragma once
/*
 * reply: what kind of mail came back, told from its headers and its first line.
 *
 * Whatever a program sent must not count as a person's answer: an out-of-office that ended a sequence would be a lost
 * customer, a person's "no" that was taken for an out-of-office a broken promise.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum reply_kind {
	REPLY_HUMAN,
	REPLY_AUTO,      /* out of office, ticket systems, lists, read receipts: never ends a sequence */
	REPLY_BOUNCE,    /* a delivery report, standard or not; a delay too */
	REPLY_COMPLAINT, /* a feedback report: somebody pressed "spam" */
	REPLY_OWN,       /* ours: a follow-up or a copy of it */
	REPLY_KIND_COUNT
};

/* Looks a header up by name (any case): its value, or NULL. Of a header that appears several times: the first. */
struct reply_headers {
	const char *(*lookup)(void *context, const char *name);
	void *context;
};

/* `own_key` is the mailbox's folded address, `from_key` that of From (NULL: none). */
enum reply_kind reply_classify(const struct reply_headers *headers, const char *own_key, const char *from_key);
const char *reply_kind_name(enum reply_kind kind);

/* Whether the first unquoted line of a plain text asks to stop: "no", "stop", "unsubscribe" and the like, in English,
 * German, French, Spanish, Italian, Dutch and Portuguese. A sentence that merely holds such a word does not. */
bool reply_is_opt_out(const char *body, size_t size, struct arena *arena);

/* The first line that is neither empty nor quoted nor the "On … wrote:" above a quote; NULL when there is none. */
const char *reply_first_line(const char *body, size_t size, struct arena *arena);
