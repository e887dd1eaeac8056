#include "transport/smtp_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "transport/failure.h"
#include "transport/sasl.h"

enum { CONNECT_TIMEOUT_MS = 20000, REPLY_TIMEOUT_MS = 60000, QUIT_TIMEOUT_MS = 1000 };

void smtp_session_init(struct smtp_session *session, const struct transport_config *config,
	const struct account *account, struct cancel *cancel)
{
	const struct endpoint *endpoint = &account->sending;

	*session = (struct smtp_session){.config = config,
		.cancel = cancel,
		.track = account->track,
		.port = endpoint->port,
		.tls = endpoint->tls,
		.trusted_host = endpoint->trusted_host,
		.auth = account->auth,
		.secret = secret_copy(account->sending_secret)};
	snprintf(session->host, sizeof(session->host), "%s", endpoint->host);
	snprintf(session->username, sizeof(session->username), "%s", endpoint->username ? endpoint->username : "");
}

void smtp_session_cut(struct smtp_session *session)
{
	stream_reset(TAKE(session->stream));
}

void smtp_session_clear(struct smtp_session *session)
{
	smtp_session_cut(session);
	secret_free(TAKE(session->secret));
}

void smtp_session_quit(struct smtp_session *session)
{
	struct error ignored = {0};

	if (!session->stream)
		return;
	track_note(&session->track, "QUIT", 0, 0);
	stream_set_timeout(session->stream, QUIT_TIMEOUT_MS);
	if (!cancel_is_raised(session->cancel) && stream_write(session->stream, "QUIT\r\n", 6, &ignored))
		stream_free(TAKE(session->stream));
	smtp_session_cut(session);
}

int64_t smtp_session_timeout(const struct smtp_session *session)
{
	return session->config->reply_timeout_ms ? session->config->reply_timeout_ms : REPLY_TIMEOUT_MS;
}

/* The next line of a reply; *line is valid until the next read. */
static bool read_line(struct smtp_session *session, struct smtp_reply *reply, const char **line, struct error *err)
{
	size_t length;

	if (!stream_read_line(session->stream, SMTP_LINE_MAX, line, &length, err))
		return false;
	return smtp_reply_add_line(reply, *line, length) ||
		error_set(err, ERROR_TEMPORARY, "protocol", "%.120s does not speak SMTP.", session->host);
}

bool smtp_session_read(struct smtp_session *session, struct smtp_reply *reply, struct error *err)
{
	const char *line;

	*reply = (struct smtp_reply){0};
	while (!reply->is_last)
		if (!read_line(session, reply, &line, err))
			return false;
	return true;
}

/* The verb of a command; a line without a known one may hold a credential and is not named. */
static const char *verb_of(const char *line)
{
	static const char *const verbs[] = {"EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT"};

	for (size_t i = 0; line && i < ARRAY_COUNT(verbs); i++)
		if (strncmp(line, verbs[i], strlen(verbs[i])) == 0)
			return verbs[i];
	return line ? "(answer)" : "(next)";
}

bool smtp_session_command(
	struct smtp_session *session, const char *line, struct smtp_reply *reply, struct send_result *result)
{
	struct error err = {0};

	stream_set_timeout(session->stream, smtp_session_timeout(session));
	if ((!line || stream_write(session->stream, line, strlen(line), &err)) &&
		smtp_session_read(session, reply, &err)) {
		track_note(&session->track, verb_of(line), 0, reply->code);
		return true;
	}
	failure_from_error(&err, result);
	track_note(&session->track, "lost", 0, result->class);
	smtp_session_cut(session);
	return false;
}

/* The parameters of a capability's line; NULL when the line is about another one. */
static const char *capability(const char *line, const char *name)
{
	size_t length = strlen(name);

	if (strncasecmp(line, name, length) != 0)
		return NULL;
	return line[length] == ' ' || line[length] == '=' ? line + length + 1 : line[length] ? NULL : line + length;
}

static void note_capability(struct smtp_session *session, const char *line)
{
	size_t used = strlen(session->mechanisms);
	const char *value;

	session->can_pipeline = session->can_pipeline || capability(line, "PIPELINING");
	session->can_start_tls = session->can_start_tls || capability(line, "STARTTLS");
	session->takes_8bit = session->takes_8bit || capability(line, "8BITMIME");
	session->takes_utf8 = session->takes_utf8 || capability(line, "SMTPUTF8");
	value = capability(line, "SIZE");
	if (value) {
		session->takes_size = true;
		session->max_size = text_number(value);
	}
	value = capability(line, "AUTH"); /* some say it twice, the second time as "AUTH=" */
	if (value)
		snprintf(
			session->mechanisms + used, sizeof(session->mechanisms) - used, "%s%s", used ? " " : "", value);
}

static void forget_capabilities(struct smtp_session *session)
{
	session->can_pipeline = session->can_start_tls = session->takes_8bit = session->takes_utf8 = false;
	session->takes_size = false;
	session->max_size = 0;
	session->mechanisms[0] = '\0';
}

/* EHLO is the one command whose reply counts line by line; the first line is the server's name. */
static bool say_hello(struct smtp_session *session, struct send_result *result)
{
	const char *name = session->config->helo_name ? session->config->helo_name : "localhost";
	struct smtp_reply reply = {0};
	struct error err = {0};
	char command[300];
	const char *line;
	bool ok;

	forget_capabilities(session);
	snprintf(command, sizeof(command), "EHLO %.250s\r\n", name);
	stream_set_timeout(session->stream, smtp_session_timeout(session));
	ok = stream_write(session->stream, command, strlen(command), &err);
	while (ok && !reply.is_last) {
		ok = read_line(session, &reply, &line, &err);
		if (ok && reply.lines > 1 && strlen(line) > 4)
			note_capability(session, line + 4);
	}
	if (!ok) {
		failure_from_error(&err, result);
		return false;
	}
	track_note(&session->track, "EHLO", 0, reply.code);
	if (reply.code == 250)
		return true;
	smtp_reply_classify(&reply, SMTP_CONNECT, result);
	return false;
}

static bool start_tls(struct smtp_session *session, struct send_result *result)
{
	struct smtp_reply reply;
	struct error err = {0};

	if (!session->can_start_tls) {
		error_set(&err, ERROR_INVALID, "no_starttls",
			"%.120s offers no STARTTLS; nothing is sent in the clear.", session->host);
		failure_from_error(&err, result);
		return false;
	}
	if (!smtp_session_command(session, "STARTTLS\r\n", &reply, result))
		return false;
	if (reply.code != 220) {
		smtp_reply_classify(&reply, SMTP_CONNECT, result);
		return false;
	}
	if (!stream_start_tls(session->stream, &err)) {
		failure_from_error(&err, result);
		return false;
	}
	return say_hello(session, result);
}

/* A line that holds a credential: written, never kept. */
static bool secret_command(struct smtp_session *session, const char *prefix, const struct secret *secret,
	struct smtp_reply *reply, struct send_result *result)
{
	size_t size = strlen(prefix) + secret_length(secret) + 3;
	char *line = malloc(size);
	bool done;

	ASSERT(line);
	snprintf(line, size, "%s%s\r\n", prefix, secret_text(secret));
	done = smtp_session_command(session, line, reply, result);
	explicit_bzero(line, size);
	free(line);
	return done;
}

static bool login(struct smtp_session *session, struct smtp_reply *reply, struct send_result *result)
{
	OWNED(secret) struct secret *name = sasl_encode(session->username);
	OWNED(secret) struct secret *password = sasl_encode(session->secret ? secret_text(session->secret) : "");

	if (!smtp_session_command(session, "AUTH LOGIN\r\n", reply, result))
		return false;
	if (reply->code == 334 && !secret_command(session, "", name, reply, result))
		return false;
	return reply->code != 334 || secret_command(session, "", password, reply, result);
}

static bool authenticate_with(struct smtp_session *session, enum sasl_mechanism mechanism, struct smtp_reply *reply,
	struct send_result *result)
{
	OWNED(secret) struct secret *initial = NULL;
	char prefix[32], answer[8];

	if (mechanism == SASL_LOGIN)
		return login(session, reply, result);
	initial = sasl_initial(mechanism, session->username, session->secret, session->host, session->port);
	if (!initial) {
		failure_set(result, SEND_CLASS_AUTH,
			"The username or password holds characters that no sign-in can carry.");
		return false;
	}
	snprintf(prefix, sizeof(prefix), "AUTH %s ", sasl_name(mechanism));
	if (!secret_command(session, prefix, initial, reply, result))
		return false;
	if (reply->code != 334)
		return true;
	/* A refused token comes with a challenge that wants an answer before the refusal itself is told. */
	snprintf(answer, sizeof(answer), "%s\r\n", sasl_refusal_answer(mechanism));
	return smtp_session_command(session, answer, reply, result);
}

static bool authenticate(struct smtp_session *session, struct send_result *result)
{
	enum sasl_mechanism mechanism;
	struct smtp_reply reply;
	char text[256];

	if (!session->username[0] || session->auth == ACCOUNT_AUTH_NONE)
		return true;
	mechanism = sasl_choose(session->auth, session->mechanisms);
	if (mechanism == SASL_NONE) {
		snprintf(text, sizeof(text), "%.120s offers no sign-in that fits (%.60s).", session->host,
			session->mechanisms[0] ? session->mechanisms : "none at all");
		failure_set(result, SEND_CLASS_AUTH, text);
		return false;
	}
	if (!authenticate_with(session, mechanism, &reply, result))
		return false;
	if (reply.code == 235)
		return true;
	smtp_reply_classify(&reply, SMTP_AUTH, result);
	return false;
}

static bool open_stream(struct smtp_session *session, struct send_result *result)
{
	const struct transport_config *config = session->config;
	struct stream_options options = {.host = session->host,
		.port = session->port,
		.tls = session->tls == TLS_IMPLICIT,
		.allow_private_hosts = config->allow_private_hosts || session->trusted_host,
		.ca_file = config->ca_file,
		.connect_timeout_ms = config->connect_timeout_ms ? config->connect_timeout_ms : CONNECT_TIMEOUT_MS,
		.cancel = session->cancel};
	struct error err = {0};

	if (stream_open(&options, &session->stream, &err)) {
		track_note(&session->track, "connected", 0, session->port);
		return true;
	}
	failure_from_error(&err, result);
	track_note(&session->track, "unreachable", 0, result->class);
	return false;
}

static bool open_session(struct smtp_session *session, struct send_result *result)
{
	struct smtp_reply greeting;

	if (!open_stream(session, result) || !smtp_session_command(session, NULL, &greeting, result))
		return false;
	if (greeting.code != 220) {
		smtp_reply_classify(&greeting, SMTP_CONNECT, result);
		return false;
	}
	return say_hello(session, result) && (session->tls != TLS_STARTTLS || start_tls(session, result)) &&
		authenticate(session, result);
}

bool smtp_session_ready(struct smtp_session *session, struct send_result *result)
{
	if (session->stream && stream_is_stale(session->stream))
		smtp_session_cut(session);
	if (session->stream || open_session(session, result))
		return true;
	smtp_session_cut(session);
	return false;
}
