#include "ops/why_pace.h"

#include "ops/send_pace.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"

enum { ALL_DAYS = 0x7f, ALL_HOURS = 0xffffff };

struct schedule why_pace_common_schedule(const struct campaign *campaign)
{
	struct schedule schedule = campaign->schedule;

	if (campaign->timezone_source == ZONE_OF_CONTACT) {
		schedule.sending_days = ALL_DAYS;
		schedule.sending_hours = ALL_HOURS;
		schedule.holidays = (struct holidays){0};
	}
	return schedule;
}

/* Whose turn it is next, and whether the schedule has put that off. */
static bool find_next_person(struct tx *tx, const struct campaign *campaign, struct arena *arena,
	struct enrollment *out, bool *put_off, struct error *err)
{
	int64_t *mailboxes = NULL;
	size_t mailbox_count = 0;

	*out = (struct enrollment){0};
	*put_off = false;
	if (!campaign_store_mailboxes(tx, campaign->workspace_id, campaign->id, arena, &mailboxes, &mailbox_count, err))
		return false;
	for (size_t i = 0; i <= mailbox_count; i++) {
		struct enrollment *list = NULL;
		size_t count = 0;

		if (!enrollment_store_list_due(tx, campaign->workspace_id, campaign->id,
			    i < mailbox_count ? mailboxes[i] : 0, SCHEDULE_NEVER, 1, arena, &list, &count, err))
			return false;
		if (count && (!out->id || list[0].due_at < out->due_at))
			*out = list[0];
	}
	return !out->id || enrollment_store_was_put_off(tx, campaign->workspace_id, out->id, put_off, err);
}

bool why_pace_next_person(struct tx *tx, const struct campaign *campaign, int64_t now, struct arena *arena,
	struct why_person *out, struct error *err)
{
	struct enrollment next;
	struct pace_answer answer;
	struct send_pace pacing;
	bool put_off = false;

	*out = (struct why_person){.reason = HELD_NONE};
	if (!find_next_person(tx, campaign, arena, &next, &put_off, err))
		return false;
	if (!next.id || (next.due_at > now && !put_off))
		return true;
	if (!contact_store_get(tx, campaign->workspace_id, next.contact_id, arena, &out->contact, err) ||
		!send_pace_read(tx, &(struct send_pace_query){.campaign = campaign, .contact = &out->contact}, now,
			&pacing, err))
		return false;
	answer = pace_ask(&pacing.pace, now);
	out->reason = answer.reason;
	/* A row that was planned and has not left yet spaces the others as well. */
	if (out->reason == HELD_NONE && pacing.is_spaced && next.due_at > now)
		out->reason = HELD_DOMAIN_SPACING;
	out->next_at = next.due_at > now ? next.due_at : answer.at == SCHEDULE_NEVER ? 0 : answer.at;
	return true;
}
