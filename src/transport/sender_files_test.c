/* Emails with files, over SMTP and the Gmail API: they leave as they were told of, or not at all. */
#include "transport/smtp_fixture.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#include "base/http_fixture.h"
#include "base/text.h"
#include "transport/gmail.h"

#define TEXT "Subject: x\r\n\r\n\r\n--=_m--\r\n"
#define FILE_BASE64 "aGVsbG8=\r\n"

/* "hello", on disk. */
struct parcel {
	char path[64];
	struct message_file file;
	struct message_piece piece;
	struct outgoing mail;
};

static void put(const char *path, const char *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
	close(fd);
}

static void parcel_make(struct parcel *parcel, const char *thread_id)
{
	snprintf(parcel->path, sizeof(parcel->path), "/tmp/outrider-parcel-%d", getpid());
	put(parcel->path, "hello");
	parcel->file = (struct message_file){.name = "a.txt", .type = "text/plain", .path = parcel->path, .size = 5};
	crypto_hash_sha256(parcel->file.sha256, (const unsigned char *)"hello", 5);
	parcel->piece = (struct message_piece){.at = strlen("Subject: x\r\n\r\n"), .file = &parcel->file};
	parcel->mail = mail;
	parcel->mail.message = TEXT;
	parcel->mail.message_size = strlen(TEXT);
	parcel->mail.pieces = &parcel->piece;
	parcel->mail.piece_count = 1;
	parcel->mail.thread_id = thread_id;
}

TEST(sender_files, smtp_tells_the_size_and_writes_the_file_in_its_place)
{
	static const char *const moves[] = {
		"s220 hi", "r", "s250-me\r\n250-PIPELINING\r\n250 SIZE 1000", ENVELOPE, "e", "s250 ok", "b", NULL};
	struct parcel parcel;
	struct client client;

	parcel_make(&parcel, NULL);
	client_start(&client, moves, without_sign_in());
	assert_true(prepare(&client, &parcel.mail));
	finish(&client);
	client_end(&client);

	assert_int_equal(client.result.outcome, SEND_ACCEPTED);
	assert_int_equal(script_ends(client.script), 1);
	assert_non_null(strstr(script_got(client.script), " SIZE=35\r\n"));
	assert_non_null(strstr(
		script_got(client.script), "DATA\r\nSubject: x\r\n\r\n" FILE_BASE64 "\r\n--=_m--\r\n.\r\nQUIT\r\n"));
	script_free(client.script);
	unlink(parcel.path);
}

TEST(sender_files, an_email_that_is_too_large_with_its_file_is_not_begun)
{
	static const char *const moves[] = {"s220 hi", "r", "s250-me\r\n250-PIPELINING\r\n250 SIZE 34", "b", NULL};
	struct parcel parcel;
	struct client client;

	parcel_make(&parcel, NULL);
	client_start(&client, moves, without_sign_in());
	assert_false(prepare(&client, &parcel.mail));
	client_end(&client);

	assert_int_equal(client.result.outcome, SEND_DEFERRED);
	assert_int_equal(client.result.class, SEND_CLASS_SIZE);
	assert_null(strstr(script_got(client.script), "MAIL FROM"));
	script_free(client.script);
	unlink(parcel.path);
}

TEST(sender_files, a_refusal_for_its_size_is_no_fault_of_the_recipient)
{
	static const char *const moves[] = {HELLO, "r", "r", "r", "s552 5.3.4 Message size exceeds fixed limit",
		"s503 no", "s503 no", "r", "s250 reset", "b", NULL};
	struct parcel parcel;
	struct client client;

	parcel_make(&parcel, NULL);
	client_start(&client, moves, without_sign_in());
	assert_false(prepare(&client, &parcel.mail));
	client_end(&client);

	assert_int_equal(client.result.outcome, SEND_DEFERRED);
	assert_int_equal(client.result.class, SEND_CLASS_SIZE);
	script_free(client.script);
	unlink(parcel.path);
}

TEST(sender_files, smtp_never_ends_an_email_whose_file_was_altered)
{
	static const char *const moves[] = {HELLO, ENVELOPE, "b", NULL};
	struct parcel parcel;
	struct client client;

	parcel_make(&parcel, NULL);
	put(parcel.path, "jello");
	client_start(&client, moves, without_sign_in());
	assert_false(prepare(&client, &parcel.mail));
	assert_false(client.sender->type->is_open(client.sender));
	client_end(&client);

	assert_int_equal(client.result.outcome, SEND_DEFERRED);
	assert_int_equal(client.result.class, SEND_CLASS_FILE);
	assert_true(client.result.retry_after_ms > 0);
	assert_non_null(strstr(client.result.text, "a.txt"));
	assert_int_equal(script_ends(client.script), 0);
	script_free(client.script);
	unlink(parcel.path);
}

/* What the API was asked, and a sender that asks it. */
struct api {
	struct http_fixture *http;
	struct clock clock;
	struct transport_config config;
	struct cancel cancel;
	struct secret *token;
	struct sender *sender;
	const char *method, *path, *head, *body;
};

static void answer(void *context, const struct http_fixture_request *request, struct arena *arena,
	struct http_fixture_reply *reply)
{
	struct api *api = context;

	reply->status = 200;
	reply->body = "{\"id\":\"m1\",\"threadId\":\"t1\"}";
	if (strcmp(request->method, "POST") != 0)
		return;
	api->path = arena_text(arena, request->path);
	api->head = arena_text(arena, request->head);
	api->body = arena_text(arena, request->body);
}

static void api_start(struct api *api)
{
	struct account account = {.address = "ada@acme.test", .auth = ACCOUNT_AUTH_BEARER};

	*api = (struct api){.clock = clock_fixed(1800000000000)};
	api->config = (struct transport_config){.clock = &api->clock, .reply_timeout_ms = 3000};
	api->token = secret_new_text("token");
	api->http = http_fixture_new(answer, api);
	cancel_init(&api->cancel);
	account.sending = (struct endpoint){.kind = TRANSPORT_GMAIL, .url = api->http->url};
	account.sending_secret = api->token;
	api->sender = gmail_sender_new(&api->config, &account, &api->cancel);
}

static void api_end(struct api *api)
{
	sender_free(api->sender);
	http_fixture_free(api->http);
	cancel_close(&api->cancel);
	secret_free(api->token);
}

static void deliver(struct api *api, const struct outgoing *what, struct send_result *result)
{
	int64_t last_byte_at = 0;

	if (api->sender->type->prepare(api->sender, what, result))
		api->sender->type->finish(api->sender, result, &last_byte_at);
}

TEST(sender_files, gmail_takes_the_message_itself_where_no_thread_is_named)
{
	struct send_result result;
	struct parcel parcel;
	struct api api;

	parcel_make(&parcel, NULL);
	api_start(&api);
	deliver(&api, &parcel.mail, &result);

	assert_int_equal(result.outcome, SEND_ACCEPTED);
	assert_string_equal(api.path, "/upload/gmail/v1/users/ada%40acme.test/messages/send?uploadType=media");
	assert_non_null(strstr(api.head, "message/rfc822"));
	assert_string_equal(api.body, "Subject: x\r\n\r\n" FILE_BASE64 "\r\n--=_m--\r\n");
	api_end(&api);
	unlink(parcel.path);
}

TEST(sender_files, gmail_is_told_the_thread_in_a_part_before_the_message)
{
	struct send_result result;
	struct parcel parcel;
	struct api api;

	parcel_make(&parcel, "thread-1");
	api_start(&api);
	deliver(&api, &parcel.mail, &result);

	assert_int_equal(result.outcome, SEND_ACCEPTED);
	assert_string_equal(api.path, "/upload/gmail/v1/users/ada%40acme.test/messages/send?uploadType=multipart");
	assert_non_null(strstr(api.head, "multipart/related; boundary=\"=_upload\""));
	assert_string_equal(api.body,
		"--=_upload\r\nContent-Type: application/json\r\n\r\n{\"threadId\":\"thread-1\"}\r\n"
		"--=_upload\r\nContent-Type: message/rfc822\r\n\r\n"
		"Subject: x\r\n\r\n" FILE_BASE64 "\r\n--=_m--\r\n\r\n--=_upload--");
	api_end(&api);
	unlink(parcel.path);
}

TEST(sender_files, gmail_never_gets_the_whole_of_an_email_whose_file_was_altered)
{
	struct send_result result;
	struct parcel parcel;
	struct api api;

	parcel_make(&parcel, NULL);
	put(parcel.path, "jello");
	api_start(&api);
	deliver(&api, &parcel.mail, &result);

	assert_int_equal(result.outcome, SEND_DEFERRED);
	assert_int_equal(result.class, SEND_CLASS_FILE);
	assert_non_null(strstr(result.text, "a.txt"));
	assert_null(api.path);

	put(parcel.path, "hello");
	deliver(&api, &parcel.mail, &result);
	assert_int_equal(result.outcome, SEND_ACCEPTED);
	api_end(&api);
	unlink(parcel.path);
}
