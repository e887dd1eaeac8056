#include "model/holidays.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "model/zone.h"

struct country {
	const char *code;
	const int *days; /* ascending */
	size_t count;
};

#include "model/holiday_table.inc"

_Static_assert(ARRAY_COUNT(countries) <= HOLIDAYS_MAX_COUNTRIES, "each country has a bit");

const char *holidays_country_at(size_t n)
{
	return n < ARRAY_COUNT(countries) ? countries[n].code : NULL;
}

bool holidays_country_find(const char *code, size_t *n)
{
	for (size_t i = 0; i < ARRAY_COUNT(countries); i++)
		if (text_equal(countries[i].code, code)) {
			*n = i;
			return true;
		}
	return false;
}

static int compare_dates(const void *a, const void *b)
{
	const int *first = a, *second = b;

	return (*first > *second) - (*first < *second);
}

static bool holds(const int *dates, size_t count, int date)
{
	return count && bsearch(&date, dates, count, sizeof(*dates), compare_dates);
}

bool holidays_include(const struct holidays *holidays, int date)
{
	if (holds(holidays->dates, holidays->date_count, date))
		return true;
	for (size_t i = 0; i < ARRAY_COUNT(countries) && holidays->countries >> i; i++)
		if (holidays->countries >> i & 1 && holds(countries[i].days, countries[i].count, date))
			return true;
	return false;
}

bool holidays_date_parse(const char *text, int *date)
{
	static const char form[] = "yyyy-mm-dd";
	int read = 0;

	if (!text || strlen(text) != strlen(form))
		return false;
	for (size_t i = 0; form[i]; i++) {
		bool is_digit = text[i] >= '0' && text[i] <= '9';

		if (form[i] == '-' ? text[i] != '-' : !is_digit)
			return false;
		if (is_digit)
			read = read * 10 + text[i] - '0';
	}
	if (read < 19700101 || zone_date(zone_day_of_date(read)) != read)
		return false;
	*date = read;
	return true;
}

const char *holidays_date_text(int date, struct arena *arena)
{
	return date ? arena_printf(arena, "%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100) : NULL;
}

size_t holidays_sort_dates(int *dates, size_t count)
{
	size_t kept = 0;

	if (count)
		qsort(dates, count, sizeof(*dates), compare_dates);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || dates[i] != dates[kept - 1])
			dates[kept++] = dates[i];
	return kept;
}

const char *holidays_countries_text(const struct holidays *holidays, struct arena *arena)
{
	struct text text;

	text_init(&text, arena);
	for (size_t i = 0; i < ARRAY_COUNT(countries); i++)
		if (holidays->countries >> i & 1)
			text_printf(&text, "%s%s", text.length ? " " : "", countries[i].code);
	return text_string(&text);
}

const char *holidays_dates_text(const struct holidays *holidays, struct arena *arena)
{
	struct text text;

	text_init(&text, arena);
	for (size_t i = 0; i < holidays->date_count; i++)
		text_printf(&text, "%s%d", i ? " " : "", holidays->dates[i]);
	return text_string(&text);
}

/* The next word of a list; "" at its end. */
static const char *next_word(const char **at, char word[static 16])
{
	size_t length;

	*at += strspn(*at, " ");
	length = strcspn(*at, " ");
	snprintf(word, 16, "%.*s", (int)length, *at);
	*at += length;
	return word;
}

struct holidays holidays_read(const char *country_codes, const char *dates, struct arena *arena)
{
	struct holidays holidays = {0};
	char word[16];
	size_t n;
	int *list;

	for (const char *at = country_codes ? country_codes : ""; *next_word(&at, word);)
		if (holidays_country_find(word, &n))
			holidays.countries |= UINT64_C(1) << n;
	if (text_is_empty(dates))
		return holidays;
	list = ARENA_ARRAY(arena, int, HOLIDAYS_MAX_DATES);
	for (const char *at = dates; holidays.date_count < HOLIDAYS_MAX_DATES && *next_word(&at, word);)
		list[holidays.date_count++] = (int)strtol(word, NULL, 10);
	holidays.date_count = holidays_sort_dates(list, holidays.date_count);
	holidays.dates = list;
	return holidays;
}
