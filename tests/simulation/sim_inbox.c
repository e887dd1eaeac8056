/*
 * sim_inbox: the inboxes. A cursor is how many mails of all inboxes were looked at.
 */
#include "sim_inbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fiber.h"
#include "sim_history.h"
#include "sim_random.h"
#include "transport/failure.h"
#include "transport/receiver.h"

struct reader {
	struct receiver receiver; /* first */
	struct cancel *cancel;
	int mailbox;
};

struct receiver *__wrap_receiver_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel);

bool provider_answer(enum answer_kind kind)
{
	struct provider *provider = provider_current();
	const struct taken_mail *mail;
	struct inbox_mail *answer;

	if (provider->taken_count == 0 || provider->inbox_count == PROVIDER_INBOX)
		return false;
	mail = &provider->taken[sim_random_between(0, provider->taken_count - 1)];
	answer = &provider->inbox[provider->inbox_count++];
	memcpy(answer->answers, mail->message_id, sizeof(answer->answers));
	answer->mailbox = mail->mailbox;
	answer->contact = mail->contact;
	answer->kind = kind;
	return true;
}

static const char *head_of(const struct inbox_mail *mail, int number, struct arena *arena)
{
	char address[64];

	return arena_printf(arena,
		"From: %s\r\nTo: %s\r\nSubject: Re: Hello\r\nMessage-ID: <answer-%d@people.test>\r\n"
		"In-Reply-To: %s\r\n%sContent-Type: text/plain; charset=utf-8\r\n\r\n",
		world_contact_address(mail->contact, address), world_mailbox_address(mail->mailbox), number,
		mail->answers, mail->kind == ANSWER_MACHINE ? "Auto-Submitted: auto-replied\r\n" : "");
}

static bool show(int number, receiver_visit *visit, void *context, struct arena *arena)
{
	const struct inbox_mail *mail = &provider_current()->inbox[number];
	const char *head = head_of(mail, number, arena),
		   *body = mail->kind == ANSWER_OPT_OUT ? "unsubscribe\r\n" : "Thank you!\r\n";

	return visit(context,
		&(struct incoming){.provider_id = arena_printf(arena, "INBOX/1/%d", number + 1),
			.folder = "INBOX",
			.received_at = fiber_wall_ns() / 1000000,
			.headers = head,
			.headers_size = strlen(head),
			.body_start = body,
			.body_start_size = strlen(body),
			.size = strlen(head) + strlen(body)});
}

static bool verify(struct receiver *receiver, struct send_result *result)
{
	return network_round_trip(((struct reader *)receiver)->cancel, result);
}

static bool fetch(struct receiver *receiver, const char *cursor, int64_t since_ms, int limit, receiver_visit *visit,
	void *context, struct arena *arena, const char **new_cursor, bool *more, struct send_result *result)
{
	struct reader *reader = (struct reader *)receiver;
	int at = (int)strtol(cursor, NULL, 10), shown = 0;

	(void)since_ms;
	failure_set(result, SEND_CLASS_NETWORK, "");
	if (!network_round_trip(reader->cancel, result))
		return false;
	if (network_happens(provider_current()->weather.refuse_connection, "reading failed"))
		return false;
	for (; at < provider_current()->inbox_count && shown < limit; at++) {
		if (provider_current()->inbox[at].mailbox != reader->mailbox)
			continue;
		shown++;
		if (!show(at, visit, context, arena))
			break;
		if (!network_round_trip(reader->cancel, result))
			return false;
	}
	*new_cursor = arena_printf(arena, "%d", at);
	*more = at < provider_current()->inbox_count;
	return true;
}

static bool find_sent(struct receiver *receiver, const char *message_id, struct arena *arena, struct sent_copy *copy,
	struct send_result *result)
{
	struct reader *reader = (struct reader *)receiver;

	*copy = (struct sent_copy){0};
	failure_set(result, SEND_CLASS_NETWORK, "");
	if (!network_round_trip(reader->cancel, result))
		return false;
	for (int i = 0; i < provider_current()->taken_count && !copy->found; i++) {
		const struct taken_mail *mail = &provider_current()->taken[i];

		if (mail->mailbox == reader->mailbox && text_equal(mail->message_id, message_id))
			*copy = (struct sent_copy){.found = true,
				.folder = "Sent",
				.provider_id = arena_printf(arena, "Sent/1/%d", i + 1),
				.date = fiber_wall_ns() / 1000000};
	}
	return true;
}

static bool append_sent(struct receiver *receiver, const struct message_content *content, struct send_result *result)
{
	(void)content;
	return network_round_trip(((struct reader *)receiver)->cancel, result);
}

static void free_reader(struct receiver *receiver)
{
	free(receiver);
}

struct receiver *__wrap_receiver_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel)
{
	static const struct receiver_type type = {.name = "simulated",
		.verify = verify,
		.fetch = fetch,
		.find_sent = find_sent,
		.append_sent = append_sent,
		.free = free_reader};
	struct reader *reader = calloc(1, sizeof(*reader));

	(void)config;
	ASSERT(reader);
	reader->receiver.type = &type;
	reader->cancel = cancel;
	reader->mailbox = network_mailbox(account->address);
	return &reader->receiver;
}
