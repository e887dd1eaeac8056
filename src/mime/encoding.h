#pragma once
/*
 * encoding: the transfer encodings of RFC 2045 and the encoded words of RFC 2047.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* Quoted-printable with CRLF line ends, lines of 76 at most. Line ends of the input may be LF or CRLF; none is added at the
 * end. A dot or "From " at the start of a line is encoded too, so that no relay has to change it. */
void encoding_add_quoted_printable(struct text *out, const char *utf8, size_t length);

/* Base64 in lines of 76, each ended by CRLF. */
void encoding_add_base64(struct text *out, const void *bytes, size_t length);

/* The value, valid UTF-8, as encoded words of 75 characters at most, split between characters, separated by CRLF and a space;
 * one word where that can be, since old readers show a space between two.
 * `used` is how much of the first line is taken already. */
void encoding_add_words(struct text *out, const char *utf8, size_t used);

/* True when every byte is printable ASCII or a space. */
bool encoding_is_plain(const char *text);

/* How many bytes the last line holds so far. */
size_t encoding_column(const struct text *text);
