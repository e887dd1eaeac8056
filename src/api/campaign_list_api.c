#include "api/campaign_list_api.h"

#include <string.h>

#include "api/campaign_json.h"
#include "api/campaign_query.h"
#include "base/text.h"
#include "store/campaign_sort_store.h"

struct found {
	struct campaign *campaigns;
	size_t count;
	const char *next_cursor;
};

/* Newest first, as nobody asked for another order: a page goes on below an id. */
static bool find_newest(struct api_request *request, struct tx *tx, const struct campaign_filter *filter,
	struct found *found, struct error *err)
{
	struct arena *arena = request->call.arena;
	int64_t before = 0;
	int limit = 0;

	if (!api_page(request, &limit, &before, err) ||
		!campaign_store_list(tx, request->call.workspace_id, filter, before, limit, arena, &found->campaigns,
			&found->count, err))
		return false;
	if (found->count == (size_t)limit)
		found->next_cursor = arena_printf(arena, "%lld", (long long)found->campaigns[limit - 1].id);
	return true;
}

/* A name is carried in base64. */
static bool read_key(const char *key, enum campaign_sort by, struct arena *arena, struct campaign_place *place)
{
	const unsigned char *name;
	size_t length = 0;

	if (by != SORT_NAME)
		return text_to_int(key, INT64_MIN, INT64_MAX, &place->number);
	name = text_base64_url_decode(arena, key, &length);
	place->name = name ? arena_printf(arena, "%.*s", (int)length, (const char *)name) : NULL;
	return name != NULL;
}

/* A cursor is the key and the id of the last one: "12.345". */
static bool read_place(const struct api_request *request, struct campaign_page *page, struct error *err)
{
	const char *cursor = api_query(request, "cursor"), *dot = cursor ? strrchr(cursor, '.') : NULL;
	struct arena *arena = request->call.arena;

	if (text_is_empty(cursor))
		return true;
	if (!dot || !text_to_int(dot + 1, 1, INT64_MAX, &page->place.id) ||
		!read_key(
			arena_printf(arena, "%.*s", (int)(dot - cursor), cursor), page->order.by, arena, &page->place))
		return error_invalid(err, "cursor", "unknown", cursor, "“cursor” is not one that this list gave.");
	return true;
}

static const char *place_cursor(const struct campaign_page *page, struct arena *arena)
{
	const struct campaign_place *place = &page->place;
	const char *key = page->order.by == SORT_NAME ? text_base64_url(arena, place->name, strlen(place->name))
						      : arena_printf(arena, "%lld", (long long)place->number);

	return arena_printf(arena, "%s.%lld", key, (long long)place->id);
}

static bool find_sorted(struct api_request *request, struct tx *tx, const struct campaign_filter *filter,
	struct found *found, struct error *err)
{
	struct campaign_page page = {.workspace_id = request->call.workspace_id, .filter = filter};
	struct arena *arena = request->call.arena;
	const char *sort = api_query(request, "sort");

	if (!campaign_sort_parse(sort, &page.order))
		return error_invalid(err, "sort", "one_of", sort, "Campaigns cannot be sorted by “%s”.", sort);
	if (!api_limit(request, &page.limit, err) || !read_place(request, &page, err) ||
		!campaign_sort_store_list(tx, &page, arena, &found->campaigns, &found->count, err))
		return false;
	if (found->count == (size_t)page.limit)
		found->next_cursor = place_cursor(&page, arena);
	return true;
}

bool campaign_list_get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	bool is_sorted = !text_is_empty(api_query(request, "sort"));
	struct campaign_filter filter = {0};
	struct found found = {0};
	int64_t total = 0;

	(void)status;
	if (!campaign_query_of_address(request, &filter, err) || !tx_read(request->ops->store, &tx, err) ||
		!(is_sorted ? find_sorted : find_newest)(request, tx, &filter, &found, err) ||
		!campaign_store_count_all(tx, request->call.workspace_id, &filter, &total, err))
		return false;
	json_open_object(out, NULL);
	json_open_array(out, "items");
	for (size_t i = 0; i < found.count; i++)
		if (!campaign_json_put(out, NULL, request->ops, tx, &found.campaigns[i], err))
			return false;
	api_page_end_at(out, found.next_cursor, total);
	return true;
}
