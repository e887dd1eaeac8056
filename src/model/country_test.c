#include "base/unit.h"

#include "base/check.h"
#include "base/text.h"
#include "model/country.h"

TEST(country, takes_codes_and_the_names_that_people_write)
{
	static const struct {
		const char *text, *code;
	} rows[] = {
		{"DE", "DE"},
		{" de ", "DE"},
		{"Germany", "DE"},
		{"DEUTSCHLAND", "DE"},
		{"Österreich", "AT"},
		{"España", "ES"},
		{"UK", "GB"},
		{"The United Kingdom", "GB"},
		{"U.S.A.", "US"},
		{"United States of America", "US"},
		{"Trinidad & Tobago", "TT"},
		{"Trinidad and Tobago", "TT"},
		{"Côte d’Ivoire", "CI"},
		{"the Netherlands", "NL"},
		{"Niger", "NE"},
		{"Nigeria", "NG"},
		{"Atlantis", NULL},
		{"ZZ", NULL},
		{"", NULL},
		{NULL, NULL},
		{"\xff", NULL},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		if (!text_equal(country_code(rows[i].text, arena), rows[i].code))
			fail_msg("%s is taken as %s", rows[i].text, country_code(rows[i].text, arena));
	arena_free(arena);
}

TEST(country, a_code_is_two_capital_letters)
{
	assert_true(country_is_code("CH"));
	assert_false(country_is_code("ch"));
	assert_false(country_is_code("XX"));
	assert_false(country_is_code(""));
}
