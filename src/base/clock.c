#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t read_clock(clockid_t which)
{
	struct timespec now;

	clock_gettime(which, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_wall(const struct clock *clock)
{
	(void)clock;
	return read_clock(CLOCK_REALTIME);
}

static int64_t system_boot(const struct clock *clock)
{
	(void)clock;
	return read_clock(CLOCK_BOOTTIME);
}

static int64_t fixed_now(const struct clock *clock)
{
	return clock->offset_ms;
}

struct clock clock_system(void)
{
	return (struct clock){.wall_ms = system_wall, .boot_ms = system_boot};
}

struct clock clock_fixed(int64_t now_ms)
{
	return (struct clock){.wall_ms = fixed_now, .boot_ms = fixed_now, .offset_ms = now_ms};
}

int64_t clock_wall(const struct clock *clock)
{
	return clock->wall_ms(clock);
}

int64_t clock_boot(const struct clock *clock)
{
	return clock->boot_ms(clock);
}

void clock_format(int64_t wall_ms, char out[25])
{
	time_t seconds = (time_t)(wall_ms / 1000);
	struct tm parts;
	char day[20];

	gmtime_r(&seconds, &parts);
	strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(out, 25, "%.19s.%03uZ", day, (unsigned)(wall_ms % 1000) % 1000U);
}
