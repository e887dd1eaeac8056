/*
 * zone: compiled from GLib's time zones.
 *
 * GLib tells the number of the interval that holds an instant, but not where it begins: bisecting over those numbers
 * finds each border once, at first use of a zone. The table of zones is the one thing here that changes: it only grows,
 * by an atomic store of a finished zone, and is bounded by the number of zones that the system knows.
 */
#include "model/zone.h"

#include <glib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/lock.h"
#include "base/text.h"

enum { NAME_MAX_BYTES = 63, TABLE_SIZE = 2048 };

/* 1970 and 2100: before and after, the first and the last offset hold. */
static const int64_t first_s = 0, last_s = 4102444800;

struct zone {
	char name[NAME_MAX_BYTES + 1];
	size_t count;
	struct zone_interval intervals[];
};

static _Atomic(struct zone *) table[TABLE_SIZE];
static pthread_mutex_t adding = PTHREAD_MUTEX_INITIALIZER;

/* Names of the tz database. GLib would also take paths and POSIX rules ("ABC5"), which have no place here. */
static bool name_is_plain(const char *name)
{
	size_t length = strlen(name);
	bool digit = strpbrk(name, "0123456789+-") != NULL;

	if (length == 0 || length > NAME_MAX_BYTES || !g_ascii_isalpha(name[0]) || name[length - 1] == '/')
		return false;
	if (strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") != length)
		return false;
	if (strstr(name, "//") || text_starts(name, "right/") || text_starts(name, "posix/"))
		return false;
	return !digit || strchr(name, '/');
}

static int index_at(GTimeZone *glib, int64_t at_s)
{
	return g_time_zone_find_interval(glib, G_TIME_TYPE_UNIVERSAL, at_s);
}

/* The first second after `from` that is no longer in the interval that holds `from`, which last_s is not in. */
static int64_t border_after(GTimeZone *glib, int64_t from)
{
	int index = index_at(glib, from);
	int64_t inside = from, outside = last_s;

	while (outside - inside > 1) {
		int64_t middle = inside + (outside - inside) / 2;

		if (index_at(glib, middle) == index)
			inside = middle;
		else
			outside = middle;
	}
	return outside;
}

static struct zone *add_interval(struct zone *zone, int64_t from_ms, int64_t offset_ms)
{
	struct zone *grown;

	if (zone->count && zone->intervals[zone->count - 1].offset_ms == offset_ms)
		return zone;
	grown = realloc(zone, sizeof(*zone) + (zone->count + 1) * sizeof(zone->intervals[0]));
	ASSERT(grown);
	if (grown->count)
		grown->intervals[grown->count - 1].to = from_ms;
	grown->intervals[grown->count++] = (struct zone_interval){from_ms, INT64_MAX, offset_ms};
	return grown;
}

static int64_t offset_ms_at(GTimeZone *glib, int64_t at_s)
{
	return g_time_zone_get_offset(glib, index_at(glib, at_s)) * 1000LL;
}

static struct zone *compile(const char *name, GTimeZone *glib)
{
	struct zone *zone = calloc(1, sizeof(*zone));

	ASSERT(zone);
	memcpy(zone->name, name, strlen(name) + 1);
	zone = add_interval(zone, INT64_MIN, offset_ms_at(glib, first_s));
	for (int64_t at = first_s; index_at(glib, at) != index_at(glib, last_s);) {
		at = border_after(glib, at);
		zone = add_interval(zone, at * 1000, offset_ms_at(glib, at));
	}
	return zone;
}

/* The zone's slot, or the empty one where it belongs; NULL when the table is full. */
static _Atomic(struct zone *) *find_slot(const char *name, struct zone **zone)
{
	unsigned hash = 5381;

	for (const char *c = name; *c; c++)
		hash = hash * 33 + (unsigned char)*c;
	for (unsigned i = 0; i < TABLE_SIZE; i++) {
		_Atomic(struct zone *) *slot = &table[(hash + i) % TABLE_SIZE];

		*zone = atomic_load_explicit(slot, memory_order_acquire);
		if (!*zone || strcmp((*zone)->name, name) == 0)
			return slot;
	}
	return NULL;
}

/* With the lock held. */
static const struct zone *load(const char *name)
{
	struct zone *zone = NULL;
	_Atomic(struct zone *) *slot = find_slot(name, &zone);
	GTimeZone *glib;

	if (zone || !slot)
		return zone;
	glib = g_time_zone_new_identifier(name);
	if (!glib)
		return NULL;
	zone = compile(name, glib);
	g_time_zone_unref(glib);
	atomic_store_explicit(slot, zone, memory_order_release);
	return zone;
}

const struct zone *zone_find(const char *name)
{
	struct zone *zone = NULL;
	const struct zone *loaded;

	if (!name || (find_slot(name, &zone) && zone))
		return zone;
	if (!name_is_plain(name))
		return NULL;
	lock_take(&adding, LOCK_ZONES);
	loaded = load(name);
	lock_give(&adding, LOCK_ZONES);
	return loaded;
}

const struct zone_interval *zone_interval_at(const struct zone *zone, int64_t at)
{
	size_t low = 0, high = zone->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (zone->intervals[middle].from <= at)
			low = middle;
		else
			high = middle;
	}
	return &zone->intervals[low];
}

int64_t zone_from_local(const struct zone *zone, int64_t local)
{
	/* No offset is larger than a day; so the search begins before every candidate. */
	const struct zone_interval *interval = zone_interval_at(zone, local - 2 * ZONE_DAY_MS);

	while (local - interval->offset_ms >= interval->to)
		interval++;
	return local - interval->offset_ms > interval->from ? local - interval->offset_ms : interval->from;
}

int64_t zone_local(const struct zone *zone, int64_t at)
{
	return at + zone_interval_at(zone, at)->offset_ms;
}

int64_t zone_day(int64_t local)
{
	return local / ZONE_DAY_MS - (local % ZONE_DAY_MS < 0);
}

/* Counting years from March, so that leap days come last. */
int zone_date(int64_t day)
{
	int64_t shifted = day + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;
	int64_t day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
	int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
	int64_t year = year_of_era + era * 400 + (month <= 2);

	return (int)(year * 10000 + month * 100 + day_of_month);
}

int64_t zone_day_of_date(int date)
{
	int64_t month = date / 100 % 100, day_of_month = date % 100;
	int64_t year = date / 10000 - (month <= 2);
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day_of_month - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}
