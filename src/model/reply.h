#pragma once
/*
 * reply: what kind of mail came back, told from its headers and first line.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum reply_kind {
	REPLY_HUMAN,
	REPLY_AUTO,   /* out of office, ticket systems, lists: never ends a sequence */
	REPLY_BOUNCE, /* a delivery report, standard or not */
	REPLY_OWN,    /* ours: a follow-up or a copy of it */
	REPLY_KIND_COUNT
};

/* Looks a header up by name (any case): its value, unfolded, or NULL. Of a header that appears several times: the first. */
struct reply_headers {
	const char *(*lookup)(void *context, const char *name);
	void *context;
};

/* `own_address_key` is the mailbox's; `from_key` the folded address of From (NULL: none). */
enum reply_kind reply_classify(const struct reply_headers *headers, const char *own_address_key, const char *from_key);
const char *reply_kind_name(enum reply_kind kind);

/* Whether the first unquoted line of a plain text body asks to stop: "no", "stop", "unsubscribe" and the like, in English,
 * German, French, Spanish, Italian, Dutch and Portuguese. A sentence that merely holds such a word does not. */
bool reply_is_opt_out(const char *body, size_t size, struct arena *arena);

/* The first line that is neither empty nor quoted nor the "On … wrote:" above a quote; NULL when there is none. */
const char *reply_first_line(const char *body, size_t size, struct arena *arena);
