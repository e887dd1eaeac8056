/*
 * gmail_sender: messages.send with its last byte withheld until the permit.
 *
 * A refused token goes back as AUTH, through claim and permit: there is no inner retry of a send, ever.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "net/http_upload.h"
#include "transport/failure.h"
#include "transport/gmail.h"
#include "transport/gmail_api.h"

enum { REPLY_TIMEOUT_MS = 60000, END_FACTOR = 5, EARLY_MS = 30000, SLOWEST_BYTES_PER_MS = 64 };

#define MARK "=_upload"

struct gmail_sender {
	struct sender sender;
	struct gmail_api api;
	struct http_upload *upload;
	struct arena *arena;  /* of the message under way */
	char lost_thread[64]; /* one the mailbox does not have any more */
	const char *thread_id;
	struct message_content content; /* with files: the request's body */
	struct message_source *source;
	int64_t expires_at;
};

static int64_t reply_timeout(const struct gmail_sender *gmail)
{
	return gmail->api.config->reply_timeout_ms ? gmail->api.config->reply_timeout_ms : REPLY_TIMEOUT_MS;
}

/* One cheap call that needs the same token; nothing is read of it. */
static bool gmail_verify(struct sender *sender, struct send_result *result)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct gmail_sender *gmail = (struct gmail_sender *)sender;
	json_t *body = NULL;

	if (!gmail_api_get(&gmail->api, "/messages?maxResults=1", arena, &body, result))
		return false;
	json_decref(body);
	*result = (struct send_result){.outcome = SEND_ACCEPTED};
	return true;
}

/* Letters, digits and the like go into JSON as they are; anything else is no thread of Gmail's. */
static bool is_plain(const char *id)
{
	return id && *id &&
		strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen(id);
}

static void choose_thread(struct gmail_sender *gmail, const struct outgoing *mail)
{
	gmail->thread_id = NULL;
	if (is_plain(mail->thread_id) && strcmp(mail->thread_id, gmail->lost_thread) != 0)
		gmail->thread_id = arena_text(gmail->arena, mail->thread_id);
}

static const char *body_of(struct gmail_sender *gmail, const struct outgoing *mail)
{
	const char *raw = text_base64_url(gmail->arena, mail->message, mail->message_size);

	return gmail->thread_id
		? arena_printf(gmail->arena, "{\"raw\":\"%s\",\"threadId\":\"%s\"}", raw, gmail->thread_id)
		: arena_printf(gmail->arena, "{\"raw\":\"%s\"}", raw);
}

/* Of an answer that is no success. A thread that is gone is not asked for again; the email goes out in a new one. */
static void classify(struct gmail_sender *gmail, const struct http_answer *answer, struct send_result *result)
{
	gmail_api_classify(answer, gmail->api.config->clock, gmail->arena, result);
	if (answer->status != 404 || !gmail->thread_id)
		return;
	snprintf(gmail->lost_thread, sizeof(gmail->lost_thread), "%s", gmail->thread_id);
	result->class = SEND_CLASS_NONE;
}

static bool next_bytes(void *context, const char **bytes, size_t *length, struct error *err)
{
	struct gmail_sender *gmail = context;

	return message_source_next(gmail->source, bytes, length, err);
}

static void rewind_bytes(void *context)
{
	struct gmail_sender *gmail = context;

	message_source_rewind(gmail->source);
}

/* The message as a content of its own, with what stands around it in the request. Nothing follows the closing mark, so that
 * without its last byte it is none. */
static void wrap(struct gmail_sender *gmail, const struct outgoing *mail, const char *head, const char *tail)
{
	struct message_piece *pieces = ARENA_ARRAY(gmail->arena, struct message_piece, mail->piece_count);
	struct text text;

	text_init(&text, gmail->arena);
	text_add(&text, head);
	text_add_n(&text, mail->message, mail->message_size);
	text_add(&text, tail);
	for (size_t i = 0; i < mail->piece_count; i++)
		pieces[i] = (struct message_piece){
			.at = mail->pieces[i].at + strlen(head), .file = mail->pieces[i].file};
	gmail->content = (struct message_content){.text = text_string(&text),
		.text_size = text.length,
		.pieces = pieces,
		.piece_count = mail->piece_count};
	message_source_free(gmail->source);
	gmail->source = message_source_new(&gmail->content);
}

static struct http_call call_of(struct gmail_sender *gmail)
{
	return (struct http_call){.bearer = gmail->api.token,
		.ca_file = gmail->api.config->ca_file,
		.cancel = gmail->api.cancel,
		.timeout_ms = reply_timeout(gmail)};
}

/* In JSON, where an email without files fits. */
static bool begin_small(
	struct gmail_sender *gmail, const struct outgoing *mail, struct http_answer *early, struct error *err)
{
	struct http_call call = call_of(gmail);

	call.url = arena_printf(gmail->arena, "%s/messages/send", gmail->api.base);
	call.content_type = "application/json";
	call.body = body_of(gmail, mail);
	call.body_size = strlen(call.body);
	return http_upload_begin(gmail->upload, &call, NULL, early, err);
}

/* By media upload, which takes 35 MB and no base64 around it; the thread stands in a part before the message.
 * https://developers.google.com/workspace/gmail/api/guides/uploads */
static bool begin_large(
	struct gmail_sender *gmail, const struct outgoing *mail, struct http_answer *early, struct error *err)
{
	const struct http_body_source source = {.context = gmail, .next = next_bytes, .rewind = rewind_bytes};
	const char *thread_id = gmail->thread_id;
	struct http_call call = call_of(gmail);

	if (thread_id)
		wrap(gmail, mail,
			arena_printf(gmail->arena,
				"--" MARK "\r\nContent-Type: application/json\r\n\r\n{\"threadId\":\"%s\"}\r\n--" MARK
				"\r\nContent-Type: message/rfc822\r\n\r\n",
				thread_id),
			"\r\n--" MARK "--");
	else
		wrap(gmail, mail, "", "");
	call.url = arena_printf(
		gmail->arena, "%s/messages/send?uploadType=%s", gmail->api.uploads, thread_id ? "multipart" : "media");
	call.content_type = thread_id ? "multipart/related; boundary=\"" MARK "\"" : "message/rfc822";
	call.body_size = message_content_size(&gmail->content);
	call.timeout_ms += (int64_t)call.body_size / SLOWEST_BYTES_PER_MS;
	return http_upload_begin(gmail->upload, &call, &source, early, err);
}

static bool gmail_prepare(struct sender *sender, const struct outgoing *mail, struct send_result *result)
{
	struct gmail_sender *gmail = (struct gmail_sender *)sender;
	struct http_answer early = {0};
	struct error err = {0};

	arena_reset(gmail->arena);
	choose_thread(gmail, mail);
	if (mail->piece_count ? begin_large(gmail, mail, &early, &err) : begin_small(gmail, mail, &early, &err))
		return true;
	if (error_is(&err, "answered"))
		classify(gmail, &early, result);
	else if (text_starts(err.code, "attachment_"))
		failure_from_file(&err, result);
	else
		gmail_api_failed(&err, result);
	return false;
}

/* The Message-ID under which the message really went out: Gmail replaces one that it does not like. */
static void read_back(struct gmail_sender *gmail, struct send_result *result)
{
	const json_t *header;
	json_t *body = NULL;
	struct send_result ignored;
	size_t at;

	if (!is_plain(result->provider_id) ||
		!gmail_api_get(&gmail->api,
			arena_printf(gmail->arena, "/messages/%s?format=metadata&metadataHeaders=Message-ID",
				result->provider_id),
			gmail->arena, &body, &ignored))
		return;
	json_array_foreach(json_object_get(json_object_get(body, "payload"), "headers"), at, header)
		if (text_equal_nocase(gmail_api_text(header, "name"), "Message-ID"))
			snprintf(result->message_id, sizeof(result->message_id), "%s",
				text_trim(gmail->arena, gmail_api_text(header, "value")));
	json_decref(body);
}

static void accepted(struct gmail_sender *gmail, const struct http_answer *answer, struct send_result *result)
{
	json_t *body = NULL;
	struct error ignored;

	*result = (struct send_result){.outcome = SEND_ACCEPTED, .code = answer->status};
	if (!json_parse(answer->body, answer->size, &body, &ignored))
		return;
	snprintf(result->provider_id, sizeof(result->provider_id), "%s", gmail_api_text(body, "id"));
	snprintf(result->thread_id, sizeof(result->thread_id), "%s", gmail_api_text(body, "threadId"));
	json_decref(body);
	read_back(gmail, result);
}

static void gmail_finish(struct sender *sender, struct send_result *result, int64_t *last_byte_at)
{
	struct gmail_sender *gmail = (struct gmail_sender *)sender;
	struct http_answer answer = {0};
	struct error err = {0};
	int64_t began = clock_wall(gmail->api.config->clock);
	bool given = false, done;

	done = http_upload_end(gmail->upload, END_FACTOR * reply_timeout(gmail), &answer, &given, &err);
	*last_byte_at = given ? began : 0;
	if (done && answer.status == 200) {
		accepted(gmail, &answer, result);
		return;
	}
	if (done || error_is(&err, "answered")) {
		classify(gmail, &answer, result);
		if (done && (answer.status >= 500 || answer.status < 400))
			result->outcome = SEND_UNCERTAIN; /* it may have been taken all the same */
		return;
	}
	gmail_api_failed(&err, result);
	if (!given)
		return;
	result->outcome = SEND_UNCERTAIN;
	snprintf(result->text, sizeof(result->text), "No answer to the end of the email: %.200s", err.message);
}

static void gmail_abort(struct sender *sender)
{
	http_upload_abort(((struct gmail_sender *)sender)->upload);
}

/* There is no session at the other side: it lives a little shorter than its token. */
static bool gmail_is_open(const struct sender *sender)
{
	const struct gmail_sender *gmail = (const struct gmail_sender *)sender;

	return !gmail->expires_at || clock_wall(gmail->api.config->clock) < gmail->expires_at - EARLY_MS;
}

static void gmail_free(struct sender *sender)
{
	struct gmail_sender *gmail = (struct gmail_sender *)sender;

	http_upload_free(gmail->upload);
	message_source_free(gmail->source);
	gmail_api_clear(&gmail->api);
	arena_free(gmail->arena);
	free(gmail);
}

static const struct sender_type gmail_type = {.name = "gmail",
	.verify = gmail_verify,
	.prepare = gmail_prepare,
	.finish = gmail_finish,
	.abort = gmail_abort,
	.is_open = gmail_is_open,
	.free = gmail_free};

struct sender *gmail_sender_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel)
{
	struct gmail_sender *gmail = calloc(1, sizeof(*gmail));

	ASSERT(gmail);
	gmail->sender.type = &gmail_type;
	gmail_api_init(&gmail->api, config, &account->sending, account->address, account->sending_secret, cancel);
	gmail->api.track = account->track;
	gmail->upload = http_upload_new();
	gmail->arena = arena_new();
	gmail->expires_at = account->expires_at;
	return &gmail->sender;
}
