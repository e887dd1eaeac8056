#include "base/unit.h"

#include <stdio.h>

#include "base/text.h"
#include "model/mailbox.h"

enum { NOW = 1000000, BEN = 77 };

/* Every state a mailbox can be in: active, and inactive by each cause. */
static const struct {
	enum mailbox_status status;
	enum mailbox_cause cause;
} states[] = {
	{MAILBOX_ACTIVE, MAILBOX_CAUSE_NONE},
	{MAILBOX_INACTIVE, MAILBOX_CAUSE_USER},
	{MAILBOX_INACTIVE, MAILBOX_CAUSE_AUTH_ERROR},
	{MAILBOX_INACTIVE, MAILBOX_CAUSE_PROVIDER_BLOCK},
	{MAILBOX_INACTIVE, MAILBOX_CAUSE_OPERATOR},
};
enum { STATES = ARRAY_COUNT(states) };

/* What each event does to each state: "status/cause", or the code that refuses it. */
static const char *const expected[MAILBOX_EVENT_COUNT][STATES] = {
	[MAILBOX_DISCONNECT] = {"inactive/user", "mailbox_not_active", "mailbox_not_active", "mailbox_not_active",
		"mailbox_not_active"},
	[MAILBOX_AUTH_REFUSED] = {"inactive/auth_error", "mailbox_not_active", "mailbox_not_active",
		"mailbox_not_active", "mailbox_not_active"},
	[MAILBOX_PROVIDER_BLOCKED] = {"inactive/provider_block", "mailbox_not_active", "mailbox_not_active",
		"mailbox_not_active", "mailbox_not_active"},
	[MAILBOX_STOPPED_BY_MANAGER] = {"inactive/operator", "mailbox_not_active", "mailbox_not_active",
		"mailbox_not_active", "mailbox_not_active"},
	[MAILBOX_UNDO] = {"mailbox_active", "active/", "undo_expired", "undo_expired", "undo_expired"},
	[MAILBOX_RECONNECT] = {"mailbox_active", "active/", "active/", "active/", "active/"},
};

static struct mailbox mailbox_in(size_t at)
{
	bool inactive = states[at].status == MAILBOX_INACTIVE;

	return (struct mailbox){
		.id = 5,
		.address = "ada@acme.test",
		.status = states[at].status,
		.cause = states[at].cause,
		.inactive_since = inactive ? NOW - 10 : 0,
		.inactive_by = inactive ? 3 : 0,
		.epoch = 7,
		.undo_until = states[at].cause == MAILBOX_CAUSE_USER ? NOW + 1 : 0,
	};
}

static void check_moved(const struct mailbox *mailbox, const char *wanted)
{
	const char *cause = mailbox_cause_name(mailbox->cause);
	bool inactive = mailbox->status == MAILBOX_INACTIVE;
	char got[64];

	snprintf(got, sizeof(got), "%s/%s", mailbox_status_name(mailbox->status), cause ? cause : "");
	assert_string_equal(got, wanted);
	assert_int_equal(mailbox->epoch, 8);
	assert_int_equal(mailbox->inactive_since, inactive ? NOW : 0);
	assert_int_equal(mailbox->inactive_by, inactive ? BEN : 0);
	assert_int_equal(mailbox->locked, mailbox->cause == MAILBOX_CAUSE_OPERATOR);
	assert_int_equal(mailbox->undo_until, 0);
}

static void check_refused(const struct mailbox *mailbox, size_t at, const char *code, const struct error *err)
{
	struct mailbox before = mailbox_in(at);

	assert_string_equal(err->code, code);
	assert_int_equal(err->kind, ERROR_CONFLICT);
	assert_memory_equal(mailbox, &before, sizeof(before));
	if (text_equal(code, "mailbox_not_active"))
		assert_string_equal(err->details, "{\"status\":\"inactive\",\"allowed\":[\"reconnect\",\"remove\"]}");
	else
		assert_string_equal(err->details, "");
}

TEST(mailbox, every_event_in_every_state_moves_or_is_refused_by_its_code)
{
	for (int event = 0; event < MAILBOX_EVENT_COUNT; event++) {
		for (size_t at = 0; at < STATES; at++) {
			struct mailbox mailbox = mailbox_in(at);
			const char *wanted = expected[event][at];
			struct error err = {0};

			if (mailbox_apply(&mailbox, (enum mailbox_event)event, BEN, NOW, &err))
				check_moved(&mailbox, wanted);
			else
				check_refused(&mailbox, at, wanted, &err);
		}
	}
}

TEST(mailbox, tells_what_to_do_when_it_is_inactive_already)
{
	struct mailbox mailbox = mailbox_in(1);
	struct error err;

	assert_false(mailbox_apply(&mailbox, MAILBOX_DISCONNECT, BEN, NOW, &err));

	assert_string_equal(err.message, "ada@acme.test is already inactive. Reconnect it to use it again.");
}

TEST(mailbox, can_be_undone_until_the_window_ends_and_not_at_its_end)
{
	struct mailbox mailbox = mailbox_in(1);
	struct error err;

	assert_false(mailbox_apply(&mailbox, MAILBOX_UNDO, BEN, NOW + 1, &err));
	assert_string_equal(err.code, "undo_expired");
	mailbox.undo_until = 0;
	assert_false(mailbox_apply(&mailbox, MAILBOX_UNDO, BEN, NOW, &err));
	assert_string_equal(err.code, "undo_expired");
}

TEST(mailbox, neither_undo_nor_reconnect_overtakes_a_running_disconnect)
{
	for (size_t at = 0; at < STATES; at++) {
		for (int event = MAILBOX_UNDO; event <= MAILBOX_RECONNECT; event++) {
			struct mailbox mailbox = mailbox_in(at);
			struct error err;

			mailbox.disconnecting = true;
			assert_false(mailbox_apply(&mailbox, (enum mailbox_event)event, BEN, NOW, &err));
			assert_string_equal(err.code, "disconnecting");
		}
	}
}

TEST(mailbox, a_lock_ends_with_the_reconnect)
{
	struct mailbox mailbox = mailbox_in(0);
	struct error err;

	assert_true(mailbox_apply(&mailbox, MAILBOX_STOPPED_BY_MANAGER, BEN, NOW, &err));
	assert_true(mailbox.locked);
	assert_true(mailbox_apply(&mailbox, MAILBOX_RECONNECT, BEN, NOW, &err));
	assert_false(mailbox.locked);
}

/* The actions of a mailbox as one text, in order. */
static const char *actions(const struct mailbox *mailbox, int64_t now, struct text *text)
{
	for (int action = 0; action < MAILBOX_ACTION_COUNT; action++)
		if (mailbox_may(mailbox, (enum mailbox_action)action, now))
			text_printf(text, "%s ", mailbox_action_name((enum mailbox_action)action));
	return text_string(text);
}

static void check_actions(const struct mailbox *mailbox, int64_t now, const char *wanted)
{
	struct arena *arena = arena_new();
	struct text text;

	text_init(&text, arena);
	assert_string_equal(actions(mailbox, now, &text), wanted);
	arena_free(arena);
}

TEST(mailbox, offers_disconnect_if_and_only_if_active_and_reconnect_if_and_only_if_inactive)
{
	for (size_t at = 0; at < STATES; at++) {
		struct mailbox mailbox = mailbox_in(at);
		bool active = mailbox.status == MAILBOX_ACTIVE;

		assert_int_equal(mailbox_may(&mailbox, MAILBOX_MAY_DISCONNECT, NOW), active);
		assert_int_equal(mailbox_may(&mailbox, MAILBOX_MAY_RECONNECT, NOW), !active);
		assert_int_equal(mailbox_may(&mailbox, MAILBOX_MAY_REMOVE, NOW), !active);
	}
}

TEST(mailbox, offers_the_actions_of_its_state)
{
	struct mailbox active = mailbox_in(0), gone = mailbox_in(1), refused = mailbox_in(2);

	check_actions(&active, NOW, "disconnect hold update_sign_in restart_campaigns ");
	check_actions(&gone, NOW, "undo_disconnect reconnect remove ");
	check_actions(&gone, NOW + 1, "reconnect remove ");
	check_actions(&refused, NOW, "reconnect remove ");
	gone.disconnecting = true;
	check_actions(&gone, NOW, "");
}

TEST(mailbox, offers_hold_or_release_by_the_holds_it_carries)
{
	static const bool liftable[HOLD_CAUSE_COUNT] = {
		[HOLD_USER] = true, [HOLD_BOUNCE_GUARD] = true, [HOLD_COMPLAINT_GUARD] = true};

	for (int cause = 0; cause < HOLD_CAUSE_COUNT; cause++) {
		struct mailbox mailbox = mailbox_in(0);

		mailbox.holds[0] = (struct mailbox_hold){.cause = (enum hold_cause)cause, .until_at = NOW + 5};
		mailbox.hold_count = 1;
		assert_int_equal(mailbox_may(&mailbox, MAILBOX_MAY_RELEASE, NOW), liftable[cause]);
		assert_int_equal(mailbox_may(&mailbox, MAILBOX_MAY_HOLD, NOW), cause != HOLD_USER);
		assert_false(mailbox_may(&mailbox, MAILBOX_MAY_RELEASE, NOW + 5));
		assert_true(mailbox_may(&mailbox, MAILBOX_MAY_HOLD, NOW + 5));
		mailbox.status = MAILBOX_INACTIVE;
		assert_false(mailbox_may(&mailbox, MAILBOX_MAY_RELEASE, NOW));
	}
}

TEST(mailbox, each_hold_stops_its_own_steps)
{
	static const struct {
		enum hold_cause cause;
		bool stops[4]; /* mail outside campaigns, step 1, 2, 7 */
	} rows[] = {
		{HOLD_USER, {true, true, true, true}},
		{HOLD_RATE_LIMIT, {true, true, true, true}},
		{HOLD_PROVIDER, {true, true, true, true}},
		{HOLD_BOUNCE_GUARD, {false, true, false, false}},
		{HOLD_COMPLAINT_GUARD, {false, true, false, false}},
		{HOLD_CATCH_UP, {false, false, true, true}},
	};
	static const int steps[] = {0, 1, 2, 7};

	assert_int_equal(ARRAY_COUNT(rows), HOLD_CAUSE_COUNT);
	for (size_t row = 0; row < ARRAY_COUNT(rows); row++) {
		struct mailbox mailbox = mailbox_in(0);

		mailbox.holds[0] = (struct mailbox_hold){.cause = rows[row].cause};
		mailbox.hold_count = 1;
		for (size_t i = 0; i < ARRAY_COUNT(steps); i++)
			assert_int_equal(mailbox_hold_for_step(&mailbox, steps[i], NOW) != NULL, rows[row].stops[i]);
	}
}

TEST(mailbox, a_hold_lifts_by_itself_at_its_end)
{
	struct mailbox mailbox = mailbox_in(0);

	mailbox.holds[0] = (struct mailbox_hold){.cause = HOLD_RATE_LIMIT, .until_at = NOW};
	mailbox.hold_count = 1;

	assert_non_null(mailbox_hold_for_step(&mailbox, 1, NOW - 1));
	assert_null(mailbox_hold_for_step(&mailbox, 1, NOW));
}

TEST(mailbox, names_the_weightiest_of_several_holds)
{
	struct mailbox mailbox = mailbox_in(0);

	mailbox.holds[0] = (struct mailbox_hold){.cause = HOLD_CATCH_UP};
	mailbox.holds[1] = (struct mailbox_hold){.cause = HOLD_USER};
	mailbox.hold_count = 2;

	assert_int_equal(mailbox_hold_for_step(&mailbox, 2, NOW)->cause, HOLD_USER);
}

TEST(mailbox, every_name_reads_back_and_others_do_not)
{
	enum mailbox_status status;
	enum mailbox_provider provider;
	enum mailbox_cause cause;
	enum hold_cause hold;

	for (int i = 0; i < MAILBOX_STATUS_COUNT; i++)
		assert_true(
			mailbox_status_parse(mailbox_status_name((enum mailbox_status)i), &status) && (int)status == i);
	for (int i = 0; i < PROVIDER_COUNT; i++)
		assert_true(mailbox_provider_parse(mailbox_provider_name((enum mailbox_provider)i), &provider) &&
			(int)provider == i);
	for (int i = 0; i < MAILBOX_CAUSE_COUNT; i++)
		assert_true(mailbox_cause_parse(mailbox_cause_name((enum mailbox_cause)i), &cause) && (int)cause == i);
	for (int i = 0; i < HOLD_CAUSE_COUNT; i++)
		assert_true(hold_cause_parse(hold_cause_name((enum hold_cause)i), &hold) && (int)hold == i);
	assert_false(mailbox_status_parse("gone", &status));
	assert_false(mailbox_status_parse(NULL, &status));
	assert_false(mailbox_provider_parse("", &provider));
	assert_false(mailbox_cause_parse("none", &cause));
	assert_false(hold_cause_parse(NULL, &hold));
}

TEST(mailbox, sends_the_daily_cap_or_what_its_ramp_allows)
{
	struct mailbox mailbox = {.daily_cap = 30};

	assert_int_equal(mailbox_cap_on(&mailbox, 20261130), 30);
	mailbox.ramp = (struct ramp){.start = 5, .step = 5, .ceiling = 100, .level = 3, .day = 20261130};
	assert_int_equal(mailbox_cap_on(&mailbox, 20261130), 20);
	assert_int_equal(mailbox_cap_on(&mailbox, 20261201), 25);
	mailbox.ramp.level = 10;
	assert_int_equal(mailbox_cap_on(&mailbox, 20261201), 30);
}
