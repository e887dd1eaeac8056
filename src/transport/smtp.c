/*
 * smtp: our own SMTP client, because sending is what this program is for: exact control over the final dot, sessions kept
 * after a refused recipient, and pipelining.
 *
 * prepare leaves the server waiting in DATA with all of the message but the end (CRLF.CRLF); a reply that comes in that state
 * can only be a refusal. Only finish writes the end. A server that answers DATA with 354 after it refused the recipient never
 * gets a dot: the connection is cut.
 */
#include "transport/smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "mime/address.h"
#include "transport/failure.h"
#include "transport/smtp_session.h"

enum { END_FACTOR = 5, LINE_MAX_BYTES = 998, LAST_WORDS_MS = 1000, SIZE_RETRY_MS = 60 * 1000 };

static const char end_of_data[] = "\r\n.\r\n";

struct smtp {
	struct sender sender; /* first: a sender of type smtp is one */
	struct smtp_session session;
	bool in_data; /* the server waits for the end of a message */
};

/* What the bytes of a message ask of the server. */
struct shape {
	bool has_8bit, has_dots; /* dots at the start of a line, to be doubled (RFC 5321 §4.5.2) */
};

static void cut(struct smtp *smtp)
{
	smtp_session_cut(&smtp->session);
	smtp->in_data = false;
}

static bool refuse(struct send_result *result, enum send_class class, const char *text)
{
	failure_set(result, class, text);
	result->outcome = SEND_REFUSED;
	return false;
}

static bool smtp_verify(struct sender *sender, struct send_result *result)
{
	struct smtp *smtp = (struct smtp *)sender;

	*result = (struct send_result){.outcome = SEND_ACCEPTED};
	cut(smtp);
	if (!smtp_session_ready(&smtp->session, result))
		return false;
	smtp_session_quit(&smtp->session);
	return true;
}

/* Lines of at most 998 bytes that end in CRLF; a lone CR or LF could be taken for the end of a message by somebody. */
static bool look_at_line(const char *line, size_t length, struct shape *shape)
{
	if (length > LINE_MAX_BYTES || memchr(line, '\r', length) || memchr(line, '\0', length))
		return false;
	shape->has_dots = shape->has_dots || (length > 0 && line[0] == '.');
	shape->has_8bit = shape->has_8bit || !text_is_ascii(line, length);
	return true;
}

static bool look_at(const char *message, size_t size, struct shape *shape)
{
	const char *at = message, *end = message + size;

	*shape = (struct shape){0};
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = newline ? newline - 1 : end;

		if (line_end < at || (newline && *line_end != '\r') ||
			!look_at_line(at, (size_t)(line_end - at), shape))
			return false;
		at = newline ? newline + 1 : end;
	}
	return true;
}

/* The envelope's two addresses, rebuilt, so that nothing in them can end a command or begin another. */
struct envelope {
	const char *from, *recipient;
	bool needs_utf8;
};

static bool make_envelope(
	const struct outgoing *mail, struct arena *arena, struct envelope *out, struct send_result *result)
{
	struct address from, recipient;
	struct error err = {0};

	if (!address_parse(mail->recipient, arena, &recipient, &err))
		return refuse(result, SEND_CLASS_RECIPIENT, "The recipient's address cannot be used over SMTP.");
	if (!address_parse(mail->from, arena, &from, &err))
		return refuse(result, SEND_CLASS_MESSAGE, "The sender's address cannot be used over SMTP.");
	*out = (struct envelope){.from = address_format(&from, arena),
		.recipient = address_format(&recipient, arena),
		.needs_utf8 = !from.is_ascii || !recipient.is_ascii};
	return true;
}

static size_t size_of(const struct outgoing *mail)
{
	struct message_content content = outgoing_content(mail);

	return message_content_size(&content);
}

/* Every email of the step is: each would fail for what somebody can mend. */
static bool too_large(size_t size, int64_t max_size, struct send_result *result)
{
	char text[160];

	snprintf(text, sizeof(text),
		"With its files the email has %.1f MB, and the server takes %.1f MB. Take a file out of the step, or "
		"write "
		"a link to it.",
		(double)size / 1e6, (double)max_size / 1e6);
	failure_set(result, SEND_CLASS_SIZE, text);
	result->retry_after_ms = SIZE_RETRY_MS;
	return false;
}

/* 5.3.4: message too big for system (RFC 3463). */
static bool refused_for_size(const struct outgoing *mail, struct send_result *result)
{
	if (mail->piece_count && strcmp(result->enhanced, "5.3.4") == 0) {
		result->outcome = SEND_DEFERRED;
		result->class = SEND_CLASS_SIZE;
		result->retry_after_ms = SIZE_RETRY_MS;
	}
	return false;
}

static bool check_against_server(const struct smtp_session *session, const struct outgoing *mail,
	const struct envelope *envelope, const struct shape *shape, struct send_result *result)
{
	char text[128];

	if (session->max_size && (int64_t)size_of(mail) > session->max_size && mail->piece_count)
		return too_large(size_of(mail), session->max_size, result);
	if (session->max_size && (int64_t)size_of(mail) > session->max_size) {
		snprintf(text, sizeof(text), "The email is larger than the server takes (%lld bytes).",
			(long long)session->max_size);
		return refuse(result, SEND_CLASS_MESSAGE, text);
	}
	if (envelope->needs_utf8 && !session->takes_utf8)
		return refuse(result, SEND_CLASS_RECIPIENT,
			"The server takes no addresses with letters beyond ASCII (SMTPUTF8).");
	if (shape->has_8bit && !session->takes_8bit)
		return refuse(result, SEND_CLASS_MESSAGE, "The server takes no 8-bit emails (8BITMIME).");
	return true;
}

/* A refusal before the message: the session goes on with the next one. */
static bool refused(
	struct smtp *smtp, const struct smtp_reply *reply, enum smtp_phase phase, struct send_result *result)
{
	struct send_result ignored;
	struct smtp_reply reset;

	smtp_reply_classify(reply, phase, result);
	if (reply->code == 421)
		cut(smtp);
	else if (smtp_session_command(&smtp->session, "RSET\r\n", &reset, &ignored) && reset.code != 250)
		cut(smtp);
	return false;
}

static bool is_taken(const struct smtp_reply *reply)
{
	return reply->code == 250 || reply->code == 251;
}

/* Whichever of the replies says so: a server that answers out of order takes what follows for the message all the same. */
static bool waits_for_a_message(const struct smtp_reply *replies, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (replies[i].code == 354)
			return true;
	return false;
}

/* Reads the replies to commands that went out together. A 421 ends the connection: no further reply comes. */
static bool envelope_pipelined(struct smtp *smtp, const char *from, const char *to, struct send_result *result)
{
	static const enum smtp_phase phases[] = {SMTP_MAIL, SMTP_RCPT, SMTP_DATA};
	struct smtp_reply replies[ARRAY_COUNT(phases)];
	char lines[2048];
	size_t wrong;

	snprintf(lines, sizeof(lines), "%s%sDATA\r\n", from, to);
	for (size_t i = 0; i < ARRAY_COUNT(phases); i++) {
		if (!smtp_session_command(&smtp->session, i == 0 ? lines : NULL, &replies[i], result))
			return false;
		if (replies[i].code == 421)
			return refused(smtp, &replies[i], phases[i], result);
	}
	wrong = !is_taken(&replies[0]) ? 0 : !is_taken(&replies[1]) ? 1 : 2;
	if (wrong == 2 && replies[2].code == 354)
		return true;
	if (!waits_for_a_message(replies, ARRAY_COUNT(replies)))
		return refused(smtp, &replies[wrong], phases[wrong], result);
	/* It waits for a message to nobody: the only way out without a dot is to cut. */
	smtp_reply_classify(&replies[wrong], phases[wrong], result);
	cut(smtp);
	return false;
}

static bool envelope_stepwise(struct smtp *smtp, const char *from, const char *to, struct send_result *result)
{
	struct smtp_reply reply;

	if (!smtp_session_command(&smtp->session, from, &reply, result))
		return false;
	if (!is_taken(&reply))
		return refused(smtp, &reply, SMTP_MAIL, result);
	if (!smtp_session_command(&smtp->session, to, &reply, result))
		return false;
	if (!is_taken(&reply))
		return refused(smtp, &reply, SMTP_RCPT, result);
	if (!smtp_session_command(&smtp->session, "DATA\r\n", &reply, result))
		return false;
	return reply.code == 354 || refused(smtp, &reply, SMTP_DATA, result);
}

static bool say_envelope(struct smtp *smtp, const struct outgoing *mail, const struct envelope *envelope,
	const struct shape *shape, struct send_result *result)
{
	char from[1024], to[512], size[40] = "";

	if (smtp->session.takes_size)
		snprintf(size, sizeof(size), " SIZE=%zu", size_of(mail));
	snprintf(from, sizeof(from), "MAIL FROM:<%s>%s%s%s\r\n", envelope->from, size,
		shape->has_8bit ? " BODY=8BITMIME" : "", envelope->needs_utf8 ? " SMTPUTF8" : "");
	snprintf(to, sizeof(to), "RCPT TO:<%s>\r\n", envelope->recipient);
	return smtp->session.can_pipeline ? envelope_pipelined(smtp, from, to, result)
					  : envelope_stepwise(smtp, from, to, result);
}

/* The bytes with dots doubled at line starts. */
static const char *stuffed(const char *message, size_t *size, struct arena *arena)
{
	const char *at = message, *end = message + *size;
	struct text out;

	text_init(&out, arena);
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = newline ? newline + 1 : end;

		if (*at == '.')
			text_add_char(&out, '.');
		text_add_n(&out, at, (size_t)(line_end - at));
		at = line_end;
	}
	*size = out.length;
	return text_string(&out);
}

/* A server that ends the connection within a message may have said why. */
static void explain_broken_body(struct smtp *smtp, const struct error *broken, struct send_result *result)
{
	struct smtp_reply reply;
	struct error ignored = {0};

	failure_from_error(broken, result);
	if (error_is(broken, "cancelled") || !stream_is_stale(smtp->session.stream))
		return;
	stream_set_timeout(smtp->session.stream, LAST_WORDS_MS);
	if (smtp_session_read(&smtp->session, &reply, &ignored))
		smtp_reply_classify(&reply, SMTP_DATA, result);
}

/* What is ours begins no line with a dot and goes out from where it is. A stretch begins where a line does. */
static bool write_stretch(struct smtp *smtp, const char *bytes, size_t size, bool has_dots, struct arena *arena,
	struct send_result *result)
{
	struct error err = {0};

	if (has_dots && memchr(bytes, '.', size))
		bytes = stuffed(bytes, &size, arena);
	stream_set_timeout(smtp->session.stream, smtp_session_timeout(&smtp->session));
	if (stream_write_more(smtp->session.stream, bytes, size, &err))
		return true;
	explain_broken_body(smtp, &err, result);
	return false;
}

static bool write_with_files(struct smtp *smtp, const struct message_content *content, bool has_dots,
	struct arena *arena, struct send_result *result)
{
	OWNED(message_source) struct message_source *source = message_source_new(content);
	const char *bytes = NULL;
	size_t length = 1;
	struct error err = {0};

	while (length > 0) {
		if (!message_source_next(source, &bytes, &length, &err)) {
			failure_from_file(&err, result);
			return false;
		}
		if (!write_stretch(smtp, bytes, length, has_dots, arena, result))
			return false;
	}
	return true;
}

/* Everything but the end. */
static bool write_body(
	struct smtp *smtp, const struct outgoing *mail, bool has_dots, struct arena *arena, struct send_result *result)
{
	struct message_content content = outgoing_content(mail);
	bool is_written;

	if (content.text_size >= 2 && memcmp(content.text + content.text_size - 2, "\r\n", 2) == 0)
		content.text_size -= 2; /* the first two bytes of the end */
	smtp->in_data = true;
	is_written = content.piece_count
		? write_with_files(smtp, &content, has_dots, arena, result)
		: write_stretch(smtp, content.text, content.text_size, has_dots, arena, result);
	if (!is_written)
		cut(smtp);
	return is_written;
}

static bool smtp_prepare(struct sender *sender, const struct outgoing *mail, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct smtp *smtp = (struct smtp *)sender;
	struct envelope envelope;
	struct shape shape;

	ASSERT(!smtp->in_data);
	failure_set(result, SEND_CLASS_NETWORK, "");
	if (!make_envelope(mail, arena, &envelope, result))
		return false;
	if (!look_at(mail->message, mail->message_size, &shape))
		return refuse(result, SEND_CLASS_MESSAGE, "The email has lines that SMTP cannot carry.");
	return smtp_session_ready(&smtp->session, result) &&
		check_against_server(&smtp->session, mail, &envelope, &shape, result) &&
		(say_envelope(smtp, mail, &envelope, &shape, result) || refused_for_size(mail, result)) &&
		write_body(smtp, mail, shape.has_dots, arena, result);
}

/* Before the end: a raised flag, or a reply that stands there already, which can only be a refusal. True: the message was
 * certainly not taken, *result says why. */
static bool is_over_before_the_end(struct smtp *smtp, struct send_result *result)
{
	struct smtp_reply reply;

	if (cancel_is_raised(smtp->session.cancel)) {
		failure_set(result, SEND_CLASS_CANCELLED, "The connection was cut on purpose.");
	} else if (!stream_is_stale(smtp->session.stream)) {
		return false;
	} else if (smtp_session_command(&smtp->session, NULL, &reply, result)) {
		smtp_reply_classify(&reply, SMTP_DATA, result);
	}
	cut(smtp);
	return true;
}

static void judge_end(struct smtp *smtp, const struct smtp_reply *reply, struct send_result *result)
{
	smtp_reply_classify(reply, SMTP_END, result);
	if (reply->code < 300) {
		result->outcome = SEND_ACCEPTED;
		result->class = SEND_CLASS_NONE;
	} else if (reply->code < 400) {
		result->outcome = SEND_UNCERTAIN; /* an answer to something else */
		cut(smtp);
	} else if (reply->code == 421) {
		cut(smtp);
	}
}

static void smtp_finish(struct sender *sender, struct send_result *result, int64_t *last_byte_at)
{
	struct smtp *smtp = (struct smtp *)sender;
	struct smtp_session *session = &smtp->session;
	struct smtp_reply reply;
	struct error err = {0};
	bool is_written;

	*last_byte_at = 0;
	if (is_over_before_the_end(smtp, result))
		return;
	smtp->in_data = false;
	stream_set_timeout(session->stream, END_FACTOR * smtp_session_timeout(session));
	is_written = stream_write(session->stream, end_of_data, sizeof(end_of_data) - 1, &err);
	*last_byte_at = clock_wall(session->config->clock);
	if (!is_written || !smtp_session_read(session, &reply, &err)) {
		failure_from_error(&err, result);
		result->outcome = SEND_UNCERTAIN;
		snprintf(result->text, sizeof(result->text), "No answer to the end of the email: %.200s", err.message);
		cut(smtp);
		return;
	}
	judge_end(smtp, &reply, result);
}

static void smtp_abort(struct sender *sender)
{
	cut((struct smtp *)sender);
}

static bool smtp_is_open(const struct sender *sender)
{
	return ((const struct smtp *)sender)->session.stream != NULL;
}

static void smtp_free(struct sender *sender)
{
	struct smtp *smtp = (struct smtp *)sender;

	if (!smtp->in_data)
		smtp_session_quit(&smtp->session);
	smtp_session_clear(&smtp->session);
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
	smtp_session_init(&smtp->session, config, account, cancel);
	return &smtp->sender;
}
