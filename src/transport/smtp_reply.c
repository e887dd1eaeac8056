#include "transport/smtp_reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };

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
		if (text[at] == '.' && text[at - 1] == '.')
			return 0;
		dots += text[at] == '.';
		at++;
	}
	return dots == 2 && text[1] == '.' && text[at - 1] != '.' && (at == length || text[at] == ' ') ? at : 0;
}

/* How many bytes the character here has: 1 also for what is none. */
static size_t character_length(const char *bytes, size_t length)
{
	for (size_t size = 2; (unsigned char)*bytes >= 0xc0 && size <= 4 && size <= length; size++)
		if (text_is_utf8(bytes, size))
			return size;
	return 1;
}

/* Adds a line's text: controls become spaces, what is not UTF-8 becomes '?', what does not fit is left out. */
static void add_text(struct smtp_reply *reply, const char *bytes, size_t length)
{
	size_t used = strlen(reply->text), size;

	while (length && *bytes == ' ')
		bytes++, length--;
	if (used && length && used + 1 < sizeof(reply->text))
		reply->text[used++] = ' ';
	for (; length; bytes += size, length -= size) {
		unsigned char c = (unsigned char)*bytes;

		size = character_length(bytes, length);
		if (used + size >= sizeof(reply->text))
			break;
		memcpy(reply->text + used, bytes, size);
		if (size == 1 && (c < ' ' || c >= 0x7f))
			reply->text[used] = c < 0x80 ? ' ' : '?';
		used += size;
	}
	reply->text[used] = '\0';
}

bool smtp_reply_add_line(struct smtp_reply *reply, const char *line, size_t length)
{
	size_t skip;
	int code;

	if (length < 3 || !is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]))
		return false;
	if (length > 3 && line[3] != ' ' && line[3] != '-')
		return false;
	code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	if (code < 200 || code > 599 || (reply->lines && code != reply->code) || reply->lines == SMTP_LINES_MAX)
		return false;
	reply->lines++;
	reply->code = code;
	reply->is_last = length == 3 || line[3] == ' ';
	if (length <= 4)
		return true;
	skip = enhanced_length(line + 4, length - 4);
	if (skip && !reply->enhanced[0])
		snprintf(reply->enhanced, sizeof(reply->enhanced), "%.*s", (int)skip, line + 4);
	add_text(reply, line + 4 + skip, length - 4 - skip);
	return true;
}

/* Phases as a set. */
enum {
	IN_CONNECT = 1 << SMTP_CONNECT,
	IN_AUTH = 1 << SMTP_AUTH,
	IN_MAIL = 1 << SMTP_MAIL,
	IN_RCPT = 1 << SMTP_RCPT,
	IN_DATA = 1 << SMTP_DATA,
	IN_END = 1 << SMTP_END,
	IN_CONTENT = IN_DATA | IN_END,
	IN_ADDRESSED = IN_RCPT | IN_CONTENT,
	IN_MAILING = IN_MAIL | IN_ADDRESSED,
};

#define UNKNOWN_RECIPIENT "5.1.1 5.1.2 5.1.3 5.1.6 5.1.10 5.2.1"
#define UNKNOWN_WORDS "user unknown|unknown user|no such user|does not exist|no mailbox here"
#define TOO_LARGE "5.3.4 5.2.3"
#define BLOCKED_SENDER "5.1.8 5.7.501-508 5.7.705 5.7.708 5.7.750"
#define BLOCKED_WORDS \
	"account suspended|account is suspended|account disabled|account is disabled|account has been disabled"
#define FOREIGN_SENDER "not owned by|sendasdenied|not allowed to send as|not permitted to send as"
#define NO_RELAY "relay access denied|relaying denied|relay not permitted|unable to relay|not permitted to relay"
#define DAILY_WORDS "daily|submissionquota|per day|24 hours"
#define MANY_WORDS \
	"too many messages|too many emails|too many recipients today|rate limit|rate exceeded|sending " \
	"rate|submissionquota"
#define AUTH_WORDS "authenti|credential|password|login fail"

struct rule {
	unsigned phases;
	int code_from, code_to;
	const char *enhanced; /* separated by spaces, the last number may be a range; "": any */
	const char *words;    /* separated by bars, one of them in the text; "": any */
	enum send_outcome outcome;
	enum send_class class;
	int64_t retry_after_ms;
};

/* The first that matches counts: the early ones, then whatever speaks of a limit, then the late ones. The words are those of
 * Google, Microsoft, Postfix, Exim and Dovecot. */
static const struct rule early_rules[] = {
	{IN_CONNECT, 200, 599, "", "", SEND_DEFERRED, SEND_CLASS_NETWORK, 0},

	{IN_AUTH, 400, 599, "", "too many|rate limit|concurrent", SEND_DEFERRED, SEND_CLASS_RATE, 0},
	{IN_AUTH, 400, 499, "", "", SEND_DEFERRED, SEND_CLASS_NETWORK, 0},
	{IN_AUTH, 500, 599, "5.7.139", "credentials were incorrect", SEND_DEFERRED, SEND_CLASS_AUTH, 0},
	{IN_AUTH, 500, 599, "5.7.139 5.7.57 5.7.13", "", SEND_DEFERRED, SEND_CLASS_BLOCKED, 0},
	{IN_AUTH, 500, 599, "", BLOCKED_WORDS, SEND_DEFERRED, SEND_CLASS_BLOCKED, 0},
	{IN_AUTH, 534, 535, "", "", SEND_DEFERRED, SEND_CLASS_AUTH, 0},
	{IN_AUTH, 500, 599, "5.7.8 5.7.9 5.7.3", "", SEND_DEFERRED, SEND_CLASS_AUTH, 0},
	{IN_AUTH, 530, 530, "", "starttls|tls", SEND_DEFERRED, SEND_CLASS_CONFIG, 0},
	{IN_AUTH, 538, 538, "", "", SEND_DEFERRED, SEND_CLASS_CONFIG, 0},
	{IN_AUTH, 502, 504, "", "", SEND_DEFERRED, SEND_CLASS_CONFIG, 0},
	{IN_AUTH, 500, 599, "", AUTH_WORDS, SEND_DEFERRED, SEND_CLASS_AUTH, 0},
	{IN_AUTH, 200, 599, "", "", SEND_DEFERRED, SEND_CLASS_NETWORK, 0},

	{IN_MAILING, 432, 432, "", "", SEND_DEFERRED, SEND_CLASS_RATE, MINUTE_MS},
	{IN_MAILING, 400, 599, "5.4.5 5.1.90", "", SEND_DEFERRED, SEND_CLASS_RATE, DAY_MS},
	{IN_MAILING, 400, 599, "4.7.28", "", SEND_DEFERRED, SEND_CLASS_RATE, 0},
	{IN_MAILING, 500, 599, BLOCKED_SENDER, "", SEND_DEFERRED, SEND_CLASS_BLOCKED, 0},
	{IN_MAILING, 500, 599, "", BLOCKED_WORDS, SEND_DEFERRED, SEND_CLASS_BLOCKED, 0},
	{IN_ADDRESSED, 500, 599, "5.2.1", "is receiving mail", SEND_DEFERRED, SEND_CLASS_RECIPIENT, 0},
	{IN_ADDRESSED, 400, 499, "4.2.1 4.2.2", "", SEND_DEFERRED, SEND_CLASS_RECIPIENT, 0},
	{IN_ADDRESSED, 500, 599, "5.2.2", "", SEND_DEFERRED, SEND_CLASS_RECIPIENT, 0},
	{IN_ADDRESSED, 400, 599, "", "mailbox full|mailbox is full|over quota", SEND_DEFERRED, SEND_CLASS_RECIPIENT, 0},
	{IN_MAILING, 500, 599, TOO_LARGE, "", SEND_REFUSED, SEND_CLASS_MESSAGE, 0},
	{IN_MAILING, 500, 599, "", "message size|message too|size limit|size exceed", SEND_REFUSED, SEND_CLASS_MESSAGE,
		0},
};

static const struct rule late_rules[] = {
	/* After the end it counts for the email: the server has seen it whole, and is not to see it again at once. */
	{IN_MAILING & ~IN_END, 421, 421, "", "", SEND_DEFERRED, SEND_CLASS_NETWORK, 0},

	{IN_MAIL | IN_RCPT, 500, 599, "", "starttls", SEND_DEFERRED, SEND_CLASS_CONFIG, 0},
	{IN_MAIL | IN_RCPT, 530, 530, "", "", SEND_DEFERRED, SEND_CLASS_AUTH, 0},
	{IN_MAIL | IN_RCPT, 500, 599, "5.7.57", "", SEND_DEFERRED, SEND_CLASS_AUTH, 0},
	{IN_MAIL | IN_RCPT, 500, 599, "", "authentication required|must authenticate|auth first", SEND_DEFERRED,
		SEND_CLASS_AUTH, 0},
	{IN_MAILING, 500, 599, "5.7.60", "", SEND_DEFERRED, SEND_CLASS_BLOCKED, 0},
	{IN_MAILING, 500, 599, "", FOREIGN_SENDER, SEND_DEFERRED, SEND_CLASS_BLOCKED, 0},

	{IN_MAIL, 400, 499, "", "", SEND_DEFERRED, SEND_CLASS_NETWORK, 0},
	{IN_MAIL, 500, 599, "5.7.1 5.1.7", "", SEND_DEFERRED, SEND_CLASS_BLOCKED, 0},
	{IN_MAIL, 500, 599, "", "sender address rejected", SEND_DEFERRED, SEND_CLASS_BLOCKED, 0},

	{IN_RCPT, 500, 599, "", NO_RELAY, SEND_DEFERRED, SEND_CLASS_CONFIG, 0},
	{IN_ADDRESSED, 500, 599, UNKNOWN_RECIPIENT, "", SEND_REFUSED, SEND_CLASS_RECIPIENT, 0},
	{IN_RCPT, 550, 553, "", UNKNOWN_WORDS, SEND_REFUSED, SEND_CLASS_RECIPIENT, 0},
	{IN_RCPT, 400, 499, "", "", SEND_DEFERRED, SEND_CLASS_RECIPIENT, 0},

	{IN_MAILING, 400, 499, "", "", SEND_DEFERRED, SEND_CLASS_MESSAGE, 0},
	{IN_MAILING, 500, 599, "", "", SEND_REFUSED, SEND_CLASS_MESSAGE, 0},
	{IN_MAILING, 200, 399, "", "", SEND_DEFERRED, SEND_CLASS_NETWORK, 0},
};

/* "5.7.501-508" holds 5.7.501 to 5.7.508. */
static bool is_in_range(const char *enhanced, const char *range, size_t length)
{
	const char *dash = memchr(range, '-', length);
	const char *last = strrchr(enhanced, '.');
	size_t head;
	long number;

	if (!dash)
		return strlen(enhanced) == length && memcmp(enhanced, range, length) == 0;
	head = (size_t)(dash - range);
	while (head > 0 && range[head - 1] != '.')
		head--;
	if (!last || (size_t)(last + 1 - enhanced) != head || memcmp(enhanced, range, head) != 0)
		return false;
	number = strtol(last + 1, NULL, 10);
	return number >= strtol(range + head, NULL, 10) && number <= strtol(dash + 1, NULL, 10);
}

static bool has_enhanced(const char *list, const char *enhanced)
{
	if (!*list)
		return true;
	while (*list) {
		size_t length = strcspn(list, " ");

		if (is_in_range(enhanced, list, length))
			return true;
		list += length + strspn(list + length, " ");
	}
	return false;
}

/* Whether one of the words, in any case, stands in the text. */
static bool has_word(const char *text, const char *words)
{
	if (!*words)
		return true;
	while (*words) {
		size_t length = strcspn(words, "|");

		for (const char *at = text; *at; at++)
			if (strncasecmp(at, words, length) == 0)
				return true;
		words += length + (words[length] == '|');
	}
	return false;
}

static bool matches(const struct rule *rule, const struct smtp_reply *reply, enum smtp_phase phase)
{
	return (rule->phases & (1u << phase)) && reply->code >= rule->code_from && reply->code <= rule->code_to &&
		has_enhanced(rule->enhanced, reply->enhanced) && has_word(reply->text, rule->words);
}

static bool apply(const struct rule *rules, size_t count, const struct smtp_reply *reply, enum smtp_phase phase,
	struct send_result *result)
{
	for (size_t i = 0; i < count; i++) {
		if (!matches(&rules[i], reply, phase))
			continue;
		result->outcome = rules[i].outcome;
		result->class = rules[i].class;
		result->retry_after_ms = rules[i].retry_after_ms;
		return true;
	}
	return false;
}

static bool follows_closely(const char *behind, const char *word)
{
	const char *found = strcasestr(behind, word);

	return found && found - behind <= 20;
}

/* "Daily user sending limit", "submission quota": one of these words, and a limit within 20 characters behind it. */
static bool speaks_of_a_limit(const char *text)
{
	static const char *const kinds[] = {"daily", "hourly", "sending", "submission", "message", "outbound"};

	for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
		for (const char *at = strcasestr(text, kinds[i]); at; at = strcasestr(at + 1, kinds[i])) {
			const char *behind = at + strlen(kinds[i]);

			if (follows_closely(behind, "limit") || follows_closely(behind, "quota"))
				return true;
		}
	}
	return false;
}

/* A limit of the mailbox or its provider, whatever code it wears (Gmail's 550 5.4.5 is not a bounce). */
static bool is_limit(const struct smtp_reply *reply, struct send_result *result)
{
	if (reply->code < 400 || !(has_word(reply->text, MANY_WORDS) || speaks_of_a_limit(reply->text)))
		return false;
	result->outcome = SEND_DEFERRED;
	result->class = SEND_CLASS_RATE;
	result->retry_after_ms = has_word(reply->text, DAILY_WORDS) ? DAY_MS
		: has_word(reply->text, "hour")                     ? HOUR_MS
								    : 0;
	return true;
}

void smtp_reply_classify(const struct smtp_reply *reply, enum smtp_phase phase, struct send_result *result)
{
	*result = (struct send_result){.code = reply->code};
	snprintf(result->enhanced, sizeof(result->enhanced), "%s", reply->enhanced);
	if (reply->text[0])
		snprintf(result->text, sizeof(result->text), "%s", reply->text);
	else
		snprintf(result->text, sizeof(result->text), "The server answered %d.", reply->code);
	if (apply(early_rules, ARRAY_COUNT(early_rules), reply, phase, result) || is_limit(reply, result))
		return;
	if (!apply(late_rules, ARRAY_COUNT(late_rules), reply, phase, result))
		UNREACHABLE();
}
