#include "model/campaign.h"

#include "base/text.h"

static const char *const status_names[] = {
	[CAMPAIGN_DRAFT] = "draft",
	[CAMPAIGN_PREPARING] = "preparing",
	[CAMPAIGN_ACTIVE] = "active",
	[CAMPAIGN_EVERGREEN] = "evergreen",
	[CAMPAIGN_PAUSED] = "paused",
	[CAMPAIGN_COMPLETED] = "completed",
};
_Static_assert(ARRAY_COUNT(status_names) == CAMPAIGN_STATUS_COUNT, "each status has a name");

static const char *const cause_names[] = {
	[PAUSE_NONE] = NULL,
	[PAUSE_USER] = "user",
	[PAUSE_MAILBOX_DISCONNECTED] = "mailbox_disconnected",
	[PAUSE_MAILBOX_AUTH_ERROR] = "mailbox_auth_error",
	[PAUSE_MAILBOX_BLOCKED] = "mailbox_blocked",
	[PAUSE_MAILBOX_REMOVED] = "mailbox_removed",
	[PAUSE_BOUNCE_GUARD] = "bounce_guard",
	[PAUSE_COMPLAINT_GUARD] = "complaint_guard",
	[PAUSE_MEMBER_LEFT] = "member_left",
	[PAUSE_OPERATOR] = "operator",
};
_Static_assert(ARRAY_COUNT(cause_names) == PAUSE_CAUSE_COUNT, "each cause has a name");

static const char *const loss_names[] = {
	[LOSS_PAUSE] = "pause",
	[LOSS_CONTINUE_WITH_OTHERS] = "continue_with_others",
};
_Static_assert(ARRAY_COUNT(loss_names) == MAILBOX_LOSS_COUNT, "each rule has a name");

static const char *const source_names[] = {
	[ZONE_OF_CAMPAIGN] = "campaign",
	[ZONE_OF_CONTACT] = "contact",
};
_Static_assert(ARRAY_COUNT(source_names) == TIMEZONE_SOURCE_COUNT, "each source has a name");

static const char *const overlap_names[] = {
	[OVERLAP_SKIP] = "skip",
	[OVERLAP_ALLOW] = "allow",
};
_Static_assert(ARRAY_COUNT(overlap_names) == OVERLAP_RULE_COUNT, "each rule has a name");

static const char *const overdue_names[] = {
	[OVERDUE_KEEP] = "keep",
	[OVERDUE_SHIFT] = "shift",
	[OVERDUE_SKIP] = "skip",
};
_Static_assert(ARRAY_COUNT(overdue_names) == OVERDUE_RULE_COUNT, "each rule has a name");

static const char *const format_names[] = {
	[FORMAT_AS_WRITTEN] = "as_written",
	[FORMAT_PLAIN] = "plain",
	[FORMAT_HTML] = "html",
};
_Static_assert(ARRAY_COUNT(format_names) == EMAIL_FORMAT_COUNT, "each format has a name");

static const char *const event_names[] = {
	[CAMPAIGN_LAUNCH] = "launch",
	[CAMPAIGN_PREPARED] = "prepared",
	[CAMPAIGN_UNPREPARED] = "unprepared",
	[CAMPAIGN_PAUSE] = "pause",
	[CAMPAIGN_RESUME] = "resume",
	[CAMPAIGN_COMPLETE] = "complete",
	[CAMPAIGN_END] = "end",
};
_Static_assert(ARRAY_COUNT(event_names) == CAMPAIGN_EVENT_COUNT, "each event has a name");

/* Every move there is. PREPARED ends in evergreen for an evergreen campaign; RESUME fits the status it had only. */
static const struct campaign_move moves[] = {
	{CAMPAIGN_DRAFT, CAMPAIGN_LAUNCH, CAMPAIGN_PREPARING},
	{CAMPAIGN_PREPARING, CAMPAIGN_PREPARED, CAMPAIGN_ACTIVE},
	{CAMPAIGN_PREPARING, CAMPAIGN_PREPARED, CAMPAIGN_EVERGREEN},
	{CAMPAIGN_PREPARING, CAMPAIGN_UNPREPARED, CAMPAIGN_DRAFT},
	{CAMPAIGN_PREPARING, CAMPAIGN_PAUSE, CAMPAIGN_PAUSED},
	{CAMPAIGN_ACTIVE, CAMPAIGN_PAUSE, CAMPAIGN_PAUSED},
	{CAMPAIGN_EVERGREEN, CAMPAIGN_PAUSE, CAMPAIGN_PAUSED},
	{CAMPAIGN_PAUSED, CAMPAIGN_RESUME, CAMPAIGN_PREPARING},
	{CAMPAIGN_PAUSED, CAMPAIGN_RESUME, CAMPAIGN_ACTIVE},
	{CAMPAIGN_PAUSED, CAMPAIGN_RESUME, CAMPAIGN_EVERGREEN},
	{CAMPAIGN_ACTIVE, CAMPAIGN_COMPLETE, CAMPAIGN_COMPLETED},
	{CAMPAIGN_ACTIVE, CAMPAIGN_END, CAMPAIGN_COMPLETED},
	{CAMPAIGN_EVERGREEN, CAMPAIGN_END, CAMPAIGN_COMPLETED},
};

static bool name_parse(const char *const *names, size_t count, const char *name, size_t *out)
{
	for (size_t i = 0; i < count; i++) {
		if (name && text_equal(names[i], name)) {
			*out = i;
			return true;
		}
	}
	return false;
}

const char *campaign_status_name(enum campaign_status status)
{
	return status_names[status];
}

bool campaign_status_parse(const char *name, enum campaign_status *out)
{
	size_t at;

	if (!name_parse(status_names, ARRAY_COUNT(status_names), name, &at))
		return false;
	*out = (enum campaign_status)at;
	return true;
}

const char *pause_cause_name(enum pause_cause cause)
{
	return cause_names[cause];
}

bool pause_cause_parse(const char *name, enum pause_cause *out)
{
	size_t at = PAUSE_NONE;

	if (name && !name_parse(cause_names, ARRAY_COUNT(cause_names), name, &at))
		return false;
	*out = (enum pause_cause)at;
	return true;
}

const char *mailbox_loss_name(enum mailbox_loss loss)
{
	return loss_names[loss];
}

bool mailbox_loss_parse(const char *name, enum mailbox_loss *out)
{
	size_t at;

	if (!name_parse(loss_names, ARRAY_COUNT(loss_names), name, &at))
		return false;
	*out = (enum mailbox_loss)at;
	return true;
}

const char *timezone_source_name(enum timezone_source source)
{
	return source_names[source];
}

bool timezone_source_parse(const char *name, enum timezone_source *out)
{
	size_t at;

	if (!name_parse(source_names, ARRAY_COUNT(source_names), name, &at))
		return false;
	*out = (enum timezone_source)at;
	return true;
}

static const struct step *find_step(const struct step *steps, size_t count, int position)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].position == position)
			return &steps[i];
	return NULL;
}

const struct step *campaign_step_at(
	const struct step *steps, size_t count, int position, const char *thread_subject, struct arena *arena)
{
	const struct step *step = find_step(steps, count, position), *before = step;
	struct step *alone;

	if (!step || !text_is_empty(step->subject) || !text_is_empty(thread_subject))
		return step;
	while (before && text_is_empty(before->subject))
		before = find_step(steps, count, before->position - 1);
	if (!before)
		return step;
	alone = ARENA_NEW(arena, struct step);
	*alone = *step;
	alone->subject = before->subject;
	return alone;
}

struct schedule campaign_schedule_for(const struct campaign *campaign, const char *contact_timezone)
{
	return campaign->timezone_source == ZONE_OF_CONTACT ? schedule_in_zone(&campaign->schedule, contact_timezone)
							    : campaign->schedule;
}

const char *overlap_rule_name(enum overlap_rule rule)
{
	return overlap_names[rule];
}

bool overlap_rule_parse(const char *name, enum overlap_rule *out)
{
	size_t at;

	if (!name_parse(overlap_names, ARRAY_COUNT(overlap_names), name, &at))
		return false;
	*out = (enum overlap_rule)at;
	return true;
}

const char *email_format_name(enum email_format format)
{
	return format_names[format];
}

bool email_format_parse(const char *name, enum email_format *out)
{
	size_t at;

	if (!name_parse(format_names, ARRAY_COUNT(format_names), name, &at))
		return false;
	*out = (enum email_format)at;
	return true;
}

bool overdue_rule_parse(const char *name, enum overdue_rule *out)
{
	size_t at;

	if (!name_parse(overdue_names, ARRAY_COUNT(overdue_names), name, &at))
		return false;
	*out = (enum overdue_rule)at;
	return true;
}

const char *campaign_event_name(enum campaign_event event)
{
	return event_names[event];
}

bool campaign_move_at(size_t at, struct campaign_move *out)
{
	if (at >= ARRAY_COUNT(moves))
		return false;
	*out = moves[at];
	return true;
}

bool campaign_is_running(const struct campaign *campaign)
{
	return campaign->status == CAMPAIGN_PREPARING || campaign->status == CAMPAIGN_ACTIVE ||
		campaign->status == CAMPAIGN_EVERGREEN;
}

bool campaign_is_editable(const struct campaign *campaign)
{
	return campaign->status == CAMPAIGN_DRAFT || campaign->status == CAMPAIGN_PAUSED;
}

bool campaign_require_editable(const struct campaign *campaign, struct error *err)
{
	if (campaign_is_editable(campaign))
		return true;
	if (campaign->status == CAMPAIGN_COMPLETED)
		return error_set(err, ERROR_CONFLICT, "campaign_locked",
			"The campaign is completed and can no longer be changed. Duplicate it to use it again.");
	return error_set(err, ERROR_CONFLICT, "campaign_locked", "The campaign is %s. Pause it first.",
		status_names[campaign->status]);
}

/* Which of the moves that share this event is meant. */
static bool fits(const struct campaign_move *move, const struct campaign *campaign, enum campaign_event event)
{
	if (move->from != campaign->status || move->event != event)
		return false;
	if (event == CAMPAIGN_PREPARED)
		return (move->to == CAMPAIGN_EVERGREEN) == campaign->evergreen;
	return event != CAMPAIGN_RESUME || move->to == campaign->paused_previous_status;
}

static const struct campaign_move *find_move(const struct campaign *campaign, enum campaign_event event)
{
	for (size_t i = 0; i < ARRAY_COUNT(moves); i++)
		if (fits(&moves[i], campaign, event))
			return &moves[i];
	return NULL;
}

static void enter_pause(struct campaign *campaign, enum pause_cause cause, int64_t by_user_id, int64_t now)
{
	ASSERT(cause > PAUSE_NONE && cause < PAUSE_CAUSE_COUNT);
	campaign->paused_previous_status = campaign->status;
	campaign->paused_cause = cause;
	campaign->paused_at = now;
	campaign->paused_by = by_user_id;
	campaign->revision++;
}

static void leave_pause(struct campaign *campaign)
{
	campaign->paused_previous_status = CAMPAIGN_DRAFT;
	campaign->paused_cause = PAUSE_NONE;
	campaign->paused_at = 0;
	campaign->paused_by = 0;
	campaign->revision++;
}

bool campaign_apply(struct campaign *campaign, enum campaign_event event, enum pause_cause cause, int64_t by_user_id,
	int64_t now, struct error *err)
{
	const struct campaign_move *move = find_move(campaign, event);

	if (!move)
		return error_set(err, ERROR_CONFLICT, "invalid_state", "The campaign is %s: %s is not possible now.",
			status_names[campaign->status], event_names[event]);
	if (event == CAMPAIGN_PAUSE)
		enter_pause(campaign, cause, by_user_id, now);
	if (event == CAMPAIGN_RESUME)
		leave_pause(campaign);
	if (event == CAMPAIGN_LAUNCH)
		campaign->launched_at = now;
	if (event == CAMPAIGN_UNPREPARED)
		campaign->launched_at = 0;
	if (event == CAMPAIGN_COMPLETE || event == CAMPAIGN_END)
		campaign->completed_at = now;
	campaign->status = move->to;
	return true;
}
