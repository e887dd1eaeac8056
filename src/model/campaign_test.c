#include "base/unit.h"

#include "base/text.h"
#include "model/campaign.h"

enum { NOW = 5000, BEN = 9 };

/* What each event does to each status; NULL: refused. A paused one was active, and none is evergreen. */
static const char *const expected[CAMPAIGN_EVENT_COUNT][CAMPAIGN_STATUS_COUNT] = {
	[CAMPAIGN_LAUNCH] = {[CAMPAIGN_DRAFT] = "preparing"},
	[CAMPAIGN_PREPARED] = {[CAMPAIGN_PREPARING] = "active"},
	[CAMPAIGN_UNPREPARED] = {[CAMPAIGN_PREPARING] = "draft"},
	[CAMPAIGN_PAUSE] =
		{[CAMPAIGN_PREPARING] = "paused", [CAMPAIGN_ACTIVE] = "paused", [CAMPAIGN_EVERGREEN] = "paused"},
	[CAMPAIGN_RESUME] = {[CAMPAIGN_PAUSED] = "active"},
	[CAMPAIGN_COMPLETE] = {[CAMPAIGN_ACTIVE] = "completed"},
	[CAMPAIGN_END] = {[CAMPAIGN_ACTIVE] = "completed", [CAMPAIGN_EVERGREEN] = "completed"},
};

static struct campaign campaign_in(enum campaign_status status)
{
	struct campaign campaign = {.status = status, .revision = 4};

	if (status == CAMPAIGN_PAUSED) {
		campaign.paused_cause = PAUSE_USER;
		campaign.paused_previous_status = CAMPAIGN_ACTIVE;
		campaign.paused_at = 100;
		campaign.paused_by = 2;
	}
	return campaign;
}

TEST(campaign, every_event_in_every_status_moves_or_is_refused)
{
	for (int event = 0; event < CAMPAIGN_EVENT_COUNT; event++) {
		for (int status = 0; status < CAMPAIGN_STATUS_COUNT; status++) {
			struct campaign campaign = campaign_in((enum campaign_status)status);
			struct campaign before = campaign;
			struct error err = {0};
			bool moved = campaign_apply(&campaign, (enum campaign_event)event, PAUSE_USER, BEN, NOW, &err);

			assert_int_equal(moved, expected[event][status] != NULL);
			if (moved) {
				assert_string_equal(campaign_status_name(campaign.status), expected[event][status]);
				continue;
			}
			assert_string_equal(err.code, "invalid_state");
			assert_int_equal(err.kind, ERROR_CONFLICT);
			assert_non_null(strstr(err.message, campaign_status_name((enum campaign_status)status)));
			assert_memory_equal(&campaign, &before, sizeof(before));
		}
	}
}

TEST(campaign, a_pause_remembers_what_it_interrupted_and_resume_restores_it)
{
	static const enum campaign_status running[] = {CAMPAIGN_PREPARING, CAMPAIGN_ACTIVE, CAMPAIGN_EVERGREEN};

	for (size_t i = 0; i < ARRAY_COUNT(running); i++) {
		struct campaign campaign = campaign_in(running[i]);
		struct error err;

		assert_true(campaign_is_running(&campaign));
		assert_true(campaign_apply(&campaign, CAMPAIGN_PAUSE, PAUSE_MAILBOX_DISCONNECTED, BEN, NOW, &err));
		assert_int_equal(campaign.paused_previous_status, running[i]);
		assert_int_equal(campaign.paused_cause, PAUSE_MAILBOX_DISCONNECTED);
		assert_int_equal(campaign.paused_at, NOW);
		assert_int_equal(campaign.paused_by, BEN);
		assert_int_equal(campaign.revision, 5);
		assert_false(campaign_is_running(&campaign));

		assert_true(campaign_apply(&campaign, CAMPAIGN_RESUME, PAUSE_NONE, BEN, NOW, &err));
		assert_int_equal(campaign.status, running[i]);
		assert_int_equal(campaign.paused_cause, PAUSE_NONE);
		assert_int_equal(campaign.paused_at, 0);
		assert_int_equal(campaign.revision, 6);
	}
}

TEST(campaign, an_evergreen_one_becomes_evergreen_and_completes_with_its_last_day_only)
{
	struct campaign campaign = campaign_in(CAMPAIGN_PREPARING);
	struct error err;

	campaign.evergreen = true;
	assert_true(campaign_apply(&campaign, CAMPAIGN_PREPARED, PAUSE_NONE, BEN, NOW, &err));
	assert_int_equal(campaign.status, CAMPAIGN_EVERGREEN);
	assert_false(campaign_apply(&campaign, CAMPAIGN_COMPLETE, PAUSE_NONE, BEN, NOW, &err));
	assert_true(campaign_apply(&campaign, CAMPAIGN_END, PAUSE_NONE, 0, NOW, &err));
	assert_int_equal(campaign.completed_at, NOW);
}

TEST(campaign, dates_its_launch_and_its_completion)
{
	struct campaign campaign = campaign_in(CAMPAIGN_DRAFT);
	struct error err;

	assert_true(campaign_apply(&campaign, CAMPAIGN_LAUNCH, PAUSE_NONE, BEN, NOW, &err));
	assert_int_equal(campaign.launched_at, NOW);
	assert_true(campaign_apply(&campaign, CAMPAIGN_UNPREPARED, PAUSE_NONE, 0, NOW + 1, &err));
	assert_int_equal(campaign.launched_at, 0);
	campaign.status = CAMPAIGN_ACTIVE;
	assert_true(campaign_apply(&campaign, CAMPAIGN_COMPLETE, PAUSE_NONE, 0, NOW + 2, &err));
	assert_int_equal(campaign.completed_at, NOW + 2);
}

TEST(campaign, only_a_draft_or_a_paused_one_can_be_edited)
{
	for (int status = 0; status < CAMPAIGN_STATUS_COUNT; status++) {
		struct campaign campaign = campaign_in((enum campaign_status)status);
		bool editable = status == CAMPAIGN_DRAFT || status == CAMPAIGN_PAUSED;
		struct error err = {0};

		assert_int_equal(campaign_is_editable(&campaign), editable);
		assert_int_equal(campaign_require_editable(&campaign, &err), editable);
		assert_int_equal(error_is(&err, "campaign_locked"), !editable);
	}
}

TEST(campaign, every_name_reads_back_and_others_do_not)
{
	enum campaign_status status;
	enum pause_cause cause;
	enum mailbox_loss loss;
	enum overlap_rule overlap;
	enum overdue_rule overdue;

	for (int i = 0; i < CAMPAIGN_STATUS_COUNT; i++)
		assert_true(campaign_status_parse(campaign_status_name((enum campaign_status)i), &status) &&
			(int)status == i);
	for (int i = 0; i < PAUSE_CAUSE_COUNT; i++)
		assert_true(pause_cause_parse(pause_cause_name((enum pause_cause)i), &cause) && (int)cause == i);
	for (int i = 0; i < MAILBOX_LOSS_COUNT; i++)
		assert_true(mailbox_loss_parse(mailbox_loss_name((enum mailbox_loss)i), &loss) && (int)loss == i);
	for (int i = 0; i < OVERLAP_RULE_COUNT; i++)
		assert_true(overlap_rule_parse(overlap_rule_name((enum overlap_rule)i), &overlap) && (int)overlap == i);
	assert_true(overdue_rule_parse("skip", &overdue) && overdue == OVERDUE_SKIP);
	assert_false(campaign_status_parse("running", &status));
	assert_false(pause_cause_parse("holiday", &cause));
	assert_false(mailbox_loss_parse(NULL, &loss));
	assert_false(overlap_rule_parse("", &overlap));
	assert_false(overdue_rule_parse("later", &overdue));
}

TEST(campaign, windows_are_the_contacts_only_where_asked_for_and_known)
{
	struct campaign campaign = {.schedule = {.timezone = "Europe/Berlin"}, .timezone_source = ZONE_OF_CONTACT};

	assert_string_equal(campaign_schedule_for(&campaign, "Asia/Tokyo").timezone, "Asia/Tokyo");
	assert_string_equal(campaign_schedule_for(&campaign, "Asia/Tokyo").home_timezone, "Europe/Berlin");
	assert_string_equal(campaign_schedule_for(&campaign, "Tokyo").timezone, "Europe/Berlin");
	assert_string_equal(campaign_schedule_for(&campaign, NULL).timezone, "Europe/Berlin");
	campaign.timezone_source = ZONE_OF_CAMPAIGN;
	assert_string_equal(campaign_schedule_for(&campaign, "Asia/Tokyo").timezone, "Europe/Berlin");
}
