#include "base/unit.h"

#include "base/text.h"
#include "model/suppression.h"

TEST(suppression, reads_addresses_and_domains_as_people_type_them)
{
	static const struct {
		const char *typed;
		enum suppression_kind kind;
		const char *key;
	} rows[] = {
		{"Ada@Acme.Test", SUPPRESSION_ADDRESS, "ada@acme.test"},
		{" acme.test ", SUPPRESSION_DOMAIN, "acme.test"},
		{"@acme.test", SUPPRESSION_DOMAIN, "acme.test"},
		{"*.acme.test", SUPPRESSION_DOMAIN, "acme.test"},
		{".acme.test", SUPPRESSION_DOMAIN, "acme.test"},
		{"Müller.example", SUPPRESSION_DOMAIN, "xn--mller-kva.example"},
		{"mail.acme.co.uk", SUPPRESSION_DOMAIN, "mail.acme.co.uk"},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct suppression_value got;
		struct error err;

		assert_true(suppression_parse(rows[i].typed, arena, &got, &err));
		assert_int_equal(got.kind, rows[i].kind);
		assert_string_equal(got.key, rows[i].key);
	}
	arena_free(arena);
}

TEST(suppression, refuses_what_many_share_and_what_is_nothing)
{
	static const struct {
		const char *typed, *rule;
	} rows[] = {
		{"com", "public_suffix"},
		{"*.com", "public_suffix"},
		{"CO.UK", "public_suffix"},
		{"@de", "public_suffix"},
		{"test", "public_suffix"},
		{"", "required"},
		{" ", "required"},
		{"ada@", "address_or_domain"},
		{"two words", "address_or_domain"},
		{"http://acme.test/", "address_or_domain"},
		{"*", "address_or_domain"},
		{"a@b@acme.test", "address_or_domain"},
		{"\xff.acme.test", "address_or_domain"},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct suppression_value got;
		struct error err = {0};

		if (suppression_parse(rows[i].typed, arena, &got, &err))
			fail_msg("taken: %s", rows[i].typed);
		assert_string_equal(err.field, "value");
		assert_string_equal(err.rule, rows[i].rule);
	}
	arena_free(arena);
}

TEST(suppression, a_domain_is_covered_by_itself_and_those_above_it)
{
	const char *chain[SUPPRESSION_MAX_CHAIN];

	assert_int_equal(suppression_domain_chain("a.mail.acme.test", chain), 3);
	assert_string_equal(chain[0], "a.mail.acme.test");
	assert_string_equal(chain[1], "mail.acme.test");
	assert_string_equal(chain[2], "acme.test");
	assert_int_equal(suppression_domain_chain("acme.test", chain), 1);
	assert_int_equal(suppression_domain_chain("localhost", chain), 1);
}

TEST(suppression, the_longest_domain_keeps_its_last_part_in_the_chain)
{
	const char *chain[SUPPRESSION_MAX_CHAIN];
	char domain[2 * 126 + 2];

	for (int i = 0; i < 126; i++)
		memcpy(domain + 2 * (size_t)i, "a.", 2);
	memcpy(domain + 2 * 126, "b", 2);

	assert_int_equal(suppression_domain_chain(domain, chain), 126);
	assert_string_equal(chain[125], "a.b");
}
