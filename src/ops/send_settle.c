#include "ops/send_settle.h"

#include <stdio.h>

#include "base/text.h"
#include "model/campaign.h"
#include "ops/send_search.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/event_store.h"
#include "store/mailbox_store.h"
#include "store/step_store.h"
#include "store/suppression_store.h"

enum { ORPHAN_BATCH = 500 };

bool send_settle_tell(struct tx *tx, const struct send *send, const char *type, struct error *err)
{
	char id[ID_TEXT_SIZE];

	id_format(ID_SEND, send->id, id);
	return event_store_add(tx,
		&(struct event){.workspace_id = send->workspace_id,
			.type = type,
			.mailbox_id = send->mailbox_id,
			.campaign_id = send->campaign_id,
			.contact_id = send->contact_id,
			.data = arena_printf(tx_arena(tx), "{\"send_id\":\"%s\",\"step\":%d}", id, send->position)},
		err);
}

static bool count(struct tx *tx, const struct send *send, const struct campaign_counts *delta, struct error *err)
{
	return campaign_store_count(tx, send->workspace_id, send->campaign_id, delta, err);
}

bool send_settle_next_due(struct tx *tx, const struct enrollment *enrollment, int position, int64_t sent_at,
	int64_t *due_at, struct error *err)
{
	struct campaign campaign;
	struct contact contact;
	struct schedule schedule;
	struct step step;
	bool found;

	*due_at = 0;
	if (!step_store_delay(tx, enrollment->workspace_id, enrollment->campaign_id, position, &step, &found, err))
		return false;
	if (!found)
		return true;
	if (step.delay_ms >= 0) {
		*due_at = sent_at + step.delay_ms;
		return true;
	}
	if (!campaign_store_get(tx, enrollment->workspace_id, enrollment->campaign_id, tx_arena(tx), &campaign, err))
		return false;
	schedule = campaign.schedule;
	if (campaign.timezone_source == ZONE_OF_CONTACT) {
		if (!contact_store_get(
			    tx, enrollment->workspace_id, enrollment->contact_id, tx_arena(tx), &contact, err))
			return false;
		schedule = campaign_schedule_for(&campaign, contact.fields[CONTACT_TIMEZONE]);
	}
	*due_at = schedule_add_sending_days(&schedule, sent_at, step.delay_days);
	return true;
}

/* Our Message-IDs of the thread, oldest first; a thread without end keeps the last 20 when it is written. */
static const char *extended_references(struct arena *arena, const char *references, const char *message_id)
{
	return text_is_empty(references) ? message_id : arena_printf(arena, "%s %s", references, message_id);
}

/* The enrollment goes on: the next step gets its time, or it is finished. *delta: what that does to the counters. */
static bool advance(struct tx *tx, const struct send *send, const struct send_result *result, bool begins_thread,
	int64_t sent_at, struct campaign_counts *delta, struct error *err)
{
	struct enrollment enrollment;

	*delta = (struct campaign_counts){0};
	if (!send->enrollment_id)
		return true; /* the contact was erased meanwhile */
	if (!enrollment_store_get(tx, send->workspace_id, send->enrollment_id, tx_arena(tx), &enrollment, err))
		return error_is(err, "not_found");
	if (enrollment.next_position != send->position)
		return true;
	if (!send_settle_next_due(tx, &enrollment, send->position + 1, sent_at, &enrollment.due_at, err))
		return false;
	enrollment.next_position = send->position + 1;
	enrollment.last_sent_at = sent_at;
	if (begins_thread || !enrollment.thread_subject) {
		enrollment.thread_subject = send->subject;
		enrollment.thread_references = NULL;
		enrollment.provider_thread_id = NULL;
	}
	enrollment.thread_references = extended_references(tx_arena(tx), enrollment.thread_references,
		result && result->message_id[0] ? result->message_id : send->message_id);
	if (result && result->thread_id[0])
		enrollment.provider_thread_id = result->thread_id;
	if (enrollment.status == ENROLLMENT_LIVE && !enrollment.due_at)
		return enrollment_store_finish(tx, &enrollment, delta, err);
	if (enrollment.status != ENROLLMENT_LIVE)
		enrollment.due_at = 0;
	tx_ring(tx, BELL_ENGINE);
	return enrollment_store_advance(tx, &enrollment, err);
}

/* Counts an email that went, and what that means for its enrollment. */
static bool advance_and_count(struct tx *tx, const struct send *send, const struct send_result *result,
	bool begins_thread, bool was_unknown, int64_t sent_at, struct error *err)
{
	struct campaign_counts delta;

	if (!advance(tx, send, result, begins_thread, sent_at, &delta, err))
		return false;
	delta.sent = 1;
	delta.unknown = was_unknown ? -1 : 0;
	return count(tx, send, &delta, err);
}

static bool settle_sent(struct tx *tx, struct send *send, const struct send_result *result, bool begins_thread,
	int64_t now, struct error *err)
{
	bool was_unknown = send->status == SEND_UNKNOWN, changed = false;

	send->status = SEND_SENT;
	send->sent_at = now;
	send->last_error_code = send->last_error_text = NULL;
	send->provider_id = result->provider_id[0] ? result->provider_id : NULL;
	if (!send_store_settle(tx, send, &changed, err))
		return false;
	if (!changed)
		return true;
	return mailbox_store_update_sent(tx, send->workspace_id, send->mailbox_id, now, send->permit_day, err) &&
		advance_and_count(tx, send, result, begins_thread, was_unknown, now, err) &&
		send_settle_tell(tx, send, "send.sent", err);
}

static bool leave_unknown(
	struct tx *tx, const struct send *send, enum send_status to, int64_t by_user_id, struct error *err)
{
	bool changed = false;

	if (!send_store_resolve(tx, send, to, by_user_id, &changed, err))
		return false;
	return changed ||
		error_set(err, ERROR_CONFLICT, "invalid_state", "This email has been decided about in the meantime.");
}

/* unknown → sent, by evidence or a person. */
static bool take_as_sent(struct tx *tx, struct send *send, const struct send_result *result, int64_t by_user_id,
	int64_t sent_at, struct error *err)
{
	send->sent_at = sent_at;
	return leave_unknown(tx, send, SEND_SENT, by_user_id, err) &&
		advance_and_count(tx, send, result, false, true, sent_at, err);
}

static bool end_enrollment(
	struct tx *tx, const struct send *send, enum enrollment_status status, int64_t now, struct error *err)
{
	struct enrollment enrollment;

	if (!send->enrollment_id)
		return true;
	if (!enrollment_store_get(tx, send->workspace_id, send->enrollment_id, tx_arena(tx), &enrollment, err))
		return error_is(err, "not_found");
	if (enrollment.status != ENROLLMENT_LIVE && enrollment.status != ENROLLMENT_REVIEW)
		return true;
	return enrollment_store_set_status(tx, &enrollment, status, NULL, 0, now, err);
}

static bool give_back(struct tx *tx, const struct send *send, struct error *err)
{
	return !send->permit_day ||
		mailbox_store_give_back(tx, send->workspace_id, send->mailbox_id, send->permit_day, err);
}

static bool settle_failed(
	struct tx *tx, struct send *send, const struct send_result *result, int64_t now, struct error *err)
{
	bool bounced = result->class == SEND_CLASS_RECIPIENT, changed = false;

	send->status = SEND_FAILED;
	send->attempts += result->code != 0;
	if (!send_store_settle(tx, send, &changed, err))
		return false;
	if (!changed)
		return true;
	if (!give_back(tx, send, err))
		return false;
	if (!end_enrollment(tx, send, bounced ? ENROLLMENT_BOUNCED : ENROLLMENT_FAILED, now, err))
		return false;
	return send_settle_tell(tx, send, bounced ? "send.bounced" : "send.failed", err);
}

static bool settle_unknown(struct tx *tx, struct send *send, enum unknown_reason reason, int64_t now, struct error *err)
{
	bool changed = false;

	send->status = SEND_UNKNOWN;
	if (!send_store_settle(tx, send, &changed, err))
		return false;
	if (!changed)
		return true;
	if (!count(tx, send, &(struct campaign_counts){.unknown = 1}, err))
		return false;
	if (!send_search_begin(tx, send, reason, now, err))
		return false;
	return send_settle_tell(tx, send, "send.unknown", err);
}

bool send_settle_doubt(struct tx *tx, struct send *send, int64_t now, struct error *err)
{
	bool changed = false;

	if (!send_store_doubt(tx, send, &changed, err))
		return false;
	if (!changed)
		return true;
	send->status = SEND_UNKNOWN;
	return count(tx, send, &(struct campaign_counts){.unknown = 1}, err) &&
		send_search_begin(tx, send, UNKNOWN_RESTORED, now, err) &&
		send_settle_tell(tx, send, "send.unknown", err);
}

/* Whether the answer says something about this email; the rest is the mailbox's, the network's or the operator's affair. */
static bool concerns_the_email(const struct send_result *result)
{
	return result->class == SEND_CLASS_RECIPIENT || result->class == SEND_CLASS_MESSAGE ||
		result->class == SEND_CLASS_NONE;
}

static bool settle_later(
	struct tx *tx, struct send *send, const struct send_result *result, int64_t now, struct error *err)
{
	bool changed = false;

	send->due_at = now;
	if (concerns_the_email(result)) {
		send->attempts++;
		if (!send->first_failed_at)
			send->first_failed_at = now;
		send->due_at = send_retry_at(send->attempts, send->first_failed_at, now);
		if (!send->due_at) {
			send->last_error_code = "gave_up";
			return settle_failed(tx, send, &(struct send_result){.class = SEND_CLASS_MESSAGE}, now, err);
		}
	}
	if (result->retry_after_ms && send->due_at < now + result->retry_after_ms)
		send->due_at = now + result->retry_after_ms;
	if (!send_store_return(tx, send, &changed, err))
		return false;
	return !changed || give_back(tx, send, err);
}

static bool settle_in(struct tx *tx, struct send *send, const struct send_result *result, bool begins_thread,
	int64_t now, enum attempt_outcome *outcome, struct error *err)
{
	switch (result->outcome) {
	case SEND_ACCEPTED:
		*outcome = ATTEMPT_SENT;
		return settle_sent(tx, send, result, begins_thread, now, err);
	case SEND_REFUSED:
		*outcome = ATTEMPT_FAILED;
		if (concerns_the_email(result))
			return settle_failed(tx, send, result, now, err);
		return settle_later(tx, send, result, now, err);
	case SEND_DEFERRED:
		*outcome = ATTEMPT_ABORTED;
		return settle_later(tx, send, result, now, err);
	case SEND_UNCERTAIN:
		*outcome = ATTEMPT_UNKNOWN;
		return settle_unknown(
			tx, send, result->class == SEND_CLASS_CANCELLED ? UNKNOWN_CUT : UNKNOWN_NO_ANSWER, now, err);
	}
	UNREACHABLE();
}

/* The transaction of a settlement. */
struct settling {
	struct ops *ops;
	const struct claim *claim;
	const struct send_result *result;
	enum attempt_outcome outcome;
};

/* The server's, in its own numbers, or what there is in place of an answer. */
static const char *error_code(const struct send_result *result, struct arena *arena)
{
	if (result->class == SEND_CLASS_FILE)
		return SEND_FILE_ALTERED;
	if (result->class == SEND_CLASS_SIZE)
		return SEND_TOO_LARGE;
	if (!result->code)
		return "no_answer";
	return arena_printf(arena, "%d%s%s", result->code, result->enhanced[0] ? " " : "", result->enhanced);
}

static bool settle_body(struct tx *tx, void *context, struct error *err)
{
	struct settling *settling = context;
	const struct send_result *result = settling->result;
	struct send send = settling->claim->send;

	send.last_error_code = error_code(result, tx_arena(tx));
	send.last_error_text = result->text;
	return settle_in(tx, &send, result, settling->claim->begins_thread, clock_wall(settling->ops->clock),
		&settling->outcome, err);
}

bool send_settle_answer(struct ops *ops, const struct claim *claim, const struct send_result *result,
	enum attempt_outcome *outcome, struct error *err)
{
	struct settling settling = {.ops = ops, .claim = claim, .result = result, .outcome = *outcome};

	if (!tx_run(ops->store, settle_body, &settling, err))
		return false;
	*outcome = settling.outcome;
	return true;
}

static bool settle_orphan(
	struct tx *tx, struct send *send, int64_t now, int64_t *released, int64_t *unknown, struct error *err)
{
	bool changed = false;

	if (send->status == SEND_TRANSMITTING) {
		send->last_error_code = "process_died";
		send->last_error_text = "The server stopped while this email was being handed over.";
		(*unknown)++;
		return settle_unknown(tx, send, UNKNOWN_PROCESS_DIED, now, err);
	}
	(*released)++;
	return send_store_return(tx, send, &changed, err);
}

/* The transaction of a return. */
struct returning {
	const struct claim *claim;
	int64_t due_at;
};

static bool return_body(struct tx *tx, void *context, struct error *err)
{
	const struct returning *returning = context;
	const struct claim *claim = returning->claim;
	struct send back = claim->send;
	bool returned = false;

	back.due_at = returning->due_at;
	if (!send_store_return(tx, &back, &returned, err))
		return false;
	return !returned || !claim->send.permit_day ||
		mailbox_store_give_back(tx, back.workspace_id, back.mailbox_id, claim->send.permit_day, err);
}

bool send_settle_return(struct ops *ops, const struct claim *claim, int64_t due_at, struct error *err)
{
	return tx_run(ops->store, return_body, &(struct returning){.claim = claim, .due_at = due_at}, err);
}

bool send_settle_found(
	struct tx *tx, struct send *send, const struct sent_copy *copy, int64_t sent_at, struct error *err)
{
	struct send_result result = {.outcome = SEND_ACCEPTED};

	snprintf(result.thread_id, sizeof(result.thread_id), "%s", copy->thread_id ? copy->thread_id : "");
	snprintf(result.message_id, sizeof(result.message_id), "%s", copy->message_id ? copy->message_id : "");
	return take_as_sent(tx, send, &result, 0, sent_at, err) &&
		mailbox_store_update_sent(tx, send->workspace_id, send->mailbox_id, sent_at, send->permit_day, err) &&
		send_settle_tell(tx, send, "send.sent", err);
}

bool send_settle_orphans(struct ops *ops, int64_t *released, int64_t *unknown, struct error *err)
{
	size_t found;

	*released = 0;
	*unknown = 0;
	do {
		OWNED(arena) struct arena *arena = arena_new();
		OWNED(tx) struct tx *tx = NULL;
		struct send *list = NULL;

		if (!tx_begin(ops->store, &tx, err))
			return false;
		if (!send_store_list_orphans(tx, ops->boot, ORPHAN_BATCH, arena, &list, &found, err))
			return false;
		for (size_t i = 0; i < found; i++)
			if (!settle_orphan(tx, &list[i], clock_wall(ops->clock), released, unknown, err))
				return false;
		if (!tx_commit(tx, err))
			return false;
	} while (found == ORPHAN_BATCH);
	return true;
}

static const char *const resolution_names[] = {
	[RESOLVE_SENT] = "sent", [RESOLVE_RESEND] = "resend", [RESOLVE_DROP] = "drop"};
_Static_assert(ARRAY_COUNT(resolution_names) == RESOLUTION_COUNT, "each resolution has a name");

bool send_resolution_parse(const char *name, enum send_resolution *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(resolution_names); i++)
		if (text_equal(name, resolution_names[i])) {
			*out = (enum send_resolution)i;
			return true;
		}
	return false;
}

/* unknown → due: the caps take it again when it goes. */
static bool take_as_due(struct tx *tx, struct send *send, int64_t by_user_id, struct error *err)
{
	return leave_unknown(tx, send, SEND_DUE, by_user_id, err) &&
		count(tx, send, &(struct campaign_counts){.unknown = -1}, err) && give_back(tx, send, err);
}

bool send_settle_missing(struct tx *tx, struct send *send, struct error *err)
{
	return take_as_due(tx, send, 0, err) && send_settle_tell(tx, send, "send.resolved", err);
}

static bool take_as_dropped(struct tx *tx, struct send *send, int64_t by_user_id, int64_t now, struct error *err)
{
	return leave_unknown(tx, send, SEND_CANCELLED, by_user_id, err) &&
		count(tx, send, &(struct campaign_counts){.unknown = -1}, err) &&
		end_enrollment(tx, send, ENROLLMENT_STOPPED, now, err);
}

static bool resolve_as(struct tx *tx, const struct call *call, struct send *send, enum send_resolution as, int64_t now,
	struct error *err)
{
	switch (as) {
	case RESOLVE_SENT:
		return take_as_sent(
			tx, send, NULL, call->actor.user_id, send->permitted_at ? send->permitted_at : now, err);
	case RESOLVE_RESEND:
		return take_as_due(tx, send, call->actor.user_id, err);
	case RESOLVE_DROP:
		return take_as_dropped(tx, send, call->actor.user_id, now, err);
	case RESOLUTION_COUNT:
		break;
	}
	UNREACHABLE();
}

bool send_settle_resolve(struct ops *ops, const struct call *call, int64_t send_id, enum send_resolution as,
	struct send *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!send_store_get(tx, call->workspace_id, send_id, call->arena, out, err))
		return false;
	if (fence_has_send(ops->fence, send_id))
		return error_set(err, ERROR_CONFLICT, "still_in_flight",
			"This email is still being handed over. Wait for its answer, then decide.");
	if (out->status != SEND_UNKNOWN)
		return error_set(err, ERROR_CONFLICT, "invalid_state",
			"This email is %s; only an unknown one can be resolved.", send_status_name(out->status));
	if (as == RESOLVE_RESEND && !out->contact_id)
		return error_set(err, ERROR_CONFLICT, "contact_erased",
			"The person was erased, so nothing can be sent again. Say that it was sent, or drop it.");
	if (!resolve_as(tx, call, out, as, clock_wall(ops->clock), err) ||
		!send_search_store_end(tx, call->workspace_id, send_id, err) ||
		!send_settle_tell(tx, out, "send.resolved", err))
		return false;
	if (!send_store_get(tx, call->workspace_id, send_id, call->arena, out, err))
		return false;
	return tx_commit(tx, err);
}
