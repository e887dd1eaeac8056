#pragma once
/*
 * gmail: sending and reading over the Gmail API. Mailboxes are named by their address, never `me`: a token of another account
 * must not pass for this one's.
 */
#include "transport/receiver.h"
#include "transport/sender.h"

/* Withholds the last byte of messages.send until finish. */
struct sender *gmail_sender_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel);

/* The cursor is "v1;HISTORYID", or "v1;HISTORYID;SECONDS" while mail since that second is still to be visited. */
struct receiver *gmail_receiver_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel);
