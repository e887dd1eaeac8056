#include "http/router.h"

#include <string.h>

#include "base/text.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_allowed(unsigned char c, bool multiline)
{
	if (multiline && (c == '\t' || c == '\n' || c == '\r'))
		return true;
	return c >= 0x20 && c != 0x7f;
}

char *router_decode(struct arena *arena, const char *text, size_t length, bool plus_is_space, bool multiline)
{
	char *out = arena_alloc(arena, length + 1);
	size_t at = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '%') {
			int high = length - i > 2 ? hex_digit(text[i + 1]) : -1;
			int low = length - i > 2 ? hex_digit(text[i + 2]) : -1;

			if (high < 0 || low < 0)
				return NULL;
			c = (unsigned char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		if (!is_allowed(c, multiline))
			return NULL;
		out[at++] = (char)c;
	}
	out[at] = '\0';
	return text_is_utf8(out, at) ? out : NULL;
}

bool router_match(const char *pattern, const char *path, struct arena *arena, const char *segments[ROUTER_MAX_SEGMENTS])
{
	const char *found[ROUTER_MAX_SEGMENTS] = {NULL};
	int count = 0;

	while (*pattern) {
		size_t length;

		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		length = strcspn(path, "/");
		ASSERT(count < ROUTER_MAX_SEGMENTS);
		found[count] = length ? router_decode(arena, path, length, false, false) : NULL;
		if (text_is_empty(found[count]))
			return false;
		count++;
		path += length;
		pattern = strchr(pattern, '}') + 1;
	}
	if (*path)
		return false;
	for (int i = 0; i < ROUTER_MAX_SEGMENTS; i++)
		segments[i] = found[i];
	return true;
}
