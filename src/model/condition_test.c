/*
 * Unit tests of conditions on a contact's fields.
 */
#include "model/condition.h"

#include "base/unit.h"

static const struct contact grace = {.custom = "{\"tier\":\"Gold\",\"blank\":\" \"}",
	.fields = {[CONTACT_EMAIL] = "grace@navy.test",
		[CONTACT_FIRST_NAME] = "Grace",
		[CONTACT_COMPANY] = " Naval Reserve ",
		[CONTACT_COUNTRY] = "Germany"}};

TEST(condition, a_field_is_looked_at_as_people_write_it)
{
	static const struct {
		struct condition condition;
		bool is_met;
	} cases[] = {
		{{"first_name", CONDITION_IS, "Grace"}, true},
		{{"first_name", CONDITION_IS, " gRACE "}, true},
		{{"first_name", CONDITION_IS, "Gracie"}, false},
		{{"first_name", CONDITION_IS_NOT, "Gracie"}, true},
		{{"first_name", CONDITION_IS_NOT, "grace"}, false},
		{{"first_name", CONDITION_CONTAINS, "RAC"}, true},
		{{"first_name", CONDITION_CONTAINS, "rax"}, false},
		{{"first_name", CONDITION_EXISTS}, true},
		{{"first_name", CONDITION_MISSING}, false},
		{{"company", CONDITION_IS, "naval reserve"}, true},
		{{"title", CONDITION_IS, "Admiral"}, false},
		{{"title", CONDITION_IS_NOT, "Admiral"}, true},
		{{"title", CONDITION_CONTAINS, "a"}, false},
		{{"title", CONDITION_EXISTS}, false},
		{{"title", CONDITION_MISSING}, true},
		{{"country", CONDITION_IS, "DE"}, true},
		{{"country", CONDITION_IS, "Deutschland"}, true},
		{{"country", CONDITION_IS, "France"}, false},
		{{"country", CONDITION_IS_NOT, "de"}, false},
		{{"country", CONDITION_IS_NOT, "Atlantis"}, true},
		{{"email", CONDITION_CONTAINS, "@navy.test"}, true},
		{{"custom.tier", CONDITION_IS, "gold"}, true},
		{{"custom.tier", CONDITION_IS_NOT, "silver"}, true},
		{{"custom.tier", CONDITION_EXISTS}, true},
		{{"custom.blank", CONDITION_EXISTS}, false},
		{{"custom.none", CONDITION_EXISTS}, false},
		{{"custom.none", CONDITION_MISSING}, true},
	};
	OWNED(arena) struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		if (condition_is_met(&cases[i].condition, &grace, arena) != cases[i].is_met)
			fail_msg("%s %s %s", cases[i].condition.field, condition_test_name(cases[i].condition.test),
				cases[i].condition.value ? cases[i].condition.value : "");
}

TEST(condition, what_is_wrong_with_one_is_named_by_its_part)
{
	static const struct {
		struct condition condition;
		const char *field, *rule;
	} cases[] = {
		{{"", CONDITION_EXISTS}, "field", "unknown"},
		{{"shoe_size", CONDITION_EXISTS}, "field", "unknown"},
		{{"custom.!!", CONDITION_EXISTS}, "field", "unknown"},
		{{"company", CONDITION_IS}, "value", "required"},
		{{"company", CONDITION_CONTAINS, "  "}, "value", "required"},
	};
	OWNED(arena) struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct condition condition = cases[i].condition;
		struct error err;

		assert_false(condition_clean(&condition, arena, &err));
		assert_string_equal(err.field, cases[i].field);
		assert_string_equal(err.rule, cases[i].rule);
	}
}

TEST(condition, one_is_kept_as_it_was_cleaned)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct condition condition = {"custom.Deal Size", CONDITION_CONTAINS, " \"big\" ", CONDITION_STOP}, kept;
	struct error err;

	assert_true(condition_clean(&condition, arena, &err));
	kept = condition_parse(condition_format(&condition, arena), arena);

	assert_string_equal(kept.field, "custom.deal_size");
	assert_int_equal(kept.test, CONDITION_CONTAINS);
	assert_string_equal(kept.value, "\"big\"");
	assert_int_equal(kept.then, CONDITION_STOP);
	assert_null(condition_format(&(struct condition){0}, arena));
	assert_false(condition_is_set(&(struct condition){0}));
	kept = condition_parse("{\"field\":\"company\",\"is\":\"smells\",\"then\":\"skip\"}", arena);
	assert_false(condition_is_set(&kept));
}

TEST(condition, a_test_that_takes_no_value_forgets_it)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct condition condition = {"company", CONDITION_EXISTS, "Acme", CONDITION_SKIP};
	struct error err;

	assert_true(condition_clean(&condition, arena, &err));
	assert_null(condition.value);
}
