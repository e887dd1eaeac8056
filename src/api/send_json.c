#include "api/send_json.h"

#include "ops/send_search.h"
#include "store/campaign_store.h"
#include "store/mailbox_store.h"

static void put_last_error(struct json_out *out, const struct send *send)
{
	if (!send->last_error_code) {
		json_put_null(out, "last_error");
		return;
	}
	json_open_object(out, "last_error");
	json_put_string(out, "code", send->last_error_code);
	json_put_string(out, "text", send->last_error_text);
	json_close_object(out);
}

/* What looking for it in Sent mail brought; null for one that was never unknown. */
static bool put_search(struct json_out *out, struct ops *ops, struct tx *tx, const struct send *send, struct error *err)
{
	struct send_search_view view;
	bool has = false;

	if (!send_search_look(ops, tx, send, tx_arena(tx), &view, &has, err))
		return false;
	if (!has) {
		json_put_null(out, "search");
		return true;
	}
	json_open_object(out, "search");
	json_put_string(out, "reason", unknown_reason_name(view.search.reason));
	json_put_time(out, "unknown_since", view.search.unknown_since);
	json_put_string(out, "state", search_state_name(view.state));
	json_put_string(out, "text", view.text);
	json_put_int(out, "searches", view.search.searches);
	json_put_time(out, "last_searched_at", view.search.last_searched_at);
	json_put_time(out, "next_search_at", view.state == SEARCH_WAITING ? view.search.next_search_at : 0);
	json_put_time(out, "found_at", view.search.found_at);
	json_put_string(out, "found_in", view.search.found_in);
	json_close_object(out);
	return true;
}

/* The words for where it belongs, so that a list over all campaigns can be read. */
static bool put_names(struct json_out *out, struct tx *tx, const struct send *send, struct error *err)
{
	struct campaign campaign;
	struct mailbox mailbox = {0};

	if (!campaign_store_get(tx, send->workspace_id, send->campaign_id, tx_arena(tx), &campaign, err))
		return false;
	if (send->mailbox_id &&
		!mailbox_store_get(tx, send->workspace_id, send->mailbox_id, tx_arena(tx), &mailbox, err))
		return false;
	json_put_string(out, "campaign_name", campaign.name);
	json_put_string(out, "mailbox_address", mailbox.address);
	return true;
}

bool send_json_put(struct json_out *out, const char *key, struct ops *ops, struct tx *tx, const struct send *send,
	struct error *err)
{
	enum held_reason reason = HELD_NONE;
	int64_t next_at = 0;

	if (!send_permit_why(ops, tx, send, &reason, &next_at, err))
		return false;
	json_open_object(out, key);
	json_put_id(out, "id", ID_SEND, send->id);
	json_put_id(out, "campaign_id", ID_CAMPAIGN, send->campaign_id);
	json_put_id(out, "enrollment_id", ID_ENROLLMENT, send->enrollment_id);
	json_put_id(out, "contact_id", ID_CONTACT, send->contact_id);
	json_put_string(out, "email", send->email);
	json_put_id(out, "mailbox_id", ID_MAILBOX, send->mailbox_id);
	if (!put_names(out, tx, send, err))
		return false;
	json_put_int(out, "step", send->position);
	json_put_id(out, "variant_id", ID_VARIANT, send->variant_id);
	json_put_string(out, "status", send_status_name(send->status));
	json_put_string(out, "held_reason", held_reason_name(reason));
	json_put_time(out, "next_at", next_at);
	json_put_string(out, "message_id", send->message_id);
	json_put_string(out, "subject", send->subject);
	json_put_time(out, "due_at", send->due_at);
	json_put_time(out, "sent_at", send->sent_at);
	json_put_int(out, "attempts", send->attempts);
	put_last_error(out, send);
	if (!put_search(out, ops, tx, send, err))
		return false;
	json_close_object(out);
	return true;
}
