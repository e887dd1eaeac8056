#pragma once
/*
 * holidays: local days on which nothing is sent: the national public holidays of some countries, and dates of one's own.
 *
 * A date is yyyymmdd, 0 for none. The table of countries is compiled in (tools/holidays.mjs): no network is asked.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { HOLIDAYS_MAX_COUNTRIES = 64, HOLIDAYS_MAX_DATES = 200 };

struct holidays {
	uint64_t countries; /* bit n: the country of holidays_country_at(n) */
	const int *dates;   /* ascending */
	size_t date_count;
};

/* ISO 3166 code of the n-th country, in alphabetical order; NULL past the last. */
const char *holidays_country_at(size_t n);
/* False for a country that is not in the table. */
bool holidays_country_find(const char *code, size_t *n);

/* Whether nothing is sent on this date. */
bool holidays_include(const struct holidays *holidays, int date);

/* "2026-12-24" → 20261224. False for anything that is not a day of the years 1970 to 9999. */
bool holidays_date_parse(const char *text, int *date);
/* 20261224 → "2026-12-24"; NULL for 0. */
const char *holidays_date_text(int date, struct arena *arena);

/* Sorts and removes what is there twice; returns how many are left. */
size_t holidays_sort_dates(int *dates, size_t count);

/* As they are stored: "AT DE" and "20261224 20261231". What cannot be read is left out. */
const char *holidays_countries_text(const struct holidays *holidays, struct arena *arena);
const char *holidays_dates_text(const struct holidays *holidays, struct arena *arena);
struct holidays holidays_read(const char *country_codes, const char *dates, struct arena *arena);
