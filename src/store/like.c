#include "store/like.h"

#include "base/text.h"

static void add_escaped(struct text *text, const char *part)
{
	for (const char *c = part; *c; c++) {
		if (*c == '%' || *c == '_' || *c == '\\')
			text_add_char(text, '\\');
		text_add_char(text, *c);
	}
}

const char *like_contains(struct arena *arena, const char *part)
{
	struct text text;

	if (text_is_empty(part))
		return "";
	text_init(&text, arena);
	text_add_char(&text, '%');
	add_escaped(&text, part);
	text_add_char(&text, '%');
	return text_string(&text);
}

const char *like_ends(struct arena *arena, const char *part)
{
	struct text text;

	text_init(&text, arena);
	text_add_char(&text, '%');
	add_escaped(&text, part);
	return text_string(&text);
}
