#include "api/experiment_api.h"

#include "api/step_json.h"
#include "store/step_store.h"

/* The step as it is now. */
static bool put_step(
	struct api_request *request, struct json_out *out, int64_t campaign_id, int64_t step_id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct step *steps = NULL;
	size_t count = 0;

	if (!tx_read(request->ops->store, &tx, err) ||
		!step_store_list(tx, request->call.workspace_id, campaign_id, request->call.arena, &steps, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (steps[i].id == step_id) {
			step_json_put(out, NULL, &steps[i]);
			return true;
		}
	return error_set(err, ERROR_NOT_FOUND, "not_found", "This campaign has no such step.");
}

static bool read_ids(struct api_request *request, int64_t *campaign_id, int64_t *step_id, struct error *err)
{
	return api_id(request, 0, ID_CAMPAIGN, campaign_id, err) && api_id(request, 1, ID_STEP, step_id, err);
}

bool experiment_set_winner(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t campaign_id = 0, step_id = 0, variant_id = 0;

	(void)status;
	if (!read_ids(request, &campaign_id, &step_id, err) ||
		!json_get_id(request->body, "variant_id", ID_VARIANT, &variant_id, NULL, err))
		return false;
	if (!variant_id)
		return error_invalid(err, "variant_id", "required", NULL, "Say which variant everybody is to get.");
	return experiment_ops_set_winner(request->ops, &request->call, campaign_id, step_id, variant_id, err) &&
		put_step(request, out, campaign_id, step_id, err);
}

bool experiment_clear_winner(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	int64_t campaign_id = 0, step_id = 0;

	(void)status;
	return read_ids(request, &campaign_id, &step_id, err) &&
		experiment_ops_clear_winner(request->ops, &request->call, campaign_id, step_id, err) &&
		put_step(request, out, campaign_id, step_id, err);
}

/* Share and interval are of all that was sent; null before anything was. */
static void put_numbers(struct json_out *out, const struct experiment_arm *all)
{
	struct experiment_interval interval = experiment_interval(all);

	json_put_int(out, "sent", all->sent);
	json_put_int(out, "replied", all->replied);
	if (all->sent) {
		json_put_double(out, "share", (double)all->replied / (double)all->sent);
		json_open_object(out, "interval");
		json_put_double(out, "low", interval.low);
		json_put_double(out, "high", interval.high);
		json_close_object(out);
	} else {
		json_put_null(out, "share");
		json_put_null(out, "interval");
	}
}

static void put_arm(struct json_out *out, const struct step *step, const struct experiment_view *view, size_t at,
	const struct tracking_list *tracking)
{
	struct variant variant = variant_at(step, at);

	json_open_object(out, NULL);
	json_put_id(out, "id", ID_VARIANT, variant.id);
	json_put_string(out, "name", variant.name);
	json_put_int(out, "weight", variant.weight);
	json_put_bool(out, "enabled", variant.enabled);
	put_numbers(out, &view->all[at]);
	tracking_json_put(out, tracking, step->position, variant.id);
	json_close_object(out);
}

void experiment_json_put(struct json_out *out, const struct step *step, const struct experiment_view *view,
	const struct tracking_list *tracking)
{
	int64_t replied = 0;

	for (size_t i = 0; i < view->count; i++)
		replied += view->all[i].replied;
	json_put_int(out, "replied", replied);
	json_open_array(out, "variants");
	for (size_t i = 0; i < view->count; i++)
		put_arm(out, step, view, i, tracking);
	json_close_array(out);
	if (!view->is_experiment) {
		json_put_null(out, "experiment");
		return;
	}
	json_open_object(out, "experiment");
	json_put_string(out, "state", step->winner_id ? "chosen" : experiment_state_name(view->state));
	json_put_id(out, "leader_id", ID_VARIANT, step->winner_id ? step->winner_id : view->leader_id);
	json_put_bool(out, "automatic", step->winner_after > 0);
	json_put_int(out, "after_sent", step->winner_after ? step->winner_after : EXPERIMENT_DEFAULT_AFTER);
	json_close_object(out);
}
