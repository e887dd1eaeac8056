#include "base/unit.h"

#include "base/text.h"
#include "model/contact.h"

TEST(contact, every_field_is_found_by_its_name)
{
	enum contact_field field;

	for (int i = 0; i < CONTACT_FIELD_COUNT; i++) {
		assert_true(contact_field_parse(contact_field_name((enum contact_field)i), &field));
		assert_int_equal(field, i);
		assert_true(contact_field_max(field) > 0);
		assert_true(strlen(contact_field_label(field)) > 0);
	}
	assert_false(contact_field_parse("email_key", &field));
	assert_false(contact_field_parse(NULL, &field));
}

static const char *cleaned(enum contact_field field, const char *value, struct arena *arena)
{
	const char *out = "unset";
	struct error err = {0};

	return contact_clean(field, value, arena, &out, &err) ? out : arena_printf(arena, "!%s", err.rule);
}

TEST(contact, trims_values_and_takes_empty_ones_for_none)
{
	struct arena *arena = arena_new();

	assert_string_equal(cleaned(CONTACT_FIRST_NAME, "  Ada\t", arena), "Ada");
	assert_null(cleaned(CONTACT_FIRST_NAME, "   ", arena));
	assert_null(cleaned(CONTACT_FIRST_NAME, NULL, arena));
	assert_string_equal(cleaned(CONTACT_CONTEXT, "one\r\ntwo\rthree", arena), "one\ntwo\nthree");
	assert_string_equal(cleaned(CONTACT_TIMEZONE, "Europe/Berlin", arena), "Europe/Berlin");
	arena_free(arena);
}

TEST(contact, refuses_values_that_would_break_a_line_or_a_limit)
{
	struct arena *arena = arena_new();
	char name[202];

	memset(name, 'a', 201);
	name[201] = '\0';
	assert_string_equal(cleaned(CONTACT_FIRST_NAME, name, arena), "!max_length");
	assert_string_equal(cleaned(CONTACT_FIRST_NAME, name + 1, arena), name + 1);
	assert_string_equal(cleaned(CONTACT_FIRST_NAME, "Ada\nBcc: x@y.test", arena), "!text");
	assert_string_equal(cleaned(CONTACT_FIRST_NAME, "A\x07", arena), "!text");
	assert_string_equal(cleaned(CONTACT_FIRST_NAME, "A\xff", arena), "!text");
	assert_string_equal(cleaned(CONTACT_CONTEXT, "A\x1b[0m", arena), "!text");
	assert_string_equal(cleaned(CONTACT_TIMEZONE, "Berlin", arena), "!timezone");
	arena_free(arena);
}

TEST(contact, an_email_brings_its_key_and_domain)
{
	struct arena *arena = arena_new();
	struct contact contact = {0};
	struct error err;

	assert_true(contact_set_email(&contact, "Ada@Acme.Test", arena, &err));
	assert_string_equal(contact.fields[CONTACT_EMAIL], "Ada@acme.test");
	assert_string_equal(contact.email_key, "ada@acme.test");
	assert_string_equal(contact.domain, "acme.test");
	assert_false(contact_set_email(&contact, "Ada", arena, &err));
	assert_string_equal(contact.domain, "acme.test");
	arena_free(arena);
}

TEST(contact, custom_names_are_spelt_as_templates_spell_them)
{
	struct arena *arena = arena_new();

	assert_string_equal(contact_custom_name("Deal size", arena), "deal_size");
	assert_string_equal(contact_custom_name(" Deal-Size (EUR) ", arena), "deal_size_eur");
	assert_string_equal(contact_custom_name("deal_size", arena), "deal_size");
	assert_string_equal(contact_custom_name("Größe", arena), "grosse");
	assert_null(contact_custom_name("--", arena));
	arena_free(arena);
}

TEST(contact, custom_fields_become_an_object_of_texts)
{
	struct arena *arena = arena_new();
	const char *out;
	struct error err;

	assert_true(contact_clean_custom(
		"{\"Deal size\":12,\"ok\":true,\"rate\":1.5,\"empty\":\" \",\"none\":null,\"deal_size\":\"13\"}", arena,
		&out, &err));
	assert_string_equal(out, "{\"deal_size\":\"12\",\"ok\":\"true\",\"rate\":\"1.5\"}");
	assert_true(contact_clean_custom(NULL, arena, &out, &err));
	assert_string_equal(out, "{}");
	arena_free(arena);
}

TEST(contact, refuses_custom_fields_that_are_no_texts)
{
	static const char *const bad[] = {
		"[]", "\"x\"", "{", "{\"a\":[]}", "{\"a\":{}}", "{\"--\":\"x\"}", "{\"a\":\"\\u0007\"}"};
	struct arena *arena = arena_new();
	const char *out;

	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		struct error err = {0};

		assert_false(contact_clean_custom(bad[i], arena, &out, &err));
		assert_string_equal(err.field, "custom");
		assert_int_equal(err.kind, ERROR_INVALID);
	}
	arena_free(arena);
}

TEST(contact, gives_a_custom_value_by_its_name)
{
	struct arena *arena = arena_new();
	struct contact contact = {.custom = "{\"deal_size\":\"12\"}"};

	assert_string_equal(contact_custom(&contact, "deal_size", arena), "12");
	assert_null(contact_custom(&contact, "other", arena));
	contact.custom = "{}";
	assert_null(contact_custom(&contact, "deal_size", arena));
	arena_free(arena);
}

TEST(contact, is_searched_by_name_company_and_email_in_any_case)
{
	struct arena *arena = arena_new();
	struct contact contact = {.fields = {[CONTACT_EMAIL] = "Ada@acme.test",
					  [CONTACT_FIRST_NAME] = "Ada",
					  [CONTACT_COMPANY] = "ACME Übersee"}};

	assert_string_equal(contact_search_key(&contact, arena), "ada acme übersee ada@acme.test");
	arena_free(arena);
}
