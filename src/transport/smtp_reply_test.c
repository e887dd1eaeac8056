#include "base/unit.h"

#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "transport/smtp_reply.h"

/* Lines separated by newlines as one reply; false when a line is refused. */
static bool read_reply(const char *text, struct smtp_reply *reply)
{
	*reply = (struct smtp_reply){0};
	for (;;) {
		size_t length = strcspn(text, "\n");

		if (!smtp_reply_add_line(reply, text, length))
			return false;
		if (!text[length])
			return true;
		text += length + 1;
	}
}

TEST(smtp_reply, lines_are_bounded_and_of_one_code)
{
	static const char *const bad[] = {
		"", "25", "2500 x", "abc", "250x", "250\tok", "199 x", "600 x", "250-a\n550 b", "-50 x"};
	struct smtp_reply reply;

	for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
		if (read_reply(bad[i], &reply))
			fail_msg("taken: %s", bad[i]);
	assert_true(read_reply("250", &reply));
	assert_true(reply.is_last);
	assert_true(read_reply("250-", &reply));
	assert_false(reply.is_last);
	reply = (struct smtp_reply){0};
	for (int i = 0; i < SMTP_LINES_MAX; i++)
		assert_true(smtp_reply_add_line(&reply, "250-more", 8));
	assert_false(smtp_reply_add_line(&reply, "250 x", 5));
}

TEST(smtp_reply, texts_are_joined_and_safe_to_show)
{
	static const struct {
		const char *lines, *enhanced, *text;
	} cases[] = {
		{"550 5.1.1 Bob\x1b[31m", "5.1.1", "Bob [31m"},
		{"550-5.1.1 The account\n550-5.1.1 that you tried\n550 5.1.1 does not exist", "5.1.1",
			"The account that you tried does not exist"},
		{"550 Grüße \xff\xc3", "", "Grüße ??"},
		{"450 4.2.0x later", "", "4.2.0x later"},
		{"450 4.2 later", "", "4.2 later"},
		{"450 4..2 later", "", "4..2 later"},
		{"535 5.7.139 no", "5.7.139", "no"},
		{"250 2.0.0", "2.0.0", ""},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct smtp_reply reply;

		assert_true(read_reply(cases[i].lines, &reply));
		assert_string_equal(reply.enhanced, cases[i].enhanced);
		assert_string_equal(reply.text, cases[i].text);
	}
}

TEST(smtp_reply, a_long_text_is_cut_between_characters)
{
	char line[SMTP_LINE_MAX] = "550 ";
	struct smtp_reply reply = {0};

	for (size_t i = 4; i + 3 < sizeof(line); i += 3)
		memcpy(line + i, "日", 3);
	assert_true(smtp_reply_add_line(&reply, line, sizeof(line) - 10));
	assert_true(strlen(reply.text) < sizeof(reply.text));
	assert_true(text_is_utf8(reply.text, strlen(reply.text)));
	assert_null(strchr(reply.text, '?'));
}

#define RETRY SEND_DEFERRED
#define NEVER SEND_REFUSED

static const struct {
	enum smtp_phase phase;
	const char *reply;
	enum send_outcome outcome;
	enum send_class class;
	int64_t retry_after_s;
} meanings[] = {
	{SMTP_CONNECT, "421 4.7.0 Try again later", RETRY, SEND_CLASS_NETWORK, 0},
	{SMTP_CONNECT, "554 5.7.1 Your address is listed", RETRY, SEND_CLASS_NETWORK, 0},
	{SMTP_CONNECT, "502 5.5.1 EHLO unknown", RETRY, SEND_CLASS_NETWORK, 0},

	{SMTP_AUTH, "535 5.7.8 Username and Password not accepted.", RETRY, SEND_CLASS_AUTH, 0},
	{SMTP_AUTH, "535 Incorrect authentication data", RETRY, SEND_CLASS_AUTH, 0},
	{SMTP_AUTH, "534 5.7.9 Application-specific password required.", RETRY, SEND_CLASS_AUTH, 0},
	{SMTP_AUTH, "534 5.7.14 Please log in via your web browser", RETRY, SEND_CLASS_AUTH, 0},
	{SMTP_AUTH, "535 5.7.3 Authentication unsuccessful", RETRY, SEND_CLASS_AUTH, 0},
	{SMTP_AUTH, "501 5.7.0 Authentication failed", RETRY, SEND_CLASS_AUTH, 0},
	{SMTP_AUTH, "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.", RETRY,
		SEND_CLASS_AUTH, 0},
	{SMTP_AUTH,
		"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
		"Mailbox.",
		RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_AUTH,
		"535 5.7.139 Authentication unsuccessful, user is locked by your organization's security "
		"defaults policy",
		RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_AUTH, "530 5.7.57 Client not authenticated to send mail.", RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_AUTH, "525 5.7.13 User account disabled", RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_AUTH, "538 5.7.11 Encryption required", RETRY, SEND_CLASS_CONFIG, 0},
	{SMTP_AUTH, "504 5.5.4 Unrecognized authentication type", RETRY, SEND_CLASS_CONFIG, 0},
	{SMTP_AUTH, "530 5.7.0 Must issue a STARTTLS command first", RETRY, SEND_CLASS_CONFIG, 0},
	{SMTP_AUTH, "454 4.7.0 Too many login attempts, please try again later.", RETRY, SEND_CLASS_RATE, 0},
	{SMTP_AUTH, "454 4.7.0 Temporary authentication failure", RETRY, SEND_CLASS_NETWORK, 0},
	{SMTP_AUTH, "421 4.7.0 Try again later, closing connection.", RETRY, SEND_CLASS_NETWORK, 0},
	{SMTP_AUTH, "432 4.3.2 Concurrent connections limit exceeded", RETRY, SEND_CLASS_RATE, 0},
	{SMTP_AUTH, "554 5.7.1 Client host blocked", RETRY, SEND_CLASS_NETWORK, 0},
	{SMTP_AUTH, "334 more", RETRY, SEND_CLASS_NETWORK, 0},

	{SMTP_MAIL, "530 5.7.0 Authentication Required.", RETRY, SEND_CLASS_AUTH, 0},
	{SMTP_MAIL, "530 5.7.57 Client was not authenticated to send anonymous mail", RETRY, SEND_CLASS_AUTH, 0},
	{SMTP_MAIL, "530 5.7.0 Must issue a STARTTLS command first", RETRY, SEND_CLASS_CONFIG, 0},
	{SMTP_MAIL, "550 5.7.1 not allowed", RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_MAIL, "550 5.7.60 Client does not have permissions to send as this sender", RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_MAIL, "553 5.7.1 <a@b>: Sender address rejected: not owned by user ada", RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_MAIL, "452 4.3.1 Insufficient system storage", RETRY, SEND_CLASS_NETWORK, 0},
	{SMTP_MAIL, "421 4.3.2 Shutting down", RETRY, SEND_CLASS_NETWORK, 0},
	{SMTP_MAIL, "552 5.3.4 Message size exceeds fixed limit", NEVER, SEND_CLASS_MESSAGE, 0},
	{SMTP_MAIL, "550 5.4.5 Daily user sending limit exceeded.", RETRY, SEND_CLASS_RATE, 86400},
	{SMTP_MAIL, "550 5.7.705 Access denied, tenant has exceeded threshold", RETRY, SEND_CLASS_BLOCKED, 0},

	{SMTP_RCPT, "550 5.1.1 The email account that you tried to reach does not exist.", NEVER, SEND_CLASS_RECIPIENT,
		0},
	{SMTP_RCPT, "550 5.1.10 Recipient not found", NEVER, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "553 5.1.2 We weren't able to find the recipient domain.", NEVER, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "553 5.1.3 Bad address", NEVER, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "551 5.1.6 Moved", NEVER, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "550 5.2.1 The email account that you tried to reach is disabled.", NEVER, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT,
		"550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents "
		"delivery",
		RETRY, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "550 5.0.0 User unknown", NEVER, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "550 No Such User Here", NEVER, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "550 5.1.11 odd", NEVER, SEND_CLASS_MESSAGE, 0},
	{SMTP_RCPT, "550 Requested action not taken", NEVER, SEND_CLASS_MESSAGE, 0},
	{SMTP_RCPT, "554 5.7.1 Message rejected as spam", NEVER, SEND_CLASS_MESSAGE, 0},
	{SMTP_RCPT, "550 5.7.515 Access denied, sending domain does not meet the required authentication level", NEVER,
		SEND_CLASS_MESSAGE, 0},
	{SMTP_RCPT, "450 4.2.0 Greylisted", RETRY, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "450 4.2.1 The user you are trying to contact is receiving mail too quickly", RETRY,
		SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "451 4.3.0 Temporary problem", RETRY, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "452 4.2.2 Mailbox full", RETRY, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "452 4.2.2 The recipient's message quota is used up, over quota", RETRY, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "552 5.2.2 Mailbox over quota", RETRY, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "552 mailbox full", RETRY, SEND_CLASS_RECIPIENT, 0},
	{SMTP_RCPT, "421 4.7.0 Try again later, closing connection", RETRY, SEND_CLASS_NETWORK, 0},
	{SMTP_RCPT, "550 5.4.5 Daily user sending limit exceeded", RETRY, SEND_CLASS_RATE, 86400},
	{SMTP_RCPT, "451 4.7.1 You have exceeded your hourly sending quota", RETRY, SEND_CLASS_RATE, 3600},
	{SMTP_RCPT, "450 4.7.1 Error: too many messages from you", RETRY, SEND_CLASS_RATE, 0},
	{SMTP_RCPT, "421 4.7.28 Our system has detected an unusual rate of mail", RETRY, SEND_CLASS_RATE, 0},
	{SMTP_RCPT, "550 5.1.90 Your message can't be sent because you've reached your daily limit", RETRY,
		SEND_CLASS_RATE, 86400},
	{SMTP_RCPT, "550 5.7.501 Access denied, spam abuse detected", RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_RCPT, "550 5.7.508 Access denied", RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_RCPT, "550 5.7.509 Access denied, DMARC", NEVER, SEND_CLASS_MESSAGE, 0},
	{SMTP_RCPT, "550 5.1.8 Bad outbound sender", RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_RCPT, "553 5.7.1 <ada@x>: Sender address rejected: not owned by user ada", RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_RCPT, "554 5.7.1 <bob@x>: Relay access denied", RETRY, SEND_CLASS_CONFIG, 0},
	{SMTP_RCPT, "550 Refused by corporate policy", NEVER, SEND_CLASS_MESSAGE, 0},
	{SMTP_RCPT, "252 perhaps", RETRY, SEND_CLASS_NETWORK, 0},

	{SMTP_DATA, "421 4.3.2 going down", RETRY, SEND_CLASS_NETWORK, 0},
	{SMTP_DATA, "554 5.5.1 no valid recipients", NEVER, SEND_CLASS_MESSAGE, 0},

	{SMTP_END, "552 5.3.4 Message too big", NEVER, SEND_CLASS_MESSAGE, 0},
	{SMTP_END, "552 5.2.3 Your message exceeded Google's message size limits.", NEVER, SEND_CLASS_MESSAGE, 0},
	{SMTP_END, "552 5.7.0 This message was blocked because its content presents a potential security issue.", NEVER,
		SEND_CLASS_MESSAGE, 0},
	{SMTP_END, "554 5.6.0 Malformed", NEVER, SEND_CLASS_MESSAGE, 0},
	{SMTP_END, "550 5.7.26 This mail is unauthenticated", NEVER, SEND_CLASS_MESSAGE, 0},
	{SMTP_END, "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException", RETRY, SEND_CLASS_BLOCKED, 0},
	{SMTP_END, "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", RETRY, SEND_CLASS_RATE,
		86400},
	{SMTP_END, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", RETRY, SEND_CLASS_RATE, 60},
	{SMTP_END, "550 5.1.1 No such user", NEVER, SEND_CLASS_RECIPIENT, 0},
	{SMTP_END, "550 5.4.5 Daily sending quota exceeded", RETRY, SEND_CLASS_RATE, 86400},
	{SMTP_END, "421 4.3.2 Shutting down", RETRY, SEND_CLASS_MESSAGE, 0},
	{SMTP_END, "451 4.3.0 Try later", RETRY, SEND_CLASS_MESSAGE, 0},
	{SMTP_END, "550 nothing known", NEVER, SEND_CLASS_MESSAGE, 0},
};

TEST(smtp_reply, means_what_providers_mean_by_it)
{
	for (size_t i = 0; i < ARRAY_COUNT(meanings); i++) {
		struct send_result result;
		struct smtp_reply reply;

		assert_true(read_reply(meanings[i].reply, &reply));
		smtp_reply_classify(&reply, meanings[i].phase, &result);
		if (result.outcome != meanings[i].outcome || result.class != meanings[i].class ||
			result.retry_after_ms != meanings[i].retry_after_s * 1000)
			fail_msg("phase %d, %s: outcome %d, class %d, retry %lld", (int)meanings[i].phase,
				meanings[i].reply, (int)result.outcome, (int)result.class,
				(long long)result.retry_after_ms);
		assert_int_equal(result.code, reply.code);
	}
}

TEST(smtp_reply, an_empty_text_is_said_in_words)
{
	struct send_result result;
	struct smtp_reply reply;

	assert_true(read_reply("550", &reply));
	smtp_reply_classify(&reply, SMTP_RCPT, &result);
	assert_string_equal(result.text, "The server answered 550.");
}
