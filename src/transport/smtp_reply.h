#pragma once
/*
 * smtp_reply: an SMTP reply as data, and what it means (RFC 5321, RFC 3463; providers' own words where they differ).
 */
#include <stdbool.h>
#include <stddef.h>

#include "transport/sender.h"

enum { SMTP_LINE_MAX = 4096, SMTP_LINES_MAX = 100 };

enum smtp_phase { SMTP_CONNECT, SMTP_AUTH, SMTP_MAIL, SMTP_RCPT, SMTP_DATA, SMTP_END };

struct smtp_reply {
	int code;          /* 200-599 */
	char enhanced[12]; /* "5.1.1", or "" */
	char text[256];    /* the lines' texts joined, safe to show */
	int lines;
	bool is_last;
};

/* Takes one line of a reply in; the first line resets nothing: begin with a zeroed struct. False: not SMTP. */
MUST_CHECK bool smtp_reply_add_line(struct smtp_reply *reply, const char *line, size_t length);

/* What a reply that is not positive means: outcome DEFERRED or REFUSED, and the class. */
void smtp_reply_classify(const struct smtp_reply *reply, enum smtp_phase phase, struct send_result *result);
