/*
 * template_filter_number: arithmetic. Whole numbers stay whole, as in Liquid; what is no number counts as 0.
 */
#include <math.h>
#include <stdint.h>

#include "model/template_code.h"

static struct template_value number_of(const struct template_value *value)
{
	struct template_value number;

	return template_value_number(value, &number) ? number : template_integer(0, value->field);
}

static double as_double(const struct template_value *number)
{
	return number->type == TEMPLATE_INTEGER ? (double)number->integer : number->decimal;
}

/* What both sides are, and whether both are whole. */
struct pair {
	struct template_value a, b;
	bool whole;
	double x, y;
};

static struct pair pair_of(const struct template_value *value, const struct template_call *call)
{
	struct pair pair = {.a = number_of(value), .b = number_of(&call->arguments[0])};

	pair.whole = pair.a.type == TEMPLATE_INTEGER && pair.b.type == TEMPLATE_INTEGER;
	pair.x = as_double(&pair.a);
	pair.y = as_double(&pair.b);
	return pair;
}

static struct template_value filter_plus(const struct template_value *value, const struct template_call *call)
{
	struct pair pair = pair_of(value, call);
	int64_t sum;

	if (pair.whole && !__builtin_add_overflow(pair.a.integer, pair.b.integer, &sum))
		return template_integer(sum, value->field);
	return template_decimal(pair.x + pair.y, value->field);
}

static struct template_value filter_minus(const struct template_value *value, const struct template_call *call)
{
	struct pair pair = pair_of(value, call);
	int64_t difference;

	if (pair.whole && !__builtin_sub_overflow(pair.a.integer, pair.b.integer, &difference))
		return template_integer(difference, value->field);
	return template_decimal(pair.x - pair.y, value->field);
}

static struct template_value filter_times(const struct template_value *value, const struct template_call *call)
{
	struct pair pair = pair_of(value, call);
	int64_t product;

	if (pair.whole && !__builtin_mul_overflow(pair.a.integer, pair.b.integer, &product))
		return template_integer(product, value->field);
	return template_decimal(pair.x * pair.y, value->field);
}

/* Down to the next whole number; by nothing gives nothing. */
static struct template_value filter_divided_by(const struct template_value *value, const struct template_call *call)
{
	struct pair pair = pair_of(value, call);
	int64_t down;

	if (pair.y == 0 || (pair.whole && pair.a.integer == INT64_MIN))
		return (struct template_value){.field = value->field};
	if (!pair.whole)
		return template_decimal(pair.x / pair.y, value->field);
	down = pair.a.integer % pair.b.integer != 0 && (pair.a.integer < 0) != (pair.b.integer < 0);
	return template_integer(pair.a.integer / pair.b.integer - down, value->field);
}

/* With the sign of what it is divided by. */
static struct template_value filter_modulo(const struct template_value *value, const struct template_call *call)
{
	struct pair pair = pair_of(value, call);
	int64_t rest;

	if (pair.y == 0 || (pair.whole && pair.a.integer == INT64_MIN))
		return (struct template_value){.field = value->field};
	if (!pair.whole)
		return template_decimal(pair.x - pair.y * floor(pair.x / pair.y), value->field);
	rest = pair.a.integer % pair.b.integer;
	return template_integer(
		rest && (rest < 0) != (pair.b.integer < 0) ? rest + pair.b.integer : rest, value->field);
}

static struct template_value whole_of(double number, const char *field)
{
	if (number >= -9e18 && number <= 9e18)
		return template_integer((int64_t)number, field);
	return template_decimal(number, field);
}

/* To a whole number, or to so many places; halves away from zero. */
static struct template_value filter_round(const struct template_value *value, const struct template_call *call)
{
	struct template_value number = number_of(value), places = template_integer(0, NULL);
	double scale;

	if (call->count)
		places = number_of(&call->arguments[0]);
	if (number.type == TEMPLATE_INTEGER)
		return number;
	if (places.type != TEMPLATE_INTEGER || places.integer <= 0)
		return whole_of(round(number.decimal), value->field);
	scale = pow(10, places.integer < 12 ? (double)places.integer : 12);
	return template_decimal(round(number.decimal * scale) / scale, value->field);
}

static struct template_value filter_ceil(const struct template_value *value, const struct template_call *call)
{
	struct template_value number = number_of(value);

	(void)call;
	return number.type == TEMPLATE_INTEGER ? number : whole_of(ceil(number.decimal), value->field);
}

static struct template_value filter_floor(const struct template_value *value, const struct template_call *call)
{
	struct template_value number = number_of(value);

	(void)call;
	return number.type == TEMPLATE_INTEGER ? number : whole_of(floor(number.decimal), value->field);
}

static struct template_value filter_abs(const struct template_value *value, const struct template_call *call)
{
	struct template_value number = number_of(value);

	(void)call;
	if (number.type == TEMPLATE_DECIMAL || number.integer == INT64_MIN)
		return template_decimal(fabs(as_double(&number)), value->field);
	return template_integer(number.integer < 0 ? -number.integer : number.integer, value->field);
}

static struct template_value filter_at_least(const struct template_value *value, const struct template_call *call)
{
	struct pair pair = pair_of(value, call);

	return pair.x < pair.y ? pair.b : pair.a;
}

static struct template_value filter_at_most(const struct template_value *value, const struct template_call *call)
{
	struct pair pair = pair_of(value, call);

	return pair.x > pair.y ? pair.b : pair.a;
}

const struct template_filter template_number_filters[] = {
	{"plus", 1, 1, filter_plus, false},
	{"minus", 1, 1, filter_minus, false},
	{"times", 1, 1, filter_times, false},
	{"divided_by", 1, 1, filter_divided_by, false},
	{"modulo", 1, 1, filter_modulo, false},
	{"round", 0, 1, filter_round, false},
	{"ceil", 0, 0, filter_ceil, false},
	{"floor", 0, 0, filter_floor, false},
	{"abs", 0, 0, filter_abs, false},
	{"at_least", 1, 1, filter_at_least, false},
	{"at_most", 1, 1, filter_at_most, false},
	{0},
};
