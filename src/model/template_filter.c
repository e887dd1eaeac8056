/*
 * template_filter: what stands behind a | in a template and makes a text of a text. Named and behaving as in Liquid.
 */
#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "model/template.h"
#include "model/template_code.h"
#include "model/template_html.h"

static const struct template_filter *const groups[] = {
	template_text_filters, template_list_filters, template_number_filters, template_date_filters};

const struct template_filter *template_filter_at(size_t at)
{
	for (size_t group = 0; group < ARRAY_COUNT(groups); group++)
		for (const struct template_filter *filter = groups[group]; filter->name; filter++)
			if (at-- == 0)
				return filter;
	return NULL;
}

const struct template_filter *template_filter_find(const char *name)
{
	for (size_t group = 0; group < ARRAY_COUNT(groups); group++)
		for (const struct template_filter *filter = groups[group]; filter->name; filter++)
			if (text_equal(filter->name, name))
				return filter;
	return NULL;
}

/* ---- Help ---- */

static const char *own(const struct template_value *value, const struct template_call *call)
{
	return template_value_text(value, call->arena);
}

static const char *argument(const struct template_call *call, size_t at, const char *otherwise)
{
	return at < call->count ? template_value_text(&call->arguments[at], call->arena) : otherwise;
}

static const char *keep(char *from_glib, struct arena *arena)
{
	const char *copy = arena_text(arena, from_glib);

	g_free(from_glib);
	return copy;
}

static struct template_value result(const char *text, const struct template_value *of)
{
	return template_string(text, of->field);
}

static bool number_argument(const struct template_call *call, size_t at, int64_t otherwise, int64_t *out)
{
	struct template_value number;

	*out = otherwise;
	if (at >= call->count)
		return true;
	if (!template_value_number(&call->arguments[at], &number) || number.type != TEMPLATE_INTEGER)
		return false;
	*out = number.integer > INT32_MAX ? INT32_MAX : number.integer < -INT32_MAX ? -INT32_MAX : number.integer;
	return true;
}

/* ---- Letters ---- */

static struct template_value filter_default(const struct template_value *value, const struct template_call *call)
{
	static const struct template_value empty = {.type = TEMPLATE_EMPTY};
	bool is_missing = !template_value_is_true(value) || template_value_equal(value, &empty);

	return is_missing && call->arguments[0].type != TEMPLATE_NIL ? call->arguments[0] : *value;
}

static struct template_value filter_upcase(const struct template_value *value, const struct template_call *call)
{
	return result(keep(g_utf8_strup(own(value, call), -1), call->arena), value);
}

static struct template_value filter_downcase(const struct template_value *value, const struct template_call *call)
{
	return result(keep(g_utf8_strdown(own(value, call), -1), call->arena), value);
}

/* The first letter large, the rest small. */
static struct template_value filter_capitalize(const struct template_value *value, const struct template_call *call)
{
	const char *text = own(value, call), *rest = *text ? g_utf8_next_char(text) : text;

	return result(arena_printf(call->arena, "%s%s", keep(g_utf8_strup(text, rest - text), call->arena),
			      keep(g_utf8_strdown(rest, -1), call->arena)),
		value);
}

/* ---- White space ---- */

static struct template_value strip(
	const struct template_value *value, const struct template_call *call, bool left, bool right)
{
	const char *begin = own(value, call), *end = begin + strlen(begin);

	while (left && g_ascii_isspace(*begin))
		begin++;
	while (right && end > begin && g_ascii_isspace(end[-1]))
		end--;
	return result(arena_text_n(call->arena, begin, (size_t)(end - begin)), value);
}

static struct template_value filter_strip(const struct template_value *value, const struct template_call *call)
{
	return strip(value, call, true, true);
}

static struct template_value filter_lstrip(const struct template_value *value, const struct template_call *call)
{
	return strip(value, call, true, false);
}

static struct template_value filter_rstrip(const struct template_value *value, const struct template_call *call)
{
	return strip(value, call, false, true);
}

/* ---- Replacing ---- */

/* Up to `most` times; it stops at the size that no text may have. Nothing is found in nothing: an empty `old` changes nothing. */
static const char *replaced(const char *text, const char *old, const char *new, size_t most, struct arena *arena)
{
	const char *at;
	struct text out;

	text_init(&out, arena);
	while (*old && most-- && out.length <= TEMPLATE_MAX_OUTPUT && (at = strstr(text, old))) {
		text_add_n(&out, text, (size_t)(at - text));
		text_add(&out, new);
		text = at + strlen(old);
	}
	text_add(&out, text);
	return text_string(&out);
}

static struct template_value filter_replace(const struct template_value *value, const struct template_call *call)
{
	const char *new = argument(call, 1, "");

	return result(replaced(own(value, call), argument(call, 0, ""), new, SIZE_MAX, call->arena), value);
}

static struct template_value filter_replace_first(const struct template_value *value, const struct template_call *call)
{
	return result(replaced(own(value, call), argument(call, 0, ""), argument(call, 1, ""), 1, call->arena), value);
}

static struct template_value filter_remove(const struct template_value *value, const struct template_call *call)
{
	return result(replaced(own(value, call), argument(call, 0, ""), "", SIZE_MAX, call->arena), value);
}

static struct template_value filter_remove_first(const struct template_value *value, const struct template_call *call)
{
	return result(replaced(own(value, call), argument(call, 0, ""), "", 1, call->arena), value);
}

static struct template_value filter_append(const struct template_value *value, const struct template_call *call)
{
	return result(arena_printf(call->arena, "%s%s", own(value, call), argument(call, 0, "")), value);
}

static struct template_value filter_prepend(const struct template_value *value, const struct template_call *call)
{
	return result(arena_printf(call->arena, "%s%s", argument(call, 0, ""), own(value, call)), value);
}

/* ---- Cutting ---- */

/* At most so many characters, those of the mark at its end among them. */
static struct template_value filter_truncate(const struct template_value *value, const struct template_call *call)
{
	const char *text = own(value, call), *mark = argument(call, 1, "...");
	int64_t most, kept;

	if (!number_argument(call, 0, 50, &most) || g_utf8_strlen(text, -1) <= most)
		return result(text, value);
	kept = most - g_utf8_strlen(mark, -1);
	return result(arena_printf(call->arena, "%.*s%s",
			      (int)(g_utf8_offset_to_pointer(text, kept > 0 ? kept : 0) - text), text, mark),
		value);
}

/* At most so many words, one at least, with one space between them; a text that is short enough stays as it is. */
static struct template_value filter_truncatewords(const struct template_value *value, const struct template_call *call)
{
	const char *text = own(value, call), *at = text, *mark = argument(call, 1, "...");
	struct text out;
	int64_t most;

	if (!number_argument(call, 0, 15, &most))
		return result(text, value);
	text_init(&out, call->arena);
	for (int64_t words = 0; *(at += strspn(at, " \t\r\n")); words++) {
		size_t length = strcspn(at, " \t\r\n");

		if (words == (most > 0 ? most : 1)) {
			text_add(&out, mark);
			return result(text_string(&out), value);
		}
		text_add_n(&out, " ", out.length ? 1 : 0);
		text_add_n(&out, at, length);
		at += length;
	}
	return result(text, value);
}

/* ---- Escaping ---- */

static struct template_value filter_escape(const struct template_value *value, const struct template_call *call)
{
	struct template_value escaped = *value;
	struct text out;

	if (value->is_markup)
		return escaped;
	text_init(&out, call->arena);
	template_html_escape(&out, own(value, call));
	escaped = result(text_string(&out), value);
	escaped.is_markup = call->html;
	return escaped;
}

/* What is not a letter, a digit or one of -_.~ as %XX; a space as +. */
static struct template_value filter_url_encode(const struct template_value *value, const struct template_call *call)
{
	struct text out;

	text_init(&out, call->arena);
	for (const char *at = own(value, call); *at; at++) {
		if (g_ascii_isalnum(*at) || strchr("-_.~", *at))
			text_add_char(&out, *at);
		else if (*at == ' ')
			text_add_char(&out, '+');
		else
			text_printf(&out, "%%%02X", (unsigned char)*at);
	}
	return result(text_string(&out), value);
}

/* In HTML the text itself is escaped before, so that the line breaks alone are markup. */
static struct template_value filter_newline_to_br(const struct template_value *value, const struct template_call *call)
{
	struct template_value safe = call->html ? filter_escape(value, call) : *value;
	struct text out;

	text_init(&out, call->arena);
	for (const char *at = own(&safe, call); *at; at++) {
		if (*at == '\r' && at[1] == '\n')
			continue;
		text_add(&out, *at == '\n' ? "<br />" : "");
		text_add_char(&out, *at);
	}
	safe = result(text_string(&out), value);
	safe.is_markup = call->html;
	return safe;
}

static struct template_value filter_strip_newlines(const struct template_value *value, const struct template_call *call)
{
	const char *without = replaced(own(value, call), "\r\n", "", SIZE_MAX, call->arena);

	return result(replaced(without, "\n", "", SIZE_MAX, call->arena), value);
}

const struct template_filter template_text_filters[] = {
	{"default", 1, 1, filter_default, true},
	{"capitalize", 0, 0, filter_capitalize, false},
	{"upcase", 0, 0, filter_upcase, false},
	{"downcase", 0, 0, filter_downcase, false},
	{"strip", 0, 0, filter_strip, false},
	{"lstrip", 0, 0, filter_lstrip, false},
	{"rstrip", 0, 0, filter_rstrip, false},
	{"truncate", 0, 2, filter_truncate, false},
	{"truncatewords", 0, 2, filter_truncatewords, false},
	{"append", 1, 1, filter_append, false},
	{"prepend", 1, 1, filter_prepend, false},
	{"replace", 1, 2, filter_replace, false},
	{"replace_first", 1, 2, filter_replace_first, false},
	{"remove", 1, 1, filter_remove, false},
	{"remove_first", 1, 1, filter_remove_first, false},
	{"escape", 0, 0, filter_escape, false},
	{"url_encode", 0, 0, filter_url_encode, false},
	{"newline_to_br", 0, 0, filter_newline_to_br, false},
	{"strip_newlines", 0, 0, filter_strip_newlines, false},
	{0},
};
