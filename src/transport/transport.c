/*
 * transport: which file speaks for which kind of account.
 */
#include "transport/gmail.h"
#include "transport/imap.h"
#include "transport/receiver.h"
#include "transport/sender.h"
#include "transport/smtp.h"

const char *endpoint_place(const struct endpoint *endpoint, struct arena *arena)
{
	return endpoint->kind == TRANSPORT_GMAIL ? endpoint->url
						 : arena_printf(arena, "%s:%d", endpoint->host, endpoint->port);
}

struct sender *sender_new(const struct transport_config *config, const struct account *account, struct cancel *cancel)
{
	switch (account->sending.kind) {
	case TRANSPORT_SMTP:
		return smtp_sender_new(config, account, cancel);
	case TRANSPORT_GMAIL:
		return gmail_sender_new(config, account, cancel);
	case TRANSPORT_IMAP:
	case TRANSPORT_NONE:
	case TRANSPORT_KIND_COUNT:
		break;
	}
	UNREACHABLE();
}

void sender_free(struct sender *sender)
{
	if (sender)
		sender->type->free(sender);
}

struct receiver *receiver_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel)
{
	switch (account->reading.kind) {
	case TRANSPORT_IMAP:
		return imap_receiver_new(config, account, cancel);
	case TRANSPORT_GMAIL:
		return gmail_receiver_new(config, account, cancel);
	case TRANSPORT_SMTP:
	case TRANSPORT_NONE:
	case TRANSPORT_KIND_COUNT:
		break;
	}
	UNREACHABLE();
}

void receiver_free(struct receiver *receiver)
{
	if (receiver)
		receiver->type->free(receiver);
}
