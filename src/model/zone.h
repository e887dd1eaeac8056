#pragma once
/*
 * zone: what time it is elsewhere. An IANA time zone as a sorted list of intervals of constant offset.
 *
 * Zones are compiled once from GLib's, live as long as the process, and are never changed, so that any number of
 * threads reads them without a lock. A local instant is UTC milliseconds plus the offset: plain arithmetic gives day
 * and hour.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZONE_HOUR_MS (3600 * 1000LL)
#define ZONE_DAY_MS (24 * ZONE_HOUR_MS)

struct zone;

/* A stretch of constant offset: [from, to). The first begins at INT64_MIN, the last ends at INT64_MAX. */
struct zone_interval {
	int64_t from, to;
	int64_t offset_ms; /* local = UTC + offset */
};

/* NULL for a name that this system does not know. */
const struct zone *zone_find(const char *name);

/* The interval that holds this instant. */
const struct zone_interval *zone_interval_at(const struct zone *zone, int64_t at);

/* The earliest instant whose local time is `local`; for a local time that is skipped, the first instant after the gap.
 */
int64_t zone_from_local(const struct zone *zone, int64_t local);

int64_t zone_local(const struct zone *zone, int64_t at);

/* Whole local days since 1970 of a local time, also before 1970. */
int64_t zone_day(int64_t local);

/* Whole local days since 1970 → yyyymmdd of the Gregorian calendar, and back. */
int zone_date(int64_t day);
int64_t zone_day_of_date(int date);
