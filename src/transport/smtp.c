/*
 * smtp: our own SMTP client, because sending is what this program is for: exact control over the final dot, sessions kept
 * after a refused recipient, and pipelining.
 *
 * prepare leaves the server waiting in DATA with all of the message but the end; a reply that comes in that state can only
 * be a refusal. Only finish writes the end. A server that answers DATA with 354 after it refused the recipient never gets a
 * dot: the connection is cut.
 */
#include "transport/smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "base/clock.h"
#include "net/stream.h"
#include "transport/sasl.h"
#include "transport/smtp_reply.h"

enum { CONNECT_TIMEOUT_MS = 20000, REPLY_TIMEOUT_MS = 60000, END_FACTOR = 5, ADDRESS_MAX = 320 };

struct smtp {
	struct sender sender;
	const struct transport_config *config;
	struct cancel *cancel;
	char host[256], username[ADDRESS_MAX + 1];
	int port;
	enum tls_mode tls;
	bool trusted_host;
	enum account_auth auth;
	struct secret *secret;

	struct stream *stream;
	bool pipelining, starttls, ends_in_crlf;
	int64_t max_size; /* 0: not told */
	char mechanisms[256];
};

static void close_now(struct smtp *smtp)
{
	stream_reset(TAKE(smtp->stream));
}

static int64_t reply_timeout(const struct smtp *smtp)
{
	return smtp->config->reply_timeout_ms ? smtp->config->reply_timeout_ms : REPLY_TIMEOUT_MS;
}

/* What a broken connection means before the end was written. */
static void classify_error(const struct error *err, struct send_result *result)
{
	*result = (struct send_result){.outcome = SEND_DEFERRED, .class = SEND_CLASS_NETWORK};
	if (error_is(err, "cancelled"))
		result->class = SEND_CLASS_CANCELLED;
	if (error_is(err, "certificate_invalid") || error_is(err, "host_not_allowed"))
		result->class = SEND_CLASS_CONFIG;
	snprintf(result->text, sizeof(result->text), "%.255s", err->message);
}

static bool read_reply(struct smtp *smtp, struct smtp_reply *reply, struct error *err)
{
	*reply = (struct smtp_reply){0};
	while (!reply->is_last) {
		const char *line;
		size_t length;

		if (!stream_read_line(smtp->stream, SMTP_LINE_MAX, &line, &length, err))
			return false;
		if (!smtp_reply_add_line(reply, line, length))
			return error_set(err, ERROR_TEMPORARY, "protocol", "%.120s does not speak SMTP.", smtp->host);
	}
	return true;
}

/* Sends a command and reads its reply. False: the connection is gone, *result says why. */
static bool command(struct smtp *smtp, const char *line, struct smtp_reply *reply, struct send_result *result)
{
	struct error err = {0};

	stream_set_timeout(smtp->stream, reply_timeout(smtp));
	if ((!line || stream_write(smtp->stream, line, strlen(line), &err)) && read_reply(smtp, reply, &err))
		return true;
	classify_error(&err, result);
	close_now(smtp);
	return false;
}

static void note_capability(struct smtp *smtp, const char *line)
{
	if (strncasecmp(line, "PIPELINING", 10) == 0)
		smtp->pipelining = true;
	else if (strncasecmp(line, "STARTTLS", 8) == 0)
		smtp->starttls = true;
	else if (strncasecmp(line, "SIZE ", 5) == 0)
		smtp->max_size = text_number(line + 5);
	else if (strncasecmp(line, "AUTH ", 5) == 0 || strncasecmp(line, "AUTH=", 5) == 0)
		snprintf(smtp->mechanisms, sizeof(smtp->mechanisms), "%s", line + 5);
}

/* EHLO is the one reply whose lines count one by one. */
static bool say_hello(struct smtp *smtp, struct send_result *result)
{
	struct smtp_reply reply = {0};
	struct error err = {0};
	char line[300];

	smtp->pipelining = smtp->starttls = false;
	smtp->max_size = 0;
	smtp->mechanisms[0] = '\0';
	snprintf(
		line, sizeof(line), "EHLO %.250s\r\n", smtp->config->helo_name ? smtp->config->helo_name : "localhost");
	stream_set_timeout(smtp->stream, reply_timeout(smtp));
	if (!stream_write(smtp->stream, line, strlen(line), &err)) {
		classify_error(&err, result);
		return false;
	}
	while (!reply.is_last) {
		const char *text;
		size_t length;

		if (!stream_read_line(smtp->stream, SMTP_LINE_MAX, &text, &length, &err)) {
			classify_error(&err, result);
			return false;
		}
		if (!smtp_reply_add_line(&reply, text, length)) {
			error_set(&err, ERROR_TEMPORARY, "protocol", "%.120s does not speak SMTP.", smtp->host);
			classify_error(&err, result);
			return false;
		}
		if (length > 4)
			note_capability(smtp, text + 4);
	}
	if (reply.code == 250)
		return true;
	smtp_reply_classify(&reply, SMTP_CONNECT, result);
	return false;
}

static bool start_tls(struct smtp *smtp, struct send_result *result)
{
	struct smtp_reply reply;
	struct error err = {0};

	if (!smtp->starttls) {
		*result = (struct send_result){.outcome = SEND_DEFERRED, .class = SEND_CLASS_CONFIG};
		snprintf(result->text, sizeof(result->text), "%.120s offers no STARTTLS; nothing is sent in the clear.",
			smtp->host);
		return false;
	}
	if (!command(smtp, "STARTTLS\r\n", &reply, result))
		return false;
	if (reply.code != 220) {
		smtp_reply_classify(&reply, SMTP_CONNECT, result);
		return false;
	}
	if (!stream_start_tls(smtp->stream, &err)) {
		classify_error(&err, result);
		return false;
	}
	return say_hello(smtp, result);
}

/* A line that holds a credential: written, never kept. */
static bool secret_command(struct smtp *smtp, const char *prefix, const struct secret *secret, struct smtp_reply *reply,
	struct send_result *result)
{
	size_t size = strlen(prefix) + secret_length(secret) + 3;
	char *raw = malloc(size);
	struct secret *line;
	bool done;

	ASSERT(raw);
	snprintf(raw, size, "%s%s\r\n", prefix, secret_text(secret));
	line = secret_new(raw, strlen(raw));
	explicit_bzero(raw, size);
	free(raw);
	done = command(smtp, secret_text(line), reply, result);
	secret_free(line);
	return done;
}

static bool login(struct smtp *smtp, struct smtp_reply *reply, struct send_result *result)
{
	OWNED(secret) struct secret *name = sasl_encode(smtp->username);
	OWNED(secret) struct secret *password = sasl_encode(secret_text(smtp->secret));

	if (!command(smtp, "AUTH LOGIN\r\n", reply, result))
		return false;
	if (reply->code == 334 && !secret_command(smtp, "", name, reply, result))
		return false;
	return reply->code != 334 || secret_command(smtp, "", password, reply, result);
}

static bool authenticate_with(
	struct smtp *smtp, enum sasl_mechanism mechanism, struct smtp_reply *reply, struct send_result *result)
{
	OWNED(secret) struct secret *initial = NULL;
	char prefix[32];

	if (mechanism == SASL_LOGIN)
		return login(smtp, reply, result);
	initial = sasl_initial(mechanism, smtp->username, smtp->secret, smtp->host, smtp->port);
	if (!initial) {
		*result = (struct send_result){.outcome = SEND_DEFERRED, .class = SEND_CLASS_AUTH};
		snprintf(result->text, sizeof(result->text), "The username or password holds control characters.");
		return false;
	}
	snprintf(prefix, sizeof(prefix), "AUTH %s ", sasl_name(mechanism));
	if (!secret_command(smtp, prefix, initial, reply, result))
		return false;
	/* A bearer token that is refused comes with a challenge that wants an answer first (RFC 7628 §3.2.3). */
	return reply->code != 334 || command(smtp, mechanism == SASL_OAUTHBEARER ? "AQ==\r\n" : "\r\n", reply, result);
}

static bool authenticate(struct smtp *smtp, struct send_result *result)
{
	enum sasl_mechanism mechanism;
	struct smtp_reply reply;

	if (!smtp->username[0] || smtp->auth == ACCOUNT_AUTH_NONE)
		return true;
	mechanism = sasl_choose(smtp->auth, smtp->mechanisms);
	if (mechanism == SASL_NONE) {
		*result = (struct send_result){.outcome = SEND_DEFERRED, .class = SEND_CLASS_AUTH};
		snprintf(result->text, sizeof(result->text), "%.120s offers no sign-in that fits (%.60s).", smtp->host,
			smtp->mechanisms[0] ? smtp->mechanisms : "none at all");
		return false;
	}
	if (!authenticate_with(smtp, mechanism, &reply, result))
		return false;
	if (reply.code == 235)
		return true;
	smtp_reply_classify(&reply, SMTP_AUTH, result);
	return false;
}

static bool open_connection(struct smtp *smtp, struct send_result *result)
{
	struct smtp_reply greeting;
	struct error err = {0};

	if (!stream_open(
		    &(struct stream_options){.host = smtp->host,
			    .port = smtp->port,
			    .tls = smtp->tls == TLS_IMPLICIT,
			    .allow_private_hosts = smtp->config->allow_private_hosts || smtp->trusted_host,
			    .ca_file = smtp->config->ca_file,
			    .connect_timeout_ms = smtp->config->connect_timeout_ms ? smtp->config->connect_timeout_ms
										   : CONNECT_TIMEOUT_MS,
			    .cancel = smtp->cancel},
		    &smtp->stream, &err)) {
		smtp->stream = NULL;
		classify_error(&err, result);
		return false;
	}
	if (!command(smtp, NULL, &greeting, result))
		return false;
	if (greeting.code != 220) {
		smtp_reply_classify(&greeting, SMTP_CONNECT, result);
		return false;
	}
	return say_hello(smtp, result) && (smtp->tls != TLS_STARTTLS || start_tls(smtp, result)) &&
		authenticate(smtp, result);
}

static bool ensure_open(struct smtp *smtp, struct send_result *result)
{
	if (smtp->stream && stream_is_stale(smtp->stream))
		close_now(smtp);
	if (smtp->stream || open_connection(smtp, result))
		return true;
	close_now(smtp);
	return false;
}

static bool smtp_verify(struct sender *sender, struct send_result *result)
{
	struct smtp *smtp = (struct smtp *)sender;
	struct send_result ignored;
	struct smtp_reply reply;

	*result = (struct send_result){.outcome = SEND_ACCEPTED};
	close_now(smtp);
	if (!ensure_open(smtp, result))
		return false;
	if (command(smtp, "QUIT\r\n", &reply, &ignored))
		stream_free(TAKE(smtp->stream));
	return true;
}

/* An address goes between brackets in a command: nothing in it may end the command or begin another. */
static bool is_safe_address(const char *address)
{
	size_t length = strlen(address);

	if (length == 0 || length > ADDRESS_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)address[i] <= 0x20 || address[i] == 0x7f || (unsigned char)address[i] >= 0x80 ||
			strchr("<>,;\"\\", address[i]))
			return false;
	return strchr(address, '@') != NULL;
}

static bool check_mail(const struct smtp *smtp, const struct outgoing *mail, struct send_result *result)
{
	*result = (struct send_result){.outcome = SEND_REFUSED, .class = SEND_CLASS_MESSAGE};
	if (!is_safe_address(mail->recipient)) {
		result->class = SEND_CLASS_RECIPIENT;
		snprintf(result->text, sizeof(result->text), "The recipient's address cannot be used over SMTP.");
		return false;
	}
	if (!is_safe_address(mail->from)) {
		snprintf(result->text, sizeof(result->text), "The sender's address cannot be used over SMTP.");
		return false;
	}
	if (smtp->max_size && (int64_t)mail->message_size > smtp->max_size) {
		snprintf(result->text, sizeof(result->text), "The email is larger than the server takes (%lld bytes).",
			(long long)smtp->max_size);
		return false;
	}
	return true;
}

/* A refusal before DATA: the session goes on with the next message. */
static bool refused(
	struct smtp *smtp, const struct smtp_reply *reply, enum smtp_phase phase, struct send_result *result)
{
	struct send_result ignored;
	struct smtp_reply reset;

	smtp_reply_classify(reply, phase, result);
	if (reply->code == 421)
		close_now(smtp);
	else if (command(smtp, "RSET\r\n", &reset, &ignored) && reset.code != 250)
		close_now(smtp);
	return false;
}

static bool envelope_pipelined(struct smtp *smtp, const struct outgoing *mail, struct send_result *result)
{
	struct smtp_reply from, to, data;
	char lines[2 * ADDRESS_MAX + 64];

	snprintf(lines, sizeof(lines), "MAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n", mail->from, mail->recipient);
	if (!command(smtp, lines, &from, result) || !command(smtp, NULL, &to, result) ||
		!command(smtp, NULL, &data, result))
		return false;
	if (from.code == 250 && (to.code == 250 || to.code == 251) && data.code == 354)
		return true;
	if (data.code == 354) {
		/* It waits for a message to nobody: the only way out without a dot is to cut. */
		smtp_reply_classify(from.code == 250 ? &to : &from, from.code == 250 ? SMTP_RCPT : SMTP_MAIL, result);
		close_now(smtp);
		return false;
	}
	if (from.code != 250)
		return refused(smtp, &from, SMTP_MAIL, result);
	if (to.code != 250 && to.code != 251)
		return refused(smtp, &to, SMTP_RCPT, result);
	return refused(smtp, &data, SMTP_DATA, result);
}

static bool envelope_stepwise(struct smtp *smtp, const struct outgoing *mail, struct send_result *result)
{
	struct smtp_reply reply;
	char line[ADDRESS_MAX + 32];

	snprintf(line, sizeof(line), "MAIL FROM:<%s>\r\n", mail->from);
	if (!command(smtp, line, &reply, result))
		return false;
	if (reply.code != 250)
		return refused(smtp, &reply, SMTP_MAIL, result);
	snprintf(line, sizeof(line), "RCPT TO:<%s>\r\n", mail->recipient);
	if (!command(smtp, line, &reply, result))
		return false;
	if (reply.code != 250 && reply.code != 251)
		return refused(smtp, &reply, SMTP_RCPT, result);
	if (!command(smtp, "DATA\r\n", &reply, result))
		return false;
	return reply.code == 354 || refused(smtp, &reply, SMTP_DATA, result);
}

/* The message with dots doubled at line starts (RFC 5321 §4.5.2), without the end. */
static bool write_body(struct smtp *smtp, const struct outgoing *mail, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *at = mail->message, *end = mail->message + mail->message_size;
	struct error err = {0};
	struct text body;

	text_init(&body, arena);
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = newline ? newline + 1 : end;

		if (*at == '.')
			text_add_char(&body, '.');
		text_add_n(&body, at, (size_t)(line_end - at));
		at = line_end;
	}
	smtp->ends_in_crlf = body.length >= 2 && memcmp(body.data + body.length - 2, "\r\n", 2) == 0;
	stream_set_timeout(smtp->stream, reply_timeout(smtp));
	if (stream_write(smtp->stream, text_string(&body), body.length, &err))
		return true;
	classify_error(&err, result);
	close_now(smtp);
	return false;
}

static bool smtp_prepare(struct sender *sender, const struct outgoing *mail, struct send_result *result)
{
	struct smtp *smtp = (struct smtp *)sender;

	*result = (struct send_result){.outcome = SEND_DEFERRED, .class = SEND_CLASS_NETWORK};
	if (!ensure_open(smtp, result) || !check_mail(smtp, mail, result))
		return false;
	return (smtp->pipelining ? envelope_pipelined(smtp, mail, result) : envelope_stepwise(smtp, mail, result)) &&
		write_body(smtp, mail, result);
}

/* A reply that stands there before the end was written is a refusal: the message was certainly not taken. */
static bool refused_early(struct smtp *smtp, struct send_result *result)
{
	struct smtp_reply reply;

	if (!stream_is_stale(smtp->stream))
		return false;
	if (command(smtp, NULL, &reply, result))
		smtp_reply_classify(&reply, SMTP_DATA, result);
	close_now(smtp);
	return true;
}

static void smtp_finish(struct sender *sender, struct send_result *result, int64_t *last_byte_at)
{
	struct smtp *smtp = (struct smtp *)sender;
	const char *end = smtp->ends_in_crlf ? ".\r\n" : "\r\n.\r\n";
	struct smtp_reply reply;
	struct error err = {0};

	*last_byte_at = 0;
	if (refused_early(smtp, result))
		return;
	*result = (struct send_result){.outcome = SEND_UNCERTAIN, .class = SEND_CLASS_NETWORK};
	stream_set_timeout(smtp->stream, END_FACTOR * reply_timeout(smtp));
	*last_byte_at = clock_wall(smtp->config->clock);
	if (!stream_write(smtp->stream, end, strlen(end), &err) || !read_reply(smtp, &reply, &err)) {
		if (error_is(&err, "cancelled"))
			result->class = SEND_CLASS_CANCELLED;
		snprintf(result->text, sizeof(result->text), "No answer to the end of the email: %.200s", err.message);
		close_now(smtp);
		return;
	}
	if (reply.code >= 200 && reply.code < 300) {
		*result = (struct send_result){.outcome = SEND_ACCEPTED, .code = reply.code};
		snprintf(result->text, sizeof(result->text), "%s", reply.text);
		return;
	}
	smtp_reply_classify(&reply, SMTP_END, result);
	if (reply.code < 400)
		result->outcome = SEND_UNCERTAIN;
	if (reply.code < 400 || reply.code == 421)
		close_now(smtp);
}

static void smtp_abort(struct sender *sender)
{
	close_now((struct smtp *)sender);
}

static bool smtp_is_open(const struct sender *sender)
{
	return ((const struct smtp *)sender)->stream != NULL;
}

static void smtp_free(struct sender *sender)
{
	struct smtp *smtp = (struct smtp *)sender;
	struct error ignored = {0};

	if (smtp->stream && !cancel_is_raised(smtp->cancel)) {
		stream_set_timeout(smtp->stream, 1000);
		if (stream_write(smtp->stream, "QUIT\r\n", 6, &ignored))
			stream_free(TAKE(smtp->stream));
	}
	close_now(smtp);
	secret_free(smtp->secret);
	free(smtp);
}

static const struct sender_type smtp_type = {.name = "smtp",
	.verify = smtp_verify,
	.prepare = smtp_prepare,
	.finish = smtp_finish,
	.abort = smtp_abort,
	.is_open = smtp_is_open,
	.free = smtp_free};

struct sender *smtp_sender_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel)
{
	struct smtp *smtp = calloc(1, sizeof(*smtp));

	ASSERT(smtp);
	smtp->sender.type = &smtp_type;
	smtp->config = config;
	smtp->cancel = cancel;
	snprintf(smtp->host, sizeof(smtp->host), "%s", account->sending.host);
	snprintf(smtp->username, sizeof(smtp->username), "%s",
		account->sending.username ? account->sending.username : "");
	smtp->port = account->sending.port;
	smtp->tls = account->sending.tls;
	smtp->trusted_host = account->sending.trusted_host;
	smtp->auth = account->auth;
	smtp->secret = secret_copy(account->sending_secret);
	return &smtp->sender;
}
