#include "ops/send_pace.h"

#include "model/public_mail.h"
#include "store/mailbox_store.h"
#include "store/send_store.h"

bool send_pace_new_taken(struct tx *tx, const struct campaign *campaign, int64_t now, int64_t *taken, struct error *err)
{
	return send_store_count_first_steps_since(tx, campaign->workspace_id, campaign->id,
		schedule_day_began(campaign->schedule.timezone, now), taken, err);
}

static bool read_mailbox(
	struct tx *tx, const struct mailbox *mailbox, int64_t now, struct send_pace *out, struct error *err)
{
	out->mailbox_today.day = schedule_local_day(mailbox->timezone, now);
	out->pace.mailbox = (struct pace_cap){.timezone = mailbox->timezone,
		.cap = mailbox_cap_on(mailbox, out->mailbox_today.day),
		.days = &out->mailbox_today,
		.day_count = 1};
	out->pace.mailbox_free_at = mailbox->next_permit_at;
	return mailbox_store_taken(
		tx, mailbox->workspace_id, mailbox->id, out->mailbox_today.day, &out->mailbox_today.taken, err);
}

static bool read_new_contacts(
	struct tx *tx, const struct campaign *campaign, int64_t now, struct send_pace *out, struct error *err)
{
	out->campaign_today.day = schedule_local_day(campaign->schedule.timezone, now);
	out->pace.new_contacts = (struct pace_cap){.timezone = campaign->schedule.timezone,
		.cap = campaign->new_contact_cap,
		.days = &out->campaign_today,
		.day_count = 1};
	return send_pace_new_taken(tx, campaign, now, &out->campaign_today.taken, err);
}

static bool read_domain(struct tx *tx, const struct campaign *campaign, const struct contact *contact,
	struct send_pace *out, struct error *err)
{
	out->is_spaced = true;
	if (!domain_store_get(tx, campaign->workspace_id, campaign->id, contact->domain, &out->domain, err))
		return false;
	out->pace.domain_free_at = pace_domain_free_at(out->domain.permitted_at, campaign->domain_spacing_minutes);
	return true;
}

bool send_pace_read(
	struct tx *tx, const struct send_pace_query *query, int64_t now, struct send_pace *out, struct error *err)
{
	const struct campaign *campaign = query->campaign;
	const struct contact *contact = query->contact;

	*out = (struct send_pace){
		.schedule = campaign_schedule_for(campaign, contact ? contact->fields[CONTACT_TIMEZONE] : NULL)};
	out->pace.schedule = &out->schedule;
	if (query->mailbox && !read_mailbox(tx, query->mailbox, now, out, err))
		return false;
	if (query->position == 1 && campaign->new_contact_cap && !read_new_contacts(tx, campaign, now, out, err))
		return false;
	return !contact || !campaign->domain_spacing_minutes || public_mail_has(contact->domain) ||
		read_domain(tx, campaign, contact, out, err);
}
