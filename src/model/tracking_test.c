#include "base/unit.h"

#include "base/check.h"
#include "model/tracking.h"

TEST(tracking, nobody_is_followed_without_consent_where_that_is_the_law)
{
	static const struct {
		const char *country, *legal_basis, *countries;
		bool may;
	} rows[] = {
		{"DE", NULL, NULL, false},
		{"Germany", "legitimate interest", NULL, false},
		{"Germany", "consent", NULL, true},
		{"France", " Consent ", NULL, true},
		{"UK", NULL, NULL, false},
		{"Norway", NULL, NULL, false},
		{"Switzerland", NULL, NULL, false},
		{"US", NULL, NULL, true},
		{"United States", "", NULL, true},
		{NULL, NULL, NULL, false},
		{"", "", NULL, false},
		{"somewhere", NULL, NULL, false},
		{"somewhere", "consent", NULL, true},
		{"US", NULL, "CA,US", false},
		{"Canada", NULL, "CA,US", false},
		{"DE", NULL, "CA,US", true},
		{NULL, NULL, "CA,US", false},
		{"DE", NULL, "", true},
		{NULL, NULL, "", true},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct contact contact = {
			.fields = {[CONTACT_COUNTRY] = rows[i].country, [CONTACT_LEGAL_BASIS] = rows[i].legal_basis}};

		if (tracking_may_follow(&contact, rows[i].countries, arena) != rows[i].may)
			fail_msg("row %zu", i);
	}
	arena_free(arena);
}
