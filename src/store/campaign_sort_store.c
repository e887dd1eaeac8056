#include "store/campaign_sort_store.h"

#include "base/text.h"
#include "store/like.h"
#include "store/query.h"

static const char *const words[] = {
	[SORT_CREATED] = "created_at",
	[SORT_NAME] = "name",
	[SORT_STATUS] = "status",
	[SORT_CONTACTS] = "contacts",
	[SORT_SENT] = "sent",
	[SORT_REPLIED] = "replied",
	[SORT_BOUNCED] = "bounced",
	[SORT_NEXT_SEND] = "next_send_at",
};

bool campaign_sort_parse(const char *text, struct campaign_order *order)
{
	bool is_down = text[0] == '-';

	for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
		if (!text_equal(text + is_down, words[i]))
			continue;
		*order = (struct campaign_order){(enum campaign_sort)i, is_down};
		return true;
	}
	return false;
}

static bool start_by_number(struct tx *tx, const struct campaign_page *page, struct rows **rows, struct error *err)
{
	const struct campaign_filter *filter = page->filter;

	return query_rows(tx, QUERY_CAMPAIGN_SORT_BY_NUMBER, rows, err, BIND_INT("workspace", page->workspace_id),
		BIND_INT("archived", filter->archived), BIND_TEXT("status", filter->status ? filter->status : ""),
		BIND_INT("owner", filter->owner_id), BIND_INT("mailbox", filter->mailbox_id),
		BIND_TEXT("pattern", like_contains(tx_arena(tx), filter->search)),
		BIND_TEXT("by", words[page->order.by]), BIND_INT("sign", page->order.is_down ? -1 : 1),
		BIND_INT("after", page->place.number), BIND_INT("after_id", page->place.id),
		BIND_INT("limit", page->limit));
}

static bool start_by_name(struct tx *tx, const struct campaign_page *page, struct rows **rows, struct error *err)
{
	const struct campaign_filter *filter = page->filter;
	enum query_name query = page->order.is_down ? QUERY_CAMPAIGN_SORT_BY_NAME_DOWN : QUERY_CAMPAIGN_SORT_BY_NAME;

	return query_rows(tx, query, rows, err, BIND_INT("workspace", page->workspace_id),
		BIND_INT("archived", filter->archived), BIND_TEXT("status", filter->status ? filter->status : ""),
		BIND_INT("owner", filter->owner_id), BIND_INT("mailbox", filter->mailbox_id),
		BIND_TEXT("pattern", like_contains(tx_arena(tx), filter->search)),
		BIND_TEXT("after", page->place.name ? page->place.name : ""), BIND_INT("after_id", page->place.id),
		BIND_INT("limit", page->limit));
}

static bool read_places(struct tx *tx, const struct campaign_page *page, struct arena *arena,
	struct campaign_place *places, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool is_by_name = page->order.by == SORT_NAME, has = true;

	if (!(is_by_name ? start_by_name : start_by_number)(tx, page, &rows, err))
		return false;
	for (*count = 0; *count < (size_t)page->limit; (*count)++) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		places[*count].id = row_int(rows);
		if (is_by_name)
			places[*count].name = row_text(rows, arena);
		else
			places[*count].number = row_int(rows);
	}
	return true;
}

bool campaign_sort_store_list(struct tx *tx, struct campaign_page *page, struct arena *arena, struct campaign **list,
	size_t *count, struct error *err)
{
	struct campaign_place *places = ARENA_ARRAY(arena, struct campaign_place, page->limit);
	struct campaign *campaigns;

	if (!read_places(tx, page, arena, places, count, err))
		return false;
	campaigns = ARENA_ARRAY(arena, struct campaign, *count);
	for (size_t i = 0; i < *count; i++)
		if (!campaign_store_get(tx, page->workspace_id, places[i].id, arena, &campaigns[i], err))
			return false;
	page->place = *count ? places[*count - 1] : (struct campaign_place){0};
	*list = campaigns;
	return true;
}
