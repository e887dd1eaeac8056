#pragma once
/*
 * sending_gate: what stops all sending at once, whatever mailbox or campaign: an older database, a clock that jumped, and
 * permits beyond the mark (lineage.h).
 *
 * It lives in memory and is asked within each claim and permit; all of it is thread-safe. A gate that is NULL is open.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/own.h"
#include "model/send.h"

enum gate_hold { GATE_RESTORE, GATE_CLOCK, GATE_HOLD_COUNT };
const char *gate_hold_name(enum gate_hold hold);
bool gate_hold_parse(const char *name, enum gate_hold *out);

enum {
	GATE_CLOCK_JUMP_MS = 60000,    /* the wall clock against the boot clock */
	GATE_CLOCK_STEADY_MS = 120000, /* then the hold lifts by itself */
	GATE_TICKETS = 1000,           /* permits that one raise of the mark allows */
};

struct sending_gate;

/* Open, with tickets for ever until sending_gate_count_tickets is called. */
struct sending_gate *sending_gate_new(const struct clock *clock);
void sending_gate_free(struct sending_gate *gate);
OWN_DEFINE(sending_gate)

/* Whether nothing may be claimed now; *reason is then HELD_RESTORE_HOLD or HELD_CLOCK_HOLD. */
bool sending_gate_is_closed(struct sending_gate *gate, enum held_reason *reason);

/* The same for a permit, and takes a ticket; without one *reason is HELD_WAITING: ask again in a moment. */
bool sending_gate_pass(struct sending_gate *gate, enum held_reason *reason);

/* Tickets: so many permits may still be given. */
void sending_gate_count_tickets(struct sending_gate *gate, int64_t tickets);
/* Whether they are becoming few; true for one caller at a time, who then calls sending_gate_raised. */
bool sending_gate_wants_raise(struct sending_gate *gate, int64_t below);
void sending_gate_raised(struct sending_gate *gate, bool is_durable);

/* Closes or opens for one cause. */
void sending_gate_hold(struct sending_gate *gate, enum gate_hold hold, int64_t since);
void sending_gate_release(struct sending_gate *gate, enum gate_hold hold);

/* Looks at the clocks; true when a hold ended by itself, and the engine is to be woken. */
bool sending_gate_look(struct sending_gate *gate);

/* What a page shows. */
struct gate_view {
	bool is_held[GATE_HOLD_COUNT];
	int64_t since[GATE_HOLD_COUNT];
	int64_t jumped_ms; /* how far the wall clock jumped; negative: back */
};
void sending_gate_view(struct sending_gate *gate, struct gate_view *out);

/* The time of the last restore while what may have left before it is still in doubt; 0: nothing is. */
void sending_gate_set_restored_at(struct sending_gate *gate, int64_t at);
int64_t sending_gate_restored_at(const struct sending_gate *gate);
