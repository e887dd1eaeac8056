#include "model/csv_text.h"

#include <string.h>

#include "base/check.h"

static const char candidates[] = {',', ';', '\t', '|'};

static const struct {
	char bytes[4];
	size_t size;
	enum csv_encoding encoding;
} marks[] = {
	{"\xef\xbb\xbf", 3, CSV_UTF8},
	{"\xff\xfe", 2, CSV_UTF16_LE},
	{"\xfe\xff", 2, CSV_UTF16_BE},
};

/* 0x80 to 0x9f of Windows-1252; the five that are not assigned become U+FFFD. The rest equals Unicode. */
static const unsigned short windows_1252[32] = {0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6,
	0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013,
	0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};

/* Latin text in UTF-16 has a zero in every second byte; in UTF-8 there is none at all. */
static enum csv_encoding detect_without_mark(const char *sample, size_t size)
{
	size_t zeros[2] = {0, 0};

	for (size_t i = 0; i < size; i++)
		zeros[i & 1] += sample[i] == '\0';
	if (zeros[1] * 4 > size && zeros[0] * 8 < zeros[1])
		return CSV_UTF16_LE;
	if (zeros[0] * 4 > size && zeros[1] * 8 < zeros[0])
		return CSV_UTF16_BE;
	return CSV_UTF8;
}

enum csv_encoding csv_text_detect(const char *sample, size_t size, size_t *mark_size)
{
	for (size_t i = 0; i < ARRAY_COUNT(marks); i++) {
		if (size >= marks[i].size && memcmp(sample, marks[i].bytes, marks[i].size) == 0) {
			*mark_size = marks[i].size;
			return marks[i].encoding;
		}
	}
	*mark_size = 0;
	return detect_without_mark(sample, size);
}

char csv_text_delimiter(const char *sample, size_t size)
{
	size_t counts[256] = {0};
	char best = candidates[0];
	bool quoted = false;

	for (size_t i = 0; i < size; i++) {
		if (sample[i] == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if ((sample[i] == '\n' || sample[i] == '\r') && i > 0 && sample[i - 1] != '\n' && sample[i - 1] != '\r')
			break;
		counts[(unsigned char)sample[i]]++;
	}
	for (size_t i = 1; i < ARRAY_COUNT(candidates); i++)
		if (counts[(unsigned char)candidates[i]] > counts[(unsigned char)best])
			best = candidates[i];
	return best;
}

static size_t put_utf8(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t csv_text_from_windows_1252(const char *bytes, size_t size, char *out)
{
	size_t written = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		written += put_utf8(c >= 0x80 && c < 0xa0 ? windows_1252[c - 0x80] : c, out + written);
	}
	return written;
}

static uint32_t unit(const struct csv_utf16 *utf16, size_t at)
{
	const unsigned char *bytes = utf16->pending + at;

	return utf16->big_endian ? (uint32_t)(bytes[0] << 8 | bytes[1]) : (uint32_t)(bytes[1] << 8 | bytes[0]);
}

/* Writes the character at the front of `pending`, if it is complete, and takes it out; 0 when more bytes are needed. */
static size_t take_character(struct csv_utf16 *utf16, char *out)
{
	uint32_t first = unit(utf16, 0), second;
	size_t taken = 2;

	if (utf16->pending_size < 2)
		return 0;
	if (first >= 0xd800 && first < 0xdc00) {
		if (utf16->pending_size < 4)
			return 0;
		second = unit(utf16, 2);
		if (second >= 0xdc00 && second < 0xe000) {
			first = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
			taken = 4;
		}
	}
	utf16->pending_size -= taken;
	memmove(utf16->pending, utf16->pending + taken, utf16->pending_size);
	return put_utf8(first >= 0xd800 && first < 0xe000 ? 0xfffd : first, out);
}

size_t csv_text_from_utf16(struct csv_utf16 *utf16, const char *bytes, size_t size, char *out)
{
	size_t written = 0;

	for (size_t i = 0; i < size; i++) {
		utf16->pending[utf16->pending_size++] = (unsigned char)bytes[i];
		/* The half of a pair that something else followed leaves two characters behind. */
		for (size_t more = utf16->pending_size % 2 == 0; more; written += more)
			more = take_character(utf16, out + written);
	}
	return written;
}
