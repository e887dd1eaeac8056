#include "model/template_value.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/text.h"

enum { MAX_NUMBER = 40 };

struct template_value template_string(const char *string, const char *field)
{
	return (struct template_value){.type = TEMPLATE_STRING, .string = string, .field = field};
}

struct template_value template_integer(int64_t integer, const char *field)
{
	return (struct template_value){.type = TEMPLATE_INTEGER, .integer = integer, .field = field};
}

struct template_value template_decimal(double decimal, const char *field)
{
	return (struct template_value){.type = TEMPLATE_DECIMAL, .decimal = decimal, .field = field};
}

struct template_list *template_list_new(size_t count, struct arena *arena)
{
	struct template_list *list = arena_alloc(arena, sizeof(*list) + count * sizeof(list->items[0]));

	list->count = count;
	return list;
}

bool template_value_is_true(const struct template_value *value)
{
	return value->type != TEMPLATE_NIL && (value->type != TEMPLATE_BOOLEAN || value->boolean);
}

/* ---- Numbers ---- */

/* Digits, with a sign before and a fraction after them at most. */
static bool is_number(const char *text, bool *has_fraction)
{
	const char *at = text + (*text == '-');
	size_t whole = strspn(at, "0123456789"), fraction;

	*has_fraction = at[whole] == '.';
	if (!*has_fraction)
		return whole && !at[whole] && strlen(text) < MAX_NUMBER;
	fraction = strspn(at + whole + 1, "0123456789");
	return whole && fraction && !at[whole + 1 + fraction] && strlen(text) < MAX_NUMBER;
}

bool template_value_number(const struct template_value *value, struct template_value *number)
{
	bool has_fraction;

	*number = *value;
	if (value->type == TEMPLATE_INTEGER || value->type == TEMPLATE_DECIMAL)
		return true;
	if (value->type != TEMPLATE_STRING || !is_number(value->string, &has_fraction))
		return false;
	errno = 0;
	if (!has_fraction)
		*number = template_integer(g_ascii_strtoll(value->string, NULL, 10), value->field);
	if (has_fraction || errno == ERANGE)
		*number = template_decimal(g_ascii_strtod(value->string, NULL), value->field);
	return true;
}

static double as_double(const struct template_value *number)
{
	return number->type == TEMPLATE_INTEGER ? (double)number->integer : number->decimal;
}

static bool is_numeric(const struct template_value *value)
{
	return value->type == TEMPLATE_INTEGER || value->type == TEMPLATE_DECIMAL;
}

/* ---- Comparing ---- */

static bool is_white(const char *text)
{
	return text[strspn(text, " \t\r\n\f\v")] == '\0';
}

static bool is_empty(const struct template_value *value)
{
	return (value->type == TEMPLATE_STRING && !*value->string) ||
		(value->type == TEMPLATE_LIST && value->list->count == 0) || value->type == TEMPLATE_EMPTY;
}

static bool is_blank(const struct template_value *value)
{
	return !template_value_is_true(value) || is_empty(value) || value->type == TEMPLATE_BLANK ||
		(value->type == TEMPLATE_STRING && is_white(value->string));
}

static bool lists_equal(const struct template_list *a, const struct template_list *b)
{
	bool equal = a->count == b->count;

	for (size_t i = 0; equal && i < a->count; i++)
		equal = template_value_equal(&a->items[i], &b->items[i]);
	return equal;
}

bool template_value_equal(const struct template_value *a, const struct template_value *b)
{
	double order;

	if (a->type == TEMPLATE_EMPTY || b->type == TEMPLATE_EMPTY)
		return is_empty(a->type == TEMPLATE_EMPTY ? b : a);
	if (a->type == TEMPLATE_BLANK || b->type == TEMPLATE_BLANK)
		return is_blank(a->type == TEMPLATE_BLANK ? b : a);
	if (is_numeric(a) || is_numeric(b))
		return template_value_order(a, b, &order) && order == 0;
	if (a->type != b->type)
		return false;
	if (a->type == TEMPLATE_STRING)
		return strcmp(a->string, b->string) == 0;
	if (a->type == TEMPLATE_LIST)
		return lists_equal(a->list, b->list);
	return a->type == TEMPLATE_NIL || a->boolean == b->boolean;
}

bool template_value_order(const struct template_value *a, const struct template_value *b, double *order)
{
	struct template_value x, y;
	int difference;

	*order = 0;
	if (a->type == TEMPLATE_STRING && b->type == TEMPLATE_STRING) {
		difference = strcmp(a->string, b->string);
		*order = difference;
		return true;
	}
	if (!template_value_number(a, &x) || !template_value_number(b, &y))
		return false;
	if (x.type == TEMPLATE_INTEGER && y.type == TEMPLATE_INTEGER)
		*order = (double)((x.integer > y.integer) - (x.integer < y.integer));
	else
		*order = as_double(&x) - as_double(&y);
	return true;
}

bool template_value_contains(const struct template_value *whole, const struct template_value *part, struct arena *arena)
{
	if (part->type == TEMPLATE_NIL || part->type == TEMPLATE_LIST)
		return false;
	if (whole->type == TEMPLATE_STRING)
		return strstr(whole->string, template_value_text(part, arena)) != NULL;
	for (size_t i = 0; whole->type == TEMPLATE_LIST && i < whole->list->count; i++)
		if (template_value_equal(&whole->list->items[i], part))
			return true;
	return false;
}

/* ---- Texts and parts ---- */

/* With a point always, as "5.0"; digits beyond what arithmetic keeps are rounded away. */
static const char *decimal_text(double decimal, struct arena *arena)
{
	char digits[G_ASCII_DTOSTR_BUF_SIZE];

	if (!isfinite(decimal))
		return "";
	g_ascii_formatd(digits, sizeof(digits), "%.12g", decimal);
	return strpbrk(digits, ".e") ? arena_text(arena, digits) : arena_printf(arena, "%s.0", digits);
}

static const char *list_text(const struct template_list *list, struct arena *arena)
{
	struct text text;

	text_init(&text, arena);
	for (size_t i = 0; i < list->count; i++)
		text_add(&text, template_value_text(&list->items[i], arena));
	return text_string(&text);
}

const char *template_value_text(const struct template_value *value, struct arena *arena)
{
	switch (value->type) {
	case TEMPLATE_BOOLEAN:
		return value->boolean ? "true" : "false";
	case TEMPLATE_INTEGER:
		return arena_printf(arena, "%lld", (long long)value->integer);
	case TEMPLATE_DECIMAL:
		return decimal_text(value->decimal, arena);
	case TEMPLATE_STRING:
		return value->string;
	case TEMPLATE_LIST:
		return list_text(value->list, arena);
	case TEMPLATE_NIL:
	case TEMPLATE_EMPTY:
	case TEMPLATE_BLANK:
		break;
	}
	return "";
}

size_t template_value_size(const struct template_value *value)
{
	if (value->type == TEMPLATE_STRING)
		return (size_t)g_utf8_strlen(value->string, -1);
	return value->type == TEMPLATE_LIST ? value->list->count : 0;
}

struct template_value template_value_at(const struct template_value *value, int64_t at, struct arena *arena)
{
	size_t size = template_value_size(value);
	const char *character;

	if (at < 0)
		at += (int64_t)size;
	if (at < 0 || at >= (int64_t)size)
		return (struct template_value){.field = value->field};
	if (value->type == TEMPLATE_LIST)
		return value->list->items[at];
	character = g_utf8_offset_to_pointer(value->string, at);
	return template_string(
		arena_text_n(arena, character, (size_t)(g_utf8_next_char(character) - character)), value->field);
}
