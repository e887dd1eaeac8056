/*
 * template_filter_list: the filters of lists, and those that make a list of a text.
 */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/template.h"
#include "model/template_code.h"

enum { MAX_ITEMS = 65536 };

static struct template_value with_list(const struct template_value *value, const struct template_list *list)
{
	return (struct template_value){.type = TEMPLATE_LIST, .list = list, .field = value->field};
}

/* ---- split ---- */

/* The piece that begins at *at; goes behind what separates it from the next. A separator of one space is any white space, an
 * empty one parts the characters. */
static const char *next_piece(const char **at, const char *separator, size_t *length)
{
	bool is_white = text_equal(separator, " ");
	const char *begin = *at, *end;

	if (is_white)
		begin += strspn(begin, " \t\r\n\f\v");
	end = is_white        ? begin + strcspn(begin, " \t\r\n\f\v")
		: !*separator ? (*begin ? g_utf8_next_char(begin) : begin)
			      : strstr(begin, separator);
	if (!end)
		end = begin + strlen(begin);
	*length = (size_t)(end - begin);
	*at = !*end ? end : end + (is_white ? 1 : strlen(separator));
	return begin;
}

/* Empty texts at the end are left out, as in Ruby. */
static struct template_value filter_split(const struct template_value *value, const struct template_call *call)
{
	const char *text = template_value_text(value, call->arena);
	const char *separator = template_value_text(&call->arguments[0], call->arena);
	size_t count = 0, length, kept = 0;
	struct template_list *list;

	for (const char *at = text; *at && count < MAX_ITEMS; count++)
		next_piece(&at, separator, &length);
	list = template_list_new(count, call->arena);
	for (size_t i = 0; i < count; i++) {
		const char *piece = next_piece(&text, separator, &length);

		list->items[i] = template_string(arena_text_n(call->arena, piece, length), value->field);
		if (length)
			kept = i + 1;
	}
	list->count = kept;
	return with_list(value, list);
}

/* ---- Parts ---- */

static struct template_value filter_first(const struct template_value *value, const struct template_call *call)
{
	return template_value_at(value, 0, call->arena);
}

static struct template_value filter_last(const struct template_value *value, const struct template_call *call)
{
	return template_value_at(value, -1, call->arena);
}

static struct template_value filter_size(const struct template_value *value, const struct template_call *call)
{
	(void)call;
	return template_integer((int64_t)template_value_size(value), value->field);
}

static struct template_value filter_join(const struct template_value *value, const struct template_call *call)
{
	const char *glue = call->count ? template_value_text(&call->arguments[0], call->arena) : " ";
	struct text out;

	if (value->type != TEMPLATE_LIST)
		return *value;
	text_init(&out, call->arena);
	for (size_t i = 0; i < value->list->count && out.length <= TEMPLATE_MAX_OUTPUT; i++) {
		text_add(&out, i ? glue : "");
		text_add(&out, template_value_text(&value->list->items[i], call->arena));
	}
	return template_string(text_string(&out), value->field);
}

static const char *characters(const char *text, int64_t at, int64_t count, struct arena *arena)
{
	const char *begin = g_utf8_offset_to_pointer(text, at);

	return arena_text_n(arena, begin, (size_t)(g_utf8_offset_to_pointer(begin, count) - begin));
}

static struct template_value part_of(const struct template_value *value, int64_t at, int64_t count, struct arena *arena)
{
	struct template_list *list;

	if (value->type != TEMPLATE_LIST)
		return template_string(characters(template_value_text(value, arena), at, count, arena), value->field);
	list = template_list_new((size_t)count, arena);
	memcpy(list->items, value->list->items + at, sizeof(list->items[0]) * (size_t)count);
	return with_list(value, list);
}

/* The items or characters from a place on, from the end when it is negative; one unless told. */
static struct template_value filter_slice(const struct template_value *value, const struct template_call *call)
{
	struct template_value text = template_string(template_value_text(value, call->arena), value->field);
	const struct template_value *whole = value->type == TEMPLATE_LIST ? value : &text;
	int64_t size = (int64_t)template_value_size(whole), at, count = 1;
	struct template_value from, most;

	if (!template_value_number(&call->arguments[0], &from) || from.type != TEMPLATE_INTEGER)
		return *value;
	if (call->count > 1)
		count = template_value_number(&call->arguments[1], &most) && most.type == TEMPLATE_INTEGER
			? most.integer
			: 0;
	at = from.integer < 0 ? from.integer + size : from.integer;
	if (at < 0 || at > size || count < 0)
		at = count = 0;
	return part_of(whole, at, count < size - at ? count : size - at, call->arena);
}

/* ---- Order ---- */

static struct template_list *copy(const struct template_value *value, struct arena *arena)
{
	struct template_list *list = template_list_new(value->list->count, arena);

	memcpy(list->items, value->list->items, sizeof(list->items[0]) * list->count);
	return list;
}

static struct template_value filter_reverse(const struct template_value *value, const struct template_call *call)
{
	struct template_list *list;

	if (value->type != TEMPLATE_LIST)
		return *value;
	list = template_list_new(value->list->count, call->arena);
	for (size_t i = 0; i < list->count; i++)
		list->items[i] = value->list->items[list->count - 1 - i];
	return with_list(value, list);
}

static int compare_items(const void *a, const void *b)
{
	double order;

	if (!template_value_order(a, b, &order))
		return 0;
	return (order > 0) - (order < 0);
}

static struct template_value filter_sort(const struct template_value *value, const struct template_call *call)
{
	struct template_list *list;

	if (value->type != TEMPLATE_LIST)
		return *value;
	list = copy(value, call->arena);
	qsort(list->items, list->count, sizeof(list->items[0]), compare_items);
	return with_list(value, list);
}

static int compare_places(const void *a, const void *b)
{
	const struct template_value *const *x = a, *const *y = b;
	int order = compare_items(*x, *y);

	return order ? order : (*x > *y) - (*x < *y);
}

/* Each item once, where it stands first: sorted, equal ones are neighbours, the first of them first. */
static struct template_value filter_uniq(const struct template_value *value, const struct template_call *call)
{
	const struct template_value **places;
	struct template_list *list;
	bool *again;

	if (value->type != TEMPLATE_LIST)
		return *value;
	list = copy(value, call->arena);
	places = ARENA_ARRAY(call->arena, const struct template_value *, list->count);
	again = ARENA_ARRAY(call->arena, bool, list->count);
	for (size_t i = 0; i < list->count; i++)
		places[i] = &list->items[i];
	qsort(places, list->count, sizeof(const struct template_value *), compare_places);
	for (size_t i = 1; i < list->count; i++)
		again[places[i] - list->items] = compare_items(places[i - 1], places[i]) == 0;
	list->count = 0;
	for (size_t i = 0; i < value->list->count; i++)
		if (!again[i])
			list->items[list->count++] = value->list->items[i];
	return with_list(value, list);
}

const struct template_filter template_list_filters[] = {
	{"split", 1, 1, filter_split, false},
	{"join", 0, 1, filter_join, false},
	{"first", 0, 0, filter_first, false},
	{"last", 0, 0, filter_last, false},
	{"size", 0, 0, filter_size, false},
	{"slice", 1, 2, filter_slice, false},
	{"reverse", 0, 0, filter_reverse, false},
	{"sort", 0, 0, filter_sort, false},
	{"uniq", 0, 0, filter_uniq, false},
	{0},
};
