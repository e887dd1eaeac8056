/*
 * contact_api: people over HTTP: lists, adding, changing, erasing, and what happened with each.
 */
#include "api/api.h"

#include <stdlib.h>

#include "api/contact_json.h"
#include "base/text.h"
#include "model/fold.h"
#include "ops/contact_ops.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/incoming_store.h"
#include "store/list_store.h"
#include "store/send_store.h"
#include "store/tracking_store.h"

enum { TIMELINE_MAX = 200 };

static bool put_current(struct api_request *request, struct json_out *out, int64_t id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct contact contact;

	return tx_read(request->ops->store, &tx, err) &&
		contact_store_get(tx, request->call.workspace_id, id, request->call.arena, &contact, err) &&
		contact_json_put(out, NULL, tx, &contact, err);
}

/* *none: the list that is asked for does not exist, so nobody is on it. */
static bool read_filter(
	struct api_request *request, struct tx *tx, struct contact_filter *filter, bool *none, struct error *err)
{
	const char *query = api_query(request, "query"), *name = api_query(request, "list");

	*none = false;
	if (!text_is_empty(api_query(request, "tag")))
		return error_invalid(
			err, "tag", "unsupported", NULL, "Contacts have lists here, not tags. Use “list”.");
	filter->search = text_is_empty(query) ? NULL : fold_text(query, request->call.arena);
	if (text_is_empty(name))
		return true;
	if (!list_store_find(tx, request->call.workspace_id, name, &filter->list_id, err))
		return false;
	*none = filter->list_id == 0;
	return true;
}

/* How many there are; -1 for a search that found more than a page: to count them is to look at everybody. */
static bool read_total(struct tx *tx, int64_t workspace_id, const struct contact_filter *filter, bool is_all,
	size_t count, int64_t *total, struct error *err)
{
	*total = is_all ? (int64_t)count : -1;
	return is_all || filter->search || contact_store_total(tx, workspace_id, filter->list_id, total, err);
}

static bool put_page(struct api_request *request, struct json_out *out, struct tx *tx,
	const struct contact_filter *filter, int64_t after, int limit, struct error *err)
{
	struct contact *contacts = NULL;
	int64_t total = 0;
	size_t count = 0;

	if (!contact_store_list(tx, request->call.workspace_id, filter, after, limit, request->call.arena, &contacts,
		    &count, err) ||
		!read_total(
			tx, request->call.workspace_id, filter, !after && count < (size_t)limit, count, &total, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!contact_json_put(out, NULL, tx, &contacts[i], err))
			return false;
	api_page_end(out, count == (size_t)limit ? contacts[count - 1].id : 0, total);
	return true;
}

static bool list(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct contact_filter filter = {0};
	int64_t after = 0;
	int limit = 0;
	bool none = false;

	(void)status;
	if (!api_page(request, &limit, &after, err) || !tx_read(request->ops->store, &tx, err) ||
		!read_filter(request, tx, &filter, &none, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	if (!none)
		return put_page(request, out, tx, &filter, after, limit, err);
	api_page_end(out, 0, 0);
	return true;
}

static bool create(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct contact_edit edit;
	struct contact contact;
	bool added = false;

	if (!contact_json_read(request->body, request->call.arena, &edit, err) ||
		!contact_ops_add(request->ops, &request->call, &edit, &contact, &added, err))
		return false;
	*status = added ? 201 : 200;
	return put_current(request, out, contact.id, err);
}

static bool get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_CONTACT, &id, err) && put_current(request, out, id, err);
}

static bool update(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct contact_edit edit;
	struct contact contact;
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_CONTACT, &id, err) &&
		contact_json_read(request->body, request->call.arena, &edit, err) &&
		contact_ops_update(request->ops, &request->call, id, &edit, &contact, err) &&
		put_current(request, out, id, err);
}

static bool erase(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct contact_erasure erasure;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_CONTACT, &id, err) ||
		!contact_ops_erase(request->ops, &request->call, id, &erasure, err))
		return false;
	json_open_object(out, NULL);
	json_put_bool(out, "erased", true);
	json_open_object(out, "kept");
	json_put_int(out, "sends", erasure.sends_kept);
	json_put_bool(out, "do_not_contact", true);
	json_close_object(out);
	/* What this program cannot reach. */
	json_open_array(out, "elsewhere");
	json_put_string(out, NULL, "backups");
	json_put_string(out, NULL, "the providers' mailboxes");
	json_close_array(out);
	json_close_object(out);
	return true;
}

/* One thing that happened, from whichever table. */
struct moment {
	int64_t at;
	const char *type;
	int64_t campaign_id, mailbox_id, send_id;
	int step;
	const char *subject, *status, *url;
};

static int by_time(const void *a, const void *b)
{
	const struct moment *first = a, *second = b;

	return (first->at < second->at) - (first->at > second->at);
}

static bool add_sends(struct api_request *request, struct tx *tx, int64_t id, struct moment *moments, size_t *count,
	struct error *err)
{
	struct send *sends = NULL;
	size_t found = 0;

	if (!send_store_list(tx, request->call.workspace_id, SEND_LIST_OF_CONTACT, id, NULL, 0, TIMELINE_MAX,
		    request->call.arena, &sends, &found, err))
		return false;
	for (size_t i = 0; i < found; i++)
		moments[(*count)++] = (struct moment){.at = sends[i].sent_at ? sends[i].sent_at : sends[i].due_at,
			.type = "send",
			.campaign_id = sends[i].campaign_id,
			.mailbox_id = sends[i].mailbox_id,
			.send_id = sends[i].id,
			.step = sends[i].position,
			.subject = sends[i].subject,
			.status = send_status_name(sends[i].status)};
	return true;
}

static bool add_incoming(struct api_request *request, struct tx *tx, int64_t id, struct moment *moments, size_t *count,
	struct error *err)
{
	struct incoming_row *list = NULL;
	size_t found = 0;

	if (!incoming_store_list_of_contact(
		    tx, request->call.workspace_id, id, TIMELINE_MAX, request->call.arena, &list, &found, err))
		return false;
	for (size_t i = 0; i < found; i++)
		moments[(*count)++] = (struct moment){.at = list[i].received_at,
			.type = list[i].kind,
			.mailbox_id = list[i].mailbox_id,
			.send_id = list[i].send_id,
			.subject = list[i].subject};
	return true;
}

/* Clicks only: whether an email was opened is not known well enough to be told of a person. */
static bool add_clicks(struct api_request *request, struct tx *tx, int64_t id, struct moment *moments, size_t *count,
	struct error *err)
{
	struct tracking_click *list = NULL;
	size_t found = 0;

	if (!tracking_store_clicks_of_contact(
		    tx, request->call.workspace_id, id, TIMELINE_MAX, request->call.arena, &list, &found, err))
		return false;
	for (size_t i = 0; i < found; i++)
		moments[(*count)++] = (struct moment){.at = list[i].at,
			.type = "click",
			.campaign_id = list[i].campaign_id,
			.send_id = list[i].send_id,
			.step = list[i].position,
			.url = list[i].url};
	return true;
}

static bool add_enrollments(struct api_request *request, struct tx *tx, int64_t id, struct moment *moments,
	size_t *count, struct error *err)
{
	struct enrollment *list = NULL;
	size_t found = 0;

	if (!enrollment_store_list_of_contact(
		    tx, request->call.workspace_id, id, request->call.arena, &list, &found, err))
		return false;
	for (size_t i = 0; i < found && i < TIMELINE_MAX; i++) {
		moments[(*count)++] = (struct moment){
			.at = list[i].created_at, .type = "added_to_campaign", .campaign_id = list[i].campaign_id};
		if (list[i].ended_at)
			moments[(*count)++] = (struct moment){.at = list[i].ended_at,
				.type = "campaign_ended",
				.campaign_id = list[i].campaign_id,
				.status = enrollment_status_name(list[i].status)};
	}
	return true;
}

/* The campaign's name, NULL when it is gone. */
static bool find_campaign(struct api_request *request, struct tx *tx, int64_t id, const char **name, struct error *err)
{
	struct campaign campaign;

	*name = NULL;
	if (!id)
		return true;
	if (!campaign_store_get(tx, request->call.workspace_id, id, request->call.arena, &campaign, err))
		return error_is(err, "not_found");
	*name = campaign.name;
	return true;
}

static bool put_moment(struct api_request *request, struct json_out *out, struct tx *tx, const struct moment *moment,
	struct error *err)
{
	const char *campaign = NULL;

	if (!find_campaign(request, tx, moment->campaign_id, &campaign, err))
		return false;
	json_open_object(out, NULL);
	json_put_string(out, "type", moment->type);
	json_put_time(out, "at", moment->at);
	json_put_id(out, "campaign_id", ID_CAMPAIGN, moment->campaign_id);
	json_put_string(out, "campaign_name", campaign);
	json_put_id(out, "mailbox_id", ID_MAILBOX, moment->mailbox_id);
	json_put_id(out, "send_id", ID_SEND, moment->send_id);
	if (moment->step)
		json_put_int(out, "step", moment->step);
	else
		json_put_null(out, "step");
	json_put_string(out, "subject", moment->subject);
	json_put_string(out, "status", moment->status);
	json_put_string(out, "url", moment->url);
	json_close_object(out);
	return true;
}

/* The newest of each kind, together the newest first. */
static bool timeline(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct moment *moments = ARENA_ARRAY(request->call.arena, struct moment, 5 * TIMELINE_MAX);
	struct contact contact;
	int64_t id = 0;
	size_t count = 0;

	(void)status;
	if (!api_id(request, 0, ID_CONTACT, &id, err) || !tx_read(request->ops->store, &tx, err) ||
		!contact_store_get(tx, request->call.workspace_id, id, request->call.arena, &contact, err) ||
		!add_sends(request, tx, id, moments, &count, err) ||
		!add_incoming(request, tx, id, moments, &count, err) ||
		!add_clicks(request, tx, id, moments, &count, err) ||
		!add_enrollments(request, tx, id, moments, &count, err))
		return false;
	qsort(moments, count, sizeof(*moments), by_time);
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count && i < TIMELINE_MAX; i++)
		if (!put_moment(request, out, tx, &moments[i], err))
			return false;
	api_page_end(out, 0, -1);
	return true;
}

static bool lists(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct list *found = NULL;
	size_t count = 0;

	(void)status;
	if (!tx_read(request->ops->store, &tx, err) ||
		!list_store_list(tx, request->call.workspace_id, request->call.arena, &found, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++) {
		json_open_object(out, NULL);
		json_put_id(out, "id", ID_LIST, found[i].id);
		json_put_string(out, "name", found[i].name);
		json_put_int(out, "contacts", found[i].contacts);
		json_put_time(out, "created_at", found[i].created_at);
		json_close_object(out);
	}
	api_page_end(out, 0, (int64_t)count);
	return true;
}

const struct api_route contact_routes[] = {
	{"GET", "/contacts", "contacts:read", 0, list},
	{"POST", "/contacts", "contacts:write", 0, create},
	{"GET", "/contacts/{id}", "contacts:read", 0, get},
	{"PATCH", "/contacts/{id}", "contacts:write", 0, update},
	{"DELETE", "/contacts/{id}", "contacts:write", API_MAY_WAIT, erase},
	{"GET", "/contacts/{id}/timeline", "contacts:read", 0, timeline},
	{"GET", "/lists", "contacts:read", 0, lists},
	{0},
};
