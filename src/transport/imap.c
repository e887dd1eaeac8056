/*
 * imap: our own small IMAP client: headers of what is new in INBOX and Junk, a Message-ID in Sent, a copy to Sent.
 *
 * The cursor is "v1;INBOX:uidvalidity:lastuid;Junk:uidvalidity:lastuid". Mailboxes are only examined, never changed, but for
 * APPEND.
 */
#include "transport/imap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/random.h"
#include "base/text.h"
#include "transport/imap_session.h"

enum { HEADERS_MAX = 262144, BODY_START_MAX = 16384, FOLDERS = 2 };

static bool imap_verify(struct receiver *receiver, struct send_result *result)
{
	return imap_session_ready((struct imap *)receiver, result);
}

/* What EXAMINE tells. */
struct folder_state {
	long long uid_validity, uid_next;
};

static bool note_state(void *context, const struct imap_response *response, struct error *err)
{
	struct folder_state *state = context;
	const char *at;

	(void)err;
	if ((at = strcasestr(response->text, "[UIDVALIDITY ")) != NULL)
		state->uid_validity = text_number(at + 13);
	if ((at = strcasestr(response->text, "[UIDNEXT ")) != NULL)
		state->uid_next = text_number(at + 9);
	return true;
}

/* One folder's turn within a fetch. */
struct fetch {
	struct imap *imap;
	struct arena *arena;
	const char *folder, *name; /* the name in cursors: INBOX, Junk */
	struct folder_state state;
	long long last_uid; /* everything up to here was visited */
	int64_t since_ms;   /* >0: mail received before is passed over */
	int left;           /* how many may still be visited */
	bool stopped, more;
	receiver_visit *visit;
	void *context;
	long long uids[1024]; /* what is to be fetched, ascending */
	size_t uid_count;
};

static int compare_uids(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return x < y ? -1 : x > y;
}

static bool note_search(void *context, const struct imap_response *response, struct error *err)
{
	struct fetch *fetch = context;

	(void)err;
	if (!imap_item_is(response->items, "SEARCH"))
		return true;
	for (const struct imap_item *item = response->items->next; item; item = item->next) {
		long long uid = text_number(item->text);

		if (uid <= fetch->last_uid)
			continue;
		if (fetch->uid_count == ARRAY_COUNT(fetch->uids)) {
			fetch->more = true;
			break;
		}
		fetch->uids[fetch->uid_count++] = uid;
	}
	return true;
}

/* "23-Nov-2026 08:00:00 +0100" to UTC ms; 0 when unreadable. */
static int64_t internal_date(const char *text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm parts = {0};
	char month[4], sign;
	int zone = 0;
	const char *found;

	if (!text ||
		sscanf(text, " %d-%3s-%d %d:%d:%d %c%d", &parts.tm_mday, month, &parts.tm_year, &parts.tm_hour,
			&parts.tm_min, &parts.tm_sec, &sign, &zone) != 8)
		return 0;
	found = strstr(months, month);
	if (!found)
		return 0;
	parts.tm_mon = (int)(found - months) / 3;
	parts.tm_year -= 1900;
	return ((int64_t)timegm(&parts) - (sign == '-' ? -1 : 1) * (zone / 100 * 3600LL + zone % 100 * 60LL)) * 1000;
}

static bool note_mail(void *context, const struct imap_response *response, struct error *err)
{
	struct fetch *fetch = context;
	const struct imap_item *list = imap_response_fetched(response);
	const struct imap_item *uid, *date, *headers, *body, *size;
	struct incoming mail;

	(void)err;
	if (!list)
		return true;
	uid = imap_item_after(list, "UID");
	headers = imap_item_after(list, "BODY[HEADER]");
	body = imap_item_after(list, "BODY[TEXT]");
	date = imap_item_after(list, "INTERNALDATE");
	size = imap_item_after(list, "RFC822.SIZE");
	if (!uid || !headers || fetch->stopped || text_number(uid->text) <= fetch->last_uid)
		return true;
	mail = (struct incoming){.provider_id = arena_printf(
					 fetch->arena, "%s/%lld/%s", fetch->name, fetch->state.uid_validity, uid->text),
		.folder = fetch->name,
		.received_at = internal_date(date ? date->text : NULL),
		.headers = headers->text,
		.headers_size = headers->length,
		.body_start = body ? body->text : NULL,
		.body_start_size = body ? body->length : 0,
		.size = size ? (size_t)text_number(size->text) : 0};
	if (!(fetch->since_ms && mail.received_at && mail.received_at < fetch->since_ms) &&
		!fetch->visit(fetch->context, &mail)) {
		fetch->stopped = true;
		return true;
	}
	fetch->last_uid = text_number(uid->text);
	fetch->left--;
	return true;
}

/* RFC 3501 dates are whole days in the server's zone: a day earlier never misses one. */
static const char *search_date(int64_t since_ms, struct arena *arena)
{
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)(since_ms / 1000) - 86400;
	struct tm parts;

	gmtime_r(&seconds, &parts);
	return arena_printf(arena, "%d-%s-%d", parts.tm_mday, months[parts.tm_mon], parts.tm_year + 1900);
}

static bool fetch_uids(struct fetch *fetch, struct error *err)
{
	qsort(fetch->uids, fetch->uid_count, sizeof(fetch->uids[0]), compare_uids);
	for (size_t i = 0; i < fetch->uid_count && !fetch->stopped; i++) {
		OWNED(arena) struct arena *arena = arena_new();

		if (fetch->left <= 0) {
			fetch->more = true;
			return true;
		}
		if (!imap_session_run(fetch->imap, arena,
			    arena_printf(arena,
				    "UID FETCH %lld (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]<0.%d> "
				    "BODY.PEEK[TEXT]<0.%d>)",
				    fetch->uids[i], HEADERS_MAX, BODY_START_MAX),
			    note_mail, fetch, err))
			return false;
		if (!fetch->stopped && fetch->last_uid < fetch->uids[i])
			fetch->last_uid = fetch->uids[i]; /* expunged meanwhile */
	}
	return true;
}

/* Where the cursor says this folder stands; false when it does not say, or the folder was made anew. */
static bool cursor_read(const char *cursor, const char *name, long long uid_validity, long long *last_uid)
{
	const char *at = cursor ? strstr(cursor, name) : NULL;
	long long validity = 0;

	return at && at[-1] == ';' && sscanf(at + strlen(name), ":%lld:%lld", &validity, last_uid) == 2 &&
		validity == uid_validity;
}

static bool fetch_folder(struct fetch *fetch, const char *cursor, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	int64_t since_ms = fetch->since_ms;

	if (!imap_session_run(fetch->imap, arena,
		    arena_printf(arena, "EXAMINE %s", imap_session_quoted(fetch->folder, arena)), note_state,
		    &fetch->state, err))
		return false;
	if (cursor_read(cursor, fetch->name, fetch->state.uid_validity, &fetch->last_uid)) {
		fetch->since_ms = 0;
		if (fetch->state.uid_next && fetch->last_uid + 1 >= fetch->state.uid_next)
			return true;
		if (!imap_session_run(fetch->imap, arena,
			    arena_printf(arena, "UID SEARCH UID %lld:*", fetch->last_uid + 1), note_search, fetch, err))
			return false;
		return fetch_uids(fetch, err);
	}
	fetch->last_uid = 0;
	if (since_ms &&
		!imap_session_run(fetch->imap, arena,
			arena_printf(arena, "UID SEARCH SINCE %s", search_date(since_ms, arena)), note_search, fetch,
			err))
		return false;
	if (!fetch_uids(fetch, err))
		return false;
	if (!fetch->stopped && !fetch->more && fetch->state.uid_next - 1 > fetch->last_uid)
		fetch->last_uid = fetch->state.uid_next - 1;
	return true;
}

static bool imap_fetch(struct receiver *receiver, const char *cursor, int64_t since_ms, int limit,
	receiver_visit *visit, void *context, struct arena *arena, const char **new_cursor, bool *more,
	struct send_result *result)
{
	struct imap *imap = (struct imap *)receiver;
	struct fetch *fetch = ARENA_NEW(arena, struct fetch);
	struct error err = {0};
	struct text out;
	int left = limit;

	if (!imap_session_ready(imap, result))
		return false;
	*more = false;
	text_init(&out, arena);
	text_add(&out, "v1");
	for (int i = 0; i < FOLDERS; i++) {
		*fetch = (struct fetch){.imap = imap,
			.arena = arena,
			.folder = i == 0 ? "INBOX" : imap->junk,
			.name = i == 0 ? "INBOX" : "Junk",
			.since_ms = since_ms,
			.left = left,
			.visit = visit,
			.context = context};
		if (!fetch->folder[0])
			continue;
		if (!fetch_folder(fetch, cursor, &err)) {
			imap_session_classify(&err, result);
			imap_session_drop(imap);
			return false;
		}
		left = fetch->left;
		*more = *more || fetch->more;
		text_printf(&out, ";%s:%lld:%lld", fetch->name, fetch->state.uid_validity, fetch->last_uid);
	}
	*new_cursor = text_string(&out);
	return true;
}

struct find {
	const char *message_id, *folder;
	struct folder_state state;
	struct arena *arena; /* of the caller */
	struct sent_copy *copy;
};

/* HEADER is a substring match on the server: what was found is compared. */
static bool note_found(void *context, const struct imap_response *response, struct error *err)
{
	struct find *find = context;
	const struct imap_item *list = imap_response_fetched(response);
	const struct imap_item *uid = imap_item_after(list, "UID"), *date = imap_item_after(list, "INTERNALDATE");
	bool found = false;

	(void)err;
	for (const struct imap_item *item = list; item; item = item->next)
		found = found || (item->type == IMAP_STRING && strstr(item->text, find->message_id));
	if (!found || !uid)
		return true;
	*find->copy = (struct sent_copy){.found = true,
		.folder = arena_text(find->arena, find->folder),
		.provider_id = arena_printf(find->arena, "Sent/%lld/%s", find->state.uid_validity, uid->text),
		.date = internal_date(date ? date->text : NULL)};
	return true;
}

static bool imap_find_sent(struct receiver *receiver, const char *message_id, struct arena *result_arena,
	struct sent_copy *copy, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap *imap = (struct imap *)receiver;
	struct fetch *search = ARENA_NEW(arena, struct fetch);
	struct find find = {.message_id = message_id, .folder = imap->sent, .arena = result_arena, .copy = copy};
	struct error err = {0};
	bool done;

	*copy = (struct sent_copy){0};
	if (!imap_session_ready(imap, result))
		return false;
	copy->no_folder = !imap->sent[0];
	if (copy->no_folder)
		return true;
	done = imap_session_run(imap, arena, arena_printf(arena, "EXAMINE %s", imap_session_quoted(imap->sent, arena)),
		       note_state, &find.state, &err) &&
		imap_session_run(imap, arena,
			arena_printf(arena, "UID SEARCH HEADER Message-ID %s", imap_session_quoted(message_id, arena)),
			note_search, search, &err);
	for (size_t i = 0; done && i < search->uid_count && !copy->found; i++)
		done = imap_session_run(imap, arena,
			arena_printf(arena, "UID FETCH %lld (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])",
				search->uids[i]),
			note_found, &find, &err);
	if (!done) {
		imap_session_classify(&err, result);
		imap_session_drop(imap);
	}
	return done;
}

/* The literal; each stretch has the time of an answer. */
static bool write_content(struct imap *imap, const struct message_content *content, struct error *err)
{
	OWNED(message_source) struct message_source *source = message_source_new(content);
	const char *bytes = NULL;
	size_t length = 1;

	while (length > 0) {
		if (!message_source_next(source, &bytes, &length, err))
			return false;
		stream_set_timeout(imap->stream, imap_session_timeout(imap));
		if (!stream_write(imap->stream, bytes, length, err))
			return false;
	}
	return true;
}

static bool imap_append_sent(
	struct receiver *receiver, const struct message_content *content, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap *imap = (struct imap *)receiver;
	struct imap_response response;
	const char *tag, *text = "";
	struct error err = {0};
	bool ok = false, done;

	if (!imap_session_ready(imap, result) || !imap->sent[0])
		return false;
	tag = imap_session_tag(imap, arena);
	done = imap_session_send(imap,
		       arena_printf(arena, "%s APPEND %s (\\Seen) {%zu}", tag, imap_session_quoted(imap->sent, arena),
			       message_content_size(content)),
		       &err) &&
		imap_session_read(imap, arena, &response, &err);
	if (done && strcmp(response.tag, "+") == 0)
		done = write_content(imap, content, &err) && imap_session_send(imap, "", &err) &&
			imap_session_await(imap, tag, NULL, arena, NULL, NULL, &ok, &text, &err);
	if (!done)
		imap_session_classify(&err, result);
	else if (!ok)
		imap_session_fail(result, SEND_CLASS_MESSAGE, text_for_people(arena, text, strlen(text), 200));
	if (!done)
		imap_session_drop(imap);
	return ok;
}

static void imap_free(struct receiver *receiver)
{
	struct imap *imap = (struct imap *)receiver;
	struct error ignored = {0};

	if (imap->stream && !cancel_is_raised(imap->cancel)) {
		stream_set_timeout(imap->stream, 1000);
		if (stream_write(imap->stream, "z LOGOUT\r\n", 10, &ignored))
			stream_free(TAKE(imap->stream));
	}
	imap_session_drop(imap);
	secret_free(imap->secret);
	free(imap);
}

static const struct receiver_type imap_type = {.name = "imap",
	.verify = imap_verify,
	.fetch = imap_fetch,
	.find_sent = imap_find_sent,
	.append_sent = imap_append_sent,
	.free = imap_free};

struct receiver *imap_receiver_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel)
{
	struct imap *imap = calloc(1, sizeof(*imap));

	ASSERT(imap);
	imap->receiver.type = &imap_type;
	imap->config = config;
	imap->cancel = cancel;
	imap->track = account->track;
	snprintf(imap->host, sizeof(imap->host), "%s", account->reading.host);
	snprintf(imap->username, sizeof(imap->username), "%s",
		account->reading.username ? account->reading.username : "");
	imap->port = account->reading.port;
	imap->tls = account->reading.tls;
	imap->trusted_host = account->reading.trusted_host;
	imap->auth = account->auth;
	imap->secret = secret_copy(account->reading_secret);
	snprintf(imap->tag_prefix, sizeof(imap->tag_prefix), "o%08x", random_below(UINT32_MAX));
	return &imap->receiver;
}
