#pragma once
/*
 * csv_text: what the bytes of a file are: encoding and delimiter told from a sample, and conversion to UTF-8.
 */
#include <stddef.h>

#include "model/csv.h"

/* UTF-16 when its mark or its zero bytes say so, else UTF-8. *mark_size: bytes of the mark, to be skipped. */
enum csv_encoding csv_text_detect(const char *sample, size_t size, size_t *mark_size);

/* The candidate that is most frequent outside quotes in the first line; a comma when there is none. */
char csv_text_delimiter(const char *sample, size_t size);

/* `out` holds three bytes for each of `size`. Returns how many were written. */
size_t csv_text_from_windows_1252(const char *bytes, size_t size, char *out);

/* A stretch of UTF-16, cut anywhere: what is left of it stays in `pending` for the next one. */
struct csv_utf16 {
	bool big_endian;
	unsigned char pending[4];
	size_t pending_size;
};

/* `out` holds two bytes for each of `size`, and 4. Halves of pairs become U+FFFD. Returns how many were written. */
size_t csv_text_from_utf16(struct csv_utf16 *utf16, const char *bytes, size_t size, char *out);
