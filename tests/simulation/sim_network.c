/*
 * sim_network: a server for sending. Every round trip takes time and is a place where others run; whatever a server on the
 * Internet does wrong, this one does when the seed says so. The moment that counts is the end of data: it goes into the
 * history when it is on its way for good, whatever is made of it then.
 */
#include "sim_network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/text.h"
#include "fiber.h"
#include "sim_history.h"
#include "sim_inbox.h"
#include "sim_random.h"
#include "transport/failure.h"
#include "transport/receiver.h"

enum { SLICE_MS = 50, LONGEST_ANSWER_MS = 45000, SHORT_ANSWER_MS = 300 };

struct line {
	struct sender sender; /* first: a sender of this type is one */
	const struct transport_config *config;
	struct cancel *cancel;
	int mailbox;
	bool is_open, has_right_password;
	struct record mail; /* what is being prepared */
	char message_id[MESSAGE_ID_BYTES];
	int contact;
};

static struct provider *provider;
static const struct world_facts *facts;

struct sender *__wrap_sender_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel);

struct provider *provider_open(void)
{
	provider = mmap(NULL, sizeof(*provider), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT(provider != MAP_FAILED);
	return provider;
}

void provider_clear(void)
{
	provider->taken_count = provider->inbox_count = 0;
}

void provider_serve(const struct world_facts *world)
{
	facts = world;
}

struct provider *provider_current(void)
{
	return provider;
}

const struct world_facts *provider_facts(void)
{
	return facts;
}

int64_t provider_hash(const char *message_id)
{
	uint64_t hash = 1;

	for (const char *c = message_id; *c; c++)
		if (*c != '<' && *c != '>')
			hash = sim_random_mix(hash, (unsigned char)*c);
	return (int64_t)(hash >> 1);
}

bool network_pass(struct cancel *cancel, int64_t ms)
{
	int64_t until = fiber_boot_ns() + 1000000 * ms;

	while (!cancel_is_raised(cancel) && fiber_boot_ns() < until) {
		int64_t next = fiber_boot_ns() + 1000000LL * SLICE_MS;

		fiber_wait(cancel, next < until ? next : until);
	}
	return !cancel_is_raised(cancel);
}

bool network_happens(int per_mille, const char *what)
{
	if (!sim_random_chance(per_mille, 1000))
		return false;
	history_tell(RECORD_FAULT, what);
	return true;
}

bool network_round_trip(struct cancel *cancel, struct send_result *result)
{
	if (network_pass(cancel, sim_random_between(0, provider->weather.latency_ms)))
		return true;
	failure_set(result, SEND_CLASS_CANCELLED, "The connection was cut on purpose.");
	return false;
}

int network_mailbox(const char *address)
{
	for (int i = 0; i < WORLD_MAILBOXES; i++)
		if (strcmp(world_mailbox_address(i), address) == 0)
			return i;
	UNREACHABLE();
}

static bool cut(struct line *line)
{
	line->is_open = false;
	return false;
}

static bool refuse(
	struct send_result *result, enum send_outcome outcome, enum send_class class, int code, const char *text)
{
	failure_set(result, class, text);
	result->outcome = outcome;
	result->code = code;
	return false;
}

/* Connect, greet, sign in. */
static bool open_line(struct line *line, struct send_result *result)
{
	const struct network_weather *weather = &provider->weather;

	if (line->is_open)
		return true;
	if (!network_round_trip(line->cancel, result))
		return false;
	if (network_happens(weather->refuse_connection, "connection refused"))
		return refuse(result, SEND_DEFERRED, SEND_CLASS_NETWORK, 0, "Connection refused.");
	if (!network_round_trip(line->cancel, result))
		return false;
	if (!line->has_right_password || network_happens(weather->refuse_login, "login refused"))
		return refuse(result, SEND_DEFERRED, SEND_CLASS_AUTH, 535, "5.7.8 Authentication failed.");
	line->is_open = true;
	return true;
}

static bool verify(struct sender *sender, struct send_result *result)
{
	return open_line((struct line *)sender, result);
}

/* A value of the message's head, as it stands there. */
static void read_head(const struct outgoing *mail, const char *name, char *out, size_t size)
{
	const char *at = memmem(mail->message, mail->message_size, name, strlen(name)), *end;

	ASSERT(at);
	at += strlen(name);
	end = memmem(at, mail->message_size - (size_t)(at - mail->message), "\r\n", 2);
	ASSERT(end);
	snprintf(out, size, "%.*s", (int)(end - at), at);
}

static int edition_of(const struct outgoing *mail)
{
	const char *at = memmem(mail->message, mail->message_size, WORLD_EDITION, strlen(WORLD_EDITION));

	return at ? (int)strtol(at + strlen(WORLD_EDITION), NULL, 10) : -1;
}

/* Notes what is on the wire: mailbox, contact, Message-ID, and in `answer` the edition of the text. */
static void note(struct line *line, const struct outgoing *mail)
{
	ASSERT(strncmp(mail->recipient, "person-", 7) == 0);
	read_head(mail, "\r\nMessage-ID: ", line->message_id, sizeof(line->message_id));
	line->contact = (int)strtol(mail->recipient + 7, NULL, 10);
	line->mail = (struct record){.mailbox = facts->mailboxes[line->mailbox],
		.contact = line->contact + 1,
		.subject = provider_hash(line->message_id),
		.answer = edition_of(mail)};
	snprintf(line->mail.words, sizeof(line->mail.words), "%.39s", mail->recipient);
}

static bool prepare(struct sender *sender, const struct outgoing *mail, struct send_result *result)
{
	const struct network_weather *weather = &provider->weather;
	struct line *line = (struct line *)sender;

	failure_set(result, SEND_CLASS_NETWORK, "");
	if (!open_line(line, result) || !network_round_trip(line->cancel, result))
		return cut(line);
	if (network_happens(weather->limit_rate, "rate limited"))
		return refuse(result, SEND_DEFERRED, SEND_CLASS_RATE, 454, "4.7.0 Too many messages.");
	if (network_happens(weather->refuse_recipient, "recipient refused"))
		return refuse(result, SEND_REFUSED, SEND_CLASS_RECIPIENT, 550, "5.1.1 No such user.");
	if (network_happens(weather->defer_recipient, "recipient deferred"))
		return refuse(result, SEND_DEFERRED, SEND_CLASS_RECIPIENT, 450, "4.2.1 Try again later.");
	if (!network_round_trip(line->cancel, result))
		return cut(line);
	if (network_happens(weather->drop_in_prepare, "connection lost before the end")) {
		refuse(result, SEND_DEFERRED, SEND_CLASS_NETWORK, 0, "The connection was lost.");
		return cut(line);
	}
	note(line, mail);
	line->mail.kind = RECORD_PREPARE;
	history_add(&line->mail);
	return true;
}

static enum sim_verdict draw_verdict(void)
{
	const struct network_weather *weather = &provider->weather;

	if (network_happens(weather->refuse_end, "end refused"))
		return SERVER_REFUSED;
	if (network_happens(weather->defer_end, "end deferred"))
		return SERVER_DEFERRED;
	if (network_happens(weather->lose_answer, "answer lost"))
		return SERVER_TOOK_UNTOLD;
	return network_happens(weather->lose_end, "end lost") ? SERVER_LOST_UNTOLD : SERVER_TOOK;
}

static void keep_taken(const struct line *line)
{
	struct taken_mail *mail = &provider->taken[provider->taken_count];

	ASSERT(provider->taken_count < PROVIDER_MAILS);
	provider->taken_count++;
	snprintf(mail->message_id, sizeof(mail->message_id), "%s", line->message_id);
	mail->mailbox = line->mailbox;
	mail->contact = line->contact;
}

static int64_t answer_delay_ms(void)
{
	if (network_happens(provider->weather.slow_answer, "answer slow"))
		return sim_random_between(SHORT_ANSWER_MS, LONGEST_ANSWER_MS);
	return sim_random_between(0, SHORT_ANSWER_MS);
}

static void tell(struct line *line, enum sim_verdict verdict, struct send_result *result)
{
	switch (verdict) {
	case SERVER_TOOK:
		*result = (struct send_result){.outcome = SEND_ACCEPTED, .code = 250};
		return;
	case SERVER_DEFERRED:
		refuse(result, SEND_DEFERRED, SEND_CLASS_MESSAGE, 451, "4.3.0 Try again later.");
		return;
	case SERVER_REFUSED:
		refuse(result, SEND_REFUSED, SEND_CLASS_MESSAGE, 554, "5.6.0 Not wanted.");
		return;
	case SERVER_TOOK_UNTOLD:
	case SERVER_LOST_UNTOLD:
		refuse(result, SEND_UNCERTAIN, SEND_CLASS_NETWORK, 0, "No answer to the end of the email.");
		cut(line);
		return;
	}
	UNREACHABLE();
}

static void finish(struct sender *sender, struct send_result *result, int64_t *last_byte_at)
{
	struct line *line = (struct line *)sender;
	enum sim_verdict verdict;

	*last_byte_at = 0;
	fiber_point();
	if (cancel_is_raised(line->cancel)) {
		failure_set(result, SEND_CLASS_CANCELLED, "The connection was cut on purpose.");
		cut(line);
		return;
	}
	line->mail.kind = RECORD_END;
	history_add(&line->mail);
	*last_byte_at = clock_wall(line->config->clock);
	verdict = draw_verdict();
	if (verdict == SERVER_TOOK || verdict == SERVER_TOOK_UNTOLD)
		keep_taken(line);
	if (!network_pass(line->cancel, answer_delay_ms()))
		verdict = verdict == SERVER_TOOK        ? SERVER_TOOK_UNTOLD
			: verdict == SERVER_TOOK_UNTOLD ? verdict
							: SERVER_LOST_UNTOLD;
	tell(line, verdict, result);
	line->mail.kind = RECORD_REPLY;
	line->mail.answer = verdict;
	history_add(&line->mail);
}

static void abort_line(struct sender *sender)
{
	cut((struct line *)sender);
}

static bool is_open(const struct sender *sender)
{
	return ((const struct line *)sender)->is_open;
}

static void free_line(struct sender *sender)
{
	free(sender);
}

struct sender *__wrap_sender_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel)
{
	static const struct sender_type type = {.name = "simulated",
		.verify = verify,
		.prepare = prepare,
		.finish = finish,
		.abort = abort_line,
		.is_open = is_open,
		.free = free_line};
	struct line *line = calloc(1, sizeof(*line));

	ASSERT(line);
	line->sender.type = &type;
	line->config = config;
	line->cancel = cancel;
	line->mailbox = network_mailbox(account->address);
	line->has_right_password = text_equal(secret_text(account->sending_secret), WORLD_PASSWORD);
	return &line->sender;
}
