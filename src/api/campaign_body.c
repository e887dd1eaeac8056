#include "api/campaign_body.h"

#include <math.h>
#include <string.h>

#include "api/condition_json.h"
#include "api/schedule_json.h"
#include "base/text.h"
#include "model/experiment.h"
#include "ops/problems.h"
#include "store/campaign_store.h"

/* What is read beyond the rules of ops, so that nothing can grow without end; ops has the rules. */
enum { TEXT_MAX = 64 * 1024, NAME_MAX_BYTES = 1000, MAX_STEPS_READ = 50, MAX_SKIP_DAYS = 3650 };

#define HOUR_MS 3600000.0

struct reader {
	struct arena *arena;
	struct problems problems;
	struct campaign_edit *edit;
};

static void complain(
	struct reader *reader, const char *prefix, const char *field, const char *rule, const char *message)
{
	struct error err;

	if (!error_invalid(&err, field, rule, NULL, "%s", message))
		problems_add(&reader->problems, prefix, &err);
}

/* A text, where null means "". */
static void read_text(struct reader *reader, const json_t *object, const char *prefix, const char *field,
	size_t max_bytes, bool multiline, const char **out, unsigned *settings, unsigned bit)
{
	bool (*get)(const json_t *, const char *, size_t, struct arena *, const char **, bool *,
		struct error *) = multiline ? json_get_multiline : json_get_text;
	struct error err;
	bool has = false;

	if (json_is_null(json_object_get(object, field))) {
		*out = "";
		*settings |= bit;
		return;
	}
	if (!get(object, field, max_bytes, reader->arena, out, &has, &err))
		problems_add(&reader->problems, prefix, &err);
	else if (has)
		*settings |= bit;
}

static void read_bool(struct reader *reader, const json_t *body, const char *field, bool *out, unsigned bit)
{
	struct error err;
	bool has = false;

	if (!json_get_bool(body, field, out, &has, &err))
		problems_add(&reader->problems, "", &err);
	else if (has)
		reader->edit->settings |= bit;
}

/* A list of numbers from first to last, as bits counted from `first`. */
static void read_numbers(
	struct reader *reader, const json_t *body, const char *field, int first, int last, unsigned *bits, unsigned bit)
{
	const json_t *list = json_object_get(body, field), *item;
	size_t i;

	if (!list || json_is_null(list))
		return;
	reader->edit->settings |= bit;
	*bits = 0;
	if (!json_is_array(list)) {
		complain(reader, "", field, "type", "This must be a list of numbers.");
		return;
	}
	json_array_foreach(list, i, item) {
		json_int_t number = json_integer_value(item);
		struct error err;

		if (json_is_integer(item) && number >= first && number <= last) {
			*bits |= 1u << (number - first);
			continue;
		}
		if (!error_invalid(&err, field, "range",
			    json_is_integer(item) ? arena_printf(reader->arena, "%lld", (long long)number) : NULL,
			    "“%s” holds whole numbers from %d to %d.", field, first, last))
			problems_add(&reader->problems, "", &err);
		*bits = 1; /* one complaint is enough */
		return;
	}
}

static void read_choice(struct reader *reader, const json_t *body, const char *field, unsigned bit)
{
	struct campaign *values = &reader->edit->values;
	const char *name = NULL;
	struct error err;
	bool has = false, fits;

	if (!json_get_text(body, field, 64, reader->arena, &name, &has, &err)) {
		problems_add(&reader->problems, "", &err);
		return;
	}
	if (!has || !name)
		return;
	fits = bit == SETTING_OVERLAP ? overlap_rule_parse(name, &values->overlap)
				      : mailbox_loss_parse(name, &values->on_mailbox_loss);
	reader->edit->settings |= bit;
	if (!fits &&
		!error_invalid(&err, field, "one_of", name, "“%s” must be %s.", field,
			bit == SETTING_OVERLAP ? "skip or allow" : "pause or continue_with_others"))
		problems_add(&reader->problems, "", &err);
}

static void read_format(struct reader *reader, const json_t *body)
{
	const char *name = NULL;
	struct error err;
	bool has = false;

	if (!json_get_text(body, "format", 64, reader->arena, &name, &has, &err)) {
		problems_add(&reader->problems, "", &err);
	} else if (has && name) {
		reader->edit->settings |= SETTING_FORMAT;
		if (!email_format_parse(name, &reader->edit->values.format) &&
			!error_invalid(&err, "format", "one_of", name, "“format” must be as_written, plain or html."))
			problems_add(&reader->problems, "", &err);
	}
}

/* Null gives the texts of the mailbox and of the workspace back. */
static void read_sender(struct reader *reader, const json_t *body)
{
	struct identity *sender = &reader->edit->values.sender;
	const struct {
		const char *field, **out;
		bool multiline;
	} texts[] = {{"name", &sender->name, false}, {"reply_to", &sender->reply_to, false},
		{"signature", &sender->signature, true}, {"signature_html", &sender->signature_html, true},
		{"organization", &sender->organization, false}, {"postal_address", &sender->postal_address, true}};
	const json_t *object = json_object_get(body, "sender");

	read_text(reader, body, "", "opt_out_text", TEXT_MAX, true, &sender->opt_out_text, &reader->edit->settings,
		SETTING_SENDER);
	if (!object)
		return;
	if (!json_is_object(object) && !json_is_null(object)) {
		complain(reader, "", "sender", "type", "“sender” must be an object.");
		return;
	}
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
		if (json_is_null(object))
			*texts[i].out = "";
		else
			read_text(reader, object, "sender.", texts[i].field, TEXT_MAX, texts[i].multiline, texts[i].out,
				&reader->edit->settings, SETTING_SENDER);
	reader->edit->settings |= SETTING_SENDER;
}

static void read_cap(struct reader *reader, const json_t *body)
{
	const json_t *value = json_object_get(body, "new_contact_cap");
	struct error err;

	if (!value)
		return;
	reader->edit->settings |= SETTING_NEW_CONTACT_CAP;
	reader->edit->values.new_contact_cap = 0;
	if (!json_get_int(body, "new_contact_cap", 1, 100000, &reader->edit->values.new_contact_cap, NULL, &err))
		problems_add(&reader->problems, "", &err);
}

static void read_goal(struct reader *reader, const json_t *body)
{
	bool has = false;

	condition_json_read(body, "goal", "", reader->arena, &reader->edit->values.goal, &has, &reader->problems);
	reader->edit->settings |= has ? SETTING_GOAL : 0;
}

static void read_revision(struct reader *reader, const json_t *body)
{
	struct error err;

	if (!json_get_int(body, "revision", 1, INT64_MAX, &reader->edit->seen_revision, NULL, &err))
		problems_add(&reader->problems, "", &err);
}

static void read_mailboxes(struct reader *reader, const json_t *body)
{
	int64_t *ids = NULL;
	struct error err;
	bool has = false;

	if (!json_get_ids(body, "mailbox_ids", ID_MAILBOX, CAMPAIGN_MAX_MAILBOXES, reader->arena, &ids,
		    &reader->edit->mailbox_count, &has, &err))
		problems_add(&reader->problems, "", &err);
	else if (has)
		reader->edit->settings |= SETTING_MAILBOXES;
	reader->edit->mailbox_ids = ids;
}

static void read_delay(struct reader *reader, const json_t *object, const char *prefix, struct step_edit *step)
{
	double hours = 0;
	int64_t days = 0;
	bool has_hours = false, has_days = false;
	struct error err;

	if (!json_get_double(object, "delay_hours", 0, 24 * 90, &hours, &has_hours, &err) ||
		!json_get_int(object, "delay_days", 0, 90, &days, &has_days, &err)) {
		problems_add(&reader->problems, prefix, &err);
		return;
	}
	has_hours = has_hours && !json_is_null(json_object_get(object, "delay_hours"));
	has_days = has_days && !json_is_null(json_object_get(object, "delay_days"));
	if (has_hours && has_days)
		complain(reader, prefix, "delay_hours", "exclusive",
			"Give a delay in hours or in sending days, not both.");
	if (!has_hours && !has_days)
		return;
	step->settings |= STEP_DELAY;
	step->values.delay_ms = has_hours ? (int64_t)llround(hours * HOUR_MS) : -1;
	step->values.delay_days = has_days ? (int)days : -1;
}

static void read_share(struct reader *reader, const json_t *object, const char *prefix, struct variant_edit *variant)
{
	int64_t weight = 0;
	struct error err;
	bool has_weight = false, has_enabled = false;

	read_text(reader, object, prefix, "name", NAME_MAX_BYTES, false, &variant->values.name, &variant->settings,
		VARIANT_NAME);
	if (!json_get_int(object, "weight", INT16_MIN, INT16_MAX, &weight, &has_weight, &err))
		problems_add(&reader->problems, prefix, &err);
	if (!json_get_bool(object, "enabled", &variant->values.enabled, &has_enabled, &err))
		problems_add(&reader->problems, prefix, &err);
	variant->values.weight = (int)weight;
	variant->settings |= (has_weight ? VARIANT_WEIGHT : 0) | (has_enabled ? VARIANT_ENABLED : 0);
}

static void read_variant(struct reader *reader, const json_t *object, const char *prefix, struct variant_edit *variant)
{
	struct error err;

	if (!json_is_object(object)) {
		complain(reader, prefix, "name", "type", "Each variant must be an object.");
		return;
	}
	if (!json_get_id(object, "id", ID_VARIANT, &variant->values.id, NULL, &err))
		problems_add(&reader->problems, prefix, &err);
	read_share(reader, object, prefix, variant);
	read_text(reader, object, prefix, "subject", TEXT_MAX, false, &variant->values.subject, &variant->settings,
		VARIANT_SUBJECT);
	read_text(reader, object, prefix, "body_text", TEXT_MAX, true, &variant->values.body_text, &variant->settings,
		VARIANT_TEXT);
	read_text(reader, object, prefix, "body_html", TEXT_MAX, true, &variant->values.body_html, &variant->settings,
		VARIANT_HTML);
}

static void read_variants(struct reader *reader, const json_t *object, const char *prefix, struct step_edit *step)
{
	const json_t *own = json_object_get(object, "variant_a"), *list = json_object_get(object, "variants"), *item;
	struct variant_edit *variants;
	size_t i;

	if (json_is_object(own)) {
		step->settings |= STEP_VARIANT_A;
		read_share(reader, own, arena_printf(reader->arena, "%svariant_a.", prefix), &step->own);
	}
	if (!list || json_is_null(list))
		return;
	if (!json_is_array(list) || json_array_size(list) > MAX_STEPS_READ) {
		complain(reader, prefix, "variants", "type", "“variants” must be a list of at most four variants.");
		return;
	}
	step->settings |= STEP_VARIANTS;
	step->variant_count = json_array_size(list);
	variants = ARENA_ARRAY(reader->arena, struct variant_edit, step->variant_count);
	json_array_foreach(list, i, item)
		read_variant(reader, item, arena_printf(reader->arena, "%svariants[%zu].", prefix, i), &variants[i]);
	step->variants = variants;
}

/* {"after_sent": 50, "metric": "replies"}; null: no rule. */
static void read_winner(struct reader *reader, const json_t *object, const char *prefix, struct step_edit *step)
{
	const json_t *rule = json_object_get(object, "winner");
	const char *metric = NULL;
	int64_t after = EXPERIMENT_DEFAULT_AFTER;
	struct error err;

	if (!rule)
		return;
	step->settings |= STEP_WINNER;
	step->values.winner_after = 0;
	if (json_is_null(rule))
		return;
	if (!json_is_object(rule)) {
		complain(reader, prefix, "winner", "type", "“winner” must be an object or null.");
		return;
	}
	if (!json_get_int(rule, "after_sent", 1, INT32_MAX, &after, NULL, &err) ||
		!json_get_text(rule, "metric", 32, reader->arena, &metric, NULL, &err))
		problems_add(&reader->problems, arena_printf(reader->arena, "%swinner.", prefix), &err);
	else if (metric && !text_equal(metric, "replies"))
		complain(reader, prefix, "winner.metric", "one_of", "Variants are compared by replies.");
	step->values.winner_after = (int)after;
}

static void read_rules(struct reader *reader, const json_t *object, const char *prefix, struct step_edit *step)
{
	struct error err;
	bool has = false;

	if (!json_get_bool(object, "review", &step->values.review, &has, &err))
		problems_add(&reader->problems, prefix, &err);
	step->settings |= has ? STEP_REVIEW : 0;
	condition_json_read(
		object, "condition", prefix, reader->arena, &step->values.condition, &has, &reader->problems);
	step->settings |= has ? STEP_CONDITION : 0;
}

/* [{"id", "inline"?, "content_id"?}]; a content id alone means inline. */
static void read_attachment(
	struct reader *reader, const json_t *object, const char *prefix, struct step_attachment *out)
{
	bool is_inline = false, has_id = false, has_inline = false;
	struct error err;

	if (!json_is_object(object)) {
		complain(reader, prefix, "id", "type", "Each attachment must be an object.");
		return;
	}
	if (!json_get_id(object, "id", ID_ATTACHMENT, &out->file.id, &has_id, &err) ||
		!json_get_bool(object, "inline", &is_inline, &has_inline, &err) ||
		!json_get_text(object, "content_id", NAME_MAX_BYTES, reader->arena, &out->content_id, NULL, &err))
		problems_add(&reader->problems, prefix, &err);
	else if (!has_id)
		complain(reader, prefix, "id", "required", "Name the attachment by its id.");
	if (has_inline && !is_inline)
		out->content_id = NULL;
	else if (is_inline && !out->content_id)
		out->content_id = "";
}

static void read_attachments(struct reader *reader, const json_t *object, const char *prefix, struct step_edit *step)
{
	const json_t *list = json_object_get(object, "attachments"), *item;
	size_t i;

	if (!list || json_is_null(list))
		return;
	if (!json_is_array(list) || json_array_size(list) > MAX_STEPS_READ) {
		complain(reader, prefix, "attachments", "type", "“attachments” must be a list of at most ten files.");
		return;
	}
	step->settings |= STEP_ATTACHMENTS;
	step->values.attachment_count = json_array_size(list);
	step->values.attachments = ARENA_ARRAY(reader->arena, struct step_attachment, step->values.attachment_count);
	json_array_foreach(list, i, item)
		read_attachment(reader, item, arena_printf(reader->arena, "%sattachments[%zu].", prefix, i),
			&step->values.attachments[i]);
}

/* Texts and delay; `prefix` names the step in what is wrong. */
static void read_step_fields(struct reader *reader, const json_t *object, const char *prefix, struct step_edit *step)
{
	read_text(reader, object, prefix, "subject", TEXT_MAX, false, &step->values.subject, &step->settings,
		STEP_SUBJECT);
	read_text(reader, object, prefix, "body_text", TEXT_MAX, true, &step->values.body_text, &step->settings,
		STEP_TEXT);
	read_text(reader, object, prefix, "body_html", TEXT_MAX, true, &step->values.body_html, &step->settings,
		STEP_HTML);
	read_text(reader, object, prefix, "preheader", TEXT_MAX, false, &step->values.preheader, &step->settings,
		STEP_PREHEADER);
	read_delay(reader, object, prefix, step);
	read_rules(reader, object, prefix, step);
	read_variants(reader, object, prefix, step);
	read_winner(reader, object, prefix, step);
	read_attachments(reader, object, prefix, step);
}

static void read_step(struct reader *reader, const json_t *object, size_t at, struct step_edit *step)
{
	const char *prefix = arena_printf(reader->arena, "steps[%zu].", at);
	struct error err;

	if (!json_is_object(object)) {
		complain(reader, "", "steps", "type", "Each step must be an object.");
		return;
	}
	if (!json_get_id(object, "id", ID_STEP, &step->values.id, NULL, &err))
		problems_add(&reader->problems, prefix, &err);
	read_step_fields(reader, object, prefix, step);
}

static void read_steps(struct reader *reader, const json_t *body)
{
	const json_t *list = json_object_get(body, "steps"), *item;
	struct step_edit *steps;
	size_t i;

	if (!list || json_is_null(list))
		return;
	if (!json_is_array(list) || json_array_size(list) > MAX_STEPS_READ) {
		complain(reader, "", "steps", "type", "“steps” must be a list of at most 7 steps.");
		return;
	}
	reader->edit->settings |= SETTING_STEPS;
	reader->edit->step_count = json_array_size(list);
	steps = ARENA_ARRAY(reader->arena, struct step_edit, reader->edit->step_count);
	json_array_foreach(list, i, item)
		read_step(reader, item, i, &steps[i]);
	reader->edit->steps = steps;
}

bool campaign_body_read(const json_t *body, struct arena *arena, struct campaign_edit *out, struct error *err)
{
	struct reader reader = {.arena = arena, .edit = out};
	struct campaign *values = &out->values;

	*out = (struct campaign_edit){0};
	problems_init(&reader.problems, arena);
	read_text(&reader, body, "", "name", NAME_MAX_BYTES, false, &values->name, &out->settings, SETTING_NAME);
	read_text(&reader, body, "", "description", TEXT_MAX, true, &values->description, &out->settings,
		SETTING_DESCRIPTION);
	read_text(&reader, body, "", "timezone", NAME_MAX_BYTES, false, &values->schedule.timezone, &out->settings,
		SETTING_TIMEZONE);
	read_bool(&reader, body, "evergreen", &values->evergreen, SETTING_EVERGREEN);
	read_bool(&reader, body, "opt_out_line", &values->opt_out_line, SETTING_OPT_OUT_LINE);
	read_bool(&reader, body, "stop_on_reply", &values->stop_on_reply, SETTING_STOP_ON_REPLY);
	read_bool(&reader, body, "track_opens", &values->track_opens, SETTING_TRACK_OPENS);
	read_bool(&reader, body, "track_clicks", &values->track_clicks, SETTING_TRACK_CLICKS);
	read_bool(
		&reader, body, "stop_on_colleague_reply", &values->stop_on_colleague_reply, SETTING_STOP_ON_COLLEAGUE);
	read_numbers(&reader, body, "sending_days", 1, 7, &values->schedule.sending_days, SETTING_DAYS);
	read_numbers(&reader, body, "sending_hours", 0, 23, &values->schedule.sending_hours, SETTING_HOURS);
	read_choice(&reader, body, "overlap", SETTING_OVERLAP);
	read_choice(&reader, body, "on_mailbox_loss", SETTING_ON_MAILBOX_LOSS);
	read_format(&reader, body);
	read_sender(&reader, body);
	read_cap(&reader, body);
	read_goal(&reader, body);
	read_revision(&reader, body);
	read_mailboxes(&reader, body);
	read_steps(&reader, body);
	schedule_json_read(body, arena, out, &reader.problems);
	return problems_check(&reader.problems, err);
}

bool campaign_body_read_step(const json_t *body, struct arena *arena, struct step_edit *out, struct error *err)
{
	struct reader reader = {.arena = arena};

	*out = (struct step_edit){0};
	problems_init(&reader.problems, arena);
	read_step_fields(&reader, body, "", out);
	return problems_check(&reader.problems, err);
}

bool campaign_body_read_overdue(
	const json_t *body, struct arena *arena, enum overdue_rule *overdue, int64_t *days, struct error *err)
{
	const char *name = NULL;

	*overdue = OVERDUE_KEEP;
	if (!json_get_text(body, "overdue", 16, arena, &name, NULL, err) ||
		!json_get_int(body, "skip_older_than_days", 0, MAX_SKIP_DAYS, days, NULL, err))
		return false;
	return !name || overdue_rule_parse(name, overdue) ||
		error_invalid(err, "overdue", "one_of", name, "“overdue” must be keep, shift or skip.");
}
