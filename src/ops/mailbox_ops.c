#include "ops/mailbox_ops.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "model/email_address.h"
#include "ops/mailbox_rules.h"
#include "ops/sender_identity.h"
#include "ops/tracking_ops.h"
#include "ops/token_ops.h"
#include "store/mailbox_store.h"
#include "store/send_store.h"
#include "store/workspace_store.h"

static bool already_there(struct tx *tx, const struct mailbox *wanted, struct error *err)
{
	char id[ID_TEXT_SIZE];
	struct mailbox there;
	bool found = false;

	if (!mailbox_store_find_by_address(
		    tx, wanted->workspace_id, wanted->address_key, tx_arena(tx), &there, &found, err))
		return false;
	ASSERT(found);
	id_format(ID_MAILBOX, there.id, id);
	if (there.status == MAILBOX_ACTIVE)
		error_set(err, ERROR_CONFLICT, "mailbox_exists", "%s is connected already.", there.address);
	else
		error_set(err, ERROR_CONFLICT, "mailbox_exists", "%s is here already, inactive. Reconnect it instead.",
			there.address);
	return error_details(err, "{\"mailbox_id\":\"%s\",\"status\":\"%s\"}", id, mailbox_status_name(there.status));
}

static bool add_in(struct ops *ops, struct tx *tx, const struct call *call, const struct mailbox_new *new,
	const struct mailbox_credentials *credentials, struct mailbox *out, struct error *err)
{
	struct email_address address;
	struct workspace workspace;
	bool added = false;

	if (!email_address_parse(new->address, call->arena, &address, err) ||
		!workspace_store_get(tx, call->workspace_id, call->arena, &workspace, err))
		return false;
	*out = (struct mailbox){.workspace_id = call->workspace_id,
		.owner_id = call->actor.user_id,
		.address = address.address,
		.address_key = address.key,
		.name = new->name ? new->name : "",
		.provider = new->provider,
		.subject_issuer = new->subject_issuer,
		.subject_id = new->subject_id,
		.endpoints = new->endpoints ? new->endpoints : "{}",
		.timezone = workspace.timezone,
		.sync_cursor = new->sync_cursor ? new->sync_cursor : ""};
	if (!mailbox_store_add(tx, out, &added, err))
		return false;
	if (!added)
		return already_there(tx, out, err);
	return token_ops_keep(ops, tx, out, credentials, err) &&
		mailbox_rules_tell(tx, call, out, "mailbox.connected", "mailbox.connect", NULL, err) &&
		mailbox_store_get(tx, call->workspace_id, out->id, call->arena, out, err);
}

bool mailbox_ops_add(struct ops *ops, const struct call *call, const struct mailbox_new *new,
	const struct mailbox_credentials *credentials, struct mailbox *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	tx_ring(tx, BELL_ENGINE);
	return add_in(ops, tx, call, new, credentials, out, err) && tx_commit(tx, err);
}

bool mailbox_ops_get(
	struct ops *ops, const struct call *call, int64_t mailbox_id, struct mailbox *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) &&
		mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, out, err);
}

static bool check_ramp(const struct ramp *ramp, int max_cap, struct error *err)
{
	const struct {
		const char *field;
		int value, min;
	} fields[] = {{"ramp.start", ramp->start, 1}, {"ramp.step", ramp->step, 1},
		{"ramp.ceiling", ramp->ceiling, ramp->start}};
	char shown[24];

	for (size_t i = 0; ramp->start && i < ARRAY_COUNT(fields); i++) {
		snprintf(shown, sizeof(shown), "%d", fields[i].value);
		if (fields[i].value < fields[i].min || fields[i].value > max_cap)
			return error_invalid(err, fields[i].field, "range", shown, "“%s” must be between %d and %d.",
				fields[i].field, fields[i].min, max_cap);
	}
	return true;
}

static bool check_settings(const struct ops *ops, const struct mailbox *mailbox, struct error *err)
{
	int max_cap = ops->allow_private_hosts ? 100000 : 2000;
	char shown[24];

	snprintf(shown, sizeof(shown), "%d", mailbox->daily_cap);
	if (mailbox->daily_cap < 1 || mailbox->daily_cap > max_cap)
		return error_invalid(
			err, "daily_cap", "range", shown, "The daily limit must be between 1 and %d.", max_cap);
	if (!check_ramp(&mailbox->ramp, max_cap, err))
		return false;
	snprintf(shown, sizeof(shown), "%d", mailbox->min_gap_seconds);
	if (mailbox->min_gap_seconds < 0 || mailbox->min_gap_seconds > 86400)
		return error_invalid(
			err, "min_gap_seconds", "range", shown, "The gap must be between 0 and 86,400 seconds.");
	if (!schedule_zone_is_known(mailbox->timezone))
		return error_invalid(err, "timezone", "zone", mailbox->timezone,
			"“%s” is not a time zone. Use a name such as Europe/Berlin.", mailbox->timezone);
	if (strlen(mailbox->name) > IDENTITY_NAME_MAX)
		return error_invalid(
			err, "name", "max_length", NULL, "The name is longer than %d bytes.", IDENTITY_NAME_MAX);
	if (strlen(mailbox->signature) > IDENTITY_SIGNATURE_MAX)
		return error_invalid(err, "signature", "max_length", NULL, "The signature is longer than %d bytes.",
			IDENTITY_SIGNATURE_MAX);
	if (strlen(mailbox->signature_html) > IDENTITY_SIGNATURE_HTML_MAX)
		return error_invalid(err, "signature_html", "max_length", NULL,
			"The signature is longer than %d bytes.", IDENTITY_SIGNATURE_HTML_MAX);
	return true;
}

/* Aliases are the provider's to allow; here it must only be an address. */
static bool check_send_as(struct tx *tx, const struct mailbox *mailbox, struct error *err)
{
	struct email_address address;

	return !mailbox->send_as || email_address_parse(mailbox->send_as, tx_arena(tx), &address, err) ||
		error_invalid(
			err, "send_as", "email", mailbox->send_as, "“%s” is not an email address.", mailbox->send_as);
}

/* Other numbers for a ramp that is on its way leave it where it is. */
static void take_ramp(struct mailbox *mailbox, const struct ramp *ramp)
{
	bool goes_on = mailbox->ramp.start && ramp->start;

	mailbox->ramp = (struct ramp){.start = ramp->start,
		.step = ramp->step,
		.ceiling = ramp->ceiling,
		.level = goes_on ? mailbox->ramp.level : 0,
		.day = goes_on ? mailbox->ramp.day : 0};
}

/* The name is answered from now on, also when the mailbox is gone: emails outlive it. */
static bool take_tracking_host(
	struct ops *ops, struct tx *tx, const char *name, struct mailbox *mailbox, struct error *err)
{
	return tracking_ops_check_host(ops, name, tx_arena(tx), &mailbox->tracking_host, err) &&
		tracking_store_add_host(tx, mailbox->workspace_id, mailbox->tracking_host, err);
}

static void take_settings(struct mailbox *mailbox, const struct mailbox_settings *settings)
{
	if (settings->daily_cap)
		mailbox->daily_cap = (int)*settings->daily_cap;
	if (settings->min_gap_seconds)
		mailbox->min_gap_seconds = (int)*settings->min_gap_seconds;
	if (settings->name)
		mailbox->name = settings->name;
	if (settings->signature)
		mailbox->signature = settings->signature;
	if (settings->signature_html)
		mailbox->signature_html = settings->signature_html;
	if (settings->timezone)
		mailbox->timezone = settings->timezone;
	if (settings->reply_to || settings->clear_reply_to)
		mailbox->reply_to = settings->clear_reply_to ? NULL : settings->reply_to;
	if (settings->send_as || settings->clear_send_as)
		mailbox->send_as = settings->clear_send_as ? NULL : settings->send_as;
	if (settings->ramp)
		take_ramp(mailbox, settings->ramp);
}

static bool update_in(struct ops *ops, struct tx *tx, const struct call *call, int64_t mailbox_id,
	const struct mailbox_settings *settings, struct mailbox *mailbox, struct error *err)
{
	if (!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, mailbox, err) ||
		!mailbox_rules_allow(call, mailbox, err))
		return false;
	take_settings(mailbox, settings);
	if (settings->clear_tracking_host)
		mailbox->tracking_host = NULL;
	else if (settings->tracking_host && !take_tracking_host(ops, tx, settings->tracking_host, mailbox, err))
		return false;
	if (!check_settings(ops, mailbox, err) || !check_send_as(tx, mailbox, err) ||
		(settings->reply_to && mailbox->reply_to &&
			!sender_identity_check_reply_to(tx, mailbox->workspace_id, mailbox->reply_to, err)))
		return false;
	if (mailbox->min_gap_seconds == 0 &&
		!mailbox_store_update_pacing(tx, mailbox->workspace_id, mailbox->id, 0, err))
		return false;
	return mailbox_store_update_settings(tx, mailbox, err) &&
		mailbox_rules_tell(tx, call, mailbox, NULL, "mailbox.update", NULL, err);
}

bool mailbox_ops_update(struct ops *ops, const struct call *call, int64_t mailbox_id,
	const struct mailbox_settings *settings, struct mailbox *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) && update_in(ops, tx, call, mailbox_id, settings, out, err) &&
		tx_commit(tx, err);
}

static bool hold_in(struct tx *tx, const struct call *call, int64_t mailbox_id, int64_t until_at, int64_t now,
	struct mailbox *mailbox, struct error *err)
{
	int64_t released;

	if (!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, mailbox, err) ||
		!mailbox_rules_allow(call, mailbox, err))
		return false;
	if (mailbox->status != MAILBOX_ACTIVE)
		return error_set(err, ERROR_CONFLICT, "mailbox_not_active",
			"%s is inactive: nothing is sent from it. Reconnect it to use it again.", mailbox->address);
	if (until_at && until_at <= now)
		return error_invalid(err, "until", "future", NULL, "“until” must lie in the future.");
	if (!mailbox_store_hold(tx, mailbox,
		    &(struct mailbox_hold){.cause = HOLD_USER,
			    .until_at = until_at,
			    .by_user_id = call->actor.user_id,
			    .created_at = now},
		    err) ||
		!send_store_release(tx, mailbox->workspace_id, mailbox->id, 0, &released, err))
		return false;
	stop_journal_add(tx,
		&(struct stop_line){.kind = STOP_HOLD,
			.workspace_id = mailbox->workspace_id,
			.mailbox_id = mailbox->id,
			.epoch = mailbox->epoch,
			.until_at = until_at,
			.at = now});
	return mailbox_rules_tell(tx, call, mailbox, "mailbox.held", "mailbox.hold", "{\"cause\":\"user\"}", err) &&
		mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, mailbox, err);
}

bool mailbox_ops_hold(struct ops *ops, const struct call *call, int64_t mailbox_id, int64_t until_at,
	struct mailbox *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct fence_report report;

	if (!tx_begin(ops->store, &tx, err) ||
		!hold_in(tx, call, mailbox_id, until_at, clock_wall(ops->clock), out, err) || !tx_commit(tx, err))
		return false;
	fence_stop(
		ops->fence, &(struct fence_match){.mailbox_id = mailbox_id}, FENCE_CUT_AFTER_MS, call->arena, &report);
	return true;
}

bool mailbox_ops_release(
	struct ops *ops, const struct call *call, int64_t mailbox_id, struct mailbox *out, struct error *err)
{
	static const enum hold_cause by_hand[] = {HOLD_USER, HOLD_BOUNCE_GUARD, HOLD_COMPLAINT_GUARD};
	OWNED(tx) struct tx *tx = NULL;
	bool any = false, lifted = false;

	if (!tx_begin(ops->store, &tx, err) ||
		!mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, out, err) ||
		!mailbox_rules_allow(call, out, err))
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(by_hand); i++) {
		if (!mailbox_store_lift(tx, call->workspace_id, mailbox_id, by_hand[i], &lifted, err))
			return false;
		any = any || lifted;
	}
	if (!any)
		return error_set(err, ERROR_CONFLICT, "invalid_state", "There is no hold on %s that you could lift.",
			out->address);
	mailbox_rules_journal(tx, out, STOP_RELEASE, clock_wall(ops->clock));
	return mailbox_rules_tell(tx, call, out, NULL, "mailbox.release", NULL, err) &&
		mailbox_store_get(tx, call->workspace_id, mailbox_id, call->arena, out, err) && tx_commit(tx, err);
}

bool mailbox_ops_hold_by_system(struct ops *ops, int64_t workspace_id, int64_t mailbox_id, enum hold_cause cause,
	int64_t until_at, const char *code, const char *text, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct call call = mailbox_rules_system(workspace_id, arena);
	int64_t now = clock_wall(ops->clock);
	struct mailbox mailbox;

	if (!tx_begin(ops->store, &tx, err) || !mailbox_store_get(tx, workspace_id, mailbox_id, arena, &mailbox, err))
		return false;
	if (mailbox.status != MAILBOX_ACTIVE)
		return true;
	if (code) {
		mailbox.last_error_code = code;
		mailbox.last_error_text = text;
		mailbox.last_error_at = now;
		if (!mailbox_store_update_state(tx, &mailbox, err))
			return false;
	}
	return mailbox_store_hold(tx, &mailbox,
		       &(struct mailbox_hold){.cause = cause, .until_at = until_at, .created_at = now}, err) &&
		mailbox_rules_tell(tx, &call, &mailbox, "mailbox.held", "mailbox.hold",
			arena_printf(arena, "{\"cause\":\"%s\"}", hold_cause_name(cause)), err) &&
		tx_commit(tx, err);
}

bool mailbox_ops_lift_by_system(
	struct ops *ops, int64_t workspace_id, int64_t mailbox_id, enum hold_cause cause, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct call call = mailbox_rules_system(workspace_id, arena);
	struct mailbox mailbox;
	bool lifted = false;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!mailbox_store_get(tx, workspace_id, mailbox_id, arena, &mailbox, err))
		return error_is(err, "not_found");
	if (!mailbox_store_lift(tx, workspace_id, mailbox_id, cause, &lifted, err))
		return false;
	if (!lifted)
		return true;
	return mailbox_rules_tell(tx, &call, &mailbox, NULL, "mailbox.hold_ended",
		       arena_printf(arena, "{\"cause\":\"%s\"}", hold_cause_name(cause)), err) &&
		tx_commit(tx, err);
}
