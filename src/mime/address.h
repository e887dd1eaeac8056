#pragma once
/*
 * address: an addr-spec taken apart and put together again (RFC 5321, RFC 5322, RFC 6531).
 *
 * An address is never pasted into a header or an SMTP command: it is parsed into its two halves and rebuilt from them, so that
 * nothing in it can end a line or begin another recipient. The domain becomes A-labels (UTS 46) in lower case.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

enum { ADDRESS_LOCAL_MAX = 64, ADDRESS_DOMAIN_MAX = 253, ADDRESS_DISPLAY_MAX = 2048 };

struct address {
	const char *local;  /* without quotes; UTF-8 */
	const char *domain; /* A-labels, lower case */
	bool is_ascii;      /* false: only where SMTPUTF8 is offered */
};

/* INVALID/bad_address. `text` is a dot-atom or a quoted string, an @ and a domain name, and nothing else. */
MUST_CHECK bool address_parse(const char *text, struct arena *arena, struct address *out, struct error *err);

/* The address as one word, its local part quoted where it must be. */
const char *address_format(const struct address *address, struct arena *arena);

/* Appends `display <address>` to a header line, folded; NULL or "" as display gives the address alone. The display name is
 * UTF-8 without controls: it becomes words, a quoted string or encoded words. */
void address_add(struct text *out, const char *display, const struct address *address);
