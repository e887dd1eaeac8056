#include "api/campaign_view_api.h"

#include "api/attachment_json.h"
#include "api/campaign_body.h"
#include "api/enrollment_json.h"
#include "api/send_json.h"
#include "base/text.h"
#include "model/campaign.h"
#include "model/fold.h"
#include "ops/campaign_activity.h"
#include "ops/campaign_preview.h"
#include "ops/campaign_variables.h"
#include "ops/campaign_why.h"
#include "ops/contact_why.h"
#include "store/enrollment_store.h"
#include "store/send_store.h"

static bool read_preview_query(
	struct api_request *request, int64_t *contact_id, int64_t *step, int64_t *variant_id, struct error *err)
{
	const char *contact = api_query(request, "contact_id"), *position = api_query(request, "step");
	const char *variant = api_query(request, "variant");

	*step = 1;
	if (!text_is_empty(contact) && !id_parse(ID_CONTACT, contact, contact_id))
		return error_invalid(err, "contact_id", "id", contact, "“contact_id” is no contact's id.");
	if (!text_is_empty(variant) && !id_parse(ID_VARIANT, variant, variant_id))
		return error_invalid(err, "variant", "id", variant, "“variant” is no variant's id.");
	if (position && !text_to_int(position, 1, CAMPAIGN_MAX_STEPS, step))
		return error_invalid(
			err, "step", "range", position, "“step” is a number from 1 to %d.", CAMPAIGN_MAX_STEPS);
	return true;
}

static void put_preview(struct json_out *out, int64_t step, const struct campaign_preview *preview)
{
	json_open_object(out, NULL);
	json_put_int(out, "step", step);
	json_put_string(out, "from", preview->from);
	json_put_string(out, "from_name", preview->from_name);
	json_put_string(out, "reply_to", preview->reply_to);
	json_put_string(out, "subject", preview->subject);
	json_put_string(out, "text", preview->text ? preview->text : "");
	json_put_string(out, "html", preview->html);
	json_put_int(out, "words", preview->words);
	json_put_string(out, "missing_field", preview->missing_field);
	json_open_array(out, "attachments");
	for (size_t i = 0; i < preview->attachment_count; i++)
		attachment_json_put_of_step(out, &preview->attachments[i]);
	json_close_array(out);
	json_close_object(out);
}

bool campaign_view_preview(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct campaign_preview preview;
	int64_t id = 0, contact_id = 0, step = 0, variant_id = 0;

	(void)status;
	if (!api_id(request, 0, ID_CAMPAIGN, &id, err) ||
		!read_preview_query(request, &contact_id, &step, &variant_id, err) ||
		!campaign_preview_render(
			request->ops, &request->call, id, contact_id, (int)step, variant_id, &preview, err))
		return false;
	put_preview(out, step, &preview);
	return true;
}

/* A step as it is being written. */
bool campaign_view_preview_draft(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct campaign_preview preview;
	struct step_edit edit;
	int64_t id = 0, contact_id = 0, step = 1;

	(void)status;
	if (!api_id(request, 0, ID_CAMPAIGN, &id, err) ||
		!json_get_id(request->body, "contact_id", ID_CONTACT, &contact_id, NULL, err) ||
		!json_get_int(request->body, "step", 1, CAMPAIGN_MAX_STEPS, &step, NULL, err) ||
		!campaign_body_read_step(request->body, request->call.arena, &edit, err) ||
		!campaign_preview_draft(request->ops, &request->call, id, contact_id, (int)step, &edit, &preview, err))
		return false;
	put_preview(out, step, &preview);
	return true;
}

bool campaign_view_variables(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct campaign_variables variables;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_CAMPAIGN, &id, err) ||
		!campaign_variables_list(request->ops, &request->call, id, &variables, err))
		return false;
	json_open_object(out, NULL);
	json_put_int(out, "contacts", variables.contacts);
	json_put_bool(out, "is_sample", variables.is_sample);
	json_open_array(out, "variables");
	for (size_t i = 0; i < variables.count; i++) {
		json_open_object(out, NULL);
		json_put_string(out, "name", variables.list[i].name);
		if (variables.list[i].missing < 0)
			json_put_string(out, "missing", NULL);
		else
			json_put_int(out, "missing", variables.list[i].missing);
		json_close_object(out);
	}
	json_close_array(out);
	json_close_object(out);
	return true;
}

/* The campaign of the path, in a snapshot. */
static bool open_campaign(struct api_request *request, struct tx **tx, struct campaign *campaign, struct error *err)
{
	int64_t id = 0;

	return api_id(request, 0, ID_CAMPAIGN, &id, err) && tx_read(request->ops->store, tx, err) &&
		campaign_store_get(*tx, request->call.workspace_id, id, request->call.arena, campaign, err);
}

/* A page of the contacts, all or those that are searched for. */
static bool list_enrollments(struct api_request *request, struct tx *tx, const struct campaign *campaign, int64_t after,
	int limit, struct enrollment **list, size_t *count, struct error *err)
{
	struct arena *arena = request->call.arena;
	const char *status = api_query(request, "status"), *search = api_query(request, "q");

	if (text_is_empty(search))
		return enrollment_store_list(
			tx, campaign->workspace_id, campaign->id, status, after, limit, arena, list, count, err);
	return enrollment_store_search(tx, campaign->workspace_id, campaign->id, status, fold_text(search, arena),
		after, limit, arena, list, count, err);
}

bool campaign_view_enrollments(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	const char *wanted = api_query(request, "status");
	enum enrollment_status parsed;
	struct enrollment *list = NULL;
	struct campaign campaign;
	int64_t after = 0;
	size_t count = 0;
	int limit = 0;

	(void)status;
	if (wanted && !enrollment_status_parse(wanted, &parsed))
		return error_invalid(err, "status", "one_of", wanted, "There is no such status of a contact.");
	if (!api_page(request, &limit, &after, err) || !open_campaign(request, &tx, &campaign, err) ||
		!list_enrollments(request, tx, &campaign, after, limit, &list, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		if (!enrollment_json_put(out, tx, &list[i], request->call.arena, err))
			return false;
	api_page_end(out, count == (size_t)limit ? list[count - 1].id : 0, -1);
	return true;
}

static void put_activity(struct json_out *out, const struct campaign_activity_line *line)
{
	const struct campaign_activity *entry = &line->entry;

	json_open_object(out, NULL);
	json_put_id(out, "id", ID_EVENT, entry->id);
	json_put_string(out, "actor", entry->actor_kind);
	json_put_string(out, "actor_name", line->actor_name);
	json_put_string(out, "action", entry->action);
	json_put_string(out, "text", line->text);
	json_put_id(out, "mailbox_id", ID_MAILBOX, entry->mailbox_id);
	json_put_time(out, "at", entry->created_at);
	json_close_object(out);
}

bool campaign_view_activity(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct campaign_activity_line *list = NULL;
	int64_t id = 0, before = 0;
	size_t count = 0;
	int limit = 0;

	(void)status;
	if (!api_id(request, 0, ID_CAMPAIGN, &id, err) || !api_page(request, &limit, &before, err) ||
		!campaign_activity_list(request->ops, &request->call, id, before, limit, &list, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		put_activity(out, &list[i]);
	api_page_end(out, count == (size_t)limit ? list[count - 1].entry.id : 0, -1);
	return true;
}

static bool read_send_filter(struct api_request *request, struct send_filter *filter, struct error *err)
{
	const char *step = api_query(request, "step"), *mailbox = api_query(request, "mailbox");
	enum send_status parsed;
	int64_t position = 0;

	filter->status = api_query(request, "status");
	if (filter->status && !send_status_parse(filter->status, &parsed))
		return error_invalid(err, "status", "one_of", filter->status, "There is no such status of an email.");
	if (!text_is_empty(step) && !text_to_int(step, 1, CAMPAIGN_MAX_STEPS, &position))
		return error_invalid(
			err, "step", "range", step, "“step” is a number from 1 to %d.", CAMPAIGN_MAX_STEPS);
	if (!text_is_empty(mailbox) && !id_parse(ID_MAILBOX, mailbox, &filter->mailbox_id))
		return error_invalid(err, "mailbox", "id", mailbox, "“mailbox” is no mailbox's id.");
	filter->position = (int)position;
	return true;
}

bool campaign_view_sends(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct send_filter filter = {0};
	struct send *list = NULL;
	struct campaign campaign;
	int64_t before = 0;
	size_t count = 0;
	int limit = 0;

	(void)status;
	if (!read_send_filter(request, &filter, err) || !api_page(request, &limit, &before, err) ||
		!open_campaign(request, &tx, &campaign, err) ||
		!send_store_list_of_campaign(tx, campaign.workspace_id, campaign.id, &filter, before, limit,
			request->call.arena, &list, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		if (!send_json_put(out, NULL, request->ops, tx, &list[i], err))
			return false;
	api_page_end(out, count == (size_t)limit ? list[count - 1].id : 0, -1);
	return true;
}

static void put_reason(struct json_out *out, const struct campaign_reason *reason)
{
	json_open_object(out, NULL);
	json_put_string(out, "reason", held_reason_name(reason->reason));
	json_put_string(out, "text", reason->text);
	json_put_string(out, "action", reason->action);
	json_put_id(out, "mailbox_id", ID_MAILBOX, reason->mailbox_id);
	json_put_id(out, "campaign_id", ID_CAMPAIGN, reason->campaign_id);
	json_put_int(out, "contacts", reason->contacts);
	json_put_time(out, "next_at", reason->next_at);
	json_close_object(out);
}

static void put_why(struct json_out *out, const struct campaign_why *why)
{
	/* Who was taken out stands on top only where nothing will be sent at all. */
	bool has_first = why->standing > 0 || (why->count > 0 && !why->next_send_at);
	const struct campaign_reason *first = has_first ? &why->reasons[0] : NULL;

	json_open_object(out, NULL);
	json_put_string(out, "reason", has_first ? held_reason_name(first->reason) : NULL);
	json_put_string(out, "text", why->text ? why->text : has_first ? first->text : NULL);
	json_put_string(out, "action", has_first ? first->action : NULL);
	json_put_time(out, "next_send_at", why->next_send_at);
	json_open_array(out, "reasons");
	for (size_t i = 0; i < why->count; i++)
		put_reason(out, &why->reasons[i]);
	json_close_array(out);
	json_close_object(out);
}

/* Of the campaign, or of one contact in it. */
bool campaign_view_why(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	const char *contact = api_query(request, "contact_id");
	struct campaign campaign;
	struct campaign_why why;
	int64_t contact_id = 0;

	(void)status;
	if (!text_is_empty(contact) && !id_parse(ID_CONTACT, contact, &contact_id))
		return error_invalid(err, "contact_id", "id", contact, "“contact_id” is no contact's id.");
	if (!open_campaign(request, &tx, &campaign, err))
		return false;
	if (!contact_id && !campaign_why_ask(request->ops, tx, &campaign, request->call.arena, &why, err))
		return false;
	if (contact_id && !contact_why_ask(request->ops, tx, &campaign, contact_id, request->call.arena, &why, err))
		return false;
	put_why(out, &why);
	return true;
}
