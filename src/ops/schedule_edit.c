#include "ops/schedule_edit.h"

#include <stdio.h>

#include "store/domain_store.h"
#include "store/enrollment_store.h"
#include "store/send_store.h"

enum { SPACING_MAX_MINUTES = 7 * 24 * 60 };

#define MINUTE_MS (60 * 1000LL)

/* What decides when something may leave. */
static const unsigned pacing = SETTING_TIMEZONE | SETTING_TIMEZONE_SOURCE | SETTING_DAYS | SETTING_HOURS |
	SETTING_HOLIDAYS | SETTING_STARTS_ON | SETTING_ENDS_ON | SETTING_DOMAIN_SPACING | SETTING_NEW_CONTACT_CAP;

static void take(struct campaign *campaign, const struct campaign_edit *edit)
{
	const struct campaign *values = &edit->values;
	unsigned has = edit->settings;

	if (has & SETTING_TIMEZONE_SOURCE)
		campaign->timezone_source = values->timezone_source;
	if (has & SETTING_HOLIDAYS)
		campaign->schedule.holidays = values->schedule.holidays;
	if (has & SETTING_STARTS_ON)
		campaign->schedule.starts_on = values->schedule.starts_on;
	if (has & SETTING_ENDS_ON)
		campaign->schedule.ends_on = values->schedule.ends_on;
	if (has & SETTING_DOMAIN_SPACING)
		campaign->domain_spacing_minutes = values->domain_spacing_minutes;
}

static void complain(
	struct problems *problems, const char *field, const char *rule, const char *value, const char *message)
{
	struct error err;

	if (!error_invalid(&err, field, rule, value, "%s", message))
		problems_add(problems, "", &err);
}

void schedule_edit_settings(struct campaign *campaign, const struct campaign_edit *edit, struct problems *problems)
{
	const struct schedule *schedule = &campaign->schedule;
	char number[24];

	take(campaign, edit);
	if (schedule->starts_on && schedule->ends_on && schedule->ends_on < schedule->starts_on)
		complain(problems, "ends_on", "not_before_start",
			holidays_date_text(schedule->ends_on, problems->list.arena),
			"The last day lies before the first.");
	if (campaign->domain_spacing_minutes < 0 || campaign->domain_spacing_minutes > SPACING_MAX_MINUTES) {
		snprintf(number, sizeof(number), "%lld", (long long)campaign->domain_spacing_minutes);
		complain(problems, "domain_spacing_minutes", "range", number,
			"The spacing must be between 0 and 10,080 minutes, which is a week.");
	}
}

bool schedule_edit_replan(struct tx *tx, const struct campaign *campaign, const struct campaign_edit *edit, int64_t now,
	struct error *err)
{
	if (!(edit->settings & pacing) || campaign->status == CAMPAIGN_DRAFT)
		return true;
	if (campaign->domain_spacing_minutes &&
		!domain_store_recall(tx, campaign->workspace_id, campaign->id,
			now - campaign->domain_spacing_minutes * MINUTE_MS, err))
		return false;
	return enrollment_store_bring_forward(tx, campaign->workspace_id, campaign->id, now, err) &&
		send_store_bring_forward(tx, campaign->workspace_id, campaign->id, now, err);
}
