#pragma once
/*
 * place: where mailboxes send to or read from (a host and port, or a provider's API), and its circuit breaker. Pure.
 *
 * After PLACE_FAILURES in a row, of two mailboxes at least and none that worked in between, the place counts as down: nobody
 * goes there until a time, then one does, to look. It backs off from 15 seconds to 5 minutes. A place that lets somebody wait
 * for long while it worked for nobody is slow: only a few are there at once.
 */
#include <stdbool.h>
#include <stdint.h>

enum { PLACE_FAILURES = 5, PLACE_NAME_SIZE = 128 };

struct place {
	char name[PLACE_NAME_SIZE];
	int lanes;  /* that belong to it; kept by their owner */
	int inside; /* workers */
	int stuck;  /* of them, those who have waited for long */
	bool is_slow;
	int64_t worked_at;      /* for anybody */
	int failures;           /* in a row */
	int64_t failed_mailbox; /* whose the first of them was */
	bool many_failed;       /* and another's */
	int64_t down_since;     /* 0: not */
	int64_t look_at;        /* while down: when somebody may look */
	int looks;              /* that found it down */
	bool is_looked_at;      /* somebody is there */
	struct place *next;
};

/* It worked for somebody. */
void place_worked(struct place *place, int64_t now);

/* It did not, for want of a network or a server. */
void place_failed(struct place *place, int64_t mailbox_id, int64_t now);

/* From when on somebody may go there: `now`, or later. `slow_limit` may be in a slow one at once. */
int64_t place_open_at(const struct place *place, int64_t now, int slow_limit);

/* Somebody goes; true: to look whether it is up. And comes back, whatever he found. */
bool place_enter(struct place *place);
void place_leave(struct place *place, bool is_looking);

/* Somebody inside has waited for long, since began_at; and does no more. */
void place_stuck(struct place *place, int64_t began_at);
void place_unstuck(struct place *place);
