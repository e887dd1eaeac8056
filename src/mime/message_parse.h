#pragma once
/*
 * message_parse: delivery reports that others send (RFC 3464, RFC 6522), read by GMime; works on a cut-off mail too.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct bounce_report {
	const char *recipient;  /* the address that failed, without type; NULL: not told */
	const char *action;     /* "failed", "delayed", … lower case; NULL */
	const char *status;     /* "5.1.1"; NULL */
	const char *diagnostic; /* the remote server's words; NULL */
	const char *message_id; /* of the email that bounced, with brackets; NULL: not told */
};

/* False when the mail holds no delivery status at all; out->message_id may be told even then (a complaint cites the email). */
bool message_parse_bounce(const char *bytes, size_t size, struct arena *arena, struct bounce_report *out);

/* The first plain text of a mail, decoded to UTF-8, or its HTML when there is no plain text; "" when neither. */
const char *message_parse_text(const char *bytes, size_t size, struct arena *arena, bool *is_html);
