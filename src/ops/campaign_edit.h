#pragma once
/*
 * campaign_edit: the rules of a campaign's settings and steps, and how an edit becomes them.
 */
#include "ops/campaign_ops.h"
#include "ops/problems.h"

/* Takes the edit's settings into *campaign and checks the result. */
void campaign_edit_settings(struct campaign *campaign, const struct campaign_edit *edit, struct problems *problems);

/* Takes the edit into *step and checks sizes and delay; `prefix` names the step in what is wrong. */
void campaign_edit_step(struct step *step, const struct step_edit *edit, const char *prefix, struct problems *problems);

/* The steps as they will be: `old` with the edit in it, matched by id, else by position. In the arena. */
void campaign_edit_steps(const struct step *old, size_t old_count, const struct campaign_edit *edit,
	struct arena *arena, struct step **steps, size_t *count, struct problems *problems);

/* Checks templates and that people can opt out. `custom_names` as for compose_check_step. */
void campaign_edit_check_steps(const struct campaign *campaign, const struct step *steps, size_t count,
	const char *const *custom_names, struct problems *problems);
