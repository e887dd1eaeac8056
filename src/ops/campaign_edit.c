#include "ops/campaign_edit.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "model/template.h"
#include "ops/compose.h"
#include "ops/schedule_edit.h"
#include "ops/variant_edit.h"

enum {
	NAME_MAX_BYTES = 200,
	DESCRIPTION_MAX_BYTES = 2000,
	SUBJECT_MAX_BYTES = 500,
	DELAY_MAX_DAYS = 90,
	NEW_CONTACT_CAP_MAX = 100000,
	DEFAULT_DELAY_DAYS = 3
};

#define DELAY_MAX_MS (DELAY_MAX_DAYS * 24 * 3600 * 1000LL)

static void complain(struct problems *problems, const char *prefix, const char *field, const char *rule,
	const char *value, const char *message)
{
	struct error err;

	if (!error_invalid(&err, field, rule, value, "%s", message))
		problems_add(problems, prefix, &err);
}

static void take_sender(struct identity *sender, const struct identity *edit)
{
	const struct {
		const char **to, *from;
	} texts[] = {{&sender->name, edit->name}, {&sender->reply_to, edit->reply_to},
		{&sender->signature, edit->signature}, {&sender->signature_html, edit->signature_html},
		{&sender->organization, edit->organization}, {&sender->postal_address, edit->postal_address},
		{&sender->opt_out_text, edit->opt_out_text}};

	for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
		if (texts[i].from)
			*texts[i].to = texts[i].from;
}

static void take_settings(struct campaign *campaign, const struct campaign_edit *edit)
{
	const struct campaign *values = &edit->values;
	unsigned has = edit->settings;

	campaign->name = has & SETTING_NAME ? values->name : campaign->name;
	campaign->description = has & SETTING_DESCRIPTION ? values->description : campaign->description;
	campaign->evergreen = has & SETTING_EVERGREEN ? values->evergreen : campaign->evergreen;
	if (has & SETTING_TIMEZONE)
		campaign->schedule.timezone = values->schedule.timezone;
	if (has & SETTING_DAYS)
		campaign->schedule.sending_days = values->schedule.sending_days;
	if (has & SETTING_HOURS)
		campaign->schedule.sending_hours = values->schedule.sending_hours;
	campaign->opt_out_line = has & SETTING_OPT_OUT_LINE ? values->opt_out_line : campaign->opt_out_line;
	campaign->stop_on_reply = has & SETTING_STOP_ON_REPLY ? values->stop_on_reply : campaign->stop_on_reply;
	campaign->track_opens = has & SETTING_TRACK_OPENS ? values->track_opens : campaign->track_opens;
	campaign->track_clicks = has & SETTING_TRACK_CLICKS ? values->track_clicks : campaign->track_clicks;
	if (has & SETTING_STOP_ON_COLLEAGUE)
		campaign->stop_on_colleague_reply = values->stop_on_colleague_reply;
	if (has & SETTING_ON_MAILBOX_LOSS)
		campaign->on_mailbox_loss = values->on_mailbox_loss;
	campaign->overlap = has & SETTING_OVERLAP ? values->overlap : campaign->overlap;
	if (has & SETTING_NEW_CONTACT_CAP)
		campaign->new_contact_cap = values->new_contact_cap;
	if (has & SETTING_SENDER)
		take_sender(&campaign->sender, &values->sender);
	campaign->goal = has & SETTING_GOAL ? values->goal : campaign->goal;
	campaign->format = has & SETTING_FORMAT ? values->format : campaign->format;
	/* A paused campaign returns to what it is now. */
	if (campaign->status == CAMPAIGN_PAUSED && campaign->paused_previous_status != CAMPAIGN_PREPARING)
		campaign->paused_previous_status = campaign->evergreen ? CAMPAIGN_EVERGREEN : CAMPAIGN_ACTIVE;
}

void campaign_edit_settings(struct campaign *campaign, const struct campaign_edit *edit, struct problems *problems)
{
	char number[24];

	take_settings(campaign, edit);
	schedule_edit_settings(campaign, edit, problems);
	if (text_is_empty(campaign->name))
		complain(problems, "", "name", "required", NULL, "Give the campaign a name.");
	else if (strlen(campaign->name) > NAME_MAX_BYTES)
		complain(problems, "", "name", "max_length", NULL, "The name is too long.");
	if (strlen(campaign->description) > DESCRIPTION_MAX_BYTES)
		complain(problems, "", "description", "max_length", NULL, "The description is too long.");
	if (!schedule_zone_is_known(campaign->schedule.timezone))
		complain(problems, "", "timezone", "time_zone", campaign->schedule.timezone,
			"Choose a time zone such as Europe/Berlin.");
	if (campaign->schedule.sending_days == 0)
		complain(problems, "", "sending_days", "min_items", "[]", "Choose at least one sending day.");
	if (campaign->schedule.sending_hours == 0)
		complain(problems, "", "sending_hours", "min_items", "[]", "Choose at least one sending hour.");
	if (campaign->new_contact_cap < 0 || campaign->new_contact_cap > NEW_CONTACT_CAP_MAX) {
		snprintf(number, sizeof(number), "%lld", (long long)campaign->new_contact_cap);
		complain(problems, "", "new_contact_cap", "range", number,
			"The daily cap of new contacts must be between 1 and 100,000.");
	}
}

static const struct step *find(const struct step *steps, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].id == id)
			return &steps[i];
	return NULL;
}

static bool is_named(const struct campaign_edit *edit, int64_t id)
{
	for (size_t i = 0; i < edit->step_count; i++)
		if (edit->steps[i].values.id == id)
			return true;
	return false;
}

/* The step that an entry of the edit means; one that another entry names by id is not taken by position. */
static struct step base_of(const struct step *old, size_t old_count, const struct campaign_edit *edit, size_t at)
{
	int64_t id = edit->steps[at].values.id;
	const struct step *known = id ? find(old, old_count, id) : NULL;

	if (!id && at < old_count && !is_named(edit, old[at].id))
		known = &old[at];
	if (known)
		return *known;
	return (struct step){.body_text = "",
		.delay_ms = at == 0 ? 0 : -1,
		.delay_days = at == 0 ? -1 : DEFAULT_DELAY_DAYS,
		.variant_name = variant_letter(0),
		.variant_weight = VARIANT_DEFAULT_WEIGHT,
		.variant_enabled = true};
}

static void check_delay(const struct step *step, const char *prefix, struct problems *problems)
{
	char number[32];

	if (step->delay_ms > DELAY_MAX_MS) {
		snprintf(number, sizeof(number), "%.2f", (double)step->delay_ms / 3600000.0);
		complain(problems, prefix, "delay_hours", "range", number, "A delay can be at most 90 days.");
	}
	if (step->delay_days > DELAY_MAX_DAYS) {
		snprintf(number, sizeof(number), "%d", step->delay_days);
		complain(problems, prefix, "delay_days", "range", number, "A delay can be at most 90 sending days.");
	}
}

static void check_sizes(const struct step *step, const char *prefix, struct problems *problems)
{
	if (step->subject && strlen(step->subject) > SUBJECT_MAX_BYTES)
		complain(problems, prefix, "subject", "max_length", NULL, "The subject is too long.");
	if (step->preheader && strlen(step->preheader) > SUBJECT_MAX_BYTES)
		complain(problems, prefix, "preheader", "max_length", NULL, "The preview text is too long.");
	if (strlen(step->body_text) > TEMPLATE_MAX_SOURCE)
		complain(problems, prefix, "body_text", "max_length", NULL, "The text is too long.");
	if (step->body_html && strlen(step->body_html) > TEMPLATE_MAX_SOURCE)
		complain(problems, prefix, "body_html", "max_length", NULL, "The HTML is too long.");
}

static void take_step(struct step *step, const struct step_edit *edit)
{
	if (edit->settings & STEP_SUBJECT)
		step->subject = text_is_empty(edit->values.subject) ? NULL : edit->values.subject;
	if (edit->settings & STEP_TEXT)
		step->body_text = edit->values.body_text ? edit->values.body_text : "";
	if (edit->settings & STEP_HTML)
		step->body_html = text_is_empty(edit->values.body_html) ? NULL : edit->values.body_html;
	if (edit->settings & STEP_PREHEADER)
		step->preheader = edit->values.preheader;
	step->condition = edit->settings & STEP_CONDITION ? edit->values.condition : step->condition;
	step->review = edit->settings & STEP_REVIEW ? edit->values.review : step->review;
	if (edit->settings & STEP_DELAY) {
		step->delay_ms = edit->values.delay_ms;
		step->delay_days = edit->values.delay_days;
	}
	if (edit->settings & STEP_ATTACHMENTS) {
		step->attachments = edit->values.attachments;
		step->attachment_count = edit->values.attachment_count;
	}
}

void campaign_edit_step(struct step *step, const struct step_edit *edit, const char *prefix, struct problems *problems)
{
	take_step(step, edit);
	check_sizes(step, prefix, problems);
	check_delay(step, prefix, problems);
	variant_edit_step(step, edit, prefix, problems);
}

void campaign_edit_steps(const struct step *old, size_t old_count, const struct campaign_edit *edit,
	struct arena *arena, struct step **steps, size_t *count, struct problems *problems)
{
	char number[24];

	*count = edit->step_count;
	*steps = ARENA_ARRAY(arena, struct step, edit->step_count);
	if (edit->step_count > CAMPAIGN_MAX_STEPS) {
		snprintf(number, sizeof(number), "%zu", edit->step_count);
		complain(problems, "", "steps", "max_items", number, "A campaign has at most 7 steps.");
		*count = 0;
		return;
	}
	for (size_t i = 0; i < edit->step_count; i++) {
		const char *prefix = arena_printf(arena, "steps[%zu].", i);

		if (edit->steps[i].values.id && !find(old, old_count, edit->steps[i].values.id))
			complain(problems, prefix, "id", "unknown", NULL, "This campaign has no such step.");
		(*steps)[i] = base_of(old, old_count, edit, i);
		(*steps)[i].position = (int)i + 1;
		campaign_edit_step(&(*steps)[i], &edit->steps[i], prefix, problems);
	}
}

void campaign_edit_check_steps(const struct campaign *campaign, const struct step *steps, size_t count,
	const char *const *custom_names, struct problems *problems)
{
	for (size_t i = 0; i < count; i++) {
		const char *prefix = arena_printf(problems->list.arena, "steps[%zu].", i);
		struct error err;

		if (!compose_check_step(&steps[i], custom_names, &err))
			problems_add(problems, prefix, &err);
		else if (!campaign->opt_out_line && !compose_step_has_unsubscribe_url(&steps[i]))
			complain(problems, "", "opt_out_line", "needs_unsubscribe_url", "false",
				"The opt-out line can be off only where the text holds {{ unsubscribe_url }}.");
		variant_edit_check(campaign, &steps[i], custom_names, prefix, problems);
	}
}
