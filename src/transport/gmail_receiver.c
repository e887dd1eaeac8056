/*
 * gmail_receiver: what came in by history.list, which costs next to nothing; by date when the history is too old (404).
 *
 * History ids are decimal texts: they may exceed 64 bits. One call covers all labels, so that replies in Spam are seen too;
 * what the mailbox sent itself is left out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mime/header.h"
#include "transport/gmail.h"
#include "transport/gmail_api.h"

enum {
	HEADERS_MAX = 262144,
	BODY_START_MAX = 16384,
	WHOLE_MAX = 1024 * 1024, /* larger mail is read without its body */
	PAGE = 500,
	LISTED_MAX = 20 * PAGE,
	SENT_LOOKED_AT = 50,
	EMPTY_PAGES_MAX = 20,
	HISTORY_ID_MAX = 40,
};

struct gmail_receiver {
	struct receiver receiver;
	struct gmail_api api;
};

/* One fetch. */
struct fetch {
	struct gmail_api *api;
	struct arena *arena; /* of the caller: for the cursor */
	int64_t since_ms;
	int left;
	receiver_visit *visit;
	void *context;
	struct send_result *result;
	bool stopped;        /* by the visitor */
	int64_t received_at; /* of the mail visited last */
};

static bool is_word(const char *text, const char *letters)
{
	return *text && strspn(text, letters) == strlen(text);
}

static bool is_message_id(const char *id)
{
	return is_word(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

static bool is_history_id(const char *id)
{
	return is_word(id, "0123456789") && strlen(id) < HISTORY_ID_MAX;
}

static bool has_label(const json_t *message, const char *label)
{
	const json_t *entry;
	size_t at;

	json_array_foreach(json_object_get(message, "labelIds"), at, entry)
		if (text_equal(json_string_value(entry), label))
			return true;
	return false;
}

/* Not mail that came in: sent by the mailbox itself, not sent yet, chats. Mail to oneself is both sent and received. */
static bool is_own(const json_t *message)
{
	return (has_label(message, "SENT") && !has_label(message, "INBOX")) || has_label(message, "DRAFT") ||
		has_label(message, "CHAT");
}

/* The header block as it would be on the wire. */
static void put_headers(const json_t *message, struct arena *arena, struct incoming *mail)
{
	const json_t *header;
	struct text out;
	size_t at;

	text_init(&out, arena);
	json_array_foreach(json_object_get(json_object_get(message, "payload"), "headers"), at, header) {
		char *value = arena_text(arena, gmail_api_text(header, "value"));

		for (char *c = value; *c; c++)
			if (*c == '\r' || *c == '\n')
				*c = ' ';
		if (out.length + strlen(value) < HEADERS_MAX)
			text_printf(&out, "%s: %s\r\n", gmail_api_text(header, "name"), value);
	}
	mail->headers = text_string(&out);
	mail->headers_size = out.length;
}

/* The mail as it is, in place of the headers alone. */
static void put_whole(const json_t *message, struct arena *arena, struct incoming *mail)
{
	size_t size = 0, header;
	const char *bytes = (const char *)text_base64_url_decode(arena, gmail_api_text(message, "raw"), &size), *end;

	end = bytes && size ? memmem(bytes, size, "\r\n\r\n", 4) : NULL;
	if (!end)
		return;
	header = (size_t)(end - bytes) + 2;
	mail->headers = bytes;
	mail->headers_size = header < HEADERS_MAX ? header : HEADERS_MAX;
	mail->body_start = end + 4;
	mail->body_start_size = size - header - 2 < BODY_START_MAX ? size - header - 2 : BODY_START_MAX;
}

/* Mail of lists that answers nothing never concerns us: its body stays where it is. */
static bool may_concern_us(const struct incoming *mail, struct arena *arena)
{
	return !header_find(mail->headers, mail->headers_size, "List-Id", arena) ||
		header_find(mail->headers, mail->headers_size, "In-Reply-To", arena);
}

/* A message by its id; *message NULL when it is gone meanwhile. */
static bool get_message(struct gmail_api *api, const char *id, const char *format, struct arena *arena,
	json_t **message, struct send_result *result)
{
	*message = NULL;
	if (gmail_api_get(api, arena_printf(arena, "/messages/%s?format=%s", id, format), arena, message, result))
		return true;
	return result->code == 404;
}

static bool read_body(struct fetch *fetch, const char *id, struct arena *arena, struct incoming *mail)
{
	json_t *whole = NULL;

	if (mail->size > WHOLE_MAX || !may_concern_us(mail, arena))
		return true;
	if (!get_message(fetch->api, id, "raw", arena, &whole, fetch->result))
		return false;
	put_whole(whole, arena, mail);
	json_decref(whole);
	return true;
}

static bool visit_loaded(struct fetch *fetch, const char *id, const json_t *message, struct arena *arena)
{
	struct incoming mail = {.provider_id = id,
		.thread_id = gmail_api_text(message, "threadId"),
		.folder = has_label(message, "SPAM") ? "Junk" : "INBOX",
		.received_at = strtoll(gmail_api_text(message, "internalDate"), NULL, 10),
		.size = (size_t)json_integer_value(json_object_get(message, "sizeEstimate"))};

	fetch->received_at = mail.received_at;
	if (is_own(message) || mail.received_at < fetch->since_ms)
		return true;
	put_headers(message, arena, &mail);
	if (!read_body(fetch, id, arena, &mail))
		return false;
	fetch->left--;
	fetch->stopped = !fetch->visit(fetch->context, &mail);
	return true;
}

/* False: the network; *result says why. */
static bool visit_message(struct fetch *fetch, const char *id)
{
	OWNED(arena) struct arena *arena = arena_new();
	json_t *message = NULL;
	bool done;

	if (!is_message_id(id))
		return true;
	if (!get_message(fetch->api, id, "metadata", arena, &message, fetch->result))
		return false;
	done = !message || visit_loaded(fetch, id, message, arena);
	json_decref(message);
	return done;
}

static bool visit_record(struct fetch *fetch, const json_t *record)
{
	const json_t *added;
	size_t at;

	json_array_foreach(json_object_get(record, "messagesAdded"), at, added) {
		const json_t *message = json_object_get(added, "message");

		if (is_own(message))
			continue;
		if (!visit_message(fetch, gmail_api_text(message, "id")))
			return false;
		if (fetch->stopped)
			return true;
	}
	return true;
}

static const char *cursor_of(struct arena *arena, const char *history_id)
{
	return arena_printf(arena, "v1;%s", history_id);
}

/* A page of the history: the cursor moves from record to record, and to the present with the last one. */
static bool visit_history(struct fetch *fetch, const json_t *page, const char **cursor, bool *more)
{
	const char *present = gmail_api_text(page, "historyId");
	const json_t *record;
	size_t at;

	*more = *gmail_api_text(page, "nextPageToken") != '\0';
	json_array_foreach(json_object_get(page, "history"), at, record) {
		if (fetch->left <= 0) {
			*more = true;
			return true;
		}
		if (!visit_record(fetch, record))
			return false;
		if (fetch->stopped)
			return true;
		if (is_history_id(gmail_api_text(record, "id")))
			*cursor = cursor_of(fetch->arena, gmail_api_text(record, "id"));
	}
	if (!*more && is_history_id(present))
		*cursor = cursor_of(fetch->arena, present);
	return true;
}

static bool newest_history_id(struct fetch *fetch, struct arena *arena, char out[HISTORY_ID_MAX])
{
	json_t *list = NULL, *message = NULL;
	const char *id;
	bool done;

	if (!gmail_api_get(fetch->api, "/messages?maxResults=1&includeSpamTrash=true", arena, &list, fetch->result))
		return false;
	id = gmail_api_text(json_array_get(json_object_get(list, "messages"), 0), "id");
	done = !is_message_id(id) || get_message(fetch->api, id, "minimal", arena, &message, fetch->result);
	if (is_history_id(gmail_api_text(message, "historyId")))
		snprintf(out, HISTORY_ID_MAX, "%s", gmail_api_text(message, "historyId"));
	json_decref(list);
	json_decref(message);
	return done;
}

/* Where the history stands now: the profile tells; where there is none, the newest message does. */
static bool present_history_id(struct fetch *fetch, struct arena *arena, char out[HISTORY_ID_MAX])
{
	json_t *profile = NULL;

	snprintf(out, HISTORY_ID_MAX, "1");
	if (!gmail_api_get(fetch->api, "/profile", arena, &profile, fetch->result))
		return fetch->result->code == 404 && newest_history_id(fetch, arena, out);
	if (is_history_id(gmail_api_text(profile, "historyId")))
		snprintf(out, HISTORY_ID_MAX, "%s", gmail_api_text(profile, "historyId"));
	json_decref(profile);
	return true;
}

/* Ids of what a search finds, newest first, at most LISTED_MAX. */
static bool list_ids(struct gmail_api *api, const char *query, int max, struct arena *arena, const char **ids,
	size_t *count, struct send_result *result)
{
	const char *token = "";

	*count = 0;
	do {
		const json_t *message;
		json_t *page = NULL;
		size_t at;

		if (!gmail_api_get(api,
			    arena_printf(arena, "/messages?q=%s&includeSpamTrash=true&maxResults=%d%s%s",
				    http_client_escape(query, arena), max < PAGE ? max : PAGE,
				    *token ? "&pageToken=" : "", http_client_escape(token, arena)),
			    arena, &page, result))
			return false;
		json_array_foreach(json_object_get(page, "messages"), at, message)
			if (*count < (size_t)max && is_message_id(gmail_api_text(message, "id")))
				ids[(*count)++] = arena_text(arena, gmail_api_text(message, "id"));
		token = arena_text(arena, gmail_api_text(page, "nextPageToken"));
		json_decref(page);
	} while (*token && *count < (size_t)max);
	return true;
}

/* Mail since a second, oldest first. What is left over is told by a cursor that goes on from the second reached. */
static bool visit_since(struct fetch *fetch, const char *history_id, int64_t since_s, const char **cursor, bool *more)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char **ids = ARENA_ARRAY(arena, const char *, LISTED_MAX);
	int64_t reached_s = since_s;
	size_t count = 0;

	*more = false;
	if (!list_ids(fetch->api, arena_printf(arena, "after:%lld", (long long)since_s), LISTED_MAX, arena, ids, &count,
		    fetch->result))
		return false;
	fetch->since_ms = since_s * 1000;
	while (count > 0 && !fetch->stopped && !*more) {
		if (!visit_message(fetch, ids[--count]))
			return false;
		if (!fetch->stopped && fetch->received_at / 1000 - 1 > reached_s)
			reached_s = fetch->received_at / 1000 - 1;
		*more = count > 0 && fetch->left <= 0 && reached_s > since_s;
	}
	*cursor = *more || fetch->stopped ? arena_printf(fetch->arena, "v1;%s;%lld", history_id, (long long)reached_s)
					  : cursor_of(fetch->arena, history_id);
	return true;
}

static bool begin_anew(struct fetch *fetch, const char **cursor, bool *more)
{
	OWNED(arena) struct arena *arena = arena_new();
	char history_id[HISTORY_ID_MAX];

	if (!present_history_id(fetch, arena, history_id))
		return false;
	if (fetch->since_ms)
		return visit_since(fetch, history_id, fetch->since_ms / 1000, cursor, more);
	*more = false;
	*cursor = cursor_of(fetch->arena, history_id);
	return true;
}

/* The next records. Gmail sometimes gives pages without any before the last one (https://github.com/gauteh/lieer/issues/24);
 * *page NULL: there were too many of those. */
static bool get_history(struct fetch *fetch, const char *history_id, struct arena *arena, json_t **page)
{
	const char *token = "";

	for (int i = 0; i < EMPTY_PAGES_MAX; i++) {
		if (!gmail_api_get(fetch->api,
			    arena_printf(arena,
				    "/history?startHistoryId=%s&historyTypes=messageAdded&maxResults=%d%s%s",
				    history_id, fetch->left < PAGE ? fetch->left : PAGE, *token ? "&pageToken=" : "",
				    http_client_escape(token, arena)),
			    arena, page, fetch->result))
			return false;
		token = arena_text(arena, gmail_api_text(*page, "nextPageToken"));
		if (!*token || json_array_size(json_object_get(*page, "history")) > 0)
			return true;
		json_decref(TAKE(*page));
	}
	return true;
}

static bool go_on(struct fetch *fetch, const char *history_id, const char **cursor, bool *more)
{
	OWNED(arena) struct arena *arena = arena_new();
	json_t *page = NULL;
	bool done;

	if (!get_history(fetch, history_id, arena, &page))
		return fetch->result->code == 404 && begin_anew(fetch, cursor, more);
	if (!page)
		return begin_anew(fetch, cursor, more);
	fetch->since_ms = 0;
	done = visit_history(fetch, page, cursor, more);
	json_decref(page);
	return done;
}

static bool gmail_fetch(struct receiver *receiver, const char *cursor, int64_t since_ms, int limit,
	receiver_visit *visit, void *context, struct arena *arena, const char **new_cursor, bool *more,
	struct send_result *result)
{
	struct fetch fetch = {.api = &((struct gmail_receiver *)receiver)->api,
		.arena = arena,
		.since_ms = since_ms,
		.left = limit,
		.visit = visit,
		.context = context,
		.result = result};
	char history_id[HISTORY_ID_MAX];
	long long since_s = 0;
	int fields = cursor ? sscanf(cursor, "v1;%39[0-9];%lld", history_id, &since_s) : 0;

	*new_cursor = arena_text(arena, cursor ? cursor : "");
	*result = (struct send_result){.outcome = SEND_ACCEPTED};
	if (fields == 2)
		return visit_since(&fetch, history_id, since_s, new_cursor, more);
	return fields == 1 ? go_on(&fetch, history_id, new_cursor, more) : begin_anew(&fetch, new_cursor, more);
}

static bool gmail_verify(struct receiver *receiver, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	json_t *body = NULL;

	if (!gmail_api_get(&((struct gmail_receiver *)receiver)->api, "/messages?maxResults=1", arena, &body, result))
		return false;
	json_decref(body);
	*result = (struct send_result){.outcome = SEND_ACCEPTED};
	return true;
}

/* A header of a message that was got as metadata; "" when it is not there. */
static const char *header_of(const json_t *message, const char *name, struct arena *arena)
{
	const json_t *header;
	size_t at;

	json_array_foreach(json_object_get(json_object_get(message, "payload"), "headers"), at, header)
		if (text_equal_nocase(gmail_api_text(header, "name"), name))
			return text_trim(arena, gmail_api_text(header, "value"));
	return "";
}

/* One search in Sent mail. */
struct find {
	const char *message_id;
	struct arena *arena; /* of the caller */
	struct sent_copy *copy;
};

/* A copy has our Message-ID, or had it before Gmail replaced it; a draft was not sent. */
static void note_copy(const json_t *message, const char *id, struct arena *arena, struct find *find)
{
	const char *now = header_of(message, "Message-ID", arena);
	const char *once = header_of(message, "X-Google-Original-Message-ID", arena);
	const char *thread_id = gmail_api_text(message, "threadId");
	bool is_same = text_equal(now, find->message_id);

	if ((!is_same && !text_equal(once, find->message_id)) || has_label(message, "DRAFT"))
		return;
	*find->copy = (struct sent_copy){.found = true,
		.folder = has_label(message, "SENT") ? "Sent" : "All Mail",
		.provider_id = arena_text(find->arena, id),
		.thread_id = *thread_id ? arena_text(find->arena, thread_id) : NULL,
		.message_id = is_same || !*now ? NULL : arena_text(find->arena, now),
		.date = strtoll(gmail_api_text(message, "internalDate"), NULL, 10)};
}

static bool find_among(
	struct gmail_api *api, const char *query, struct arena *arena, struct find *find, struct send_result *result)
{
	const char *ids[SENT_LOOKED_AT];
	size_t count = 0;

	if (!list_ids(api, query, SENT_LOOKED_AT, arena, ids, &count, result))
		return false;
	for (size_t i = 0; i < count && !find->copy->found; i++) {
		json_t *message = NULL;

		if (!get_message(api, ids[i], "metadata", arena, &message, result))
			return false;
		note_copy(message, ids[i], arena, find);
		json_decref(message);
	}
	return true;
}

/* The search by Message-ID misses one that was replaced, and one that is not indexed yet: then what was sent last is read. */
static bool gmail_find_sent(struct receiver *receiver, const char *message_id, struct arena *result_arena,
	struct sent_copy *copy, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct gmail_api *api = &((struct gmail_receiver *)receiver)->api;
	struct find find = {.message_id = message_id, .arena = result_arena, .copy = copy};
	size_t length = strlen(message_id);
	const char *bare = length > 2 ? arena_text_n(arena, message_id + 1, length - 2) : message_id;

	*copy = (struct sent_copy){0};
	*result = (struct send_result){.outcome = SEND_ACCEPTED};
	return find_among(api, arena_printf(arena, "rfc822msgid:%s", bare), arena, &find, result) &&
		(copy->found || find_among(api, "in:sent", arena, &find, result));
}

static void gmail_free(struct receiver *receiver)
{
	gmail_api_clear(&((struct gmail_receiver *)receiver)->api);
	free(receiver);
}

static const struct receiver_type gmail_type = {.name = "gmail",
	.verify = gmail_verify,
	.fetch = gmail_fetch,
	.find_sent = gmail_find_sent,
	.append_sent = NULL,
	.free = gmail_free};

struct receiver *gmail_receiver_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel)
{
	struct gmail_receiver *gmail = calloc(1, sizeof(*gmail));

	ASSERT(gmail);
	gmail->receiver.type = &gmail_type;
	gmail_api_init(&gmail->api, config, &account->reading, account->address, account->reading_secret, cancel);
	gmail->api.track = account->track;
	return &gmail->receiver;
}
