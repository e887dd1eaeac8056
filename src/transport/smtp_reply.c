#include "transport/smtp_reply.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "5.1.1" at the start of the text; its length, or 0. */
static size_t enhanced_length(const char *text, size_t length)
{
	size_t at = 0, dots = 0;

	if (length < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5'))
		return 0;
	while (at < length && at < 11 && (is_digit(text[at]) || text[at] == '.')) {
		if (text[at] == '.' && (at == 0 || text[at - 1] == '.'))
			return 0;
		dots += text[at] == '.';
		at++;
	}
	return dots == 2 && text[at - 1] != '.' && (at == length || text[at] == ' ') ? at : 0;
}

bool smtp_reply_add_line(struct smtp_reply *reply, const char *line, size_t length)
{
	OWNED(arena) struct arena *arena = NULL;
	size_t used, skip;
	const char *text;
	int code;

	if (length < 3 || !is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]))
		return false;
	if (length > 3 && line[3] != ' ' && line[3] != '-')
		return false;
	code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	if (code < 200 || code > 599 || (reply->lines && code != reply->code) || ++reply->lines > SMTP_LINES_MAX)
		return false;
	reply->code = code;
	reply->is_last = length == 3 || line[3] == ' ';
	if (length <= 4)
		return true;
	text = line + 4;
	length -= 4;
	skip = enhanced_length(text, length);
	if (skip && !reply->enhanced[0])
		snprintf(reply->enhanced, sizeof(reply->enhanced), "%.*s", (int)skip, text);
	used = strlen(reply->text);
	if (used + 2 >= sizeof(reply->text))
		return true;
	arena = arena_new();
	snprintf(reply->text + used, sizeof(reply->text) - used, "%s%s", used ? " " : "",
		text_for_people(arena, text + skip, length - skip, sizeof(reply->text) - used - 2));
	return true;
}

static bool holds(const char *text, const char *part)
{
	return strcasestr(text, part) != NULL;
}

/* A limit of the mailbox or its provider, whatever code it wears (Gmail's 550 5.4.5 is not a bounce). */
static bool is_rate_limit(const struct smtp_reply *reply)
{
	static const char *const words[] = {"daily limit", "sending limit", "daily user sending", "sending quota",
		"hourly limit", "message limit", "submission quota", "submissionquota", "too many messages",
		"rate limit", "too many emails", "sending rate"};

	if (text_equal(reply->enhanced, "5.4.5") || text_equal(reply->enhanced, "4.7.28"))
		return true;
	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		if (holds(reply->text, words[i]))
			return true;
	return false;
}

struct rule {
	enum smtp_phase phase;
	const char *enhanced; /* a prefix; "": any */
	int code_from, code_to;
	const char *word; /* in the text; NULL: any */
	enum send_outcome outcome;
	enum send_class class;
};

/* The first that matches counts. */
static const struct rule rules[] = {
	{SMTP_CONNECT, "", 200, 599, NULL, SEND_DEFERRED, SEND_CLASS_NETWORK},
	{SMTP_AUTH, "5.7.139", 500, 599, NULL, SEND_DEFERRED, SEND_CLASS_BLOCKED},
	{SMTP_AUTH, "5.7.57", 500, 599, NULL, SEND_DEFERRED, SEND_CLASS_BLOCKED},
	{SMTP_AUTH, "", 504, 504, NULL, SEND_DEFERRED, SEND_CLASS_CONFIG},
	{SMTP_AUTH, "", 538, 538, NULL, SEND_DEFERRED, SEND_CLASS_CONFIG},
	{SMTP_AUTH, "", 454, 454, NULL, SEND_DEFERRED, SEND_CLASS_RATE},
	{SMTP_AUTH, "", 400, 499, NULL, SEND_DEFERRED, SEND_CLASS_NETWORK},
	{SMTP_AUTH, "", 500, 599, NULL, SEND_DEFERRED, SEND_CLASS_AUTH},
	{SMTP_MAIL, "", 530, 530, NULL, SEND_DEFERRED, SEND_CLASS_AUTH},
	{SMTP_MAIL, "", 421, 421, NULL, SEND_DEFERRED, SEND_CLASS_NETWORK},
	{SMTP_RCPT, "", 421, 421, NULL, SEND_DEFERRED, SEND_CLASS_NETWORK},
	{SMTP_DATA, "", 421, 421, NULL, SEND_DEFERRED, SEND_CLASS_NETWORK},
	{SMTP_MAIL, "5.7.1", 500, 599, NULL, SEND_DEFERRED, SEND_CLASS_BLOCKED},
	{SMTP_MAIL, "5.7.60", 500, 599, NULL, SEND_DEFERRED, SEND_CLASS_BLOCKED},
	{SMTP_RCPT, "5.1.1", 500, 599, NULL, SEND_REFUSED, SEND_CLASS_RECIPIENT},
	{SMTP_RCPT, "5.1.2", 500, 599, NULL, SEND_REFUSED, SEND_CLASS_RECIPIENT},
	{SMTP_RCPT, "5.1.3", 500, 599, NULL, SEND_REFUSED, SEND_CLASS_RECIPIENT},
	{SMTP_RCPT, "5.1.6", 500, 599, NULL, SEND_REFUSED, SEND_CLASS_RECIPIENT},
	{SMTP_RCPT, "5.2.1", 500, 599, NULL, SEND_REFUSED, SEND_CLASS_RECIPIENT},
	{SMTP_RCPT, "", 550, 553, "user unknown", SEND_REFUSED, SEND_CLASS_RECIPIENT},
	{SMTP_RCPT, "", 550, 553, "no such user", SEND_REFUSED, SEND_CLASS_RECIPIENT},
	{SMTP_RCPT, "", 550, 553, "does not exist", SEND_REFUSED, SEND_CLASS_RECIPIENT},
	{SMTP_RCPT, "5.2.2", 500, 599, NULL, SEND_DEFERRED, SEND_CLASS_RECIPIENT},
	{SMTP_RCPT, "", 400, 499, NULL, SEND_DEFERRED, SEND_CLASS_RECIPIENT},
	{SMTP_END, "5.1.1", 500, 599, NULL, SEND_REFUSED, SEND_CLASS_RECIPIENT},
};

void smtp_reply_classify(const struct smtp_reply *reply, enum smtp_phase phase, struct send_result *result)
{
	*result = (struct send_result){.code = reply->code,
		.outcome = reply->code < 500 ? SEND_DEFERRED : SEND_REFUSED,
		.class = SEND_CLASS_MESSAGE};
	snprintf(result->enhanced, sizeof(result->enhanced), "%s", reply->enhanced);
	snprintf(result->text, sizeof(result->text), "%s", reply->text);
	if (phase >= SMTP_MAIL && reply->code >= 400 && is_rate_limit(reply)) {
		result->outcome = SEND_DEFERRED;
		result->class = SEND_CLASS_RATE;
		return;
	}
	for (size_t i = 0; i < ARRAY_COUNT(rules); i++) {
		const struct rule *rule = &rules[i];
		size_t length = strlen(rule->enhanced);

		if (rule->phase != phase || reply->code < rule->code_from || reply->code > rule->code_to ||
			strncmp(reply->enhanced, rule->enhanced, length) != 0 ||
			(length && is_digit(reply->enhanced[length])) ||
			(rule->word && !holds(reply->text, rule->word)))
			continue;
		result->outcome = rule->outcome;
		result->class = rule->class;
		return;
	}
}
