#include "store/tracking_store.h"

#include <string.h>

#include "store/query.h"

static bool put_link(struct tx *tx, const struct tracked_send *send, const struct tracked_link *link, struct error *err)
{
	return query_exec(tx, QUERY_TRACKED_LINK_ADD, NULL, err, BIND_INT("workspace", send->workspace_id),
		BIND_BLOB("link", link->hash, sizeof(link->hash)), BIND_INT("campaign", send->campaign_id),
		BIND_INT_OR_NULL("contact", link->is_personal ? send->contact_id : 0), BIND_TEXT("url", link->url));
}

bool tracking_store_put(
	struct tx *tx, const struct tracked_send *send, const struct tracked_mail *mail, int64_t now, struct error *err)
{
	for (size_t i = 0; i < mail->link_count; i++)
		if (!put_link(tx, send, &mail->links[i], err))
			return false;
	return query_exec(tx, QUERY_TRACKED_SEND_PUT, NULL, err, BIND_INT("workspace", send->workspace_id),
		BIND_INT("send", send->send_id), BIND_INT("campaign", send->campaign_id),
		BIND_INT("position", send->position), BIND_INT("has_pixel", mail->has_pixel),
		BIND_INT("links", (int64_t)mail->link_count), BIND_INT("now", now));
}

bool tracking_store_find_url(struct tx *tx, int64_t workspace_id, const unsigned char hash[SCANNER_HASH_SIZE],
	struct arena *arena, const char **url, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_TRACKED_LINK_GET, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_BLOB("link", hash, SCANNER_HASH_SIZE)) ||
		!rows_next(rows, &has, err))
		return false;
	*url = has ? row_text(rows, arena) : NULL;
	return true;
}

bool tracking_store_find_send(
	struct tx *tx, int64_t workspace_id, int64_t send_id, struct tracked_found *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	if (!query_rows(tx, QUERY_TRACKED_SEND_GET, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("send", send_id)) ||
		!rows_next(rows, found, err))
		return false;
	if (!*found)
		return true;
	out->links = (int)row_int(rows);
	out->handed_at = row_int(rows);
	out->opened_at = row_int(rows);
	out->clicked_at = row_int(rows);
	out->campaign_id = row_int(rows);
	out->contact_id = row_int(rows);
	out->mailbox_id = row_int(rows);
	out->position = (int)row_int(rows);
	return true;
}

/* Rows of one size, in an array that grows. */
typedef void read_row(struct rows *rows, struct arena *arena, void *out);

static bool read_list(struct rows *rows, size_t size, read_row *read, struct arena *arena, void **list, size_t *count,
	struct error *err)
{
	size_t capacity = 16;
	char *found = arena_grow(arena, NULL, 0, capacity * size);
	bool has = false;

	for (*count = 0;; (*count)++) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		if (*count == capacity) {
			found = arena_grow(arena, found, capacity * size, 2 * capacity * size);
			capacity *= 2;
		}
		read(rows, arena, found + *count * size);
	}
	*list = found;
	return true;
}

static void read_event(struct rows *rows, struct arena *arena, void *out)
{
	struct tracked_event *event = out;
	const unsigned char *hash;
	size_t length = 0;

	event->id = row_int(rows);
	event->at = row_int(rows);
	if (!track_kind_parse(row_text(rows, arena), &event->kind))
		UNREACHABLE();
	hash = row_blob(rows, arena, &length);
	ASSERT(length == sizeof(event->link));
	memcpy(event->link, hash, length);
	if (!track_agent_parse(row_text(rows, arena), &event->agent))
		UNREACHABLE();
	event->is_head = row_bool(rows);
	if (!track_verdict_parse(row_text(rows, arena), &event->verdict))
		UNREACHABLE();
}

bool tracking_store_events(struct tx *tx, int64_t workspace_id, int64_t send_id, struct arena *arena,
	struct tracked_event **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	void *found;

	if (!query_rows(tx, QUERY_TRACKING_EVENT_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("send", send_id)) ||
		!read_list(rows, sizeof(**list), read_event, arena, &found, count, err))
		return false;
	*list = found;
	return true;
}

bool tracking_store_again(struct tx *tx, const struct tracking_request *request, bool *known, struct error *err)
{
	int64_t changed = 0;

	if (!query_exec(tx, QUERY_TRACKING_EVENT_AGAIN, &changed, err, BIND_INT("workspace", request->workspace_id),
		    BIND_INT("send", request->send_id), BIND_TEXT("kind", track_kind_name(request->event.kind)),
		    BIND_BLOB("link", request->event.link, sizeof(request->event.link)),
		    BIND_BLOB("visitor", request->visitor, sizeof(request->visitor)),
		    BIND_INT("is_head", request->event.is_head), BIND_INT("times", request->times)))
		return false;
	*known = changed > 0;
	return true;
}

bool tracking_store_add_event(struct tx *tx, struct tracking_request *request, struct error *err)
{
	struct tracked_event *event = &request->event;

	event->id = tx_new_id(tx);
	return query_exec(tx, QUERY_TRACKING_EVENT_ADD, NULL, err, BIND_INT("workspace", request->workspace_id),
		BIND_INT("id", event->id), BIND_INT("send", request->send_id),
		BIND_TEXT("kind", track_kind_name(event->kind)), BIND_BLOB("link", event->link, sizeof(event->link)),
		BIND_BLOB("visitor", request->visitor, sizeof(request->visitor)),
		BIND_TEXT("agent", track_agent_name(event->agent)), BIND_INT("is_head", event->is_head),
		BIND_TEXT("verdict", track_verdict_name(event->verdict)), BIND_INT("at", event->at),
		BIND_INT("times", request->times));
}

bool tracking_store_judge(struct tx *tx, int64_t workspace_id, const struct tracked_event *event, struct error *err)
{
	return query_exec(tx, QUERY_TRACKING_EVENT_JUDGE, NULL, err, BIND_INT("workspace", workspace_id),
		BIND_INT("id", event->id), BIND_TEXT("verdict", track_verdict_name(event->verdict)));
}

bool tracking_store_count(
	struct tx *tx, int64_t workspace_id, int64_t send_id, const struct tracking_sum *sum, struct error *err)
{
	return query_exec(tx, QUERY_TRACKED_SEND_COUNT, NULL, err, BIND_INT("opens_raw", sum->opens_raw),
		BIND_INT("clicks_raw", sum->clicks_raw), BIND_INT("opens", sum->opens), BIND_INT("clicks", sum->clicks),
		BIND_INT_OR_NULL("opened_at", sum->opened_at), BIND_INT_OR_NULL("clicked_at", sum->clicked_at),
		BIND_INT("workspace", workspace_id), BIND_INT("send", send_id));
}

static void read_figure(struct rows *rows, struct tracking_figure *out)
{
	out->tracked = row_int(rows);
	out->raw = row_int(rows);
	out->filtered = row_int(rows);
}

static void read_counts(struct rows *rows, __attribute__((unused)) struct arena *arena, void *out)
{
	struct tracking_counts *counts = out;

	counts->position = (int)row_int(rows);
	counts->variant_id = row_int(rows);
	read_figure(rows, &counts->opened);
	read_figure(rows, &counts->clicked);
}

bool tracking_store_counts(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	struct tracking_counts **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	void *found;

	if (!query_rows(tx, QUERY_TRACKED_SEND_COUNTS, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id)) ||
		!read_list(rows, sizeof(**list), read_counts, arena, &found, count, err))
		return false;
	*list = found;
	return true;
}

static void read_click(struct rows *rows, struct arena *arena, void *out)
{
	struct tracking_click *click = out;

	click->send_id = row_int(rows);
	click->campaign_id = row_int(rows);
	click->position = (int)row_int(rows);
	click->at = row_int(rows);
	click->url = row_text(rows, arena);
}

bool tracking_store_clicks_of_contact(struct tx *tx, int64_t workspace_id, int64_t contact_id, int limit,
	struct arena *arena, struct tracking_click **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	void *found;

	if (!query_rows(tx, QUERY_TRACKING_CLICK_LIST_OF_CONTACT, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("contact", contact_id), BIND_INT("limit", limit)) ||
		!read_list(rows, sizeof(**list), read_click, arena, &found, count, err))
		return false;
	*list = found;
	return true;
}

bool tracking_store_add_host(struct tx *tx, int64_t workspace_id, const char *host, struct error *err)
{
	return query_exec(tx, QUERY_TRACKING_HOST_ADD, NULL, err, BIND_TEXT("host", host),
		BIND_INT("workspace", workspace_id), BIND_INT("now", store_now(tx_store(tx))));
}

bool tracking_store_knows_host(struct tx *tx, const char *host, bool *known, struct error *err)
{
	int64_t one = 0;

	if (!query_int(tx, QUERY_TRACKING_HOST_IS_KNOWN, 0, &one, err, BIND_TEXT("host", host)))
		return false;
	*known = one == 1;
	return true;
}
