/*
 * forecast_api: what lies ahead of a campaign: the review before a launch, the calendar, and what a resume would do.
 */
#include "api/api.h"

#include "api/campaign_body.h"
#include "base/text.h"
#include "ops/campaign_review.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"

enum { NEXT_SENDS = 50, DEFAULT_DAYS = 28, MAX_DAYS = 366 };

#define DAY_MS (24 * 3600 * 1000LL)

/* Review. */

static void put_note(struct json_out *out, const struct advice *note)
{
	json_open_object(out, NULL);
	json_put_string(out, "code", note->code);
	if (note->step)
		json_put_int(out, "step", note->step);
	else
		json_put_null(out, "step");
	json_put_string(out, "variant", note->variant);
	json_put_string(out, "text", note->text);
	json_close_object(out);
}

static void put_blocks(struct json_out *out, const char *key, const struct campaign_review *review)
{
	json_open_array(out, key);
	for (size_t i = 0; i < review->block_count; i++)
		put_note(out, &(struct advice){.code = review->blocks[i], .text = review->block_texts[i]});
	json_close_array(out);
}

static void put_advice(struct json_out *out, const struct advice_list *advice)
{
	json_open_array(out, "warnings");
	for (size_t i = 0; i < advice->count; i++)
		put_note(out, &advice->items[i]);
	json_close_array(out);
	json_open_array(out, "advice");
	for (size_t i = 0; i < advice->count; i++)
		json_put_string(out, NULL, advice->items[i].text);
	json_close_array(out);
}

static void put_excluded(struct json_out *out, const struct review_excluded *excluded)
{
	json_open_object(out, NULL);
	json_put_string(out, "reason", excluded->reason);
	json_put_string(out, "field", excluded->field);
	json_put_int(out, "contacts", excluded->contacts);
	json_open_array(out, "examples");
	for (size_t i = 0; i < excluded->example_count; i++) {
		json_open_object(out, NULL);
		json_put_id(out, "contact_id", ID_CONTACT, excluded->examples[i].contact_id);
		json_put_id(out, "enrollment_id", ID_ENROLLMENT, excluded->examples[i].enrollment_id);
		json_put_string(out, "email", excluded->examples[i].email);
		json_close_object(out);
	}
	json_close_array(out);
	json_close_object(out);
}

static void put_review_counts(struct json_out *out, const struct campaign_review *review)
{
	json_open_object(out, "counts");
	json_put_int(out, "contacts", review->counts.contacts);
	json_put_int(out, "to_write_to", review->to_write_to);
	json_put_int(out, "in_review", review->in_review);
	json_put_int(out, "excluded", review->excluded);
	json_put_int(out, "emails", review->forecast.forecast.total);
	json_close_object(out);
}

/* How far a draft's contacts were looked at; those of a campaign that runs were all checked by preparing. */
static void put_checked(struct json_out *out, const struct campaign_review *review)
{
	bool is_draft = review->campaign.status == CAMPAIGN_DRAFT;

	json_put_int(out, "checked", is_draft ? review->forecast.findings.checked : review->counts.contacts);
	json_put_bool(
		out, "is_complete", !is_draft || review->forecast.findings.is_complete || review->counts.contacts == 0);
}

static void put_load(struct json_out *out, const struct campaign_forecast *forecast, size_t at)
{
	const struct mailbox *mailbox = &forecast->mailboxes[at];

	json_put_id(out, "id", ID_MAILBOX, mailbox->id);
	json_put_string(out, "address", mailbox->address);
	json_put_string(out, "status", mailbox_status_name(mailbox->status));
	json_put_int(out, "daily_cap", mailbox->daily_cap);
	json_put_int(out, "emails", forecast->forecast.loads[at]);
	json_put_int(out, "peak_per_day", forecast->forecast.peaks[at]);
	json_put_int(out, "shared_with", forecast->shared_with[at]);
}

/* Its own people, and its share of those who have no mailbox yet, by what it will send. */
static int64_t contacts_of(const struct campaign_review *review, size_t at)
{
	int64_t total = review->forecast.forecast.total, free = review->counts.unassigned;

	if (free > review->to_write_to)
		free = review->to_write_to;
	return review->waiting[at] + (total ? free * review->forecast.forecast.loads[at] / total : 0);
}

static void put_review(struct json_out *out, const struct campaign_review *review)
{
	json_open_object(out, NULL);
	put_blocks(out, "blocks", review);
	put_blocks(out, "blocking", review);
	put_advice(out, &review->advice);
	put_review_counts(out, review);
	put_checked(out, review);
	json_open_array(out, "excluded");
	for (size_t i = 0; i < review->reason_count; i++)
		put_excluded(out, &review->reasons[i]);
	json_close_array(out);
	json_put_string(out, "timezone", review->campaign.schedule.timezone);
	json_put_time(out, "first_send_at", review->forecast.forecast.first_at);
	json_put_time(out, "last_send_at", review->forecast.forecast.last_at);
	json_open_array(out, "mailboxes");
	for (size_t i = 0; i < review->forecast.mailbox_count; i++) {
		json_open_object(out, NULL);
		put_load(out, &review->forecast, i);
		json_put_int(out, "contacts", contacts_of(review, i));
		json_close_object(out);
	}
	json_close_array(out);
	json_close_object(out);
}

static bool review(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct campaign_review *made = ARENA_NEW(request->call.arena, struct campaign_review);
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_CAMPAIGN, &id, err) ||
		!campaign_review_make(request->ops, &request->call, id, made, err))
		return false;
	put_review(out, made);
	return true;
}

/* Forecast. */

static const char *assumption(const struct campaign *campaign)
{
	switch (campaign->status) {
	case CAMPAIGN_DRAFT:
	case CAMPAIGN_PREPARING:
		return "launched_now";
	case CAMPAIGN_PAUSED:
		return "resumed_now";
	case CAMPAIGN_ACTIVE:
	case CAMPAIGN_EVERGREEN:
	case CAMPAIGN_COMPLETED:
	case CAMPAIGN_STATUS_COUNT:
		break;
	}
	return "running";
}

/* The next emails, each with its reader; one who was erased meanwhile is passed over. */
static bool put_next(struct json_out *out, struct tx *tx, const struct campaign *campaign,
	const struct campaign_forecast *made, struct arena *arena, struct error *err)
{
	json_open_array(out, "next");
	for (size_t i = 0; i < made->forecast.send_count && i < NEXT_SENDS; i++) {
		const struct forecast_send *send = &made->forecast.sends[i];
		struct enrollment enrollment;
		struct contact contact;

		if (!enrollment_store_get(tx, campaign->workspace_id, send->id, arena, &enrollment, err) ||
			!contact_store_get(tx, campaign->workspace_id, enrollment.contact_id, arena, &contact, err))
			return false;
		json_open_object(out, NULL);
		json_put_id(out, "enrollment_id", ID_ENROLLMENT, send->id);
		json_put_id(out, "contact_id", ID_CONTACT, contact.id);
		json_put_string(out, "email", contact.fields[CONTACT_EMAIL]);
		json_put_int(out, "step", send->position);
		json_put_id(out, "mailbox_id", ID_MAILBOX, made->mailboxes[send->mailbox].id);
		json_put_time(out, "at", send->at);
		json_close_object(out);
	}
	json_close_array(out);
	return true;
}

static void put_days(struct json_out *out, const struct campaign_forecast *made, struct arena *arena)
{
	json_open_array(out, "days");
	for (size_t i = 0; i < made->forecast.day_count; i++) {
		const struct forecast_day *day = &made->forecast.days[i];

		json_open_object(out, NULL);
		json_put_string(out, "date",
			arena_printf(arena, "%04d-%02d-%02d", day->day / 10000, day->day / 100 % 100, day->day % 100));
		json_put_id(out, "mailbox_id", ID_MAILBOX, made->mailboxes[day->mailbox].id);
		json_put_int(out, "step", day->position);
		json_put_int(out, "count", day->count);
		json_close_object(out);
	}
	json_close_array(out);
}

static bool is_conditional(const struct step *step)
{
	return condition_is_set(&step->condition);
}

static bool is_to_approve(const struct step *step)
{
	return step->review;
}

static void put_positions(struct json_out *out, const char *key, const struct campaign_forecast *made,
	bool (*is_meant)(const struct step *step))
{
	json_open_array(out, key);
	for (size_t i = 0; i < made->step_count; i++)
		if (is_meant(&made->steps[i]))
			json_put_int(out, NULL, made->steps[i].position);
	json_close_array(out);
}

static void put_totals(struct json_out *out, const struct campaign *campaign, const struct campaign_forecast *made)
{
	json_put_string(out, "timezone", campaign->schedule.timezone);
	json_put_time(out, "first_send_at", made->forecast.first_at);
	json_put_time(out, "last_send_at", made->forecast.last_at);
	json_put_int(out, "total", made->forecast.total);
	json_put_int(out, "held", made->forecast.held);
}

static bool put_forecast(struct json_out *out, struct tx *tx, const struct campaign *campaign,
	const struct campaign_forecast *made, struct arena *arena, struct error *err)
{
	json_open_object(out, NULL);
	json_put_string(out, "assumes", assumption(campaign));
	put_positions(out, "conditional_steps", made, is_conditional);
	put_positions(out, "steps_to_approve", made, is_to_approve);
	put_totals(out, campaign, made);
	json_put_time(out, "exact_until", made->forecast.exact_until);
	json_open_array(out, "mailboxes");
	for (size_t i = 0; i < made->mailbox_count; i++) {
		json_open_object(out, NULL);
		put_load(out, made, i);
		json_close_object(out);
	}
	json_close_array(out);
	put_days(out, made, arena);
	if (!put_next(out, tx, campaign, made, arena, err))
		return false;
	json_close_object(out);
	return true;
}

static bool open_campaign(struct api_request *request, struct tx **tx, struct campaign *campaign, struct error *err)
{
	int64_t id = 0;

	return api_id(request, 0, ID_CAMPAIGN, &id, err) && tx_read(request->ops->store, tx, err) &&
		campaign_store_get(*tx, request->call.workspace_id, id, request->call.arena, campaign, err);
}

static bool forecast(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	const char *days = api_query(request, "days");
	struct campaign_forecast made;
	struct campaign campaign;
	int64_t max_days = DEFAULT_DAYS;

	(void)status;
	if (!text_is_empty(days) && !text_to_int(days, 1, MAX_DAYS, &max_days))
		return error_invalid(err, "days", "range", days, "“days” is a number from 1 to %d.", MAX_DAYS);
	return open_campaign(request, &tx, &campaign, err) &&
		campaign_forecast_make(request->ops, tx, &campaign,
			&(struct forecast_question){.max_days = (int)max_days}, request->call.arena, &made, err) &&
		put_forecast(out, tx, &campaign, &made, request->call.arena, err);
}

/* Resuming. */

static bool require_paused(const struct campaign *campaign, struct error *err)
{
	return campaign->status == CAMPAIGN_PAUSED ||
		error_set(err, ERROR_CONFLICT, "invalid_state", "“%.100s” is not paused.", campaign->name);
}

static bool preview_resume(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct forecast_question question = {0};
	struct campaign_forecast made;
	struct campaign campaign;
	int64_t days = 0;

	(void)status;
	if (!campaign_body_read_overdue(request->body, request->call.arena, &question.overdue, &days, err) ||
		!open_campaign(request, &tx, &campaign, err) || !require_paused(&campaign, err))
		return false;
	question.skip_older_than_ms = days * DAY_MS;
	if (!campaign_forecast_make(request->ops, tx, &campaign, &question, request->call.arena, &made, err))
		return false;
	json_open_object(out, NULL);
	put_totals(out, &campaign, &made);
	json_put_int(out, "skipped", made.skipped);
	if (!put_next(out, tx, &campaign, &made, request->call.arena, err))
		return false;
	json_close_object(out);
	return true;
}

const struct api_route forecast_routes[] = {
	{"GET", "/campaigns/{id}/review", "campaigns:read", 0, review},
	{"GET", "/campaigns/{id}/forecast", "campaigns:read", 0, forecast},
	{"POST", "/campaigns/{id}/resume-preview", "campaigns:read", API_KEEPS_NOTHING, preview_resume},
	{0},
};
