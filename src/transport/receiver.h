#pragma once
/*
 * receiver: reading what came in. Headers first; bodies only for mail that matched.
 *
 * A cursor is a text that only the provider's file understands (IMAP: UIDVALIDITY and last UID per folder; Gmail:
 * historyId). A new mailbox has "" and reads nothing old: the first fetch only sets the cursor.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/own.h"
#include "transport/account.h"
#include "transport/sender.h"

/* One mail, headers only, in the arena of the call. Missing headers are NULL. */
struct incoming {
	const char *provider_id; /* unique in this mailbox: "INBOX/uidvalidity/uid", Gmail id */
	const char *thread_id;   /* the provider's thread, or NULL */
	const char *folder;      /* "INBOX", "Junk" */
	int64_t received_at;     /* wall clock ms */
	const char *headers;     /* the raw header block, CRLF, at most 256 KiB */
	size_t headers_size;
	const char *body_start; /* the first 16 KiB after the headers, or NULL when not fetched */
	size_t body_start_size;
	size_t size; /* of the whole mail, when known */
};

/* What find_sent learnt. Texts are in the arena of the call. */
struct sent_copy {
	bool found;
	bool no_folder;          /* there is no Sent folder to look in */
	const char *folder;      /* found: the folder as the provider calls it */
	const char *provider_id; /* found: "Sent/uidvalidity/uid", Gmail id */
	const char *thread_id;   /* found: the provider's thread, or NULL */
	const char *message_id;  /* found: the copy's Message-ID, where the provider replaced ours; else NULL */
	int64_t date;            /* found: by the provider's clock, wall ms; 0: not told */
};

struct receiver;

/* Called for each new mail; returning false stops the fetch (not an error: the cursor stays before that mail). */
typedef bool receiver_visit(void *context, const struct incoming *mail);

struct receiver_type {
	const char *name;
	bool (*verify)(struct receiver *receiver, struct send_result *result);
	/* Visits what came in since *cursor, oldest first, at most `limit` mails (*more tells that there are more), and gives
	 * the new cursor (in the arena). since_ms is where to begin when the cursor is void (UIDVALIDITY changed, history too
	 * old); 0: at the present. False: *result says why; the old cursor stays valid. */
	bool (*fetch)(struct receiver *receiver, const char *cursor, int64_t since_ms, int limit, receiver_visit *visit,
		void *context, struct arena *arena, const char **new_cursor, bool *more, struct send_result *result);
	/* Looks for a Message-ID (with brackets) in the provider's Sent mail. False: *result says why it could not look. */
	bool (*find_sent)(struct receiver *receiver, const char *message_id, struct arena *arena,
		struct sent_copy *copy, struct send_result *result);
	/* Files a copy in Sent; only where the provider files none itself. */
	bool (*append_sent)(
		struct receiver *receiver, const struct message_content *content, struct send_result *result);
	void (*free)(struct receiver *receiver);
};

struct receiver {
	const struct receiver_type *type;
};

struct receiver *receiver_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel);
void receiver_free(struct receiver *receiver);
OWN_DEFINE(receiver)
