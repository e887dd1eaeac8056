#pragma once
/*
 * variant_edit: the rules of a step's wordings, and how an edit becomes them.
 */
#include "ops/campaign_ops.h"
#include "ops/problems.h"

/* Takes wordings and the rule of the winner into *step and checks them. */
void variant_edit_step(struct step *step, const struct step_edit *edit, const char *prefix, struct problems *problems);

/* Checks the templates of each wording, as those of a step. */
void variant_edit_check(const struct campaign *campaign, const struct step *step, const char *const *custom_names,
	const char *prefix, struct problems *problems);

/* A wording that anyone was sent stays, or its answers would belong to nobody: CONFLICT/variant_already_sent. */
MUST_CHECK bool variant_edit_keeps_sent(struct tx *tx, const struct campaign *campaign, const struct step *old,
	const struct step *step, struct error *err);
