#include "base/unit.h"

#include "base/arena.h"
#include "base/check.h"
#include "model/holidays.h"

static uint64_t bit_of(const char *country)
{
	size_t n = 0;

	assert_true(holidays_country_find(country, &n));
	return UINT64_C(1) << n;
}

TEST(holidays, knows_the_national_holidays_of_a_country)
{
	struct holidays germany = {.countries = bit_of("DE")}, both = {.countries = bit_of("DE") | bit_of("US")};

	assert_true(holidays_include(&germany, 20261225));
	assert_true(holidays_include(&germany, 20270329)); /* Easter Monday */
	assert_false(holidays_include(&germany, 20261126));
	assert_true(holidays_include(&both, 20261126)); /* Thanksgiving */
	assert_true(holidays_include(&both, 20361225));
	assert_false(holidays_include(&both, 20261224));
}

TEST(holidays, dates_of_ones_own_count_too)
{
	static const int dates[] = {20261224, 20261231};
	struct holidays own = {.dates = dates, .date_count = ARRAY_COUNT(dates)};

	assert_true(holidays_include(&own, 20261224));
	assert_true(holidays_include(&own, 20261231));
	assert_false(holidays_include(&own, 20261225));
}

TEST(holidays, takes_days_of_the_calendar_and_nothing_else)
{
	static const char *const wrong[] = {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-12-00", "2026-12-32",
		"2026-1-01", "26-12-24", "2026-12-24 ", "20261224", "2026/12/24", "1969-12-31", "+026-12-24"};
	int date = 0;

	assert_true(holidays_date_parse("2028-02-29", &date));
	assert_int_equal(date, 20280229);
	for (size_t i = 0; i < ARRAY_COUNT(wrong); i++)
		assert_false(holidays_date_parse(wrong[i], &date));
	assert_false(holidays_date_parse(NULL, &date));
	assert_int_equal(date, 20280229);
}

TEST(holidays, are_read_as_they_were_written)
{
	OWNED(arena) struct arena *arena = arena_new();
	int dates[] = {20261231, 20261224, 20261231};
	struct holidays holidays = {.countries = bit_of("US") | bit_of("AT"), .dates = dates}, read;

	holidays.date_count = holidays_sort_dates(dates, ARRAY_COUNT(dates));
	assert_string_equal(holidays_countries_text(&holidays, arena), "AT US");
	assert_string_equal(holidays_dates_text(&holidays, arena), "20261224 20261231");
	read = holidays_read("AT XX US", "20261224 20261231", arena);
	assert_true(read.countries == holidays.countries);
	assert_int_equal(read.date_count, 2);
	assert_int_equal(read.dates[1], 20261231);
	assert_string_equal(holidays_date_text(read.dates[0], arena), "2026-12-24");
	read = holidays_read("", "", arena);
	assert_true(!read.countries && !read.date_count);
}

TEST(holidays, countries_stand_in_alphabetical_order)
{
	size_t n = 1;

	while (holidays_country_at(n)) {
		assert_true(strcmp(holidays_country_at(n - 1), holidays_country_at(n)) < 0);
		n++;
	}
	assert_true(n > 30);
}
