#pragma once
/*
 * message_build: our own email as RFC 5322 bytes: CRLF, 7 bit, deterministic for the same input.
 *
 * Every value is checked before it stands in a header: controls are refused and addresses are rebuilt from their halves, so
 * that no field of a contact can add a header or a second recipient. An address beyond ASCII is written as it is (RFC 6532),
 * and only then are there bytes of 8 bits.
 *
 * Files stay on the disk: the text says where the encoded bytes of each belong, and message_source reads the two together.
 */
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "mime/message_source.h"

enum {
	MESSAGE_SUBJECT_MAX = 2048,
	MESSAGE_REFERENCES_MAX = 8192,
	MESSAGE_URL_MAX = 900, /* one line of a header is 998 at most */
	MESSAGE_BODY_MAX = 1024 * 1024,
};

struct message {
	const char *from_name;    /* NULL or "": none */
	const char *from_address; /* addr-spec */
	const char *reply_to;     /* addr-spec or NULL */
	const char *to_name;
	const char *to_address;
	const char *subject;
	const char *message_id;           /* with brackets */
	int64_t date_ms;                  /* UTC */
	const char *in_reply_to;          /* with brackets, or NULL */
	const char *references;           /* with brackets, oldest first, separated by spaces; or NULL */
	const char *list_unsubscribe_url; /* https; adds RFC 8058's List-Unsubscribe-Post; or NULL */
	const char *text;                 /* UTF-8 */
	const char *html;                 /* UTF-8; NULL: plain text only */
	const struct message_file *files; /* images within the HTML, and files beside the text */
	size_t file_count;
};

/* Appends the whole message but for its files; pieces[] has room for one of each, and gets where they belong, in the order of
 * the text. NULL when there are none. INVALID/bad_header or bad_body, naming the value at fault; nothing is appended then. */
MUST_CHECK bool message_build(
	const struct message *message, struct text *out, struct message_piece *pieces, struct error *err);
