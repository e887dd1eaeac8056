#include "api/mailbox_json.h"

#include "model/schedule.h"
#include "ops/mailbox_endpoints.h"
#include "store/campaign_store.h"
#include "store/mailbox_store.h"
#include "store/user_store.h"

static void put_holds(struct json_out *out, const struct mailbox *mailbox)
{
	json_open_array(out, "holds");
	for (size_t i = 0; i < mailbox->hold_count; i++) {
		const struct mailbox_hold *hold = &mailbox->holds[i];

		json_open_object(out, NULL);
		json_put_string(out, "cause", hold_cause_name(hold->cause));
		json_put_time(out, "until", hold->until_at);
		json_put_string(out, "by", hold->by_user_id ? "user" : "system");
		json_close_object(out);
	}
	json_close_array(out);
}

static void put_last_error(struct json_out *out, const struct mailbox *mailbox)
{
	if (!mailbox->last_error_code) {
		json_put_null(out, "last_error");
		return;
	}
	json_open_object(out, "last_error");
	json_put_string(out, "code", mailbox->last_error_code);
	json_put_string(out, "text", mailbox->last_error_text);
	json_put_time(out, "at", mailbox->last_error_at);
	json_close_object(out);
}

static void put_actions(struct json_out *out, const struct mailbox *mailbox, int64_t now, size_t restartable)
{
	json_open_array(out, "allowed_actions");
	for (int action = 0; action < MAILBOX_ACTION_COUNT; action++) {
		bool may = mailbox_may(mailbox, (enum mailbox_action)action, now);

		if (action == MAILBOX_MAY_RESTART_CAMPAIGNS)
			may = may && restartable > 0;
		if (may)
			json_put_string(out, NULL, mailbox_action_name((enum mailbox_action)action));
	}
	json_close_array(out);
}

/* "user" or "system", and the name for texts. */
static bool put_inactive_by(struct json_out *out, struct tx *tx, const struct mailbox *mailbox, struct error *err)
{
	struct user user = {0};
	struct error gone;

	if (mailbox->status == MAILBOX_ACTIVE) {
		json_put_null(out, "inactive_by");
		json_put_null(out, "inactive_by_name");
		return true;
	}
	if (mailbox->inactive_by &&
		!user_store_get(tx, mailbox->workspace_id, mailbox->inactive_by, tx_arena(tx), &user, &gone) &&
		gone.kind != ERROR_NOT_FOUND) {
		*err = gone;
		return false;
	}
	json_put_string(out, "inactive_by",
		mailbox->cause == MAILBOX_CAUSE_USER || mailbox->cause == MAILBOX_CAUSE_OPERATOR ? "user" : "system");
	json_put_string(out, "inactive_by_name", text_is_empty(user.name) ? user.email : user.name);
	return true;
}

static void put_endpoints(struct json_out *out, const struct mailbox *mailbox)
{
	if (mailbox->provider == PROVIDER_SMTP)
		json_put_raw(out, "servers", mailbox->endpoints);
	else
		json_put_null(out, "servers");
}

static void put_state(struct json_out *out, const struct mailbox *mailbox)
{
	json_put_id(out, "id", ID_MAILBOX, mailbox->id);
	json_put_string(out, "address", mailbox->address);
	json_put_string(out, "name", mailbox->name);
	json_put_string(out, "provider", mailbox_provider_name(mailbox->provider));
	json_put_string(out, "status", mailbox_status_name(mailbox->status));
	json_put_string(out, "cause", mailbox_cause_name(mailbox->cause));
	put_holds(out, mailbox);
	json_put_time(out, "inactive_since", mailbox->inactive_since);
	put_last_error(out, mailbox);
	json_put_int(out, "epoch", mailbox->epoch);
}

static void put_ramp(struct json_out *out, const struct ramp *ramp)
{
	if (!ramp->start) {
		json_put_null(out, "ramp");
		return;
	}
	json_open_object(out, "ramp");
	json_put_int(out, "start", ramp->start);
	json_put_int(out, "step", ramp->step);
	json_put_int(out, "ceiling", ramp->ceiling);
	json_close_object(out);
}

static void put_settings(struct json_out *out, const struct mailbox *mailbox)
{
	json_put_int(out, "daily_cap", mailbox->daily_cap);
	put_ramp(out, &mailbox->ramp);
	json_put_int(out, "min_gap_seconds", mailbox->min_gap_seconds);
	json_put_string(out, "timezone", mailbox->timezone);
	json_put_string(out, "reply_to", mailbox->reply_to);
	json_put_string(out, "signature", mailbox->signature);
	json_put_string(out, "tracking_host", mailbox->tracking_host);
	json_put_string(out, "signature_html", mailbox->signature_html);
	json_put_string(out, "send_as", mailbox->send_as);
}

struct counts {
	int64_t sent_today, campaigns;
	int64_t *restartable;
	size_t restartable_count;
};

static bool read_counts(
	struct ops *ops, struct tx *tx, const struct mailbox *mailbox, struct counts *counts, struct error *err)
{
	int day = schedule_local_day(mailbox->timezone, clock_wall(ops->clock));

	return mailbox_store_taken(tx, mailbox->workspace_id, mailbox->id, day, &counts->sent_today, err) &&
		mailbox_store_count_campaigns(tx, mailbox->workspace_id, mailbox->id, &counts->campaigns, err) &&
		campaign_store_list_paused_by(tx, mailbox->workspace_id, mailbox->id, tx_arena(tx),
			&counts->restartable, &counts->restartable_count, err);
}

bool mailbox_json_put(struct json_out *out, const char *key, struct ops *ops, struct tx *tx,
	const struct mailbox *mailbox, struct error *err)
{
	int64_t now = clock_wall(ops->clock);
	struct counts counts = {0};

	if (!read_counts(ops, tx, mailbox, &counts, err))
		return false;
	json_open_object(out, key);
	put_state(out, mailbox);
	if (!put_inactive_by(out, tx, mailbox, err))
		return false;
	put_actions(out, mailbox, now, counts.restartable_count);
	json_put_int(out, "finishing",
		mailbox->disconnecting
			? (int64_t)fence_count(ops->fence, &(struct fence_match){.mailbox_id = mailbox->id})
			: 0);
	json_put_bool(out, "disconnecting", mailbox->disconnecting);
	put_settings(out, mailbox);
	json_put_int(out, "sent_today", counts.sent_today);
	json_put_int(out, "cap_today", mailbox_cap_on(mailbox, schedule_local_day(mailbox->timezone, now)));
	json_put_int(out, "campaigns_count", counts.campaigns);
	json_put_time(out, "last_sent_at", mailbox->last_sent_at);
	json_put_time(out, "undo_until", mailbox->undo_until > now ? mailbox->undo_until : 0);
	json_open_array(out, "restartable_campaigns");
	for (size_t i = 0; i < counts.restartable_count; i++)
		json_put_id(out, NULL, ID_CAMPAIGN, counts.restartable[i]);
	json_close_array(out);
	json_put_bool(out, "locked", mailbox->locked);
	json_put_bool(out, "reads_replies", mailbox_endpoints_is_read(mailbox, ops->providers));
	put_endpoints(out, mailbox);
	json_put_null(out, "health");
	json_put_time(out, "synced_at", mailbox->synced_at);
	json_put_time(out, "created_at", mailbox->created_at);
	json_close_object(out);
	return true;
}

static void put_in_flight(struct json_out *out, const struct receipt *receipt, const char *outcome)
{
	json_open_array(out, outcome);
	for (size_t i = 0; i < receipt->send_count; i++) {
		const struct receipt_send *send = &receipt->sends[i];

		if (!text_equal(send->outcome, outcome))
			continue;
		if (!text_equal(outcome, "unknown")) {
			json_put_id(out, NULL, ID_SEND, send->send_id);
			continue;
		}
		json_open_object(out, NULL);
		json_put_id(out, "id", ID_SEND, send->send_id);
		json_put_string(out, "reason", send->reason);
		json_close_object(out);
	}
	json_close_array(out);
}

void mailbox_json_put_receipt(struct json_out *out, const char *key, const struct receipt *receipt)
{
	json_open_object(out, key);
	json_put_id(out, "id", ID_RECEIPT, receipt->id);
	json_put_id(out, "mailbox_id", ID_MAILBOX, receipt->mailbox_id);
	json_put_int(out, "epoch", receipt->epoch);
	json_put_string(out, "cause", receipt->cause);
	json_put_time(out, "requested_at", receipt->requested_at);
	json_put_time(out, "fenced_at", receipt->fenced_at);
	json_put_time(out, "quiesced_at", receipt->quiesced_at);
	json_put_time(out, "last_byte_at", receipt->last_byte_at);
	json_put_bool(out, "undone", receipt->undone);
	json_open_array(out, "campaigns_paused");
	for (size_t i = 0; i < receipt->campaign_count; i++) {
		json_open_object(out, NULL);
		json_put_id(out, "id", ID_CAMPAIGN, receipt->campaigns[i].campaign_id);
		json_put_string(out, "name", receipt->campaigns[i].name);
		json_put_string(out, "previous_status", receipt->campaigns[i].previous_status);
		json_close_object(out);
	}
	json_close_array(out);
	json_put_int(out, "sends_held", receipt->sends_held);
	json_open_object(out, "in_flight");
	put_in_flight(out, receipt, "aborted");
	put_in_flight(out, receipt, "sent");
	put_in_flight(out, receipt, "unknown");
	json_close_object(out);
	json_open_object(out, "grant");
	json_put_string(out, "local", receipt->grant_local);
	json_put_string(out, "provider", receipt->grant_provider);
	json_close_object(out);
	json_close_object(out);
}

void mailbox_json_put_impact(struct json_out *out, const struct impact *impact)
{
	json_open_object(out, NULL);
	json_put_string(out, "version", impact->version);
	json_open_array(out, "campaigns");
	for (size_t i = 0; i < impact->count; i++) {
		const struct impact_campaign *row = &impact->campaigns[i];

		json_open_object(out, NULL);
		json_put_id(out, "id", ID_CAMPAIGN, row->campaign.id);
		json_put_string(out, "name", row->campaign.name);
		json_put_string(out, "status", campaign_status_name(row->campaign.status));
		json_put_string(out, "effect", row->continues ? "continues" : "pauses");
		json_put_int(out, "contacts_waiting", row->contacts_waiting);
		json_put_int(out, "contacts_held", row->contacts_held);
		json_put_int(out, "other_active_mailboxes", row->other_active_mailboxes);
		json_close_object(out);
	}
	json_close_array(out);
	json_put_int(out, "campaigns_hidden", impact->campaigns_hidden);
	json_put_int(out, "sends_in_flight", impact->sends_in_flight);
	json_put_int(out, "contacts_waiting", impact->contacts_waiting);
	json_put_int(out, "written_last_30_days", impact->written_last_30_days);
	json_close_object(out);
}
