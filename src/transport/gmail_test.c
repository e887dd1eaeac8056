/* gmail against a server in threads of its own that answers like the API. */
#include "base/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/http_fixture.h"
#include "transport/gmail.h"
#include "transport/gmail_api.h"

/* What each path answers; the first prefix that fits. */
struct route {
	const char *prefix;
	int status;
	const char *body;
};

struct scene {
	struct route routes[12];
	struct http_fixture *http;
	struct clock clock;
	struct transport_config config;
	struct cancel cancel;
	struct secret *token;
	struct sender *sender;
	struct receiver *receiver;
	struct arena *arena;
	char seen[8192];  /* method and path of each request, a line each */
	const char *body; /* of the last one that had any */
	int visited;
	bool refuses; /* the visitor stops at the second mail */
	struct incoming mails[8];
};

static void answer(void *context, const struct http_fixture_request *request, struct arena *arena,
	struct http_fixture_reply *reply)
{
	struct scene *scene = context;
	size_t length = strlen(scene->seen);

	snprintf(scene->seen + length, sizeof(scene->seen) - length, "%s %s\n", request->method, request->path);
	if (*request->body)
		scene->body = arena_text(arena, request->body);
	reply->status = 404;
	reply->body = "{\"error\":{\"code\":404,\"message\":\"Requested entity was not found.\"}}";
	for (const struct route *route = scene->routes; route->prefix; route++)
		if (text_starts(
			    request->path, arena_printf(arena, "/gmail/v1/users/ada%%40acme.test%s", route->prefix))) {
			reply->status = route->status;
			reply->body = route->body;
			return;
		}
}

static struct scene *scene_new(void)
{
	struct scene *scene = calloc(1, sizeof(*scene));
	struct account account = {.address = "ada@acme.test", .auth = ACCOUNT_AUTH_BEARER};

	ASSERT(scene);
	scene->arena = arena_new();
	scene->clock = clock_fixed(1800000000000);
	scene->config = (struct transport_config){.clock = &scene->clock, .reply_timeout_ms = 3000};
	scene->token = secret_new_text("token");
	scene->http = http_fixture_new(answer, scene);
	cancel_init(&scene->cancel);
	account.sending = account.reading = (struct endpoint){.kind = TRANSPORT_GMAIL, .url = scene->http->url};
	account.sending_secret = account.reading_secret = scene->token;
	scene->sender = gmail_sender_new(&scene->config, &account, &scene->cancel);
	scene->receiver = gmail_receiver_new(&scene->config, &account, &scene->cancel);
	return scene;
}

static void scene_free(struct scene *scene)
{
	if (!scene)
		return;
	scene->sender->type->free(scene->sender);
	scene->receiver->type->free(scene->receiver);
	http_fixture_free(scene->http);
	cancel_close(&scene->cancel);
	secret_free(scene->token);
	arena_free(scene->arena);
	free(scene);
}
OWN_DEFINE(scene)

static const struct outgoing mail = {.from = "ada@acme.test",
	.recipient = "kim@prospect.test",
	.message = "Subject: Hi\r\n\r\nHello\r\n",
	.message_size = 22,
	.thread_id = "thread-1"};

static void deliver(struct scene *scene, struct send_result *result)
{
	int64_t last_byte_at = 0;

	if (!scene->sender->type->prepare(scene->sender, &mail, result))
		return;
	scene->sender->type->finish(scene->sender, result, &last_byte_at);
	assert_int_equal(last_byte_at, 1800000000000);
}

TEST(gmail, an_email_is_handed_over_whole_in_its_thread)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;

	scene->routes[0] = (struct route){"/messages/send", 200, "{\"id\":\"m1\",\"threadId\":\"thread-1\"}"};
	scene->routes[1] = (struct route){"/messages/m1?format=metadata&metadataHeaders=Message-ID", 200,
		"{\"payload\":{\"headers\":[{\"name\":\"Message-Id\",\"value\":\"<replaced@mail.gmail.com>\"}]}}"};
	deliver(scene, &result);

	assert_int_equal(result.outcome, SEND_ACCEPTED);
	assert_string_equal(result.provider_id, "m1");
	assert_string_equal(result.thread_id, "thread-1");
	assert_string_equal(result.message_id, "<replaced@mail.gmail.com>");
	assert_string_equal(scene->body, "{\"raw\":\"U3ViamVjdDogSGkNCg0KSGVsbG8NCg\",\"threadId\":\"thread-1\"}");
}

TEST(gmail, an_accepted_email_stays_accepted_whatever_is_read_back)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;

	scene->routes[0] = (struct route){"/messages/send", 200, "not json"};
	deliver(scene, &result);
	assert_int_equal(result.outcome, SEND_ACCEPTED);
	assert_string_equal(result.message_id, "");

	scene->routes[0].body = "{\"id\":\"m1\",\"threadId\":\"t1\"}";
	scene->routes[1] = (struct route){"/messages/m1", 503, "{}"};
	deliver(scene, &result);
	assert_int_equal(result.outcome, SEND_ACCEPTED);
	assert_string_equal(result.message_id, "");
}

#define ERROR_WITH(reason, message) "{\"error\":{\"errors\":[{\"reason\":\"" reason "\"}],\"message\":\"" message "\"}}"

TEST(gmail, a_refusal_says_what_to_do_with_the_email_and_the_mailbox)
{
	static const struct {
		int status;
		const char *body;
		enum send_outcome outcome;
		enum send_class class;
	} cases[] = {
		{400, ERROR_WITH("invalidArgument", "Invalid To header"), SEND_REFUSED, SEND_CLASS_RECIPIENT},
		{400, ERROR_WITH("invalidArgument", "Recipient address required"), SEND_REFUSED, SEND_CLASS_RECIPIENT},
		{400, ERROR_WITH("badRequest", "Bad Request"), SEND_REFUSED, SEND_CLASS_MESSAGE},
		{400, ERROR_WITH("failedPrecondition", "Mail service not enabled"), SEND_DEFERRED, SEND_CLASS_BLOCKED},
		{401, ERROR_WITH("authError", "Invalid Credentials"), SEND_DEFERRED, SEND_CLASS_AUTH},
		{403, ERROR_WITH("insufficientPermissions", "Insufficient Permission"), SEND_DEFERRED, SEND_CLASS_AUTH},
		{403, "{\"error\":{\"message\":\"x\",\"details\":[{\"reason\":\"ACCESS_TOKEN_SCOPE_INSUFFICIENT\"}]}}",
			SEND_DEFERRED, SEND_CLASS_AUTH},
		{403, ERROR_WITH("domainPolicy", "The domain administrators have disabled Gmail apps."), SEND_DEFERRED,
			SEND_CLASS_BLOCKED},
		{403, ERROR_WITH("accessNotConfigured", "Gmail API has not been used"), SEND_DEFERRED,
			SEND_CLASS_CONFIG},
		{403, ERROR_WITH("userRateLimitExceeded", "User Rate Limit Exceeded"), SEND_DEFERRED, SEND_CLASS_RATE},
		{403, "{\"message\":\"API rate limit exceeded\"}", SEND_DEFERRED, SEND_CLASS_CONFIG},
		{413, "", SEND_REFUSED, SEND_CLASS_MESSAGE},
		{429, ERROR_WITH("rateLimitExceeded", "Too many requests"), SEND_DEFERRED, SEND_CLASS_RATE},
		{302, "", SEND_UNCERTAIN, SEND_CLASS_CONFIG},
		{500, ERROR_WITH("backendError", "Backend Error"), SEND_UNCERTAIN, SEND_CLASS_NETWORK},
		{503, "", SEND_UNCERTAIN, SEND_CLASS_NETWORK},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		OWNED(scene) struct scene *scene = scene_new();
		struct send_result result;

		scene->routes[0] = (struct route){"/messages/send", cases[i].status, cases[i].body};
		deliver(scene, &result);
		if (result.outcome != cases[i].outcome || result.class != cases[i].class ||
			result.code != cases[i].status)
			fail_msg("%d %s: outcome %d, class %d", cases[i].status, cases[i].body, (int)result.outcome,
				(int)result.class);
	}
}

TEST(gmail, a_rate_limit_tells_until_when)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	char when[25];

	clock_format(1800000000000 + 90000, when);
	scene->routes[0] = (struct route){"/messages/send", 429,
		arena_printf(scene->arena, ERROR_WITH("rateLimitExceeded", "User-rate limit exceeded.  Retry after %s"),
			when)};
	deliver(scene, &result);

	assert_int_equal(result.class, SEND_CLASS_RATE);
	assert_int_equal(result.retry_after_ms, 90000);
}

TEST(gmail, an_end_that_nobody_answers_is_uncertain)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;

	scene->routes[0] = (struct route){"/messages/send", 0, NULL};
	deliver(scene, &result);

	assert_int_equal(result.outcome, SEND_UNCERTAIN);
	assert_int_equal(result.class, SEND_CLASS_NETWORK);
	assert_int_equal(scene->http->requests, 1);
}

TEST(gmail, an_abort_hands_nothing_over)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;

	assert_true(scene->sender->type->prepare(scene->sender, &mail, &result));
	scene->sender->type->abort(scene->sender);

	assert_int_equal(scene->http->requests, 0);
}

TEST(gmail, an_email_whose_thread_is_gone_goes_out_in_a_new_one)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;

	deliver(scene, &result);
	assert_int_equal(result.outcome, SEND_DEFERRED);
	assert_int_equal(result.class, SEND_CLASS_NONE);
	scene->routes[0] = (struct route){"/messages/send", 200, "{}"};
	deliver(scene, &result);

	assert_int_equal(result.outcome, SEND_ACCEPTED);
	assert_null(strstr(scene->body, "threadId"));
}

TEST(gmail, a_token_of_another_account_does_not_verify)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;

	assert_false(scene->sender->type->verify(scene->sender, &result));
	assert_int_equal(result.class, SEND_CLASS_AUTH);
	assert_false(scene->receiver->type->verify(scene->receiver, &result));
	scene->routes[0] = (struct route){"/messages?maxResults=1", 200, "{}"};
	assert_true(scene->sender->type->verify(scene->sender, &result));
	assert_true(scene->receiver->type->verify(scene->receiver, &result));
}

static bool visit(void *context, const struct incoming *incoming)
{
	struct scene *scene = context;
	struct incoming *copy = &scene->mails[scene->visited];

	if (scene->refuses && scene->visited == 1)
		return false;
	*copy = *incoming;
	copy->provider_id = arena_text(scene->arena, incoming->provider_id);
	copy->folder = arena_text(scene->arena, incoming->folder);
	copy->headers = arena_text_n(scene->arena, incoming->headers, incoming->headers_size);
	copy->body_start = incoming->body_start
		? arena_text_n(scene->arena, incoming->body_start, incoming->body_start_size)
		: NULL;
	scene->visited++;
	return true;
}

/* The new cursor; NULL when the fetch failed. */
static const char *fetch(
	struct scene *scene, const char *cursor, int64_t since_ms, int limit, bool *more, struct send_result *result)
{
	const char *next = NULL;

	scene->visited = 0;
	return scene->receiver->type->fetch(
		       scene->receiver, cursor, since_ms, limit, visit, scene, scene->arena, &next, more, result)
		? next
		: NULL;
}

static const char message[] =
	"{\"id\":\"m1\",\"threadId\":\"t1\",\"labelIds\":[\"INBOX\"],\"internalDate\":\"1799999990000\","
	"\"sizeEstimate\":300,\"historyId\":\"900\",\"payload\":{\"headers\":["
	"{\"name\":\"From\",\"value\":\"Kim <kim@prospect.test>\"},"
	"{\"name\":\"In-Reply-To\",\"value\":\"<a@acme.test>\\r\\nX-Forged: 1\"}]}}";
static const char spam[] =
	"{\"id\":\"m2\",\"labelIds\":[\"SPAM\"],\"internalDate\":\"1799999991000\",\"sizeEstimate\":99000000,"
	"\"payload\":{\"headers\":[{\"name\":\"From\",\"value\":\"x@y.test\"}]}}";

TEST(gmail, a_new_mailbox_begins_at_the_present)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	bool more = true;

	scene->routes[0] = (struct route){"/profile", 200, "{\"historyId\":\"123456789012345678901234\"}"};
	assert_string_equal(fetch(scene, "", 0, 10, &more, &result), "v1;123456789012345678901234");
	assert_false(more);

	scene->routes[0] = (struct route){"/messages?maxResults=1&", 200, "{\"messages\":[{\"id\":\"m1\"}]}"};
	scene->routes[1] = (struct route){"/messages/m1?format=minimal", 200, message};
	assert_string_equal(fetch(scene, "", 0, 10, &more, &result), "v1;900");
	assert_int_equal(scene->visited, 0);
}

static void history_of_two(struct scene *scene)
{
	scene->routes[0] = (struct route){"/history?startHistoryId=900&", 200,
		"{\"historyId\":\"990\",\"history\":["
		"{\"id\":\"910\",\"messagesAdded\":[{\"message\":{\"id\":\"m1\",\"labelIds\":[\"INBOX\"]}}]},"
		"{\"id\":\"920\",\"messagesAdded\":[{\"message\":{\"id\":\"own\",\"labelIds\":[\"SENT\"]}},"
		"{\"message\":{\"id\":\"gone\",\"labelIds\":[\"INBOX\"]}}]},"
		"{\"id\":\"930\",\"messagesAdded\":[{\"message\":{\"id\":\"m2\",\"labelIds\":[\"SPAM\"]}}]}]}"};
	scene->routes[1] = (struct route){"/messages/m1?format=metadata", 200, message};
	scene->routes[2] = (struct route){"/messages/m1?format=raw", 200,
		arena_printf(scene->arena, "{\"raw\":\"%s\"}",
			text_base64_url(
				scene->arena, "From: kim@prospect.test\r\nSubject: Re\r\n\r\nPlease stop", 51))};
	scene->routes[3] = (struct route){"/messages/m2?format=metadata", 200, spam};
}

TEST(gmail, the_history_tells_what_came_in_also_to_spam)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	bool more = true;

	history_of_two(scene);
	assert_string_equal(fetch(scene, "v1;900", 0, 10, &more, &result), "v1;990");

	assert_false(more);
	assert_int_equal(scene->visited, 2);
	assert_string_equal(scene->mails[0].provider_id, "m1");
	assert_string_equal(scene->mails[0].headers, "From: kim@prospect.test\r\nSubject: Re\r\n");
	assert_string_equal(scene->mails[0].body_start, "Please stop");
	assert_string_equal(scene->mails[1].folder, "Junk");
	assert_null(scene->mails[1].body_start);
	assert_string_equal(scene->mails[1].headers, "From: x@y.test\r\n");
	assert_null(strstr(scene->seen, "own"));
}

TEST(gmail, a_header_cannot_bring_another_along)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	bool more;

	history_of_two(scene);
	scene->routes[2] = (struct route){"/messages/m1?format=raw", 200, "{}"};
	assert_non_null(fetch(scene, "v1;900", 0, 10, &more, &result));

	assert_non_null(strstr(scene->mails[0].headers, "In-Reply-To: <a@acme.test>  X-Forged: 1\r\n"));
}

TEST(gmail, the_cursor_stays_before_a_mail_that_was_not_taken)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	bool more;

	history_of_two(scene);
	scene->refuses = true;
	assert_string_equal(fetch(scene, "v1;900", 0, 10, &more, &result), "v1;920");
	assert_int_equal(scene->visited, 1);
}

TEST(gmail, a_limit_leaves_the_rest_for_the_next_time)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	bool more = false;

	history_of_two(scene);
	assert_string_equal(fetch(scene, "v1;900", 0, 1, &more, &result), "v1;910");
	assert_true(more);
}

TEST(gmail, pages_without_records_do_not_end_the_history)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	bool more = true;

	history_of_two(scene);
	scene->routes[4] = scene->routes[0];
	scene->routes[4].prefix = "/history?startHistoryId=900&historyTypes=messageAdded&maxResults=10&pageToken=p%2F2";
	scene->routes[5] = (struct route){"/history?startHistoryId=900&historyTypes=messageAdded&maxResults=10", 200,
		"{\"historyId\":\"990\",\"nextPageToken\":\"p/2\"}"};
	scene->routes[0].prefix = "/nothing";
	assert_string_equal(fetch(scene, "v1;900", 0, 10, &more, &result), "v1;990");
	assert_int_equal(scene->visited, 2);
	assert_false(more);

	/* Nothing but such pages: mail is searched by date, so that the cursor moves all the same. */
	scene->routes[4].body = scene->routes[5].body;
	scene->routes[6] = (struct route){"/profile", 200, "{\"historyId\":\"999\"}"};
	scene->routes[7] = (struct route){"/messages?q=after%3A1799999000&", 200, "{\"messages\":[{\"id\":\"m1\"}]}"};
	assert_string_equal(fetch(scene, "v1;900", 1799999000000, 10, &more, &result), "v1;999");
	assert_int_equal(scene->visited, 1);
	assert_false(more);
}

TEST(gmail, a_history_that_is_too_old_is_replaced_by_a_search_since)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	bool more = true;

	history_of_two(scene);
	scene->routes[0] = (struct route){"/profile", 200, "{\"historyId\":\"999\"}"};
	scene->routes[4] = (struct route){"/messages?q=after%3A1799999000&", 200,
		"{\"messages\":[{\"id\":\"m2\"},{\"id\":\"m1\"},{\"id\":\"gone\"}]}"};
	assert_string_equal(fetch(scene, "v1;1", 1799999000000, 10, &more, &result), "v1;999");
	assert_false(more);
	assert_int_equal(scene->visited, 2);
	assert_string_equal(scene->mails[0].provider_id, "m1");
	assert_string_equal(scene->mails[1].provider_id, "m2");

	assert_string_equal(fetch(scene, "v1;1", 1799999000000, 1, &more, &result), "v1;999;1799999989");
	assert_true(more);
	assert_int_equal(scene->visited, 1);
}

TEST(gmail, trouble_on_the_way_keeps_the_cursor)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	bool more;

	history_of_two(scene);
	scene->routes[3].status = 503;
	assert_null(fetch(scene, "v1;900", 0, 10, &more, &result));
	assert_int_equal(result.class, SEND_CLASS_NETWORK);
	scene->routes[0].status = 401;
	assert_null(fetch(scene, "v1;900", 0, 10, &more, &result));
	assert_int_equal(result.class, SEND_CLASS_AUTH);
}

static bool find_sent(struct scene *scene, const char *message_id, struct sent_copy *copy, struct send_result *result)
{
	return scene->receiver->type->find_sent(scene->receiver, message_id, scene->arena, copy, result);
}

TEST(gmail, a_sent_email_is_found_by_its_message_id_or_by_looking_at_what_was_sent)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	struct sent_copy copy;

	scene->routes[0] = (struct route){"/messages?q=rfc822msgid%3Aa%40acme.test&", 200, "{}"};
	scene->routes[1] = (struct route){
		"/messages?q=in%3Asent&", 200, "{\"messages\":[{\"id\":\"s1\"},{\"id\":\"s2\"}]}"};
	scene->routes[2] = (struct route){"/messages/s1", 200,
		"{\"payload\":{\"headers\":[{\"name\":\"Message-ID\",\"value\":\"<other@acme.test>\"}]}}"};
	scene->routes[3] = (struct route){"/messages/s2", 200,
		"{\"threadId\":\"t9\",\"internalDate\":\"1700000000123\",\"labelIds\":[\"SENT\"],"
		"\"payload\":{\"headers\":[{\"name\":\"X-Google-Original-Message-ID\",\"value\":\"<a@acme.test>\"},"
		"{\"name\":\"Message-ID\",\"value\":\"<new@mail.gmail.com>\"}]}}"};
	assert_true(find_sent(scene, "<a@acme.test>", &copy, &result));
	assert_true(copy.found);
	assert_string_equal(copy.provider_id, "s2");
	assert_string_equal(copy.folder, "Sent");
	assert_string_equal(copy.thread_id, "t9");
	assert_string_equal(copy.message_id, "<new@mail.gmail.com>");
	assert_int_equal(copy.date, 1700000000123);
	scene->routes[0].prefix = "/messages?q=rfc822msgid%3Ab%40acme.test&";
	assert_true(find_sent(scene, "<b@acme.test>", &copy, &result));
	assert_false(copy.found);
}

TEST(gmail, a_draft_with_the_message_id_was_not_sent)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;
	struct sent_copy copy;

	scene->routes[0] = (struct route){
		"/messages?q=rfc822msgid%3Aa%40acme.test&", 200, "{\"messages\":[{\"id\":\"d1\"}]}"};
	scene->routes[1] = (struct route){"/messages?q=in%3Asent&", 200, "{}"};
	scene->routes[2] = (struct route){"/messages/d1", 200,
		"{\"labelIds\":[\"DRAFT\"],"
		"\"payload\":{\"headers\":[{\"name\":\"Message-ID\",\"value\":\"<a@acme.test>\"}]}}"};
	assert_true(find_sent(scene, "<a@acme.test>", &copy, &result));
	assert_false(copy.found);
}

TEST(gmail, a_mailbox_is_named_by_its_address)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result result;

	assert_false(scene->sender->type->verify(scene->sender, &result));
	assert_string_equal(scene->seen, "GET /gmail/v1/users/ada%40acme.test/messages?maxResults=1\n");
}
