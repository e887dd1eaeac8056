#include "base/unit.h"

#include <stdio.h>

#include "base/text.h"
#include "model/contact_columns.h"

enum { MAX = 16 };

/* "email first_name custom:deal_size skip" … for a header row. */
static const char *matched(const char *const *headers, size_t count, struct arena *arena)
{
	static const char *const kinds[] = {[COLUMN_SKIP] = "skip",
		[COLUMN_FULL_NAME] = "name",
		[COLUMN_UNSUBSCRIBED] = "unsubscribed",
		[COLUMN_STATUS] = "status"};
	struct contact_column columns[MAX];
	struct text out;

	text_init(&out, arena);
	if (!contact_columns_match(headers, count, arena, columns))
		text_add(&out, "no email: ");
	for (size_t i = 0; i < count; i++) {
		if (columns[i].kind == COLUMN_FIELD)
			text_printf(&out, "%s ", contact_field_name(columns[i].field));
		else if (columns[i].kind == COLUMN_CUSTOM)
			text_printf(&out, "custom:%s ", columns[i].custom_name);
		else
			text_printf(&out, "%s ", kinds[columns[i].kind]);
	}
	return text_string(&out);
}

#define CHECK_MATCH(wanted, ...) \
	do { \
		static const char *const headers[] = {__VA_ARGS__}; \
		struct arena *arena = arena_new(); \
		assert_string_equal(matched(headers, ARRAY_COUNT(headers), arena), wanted); \
		arena_free(arena); \
	} while (0)

TEST(contact_columns, knows_the_headers_of_other_tools)
{
	CHECK_MATCH("email first_name last_name company ", "Email", "First Name", "Last Name", "Company Name");
	CHECK_MATCH("email first_name last_name company linkedin ", "email", "firstName", "lastName", "companyName",
		"linkedinUrl");
	CHECK_MATCH("email first_name last_name unsubscribed ", "Email Address", "FNAME", "LNAME", "UNSUB_TIME");
	CHECK_MATCH("email first_name last_name title unsubscribed ", "Email", "First Name", "Last Name", "Job Title",
		"Unsubscribed from all email");
	CHECK_MATCH("first_name last_name email company location ", "Vorname", "Nachname", "E-Mail-Adresse", "Firma",
		"Ort");
	CHECK_MATCH("first_name last_name email ", "Prénom", "Nom", "Courriel");
	CHECK_MATCH("email first_name last_name custom:phone_number status ", "lead_email", "first_name", "last_name",
		"phone_number", "lead_status");
}

TEST(contact_columns, an_unknown_header_is_a_custom_field_and_an_empty_one_nothing)
{
	CHECK_MATCH("email custom:deal_size_eur skip ", "E-mail", "Deal size (EUR)", "");
}

TEST(contact_columns, the_first_of_two_equal_columns_wins)
{
	CHECK_MATCH("email skip custom:x skip ", "Email", "E-Mail", "X", "x");
	CHECK_MATCH("email unsubscribed unsubscribed ", "Email", "Unsubscribed", "Bounced");
}

TEST(contact_columns, a_name_is_a_last_name_beside_a_first_name)
{
	CHECK_MATCH("first_name last_name email ", "Vorname", "Name", "Email");
	CHECK_MATCH("name email ", "Name", "Email");
	CHECK_MATCH("skip first_name last_name email ", "Full Name", "First Name", "Last Name", "Email");
}

TEST(contact_columns, tells_when_no_column_holds_addresses)
{
	CHECK_MATCH("no email: first_name last_name ", "First", "Last");
}

TEST(contact_columns, tells_a_header_from_a_contact)
{
	static const char *const header[] = {"Email", "Name"}, *const contact[] = {"Ada", "ada@acme.test"};

	assert_true(contact_columns_is_header(header, 2));
	assert_false(contact_columns_is_header(contact, 2));
}

TEST(contact_columns, reads_yes_and_statuses_that_mean_stop)
{
	static const char *const yes[] = {"1", "TRUE", "Yes", "x", "Ja", "Sí", "2026-11-23 08:00:00", "23.11.2026"};
	static const char *const no[] = {"", "0", "false", "no", "nein", "12", "maybe"};
	static const char *const stop[] = {"Unsubscribed", "BOUNCED", "hard_bounce", "Do not contact", "cleaned"};
	static const char *const go[] = {"", "active", "subscribed", "replied", "open"};

	for (size_t i = 0; i < ARRAY_COUNT(yes); i++)
		assert_true(contact_columns_is_yes(yes[i]));
	for (size_t i = 0; i < ARRAY_COUNT(no); i++)
		assert_false(contact_columns_is_yes(no[i]));
	for (size_t i = 0; i < ARRAY_COUNT(stop); i++)
		assert_true(contact_columns_is_stop_status(stop[i]));
	for (size_t i = 0; i < ARRAY_COUNT(go); i++)
		assert_false(contact_columns_is_stop_status(go[i]));
}

TEST(contact_columns, splits_a_full_name)
{
	static const struct {
		const char *name, *first, *last;
	} rows[] = {
		{"Ada Lovelace", "Ada", "Lovelace"},
		{" Ada  King Lovelace ", "Ada", "King Lovelace"},
		{"Lovelace, Ada", "Ada", "Lovelace"},
		{"Ada", "Ada", ""},
		{"", "", ""},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		const char *first, *last;

		contact_columns_split_name(rows[i].name, arena, &first, &last);
		assert_string_equal(first, rows[i].first);
		assert_string_equal(last, rows[i].last);
	}
	arena_free(arena);
}
