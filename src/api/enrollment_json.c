#include "api/enrollment_json.h"

#include "base/text.h"
#include "store/approval_store.h"
#include "store/contact_store.h"

/* NULL when neither name is known. */
static const char *full_name(const struct contact *contact, struct arena *arena)
{
	const char *first = contact->fields[CONTACT_FIRST_NAME], *last = contact->fields[CONTACT_LAST_NAME];

	return first && last ? arena_printf(arena, "%s %s", first, last) : first ? first : last;
}

/* What a person may do with this contact in the campaign. */
static void put_actions(struct json_out *out, const struct enrollment *enrollment, bool is_going_on)
{
	const struct {
		const char *name;
		bool may;
	} actions[] = {
		{"pause", is_going_on && !enrollment->paused_at},
		{"resume", is_going_on && enrollment->paused_at},
		{"stop", is_going_on},
		{"goal", !text_equal(enrollment->end_reason, END_GOAL)},
	};

	json_open_array(out, "allowed_actions");
	for (size_t i = 0; i < ARRAY_COUNT(actions); i++)
		if (actions[i].may)
			json_put_string(out, NULL, actions[i].name);
	json_close_array(out);
}

bool enrollment_json_put(struct json_out *out, struct tx *tx, const struct enrollment *enrollment, struct arena *arena,
	struct error *err)
{
	struct contact contact;
	int64_t approval_id = 0;
	bool is_going_on = enrollment->status == ENROLLMENT_LIVE || enrollment->status == ENROLLMENT_REVIEW;

	if (!contact_store_get(tx, enrollment->workspace_id, enrollment->contact_id, arena, &contact, err))
		return false;
	/* What has a time of its own is not planned. */
	if (is_going_on && !enrollment->due_at &&
		!approval_store_of_enrollment(tx, enrollment->workspace_id, enrollment->id, &approval_id, err))
		return false;
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_ENROLLMENT, enrollment->id);
	json_put_id(out, "contact_id", ID_CONTACT, enrollment->contact_id);
	json_put_string(out, "email", contact.fields[CONTACT_EMAIL]);
	json_put_string(out, "name", full_name(&contact, arena));
	json_put_string(out, "company", contact.fields[CONTACT_COMPANY]);
	json_put_id(out, "mailbox_id", ID_MAILBOX, enrollment->mailbox_id);
	json_put_string(out, "status", enrollment_status_name(enrollment->status));
	json_put_string(out, "review_field", enrollment->review_field);
	json_put_id(out, "approval_id", ID_SEND, approval_id);
	json_put_string(out, "end_reason", enrollment->end_reason);
	json_put_int(out, "step", enrollment->next_position);
	json_put_time(out, "due_at", enrollment->due_at);
	json_put_time(out, "last_sent_at", enrollment->last_sent_at);
	json_put_time(out, "ended_at", enrollment->ended_at);
	json_put_time(out, "paused_at", is_going_on ? enrollment->paused_at : 0);
	put_actions(out, enrollment, is_going_on);
	json_put_time(out, "created_at", enrollment->created_at);
	json_close_object(out);
	return true;
}
