#include "model/fold.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static const char *fold_unicode(const char *text, GNormalizeMode mode, struct arena *arena)
{
	g_autofree char *normal = g_utf8_normalize(text, -1, mode);
	g_autofree char *folded = normal ? g_utf8_casefold(normal, -1) : NULL;
	g_autofree char *again = folded ? g_utf8_normalize(folded, -1, mode) : NULL;

	return again ? arena_text(arena, again) : text_lower(arena, text);
}

const char *fold_text(const char *text, struct arena *arena)
{
	if (!text || is_ascii(text) || !text_is_utf8(text, strlen(text)))
		return text_lower(arena, text);
	return fold_unicode(text, G_NORMALIZE_ALL_COMPOSE, arena);
}

const char *fold_words(const char *text, struct arena *arena)
{
	bool unicode = text && !is_ascii(text) && text_is_utf8(text, strlen(text));
	const char *folded = unicode ? fold_unicode(text, G_NORMALIZE_ALL, arena) : text_lower(arena, text);
	bool gap = false;
	struct text out;

	text_init(&out, arena);
	if (!text || !text_is_utf8(folded, strlen(folded)))
		return "";
	for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (g_unichar_ismark(c))
			continue;
		if (!g_unichar_isalnum(c)) {
			gap = out.length > 0;
			continue;
		}
		if (gap)
			text_add_char(&out, ' ');
		gap = false;
		text_add_n(&out, at, (size_t)(g_utf8_next_char(at) - at));
	}
	return text_string(&out);
}
