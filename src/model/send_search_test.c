/*
 * Unit tests of when an unknown email is looked for, and of the date it is given.
 */
#include "base/unit.h"

#include "base/check.h"
#include "model/send_search.h"

TEST(send_search, looks_five_times_over_fifteen_minutes)
{
	static const int seconds[SEND_SEARCHES] = {5, 30, 2 * 60, 5 * 60, 15 * 60};
	int64_t at = 0;

	for (int i = 0; i < SEND_SEARCHES; i++) {
		at = send_search_next_at(i, at);
		assert_int_equal(at, seconds[i] * 1000LL);
	}
	assert_int_equal(at, SEND_SEARCH_SPAN_MS);
	assert_int_equal(send_search_next_at(SEND_SEARCHES, at), 0);
}

TEST(send_search, the_provider_dates_the_email_unless_its_date_cannot_be_right)
{
	enum { MINUTE = 60 * 1000, PERMITTED = 100 * MINUTE, NOW = 200 * MINUTE };
	static const struct {
		const char *name;
		int64_t copy, permitted, sent;
	} cases[] = {
		{"between permit and now", 101 * MINUTE, PERMITTED, 101 * MINUTE},
		{"a clock that is a little slow", 95 * MINUTE, PERMITTED, 95 * MINUTE},
		{"a clock that is a little fast", 205 * MINUTE, PERMITTED, NOW},
		{"an hour before its permit", 40 * MINUTE, PERMITTED, PERMITTED},
		{"in the future", 300 * MINUTE, PERMITTED, PERMITTED},
		{"no date", 0, PERMITTED, PERMITTED},
		{"no permit is known", 7 * MINUTE, 0, 7 * MINUTE},
		{"neither is known", 0, 0, NOW},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		if (send_search_sent_at(cases[i].copy, cases[i].permitted, NOW) != cases[i].sent)
			fail_msg("wrong date: %s", cases[i].name);
}

TEST(send_search, reasons_are_parsed_by_their_names)
{
	enum unknown_reason reason = UNKNOWN_NO_ANSWER;

	for (int i = 0; i < UNKNOWN_REASON_COUNT; i++) {
		assert_true(unknown_reason_parse(unknown_reason_name((enum unknown_reason)i), &reason));
		assert_int_equal(reason, i);
	}
	assert_false(unknown_reason_parse("lost", &reason));
}
