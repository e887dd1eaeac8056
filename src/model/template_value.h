#pragma once
/*
 * template_value: what a template computes with: nothing, truth, numbers, texts and lists, as in Liquid.
 *
 * A value remembers the contact's field it was made of, so that a place that would stay empty names what is missing.
 * Values are small and copied; their texts and lists belong to an arena.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum template_type {
	TEMPLATE_NIL,
	TEMPLATE_BOOLEAN,
	TEMPLATE_INTEGER,
	TEMPLATE_DECIMAL,
	TEMPLATE_STRING,
	TEMPLATE_LIST,
	TEMPLATE_EMPTY, /* the literal: equals a text or list without content */
	TEMPLATE_BLANK  /* the literal: equals what is nothing, false, without content or only white space */
};

struct template_list;

struct template_value {
	enum template_type type;
	bool is_markup; /* HTML already: not escaped again */
	union {
		bool boolean;
		int64_t integer;
		double decimal;
		const char *string;
		const struct template_list *list;
	};
	const char *field; /* the variable that it came from; NULL for what the writer wrote */
};

struct template_list {
	size_t count;
	struct template_value items[];
};

struct template_value template_string(const char *string, const char *field);
struct template_value template_integer(int64_t integer, const char *field);
struct template_value template_decimal(double decimal, const char *field);

/* Room for `count` items, each nothing. */
struct template_list *template_list_new(size_t count, struct arena *arena);

/* Everything but nothing and false: also "" and 0. */
bool template_value_is_true(const struct template_value *value);

/* The number that it is, or that its text is; false when it is none. */
bool template_value_number(const struct template_value *value, struct template_value *number);

/* A text that is a number equals that number: fields of a contact are texts. */
bool template_value_equal(const struct template_value *a, const struct template_value *b);

/* Negative, 0 or positive in *order; false when the two cannot be compared. */
bool template_value_order(const struct template_value *a, const struct template_value *b, double *order);

/* A text that holds the other's text, or a list that holds an equal item. */
bool template_value_contains(
	const struct template_value *whole, const struct template_value *part, struct arena *arena);

/* As it is printed; "" for nothing. Borrowed, or in the arena. */
const char *template_value_text(const struct template_value *value, struct arena *arena);

/* Characters of a text, items of a list; 0 of anything else. */
size_t template_value_size(const struct template_value *value);

/* The character or item at `at`, from the end when negative; nothing outside. */
struct template_value template_value_at(const struct template_value *value, int64_t at, struct arena *arena);
