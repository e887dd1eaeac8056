#include "api/campaign_json.h"

#include "api/condition_json.h"
#include "api/schedule_json.h"
#include "api/step_json.h"
#include "base/text.h"
#include "ops/campaign_why.h"
#include "store/approval_store.h"
#include "store/campaign_store.h"
#include "store/preparing_store.h"
#include "store/step_store.h"
#include "store/user_store.h"

static bool put_steps(struct json_out *out, struct tx *tx, const struct campaign *campaign, struct error *err)
{
	struct step *steps = NULL;
	size_t count = 0;

	if (!step_store_list(tx, campaign->workspace_id, campaign->id, tx_arena(tx), &steps, &count, err))
		return false;
	json_open_array(out, "steps");
	for (size_t i = 0; i < count; i++)
		step_json_put(out, NULL, &steps[i]);
	json_close_array(out);
	return true;
}

static void put_ids(struct json_out *out, const char *key, enum id_kind kind, const int64_t *ids, size_t count)
{
	json_open_array(out, key);
	for (size_t i = 0; i < count; i++)
		json_put_id(out, NULL, kind, ids[i]);
	json_close_array(out);
}

static bool put_mailboxes(struct json_out *out, struct tx *tx, const struct campaign *campaign, struct error *err)
{
	int64_t *ids = NULL, active = 0;
	size_t count = 0;

	if (!campaign_store_mailboxes(tx, campaign->workspace_id, campaign->id, tx_arena(tx), &ids, &count, err) ||
		!campaign_store_other_active_mailboxes(tx, campaign->workspace_id, campaign->id, 0, &active, err))
		return false;
	put_ids(out, "mailbox_ids", ID_MAILBOX, ids, count);
	json_put_int(out, "active_mailboxes", active);
	return true;
}

/* The numbers whose bit is set, counted from `first`. */
static void put_bits(struct json_out *out, const char *key, unsigned bits, int first)
{
	json_open_array(out, key);
	for (int i = 0; i < 32; i++)
		if (bits & (1u << i))
			json_put_int(out, NULL, i + first);
	json_close_array(out);
}

static bool put_paused(struct json_out *out, struct tx *tx, const struct campaign *campaign, struct error *err)
{
	const char *text = NULL, *by_name = NULL;
	int64_t *ids = NULL;
	size_t count = 0;

	if (campaign->status != CAMPAIGN_PAUSED) {
		json_put_null(out, "paused");
		return true;
	}
	if (!campaign_store_pause_list(tx, campaign->workspace_id, campaign->id, tx_arena(tx), &ids, &count, err) ||
		!campaign_why_paused(tx, campaign, tx_arena(tx), &text, &by_name, err))
		return false;
	json_open_object(out, "paused");
	json_put_string(out, "cause", pause_cause_name(campaign->paused_cause));
	json_put_id(out, "mailbox_id", ID_MAILBOX, count ? ids[0] : 0);
	put_ids(out, "mailbox_ids", ID_MAILBOX, ids, count);
	json_put_string(out, "previous_status", campaign_status_name(campaign->paused_previous_status));
	json_put_time(out, "at", campaign->paused_at);
	json_put_string(out, "by",
		campaign->paused_by || campaign->paused_cause == PAUSE_USER ||
				campaign->paused_cause == PAUSE_MAILBOX_DISCONNECTED
			? "user"
			: "system");
	json_put_id(out, "by_user_id", ID_USER, campaign->paused_by);
	json_put_string(out, "by_name", by_name);
	json_put_string(out, "text", text);
	json_close_object(out);
	return true;
}

/* How far the check before the start has come. */
static bool put_preparing(struct json_out *out, struct tx *tx, const struct campaign *campaign, struct error *err)
{
	struct campaign_counts counts;
	struct preparing preparing;

	if (campaign->status != CAMPAIGN_PREPARING) {
		json_put_null(out, "preparing");
		return true;
	}
	if (!campaign_store_counts(tx, campaign->workspace_id, campaign->id, &counts, err) ||
		!preparing_store_get(tx, campaign->workspace_id, campaign->id, campaign->revision, &preparing, err))
		return false;
	json_open_object(out, "preparing");
	json_put_int(out, "checked", preparing.checked);
	json_put_int(out, "total", counts.contacts);
	json_close_object(out);
	return true;
}

static bool put_counts(struct json_out *out, struct tx *tx, const struct campaign *campaign, struct error *err)
{
	struct campaign_counts counts;
	int64_t waiting = 0, held = 0, in_review = 0, to_approve = 0;

	if (!campaign_store_count_review(tx, campaign->workspace_id, campaign->id, &in_review, err) ||
		!approval_store_count(tx, campaign->workspace_id, campaign->id, 0, &to_approve, err) ||
		!campaign_store_counts(tx, campaign->workspace_id, campaign->id, &counts, err) ||
		!campaign_why_counts(tx, campaign, &counts, &waiting, &held, err))
		return false;
	json_open_object(out, "counts");
	json_put_int(out, "contacts", counts.contacts);
	json_put_int(out, "sent", counts.sent);
	json_put_int(out, "replied", counts.replied);
	json_put_int(out, "bounced", counts.bounced);
	json_put_int(out, "unsubscribed", counts.unsubscribed);
	json_put_int(out, "waiting", waiting);
	json_put_int(out, "held", held);
	json_put_int(out, "in_review", in_review);
	json_put_int(out, "to_approve", to_approve);
	json_put_int(out, "failed", counts.failed);
	json_put_int(out, "unknown", counts.unknown);
	json_close_object(out);
	return true;
}

static void put_settings(struct json_out *out, const struct campaign *campaign)
{
	json_put_bool(out, "evergreen", campaign->evergreen);
	json_put_string(out, "timezone", campaign->schedule.timezone);
	put_bits(out, "sending_days", campaign->schedule.sending_days, 1);
	put_bits(out, "sending_hours", campaign->schedule.sending_hours, 0);
	json_put_bool(out, "opt_out_line", campaign->opt_out_line);
	json_put_bool(out, "stop_on_reply", campaign->stop_on_reply);
	condition_json_put(out, "goal", &campaign->goal, false);
	json_put_bool(out, "track_opens", campaign->track_opens);
	json_put_bool(out, "track_clicks", campaign->track_clicks);
	json_put_bool(out, "stop_on_colleague_reply", campaign->stop_on_colleague_reply);
	json_put_string(out, "on_mailbox_loss", mailbox_loss_name(campaign->on_mailbox_loss));
	json_put_string(out, "overlap", overlap_rule_name(campaign->overlap));
	json_put_string(out, "format", email_format_name(campaign->format));
	if (campaign->new_contact_cap)
		json_put_int(out, "new_contact_cap", campaign->new_contact_cap);
	else
		json_put_null(out, "new_contact_cap");
}

static void put_sender(struct json_out *out, const struct identity *sender)
{
	const struct {
		const char *field, *value;
	} texts[] = {{"name", sender->name}, {"reply_to", sender->reply_to}, {"signature", sender->signature},
		{"signature_html", sender->signature_html}, {"organization", sender->organization},
		{"postal_address", sender->postal_address}};

	json_open_object(out, "sender");
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
		json_put_string(out, texts[i].field, text_is_empty(texts[i].value) ? NULL : texts[i].value);
	json_close_object(out);
	json_put_string(out, "opt_out_text", text_is_empty(sender->opt_out_text) ? NULL : sender->opt_out_text);
}

/* What may be done now, by whoever may act on it. */
static void put_actions(struct json_out *out, const struct campaign *campaign)
{
	bool is_running = campaign_is_running(campaign);
	const struct {
		const char *name;
		bool may;
	} actions[] = {
		{"edit", campaign_is_editable(campaign)},
		{"launch", campaign->status == CAMPAIGN_DRAFT},
		{"cancel_launch", campaign->status == CAMPAIGN_PREPARING},
		{"pause", is_running},
		{"resume", campaign->status == CAMPAIGN_PAUSED},
		{"add_contacts", campaign->status != CAMPAIGN_COMPLETED && !campaign->archived},
		{"duplicate", true},
		{"archive", !is_running && !campaign->archived},
		{"unarchive", campaign->archived},
		{"delete", campaign->status == CAMPAIGN_DRAFT},
	};

	json_open_array(out, "allowed_actions");
	for (size_t i = 0; i < ARRAY_COUNT(actions); i++)
		if (actions[i].may)
			json_put_string(out, NULL, actions[i].name);
	json_close_array(out);
}

static bool put_owner(struct json_out *out, struct tx *tx, const struct campaign *campaign, struct error *err)
{
	struct user user = {0};
	struct error why = {0};

	if (campaign->owner_id &&
		!user_store_get(tx, campaign->workspace_id, campaign->owner_id, tx_arena(tx), &user, &why) &&
		why.kind != ERROR_NOT_FOUND) {
		*err = why;
		return false;
	}
	json_put_id(out, "owner_id", ID_USER, campaign->owner_id);
	json_put_string(out, "owner_name", text_is_empty(user.name) ? user.email : user.name);
	return true;
}

bool campaign_json_put(struct json_out *out, const char *key, struct ops *ops, struct tx *tx,
	const struct campaign *campaign, struct error *err)
{
	int64_t next_send_at = 0;

	if (!campaign_why_next_send(ops, tx, campaign, &next_send_at, err))
		return false;
	json_open_object(out, key);
	json_put_id(out, "id", ID_CAMPAIGN, campaign->id);
	json_put_string(out, "name", campaign->name);
	json_put_string(out, "description", campaign->description);
	json_put_string(out, "status", campaign_status_name(campaign->status));
	if (!put_paused(out, tx, campaign, err) || !put_preparing(out, tx, campaign, err))
		return false;
	put_settings(out, campaign);
	schedule_json_put(out, campaign, tx_arena(tx));
	put_sender(out, &campaign->sender);
	if (!put_steps(out, tx, campaign, err) || !put_mailboxes(out, tx, campaign, err) ||
		!put_counts(out, tx, campaign, err))
		return false;
	json_put_time(out, "next_send_at", next_send_at);
	json_put_int(out, "revision", campaign->revision);
	json_put_bool(out, "archived", campaign->archived);
	if (!put_owner(out, tx, campaign, err))
		return false;
	put_actions(out, campaign);
	json_put_time(out, "created_at", campaign->created_at);
	json_put_time(out, "launched_at", campaign->launched_at);
	json_put_time(out, "completed_at", campaign->completed_at);
	json_close_object(out);
	return true;
}
