#pragma once
/*
 * wakeup: commit a row, ring, and whoever waits looks again. Otherwise everybody sleeps until the next due time.
 *
 * A waiter remembers the count it saw, so that a ring between its look at the database and its sleep is not lost.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/own.h"

struct wakeup;

struct wakeup *wakeup_new(void);
void wakeup_free(struct wakeup *wakeup);
OWN_DEFINE(wakeup)

/* How often it rang so far. Read it before looking at the database. */
uint64_t wakeup_count(struct wakeup *wakeup);

void wakeup_ring(struct wakeup *wakeup);

/* Sleeps until it rang more often than `seen`, or timeout_ms passed (-1: no limit). True when it rang. */
bool wakeup_wait(struct wakeup *wakeup, uint64_t seen, int64_t timeout_ms);
