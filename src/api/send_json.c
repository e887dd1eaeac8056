#include "api/send_json.h"

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
	json_put_int(out, "step", send->position);
	json_put_string(out, "status", send_status_name(send->status));
	json_put_string(out, "held_reason", held_reason_name(reason));
	json_put_time(out, "next_at", next_at);
	json_put_string(out, "message_id", send->message_id);
	json_put_string(out, "subject", send->subject);
	json_put_time(out, "due_at", send->due_at);
	json_put_time(out, "sent_at", send->sent_at);
	json_put_int(out, "attempts", send->attempts);
	put_last_error(out, send);
	json_close_object(out);
	return true;
}
