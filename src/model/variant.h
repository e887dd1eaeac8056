#pragma once
/*
 * variant: the wordings of a step, of which each contact gets one. Pure.
 *
 * A step's own texts are its variant A, under the step's id; B to E stand in its list. Which one a contact gets follows from
 * a keyed draw and the weights, so that it comes out the same whenever it is asked.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct step;

enum { STEP_MAX_VARIANTS = 5, VARIANT_MAX_WEIGHT = 100, VARIANT_DEFAULT_WEIGHT = 50 };

struct variant {
	int64_t id;
	const char *name;
	int weight; /* 1 to VARIANT_MAX_WEIGHT, beside the others' */
	bool enabled;
	const char *subject; /* NULL: the step's */
	const char *body_text, *body_html;
};

/* With the step's own texts: at least 1. */
size_t variant_count(const struct step *step);

/* 0 is A. A missing subject is the step's. */
struct variant variant_at(const struct step *step, size_t at);

/* "A" to "E". */
const char *variant_letter(size_t at);

bool variant_find(const struct step *step, int64_t id, size_t *at);

/* The enabled wording that `draw`, evenly spread over all numbers, falls to; the winner, where one was chosen. */
size_t variant_choose(const struct step *step, uint64_t draw);

/* The step as it reads in this wording. */
struct step variant_step(const struct step *step, size_t at);
