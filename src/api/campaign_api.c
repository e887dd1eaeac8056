/*
 * campaign_api: campaigns over HTTP: making and changing, contacts, and running them. What can be looked at in one
 * stands in campaign_view_api.c.
 */
#include "api/api.h"

#include "api/campaign_body.h"
#include "api/campaign_bulk_api.h"
#include "api/campaign_json.h"
#include "api/campaign_list_api.h"
#include "api/campaign_stats_api.h"
#include "api/campaign_view_api.h"
#include "api/contact_stop_api.h"
#include "api/experiment_api.h"
#include "base/text.h"
#include "model/fold.h"
#include "ops/campaign_contacts.h"
#include "ops/campaign_leave_out.h"
#include "ops/campaign_ops.h"
#include "store/campaign_store.h"
#include "store/list_store.h"

#define DAY_MS (24 * 3600 * 1000LL)

/* The campaign as it is now. */
static bool put_current(struct api_request *request, struct json_out *out, int64_t id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;

	return tx_read(request->ops->store, &tx, err) &&
		campaign_store_get(tx, request->call.workspace_id, id, request->call.arena, &campaign, err) &&
		campaign_json_put(out, NULL, request->ops, tx, &campaign, err);
}

static bool create(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct campaign_edit edit;
	int64_t id = 0;

	*status = 201;
	return campaign_body_read(request->body, request->call.arena, &edit, err) &&
		campaign_ops_create(request->ops, &request->call, &edit, &id, err) &&
		put_current(request, out, id, err);
}

static bool get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_CAMPAIGN, &id, err) && put_current(request, out, id, err);
}

static bool update(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct campaign_edit edit;
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_CAMPAIGN, &id, err) &&
		campaign_body_read(request->body, request->call.arena, &edit, err) &&
		campaign_ops_update(request->ops, &request->call, id, &edit, err) && put_current(request, out, id, err);
}

static bool delete (struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_CAMPAIGN, &id, err) || !campaign_ops_delete(request->ops, &request->call, id, err))
		return false;
	json_open_object(out, NULL);
	json_put_bool(out, "deleted", true);
	json_close_object(out);
	return true;
}

/* Contacts: by id, by list, or by filter. */

static bool find_list(struct api_request *request, const char *name, int64_t *id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_read(request->ops->store, &tx, err) || !list_store_find(tx, request->call.workspace_id, name, id, err))
		return false;
	return *id || error_invalid(err, "list", "unknown", name, "There is no list of this name.");
}

static bool read_contact_filter(
	struct api_request *request, const json_t *filter, struct campaign_contacts *contacts, struct error *err)
{
	const char *query = NULL, *name = NULL;
	bool all = false;

	if (!json_is_object(filter))
		return error_invalid(err, "filter", "type", NULL, "“filter” must be an object.");
	if (!json_get_bool(filter, "all", &all, NULL, err) ||
		!json_get_text(filter, "query", 200, request->call.arena, &query, NULL, err) ||
		!json_get_text(filter, "list", 200, request->call.arena, &name, NULL, err))
		return false;
	if (!all && text_is_empty(query) && text_is_empty(name))
		return error_invalid(err, "filter", "required", NULL, "Say whom: {\"all\": true}, a query or a list.");
	contacts->filter.search = text_is_empty(query) ? NULL : fold_text(query, request->call.arena);
	return text_is_empty(name) || find_list(request, name, &contacts->filter.list_id, err);
}

static bool read_contacts(struct api_request *request, struct campaign_contacts *contacts, struct error *err)
{
	const json_t *filter = json_object_get(request->body, "filter");
	const char *name = NULL;
	int64_t *ids = NULL;
	bool has_ids = false;

	if (!json_get_ids(request->body, "contact_ids", ID_CONTACT, CAMPAIGN_CONTACTS_MAX_IDS, request->call.arena,
		    &ids, &contacts->count, &has_ids, err) ||
		!json_get_text(request->body, "list", 200, request->call.arena, &name, NULL, err))
		return false;
	if ((int)has_ids + (name != NULL) + (filter != NULL) != 1)
		return error_invalid(
			err, "contact_ids", "required", NULL, "Give one of “contact_ids”, “list” and “filter”.");
	contacts->ids = ids;
	if (name)
		return find_list(request, name, &contacts->filter.list_id, err);
	return !filter || read_contact_filter(request, filter, contacts, err);
}

static bool add_contacts(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct campaign_contacts contacts = {0};
	struct campaign_contacts_added added;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_CAMPAIGN, &id, err) || !read_contacts(request, &contacts, err) ||
		!campaign_contacts_add(request->ops, &request->call, id, &contacts, &added, err))
		return false;
	json_open_object(out, NULL);
	json_put_int(out, "added", added.added);
	json_put_int(out, "skipped_total", added.skipped_total);
	json_put_int(out, "warned", added.warned);
	json_open_array(out, "skipped");
	for (size_t i = 0; i < added.skipped_count; i++) {
		json_open_object(out, NULL);
		json_put_id(out, "contact_id", ID_CONTACT, added.skipped[i].contact_id);
		json_put_string(out, "reason", added.skipped[i].reason);
		json_close_object(out);
	}
	json_close_array(out);
	json_close_object(out);
	return true;
}

static bool leave_out(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	const char *whom = NULL;
	int64_t id = 0, left_out = 0, *ids = NULL;
	size_t count = 0;
	bool has_ids = false;

	(void)status;
	if (!api_id(request, 0, ID_CAMPAIGN, &id, err) ||
		!json_get_ids(request->body, "enrollment_ids", ID_ENROLLMENT, CAMPAIGN_LEAVE_OUT_MAX_IDS,
			request->call.arena, &ids, &count, &has_ids, err) ||
		!json_get_text(request->body, "status", 16, request->call.arena, &whom, NULL, err))
		return false;
	if (has_ids == (whom != NULL) || (whom && !text_equal(whom, "review")))
		return error_invalid(err, "enrollment_ids", "required", NULL,
			"Say whom: “enrollment_ids”, or {\"status\": \"review\"} for everybody who needs review.");
	if ((!has_ids || count > 0) &&
		!campaign_leave_out(request->ops, &request->call, id, ids, count, &left_out, err))
		return false;
	json_open_object(out, NULL);
	json_put_int(out, "left_out", left_out);
	json_close_object(out);
	return true;
}

/* Running. */

static bool launch(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_CAMPAIGN, &id, err) &&
		campaign_ops_launch(request->ops, &request->call, id, err) && put_current(request, out, id, err);
}

static bool cancel_launch(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_CAMPAIGN, &id, err) &&
		campaign_ops_cancel_launch(request->ops, &request->call, id, err) && put_current(request, out, id, err);
}

static bool pause_(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_CAMPAIGN, &id, err) && campaign_ops_pause(request->ops, &request->call, id, err) &&
		put_current(request, out, id, err);
}

static bool resume(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	enum overdue_rule overdue = OVERDUE_KEEP;
	int64_t id = 0, days = 0;

	(void)status;
	return api_id(request, 0, ID_CAMPAIGN, &id, err) &&
		campaign_body_read_overdue(request->body, request->call.arena, &overdue, &days, err) &&
		campaign_ops_resume(request->ops, &request->call, id, overdue, days * DAY_MS, err) &&
		put_current(request, out, id, err);
}

static bool duplicate(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0, copy_id = 0;

	*status = 201;
	return api_id(request, 0, ID_CAMPAIGN, &id, err) &&
		campaign_ops_duplicate(request->ops, &request->call, id, &copy_id, err) &&
		put_current(request, out, copy_id, err);
}

static bool archive(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	bool archived = true;
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_CAMPAIGN, &id, err) &&
		json_get_bool(request->body, "archived", &archived, NULL, err) &&
		campaign_ops_archive(request->ops, &request->call, id, archived, err) &&
		put_current(request, out, id, err);
}

const struct api_route campaign_routes[] = {
	{"GET", "/campaigns", "campaigns:read", 0, campaign_list_get},
	{"POST", "/campaigns", "campaigns:write", 0, create},
	{"POST", "/campaigns/bulk", "campaigns:write", API_MAY_WAIT, campaign_bulk_api},
	{"GET", "/campaigns/{id}", "campaigns:read", 0, get},
	{"PATCH", "/campaigns/{id}", "campaigns:write", 0, update},
	{"DELETE", "/campaigns/{id}", "campaigns:write", 0, delete},
	{"POST", "/campaigns/{id}/contacts", "campaigns:write", API_MAY_WAIT, add_contacts},
	{"POST", "/campaigns/{id}/leave-out", "campaigns:write", API_MAY_WAIT, leave_out},
	{"POST", "/campaigns/{id}/launch", "campaigns:write", API_MAY_WAIT, launch},
	{"POST", "/campaigns/{id}/cancel-launch", "campaigns:write", 0, cancel_launch},
	{"POST", "/campaigns/{id}/pause", "campaigns:write", API_MAY_WAIT, pause_},
	{"POST", "/campaigns/{id}/resume", "campaigns:write", 0, resume},
	{"POST", "/campaigns/{id}/duplicate", "campaigns:write", 0, duplicate},
	{"POST", "/campaigns/{id}/archive", "campaigns:write", 0, archive},
	{"POST", "/campaigns/{id}/contacts/{contact_id}/pause", "campaigns:write", API_MAY_WAIT, contact_stop_pause},
	{"POST", "/campaigns/{id}/contacts/{contact_id}/resume", "campaigns:write", 0, contact_stop_resume},
	{"POST", "/campaigns/{id}/contacts/{contact_id}/stop", "campaigns:write", API_MAY_WAIT, contact_stop_end},
	{"POST", "/campaigns/{id}/contacts/{contact_id}/goal", "campaigns:write", API_MAY_WAIT, contact_stop_goal},
	{"POST", "/campaigns/{id}/steps/{step_id}/winner", "campaigns:write", 0, experiment_set_winner},
	{"DELETE", "/campaigns/{id}/steps/{step_id}/winner", "campaigns:write", 0, experiment_clear_winner},
	{"GET", "/campaigns/{id}/preview", "campaigns:read", 0, campaign_view_preview},
	{"POST", "/campaigns/{id}/preview", "campaigns:read", API_KEEPS_NOTHING, campaign_view_preview_draft},
	{"GET", "/campaigns/{id}/stats", "campaigns:read", 0, campaign_stats_get},
	{"GET", "/campaigns/{id}/variables", "campaigns:read", 0, campaign_view_variables},
	{"GET", "/campaigns/{id}/enrollments", "campaigns:read", 0, campaign_view_enrollments},
	{"GET", "/campaigns/{id}/sends", "campaigns:read", 0, campaign_view_sends},
	{"GET", "/campaigns/{id}/activity", "campaigns:read", 0, campaign_view_activity},
	{"GET", "/campaigns/{id}/why", "campaigns:read", 0, campaign_view_why},
	{0},
};
