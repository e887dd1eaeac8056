/*
 * mailbox_api: a mailbox's life over HTTP: lists, settings, impact, disconnect, undo, hold, restart, remove, activity.
 * Signing in stands in mailbox_sign_in_api.c.
 */
#include "api/api.h"

#include <string.h>

#include "api/campaign_json.h"
#include "api/mailbox_json.h"
#include "api/mailbox_sign_in_api.h"
#include "base/log.h"
#include "base/text.h"
#include "model/fold.h"
#include "ops/mailbox_ops.h"
#include "store/campaign_store.h"
#include "store/event_store.h"
#include "store/mailbox_store.h"

enum { MAX_IDS = 200 };

/* The mailbox as it is now, as the whole answer or under a key. */
static bool put_current(
	struct api_request *request, struct json_out *out, const char *key, int64_t mailbox_id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct mailbox mailbox;

	return tx_read(request->ops->store, &tx, err) &&
		mailbox_store_get(tx, request->call.workspace_id, mailbox_id, request->call.arena, &mailbox, err) &&
		mailbox_json_put(out, key, request->ops, tx, &mailbox, err);
}

static bool put_totals(struct json_out *out, struct tx *tx, int64_t workspace_id, struct error *err)
{
	static const char *const names[] = {"all", "active", "inactive"};
	int64_t count = 0;

	json_open_object(out, "counts");
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		if (!mailbox_store_count(tx, workspace_id, i ? names[i] : NULL, NULL, &count, err))
			return false;
		json_put_int(out, names[i], count);
	}
	if (!mailbox_store_count_held(tx, workspace_id, &count, err))
		return false;
	json_put_int(out, "on_hold", count);
	json_close_object(out);
	return true;
}

static bool list(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	const char *wanted = api_query(request, "status"), *search = api_query(request, "q");
	struct mailbox *mailboxes = NULL;
	enum mailbox_status parsed;
	int64_t after = 0, total = 0, workspace_id = request->call.workspace_id;
	size_t count = 0;
	int limit = 0;

	(void)status;
	if (wanted && !text_equal(wanted, "on_hold") && !mailbox_status_parse(wanted, &parsed))
		return error_invalid(err, "status", "one_of", wanted, "“status” must be active, on_hold or inactive.");
	if (search)
		search = fold_text(search, request->call.arena);
	if (!api_page(request, &limit, &after, err) || !tx_read(request->ops->store, &tx, err) ||
		!mailbox_store_list(
			tx, workspace_id, wanted, search, after, limit, request->call.arena, &mailboxes, &count, err) ||
		!mailbox_store_count(tx, workspace_id, wanted, search, &total, err))
		return false;
	json_open_object(out, NULL);
	if (!put_totals(out, tx, workspace_id, err))
		return false;
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		if (!mailbox_json_put(out, NULL, request->ops, tx, &mailboxes[i], err))
			return false;
	api_page_end(out, count == (size_t)limit ? mailboxes[count - 1].id : 0, total);
	return true;
}

static bool get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_MAILBOX, &id, err) && put_current(request, out, NULL, id, err);
}

static bool read_settings(
	struct api_request *request, struct mailbox_settings *settings, int64_t *cap, int64_t *gap, struct error *err)
{
	const json_t *body = request->body;
	struct arena *arena = request->call.arena;
	bool has_cap = false, has_gap = false, has_reply_to = false, has_host = false, has_send_as = false;

	if (!json_get_int(body, "daily_cap", 1, 100000, cap, &has_cap, err) ||
		!json_get_int(body, "min_gap_seconds", 0, 86400, gap, &has_gap, err) ||
		!json_get_text(body, "name", 200, arena, &settings->name, NULL, err) ||
		!json_get_text(body, "reply_to", 254, arena, &settings->reply_to, &has_reply_to, err) ||
		!json_get_text(body, "tracking_host", 300, arena, &settings->tracking_host, &has_host, err) ||
		!json_get_multiline(body, "signature", 8000, arena, &settings->signature, NULL, err) ||
		!json_get_multiline(body, "signature_html", 32000, arena, &settings->signature_html, NULL, err) ||
		!json_get_text(body, "send_as", 254, arena, &settings->send_as, &has_send_as, err) ||
		!json_get_text(body, "timezone", 64, arena, &settings->timezone, NULL, err))
		return false;
	settings->daily_cap = has_cap ? cap : NULL;
	settings->min_gap_seconds = has_gap ? gap : NULL;
	settings->clear_reply_to = has_reply_to && text_is_empty(settings->reply_to);
	settings->clear_tracking_host = has_host && text_is_empty(settings->tracking_host);
	settings->clear_send_as = has_send_as && text_is_empty(settings->send_as);
	return true;
}

/* {"start", "step", "ceiling"}; null: none. */
static bool read_ramp(const json_t *body, struct arena *arena, struct ramp *ramp, bool *has, struct error *err)
{
	const json_t *given = json_object_get(body, "ramp");
	const struct {
		const char *key, *field;
		int *out;
	} fields[] = {{"start", "ramp.start", &ramp->start}, {"step", "ramp.step", &ramp->step},
		{"ceiling", "ramp.ceiling", &ramp->ceiling}};

	*has = given != NULL;
	if (!given || json_is_null(given))
		return true;
	if (!json_is_object(given))
		return error_invalid(err, "ramp", "type", NULL, "“ramp” has “start”, “step” and “ceiling”.");
	for (size_t i = 0; i < ARRAY_COUNT(fields); i++) {
		const json_t *value = json_object_get(given, fields[i].key);

		if (!json_is_integer(value) || json_integer_value(value) < 1 || json_integer_value(value) > 100000)
			return error_invalid(err, fields[i].field, value ? "range" : "required",
				json_is_integer(value)
					? arena_printf(arena, "%lld", (long long)json_integer_value(value))
					: NULL,
				"“%s” must be a whole number from 1 on.", fields[i].field);
		*fields[i].out = (int)json_integer_value(value);
	}
	return true;
}

static bool update(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct mailbox_settings settings = {0};
	struct mailbox mailbox;
	struct ramp ramp = {0};
	int64_t id = 0, cap = 0, gap = 0;
	bool has_ramp = false;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) || !read_settings(request, &settings, &cap, &gap, err) ||
		!read_ramp(request->body, request->call.arena, &ramp, &has_ramp, err))
		return false;
	settings.ramp = has_ramp ? &ramp : NULL;
	return mailbox_ops_update(request->ops, &request->call, id, &settings, &mailbox, err) &&
		put_current(request, out, NULL, id, err);
}

static bool impact(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct impact result;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) ||
		!mailbox_ops_impact(request->ops, &request->call, &id, 1, &result, err))
		return false;
	mailbox_json_put_impact(out, &result);
	return true;
}

/* ?ids=mbx_…,mbx_… */
static bool impact_of_several(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	const char *text = api_query(request, "ids");
	int64_t ids[MAX_IDS];
	struct impact result;
	size_t count = 0;

	(void)status;
	for (const char *at = text; at && *at && count < MAX_IDS;) {
		size_t length = strcspn(at, ",");

		if (!id_parse(ID_MAILBOX, arena_text_n(request->call.arena, at, length), &ids[count++]))
			return error_invalid(err, "ids", "id", NULL, "“ids” must be mailbox ids separated by commas.");
		at += length + (at[length] == ',');
	}
	if (count == 0)
		return error_invalid(err, "ids", "required", NULL, "Name at least one mailbox in “ids”.");
	if (!mailbox_ops_impact(request->ops, &request->call, ids, count, &result, err))
		return false;
	mailbox_json_put_impact(out, &result);
	return true;
}

static bool put_receipt(
	struct api_request *request, struct json_out *out, const char *key, int64_t receipt_id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct receipt receipt;

	if (!tx_read(request->ops->store, &tx, err) ||
		!receipt_store_get(tx, request->call.workspace_id, receipt_id, request->call.arena, &receipt, err))
		return false;
	mailbox_json_put_receipt(out, key, &receipt);
	return true;
}

static bool read_disconnect(struct api_request *request, struct disconnect_request *wish, struct error *err)
{
	int64_t *keep = NULL;

	if (!json_get_text(request->body, "version", 64, request->call.arena, &wish->version, NULL, err) ||
		!json_get_ids(request->body, "keep_running", ID_CAMPAIGN, MAX_IDS, request->call.arena, &keep,
			&wish->keep_running_count, NULL, err) ||
		!json_get_bool(request->body, "revoke_now", &wish->revoke_now, NULL, err) ||
		!json_get_bool(request->body, "lock", &wish->lock, NULL, err))
		return false;
	wish->keep_running = keep;
	return true;
}

static bool disconnect(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct disconnect_request wish = {0};
	struct mailbox mailbox;
	int64_t id = 0, receipt_id = 0;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) || !read_disconnect(request, &wish, err) ||
		!mailbox_ops_disconnect(request->ops, &request->call, id, &wish, &mailbox, &receipt_id, err))
		return false;
	json_open_object(out, NULL);
	if (!put_current(request, out, "mailbox", id, err) || !put_receipt(request, out, "receipt", receipt_id, err))
		return false;
	json_close_object(out);
	return true;
}

/* One result each: what is done is done, and every refusal is told. */
static bool bulk_disconnect(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct disconnect_request wish = {0};
	int64_t *ids = NULL;
	size_t count = 0;

	(void)status;
	if (!json_get_ids(request->body, "ids", ID_MAILBOX, MAX_IDS, request->call.arena, &ids, &count, NULL, err))
		return false;
	if (count == 0)
		return error_invalid(err, "ids", "required", NULL, "Name at least one mailbox in “ids”.");
	json_open_object(out, NULL);
	json_open_array(out, "results");
	for (size_t i = 0; i < count; i++) {
		struct error one = {0};
		struct mailbox mailbox;
		int64_t receipt_id = 0;

		json_open_object(out, NULL);
		json_put_id(out, "id", ID_MAILBOX, ids[i]);
		if (mailbox_ops_disconnect(request->ops, &request->call, ids[i], &wish, &mailbox, &receipt_id, &one)) {
			if (!put_receipt(request, out, "receipt", receipt_id, err))
				return false;
			json_put_null(out, "error");
		} else {
			json_put_null(out, "receipt");
			json_open_object(out, "error");
			json_put_string(out, "code", one.code);
			json_put_string(out, "message", one.message);
			json_close_object(out);
		}
		json_close_object(out);
	}
	json_close_array(out);
	json_close_object(out);
	return true;
}

static bool undo(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct mailbox mailbox;
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_MAILBOX, &id, err) &&
		mailbox_ops_undo(request->ops, &request->call, id, &mailbox, err) &&
		put_current(request, out, NULL, id, err);
}

static bool hold(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct mailbox mailbox;
	int64_t id = 0, until_at = 0;

	(void)status;
	return api_id(request, 0, ID_MAILBOX, &id, err) &&
		json_get_time(request->body, "until", &until_at, NULL, err) &&
		mailbox_ops_hold(request->ops, &request->call, id, until_at, &mailbox, err) &&
		put_current(request, out, NULL, id, err);
}

static bool release(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct mailbox mailbox;
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_MAILBOX, &id, err) &&
		mailbox_ops_release(request->ops, &request->call, id, &mailbox, err) &&
		put_current(request, out, NULL, id, err);
}

static bool read_restart(struct api_request *request, struct restart_request *wish, struct error *err)
{
	const char *overdue = NULL;
	int64_t *ids = NULL;

	if (!json_get_ids(request->body, "campaign_ids", ID_CAMPAIGN, MAX_IDS, request->call.arena, &ids, &wish->count,
		    NULL, err) ||
		!json_get_text(request->body, "overdue", 16, request->call.arena, &overdue, NULL, err) ||
		!json_get_int(request->body, "skip_older_than_days", 0, 3650, &wish->skip_older_than_days, NULL, err))
		return false;
	wish->campaign_ids = ids;
	if (wish->count == 0)
		return error_invalid(err, "campaign_ids", "required", NULL, "Name at least one campaign to restart.");
	if (overdue && !overdue_rule_parse(overdue, &wish->overdue))
		return error_invalid(err, "overdue", "one_of", overdue, "“overdue” must be keep, shift or skip.");
	return true;
}

/* The restarted campaigns, by id and as the campaign list shows their state. */
static bool restart_campaigns(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct restart_request wish = {.overdue = OVERDUE_KEEP};
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) || !read_restart(request, &wish, err) ||
		!mailbox_ops_restart_campaigns(request->ops, &request->call, id, &wish, err) ||
		!tx_read(request->ops->store, &tx, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "campaigns");
	for (size_t i = 0; i < wish.count; i++) {
		struct campaign campaign;

		if (!campaign_store_get(tx, request->call.workspace_id, wish.campaign_ids[i], request->call.arena,
			    &campaign, err) ||
			!campaign_json_put(out, NULL, request->ops, tx, &campaign, err))
			return false;
	}
	json_close_array(out);
	json_close_object(out);
	return true;
}

static bool remove_mailbox(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct removal removal;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) ||
		!mailbox_ops_remove(request->ops, &request->call, id, api_query(request, "confirm"), &removal, err))
		return false;
	json_open_object(out, NULL);
	json_open_object(out, "deleted");
	json_put_int(out, "mailboxes", 1);
	json_put_int(out, "receipts", removal.receipts);
	json_put_int(out, "messages", removal.incoming);
	json_put_int(out, "holds", removal.holds);
	json_put_int(out, "campaign_links", removal.campaigns_unlinked);
	json_close_object(out);
	json_open_object(out, "kept");
	json_put_int(out, "do_not_contact", removal.suppressions);
	json_put_int(out, "contacts", removal.contacts);
	json_put_int(out, "campaigns", removal.campaigns);
	json_put_int(out, "sends", removal.sends_kept);
	json_close_object(out);
	json_close_object(out);
	return true;
}

static bool activity(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct event *events = NULL;
	int64_t id = 0, before = 0;
	size_t count = 0;
	int limit = 0;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) || !api_page(request, &limit, &before, err) ||
		!tx_read(request->ops->store, &tx, err) ||
		!event_store_list_of_mailbox(
			tx, request->call.workspace_id, id, before, limit, request->call.arena, &events, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++) {
		json_open_object(out, NULL);
		json_put_id(out, "id", ID_EVENT, events[i].id);
		json_put_string(out, "type", events[i].type);
		json_put_id(out, "campaign_id", ID_CAMPAIGN, events[i].campaign_id);
		json_put_id(out, "contact_id", ID_CONTACT, events[i].contact_id);
		json_put_raw(out, "data", events[i].data);
		json_put_time(out, "created_at", events[i].created_at);
		json_close_object(out);
	}
	api_page_end(out, count == (size_t)limit ? events[count - 1].id : 0, -1);
	return true;
}

static bool receipts(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct receipt *found = NULL;
	int64_t id = 0, before = 0;
	size_t count = 0;
	int limit = 0;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) || !api_page(request, &limit, &before, err) ||
		!tx_read(request->ops->store, &tx, err) ||
		!receipt_store_list(
			tx, request->call.workspace_id, id, before, limit, request->call.arena, &found, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < count; i++)
		mailbox_json_put_receipt(out, NULL, &found[i]);
	api_page_end(out, count == (size_t)limit ? found[count - 1].id : 0, -1);
	return true;
}

static bool receipt(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t id = 0;

	(void)status;
	return api_id(request, 0, ID_RECEIPT, &id, err) && put_receipt(request, out, NULL, id, err);
}

const struct api_route mailbox_routes[] = {
	{"GET", "/mailboxes", "mailboxes:read", 0, list},
	{"POST", "/mailboxes", "mailboxes:write", API_MAY_WAIT, mailbox_sign_in_api_add},
	{"POST", "/mailboxes/discover", "mailboxes:write", API_MAY_WAIT, mailbox_sign_in_api_discover},
	{"GET", "/mailboxes/impact", "mailboxes:read", 0, impact_of_several},
	{"POST", "/mailboxes/bulk-disconnect", "mailboxes:write", API_MAY_WAIT, bulk_disconnect},
	{"GET", "/mailboxes/{id}", "mailboxes:read", 0, get},
	{"PATCH", "/mailboxes/{id}", "mailboxes:write", 0, update},
	{"DELETE", "/mailboxes/{id}", "mailboxes:write", 0, remove_mailbox},
	{"GET", "/mailboxes/{id}/impact", "mailboxes:read", 0, impact},
	{"POST", "/mailboxes/{id}/disconnect", "mailboxes:write", API_MAY_WAIT, disconnect},
	{"POST", "/mailboxes/{id}/undo-disconnect", "mailboxes:write", 0, undo},
	{"POST", "/mailboxes/{id}/reconnect", "mailboxes:write", API_MAY_WAIT, mailbox_sign_in_api_reconnect},
	{"POST", "/mailboxes/{id}/credentials", "mailboxes:write", API_MAY_WAIT, mailbox_sign_in_api_credentials},
	{"POST", "/mailboxes/{id}/test", "mailboxes:write", API_MAY_WAIT, mailbox_sign_in_api_test},
	{"POST", "/mailboxes/{id}/hold", "mailboxes:write", API_MAY_WAIT, hold},
	{"DELETE", "/mailboxes/{id}/hold", "mailboxes:write", 0, release},
	{"POST", "/mailboxes/{id}/restart-campaigns", "mailboxes:write", 0, restart_campaigns},
	{"GET", "/mailboxes/{id}/activity", "mailboxes:read", 0, activity},
	{"GET", "/mailboxes/{id}/receipts", "mailboxes:read", 0, receipts},
	{"GET", "/receipts/{id}", "mailboxes:read", 0, receipt},
	{0},
};
