/* Unit tests of what a refused sign-in means. */
#include "base/unit.h"

#include "engine/sign_in.h"
#include "ops/campaign_fixture.h"
#include "ops/mailbox_ops.h"

enum { MINUTE_MS = 60000, DAY_MS = 24 * 3600 * 1000 };

static struct mailbox mailbox_now(struct campaign_fixture *fixture)
{
	struct mailbox mailbox;

	assert_true(mailbox_ops_get(&fixture->ops, &fixture->call, fixture->mailbox_id, &mailbox, &fixture->err));
	return mailbox;
}

static void refuse(struct campaign_fixture *fixture)
{
	struct mailbox mailbox = mailbox_now(fixture);
	struct send_result result = {.outcome = SEND_DEFERRED, .class = SEND_CLASS_AUTH, .text = "535 No."};

	assert_true(sign_in_refused(&fixture->ops, &mailbox, &result) >= MINUTE_MS);
}

TEST(sign_in, a_password_that_is_refused_twice_minutes_apart_deactivates)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();

	refuse(fixture);
	fixture->store->clock.offset_ms += MINUTE_MS;
	refuse(fixture);
	assert_int_equal(mailbox_now(fixture).status, MAILBOX_ACTIVE);
	fixture->store->clock.offset_ms += MINUTE_MS;
	refuse(fixture);
	assert_int_equal(mailbox_now(fixture).status, MAILBOX_INACTIVE);
	assert_string_equal(mailbox_now(fixture).last_error_text, "535 No.");
}

TEST(sign_in, one_that_worked_in_between_counts_anew)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct mailbox mailbox;

	refuse(fixture);
	mailbox = mailbox_now(fixture);
	sign_in_worked(&fixture->ops, &mailbox);
	fixture->store->clock.offset_ms += DAY_MS;
	refuse(fixture);
	assert_int_equal(mailbox_now(fixture).status, MAILBOX_ACTIVE);
}

TEST(sign_in, a_clock_that_was_ahead_and_comes_back_leaves_no_password_tried_for_ever)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();

	fixture->store->clock.offset_ms += 365LL * DAY_MS;
	refuse(fixture);
	fixture->store->clock.offset_ms -= 365LL * DAY_MS;
	refuse(fixture);
	assert_int_equal(mailbox_now(fixture).status, MAILBOX_ACTIVE);
	fixture->store->clock.offset_ms += 2 * MINUTE_MS;
	refuse(fixture);
	assert_int_equal(mailbox_now(fixture).status, MAILBOX_INACTIVE);
}
