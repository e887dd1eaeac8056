#include "base/unit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "transport/sender.h"
#include "transport/smtp_reply.h"

/*
 * A server that follows a script, one letter a move: "s…" says a line, "r" reads a line, "b" reads what comes until nothing
 * comes for a while, "e" reads to the end of data, "x" resets the connection, "c" closes it, "h" hangs until the client goes.
 */
struct script {
	const char *const *moves;
	int listener, port;
	pthread_t thread;
	bool saw_end; /* CRLF.CRLF arrived */
	char got[65536];
	size_t length;
};

static void take(struct script *script, int fd, const char *until)
{
	size_t from = script->length;

	while (script->length + 1 < sizeof(script->got)) {
		if (until && strstr(script->got + from, until))
			return;
		ssize_t n = recv(fd, script->got + script->length, 1, 0);

		if (n <= 0)
			return;
		script->length++;
		script->got[script->length] = '\0';
		script->saw_end = script->saw_end ||
			(script->length >= 5 && strcmp(script->got + script->length - 5, "\r\n.\r\n") == 0);
	}
}

static void play(struct script *script, int fd)
{
	struct linger hard = {.l_onoff = 1};
	struct timeval brief = {.tv_usec = 150000}, long_time = {.tv_sec = 10};

	for (const char *const *move = script->moves; *move; move++) {
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, **move == 'b' ? &brief : &long_time, sizeof(brief));
		if (**move == 's') {
			char line[8192];
			int n = snprintf(line, sizeof(line), "%s\r\n", *move + 1);

			if (send(fd, line, (size_t)n, MSG_NOSIGNAL) < 0)
				return;
		} else if (**move == 'r') {
			take(script, fd, "\r\n");
		} else if (**move == 'e') {
			take(script, fd, "\r\n.\r\n");
		} else if (**move == 'x') {
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
			return;
		} else if (**move == 'c') {
			return;
		} else {
			take(script, fd, NULL);
		}
	}
}

static void *serve(void *argument)
{
	struct script *script = argument;
	int fd = accept(script->listener, NULL, NULL);

	play(script, fd);
	close(fd);
	return NULL;
}

static void script_start(struct script *script, const char *const *moves)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	*script = (struct script){.moves = moves};
	script->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(script->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(script->listener, 1), 0);
	getsockname(script->listener, (struct sockaddr *)&address, &size);
	script->port = ntohs(address.sin_port);
	pthread_create(&script->thread, NULL, serve, script);
}

static void script_end(struct script *script)
{
	pthread_join(script->thread, NULL);
	close(script->listener);
}

static struct clock wall;
static struct transport_config config;
static struct cancel flag;

static struct sender *connect_to(const struct script *script, const char *username, enum tls_mode tls)
{
	struct secret *password = secret_new_text("pass word");
	struct account account = {.address = "ada@acme.test",
		.sending = {.kind = TRANSPORT_SMTP,
			.host = "127.0.0.1",
			.port = script->port,
			.tls = tls,
			.username = username},
		.auth = ACCOUNT_AUTH_PASSWORD,
		.sending_secret = password};
	struct sender *sender;

	wall = clock_system();
	config = (struct transport_config){
		.allow_private_hosts = true, .helo_name = "test", .clock = &wall, .reply_timeout_ms = 400};
	cancel_init(&flag);
	sender = sender_new(&config, &account, &flag);
	secret_free(password);
	return sender;
}

static const struct outgoing mail = {.from = "ada@acme.test",
	.recipient = "bob@example.org",
	.message = "Subject: x\r\n\r\n.dot\r\nend\r\n",
	.message_size = 25};

#define HELLO "s220 hi", "r", "s250-me\r\n250 PIPELINING"
#define PLAIN_HELLO "s220 hi", "r", "s250 me"

/* Sends one email; gives what came of it. */
static struct send_result send_to(struct script *script, const char *const *moves)
{
	struct send_result result;
	struct sender *sender;
	int64_t last_byte_at = 0;

	script_start(script, moves);
	sender = connect_to(script, "", TLS_NONE);
	if (sender->type->prepare(sender, &mail, &result))
		sender->type->finish(sender, &result, &last_byte_at);
	sender_free(sender);
	script_end(script);
	cancel_close(&flag);
	return result;
}

TEST(smtp, an_accepted_email_is_dot_stuffed_and_ended_once)
{
	static const char *const moves[] = {
		HELLO, "r", "r", "r", "s250 ok", "s250 ok", "s354 go", "e", "s250 2.0.0 queued", "b", NULL};
	struct script script;
	struct send_result result = send_to(&script, moves);

	assert_int_equal(result.outcome, SEND_ACCEPTED);
	assert_true(script.saw_end);
	assert_non_null(strstr(script.got, "MAIL FROM:<ada@acme.test>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n"));
	assert_non_null(strstr(script.got, "\r\n..dot\r\nend\r\n.\r\n"));
	assert_null(strstr(script.got, "\r\n\r\n.\r\n"));
}

TEST(smtp, what_happens_to_an_email_follows_from_where_it_broke)
{
	static const char *const refused_rcpt[] = {
		HELLO, "r", "r", "r", "s250 ok", "s550 5.1.1 no such user", "s503 no", "r", "s250 reset", "b", NULL};
	static const char *const deferred_rcpt[] = {
		PLAIN_HELLO, "r", "s250 ok", "r", "s450 4.2.0 greylisted", "r", "s250 reset", "b", NULL};
	static const char *const to_nobody[] = {HELLO, "r", "r", "r", "s250 ok", "s550 5.1.1 no", "s354 go", "b", NULL};
	static const char *const early_421[] = {
		PLAIN_HELLO, "r", "s250 ok", "r", "s250 ok", "r", "s354 go\r\n421 4.3.2 going down", "b", NULL};
	static const char *const lost[] = {HELLO, "r", "r", "r", "s250 ok", "s250 ok", "s354 go", "e", "c", NULL};
	static const char *const reset[] = {HELLO, "r", "r", "r", "s250 ok", "s250 ok", "s354 go", "e", "x", NULL};
	static const char *const silent[] = {HELLO, "r", "r", "r", "s250 ok", "s250 ok", "s354 go", "e", "h", NULL};
	static const char *const refused_end[] = {
		HELLO, "r", "r", "r", "s250 ok", "s250 ok", "s354 go", "e", "s554 5.7.1 spam", "b", NULL};
	static const char *const daily[] = {PLAIN_HELLO, "r", "s250 ok", "r",
		"s550 5.4.5 Daily user sending limit exceeded", "r", "s250 ok", "b", NULL};
	static const char *const garbage[] = {"sHTTP/1.1 400 Bad Request", "b", NULL};
	static const char *const greeting_reset[] = {"x", NULL};
	static const struct {
		const char *name;
		const char *const *moves;
		enum send_outcome outcome;
		enum send_class class;
		bool end;
	} cases[] = {
		{"a refused recipient", refused_rcpt, SEND_REFUSED, SEND_CLASS_RECIPIENT, false},
		{"a deferred recipient", deferred_rcpt, SEND_DEFERRED, SEND_CLASS_RECIPIENT, false},
		{"354 after a refused recipient never gets a dot", to_nobody, SEND_REFUSED, SEND_CLASS_RECIPIENT,
			false},
		{"421 while the body is written", early_421, SEND_DEFERRED, SEND_CLASS_NETWORK, false},
		{"a lost answer", lost, SEND_UNCERTAIN, SEND_CLASS_NETWORK, true},
		{"a reset after the dot", reset, SEND_UNCERTAIN, SEND_CLASS_NETWORK, true},
		{"silence after the dot", silent, SEND_UNCERTAIN, SEND_CLASS_NETWORK, true},
		{"a refusal after the dot", refused_end, SEND_REFUSED, SEND_CLASS_MESSAGE, true},
		{"a daily limit that looks like a bounce", daily, SEND_DEFERRED, SEND_CLASS_RATE, false},
		{"something that is not SMTP", garbage, SEND_DEFERRED, SEND_CLASS_NETWORK, false},
		{"a reset before the greeting", greeting_reset, SEND_DEFERRED, SEND_CLASS_NETWORK, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct script script;
		struct send_result result = send_to(&script, cases[i].moves);

		if (result.outcome != cases[i].outcome || result.class != cases[i].class ||
			script.saw_end != cases[i].end)
			fail_msg("%s: outcome %d class %d end %d: %s", cases[i].name, result.outcome, result.class,
				script.saw_end, result.text);
	}
}

TEST(smtp, an_abort_never_writes_the_end)
{
	static const char *const moves[] = {HELLO, "r", "r", "r", "s250 ok", "s250 ok", "s354 go", "b", NULL};
	struct send_result result;
	struct script script;
	struct sender *sender;

	script_start(&script, moves);
	sender = connect_to(&script, "", TLS_NONE);
	assert_true(sender->type->prepare(sender, &mail, &result));
	sender->type->abort(sender);
	assert_false(sender->type->is_open(sender));
	sender_free(sender);
	script_end(&script);
	cancel_close(&flag);

	assert_non_null(strstr(script.got, "end\r\n"));
	assert_false(script.saw_end);
}

static void *raise_soon(void *argument)
{
	usleep(100000);
	cancel_raise(argument);
	return NULL;
}

TEST(smtp, a_raised_flag_cuts_a_session_that_waits)
{
	static const char *const moves[] = {"h", NULL};
	struct send_result result;
	struct script script;
	struct sender *sender;
	pthread_t raiser;

	script_start(&script, moves);
	sender = connect_to(&script, "", TLS_NONE);
	config.reply_timeout_ms = 8000;
	pthread_create(&raiser, NULL, raise_soon, &flag);
	assert_false(sender->type->prepare(sender, &mail, &result));
	pthread_join(raiser, NULL);
	sender_free(sender);
	script_end(&script);
	cancel_close(&flag);

	assert_int_equal(result.class, SEND_CLASS_CANCELLED);
	assert_int_equal(result.outcome, SEND_DEFERRED);
}

TEST(smtp, a_password_never_travels_where_it_should_not)
{
	static const char *const no_auth[] = {PLAIN_HELLO, "b", NULL};
	static const char *const injected[] = {
		"s220 hi", "r", "s250-me\r\n250 STARTTLS", "r", "s220 go\r\n250 smuggled", "b", NULL};
	static const char *const no_tls[] = {"s220 hi", "r", "s250-me\r\n250 AUTH PLAIN", "b", NULL};
	static const struct {
		const char *name;
		const char *const *moves;
		enum tls_mode tls;
		enum send_class class;
	} cases[] = {
		{"no sign-in offered", no_auth, TLS_NONE, SEND_CLASS_AUTH},
		{"replies smuggled in before TLS", injected, TLS_STARTTLS, SEND_CLASS_NETWORK},
		{"STARTTLS stripped", no_tls, TLS_STARTTLS, SEND_CLASS_CONFIG},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct send_result result;
		struct script script;
		struct sender *sender;

		script_start(&script, cases[i].moves);
		sender = connect_to(&script, "ada", cases[i].tls);
		assert_false(sender->type->verify(sender, &result));
		sender_free(sender);
		script_end(&script);
		cancel_close(&flag);
		if (result.class != cases[i].class || strstr(script.got, "AUTH "))
			fail_msg("%s: class %d: %s", cases[i].name, result.class, result.text);
	}
}

TEST(smtp, signs_in_and_tells_the_servers_words_when_refused)
{
	static const char *const moves[] = {
		"s220 hi", "r", "s250-me\r\n250 AUTH LOGIN PLAIN", "r", "s535 5.7.8 Bad credentials", "b", NULL};
	struct send_result result;
	struct script script;
	struct sender *sender;

	script_start(&script, moves);
	sender = connect_to(&script, "ada", TLS_NONE);
	assert_false(sender->type->verify(sender, &result));
	sender_free(sender);
	script_end(&script);
	cancel_close(&flag);

	assert_int_equal(result.class, SEND_CLASS_AUTH);
	assert_string_equal(result.text, "Bad credentials");
	assert_non_null(strstr(script.got, "AUTH PLAIN AGFkYQBwYXNzIHdvcmQ=\r\n"));
}

TEST(smtp, an_address_cannot_carry_a_command)
{
	static const char *const moves[] = {HELLO, "b", NULL};
	struct outgoing evil = mail;
	struct send_result result;
	struct script script;
	struct sender *sender;

	evil.recipient = "bob@example.org>\r\nRCPT TO:<eve@example.org";
	script_start(&script, moves);
	sender = connect_to(&script, "", TLS_NONE);
	assert_false(sender->type->prepare(sender, &evil, &result));
	sender_free(sender);
	script_end(&script);
	cancel_close(&flag);

	assert_int_equal(result.outcome, SEND_REFUSED);
	assert_null(strstr(script.got, "RCPT"));
}

TEST(smtp_reply, lines_are_bounded_and_of_one_code)
{
	struct smtp_reply reply = {0};

	assert_true(smtp_reply_add_line(&reply, "250-one", 7));
	assert_false(reply.is_last);
	assert_false(smtp_reply_add_line(&reply, "550 two", 7));
	reply = (struct smtp_reply){0};
	assert_true(smtp_reply_add_line(&reply, "550 5.1.1 Bob\x1b[31m", 18));
	assert_true(reply.is_last);
	assert_string_equal(reply.enhanced, "5.1.1");
	assert_string_equal(reply.text, "Bob [31m");
	assert_false(smtp_reply_add_line(&(struct smtp_reply){0}, "25", 2));
	assert_false(smtp_reply_add_line(&(struct smtp_reply){0}, "2500 x", 6));
	assert_false(smtp_reply_add_line(&(struct smtp_reply){.lines = SMTP_LINES_MAX, .code = 250}, "250 x", 5));
}
