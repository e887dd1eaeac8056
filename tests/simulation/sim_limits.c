/*
 * sim_limits: nobody gets an email twice, no mailbox sends more in a day than it may, nor faster, nor out of hours, nor to
 * one domain too often.
 *
 * A second end of data is right only when the server had refused the first in so many words, or when a person said so.
 */
#include <string.h>

#include "model/schedule.h"
#include "sim_chaos.h"
#include "sim_check.h"
#include "sim_history.h"

enum { SUBJECTS = 256, DAYS = 64 };

struct letter {
	int64_t subject;
	bool may_end; /* none has, or the last was taken back */
	uint32_t ended_at;
	int day, mailbox; /* that its last end counts for */
};

struct limits {
	const struct world_facts *facts;
	struct letter letters[SUBJECTS];
	int letter_count;
	int64_t last_permit[WORLD_MAILBOXES];
	struct {
		int day, mailbox, count;
	} days[DAYS];
	int day_count;
};

static struct letter *letter_of(struct limits *limits, int64_t subject)
{
	for (int i = 0; i < limits->letter_count; i++)
		if (limits->letters[i].subject == subject)
			return &limits->letters[i];
	ASSERT(limits->letter_count < SUBJECTS);
	limits->letters[limits->letter_count] = (struct letter){.subject = subject, .may_end = true};
	return &limits->letters[limits->letter_count++];
}

static int *count_of_day(struct limits *limits, int day, int mailbox)
{
	for (int i = 0; i < limits->day_count; i++)
		if (limits->days[i].day == day && limits->days[i].mailbox == mailbox)
			return &limits->days[i].count;
	ASSERT(limits->day_count < DAYS);
	limits->days[limits->day_count].day = day;
	limits->days[limits->day_count].mailbox = mailbox;
	return &limits->days[limits->day_count++].count;
}

/* Whoever was erased and came back has no zone. */
static void check_hours(
	const struct world_facts *facts, const struct world_campaign *campaign, const struct record *record, uint32_t at)
{
	int contact = world_contact_number(facts, record->contact);
	const char *zone = contact >= 0 && campaign->timezone_source == ZONE_OF_CONTACT ? world_contact_zone(contact) : NULL;
	struct schedule schedule = world_schedule(campaign);

	schedule = schedule_in_zone(&schedule, zone);
	if (!schedule_is_open(&schedule, record->answer))
		history_violate("a permit at %u outside the campaign's days and hours", at);
}

static void check_spacing(
	struct limits *limits, const struct world_campaign *campaign, const struct record *record, uint32_t at)
{
	int contact = world_contact_number(limits->facts, record->contact);
	const char *domain = contact >= 0 ? world_contact_domain(contact) : "";

	for (uint32_t i = 0; contact >= 0 && campaign->spacing_minutes && i < at; i++) {
		const struct record *other = &history_current()->records[i];
		int colleague = other->kind == RECORD_PERMIT && other->answer && other->campaign == record->campaign
			? world_contact_number(limits->facts, other->contact)
			: -1;

		if (colleague >= 0 && strcmp(world_contact_domain(colleague), domain) == 0 &&
			record->answer - other->answer < campaign->spacing_minutes * 60000)
			history_violate("a permit at %u too soon after the one at %u to the same domain", at, i);
	}
}

static void on_permit(struct limits *limits, const struct record *record, uint32_t at)
{
	struct letter *letter = letter_of(limits, record->subject);
	int mailbox = world_mailbox_number(limits->facts, record->mailbox);
	int64_t *last = &limits->last_permit[mailbox];
	const struct world_campaign *campaign;

	if (!record->answer)
		return;
	campaign = &limits->facts->campaigns[world_campaign_number(limits->facts, record->campaign)];
	check_hours(limits->facts, campaign, record, at);
	check_spacing(limits, campaign, record, at);
	if (*last && record->answer - *last < schedule_gap_ms(limits->facts->min_gap_seconds, 0))
		history_violate("a permit at %u only %lld ms after the last of its mailbox", at,
			(long long)(record->answer - *last));
	*last = record->answer;
	letter->day = schedule_local_day("UTC", record->answer);
	letter->mailbox = mailbox;
}

/* What the mailbox may have sent on this day at the most: each earlier day with an email has raised its ramp. */
static int cap_on(struct limits *limits, int day, int mailbox)
{
	struct ramp ramp = limits->facts->ramp;
	int cap;

	for (int i = 0; i < limits->day_count; i++)
		ramp.level += limits->days[i].mailbox == mailbox && limits->days[i].day < day;
	ramp.day = ramp.level ? day : 0;
	cap = ramp_cap(&ramp, day);
	return cap < limits->facts->daily_cap ? cap : limits->facts->daily_cap;
}

static void on_end(struct limits *limits, const struct record *record, uint32_t at)
{
	struct letter *letter = letter_of(limits, record->subject);

	if (!letter->may_end)
		history_violate("an email ended at %u for the second time, first at %u", at, letter->ended_at);
	letter->may_end = false;
	letter->ended_at = at;
	if (++*count_of_day(limits, letter->day, letter->mailbox) > cap_on(limits, letter->day, letter->mailbox))
		history_violate("an email ended at %u beyond the mailbox's limit of %d that day", at,
			cap_on(limits, letter->day, letter->mailbox));
}

static void take_back(struct limits *limits, int64_t subject, bool may_end)
{
	struct letter *letter = letter_of(limits, subject);

	letter->may_end = may_end;
	if (letter->day)
		--*count_of_day(limits, letter->day, letter->mailbox);
}

/* Whether what was asked for here may have come to pass: not when it was refused for good. */
static bool may_have_happened(const struct history *history, uint32_t at)
{
	const struct record *ask = &history->records[at];

	for (uint32_t i = at + 1; i < history->count && history->records[i].life == ask->life; i++) {
		const struct record *answer = &history->records[i];

		if (answer->kind == RECORD_ANSWER && answer->fiber == ask->fiber && answer->what == ask->what)
			return answer->answer || strcmp(answer->words, "commit_failed") == 0;
	}
	return true;
}

static void look_at(struct limits *limits, const struct history *history, uint32_t at)
{
	const struct record *record = &history->records[at];

	if (record->kind == RECORD_PERMIT)
		on_permit(limits, record, at);
	if (record->kind == RECORD_END)
		on_end(limits, record, at);
	if (record->kind == RECORD_REPLY && record->answer == SERVER_DEFERRED)
		take_back(limits, record->subject, true);
	if (record->kind == RECORD_REPLY && record->answer == SERVER_REFUSED)
		take_back(limits, record->subject, false);
	if (record->kind == RECORD_ASK && record->what == ACT_RESOLVE_RESEND && may_have_happened(history, at))
		take_back(limits, record->subject, true);
}

void check_limits(const struct world_facts *facts)
{
	const struct history *history = history_current();
	struct limits limits = {.facts = facts};

	for (uint32_t i = 0; i < history->count; i++)
		look_at(&limits, history, i);
}
