/*
 * imap: our own small IMAP client: sign in, headers of what is new in INBOX and Junk, a Message-ID in Sent, a copy to Sent.
 *
 * The cursor is "v1;INBOX:uidvalidity:lastuid;Junk:uidvalidity:lastuid". Mailboxes are only examined, never changed, but for
 * APPEND. Tags are random, so that no mail can hold a fitting one.
 */
#include "transport/imap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "net/stream.h"
#include "transport/imap_reply.h"
#include "transport/sasl.h"

enum { CONNECT_TIMEOUT_MS = 20000, REPLY_TIMEOUT_MS = 60000, HEADERS_MAX = 262144, BODY_START_MAX = 16384, FOLDERS = 2 };

struct imap {
	struct receiver receiver;
	const struct transport_config *config;
	struct cancel *cancel;
	char host[256], username[321];
	int port;
	enum tls_mode tls;
	bool trusted_host;
	enum account_auth auth;
	struct secret *secret;

	struct stream *stream;
	char tag_prefix[12];
	unsigned tag_count;
	char capabilities[1024];
	char junk[256], sent[256];
	bool signed_in;
};

/* One command's untagged answers are given to this. False stops with the error set by the visitor. */
typedef bool visit_response(void *context, const struct imap_response *response, struct error *err);

static bool source_line(void *context, const char **line, size_t *length, struct error *err)
{
	struct imap *imap = context;

	return stream_read_line(imap->stream, IMAP_LINE_MAX, line, length, err);
}

static bool source_literal(void *context, char *out, size_t length, struct error *err)
{
	struct imap *imap = context;

	return stream_read(imap->stream, out, length, err);
}

static bool read_response(struct imap *imap, struct arena *arena, struct imap_response *response, struct error *err)
{
	struct imap_source source = {.line = source_line, .literal = source_literal, .context = imap};

	return imap_response_read(&source, arena, response, err);
}

static void drop(struct imap *imap)
{
	stream_reset(TAKE(imap->stream));
	imap->signed_in = false;
}

static void fail(struct send_result *result, enum send_class class, const char *text)
{
	*result = (struct send_result){.outcome = SEND_DEFERRED, .class = class};
	snprintf(result->text, sizeof(result->text), "%.255s", text);
}

static void classify_error(const struct error *err, struct send_result *result)
{
	enum send_class class = SEND_CLASS_NETWORK;

	if (error_is(err, "cancelled"))
		class = SEND_CLASS_CANCELLED;
	if (error_is(err, "certificate_invalid") || error_is(err, "host_not_allowed"))
		class = SEND_CLASS_CONFIG;
	fail(result, class, err->message);
}

static int64_t reply_timeout(const struct imap *imap)
{
	return imap->config->reply_timeout_ms ? imap->config->reply_timeout_ms : REPLY_TIMEOUT_MS;
}

static bool send_line(struct imap *imap, const char *line, struct error *err)
{
	stream_set_timeout(imap->stream, reply_timeout(imap));
	return stream_write(imap->stream, line, strlen(line), err) && stream_write(imap->stream, "\r\n", 2, err);
}

static const char *next_tag(struct imap *imap, struct arena *arena)
{
	return arena_printf(arena, "%s%u", imap->tag_prefix, ++imap->tag_count);
}

/* Reads until the tagged answer; *ok tells whether it was OK. `challenge` (may be NULL) answers the first "+". */
static bool await(struct imap *imap, const char *tag, const char *challenge, struct arena *arena, visit_response *visit,
	void *context, bool *ok, const char **text, struct error *err)
{
	for (;;) {
		struct imap_response response;

		stream_set_timeout(imap->stream, reply_timeout(imap));
		if (!read_response(imap, arena, &response, err))
			return false;
		if (strcmp(response.tag, tag) == 0) {
			*ok = imap_item_is(response.items, "OK");
			*text = response.text;
			return true;
		}
		if (strcmp(response.tag, "+") == 0) {
			if (!send_line(imap, challenge ? challenge : "", err))
				return false;
		} else if (visit && !visit(context, &response, err)) {
			return false;
		}
	}
}

/* A whole command. False with *err for a broken connection; a NO or BAD is TEMPORARY/refused with the server's words. */
static bool run(struct imap *imap, struct arena *arena, const char *command, visit_response *visit, void *context,
	struct error *err)
{
	const char *tag = next_tag(imap, arena), *text = "";
	bool ok = false;

	if (!send_line(imap, arena_printf(arena, "%s %s", tag, command), err) ||
		!await(imap, tag, NULL, arena, visit, context, &ok, &text, err))
		return false;
	if (ok)
		return true;
	return error_set(err, ERROR_TEMPORARY, "refused", "%.200s: %s", imap->host,
		text_for_people(arena, text, strlen(text), 160));
}

static bool note_capabilities(void *context, const struct imap_response *response, struct error *err)
{
	struct imap *imap = context;

	(void)err;
	if (imap_item_is(response->items, "CAPABILITY"))
		snprintf(imap->capabilities, sizeof(imap->capabilities), "%s", response->text);
	return true;
}

static bool can(const struct imap *imap, const char *capability)
{
	size_t length = strlen(capability);

	for (const char *at = strcasestr(imap->capabilities, capability); at; at = strcasestr(at + 1, capability))
		if ((at == imap->capabilities || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
			return true;
	return false;
}

/* "AUTH=PLAIN AUTH=XOAUTH2 …" as sasl_choose wants it. */
static const char *mechanisms(const struct imap *imap, struct arena *arena)
{
	struct text out;

	text_init(&out, arena);
	for (const char *at = strcasestr(imap->capabilities, "AUTH="); at; at = strcasestr(at + 5, "AUTH=")) {
		text_add_n(&out, at + 5, strcspn(at + 5, " "));
		text_add_char(&out, ' ');
	}
	return text_string(&out);
}

/* A quoted string (RFC 3501 §4.3); the caller has no control characters in it. */
static const char *quoted(const char *value, struct arena *arena)
{
	struct text out;

	text_init(&out, arena);
	text_add_char(&out, '"');
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			text_add_char(&out, '\\');
		text_add_char(&out, *value);
	}
	text_add_char(&out, '"');
	return text_string(&out);
}

static bool authenticate_sasl(struct imap *imap, struct arena *arena, enum sasl_mechanism mechanism, bool *ok,
	const char **text, struct error *err)
{
	OWNED(secret)
	struct secret *initial = sasl_initial(mechanism, imap->username, imap->secret, imap->host, imap->port);
	const char *tag = next_tag(imap, arena);
	bool at_once = can(imap, "SASL-IR");
	bool sent;

	if (!initial)
		return error_set(err, ERROR_INVALID, "refused", "The username or password holds control characters.");
	sent = send_line(imap,
		at_once ? arena_printf(arena, "%s AUTHENTICATE %s %s", tag, sasl_name(mechanism), secret_text(initial))
			: arena_printf(arena, "%s AUTHENTICATE %s", tag, sasl_name(mechanism)),
		err);
	/* With the response given at once, a "+" is the challenge of a refused token and wants an empty answer. */
	return sent && await(imap, tag, at_once ? "" : secret_text(initial), arena, note_capabilities, imap, ok, text, err);
}

static bool authenticate_login(struct imap *imap, struct arena *arena, bool *ok, const char **text, struct error *err)
{
	const char *tag = next_tag(imap, arena);
	const char *password = secret_text(imap->secret);

	for (const char *c = password; c && *c; c++)
		if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e)
			return error_set(err, ERROR_INVALID, "refused", "This server takes passwords of plain ASCII only.");
	return send_line(imap,
		       arena_printf(arena, "%s LOGIN %s %s", tag, quoted(imap->username, arena), quoted(password, arena)),
		       err) &&
	       await(imap, tag, NULL, arena, note_capabilities, imap, ok, text, err);
}

static bool sign_in(struct imap *imap, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	enum sasl_mechanism mechanism = sasl_choose(imap->auth, mechanisms(imap, arena));
	const char *text = "";
	struct error err = {0};
	bool ok = false, done;

	if (mechanism == SASL_LOGIN || (mechanism == SASL_NONE && imap->auth == ACCOUNT_AUTH_PASSWORD &&
					       !can(imap, "LOGINDISABLED")))
		done = authenticate_login(imap, arena, &ok, &text, &err);
	else if (mechanism == SASL_NONE)
		done = error_set(&err, ERROR_INVALID, "refused", "%.120s offers no sign-in that fits.", imap->host);
	else
		done = authenticate_sasl(imap, arena, mechanism, &ok, &text, &err);
	if (!done && !error_is(&err, "refused")) {
		classify_error(&err, result);
		return false;
	}
	if (!done || !ok) {
		bool later = strcasestr(text, "[UNAVAILABLE]") || strcasestr(text, "[INUSE]") || strcasestr(text, "[LIMIT]");

		fail(result, later ? SEND_CLASS_NETWORK : SEND_CLASS_AUTH,
			done ? text_for_people(arena, text, strlen(text), 200) : err.message);
		return false;
	}
	imap->signed_in = true;
	return true;
}

static bool greet(struct imap *imap, struct arena *arena, struct error *err)
{
	struct imap_response greeting;

	stream_set_timeout(imap->stream, reply_timeout(imap));
	if (!read_response(imap, arena, &greeting, err))
		return false;
	if (strcmp(greeting.tag, "*") != 0 || !imap_item_is(greeting.items, "OK"))
		return error_set(err, ERROR_TEMPORARY, "protocol", "%.120s does not welcome us: %s", imap->host,
			text_for_people(arena, greeting.text, strlen(greeting.text), 120));
	return run(imap, arena, "CAPABILITY", note_capabilities, imap, err);
}

static bool secure(struct imap *imap, struct arena *arena, struct error *err)
{
	if (!can(imap, "STARTTLS"))
		return error_set(err, ERROR_INVALID, "certificate_invalid", "%.120s offers no STARTTLS; nothing is sent in the clear.",
			imap->host);
	return run(imap, arena, "STARTTLS", NULL, NULL, err) && stream_start_tls(imap->stream, err) &&
	       run(imap, arena, "CAPABILITY", note_capabilities, imap, err);
}

static bool open_stream(struct imap *imap, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();

	imap->capabilities[0] = '\0';
	return stream_open(&(struct stream_options){.host = imap->host,
				   .port = imap->port,
				   .tls = imap->tls == TLS_IMPLICIT,
				   .allow_private_hosts = imap->config->allow_private_hosts || imap->trusted_host,
				   .ca_file = imap->config->ca_file,
				   .connect_timeout_ms =
					   imap->config->connect_timeout_ms ? imap->config->connect_timeout_ms : CONNECT_TIMEOUT_MS,
				   .cancel = imap->cancel},
		       &imap->stream, err) &&
	       greet(imap, arena, err) && (imap->tls != TLS_STARTTLS || secure(imap, arena, err));
}

/* Folders by their special use (RFC 6154), else by their usual names. */
static bool note_folder(void *context, const struct imap_response *response, struct error *err)
{
	struct imap *imap = context;
	const struct imap_item *flags, *name;

	(void)err;
	if (!imap_item_is(response->items, "LIST") || !response->items->next)
		return true;
	flags = response->items->next;
	name = flags->next ? flags->next->next : NULL;
	if (!name || name->length >= sizeof(imap->junk))
		return true;
	for (const struct imap_item *flag = flags->first; flag; flag = flag->next) {
		if (imap_item_is(flag, "\\Junk"))
			snprintf(imap->junk, sizeof(imap->junk), "%s", name->text);
		if (imap_item_is(flag, "\\Sent"))
			snprintf(imap->sent, sizeof(imap->sent), "%s", name->text);
	}
	if (!imap->junk[0] && (strcasecmp(name->text, "Junk") == 0 || strcasecmp(name->text, "Spam") == 0))
		snprintf(imap->junk, sizeof(imap->junk), "%s", name->text);
	if (!imap->sent[0] && (strcasecmp(name->text, "Sent") == 0 || strcasecmp(name->text, "Sent Items") == 0 ||
				      strcasecmp(name->text, "INBOX.Sent") == 0 || strcasecmp(name->text, "Sent Messages") == 0))
		snprintf(imap->sent, sizeof(imap->sent), "%s", name->text);
	return true;
}

static bool ensure_signed_in(struct imap *imap, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct error err = {0};

	*result = (struct send_result){.outcome = SEND_ACCEPTED};
	if (imap->signed_in)
		return true;
	drop(imap);
	if (!open_stream(imap, &err)) {
		classify_error(&err, result);
		drop(imap);
		return false;
	}
	if (!sign_in(imap, result)) {
		drop(imap);
		return false;
	}
	imap->junk[0] = imap->sent[0] = '\0';
	if (!run(imap, arena, "LIST \"\" \"*\"", note_folder, imap, &err)) {
		classify_error(&err, result);
		drop(imap);
		return false;
	}
	return true;
}

static bool imap_verify(struct receiver *receiver, struct send_result *result)
{
	return ensure_signed_in((struct imap *)receiver, result);
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
		state->uid_validity = atoll(at + 13);
	if ((at = strcasestr(response->text, "[UIDNEXT ")) != NULL)
		state->uid_next = atoll(at + 9);
	return true;
}

/* One folder's turn within a fetch. */
struct fetch {
	struct imap *imap;
	struct arena *arena;
	const char *folder, *name; /* the name in cursors: INBOX, Junk */
	struct folder_state state;
	long long last_uid;        /* everything up to here was visited */
	int64_t since_ms;          /* >0: mail received before is passed over */
	int left;                  /* how many may still be visited */
	bool stopped, more;
	receiver_visit *visit;
	void *context;
	long long uids[1024];      /* what is to be fetched, ascending */
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
		long long uid = atoll(item->text);

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

	if (!text || sscanf(text, " %d-%3s-%d %d:%d:%d %c%d", &parts.tm_mday, month, &parts.tm_year, &parts.tm_hour,
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
	const struct imap_item *kind = response->items ? response->items->next : NULL;
	const struct imap_item *list, *uid, *date, *headers, *body, *size;
	struct incoming mail;

	(void)err;
	if (!imap_item_is(kind, "FETCH") || !kind->next || kind->next->type != IMAP_LIST)
		return true;
	list = kind->next->first;
	uid = imap_item_after(list, "UID");
	headers = imap_item_after(list, "BODY[HEADER]");
	body = imap_item_after(list, "BODY[TEXT]");
	date = imap_item_after(list, "INTERNALDATE");
	size = imap_item_after(list, "RFC822.SIZE");
	if (!uid || !headers || fetch->stopped || atoll(uid->text) <= fetch->last_uid)
		return true;
	mail = (struct incoming){.provider_id = arena_printf(fetch->arena, "%s/%lld/%s", fetch->name,
					 fetch->state.uid_validity, uid->text),
		.folder = fetch->name,
		.received_at = internal_date(date ? date->text : NULL),
		.headers = headers->text,
		.headers_size = headers->length,
		.body_start = body ? body->text : NULL,
		.body_start_size = body ? body->length : 0,
		.size = size ? (size_t)atoll(size->text) : 0};
	if (!(fetch->since_ms && mail.received_at && mail.received_at < fetch->since_ms) &&
		!fetch->visit(fetch->context, &mail)) {
		fetch->stopped = true;
		return true;
	}
	fetch->last_uid = atoll(uid->text);
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
		if (!run(fetch->imap, arena,
			    arena_printf(arena,
				    "UID FETCH %lld (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]<0.%d> BODY.PEEK[TEXT]<0.%d>)",
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

	if (!run(fetch->imap, arena, arena_printf(arena, "EXAMINE %s", quoted(fetch->folder, arena)), note_state, &fetch->state,
		    err))
		return false;
	if (cursor_read(cursor, fetch->name, fetch->state.uid_validity, &fetch->last_uid)) {
		fetch->since_ms = 0;
		if (fetch->state.uid_next && fetch->last_uid + 1 >= fetch->state.uid_next)
			return true;
		if (!run(fetch->imap, arena, arena_printf(arena, "UID SEARCH UID %lld:*", fetch->last_uid + 1), note_search,
			    fetch, err))
			return false;
		return fetch_uids(fetch, err);
	}
	fetch->last_uid = 0;
	if (since_ms && !run(fetch->imap, arena, arena_printf(arena, "UID SEARCH SINCE %s", search_date(since_ms, arena)),
				note_search, fetch, err))
		return false;
	if (!fetch_uids(fetch, err))
		return false;
	if (!fetch->stopped && !fetch->more && fetch->state.uid_next - 1 > fetch->last_uid)
		fetch->last_uid = fetch->state.uid_next - 1;
	return true;
}

static bool imap_fetch(struct receiver *receiver, const char *cursor, int64_t since_ms, int limit, receiver_visit *visit,
	void *context, struct arena *arena, const char **new_cursor, bool *more, struct send_result *result)
{
	struct imap *imap = (struct imap *)receiver;
	struct fetch *fetch = ARENA_NEW(arena, struct fetch);
	struct error err = {0};
	struct text out;
	int left = limit;

	if (!ensure_signed_in(imap, result))
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
			classify_error(&err, result);
			drop(imap);
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
	const char *message_id;
	bool found;
};

/* HEADER is a substring match on the server: what was found is compared. */
static bool note_found(void *context, const struct imap_response *response, struct error *err)
{
	struct find *find = context;
	const struct imap_item *kind = response->items ? response->items->next : NULL;

	(void)err;
	if (imap_item_is(kind, "FETCH") && kind->next && kind->next->type == IMAP_LIST)
		for (const struct imap_item *item = kind->next->first; item; item = item->next)
			if (item->type == IMAP_STRING && strstr(item->text, find->message_id))
				find->found = true;
	return true;
}

static bool imap_find_sent(struct receiver *receiver, const char *message_id, bool *found, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap *imap = (struct imap *)receiver;
	struct fetch *search = ARENA_NEW(arena, struct fetch);
	struct find find = {.message_id = message_id};
	struct error err = {0};
	bool done;

	*found = false;
	if (!ensure_signed_in(imap, result))
		return false;
	if (!imap->sent[0])
		return true;
	done = run(imap, arena, arena_printf(arena, "EXAMINE %s", quoted(imap->sent, arena)), NULL, NULL, &err) &&
	       run(imap, arena, arena_printf(arena, "UID SEARCH HEADER Message-ID %s", quoted(message_id, arena)), note_search,
		       search, &err);
	for (size_t i = 0; done && i < search->uid_count && !find.found; i++)
		done = run(imap, arena,
			arena_printf(arena, "UID FETCH %lld (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])", search->uids[i]), note_found,
			&find, &err);
	*found = find.found;
	if (!done) {
		classify_error(&err, result);
		drop(imap);
	}
	return done;
}

static bool imap_append_sent(struct receiver *receiver, const char *message, size_t size, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap *imap = (struct imap *)receiver;
	struct imap_response response;
	const char *tag, *text = "";
	struct error err = {0};
	bool ok = false, done;

	if (!ensure_signed_in(imap, result) || !imap->sent[0])
		return false;
	tag = next_tag(imap, arena);
	done = send_line(imap, arena_printf(arena, "%s APPEND %s (\\Seen) {%zu}", tag, quoted(imap->sent, arena), size), &err) &&
	       read_response(imap, arena, &response, &err);
	if (done && strcmp(response.tag, "+") == 0)
		done = stream_write(imap->stream, message, size, &err) && send_line(imap, "", &err) &&
		       await(imap, tag, NULL, arena, NULL, NULL, &ok, &text, &err);
	if (!done)
		classify_error(&err, result);
	else if (!ok)
		fail(result, SEND_CLASS_MESSAGE, text_for_people(arena, text, strlen(text), 200));
	if (!done)
		drop(imap);
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
	drop(imap);
	secret_free(imap->secret);
	free(imap);
}

static const struct receiver_type imap_type = {.name = "imap",
	.verify = imap_verify,
	.fetch = imap_fetch,
	.find_sent = imap_find_sent,
	.append_sent = imap_append_sent,
	.free = imap_free};

struct receiver *imap_receiver_new(const struct transport_config *config, const struct account *account,
	struct cancel *cancel)
{
	struct imap *imap = calloc(1, sizeof(*imap));

	ASSERT(imap);
	imap->receiver.type = &imap_type;
	imap->config = config;
	imap->cancel = cancel;
	snprintf(imap->host, sizeof(imap->host), "%s", account->reading.host);
	snprintf(imap->username, sizeof(imap->username), "%s", account->reading.username ? account->reading.username : "");
	imap->port = account->reading.port;
	imap->tls = account->reading.tls;
	imap->trusted_host = account->reading.trusted_host;
	imap->auth = account->auth;
	imap->secret = secret_copy(account->reading_secret);
	snprintf(imap->tag_prefix, sizeof(imap->tag_prefix), "o%08x", random_below(UINT32_MAX));
	return &imap->receiver;
}
