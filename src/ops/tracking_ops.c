#include "ops/tracking_ops.h"

#include <sodium.h>
#include <string.h>

#include "base/text.h"
#include "ops/send_settle.h"

enum { MAX_HOST = 253, MAX_LABEL = 63 };

void tracking_ops_visitor(const unsigned char key[TRACKING_KEY_SIZE], const char *address, const char *user_agent,
	unsigned char out[TRACKING_VISITOR_SIZE])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, key, TRACKING_KEY_SIZE, TRACKING_VISITOR_SIZE);
	crypto_generichash_update(&state, (const unsigned char *)address, strlen(address) + 1);
	crypto_generichash_update(&state, (const unsigned char *)user_agent, strlen(user_agent));
	crypto_generichash_final(&state, out, TRACKING_VISITOR_SIZE);
}

/* ---- Requests ---- */

/* All that is known of an email while one request is added. */
struct email {
	struct tx *tx;
	struct tracking_request *request;
	struct tracked_event *events; /* room for one more */
	size_t count;
	struct tracked_found sent;
};

static bool read_email(struct email *email, bool *found, struct error *err)
{
	const struct tracking_request *request = email->request;
	struct arena *arena = tx_arena(email->tx);
	struct tracked_event *events = NULL;

	if (!tracking_store_find_send(email->tx, request->workspace_id, request->send_id, &email->sent, found, err) ||
		!*found)
		return !*found;
	if (!tracking_store_events(
		    email->tx, request->workspace_id, request->send_id, arena, &events, &email->count, err))
		return false;
	email->events = ARENA_ARRAY(arena, struct tracked_event, email->count + 1);
	memcpy(email->events, events, email->count * sizeof(*events));
	return true;
}

/* Judges anew, and keeps what is judged otherwise now. */
static bool judge(struct email *email, struct error *err)
{
	struct tracked_event *before = ARENA_ARRAY(tx_arena(email->tx), struct tracked_event, email->count);

	memcpy(before, email->events, email->count * sizeof(*before));
	scanner_judge(email->events, email->count, email->sent.links, email->sent.handed_at);
	for (size_t i = 0; i < email->count; i++)
		if (email->events[i].id && email->events[i].verdict != before[i].verdict &&
			!tracking_store_judge(email->tx, email->request->workspace_id, &email->events[i], err))
			return false;
	return true;
}

static void add_counted(const struct tracked_event *event, int64_t *counted, int64_t *first_at)
{
	if (event->verdict != VERDICT_COUNTED)
		return;
	++*counted;
	if (!*first_at || event->at < *first_at)
		*first_at = event->at;
}

/* Told once, when it is first known. */
static bool tell(const struct email *email, const char *type, int64_t was_at, int64_t at, struct error *err)
{
	const struct send send = {.workspace_id = email->request->workspace_id,
		.id = email->request->send_id,
		.mailbox_id = email->sent.mailbox_id,
		.campaign_id = email->sent.campaign_id,
		.contact_id = email->sent.contact_id,
		.position = email->sent.position};

	return was_at || !at || send_settle_tell(email->tx, &send, type, err);
}

static bool count(const struct email *email, struct error *err)
{
	const struct tracking_request *request = email->request;
	struct tracking_sum sum = {0};

	if (request->event.kind == TRACK_OPEN)
		sum.opens_raw = request->times;
	else
		sum.clicks_raw = request->times;
	for (size_t i = 0; i < email->count; i++)
		if (email->events[i].kind == TRACK_OPEN)
			add_counted(&email->events[i], &sum.opens, &sum.opened_at);
		else
			add_counted(&email->events[i], &sum.clicks, &sum.clicked_at);
	return tracking_store_count(email->tx, request->workspace_id, request->send_id, &sum, err) &&
		tell(email, "send.opened", email->sent.opened_at, sum.opened_at, err) &&
		tell(email, "send.clicked", email->sent.clicked_at, sum.clicked_at, err);
}

static bool record_one(struct tx *tx, struct tracking_request *request, struct error *err)
{
	struct email email = {.tx = tx, .request = request};
	bool found = false, known = false, is_kept;

	if (!read_email(&email, &found, err))
		return false;
	if (!found)
		return true;
	if (!tracking_store_again(tx, request, &known, err))
		return false;
	is_kept = !known && email.count < TRACKING_MAX_EVENTS;
	if (is_kept)
		email.events[email.count++] = request->event;
	if (!judge(&email, err))
		return false;
	if (is_kept) {
		request->event = email.events[email.count - 1];
		if (!tracking_store_add_event(tx, request, err))
			return false;
	}
	return count(&email, err);
}

bool tracking_ops_record(struct ops *ops, struct tracking_request *requests, size_t count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!record_one(tx, &requests[i], err))
			return false;
	return tx_commit(tx, err);
}

bool tracking_ops_find_url(
	struct ops *ops, const struct tracking_link *link, struct arena *arena, const char **url, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) &&
		tracking_store_find_url(tx, link->workspace_id, link->link, arena, url, err);
}

/* ---- Names ---- */

bool tracking_ops_knows_host(struct ops *ops, const char *name, bool *known, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) && tracking_store_knows_host(tx, name, known, err);
}

static bool is_label(const char *label, size_t length)
{
	if (length == 0 || length > MAX_LABEL || label[0] == '-' || label[length - 1] == '-')
		return false;
	return strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-") >= length;
}

/* Two labels at least, the last of them no number. */
static bool is_name(const char *name)
{
	const char *last = strrchr(name, '.');

	if (strlen(name) > MAX_HOST || !last || strspn(last + 1, "0123456789") == strlen(last + 1))
		return false;
	for (;;) {
		size_t length = strcspn(name, ".");

		if (!is_label(name, length))
			return false;
		if (!name[length])
			return true;
		name += length + 1;
	}
}

static bool is_own_name(const struct ops *ops, const char *name)
{
	const char *own = strstr(ops->base_url, "://") + 3;
	size_t length = strcspn(own, ":/");

	return strlen(name) == length && strncmp(own, name, length) == 0;
}

bool tracking_ops_check_host(
	const struct ops *ops, const char *name, struct arena *arena, const char **out, struct error *err)
{
	const char *lower = text_lower(arena, text_trim(arena, name));

	if (!is_name(lower) || text_ends(lower, ".localhost"))
		return error_invalid(err, "tracking_host", "host_name", name,
			"“%s” is no name of a host. Write it without https://, such as links.example.com.", name);
	if (is_own_name(ops, lower))
		return error_invalid(err, "tracking_host", "not_own", name,
			"%s is this server's own name, which links carry anyway.", lower);
	*out = lower;
	return true;
}

const char *tracking_ops_base_url(const struct ops *ops, const char *host, struct arena *arena)
{
	if (!host)
		return ops->base_url;
	return arena_printf(arena, "%s://%s", text_starts(ops->base_url, "https:") ? "https" : "http", host);
}
