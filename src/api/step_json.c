#include "api/step_json.h"

#include "api/attachment_json.h"
#include "api/condition_json.h"

#define HOUR_MS 3600000.0

static void put_delay(struct json_out *out, const struct step *step)
{
	if (step->delay_ms >= 0)
		json_put_double(out, "delay_hours", (double)step->delay_ms / HOUR_MS);
	else
		json_put_null(out, "delay_hours");
	if (step->delay_days >= 0)
		json_put_int(out, "delay_days", step->delay_days);
	else
		json_put_null(out, "delay_days");
}

static void put_share(struct json_out *out, const struct variant *variant)
{
	json_put_id(out, "id", ID_VARIANT, variant->id);
	json_put_string(out, "name", variant->name);
	json_put_int(out, "weight", variant->weight);
	json_put_bool(out, "enabled", variant->enabled);
}

static void put_variants(struct json_out *out, const struct step *step)
{
	struct variant own = variant_at(step, 0);

	json_open_object(out, "variant_a");
	put_share(out, &own);
	json_close_object(out);
	json_open_array(out, "variants");
	for (size_t i = 0; i < step->variant_count; i++) {
		const struct variant *variant = &step->variants[i];

		json_open_object(out, NULL);
		put_share(out, variant);
		json_put_string(out, "subject", variant->subject);
		json_put_string(out, "body_text", variant->body_text);
		json_put_string(out, "body_html", variant->body_html);
		json_close_object(out);
	}
	json_close_array(out);
}

static void put_winner(struct json_out *out, const struct step *step)
{
	if (step->winner_after) {
		json_open_object(out, "winner");
		json_put_int(out, "after_sent", step->winner_after);
		json_put_string(out, "metric", "replies");
		json_close_object(out);
	} else {
		json_put_null(out, "winner");
	}
	if (!step->winner_id) {
		json_put_null(out, "chosen");
		return;
	}
	json_open_object(out, "chosen");
	json_put_id(out, "variant_id", ID_VARIANT, step->winner_id);
	json_put_time(out, "at", step->winner_at);
	json_put_string(out, "by", step->winner_by_rule ? "rule" : "user");
	json_put_id(out, "by_user_id", ID_USER, step->winner_by);
	json_close_object(out);
}

void step_json_put(struct json_out *out, const char *key, const struct step *step)
{
	json_open_object(out, key);
	json_put_id(out, "id", ID_STEP, step->id);
	json_put_int(out, "position", step->position);
	json_put_string(out, "subject", step->subject);
	json_put_string(out, "body_text", step->body_text);
	json_put_string(out, "body_html", step->body_html);
	json_put_string(out, "preheader", text_is_empty(step->preheader) ? NULL : step->preheader);
	put_delay(out, step);
	json_put_bool(out, "review", step->review);
	condition_json_put(out, "condition", &step->condition, true);
	put_variants(out, step);
	put_winner(out, step);
	json_open_array(out, "attachments");
	for (size_t i = 0; i < step->attachment_count; i++)
		attachment_json_put_of_step(out, &step->attachments[i]);
	json_close_array(out);
	json_close_object(out);
}
