#pragma once
/*
 * sender: how one email leaves through one mailbox, whatever the provider.
 *
 * prepare goes to just before the end (the final dot, or the last byte of the HTTP request); finish writes the end and
 * reads the answer; abort drops the connection without writing the end (SO_LINGER 0, no TLS shutdown). Between prepare and
 * finish stands the permit. A session serves many emails one after another and is used by one thread at a time.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/own.h"
#include "mime/message_source.h"
#include "transport/account.h"

enum send_outcome {
	SEND_ACCEPTED,
	SEND_DEFERRED,  /* certainly not taken; try again later */
	SEND_REFUSED,   /* certainly not taken; do not try again as it is */
	SEND_UNCERTAIN, /* the end was written and no answer came: the provider may have it */
};

enum send_class {
	SEND_CLASS_NONE,
	SEND_CLASS_RECIPIENT, /* this address does not take mail */
	SEND_CLASS_MESSAGE,   /* this message is not taken */
	SEND_CLASS_AUTH,      /* the sign-in was refused: a fresh token or password is needed */
	SEND_CLASS_BLOCKED,   /* the provider blocks the mailbox; a person must act */
	SEND_CLASS_RATE,      /* a limit; retry_after_ms when told */
	SEND_CLASS_CONFIG,    /* our client id, certificate or host is wrong: nobody's mailbox is at fault */
	SEND_CLASS_NETWORK,   /* connection, timeout, TLS, DNS */
	SEND_CLASS_CANCELLED, /* the cancel flag was raised */
	SEND_CLASS_FILE,      /* a file of the email is not there, or not the one that was meant */
	SEND_CLASS_SIZE,      /* with its files the email is larger than this server takes from anybody */
};

struct send_result {
	enum send_outcome outcome;
	enum send_class class;
	int code;               /* SMTP or HTTP status; 0: none */
	char enhanced[12];      /* "5.1.1", or "" */
	char text[256];         /* the provider's own words, safe to show */
	int64_t retry_after_ms; /* 0: not told */
	char provider_id[64];   /* accepted: the provider's id of the message, or "" */
	char thread_id[64];     /* accepted: the provider's thread, or "" */
	char message_id[256];   /* accepted: the Message-ID really used when the provider replaced ours, or "" */
};

struct outgoing {
	const char *from;      /* envelope sender: addr-spec */
	const char *recipient; /* one */
	const char *message;   /* RFC 5322, CRLF line ends; without its files */
	size_t message_size;
	const struct message_piece *pieces; /* its files */
	size_t piece_count;
	const char *thread_id; /* the provider's thread to stay in, or NULL */
};

static inline struct message_content outgoing_content(const struct outgoing *mail)
{
	return (struct message_content){.text = mail->message,
		.text_size = mail->message_size,
		.pieces = mail->pieces,
		.piece_count = mail->piece_count};
}

struct sender;

struct sender_type {
	const char *name;
	/* Signs in and out; sends nothing. */
	bool (*verify)(struct sender *sender, struct send_result *result);
	/* True: everything but the end is written, and the provider has not refused. False: *result says why, nothing was
	 * handed over, and the session may or may not be kept (is_open tells). */
	bool (*prepare)(struct sender *sender, const struct outgoing *mail, struct send_result *result);
	/* Writes the end, reads the answer. *last_byte_at is the wall clock when the last byte was given to the kernel. */
	void (*finish)(struct sender *sender, struct send_result *result, int64_t *last_byte_at);
	/* Drops the connection hard; the message that was being prepared is not handed over. */
	void (*abort)(struct sender *sender);
	bool (*is_open)(const struct sender *sender);
	void (*free)(struct sender *sender);
};

struct sender {
	const struct sender_type *type;
};

struct cancel;

/* What a session needs besides the account; shared, read-only, owned by main. */
struct transport_config {
	const char *ca_file; /* extra trusted certificates, or NULL */
	bool allow_private_hosts;
	const char *helo_name; /* what EHLO says */
	const struct clock *clock;
	const struct oauth_providers *providers; /* endpoint URLs of Google and the others */
	int64_t connect_timeout_ms;              /* 0: 20 s */
	int64_t reply_timeout_ms;                /* 0: 60 s; the answer to the end: five times that */
};

/* A session for this account. It keeps its own copy of what it needs. The cancel flag must outlive it. */
struct sender *sender_new(const struct transport_config *config, const struct account *account, struct cancel *cancel);
void sender_free(struct sender *sender);
OWN_DEFINE(sender)
