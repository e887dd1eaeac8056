#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { USUAL_LENGTH = 120 }; /* of what is printed at once */

void text_init(struct text *text, struct arena *arena)
{
	*text = (struct text){.arena = arena};
}

static void reserve(struct text *text, size_t more)
{
	size_t needed = text->length + more + 1;
	size_t capacity = text->capacity ? text->capacity : 64;

	if (needed <= text->capacity)
		return;
	while (capacity < needed)
		capacity *= 2;
	text->data = arena_grow(text->arena, text->data, text->capacity, capacity);
	text->capacity = capacity;
}

void text_add_n(struct text *text, const char *bytes, size_t length)
{
	reserve(text, length);
	ASSERT(text->data);
	if (length)
		memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_n(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
	text_add_n(text, &c, 1);
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list args;
	size_t room;
	int length;

	reserve(text, USUAL_LENGTH);
	room = text->capacity - text->length;
	va_start(args, format);
	length = vsnprintf(text->data + text->length, room, format, args);
	va_end(args);
	ASSERT(length >= 0);
	if ((size_t)length >= room) {
		reserve(text, (size_t)length);
		va_start(args, format);
		vsnprintf(text->data + text->length, (size_t)length + 1, format, args);
		va_end(args);
	}
	text->length += (size_t)length;
}

const char *text_string(const struct text *text)
{
	return text->data ? text->data : "";
}

bool text_is_empty(const char *string)
{
	return !string || !*string;
}

/* Looks at eight bytes at once: a message has thousands. */
bool text_is_ascii(const char *bytes, size_t length)
{
	uint64_t any = 0, word = 0;

	for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		any |= word;
	}
	word = 0;
	memcpy(&word, bytes, length);
	return ((any | word) & UINT64_C(0x8080808080808080)) == 0;
}

bool text_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool text_equal_nocase(const char *a, const char *b)
{
	return a == b || (a && b && strcasecmp(a, b) == 0);
}

bool text_starts(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *string, const char *suffix)
{
	size_t length = strlen(string), tail = strlen(suffix);

	return length >= tail && strcmp(string + length - tail, suffix) == 0;
}

char *text_lower(struct arena *arena, const char *string)
{
	char *copy = arena_text(arena, string);

	for (char *c = copy; c && *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + 'a' - 'A');
	return copy;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

char *text_trim(struct arena *arena, const char *string)
{
	size_t length;

	if (!string)
		return NULL;
	while (is_space(*string))
		string++;
	length = strlen(string);
	while (length && is_space(string[length - 1]))
		length--;
	return arena_text_n(arena, string, length);
}

bool text_to_int(const char *string, int64_t min, int64_t max, int64_t *out)
{
	const char *digits = string;
	char *end;
	long long value;

	if (!string)
		return false;
	if (*digits == '-')
		digits++;
	if (*digits < '0' || *digits > '9')
		return false;
	errno = 0;
	value = strtoll(string, &end, 10);
	if (errno || *end || value < min || value > max)
		return false;
	*out = value;
	return true;
}

int64_t text_number(const char *string)
{
	int64_t number = 0;

	for (; *string >= '0' && *string <= '9'; string++) {
		int digit = *string - '0';

		if (number > (INT64_MAX - digit) / 10)
			return INT64_MAX;
		number = number * 10 + digit;
	}
	return number;
}

/* The length of the well-formed sequence at s, or 0. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
	static const struct {
		unsigned char lead_from, lead_to, second_from, second_to, length;
	} forms[] = {
		{0xc2, 0xdf, 0x80, 0xbf, 2},
		{0xe0, 0xe0, 0xa0, 0xbf, 3},
		{0xe1, 0xec, 0x80, 0xbf, 3},
		{0xed, 0xed, 0x80, 0x9f, 3},
		{0xee, 0xef, 0x80, 0xbf, 3},
		{0xf0, 0xf0, 0x90, 0xbf, 4},
		{0xf1, 0xf3, 0x80, 0xbf, 4},
		{0xf4, 0xf4, 0x80, 0x8f, 4},
	};

	if (s[0] >= 0x01 && s[0] <= 0x7f)
		return 1;
	for (size_t i = 0; i < ARRAY_COUNT(forms); i++) {
		size_t length = forms[i].length;

		if (s[0] < forms[i].lead_from || s[0] > forms[i].lead_to)
			continue;
		if (left < length || s[1] < forms[i].second_from || s[1] > forms[i].second_to)
			return 0;
		for (size_t k = 2; k < length; k++)
			if (s[k] < 0x80 || s[k] > 0xbf)
				return 0;
		return length;
	}
	return 0;
}

/* How many of the first bytes are ASCII but no NUL, in steps of eight. */
static size_t ascii_run(const unsigned char *s, size_t left)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	size_t run = 0;
	uint64_t word;

	for (; left - run >= sizeof(word); run += sizeof(word)) {
		memcpy(&word, s + run, sizeof(word));
		/* A byte that is 0 borrows its top bit, one above 127 has it. */
		if (((word - ones) | word) & tops)
			break;
	}
	return run;
}

bool text_is_utf8(const char *bytes, size_t length)
{
	const unsigned char *s = (const unsigned char *)bytes;

	for (size_t i = ascii_run(s, length); i < length; i += ascii_run(s + i, length - i)) {
		size_t step = utf8_length(s + i, length - i);

		if (!step)
			return false;
		i += step;
	}
	return true;
}

char *text_for_people(struct arena *arena, const char *bytes, size_t length, size_t max_bytes)
{
	const unsigned char *s = (const unsigned char *)bytes;
	struct text out;

	text_init(&out, arena);
	for (size_t i = 0; i < length;) {
		size_t step = utf8_length(s + i, length - i);

		if (out.length + (step ? step : 1) > max_bytes)
			break;
		if (step > 1)
			text_add_n(&out, bytes + i, step);
		else if (step == 1)
			text_add_char(&out, (s[i] < 0x20 || s[i] == 0x7f) ? ' ' : bytes[i]);
		else
			text_add_char(&out, s[i] ? '?' : ' ');
		i += step ? step : 1;
	}
	return text_trim(arena, text_string(&out));
}

void text_hex(const unsigned char *bytes, size_t length, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < length; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * length] = '\0';
}

static const char base64_standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base64_urlsafe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static char *base64_encode(struct arena *arena, const unsigned char *in, size_t length, const char *alphabet, bool pad)
{
	char *out = arena_alloc(arena, (length + 2) / 3 * 4 + 1);
	size_t at = 0;

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		uint32_t group = (uint32_t)in[i] << 16;

		if (left > 1)
			group |= (uint32_t)in[i + 1] << 8;
		if (left > 2)
			group |= in[i + 2];
		out[at++] = alphabet[group >> 18];
		out[at++] = alphabet[(group >> 12) & 63];
		if (left > 1 || pad)
			out[at++] = left > 1 ? alphabet[(group >> 6) & 63] : '=';
		if (left > 2 || pad)
			out[at++] = left > 2 ? alphabet[group & 63] : '=';
	}
	out[at] = '\0';
	return out;
}

static unsigned char *base64_decode(struct arena *arena, const char *text, size_t *length, const char *alphabet)
{
	size_t in = strlen(text);
	unsigned char *out;
	uint32_t group = 0;
	size_t at = 0, bits = 0;

	while (in && text[in - 1] == '=')
		in--;
	if (in % 4 == 1)
		return NULL;
	out = arena_alloc(arena, in / 4 * 3 + 3);
	for (size_t i = 0; i < in; i++) {
		const char *found = strchr(alphabet, text[i]);

		if (!found)
			return NULL;
		group = group << 6 | (uint32_t)(found - alphabet);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[at++] = (unsigned char)(group >> bits);
		}
	}
	*length = at;
	return out;
}

char *text_base64(struct arena *arena, const void *bytes, size_t length)
{
	return base64_encode(arena, bytes, length, base64_standard, true);
}

char *text_base64_url(struct arena *arena, const void *bytes, size_t length)
{
	return base64_encode(arena, bytes, length, base64_urlsafe, false);
}

unsigned char *text_base64_decode(struct arena *arena, const char *text, size_t *length)
{
	return base64_decode(arena, text, length, base64_standard);
}

unsigned char *text_base64_url_decode(struct arena *arena, const char *text, size_t *length)
{
	return base64_decode(arena, text, length, base64_urlsafe);
}
