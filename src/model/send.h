#pragma once
/*
 * send: one planned email, from due to sent; and the permit's decision. Pure.
 *
 * due → claimed → transmitting → sent | failed | unknown, and cancelled; claimed → failed when refused before its permit.
 * Back: claimed → due (released), transmitting → due (the end was certainly not written, or a transient refusal), unknown →
 * sent | due | cancelled (evidence, or a person).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum send_status {
	SEND_DUE,
	SEND_CLAIMED,
	SEND_TRANSMITTING,
	SEND_SENT,
	SEND_FAILED,
	SEND_UNKNOWN,
	SEND_CANCELLED,
	SEND_STATUS_COUNT
};

/* The closed list of reasons for "Why isn't this sending?" (HELD_NONE: nothing is in the way). */
enum held_reason {
	HELD_NONE,
	HELD_CAMPAIGN_PAUSED,
	HELD_MAILBOX_INACTIVE,
	HELD_MAILBOX_HOLD,
	HELD_CATCH_UP,
	HELD_WINDOW,
	HELD_GAP,
	HELD_CAP,
	HELD_NEW_CONTACT_CAP,
	HELD_DOMAIN_SPACING,
	HELD_REVIEW,
	HELD_MISSING_FIELD,
	HELD_SUPPRESSED,
	HELD_OVERLAP,
	HELD_COUNTRY_POLICY,
	HELD_PROVIDER_DOWN,
	HELD_RESTORE_HOLD,
	HELD_CLOCK_HOLD,
	HELD_DISK_FULL,
	HELD_ATTACHMENT_MISSING,
	HELD_EMAIL_TOO_LARGE,
	HELD_UNKNOWN_PENDING,
	HELD_CONTACT_PAUSED,
	HELD_COLLEAGUE_REPLIED,
	HELD_CONDITION,
	HELD_GOAL_REACHED,
	HELD_WAITING,
	HELD_REASON_COUNT
};

const char *send_status_name(enum send_status status);
bool send_status_parse(const char *name, enum send_status *out);
/* The error of an email that was stopped on its way because a file of it was not the one that was meant. */
#define SEND_FILE_ALTERED "attachment_altered"
/* Of one that is larger with its files than the server of the mailbox takes. */
#define SEND_TOO_LARGE "email_too_large"

const char *held_reason_name(enum held_reason reason); /* NULL for NONE */

/* Whether a send may move from one status to the other at all. */
bool send_may_move(enum send_status from, enum send_status to);

enum { SEND_MAX_ATTEMPTS = 12 };
#define SEND_GIVE_UP_MS (3 * 24 * 3600 * 1000LL)

/* The table of moves, for the drawing in docs/states.md: false past its end. */
struct send_move {
	enum send_status from, to;
};
bool send_move_at(size_t at, struct send_move *out);

/* When to try again after the `attempts`-th transient refusal: 5, 15, 30, 60, 120, 240, 480 minutes, then every 12 hours;
 * 0: give up. */
int64_t send_retry_at(int attempts, int64_t first_failed_at, int64_t now);
