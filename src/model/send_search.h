#pragma once
/*
 * send_search: looking for an unknown email in Sent mail, several times over fifteen minutes. Pure.
 *
 * Providers file and index a copy late, so one look is too few. Not finding it proves nothing: after the last look the
 * email stays unknown, and a person decides.
 */
#include <stdbool.h>
#include <stdint.h>

enum { SEND_SEARCHES = 5 };
#define SEND_SEARCH_SPAN_MS (15 * 60 * 1000LL)

/* Why it is not known whether the provider took an email. */
enum unknown_reason {
	UNKNOWN_NO_ANSWER,    /* its end was written, and no answer came */
	UNKNOWN_CUT,          /* the same, since a stop cut the connection */
	UNKNOWN_PROCESS_DIED, /* the server ended in the middle of it */
	UNKNOWN_RESTORED,     /* the database is an older one; the email may have gone since */
	UNKNOWN_REASON_COUNT
};
const char *unknown_reason_name(enum unknown_reason reason);
bool unknown_reason_parse(const char *name, enum unknown_reason *out);

/* How the search stands. */
enum search_state {
	SEARCH_WAITING,          /* it is looked for again */
	SEARCH_MAILBOX_INACTIVE, /* as soon as the mailbox is active */
	SEARCH_CANNOT_READ,      /* nothing can read this mailbox */
	SEARCH_NO_SENT_FOLDER,   /* it shows no Sent folder */
	SEARCH_NOT_FOUND,        /* not found, and no longer looked for */
	SEARCH_FOUND,
	SEARCH_ENDED, /* a person decided, or a late answer did */
	SEARCH_STATE_COUNT
};
const char *search_state_name(enum search_state state);

/* When to look next, after `done` looks of which the last ended at `now` (0 looks: it became unknown then); 0: never. What
 * was late, since the mailbox was inactive, is not made up for in a burst. */
int64_t send_search_next_at(int done, int64_t now);

/* When an email left, by its copy's date: the date itself unless it cannot be right, since the copy is older than the
 * permit (0: none was seen) or lies in the future. */
int64_t send_search_sent_at(int64_t copy_date, int64_t permitted_at, int64_t now);
