/*
 * reassign_api: contacts who wait for one mailbox go on with others.
 */
#include "api/api.h"

#include "ops/campaign_reassign.h"
#include "store/campaign_store.h"

static bool read_wish(struct api_request *request, struct reassign_request *wish, struct error *err)
{
	struct arena *arena = request->call.arena;
	int64_t *to = NULL, *contacts = NULL, *threads = NULL;
	bool has = false;

	if (!api_id(request, 0, ID_CAMPAIGN, &wish->campaign_id, err) ||
		!json_get_id(request->body, "from_mailbox_id", ID_MAILBOX, &wish->from_mailbox_id, &has, err) ||
		!json_get_ids(request->body, "to_mailbox_ids", ID_MAILBOX, CAMPAIGN_MAX_MAILBOXES, arena, &to,
			&wish->to_count, NULL, err) ||
		!json_get_ids(request->body, "contact_ids", ID_CONTACT, REASSIGN_MAX_IDS, arena, &contacts,
			&wish->contact_count, NULL, err) ||
		!json_get_ids(request->body, "include_threads", ID_CONTACT, REASSIGN_MAX_IDS, arena, &threads,
			&wish->thread_count, NULL, err) ||
		!json_get_bool(request->body, "preview", &wish->is_preview, NULL, err))
		return false;
	wish->to_mailbox_ids = to;
	wish->contact_ids = contacts;
	wish->threads = threads;
	return has ||
		error_invalid(err, "from_mailbox_id", "required", NULL, "Say whose contacts go to other mailboxes.");
}

static void put_thread(struct json_out *out, const struct reassign_thread *thread)
{
	json_open_object(out, NULL);
	json_put_id(out, "contact_id", ID_CONTACT, thread->contact_id);
	json_put_string(out, "email", thread->email);
	json_put_time(out, "last_sent_at", thread->last_sent_at);
	json_close_object(out);
}

static bool reassign(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct reassign_request wish = {0};
	struct reassigned done;

	(void)status;
	if (!read_wish(request, &wish, err) || !campaign_reassign(request->ops, &request->call, &wish, &done, err))
		return false;
	json_open_object(out, NULL);
	json_put_int(out, "moved", done.moved);
	json_put_int(out, "moved_threads", done.moved_threads);
	json_put_int(out, "kept_threads", done.kept);
	json_open_array(out, "threads");
	for (size_t i = 0; i < done.thread_count; i++)
		put_thread(out, &done.threads[i]);
	json_close_array(out);
	json_close_object(out);
	return true;
}

const struct api_route reassign_routes[] = {
	{"POST", "/campaigns/{id}/reassign", "campaigns:write", API_MAY_WAIT, reassign},
	{0},
};
