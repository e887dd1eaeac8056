/* The SMTP client among servers that keep to the rules and servers that do not. */
#include "base/unit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "transport/smtp_fixture.h"

TEST(smtp, an_accepted_email_is_dot_stuffed_and_ended_once)
{
	static const char *const moves[] = {HELLO, ENVELOPE, "e", "s250 2.0.0 queued", "b", NULL};
	struct client client;

	client_start(&client, moves, without_sign_in());
	send_one(&client);
	client_end(&client);

	assert_int_equal(client.result.outcome, SEND_ACCEPTED);
	assert_int_equal(client.result.class, SEND_CLASS_NONE);
	assert_string_equal(client.result.text, "queued");
	assert_true(client.last_byte_at > 0);
	assert_int_equal(script_ends(client.script), 1);
	assert_non_null(strstr(script_got(client.script),
		"MAIL FROM:<ada@acme.test>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n"
		"Subject: x\r\n\r\n..dot\r\nend\r\n.\r\nQUIT\r\n"));
	script_free(client.script);
}

TEST(smtp, an_email_without_dots_or_last_line_end_is_sent_as_it_is)
{
	static const char *const moves[] = {
		PLAIN_HELLO, "r", "s250 ok", "r", "s250 ok", "r", "s354 go", "e", "s250 ok", "b", NULL};
	struct outgoing bare = mail;
	struct client client;

	bare.message = "Subject: x\r\n\r\nend";
	bare.message_size = strlen(bare.message);
	client_start(&client, moves, without_sign_in());
	assert_true(prepare(&client, &bare));
	finish(&client);
	client_end(&client);

	assert_int_equal(client.result.outcome, SEND_ACCEPTED);
	assert_non_null(strstr(script_got(client.script), "DATA\r\nSubject: x\r\n\r\nend\r\n.\r\nQUIT\r\n"));
	script_free(client.script);
}

static const struct {
	const char *name;
	const char *const moves[16];
	enum send_outcome outcome;
	enum send_class class;
	int ends;
} breaks[] = {
	{"a refused recipient",
		{HELLO, "r", "r", "r", "s250 ok", "s550 5.1.1 no such user", "s503 no", "r", "s250 reset", "b"},
		SEND_REFUSED, SEND_CLASS_RECIPIENT, 0},
	{"a deferred recipient", {PLAIN_HELLO, "r", "s250 ok", "r", "s450 4.2.0 greylisted", "r", "s250 reset", "b"},
		SEND_DEFERRED, SEND_CLASS_RECIPIENT, 0},
	{"354 after a refused recipient never gets a dot",
		{HELLO, "r", "r", "r", "s250 ok", "s550 5.1.1 no", "s354 go", "b"}, SEND_REFUSED, SEND_CLASS_RECIPIENT,
		0},
	{"354 after a refused sender never gets a dot",
		{HELLO, "r", "r", "r", "s550 5.7.60 no", "s503 no", "s354 go", "b"}, SEND_DEFERRED, SEND_CLASS_BLOCKED,
		0},
	{"421 instead of the replies", {HELLO, "r", "r", "r", "s421 4.3.2 going down", "c"}, SEND_DEFERRED,
		SEND_CLASS_NETWORK, 0},
	{"DATA refused", {HELLO, "r", "r", "r", "s250 ok", "s250 ok", "s554 5.7.1 policy", "r", "s250 reset", "b"},
		SEND_REFUSED, SEND_CLASS_MESSAGE, 0},
	{"354 out of its turn never gets a dot", {HELLO, "r", "r", "r", "s354 go", "s250 ok", "s250 ok", "b"},
		SEND_DEFERRED, SEND_CLASS_NETWORK, 0},
	{"421 before the end", {HELLO, "r", "r", "r", "s250 ok\r\n250 ok\r\n354 go\r\n421 4.3.2 going down", "b"},
		SEND_DEFERRED, SEND_CLASS_NETWORK, 0},
	{"552 before the end", {HELLO, "r", "r", "r", "s250 ok\r\n250 ok\r\n354 go\r\n552 5.3.4 too big", "b"},
		SEND_REFUSED, SEND_CLASS_MESSAGE, 0},
	{"250 before the end", {HELLO, "r", "r", "r", "s250 ok\r\n250 ok\r\n354 go\r\n250 ok", "b"}, SEND_DEFERRED,
		SEND_CLASS_NETWORK, 0},
	{"a lost answer", {HELLO, ENVELOPE, "e", "c"}, SEND_UNCERTAIN, SEND_CLASS_NETWORK, 1},
	{"a reset after the dot", {HELLO, ENVELOPE, "e", "x"}, SEND_UNCERTAIN, SEND_CLASS_NETWORK, 1},
	{"an answer that breaks off", {HELLO, ENVELOPE, "e", "s250-ok", "x"}, SEND_UNCERTAIN, SEND_CLASS_NETWORK, 1},
	{"accepted, then reset", {HELLO, ENVELOPE, "e", "s250 ok", "w", "x"}, SEND_ACCEPTED, SEND_CLASS_NONE, 1},
	{"garbage after the dot", {HELLO, ENVELOPE, "e", "sOK", "b"}, SEND_UNCERTAIN, SEND_CLASS_NETWORK, 1},
	{"an answer to something else", {HELLO, ENVELOPE, "e", "s354 go", "b"}, SEND_UNCERTAIN, SEND_CLASS_NETWORK, 1},
	{"a refusal after the dot", {HELLO, ENVELOPE, "e", "s554 5.7.1 spam", "b"}, SEND_REFUSED, SEND_CLASS_MESSAGE,
		1},
	{"try later after the dot", {HELLO, ENVELOPE, "e", "s451 4.3.0 later", "b"}, SEND_DEFERRED, SEND_CLASS_MESSAGE,
		1},
	{"421 after the dot", {HELLO, ENVELOPE, "e", "s421 4.3.2 going down", "c"}, SEND_DEFERRED, SEND_CLASS_MESSAGE,
		1},
	{"a daily limit that looks like a bounce",
		{PLAIN_HELLO, "r", "s250 ok", "r", "s550 5.4.5 Daily user sending limit exceeded", "r", "s250 ok", "b"},
		SEND_DEFERRED, SEND_CLASS_RATE, 0},
	{"something that is not SMTP", {"sHTTP/1.1 400 Bad Request", "b"}, SEND_DEFERRED, SEND_CLASS_NETWORK, 0},
	{"a reset before the greeting", {"x"}, SEND_DEFERRED, SEND_CLASS_NETWORK, 0},
	{"a busy greeting", {"s421 4.3.2 busy", "b"}, SEND_DEFERRED, SEND_CLASS_NETWORK, 0},
	{"no welcome", {"s554 5.7.1 you are listed", "b"}, SEND_DEFERRED, SEND_CLASS_NETWORK, 0},
	{"a line of ten megabytes", {"s220 hi", "r", "L", "b"}, SEND_DEFERRED, SEND_CLASS_NETWORK, 0},
	{"a line of ten megabytes after the dot", {HELLO, ENVELOPE, "e", "L", "b"}, SEND_UNCERTAIN, SEND_CLASS_NETWORK,
		1},
	{"a NUL in a reply is a character like another",
		{"n220 hi", "r", "n250 me", "r", "s250 ok", "r", "n550 5.1.1 no", "r", "s250 ok", "b"}, SEND_REFUSED,
		SEND_CLASS_RECIPIENT, 0},
};

TEST(smtp, what_happens_to_an_email_follows_from_where_it_broke)
{
	for (size_t i = 0; i < ARRAY_COUNT(breaks); i++) {
		struct client client;

		client_start(&client, breaks[i].moves, without_sign_in());
		send_one(&client);
		client_end(&client);
		if (client.result.outcome != breaks[i].outcome || client.result.class != breaks[i].class ||
			script_ends(client.script) != breaks[i].ends ||
			(client.last_byte_at != 0) != (breaks[i].ends != 0))
			fail_msg("%s: outcome %d class %d ends %d: %s", breaks[i].name, (int)client.result.outcome,
				(int)client.result.class, script_ends(client.script), client.result.text);
		script_free(client.script);
	}
}

TEST(smtp, silence_ends_each_phase_in_time)
{
	static const struct {
		const char *name;
		const char *const moves[16];
		enum send_outcome outcome;
	} cases[] = {
		{"no greeting", {"h"}, SEND_DEFERRED},
		{"no hello", {"s220 hi", "h"}, SEND_DEFERRED},
		{"no reply to MAIL", {PLAIN_HELLO, "h"}, SEND_DEFERRED},
		{"no reply to RCPT", {PLAIN_HELLO, "r", "s250 ok", "h"}, SEND_DEFERRED},
		{"no reply to DATA", {PLAIN_HELLO, "r", "s250 ok", "r", "s250 ok", "h"}, SEND_DEFERRED},
		{"half a pipeline", {HELLO, "r", "r", "r", "s250 ok", "h"}, SEND_DEFERRED},
		{"no answer to the end", {HELLO, ENVELOPE, "e", "h"}, SEND_UNCERTAIN},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct client client;

		client_start(&client, cases[i].moves, without_sign_in());
		client.config.reply_timeout_ms = 60;
		send_one(&client);
		client_end(&client);
		if (client.result.outcome != cases[i].outcome || client.result.class != SEND_CLASS_NETWORK)
			fail_msg("%s: %d %d", cases[i].name, (int)client.result.outcome, (int)client.result.class);
		assert_int_equal(script_ends(client.script), cases[i].outcome == SEND_UNCERTAIN);
		script_free(client.script);
	}
}

TEST(smtp, replies_may_come_one_byte_at_a_time)
{
	static const char *const moves[] = {"1220-hi\r\n220 there", "r", "1250-me\r\n250-SIZE 1000\r\n250 PIPELINING",
		"r", "r", "r", "1250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go", "e", "1250-2.0.0 queued\r\n250 2.0.0 as x",
		"b", NULL};
	struct client client;

	client_start(&client, moves, without_sign_in());
	client.config.reply_timeout_ms = 2000;
	send_one(&client);
	client_end(&client);

	assert_int_equal(client.result.outcome, SEND_ACCEPTED);
	assert_string_equal(client.result.text, "queued as x");
	assert_non_null(strstr(script_got(client.script), "MAIL FROM:<ada@acme.test> SIZE=25\r\n"));
	script_free(client.script);
}

TEST(smtp, a_session_is_kept_and_goes_on_after_a_refused_recipient)
{
	static const char *const moves[] = {HELLO, ENVELOPE, "e", "s250 ok", "r", "r", "r",
		"s250 ok\r\n550 5.1.1 no such user\r\n554 no valid recipients", "r", "s250 reset", ENVELOPE, "e",
		"s250 ok", "b", NULL};
	struct client client;

	client_start(&client, moves, without_sign_in());
	send_one(&client);
	assert_int_equal(client.result.outcome, SEND_ACCEPTED);
	send_one(&client);
	assert_int_equal(client.result.outcome, SEND_REFUSED);
	assert_true(client.sender->type->is_open(client.sender));
	send_one(&client);
	assert_int_equal(client.result.outcome, SEND_ACCEPTED);
	client_end(&client);

	assert_int_equal(script_connections(client.script), 1);
	assert_int_equal(script_ends(client.script), 2);
	script_free(client.script);
}

TEST(smtp, a_kept_session_that_has_gone_is_opened_anew)
{
	static const char *const moves[] = {HELLO, ENVELOPE, "e", "s250 ok", "s421 4.4.2 idle too long", "a", HELLO,
		ENVELOPE, "e", "s250 ok", "b", NULL};
	struct client client;

	client_start(&client, moves, without_sign_in());
	send_one(&client);
	assert_int_equal(client.result.outcome, SEND_ACCEPTED);
	usleep(50000);
	send_one(&client);
	assert_int_equal(client.result.outcome, SEND_ACCEPTED);
	client_end(&client);

	assert_int_equal(script_connections(client.script), 2);
	assert_int_equal(script_ends(client.script), 2);
	script_free(client.script);
}

TEST(smtp, an_abort_never_writes_the_end)
{
	static const char *const moves[] = {HELLO, ENVELOPE, "b", NULL};
	struct client client;

	client_start(&client, moves, without_sign_in());
	assert_true(prepare(&client, &mail));
	client.sender->type->abort(client.sender);
	assert_false(client.sender->type->is_open(client.sender));
	client_end(&client);

	assert_int_equal(script_ends(client.script), 0);
	script_free(client.script);
}

TEST(smtp, a_session_freed_within_a_message_says_nothing_more)
{
	static const char *const moves[] = {HELLO, ENVELOPE, "b", NULL};
	struct client client;

	client_start(&client, moves, without_sign_in());
	assert_true(prepare(&client, &mail));
	client_end(&client);

	assert_int_equal(script_ends(client.script), 0);
	assert_null(strstr(script_got(client.script), "QUIT"));
	script_free(client.script);
}

static void *raise_soon(void *argument)
{
	usleep(80000);
	cancel_raise(argument);
	return NULL;
}

TEST(smtp, a_raised_flag_cuts_whatever_waits)
{
	static const struct {
		const char *name;
		const char *const moves[16];
		enum send_outcome outcome;
	} cases[] = {
		{"the greeting", {"h"}, SEND_DEFERRED},
		{"EHLO", {"s220 hi", "h"}, SEND_DEFERRED},
		{"AUTH", {"s220 hi", "r", "s250-me\r\n250 AUTH PLAIN", "h"}, SEND_DEFERRED},
		{"MAIL", {PLAIN_HELLO, "h"}, SEND_DEFERRED},
		{"RCPT", {PLAIN_HELLO, "r", "s250 ok", "h"}, SEND_DEFERRED},
		{"DATA", {PLAIN_HELLO, "r", "s250 ok", "r", "s250 ok", "h"}, SEND_DEFERRED},
		{"the answer to the end", {HELLO, ENVELOPE, "e", "h"}, SEND_UNCERTAIN},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct client client;
		pthread_t raiser;

		client_start(&client, cases[i].moves, i == 2 ? with_sign_in(ACCOUNT_AUTH_PASSWORD) : without_sign_in());
		client.config.reply_timeout_ms = 8000;
		pthread_create(&raiser, NULL, raise_soon, &client.cancel);
		send_one(&client);
		pthread_join(raiser, NULL);
		client_end(&client);
		if (client.result.class != SEND_CLASS_CANCELLED || client.result.outcome != cases[i].outcome)
			fail_msg("%s: %d %d", cases[i].name, (int)client.result.outcome, (int)client.result.class);
		assert_int_equal(script_ends(client.script), cases[i].outcome == SEND_UNCERTAIN);
		script_free(client.script);
	}
}

TEST(smtp, a_flag_raised_while_the_body_is_written_leaves_it_without_end)
{
	static const char *const moves[] = {HELLO, ENVELOPE, "w", "w", "w", "w", NULL};
	struct outgoing large = mail;
	struct client client;
	pthread_t raiser;
	size_t size = 16 << 20;
	char *bytes = malloc(size);

	for (size_t i = 0; i < size; i++)
		bytes[i] = "line of 16 byte\n"[i % 16];
	for (size_t i = 14; i < size; i += 16)
		bytes[i] = '\r';
	large.message = bytes;
	large.message_size = size;
	client_start(&client, moves, without_sign_in());
	client.config.reply_timeout_ms = 8000;
	pthread_create(&raiser, NULL, raise_soon, &client.cancel);
	assert_false(prepare(&client, &large));
	pthread_join(raiser, NULL);
	client_end(&client);

	assert_int_equal(client.result.outcome, SEND_DEFERRED);
	assert_int_equal(client.result.class, SEND_CLASS_CANCELLED);
	assert_int_equal(script_ends(client.script), 0);
	script_free(client.script);
	free(bytes);
}

TEST(smtp, a_flag_raised_before_the_end_means_that_it_is_not_written)
{
	static const char *const moves[] = {HELLO, ENVELOPE, "b", NULL};
	struct client client;

	client_start(&client, moves, without_sign_in());
	assert_true(prepare(&client, &mail));
	cancel_raise(&client.cancel);
	finish(&client);
	client_end(&client);

	assert_int_equal(client.result.outcome, SEND_DEFERRED);
	assert_int_equal(client.result.class, SEND_CLASS_CANCELLED);
	assert_int_equal(client.last_byte_at, 0);
	assert_int_equal(script_ends(client.script), 0);
	script_free(client.script);
}

TEST(smtp, a_server_that_leaves_within_the_message_is_asked_for_its_last_words)
{
	static const char *const moves[] = {HELLO, ENVELOPE, "s552 5.3.4 Message too large", "c", NULL};
	struct outgoing large = mail;
	struct client client;
	size_t size = 16 << 20;
	char *bytes = malloc(size);

	for (size_t i = 0; i < size; i++)
		bytes[i] = "line of 16 byt\r\n"[i % 16];
	large.message = bytes;
	large.message_size = size;
	client_start(&client, moves, without_sign_in());
	client.config.reply_timeout_ms = 3000;
	if (prepare(&client, &large))
		finish(&client);
	client_end(&client);

	assert_int_equal(script_ends(client.script), 0);
	assert_true(client.result.outcome == SEND_REFUSED || client.result.class == SEND_CLASS_NETWORK);
	assert_true(client.result.outcome != SEND_UNCERTAIN);
	script_free(client.script);
	free(bytes);
}

TEST(smtp, a_password_never_travels_where_it_should_not)
{
	static const struct {
		const char *name;
		const char *const moves[12];
		enum tls_mode tls;
		enum send_class class;
	} cases[] = {
		{"no sign-in offered", {PLAIN_HELLO, "b"}, TLS_NONE, SEND_CLASS_AUTH},
		{"no sign-in that fits", {"s220 hi", "r", "s250-me\r\n250 AUTH GSSAPI XOAUTH2", "b"}, TLS_NONE,
			SEND_CLASS_AUTH},
		{"replies smuggled in before TLS",
			{"s220 hi", "r", "s250-me\r\n250 STARTTLS", "r", "s220 go\r\n250-me\r\n250 AUTH PLAIN", "b"},
			TLS_STARTTLS, SEND_CLASS_NETWORK},
		{"STARTTLS stripped", {"s220 hi", "r", "s250-me\r\n250 AUTH PLAIN", "b"}, TLS_STARTTLS,
			SEND_CLASS_CONFIG},
		{"STARTTLS refused",
			{"s220 hi", "r", "s250-me\r\n250-STARTTLS\r\n250 AUTH PLAIN", "r", "s454 4.7.0 no TLS", "b"},
			TLS_STARTTLS, SEND_CLASS_NETWORK},
		{"STARTTLS answered with noise",
			{"s220 hi", "r", "s250-me\r\n250-STARTTLS\r\n250 AUTH PLAIN", "r", "s220 go", "r", "snonsense",
				"b"},
			TLS_STARTTLS, SEND_CLASS_NETWORK},
		{"a name that looks like a capability", {"s220 hi", "r", "s250 AUTH PLAIN", "b"}, TLS_NONE,
			SEND_CLASS_AUTH},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct account account = with_sign_in(ACCOUNT_AUTH_PASSWORD);
		struct client client;

		account.sending.tls = cases[i].tls;
		client_start(&client, cases[i].moves, account);
		assert_false(client.sender->type->verify(client.sender, &client.result));
		client_end(&client);
		if (client.result.class != cases[i].class || strstr(script_got(client.script), "AUTH "))
			fail_msg("%s: class %d: %s", cases[i].name, (int)client.result.class, client.result.text);
		script_free(client.script);
	}
}

TEST(smtp, signs_in_by_whatever_fits)
{
	static const struct {
		const char *name;
		const char *const moves[16];
		enum account_auth auth;
		const char *said;
	} cases[] = {
		{"PLAIN", {"s220 hi", "r", "s250-me\r\n250 AUTH LOGIN PLAIN", "r", "s235 in", "b"},
			ACCOUNT_AUTH_PASSWORD, "AUTH PLAIN AGFkYQBwYXNzIHdvcmQ=\r\nQUIT\r\n"},
		{"plain in lower case", {"s220 hi", "r", "s250-me\r\n250 auth=login plain", "r", "s235 in", "b"},
			ACCOUNT_AUTH_PASSWORD, "AUTH PLAIN AGFkYQBwYXNzIHdvcmQ=\r\nQUIT\r\n"},
		{"offered twice", {"s220 hi", "r", "s250-me\r\n250-AUTH GSSAPI\r\n250 AUTH=PLAIN", "r", "s235 in", "b"},
			ACCOUNT_AUTH_PASSWORD, "AUTH PLAIN AGFkYQBwYXNzIHdvcmQ=\r\nQUIT\r\n"},
		{"LOGIN",
			{"s220 hi", "r", "s250-me\r\n250 AUTH LOGIN", "r", "s334 VXNlcm5hbWU6", "r",
				"s334 UGFzc3dvcmQ6", "r", "s235 in", "b"},
			ACCOUNT_AUTH_PASSWORD, "AUTH LOGIN\r\nYWRh\r\ncGFzcyB3b3Jk\r\nQUIT\r\n"},
		{"XOAUTH2", {"s220 hi", "r", "s250-me\r\n250 AUTH PLAIN OAUTHBEARER XOAUTH2", "r", "s235 in", "b"},
			ACCOUNT_AUTH_BEARER, "AUTH XOAUTH2 dXNlcj1hZGEBYXV0aD1CZWFyZXIgcGFzcyB3b3JkAQE=\r\nQUIT\r\n"},
		{"no sign-in at all", {PLAIN_HELLO, "b"}, ACCOUNT_AUTH_NONE, "EHLO test\r\nQUIT\r\n"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct client client;
		bool works;

		client_start(&client, cases[i].moves, with_sign_in(cases[i].auth));
		works = client.sender->type->verify(client.sender, &client.result);
		client_end(&client);
		if (!works || !strstr(script_got(client.script), cases[i].said))
			fail_msg("%s: %s\n%s", cases[i].name, client.result.text, script_got(client.script));
		script_free(client.script);
	}
}

TEST(smtp, a_refused_sign_in_tells_the_servers_words)
{
	static const struct {
		const char *name;
		const char *const moves[16];
		enum account_auth auth;
		enum send_class class;
		const char *text, *said;
	} cases[] = {
		{"a wrong password",
			{"s220 hi", "r", "s250-me\r\n250 AUTH PLAIN", "r", "s535 5.7.8 Bad credentials", "b"},
			ACCOUNT_AUTH_PASSWORD, SEND_CLASS_AUTH, "Bad credentials", "=\r\n"},
		{"a wrong password asked for in two steps",
			{"s220 hi", "r", "s250-me\r\n250 AUTH LOGIN", "r", "s334 eA==", "r", "s535 5.7.8 No such user",
				"b"},
			ACCOUNT_AUTH_PASSWORD, SEND_CLASS_AUTH, "No such user", "YWRh\r\n"},
		{"a refused token",
			{"s220 hi", "r", "s250-me\r\n250 AUTH XOAUTH2", "r", "s334 eyJzdGF0dXMiOiI0MDAifQ==", "r",
				"s535 5.7.8 Expired", "b"},
			ACCOUNT_AUTH_BEARER, SEND_CLASS_AUTH, "Expired", "=\r\n\r\n"},
		{"a refused token of the other kind",
			{"s220 hi", "r", "s250-me\r\n250 AUTH OAUTHBEARER", "r", "s334 eyJzdGF0dXMiOiI0MDAifQ==", "r",
				"s535 5.7.8 Expired", "b"},
			ACCOUNT_AUTH_BEARER, SEND_CLASS_AUTH, "Expired", "\r\nAQ==\r\n"},
		{"a provider that blocks",
			{"s220 hi", "r", "s250-me\r\n250 AUTH PLAIN", "r",
				"s535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for "
				"the Tenant.",
				"b"},
			ACCOUNT_AUTH_PASSWORD, SEND_CLASS_BLOCKED,
			"Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "=\r\n"},
		{"later", {"s220 hi", "r", "s250-me\r\n250 AUTH PLAIN", "r", "s454 4.7.0 Temporary failure", "b"},
			ACCOUNT_AUTH_PASSWORD, SEND_CLASS_NETWORK, "Temporary failure", "=\r\n"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct client client;
		bool works;

		client_start(&client, cases[i].moves, with_sign_in(cases[i].auth));
		works = client.sender->type->verify(client.sender, &client.result);
		client_end(&client);
		if (works || client.result.class != cases[i].class || client.result.outcome != SEND_DEFERRED ||
			strcmp(client.result.text, cases[i].text) != 0 ||
			!strstr(script_got(client.script), cases[i].said))
			fail_msg("%s: class %d, %s\n%s", cases[i].name, (int)client.result.class, client.result.text,
				script_got(client.script));
		script_free(client.script);
	}
}

TEST(smtp, nothing_in_an_email_can_become_a_command)
{
	static const char *const moves[] = {HELLO, "b", NULL};
	static const char *const addresses[] = {"bob@example.org>\r\nRCPT TO:<eve@example.org",
		"bob@example.org> SIZE=1", "", "bob", "bob@example.org,eve@example.org", "\"bob\r\n\"@example.org"};
	static const struct {
		const char *bytes;
		size_t size;
	} messages[] = {
		{"a\nb\r\n", 5}, {"a\rb\r\n", 5}, {"a\r\n.\nQUIT\r\n", 11}, {"a\0b\r\n", 5}, {"a\r\r\n", 4}, {"\n", 1}};
	struct client client;
	char *long_line = malloc(1200);

	client_start(&client, moves, without_sign_in());
	for (size_t i = 0; i < ARRAY_COUNT(addresses); i++) {
		struct outgoing evil = mail;

		evil.recipient = addresses[i];
		assert_false(prepare(&client, &evil));
		assert_int_equal(client.result.outcome, SEND_REFUSED);
		assert_int_equal(client.result.class, SEND_CLASS_RECIPIENT);
		evil.recipient = mail.recipient;
		evil.from = addresses[i];
		assert_false(prepare(&client, &evil));
		assert_int_equal(client.result.class, SEND_CLASS_MESSAGE);
	}
	for (size_t i = 0; i < ARRAY_COUNT(messages); i++) {
		struct outgoing evil = mail;

		evil.message = messages[i].bytes;
		evil.message_size = messages[i].size;
		if (prepare(&client, &evil))
			fail_msg("message %zu was taken", i);
		assert_int_equal(client.result.outcome, SEND_REFUSED);
	}
	memset(long_line, 'x', 1200);
	assert_false(prepare(&client,
		&(struct outgoing){
			.from = mail.from, .recipient = mail.recipient, .message = long_line, .message_size = 1200}));
	client_end(&client);
	assert_string_equal(script_got(client.script), "");
	script_free(client.script);
	free(long_line);
}

TEST(smtp, what_a_server_does_not_offer_is_not_used)
{
	static const char *const bare[] = {PLAIN_HELLO, "b", NULL};
	static const char *const small[] = {"s220 hi", "r", "s250-me\r\n250 SIZE 10", "b", NULL};
	static const char *const modern[] = {"s220 hi", "r", "s250-me\r\n250-8BITMIME\r\n250 SMTPUTF8", "r", "s250 ok",
		"r", "s250 ok", "r", "s354 go", "e", "s250 ok", "b", NULL};
	struct outgoing world = mail, eight_bit = mail;
	struct client client;

	world.recipient = "用户@例え.jp";
	eight_bit.message = "Subject: ü\r\n\r\n";
	eight_bit.message_size = strlen(eight_bit.message);
	client_start(&client, bare, without_sign_in());
	assert_false(prepare(&client, &world));
	assert_int_equal(client.result.class, SEND_CLASS_RECIPIENT);
	assert_false(prepare(&client, &eight_bit));
	assert_int_equal(client.result.class, SEND_CLASS_MESSAGE);
	client_end(&client);
	assert_null(strstr(script_got(client.script), "MAIL"));
	script_free(client.script);

	client_start(&client, small, without_sign_in());
	assert_false(prepare(&client, &mail));
	assert_int_equal(client.result.outcome, SEND_REFUSED);
	client_end(&client);
	assert_null(strstr(script_got(client.script), "MAIL"));
	script_free(client.script);

	eight_bit.recipient = world.recipient;
	client_start(&client, modern, without_sign_in());
	assert_true(prepare(&client, &eight_bit));
	finish(&client);
	client_end(&client);
	assert_int_equal(client.result.outcome, SEND_ACCEPTED);
	assert_non_null(strstr(script_got(client.script),
		"MAIL FROM:<ada@acme.test> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<用户@xn--r8jz45g.jp>\r\n"));
	script_free(client.script);
}

TEST(smtp, what_cannot_be_reached_is_the_networks_or_the_set_ups_fault)
{
	static const struct {
		const char *host;
		int port;
		bool private_too;
		enum send_class class;
	} cases[] = {{"127.0.0.1", 1, true, SEND_CLASS_NETWORK}, {"nobody.invalid", 587, true, SEND_CLASS_NETWORK},
		{"127.0.0.1", 587, false, SEND_CLASS_CONFIG}, {"a b", 587, true, SEND_CLASS_CONFIG}};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct clock clock = clock_system();
		struct transport_config config = {.clock = &clock, .allow_private_hosts = cases[i].private_too};
		struct account account = {
			.sending = {.kind = TRANSPORT_SMTP, .host = cases[i].host, .port = cases[i].port}};
		struct sender *sender = sender_new(&config, &account, NULL);
		struct send_result result;

		assert_false(sender->type->prepare(sender, &mail, &result));
		assert_int_equal(result.outcome, SEND_DEFERRED);
		assert_int_equal(result.class, cases[i].class);
		sender_free(sender);
	}
}
