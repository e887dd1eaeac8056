#include "ops/variant_edit.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "model/experiment.h"
#include "model/template.h"
#include "ops/compose.h"
#include "store/variant_store.h"

enum { NAME_MAX_BYTES = 60, SUBJECT_MAX_BYTES = 500, OTHERS = STEP_MAX_VARIANTS - 1 };

static void complain(struct problems *problems, const char *prefix, const char *field, const char *rule,
	const char *value, const char *message)
{
	struct error err;

	if (!error_invalid(&err, field, rule, value, "%s", message))
		problems_add(problems, prefix, &err);
}

static void check_share(const char *name, int weight, const char *prefix, struct problems *problems)
{
	char number[16];

	if (text_is_empty(name))
		complain(problems, prefix, "name", "required", NULL, "Give the variant a name.");
	else if (strlen(name) > NAME_MAX_BYTES)
		complain(problems, prefix, "name", "max_length", NULL, "The variant's name is too long.");
	if (weight >= 1 && weight <= VARIANT_MAX_WEIGHT)
		return;
	snprintf(number, sizeof(number), "%d", weight);
	complain(problems, prefix, "weight", "range", number, "A weight is a whole number from 1 to 100.");
}

static void check_variant(const struct variant *variant, const char *prefix, struct problems *problems)
{
	check_share(variant->name, variant->weight, prefix, problems);
	if (variant->subject && strlen(variant->subject) > SUBJECT_MAX_BYTES)
		complain(problems, prefix, "subject", "max_length", NULL, "The subject is too long.");
	if (strlen(variant->body_text) > TEMPLATE_MAX_SOURCE)
		complain(problems, prefix, "body_text", "max_length", NULL, "The text is too long.");
	if (variant->body_html && strlen(variant->body_html) > TEMPLATE_MAX_SOURCE)
		complain(problems, prefix, "body_html", "max_length", NULL, "The HTML is too long.");
}

/* The wording that an entry means; a new one when it names none. */
static struct variant base_of(const struct step *step, int64_t id, size_t at)
{
	for (size_t i = 0; i < step->variant_count; i++)
		if (id && step->variants[i].id == id)
			return step->variants[i];
	return (struct variant){
		.name = variant_letter(at + 1), .weight = VARIANT_DEFAULT_WEIGHT, .enabled = true, .body_text = ""};
}

static void take_variant(struct variant *variant, const struct variant_edit *edit)
{
	unsigned has = edit->settings;

	variant->name = has & VARIANT_NAME ? edit->values.name : variant->name;
	variant->weight = has & VARIANT_WEIGHT ? edit->values.weight : variant->weight;
	variant->enabled = has & VARIANT_ENABLED ? edit->values.enabled : variant->enabled;
	if (has & VARIANT_SUBJECT)
		variant->subject = text_is_empty(edit->values.subject) ? NULL : edit->values.subject;
	if (has & VARIANT_TEXT)
		variant->body_text = edit->values.body_text ? edit->values.body_text : "";
	if (has & VARIANT_HTML)
		variant->body_html = text_is_empty(edit->values.body_html) ? NULL : edit->values.body_html;
}

static void take_list(struct step *step, const struct step_edit *edit, const char *prefix, struct problems *problems)
{
	struct arena *arena = problems->list.arena;
	struct variant *list;

	if (edit->variant_count > OTHERS) {
		complain(problems, prefix, "variants", "max_items", NULL,
			"A step has at most five variants, its own texts among them.");
		return;
	}
	list = ARENA_ARRAY(arena, struct variant, OTHERS);
	for (size_t i = 0; i < edit->variant_count; i++) {
		const char *own = arena_printf(arena, "%svariants[%zu].", prefix, i);
		int64_t id = edit->variants[i].values.id;

		list[i] = base_of(step, id, i);
		if (id && list[i].id != id)
			complain(problems, own, "id", "unknown", NULL, "This step has no such variant.");
		take_variant(&list[i], &edit->variants[i]);
		check_variant(&list[i], own, problems);
	}
	step->variants = list;
	step->variant_count = edit->variant_count;
}

static void take_own(struct step *step, const struct variant_edit *edit)
{
	struct variant own = variant_at(step, 0);

	take_variant(&own, edit);
	step->variant_name = own.name;
	step->variant_weight = own.weight;
	step->variant_enabled = own.enabled;
}

static bool any_enabled(const struct step *step)
{
	for (size_t i = 0; i < variant_count(step); i++)
		if (variant_at(step, i).enabled)
			return true;
	return false;
}

/* A winner that is gone or switched off has won nothing. */
static void drop_lost_winner(struct step *step)
{
	size_t at;

	if (step->winner_id && variant_find(step, step->winner_id, &at) && variant_at(step, at).enabled)
		return;
	step->winner_id = step->winner_at = step->winner_by = 0;
	step->winner_by_rule = false;
}

static void check_winner(const struct step *step, const char *prefix, struct problems *problems)
{
	char number[16];

	if (step->winner_after == 0 ||
		(step->winner_after >= EXPERIMENT_MIN_AFTER && step->winner_after <= EXPERIMENT_MAX_AFTER))
		return;
	snprintf(number, sizeof(number), "%d", step->winner_after);
	complain(problems, prefix, "winner.after_sent", "range", number,
		"A winner is looked for after 10 to 10,000 emails of each variant.");
}

void variant_edit_step(struct step *step, const struct step_edit *edit, const char *prefix, struct problems *problems)
{
	if (edit->settings & STEP_VARIANTS)
		take_list(step, edit, prefix, problems);
	if (edit->settings & STEP_VARIANT_A) {
		take_own(step, &edit->own);
		check_share(step->variant_name, step->variant_weight,
			arena_printf(problems->list.arena, "%svariant_a.", prefix), problems);
	}
	if (edit->settings & STEP_WINNER)
		step->winner_after = edit->values.winner_after;
	check_winner(step, prefix, problems);
	if (step->variant_count == 0)
		step->variant_enabled = true; /* the only wording there is */
	else if (!any_enabled(step))
		complain(problems, prefix, "variants", "none_enabled", NULL, "Switch on at least one variant.");
	drop_lost_winner(step);
}

void variant_edit_check(const struct campaign *campaign, const struct step *step, const char *const *custom_names,
	const char *prefix, struct problems *problems)
{
	for (size_t i = 1; i < variant_count(step); i++) {
		const char *own = arena_printf(problems->list.arena, "%svariants[%zu].", prefix, i - 1);
		struct step worded = variant_step(step, i);
		struct error err;

		if (!compose_check_step(&worded, custom_names, &err))
			problems_add(problems, own, &err);
		else if (!campaign->opt_out_line && !compose_step_has_unsubscribe_url(&worded))
			complain(problems, "", "opt_out_line", "needs_unsubscribe_url", "false",
				"The opt-out line can be off only where every text holds {{ unsubscribe_url }}.");
	}
}

bool variant_edit_keeps_sent(struct tx *tx, const struct campaign *campaign, const struct step *old,
	const struct step *step, struct error *err)
{
	for (size_t i = 1; i < variant_count(old); i++) {
		bool was_sent = false;
		size_t at;

		if (variant_find(step, variant_at(old, i).id, &at))
			continue;
		if (!variant_store_was_sent(
			    tx, campaign->workspace_id, campaign->id, variant_at(old, i).id, &was_sent, err))
			return false;
		if (was_sent) {
			error_set(err, ERROR_CONFLICT, "variant_already_sent",
				"Variant %s of step %d has been sent. Switch it off instead of removing it.",
				variant_letter(i), old->position);
			return error_details(
				err, "{\"position\":%d,\"variant\":\"%s\"}", old->position, variant_letter(i));
		}
	}
	return true;
}
