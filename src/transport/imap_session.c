#include "transport/imap_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/random.h"
#include "base/text.h"
#include "transport/sasl.h"

enum { CONNECT_TIMEOUT_MS = 20000, REPLY_TIMEOUT_MS = 60000 };

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

bool imap_session_read(struct imap *imap, struct arena *arena, struct imap_response *response, struct error *err)
{
	struct imap_source source = {.line = source_line, .literal = source_literal, .context = imap};

	return imap_response_read(&source, arena, response, err);
}

void imap_session_drop(struct imap *imap)
{
	stream_reset(TAKE(imap->stream));
	imap->signed_in = false;
}

void imap_session_fail(struct send_result *result, enum send_class class, const char *text)
{
	*result = (struct send_result){.outcome = SEND_DEFERRED, .class = class};
	snprintf(result->text, sizeof(result->text), "%.255s", text);
}

void imap_session_classify(const struct error *err, struct send_result *result)
{
	enum send_class class = SEND_CLASS_NETWORK;

	if (error_is(err, "cancelled"))
		class = SEND_CLASS_CANCELLED;
	if (error_is(err, "certificate_invalid") || error_is(err, "host_not_allowed"))
		class = SEND_CLASS_CONFIG;
	imap_session_fail(result, class, err->message);
}

int64_t imap_session_timeout(const struct imap *imap)
{
	return imap->config->reply_timeout_ms ? imap->config->reply_timeout_ms : REPLY_TIMEOUT_MS;
}

bool imap_session_send(struct imap *imap, const char *line, struct error *err)
{
	stream_set_timeout(imap->stream, imap_session_timeout(imap));
	return stream_write(imap->stream, line, strlen(line), err) && stream_write(imap->stream, "\r\n", 2, err);
}

const char *imap_session_tag(struct imap *imap, struct arena *arena)
{
	return arena_printf(arena, "%s%u", imap->tag_prefix, ++imap->tag_count);
}

bool imap_session_await(struct imap *imap, const char *tag, const char *challenge, struct arena *arena,
	visit_response *visit, void *context, bool *ok, const char **text, struct error *err)
{
	for (;;) {
		struct imap_response response;

		stream_set_timeout(imap->stream, imap_session_timeout(imap));
		if (!imap_session_read(imap, arena, &response, err))
			return false;
		if (strcmp(response.tag, tag) == 0) {
			*ok = imap_item_is(response.items, "OK");
			*text = response.text;
			return true;
		}
		if (strcmp(response.tag, "+") == 0) {
			if (!imap_session_send(imap, challenge ? challenge : "", err))
				return false;
		} else if (visit && !visit(context, &response, err)) {
			return false;
		}
	}
}

bool imap_session_run(struct imap *imap, struct arena *arena, const char *command, visit_response *visit, void *context,
	struct error *err)
{
	const char *tag = imap_session_tag(imap, arena), *text = "";
	const char *verb = arena_text_n(arena, command, strcspn(command, " "));
	bool ok = false;

	if (!imap_session_send(imap, arena_printf(arena, "%s %s", tag, command), err) ||
		!imap_session_await(imap, tag, NULL, arena, visit, context, &ok, &text, err)) {
		track_note(&imap->track, "lost", 0, err->kind);
		return false;
	}
	track_note(&imap->track, verb, 0, ok);
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

const char *imap_session_quoted(const char *value, struct arena *arena)
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
	const char *tag = imap_session_tag(imap, arena);
	bool at_once = can(imap, "SASL-IR");
	bool sent;

	if (!initial)
		return error_set(err, ERROR_INVALID, "refused", "The username or password holds control characters.");
	sent = imap_session_send(imap,
		at_once ? arena_printf(arena, "%s AUTHENTICATE %s %s", tag, sasl_name(mechanism), secret_text(initial))
			: arena_printf(arena, "%s AUTHENTICATE %s", tag, sasl_name(mechanism)),
		err);
	/* With the response given at once, a "+" is the challenge of a refused token and wants an empty answer. */
	return sent &&
		imap_session_await(
			imap, tag, at_once ? "" : secret_text(initial), arena, note_capabilities, imap, ok, text, err);
}

static bool authenticate_login(struct imap *imap, struct arena *arena, bool *ok, const char **text, struct error *err)
{
	const char *tag = imap_session_tag(imap, arena);
	const char *password = secret_text(imap->secret);

	if (!password)
		return error_set(err, ERROR_INVALID, "refused", "There is no password to sign in with.");
	for (const char *c = password; *c; c++)
		if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e)
			return error_set(
				err, ERROR_INVALID, "refused", "This server takes passwords of plain ASCII only.");
	return imap_session_send(imap,
		       arena_printf(arena, "%s LOGIN %s %s", tag, imap_session_quoted(imap->username, arena),
			       imap_session_quoted(password, arena)),
		       err) &&
		imap_session_await(imap, tag, NULL, arena, note_capabilities, imap, ok, text, err);
}

static bool sign_in(struct imap *imap, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	enum sasl_mechanism mechanism = sasl_choose(imap->auth, mechanisms(imap, arena));
	const char *text = "";
	struct error err = {0};
	bool ok = false, done;

	if (mechanism == SASL_LOGIN ||
		(mechanism == SASL_NONE && imap->auth == ACCOUNT_AUTH_PASSWORD && !can(imap, "LOGINDISABLED")))
		done = authenticate_login(imap, arena, &ok, &text, &err);
	else if (mechanism == SASL_NONE)
		done = error_set(&err, ERROR_INVALID, "refused", "%.120s offers no sign-in that fits.", imap->host);
	else
		done = authenticate_sasl(imap, arena, mechanism, &ok, &text, &err);
	if (!done && !error_is(&err, "refused")) {
		imap_session_classify(&err, result);
		return false;
	}
	if (!done || !ok) {
		bool later = strcasestr(text, "[UNAVAILABLE]") || strcasestr(text, "[INUSE]") ||
			strcasestr(text, "[LIMIT]");

		imap_session_fail(result, later ? SEND_CLASS_NETWORK : SEND_CLASS_AUTH,
			done ? text_for_people(arena, text, strlen(text), 200) : err.message);
		return false;
	}
	track_note(&imap->track, "signed in", 0, mechanism);
	imap->signed_in = true;
	return true;
}

static bool greet(struct imap *imap, struct arena *arena, struct error *err)
{
	struct imap_response greeting;

	stream_set_timeout(imap->stream, imap_session_timeout(imap));
	if (!imap_session_read(imap, arena, &greeting, err))
		return false;
	if (strcmp(greeting.tag, "*") != 0 || !imap_item_is(greeting.items, "OK"))
		return error_set(err, ERROR_TEMPORARY, "protocol", "%.120s does not welcome us: %s", imap->host,
			text_for_people(arena, greeting.text, strlen(greeting.text), 120));
	return imap_session_run(imap, arena, "CAPABILITY", note_capabilities, imap, err);
}

static bool secure(struct imap *imap, struct arena *arena, struct error *err)
{
	if (!can(imap, "STARTTLS"))
		return error_set(err, ERROR_INVALID, "certificate_invalid",
			"%.120s offers no STARTTLS; nothing is sent in the clear.", imap->host);
	return imap_session_run(imap, arena, "STARTTLS", NULL, NULL, err) && stream_start_tls(imap->stream, err) &&
		imap_session_run(imap, arena, "CAPABILITY", note_capabilities, imap, err);
}

static bool open_stream(struct imap *imap, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();

	imap->capabilities[0] = '\0';
	return stream_open(
		       &(struct stream_options){.host = imap->host,
			       .port = imap->port,
			       .tls = imap->tls == TLS_IMPLICIT,
			       .allow_private_hosts = imap->config->allow_private_hosts || imap->trusted_host,
			       .ca_file = imap->config->ca_file,
			       .connect_timeout_ms = imap->config->connect_timeout_ms ? imap->config->connect_timeout_ms
										      : CONNECT_TIMEOUT_MS,
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
	if (!imap->sent[0] &&
		(strcasecmp(name->text, "Sent") == 0 || strcasecmp(name->text, "Sent Items") == 0 ||
			strcasecmp(name->text, "INBOX.Sent") == 0 || strcasecmp(name->text, "Sent Messages") == 0))
		snprintf(imap->sent, sizeof(imap->sent), "%s", name->text);
	return true;
}

bool imap_session_ready(struct imap *imap, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct error err = {0};

	*result = (struct send_result){.outcome = SEND_ACCEPTED};
	if (imap->signed_in)
		return true;
	imap_session_drop(imap);
	if (!open_stream(imap, &err)) {
		imap_session_classify(&err, result);
		imap_session_drop(imap);
		return false;
	}
	if (!sign_in(imap, result)) {
		imap_session_drop(imap);
		return false;
	}
	imap->junk[0] = imap->sent[0] = '\0';
	if (!imap_session_run(imap, arena, "LIST \"\" \"*\"", note_folder, imap, &err)) {
		imap_session_classify(&err, result);
		imap_session_drop(imap);
		return false;
	}
	return true;
}
