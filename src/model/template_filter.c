/*
 * template_filter: what stands behind a | in a template. Named and behaving as in Liquid.
 */
#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "model/template_op.h"

static const char *keep(char *from_glib, struct arena *arena)
{
	const char *copy = arena_text(arena, from_glib);

	g_free(from_glib);
	return copy;
}

static const char *filter_default(const char *value, const char *const *arguments, size_t count, struct arena *arena)
{
	(void)count;
	(void)arena;
	return text_is_empty(value) ? arguments[0] : value;
}

static const char *filter_upcase(const char *value, const char *const *arguments, size_t count, struct arena *arena)
{
	(void)arguments;
	(void)count;
	return value ? keep(g_utf8_strup(value, -1), arena) : NULL;
}

static const char *filter_downcase(const char *value, const char *const *arguments, size_t count, struct arena *arena)
{
	(void)arguments;
	(void)count;
	return value ? keep(g_utf8_strdown(value, -1), arena) : NULL;
}

/* The first letter large, the rest small. */
static const char *filter_capitalize(const char *value, const char *const *arguments, size_t count, struct arena *arena)
{
	const char *rest;

	(void)arguments;
	(void)count;
	if (text_is_empty(value))
		return value;
	rest = g_utf8_next_char(value);
	return arena_printf(
		arena, "%s%s", keep(g_utf8_strup(value, rest - value), arena), keep(g_utf8_strdown(rest, -1), arena));
}

static const char *filter_strip(const char *value, const char *const *arguments, size_t count, struct arena *arena)
{
	(void)arguments;
	(void)count;
	return text_trim(arena, value);
}

/* At most so many characters, those of the mark at its end among them. */
static const char *filter_truncate(const char *value, const char *const *arguments, size_t count, struct arena *arena)
{
	const char *mark = count > 1 && arguments[1] ? arguments[1] : "...";
	int64_t most = 0, kept;

	if (!value || !text_to_int(arguments[0], 0, INT32_MAX, &most) || g_utf8_strlen(value, -1) <= most)
		return value;
	kept = most - g_utf8_strlen(mark, -1);
	return arena_printf(
		arena, "%.*s%s", (int)(g_utf8_offset_to_pointer(value, kept > 0 ? kept : 0) - value), value, mark);
}

static const struct template_filter filters[] = {
	{"default", 1, 1, filter_default},
	{"capitalize", 0, 0, filter_capitalize},
	{"upcase", 0, 0, filter_upcase},
	{"downcase", 0, 0, filter_downcase},
	{"strip", 0, 0, filter_strip},
	{"truncate", 1, 2, filter_truncate},
};

const struct template_filter *template_filter_at(size_t at)
{
	return at < ARRAY_COUNT(filters) ? &filters[at] : NULL;
}

const struct template_filter *template_filter_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_COUNT(filters); i++)
		if (text_equal(filters[i].name, name))
			return &filters[i];
	return NULL;
}
