/* Unit tests of what is told when an email cannot be made. */
#include "base/unit.h"

#include "engine/compose_watch.h"

enum { MINUTE_MS = 60000, HOUR_MS = 60 * MINUTE_MS, START = 1000 };

static bool is_news(struct compose_watch *watch, int64_t campaign_id, const char *message, int64_t now)
{
	struct error err;

	(void)error_set(&err, ERROR_CONFLICT, "attachment_missing", "%s", message);
	return compose_watch_is_news(watch, campaign_id, &err, now);
}

TEST(compose_watch, tells_of_a_cause_once_while_it_lasts_and_again_each_day)
{
	OWNED(compose_watch) struct compose_watch *watch = compose_watch_new();
	int told = 0;

	for (int64_t minute = 0; minute < 24 * 60; minute++)
		told += is_news(watch, 7, "a.pdf is gone", START + minute * MINUTE_MS);
	assert_int_equal(told, 1);
	assert_true(is_news(watch, 7, "a.pdf is gone", START + 24LL * HOUR_MS));
}

TEST(compose_watch, tells_of_another_cause_and_another_campaign_at_once)
{
	OWNED(compose_watch) struct compose_watch *watch = compose_watch_new();

	assert_true(is_news(watch, 7, "a.pdf is gone", START));
	assert_true(is_news(watch, 7, "b.pdf is gone", START));
	assert_true(is_news(watch, 8, "a.pdf is gone", START));
	assert_false(is_news(watch, 7, "a.pdf is gone", START + MINUTE_MS));
	assert_false(is_news(watch, 7, "b.pdf is gone", START + MINUTE_MS));
}

TEST(compose_watch, tells_again_of_a_cause_that_had_been_mended)
{
	OWNED(compose_watch) struct compose_watch *watch = compose_watch_new();

	assert_true(is_news(watch, 7, "a.pdf is gone", START));
	assert_false(is_news(watch, 7, "a.pdf is gone", START + 59 * MINUTE_MS));
	assert_true(is_news(watch, 7, "a.pdf is gone", START + 59 * MINUTE_MS + HOUR_MS));
}

TEST(compose_watch, keeps_the_causes_met_last_when_there_are_too_many)
{
	OWNED(compose_watch) struct compose_watch *watch = compose_watch_new();

	for (int64_t campaign = 1; campaign <= 300; campaign++)
		assert_true(is_news(watch, campaign, "a.pdf is gone", START + campaign));
	assert_false(is_news(watch, 300, "a.pdf is gone", START + 301));
	assert_true(is_news(watch, 1, "a.pdf is gone", START + 302));
}
