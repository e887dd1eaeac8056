#pragma once
/*
 * text: a growing byte string in an arena, and small questions about strings.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct text {
	struct arena *arena;
	char *data;    /* always ends in NUL once anything was added; NULL before */
	size_t length; /* bytes, without the NUL */
	size_t capacity;
};

void text_init(struct text *text, struct arena *arena);
void text_add(struct text *text, const char *string);
void text_add_n(struct text *text, const char *bytes, size_t length);
void text_add_char(struct text *text, char c);
void text_printf(struct text *text, const char *format, ...) PRINTF(2, 3);

/* The string so far ("" when empty); borrowed from the arena. */
const char *text_string(const struct text *text);

bool text_is_empty(const char *string);               /* NULL or "" */
bool text_equal(const char *a, const char *b);        /* NULL equals NULL only */
bool text_equal_nocase(const char *a, const char *b); /* ASCII case only */
bool text_starts(const char *string, const char *prefix);
bool text_ends(const char *string, const char *suffix);
char *text_lower(struct arena *arena, const char *string); /* ASCII case only */
char *text_trim(struct arena *arena, const char *string);  /* without white space at both ends */

/* A whole decimal number within [min, max], nothing else around it. */
bool text_to_int(const char *string, int64_t min, int64_t max, int64_t *out);

/* The decimal number that a string begins with: a server's "4096 bytes". 0 when there is none, INT64_MAX beyond. */
int64_t text_number(const char *string);

/* True for well-formed UTF-8 without NUL (RFC 3629: no surrogates, no overlong forms). */
bool text_is_utf8(const char *bytes, size_t length);
/* No byte above 0x7f. */
bool text_is_ascii(const char *bytes, size_t length);

/* A server's words, safe to show: controls become spaces, invalid UTF-8 becomes '?', at most max_bytes long. */
char *text_for_people(struct arena *arena, const char *bytes, size_t length, size_t max_bytes);

/* Lower-case hex; out holds 2 * length + 1. */
void text_hex(const unsigned char *bytes, size_t length, char *out);

/* Base64: standard with padding, or URL-safe without (RFC 4648). Decoding accepts that one alphabet only, padding
 * optional; NULL when the input is not base64. */
char *text_base64(struct arena *arena, const void *bytes, size_t length);
char *text_base64_url(struct arena *arena, const void *bytes, size_t length);
unsigned char *text_base64_decode(struct arena *arena, const char *text, size_t *length);
unsigned char *text_base64_url_decode(struct arena *arena, const char *text, size_t *length);
