#include "base/unit.h"

#include "base/text.h"
#include "model/send.h"

enum { MINUTE = 60000 };

/* Rows: from; columns in the order of the enum: due, claimed, transmitting, sent, failed, unknown, cancelled. */
static const char *const expected[SEND_STATUS_COUNT] = {
	[SEND_DUE] = ".x...xx",
	[SEND_CLAIMED] = "x.x.x.x",
	[SEND_TRANSMITTING] = "x..xxx.",
	[SEND_SENT] = ".......",
	[SEND_FAILED] = ".......",
	[SEND_UNKNOWN] = "x..x..x",
	[SEND_CANCELLED] = ".......",
};

TEST(send, moves_only_along_its_table)
{
	for (int from = 0; from < SEND_STATUS_COUNT; from++)
		for (int to = 0; to < SEND_STATUS_COUNT; to++)
			assert_int_equal(
				send_may_move((enum send_status)from, (enum send_status)to), expected[from][to] == 'x');
}

TEST(send, an_unknown_one_is_never_transmitted_again_without_becoming_due_first)
{
	assert_false(send_may_move(SEND_UNKNOWN, SEND_CLAIMED));
	assert_false(send_may_move(SEND_UNKNOWN, SEND_TRANSMITTING));
}

TEST(send, waits_longer_after_each_refusal)
{
	static const int minutes[] = {5, 15, 30, 60, 120, 240, 480, 720, 720, 720, 720};

	for (int i = 0; i < (int)ARRAY_COUNT(minutes); i++)
		assert_int_equal(send_retry_at(i + 1, 1000000, 1000000), 1000000 + minutes[i] * MINUTE);
}

TEST(send, gives_up_after_twelve_attempts_or_three_days)
{
	int64_t first = 1000000;

	assert_int_equal(send_retry_at(12, first, first), 0);
	assert_int_equal(send_retry_at(100, first, first), 0);
	assert_int_equal(send_retry_at(1, first, first + SEND_GIVE_UP_MS), 0);
	assert_int_equal(send_retry_at(1, first, first + SEND_GIVE_UP_MS - 5 * MINUTE), first + SEND_GIVE_UP_MS);
}

TEST(send, all_its_attempts_fit_in_the_three_days)
{
	int64_t now = 0;

	for (int attempts = 1; attempts < SEND_MAX_ATTEMPTS; attempts++) {
		now = send_retry_at(attempts, 0, now);
		assert_true(now > 0);
	}
	assert_true(now < SEND_GIVE_UP_MS);
}

TEST(send, every_name_reads_back_and_others_do_not)
{
	enum send_status status;

	for (int i = 0; i < SEND_STATUS_COUNT; i++)
		assert_true(send_status_parse(send_status_name((enum send_status)i), &status) && (int)status == i);
	assert_false(send_status_parse("held", &status));
	assert_false(send_status_parse(NULL, &status));
}

TEST(send, every_reason_but_none_has_a_name_of_its_own)
{
	assert_null(held_reason_name(HELD_NONE));
	for (int i = 1; i < HELD_REASON_COUNT; i++)
		for (int k = 1; k < i; k++)
			assert_string_not_equal(
				held_reason_name((enum held_reason)i), held_reason_name((enum held_reason)k));
}
