#pragma once
/*
 * clock: the two clocks, injected.
 *
 * Schedules use the wall clock; permits, gaps and undo windows use the boot clock (CLOCK_BOOTTIME), which never jumps.
 * Tests give a clock of their own. An instant is milliseconds; 0 means "never" or "not set".
 */
#include <stdint.h>

struct clock {
	int64_t (*wall_ms)(const struct clock *clock); /* UTC, since 1970 */
	int64_t (*boot_ms)(const struct clock *clock); /* since boot, also while suspended */
	int64_t offset_ms;                             /* for tests: what clock_fixed tells */
};

/* The machine's clocks. */
struct clock clock_system(void);

/* Always tells `now_ms` on both clocks until the caller changes offset_ms. */
struct clock clock_fixed(int64_t now_ms);

int64_t clock_wall(const struct clock *clock);
int64_t clock_boot(const struct clock *clock);

/* RFC 3339 in UTC with milliseconds ("2026-11-23T07:45:27.123Z"); out holds 25 bytes. */
void clock_format(int64_t wall_ms, char out[25]);
