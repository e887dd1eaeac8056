#include "api/campaign_stats_api.h"

#include "api/experiment_api.h"
#include "api/tracking_json.h"
#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/step_store.h"

enum { DAYS = 90, DAY_MS = 24 * 3600 * 1000, DATE_LENGTH = 10 };

struct stats {
	struct campaign_counts counts;
	struct step_counts *counted;
	struct step *steps;
	struct experiment_view *experiments;
	struct tracking_list tracking;
	struct campaign_day *days;
	int64_t goals;
	size_t counted_count, step_count, day_count;
};

static bool load(struct api_request *request, struct tx *tx, int64_t campaign_id, struct stats *out, struct error *err)
{
	int64_t workspace_id = request->call.workspace_id;
	int64_t today = clock_wall(request->ops->clock) / DAY_MS;
	struct arena *arena = request->call.arena;
	struct campaign campaign;

	return campaign_store_get(tx, workspace_id, campaign_id, arena, &campaign, err) &&
		campaign_store_counts(tx, workspace_id, campaign_id, &out->counts, err) &&
		enrollment_store_count_goals(tx, workspace_id, campaign_id, &out->goals, err) &&
		step_store_counts(tx, workspace_id, campaign_id, arena, &out->counted, &out->counted_count, err) &&
		step_store_list(tx, workspace_id, campaign_id, arena, &out->steps, &out->step_count, err) &&
		experiment_ops_look(
			request->ops, tx, &campaign, out->steps, out->step_count, arena, &out->experiments, err) &&
		tracking_store_counts(
			tx, workspace_id, campaign_id, arena, &out->tracking.items, &out->tracking.count, err) &&
		campaign_store_days(
			tx, workspace_id, campaign_id, today - DAYS + 1, arena, &out->days, &out->day_count, err);
}

static void put_step(struct json_out *out, const struct stats *stats, size_t at)
{
	const struct step_counts *step = &stats->counted[at];

	json_open_object(out, NULL);
	json_put_id(out, "id", ID_STEP, step->step_id);
	json_put_int(out, "position", step->position);
	json_put_int(out, "sent", step->sent);
	json_put_int(out, "bounced", step->bounced);
	json_put_int(out, "unsubscribed", step->unsubscribed);
	json_put_int(out, "failed", step->failed);
	json_put_int(out, "unknown", step->unknown);
	tracking_json_put(out, &stats->tracking, step->position, 0);
	experiment_json_put(out, &stats->steps[at], &stats->experiments[at], &stats->tracking);
	json_close_object(out);
}

static void put_day(struct json_out *out, const struct campaign_day *day, struct arena *arena)
{
	char time[25];

	clock_format(day->day * DAY_MS, time);
	json_open_object(out, NULL);
	json_put_string(out, "day", arena_text_n(arena, time, DATE_LENGTH));
	json_put_int(out, "sent", day->sent);
	json_put_int(out, "replied", day->replied);
	json_put_int(out, "bounced", day->bounced);
	json_put_int(out, "opened", day->opened);
	json_put_int(out, "clicked", day->clicked);
	json_close_object(out);
}

static void put(struct json_out *out, const struct stats *stats, struct arena *arena)
{
	const struct campaign_counts *counts = &stats->counts;

	json_open_object(out, NULL);
	json_put_int(out, "contacts", counts->contacts);
	json_put_int(out, "sent", counts->sent);
	json_put_int(out, "replied", counts->replied);
	json_put_int(out, "bounced", counts->bounced);
	json_put_int(out, "unsubscribed", counts->unsubscribed);
	json_put_int(out, "failed", counts->failed);
	json_put_int(out, "unknown", counts->unknown);
	json_put_int(out, "goals", stats->goals);
	tracking_json_put(out, &stats->tracking, 0, 0);
	json_open_array(out, "steps");
	for (size_t i = 0; i < stats->counted_count; i++)
		put_step(out, stats, i);
	json_close_array(out);
	json_open_array(out, "by_day");
	for (size_t i = 0; i < stats->day_count; i++)
		put_day(out, &stats->days[i], arena);
	json_close_array(out);
	json_close_object(out);
}

bool campaign_stats_get(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct stats stats = {0};
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_CAMPAIGN, &id, err) || !tx_read(request->ops->store, &tx, err) ||
		!load(request, tx, id, &stats, err))
		return false;
	put(out, &stats, request->call.arena);
	return true;
}
