#include "api/campaign_bulk_api.h"

#include "api/campaign_query.h"
#include "base/text.h"
#include "ops/campaign_ops.h"
#include "store/campaign_store.h"

enum { MAX_CAMPAIGNS = 1000, PAGE = 200 };

/* What is done to each. */

static bool do_archive(struct ops *ops, const struct call *call, int64_t id, struct error *err)
{
	return campaign_ops_archive(ops, call, id, true, err);
}

static bool do_unarchive(struct ops *ops, const struct call *call, int64_t id, struct error *err)
{
	return campaign_ops_archive(ops, call, id, false, err);
}

static bool do_resume(struct ops *ops, const struct call *call, int64_t id, struct error *err)
{
	return campaign_ops_resume(ops, call, id, OVERDUE_KEEP, 0, err);
}

static bool do_duplicate(struct ops *ops, const struct call *call, int64_t id, struct error *err)
{
	int64_t copy_id = 0;

	return campaign_ops_duplicate(ops, call, id, &copy_id, err);
}

struct bulk_action {
	const char *name;
	bool (*run)(struct ops *ops, const struct call *call, int64_t id, struct error *err);
};

static const struct bulk_action actions[] = {
	{"pause", campaign_ops_pause},
	{"resume", do_resume},
	{"archive", do_archive},
	{"unarchive", do_unarchive},
	{"duplicate", do_duplicate},
	{"delete", campaign_ops_delete},
};

static const struct bulk_action *find_action(const char *name)
{
	for (size_t i = 0; i < ARRAY_COUNT(actions); i++)
		if (text_equal(name, actions[i].name))
			return &actions[i];
	return NULL;
}

/* Everything that fits the filter now. */
static bool list_ids(struct api_request *request, const struct campaign_filter *filter, int64_t **ids, size_t *count,
	struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign *page = NULL;
	int64_t before = 0;
	size_t found = PAGE;

	*ids = ARENA_ARRAY(request->call.arena, int64_t, MAX_CAMPAIGNS + PAGE);
	if (!tx_read(request->ops->store, &tx, err))
		return false;
	while (found == PAGE && *count <= MAX_CAMPAIGNS) {
		if (!campaign_store_list(tx, request->call.workspace_id, filter, before, PAGE, request->call.arena,
			    &page, &found, err))
			return false;
		for (size_t i = 0; i < found; i++)
			(*ids)[(*count)++] = before = page[i].id;
	}
	return true;
}

static bool read_ids(struct api_request *request, int64_t **ids, size_t *count, struct error *err)
{
	const json_t *filter = json_object_get(request->body, "filter");
	struct campaign_filter wanted = {0};
	bool has_ids = false;

	if (!json_get_ids(
		    request->body, "ids", ID_CAMPAIGN, MAX_CAMPAIGNS, request->call.arena, ids, count, &has_ids, err))
		return false;
	if (has_ids == (filter != NULL))
		return error_invalid(err, "ids", "required", NULL, "Give either “ids” or “filter”.");
	if (has_ids)
		return true;
	if (!campaign_query_of_body(filter, request->call.arena, &wanted, err) ||
		!list_ids(request, &wanted, ids, count, err))
		return false;
	return *count <= MAX_CAMPAIGNS ||
		error_invalid(err, "filter", "max_items", NULL,
			"More than %d campaigns fit. Narrow the list, and go on with the rest afterwards.",
			MAX_CAMPAIGNS);
}

static void put_result(struct json_out *out, int64_t id, const struct error *refusal)
{
	json_open_object(out, NULL);
	json_put_id(out, "id", ID_CAMPAIGN, id);
	if (!refusal)
		json_put_null(out, "error");
	else {
		json_open_object(out, "error");
		json_put_string(out, "code", refusal->code);
		json_put_string(out, "message", refusal->message);
		json_close_object(out);
	}
	json_close_object(out);
}

bool campaign_bulk_api(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	const struct bulk_action *action;
	const char *name = NULL;
	int64_t *ids = NULL;
	size_t count = 0;

	(void)status;
	if (!json_get_text(request->body, "action", 16, request->call.arena, &name, NULL, err))
		return false;
	action = find_action(name);
	if (!action)
		return error_invalid(err, "action", "one_of", name,
			"“action” is one of pause, resume, archive, unarchive, duplicate and delete.");
	if (!read_ids(request, &ids, &count, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "results");
	for (size_t i = 0; i < count; i++) {
		struct error one = {0};
		bool done = action->run(request->ops, &request->call, ids[i], &one);

		put_result(out, ids[i], done ? NULL : &one);
	}
	json_close_array(out);
	json_close_object(out);
	return true;
}
