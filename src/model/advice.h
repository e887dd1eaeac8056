#pragma once
/*
 * advice: what an experienced person would say about an email before it goes to many. Nothing here forbids. Pure.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/campaign.h"
#include "model/identity.h"

enum {
	ADVICE_MIN_WORDS = 30,
	ADVICE_MAX_WORDS = 150,
	ADVICE_MAX_LINKS = 3,
	ADVICE_MAX_SUBJECT = 60,
	ADVICE_MAX = 64,
};

struct advice {
	const char *code;
	int step;            /* its position; 0: about none alone */
	const char *variant; /* "B"; NULL: the step has one wording */
	const char *text;
};

struct advice_list {
	struct advice items[ADVICE_MAX];
	size_t count;
};

/* What there is to say about the steps, in their order: about each wording that somebody may still get, and once about a
 * subject that several share. A list that is full stays as it is. */
void advice_on_steps(const struct campaign *campaign, const struct step *steps, size_t count, struct arena *arena,
	struct advice_list *out);

/* About whom the emails come from. */
void advice_on_sender(
	const char *address, const struct identity *identity, struct arena *arena, struct advice_list *out);

void advice_add(struct advice_list *out, const char *code, const char *text);
