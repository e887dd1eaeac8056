#include "model/mailbox.h"

#include "base/text.h"

static const char *const status_names[] = {
	[MAILBOX_ACTIVE] = "active",
	[MAILBOX_INACTIVE] = "inactive",
};
_Static_assert(ARRAY_COUNT(status_names) == MAILBOX_STATUS_COUNT, "each status has a name");

static const char *const provider_names[] = {
	[PROVIDER_SMTP] = "smtp",
	[PROVIDER_GOOGLE] = "google",
	[PROVIDER_MICROSOFT] = "microsoft",
	[PROVIDER_OAUTH] = "oauth",
};
_Static_assert(ARRAY_COUNT(provider_names) == PROVIDER_COUNT, "each provider has a name");

static const char *const cause_names[] = {
	[MAILBOX_CAUSE_NONE] = NULL,
	[MAILBOX_CAUSE_USER] = "user",
	[MAILBOX_CAUSE_AUTH_ERROR] = "auth_error",
	[MAILBOX_CAUSE_PROVIDER_BLOCK] = "provider_block",
	[MAILBOX_CAUSE_OPERATOR] = "operator",
};
_Static_assert(ARRAY_COUNT(cause_names) == MAILBOX_CAUSE_COUNT, "each cause has a name");

static const char *const hold_names[] = {
	[HOLD_USER] = "user",
	[HOLD_RATE_LIMIT] = "rate_limit",
	[HOLD_PROVIDER] = "provider",
	[HOLD_BOUNCE_GUARD] = "bounce_guard",
	[HOLD_COMPLAINT_GUARD] = "complaint_guard",
	[HOLD_CATCH_UP] = "catch_up",
};
_Static_assert(ARRAY_COUNT(hold_names) == HOLD_CAUSE_COUNT, "each hold has a name");

static const char *const action_names[] = {
	[MAILBOX_MAY_DISCONNECT] = "disconnect",
	[MAILBOX_MAY_UNDO_DISCONNECT] = "undo_disconnect",
	[MAILBOX_MAY_RECONNECT] = "reconnect",
	[MAILBOX_MAY_REMOVE] = "remove",
	[MAILBOX_MAY_HOLD] = "hold",
	[MAILBOX_MAY_RELEASE] = "release",
	[MAILBOX_MAY_UPDATE_SIGN_IN] = "update_sign_in",
	[MAILBOX_MAY_RESTART_CAMPAIGNS] = "restart_campaigns",
};
_Static_assert(ARRAY_COUNT(action_names) == MAILBOX_ACTION_COUNT, "each action has a name");

static const char *const event_names[] = {
	[MAILBOX_DISCONNECT] = "disconnect",
	[MAILBOX_AUTH_REFUSED] = "auth_refused",
	[MAILBOX_PROVIDER_BLOCKED] = "provider_blocked",
	[MAILBOX_STOPPED_BY_MANAGER] = "stopped_by_manager",
	[MAILBOX_UNDO] = "undo",
	[MAILBOX_RECONNECT] = "reconnect",
};
_Static_assert(ARRAY_COUNT(event_names) == MAILBOX_EVENT_COUNT, "each event has a name");

/* Every move there is. A from_cause of NONE fits any cause. */
static const struct mailbox_move moves[] = {
	{MAILBOX_ACTIVE, MAILBOX_CAUSE_NONE, MAILBOX_DISCONNECT, MAILBOX_INACTIVE, MAILBOX_CAUSE_USER},
	{MAILBOX_ACTIVE, MAILBOX_CAUSE_NONE, MAILBOX_AUTH_REFUSED, MAILBOX_INACTIVE, MAILBOX_CAUSE_AUTH_ERROR},
	{MAILBOX_ACTIVE, MAILBOX_CAUSE_NONE, MAILBOX_PROVIDER_BLOCKED, MAILBOX_INACTIVE, MAILBOX_CAUSE_PROVIDER_BLOCK},
	{MAILBOX_ACTIVE, MAILBOX_CAUSE_NONE, MAILBOX_STOPPED_BY_MANAGER, MAILBOX_INACTIVE, MAILBOX_CAUSE_OPERATOR},
	{MAILBOX_INACTIVE, MAILBOX_CAUSE_USER, MAILBOX_UNDO, MAILBOX_ACTIVE, MAILBOX_CAUSE_NONE},
	{MAILBOX_INACTIVE, MAILBOX_CAUSE_NONE, MAILBOX_RECONNECT, MAILBOX_ACTIVE, MAILBOX_CAUSE_NONE},
};

/* The steps a hold stops: from first to last; outside: mail of no campaign as well. */
static const struct cover {
	int first, last;
	bool outside;
} covers[] = {
	[HOLD_USER] = {1, INT32_MAX, true},
	[HOLD_RATE_LIMIT] = {1, INT32_MAX, true},
	[HOLD_PROVIDER] = {1, INT32_MAX, true},
	[HOLD_BOUNCE_GUARD] = {1, 1, false},
	[HOLD_COMPLAINT_GUARD] = {1, 1, false},
	[HOLD_CATCH_UP] = {2, INT32_MAX, false},
};
_Static_assert(ARRAY_COUNT(covers) == HOLD_CAUSE_COUNT, "each hold has its cover");

static bool name_parse(const char *const *names, size_t count, const char *name, size_t *out)
{
	for (size_t i = 0; i < count; i++) {
		if (name && text_equal(names[i], name)) {
			*out = i;
			return true;
		}
	}
	return false;
}

const char *mailbox_status_name(enum mailbox_status status)
{
	return status_names[status];
}

bool mailbox_status_parse(const char *name, enum mailbox_status *out)
{
	size_t at;

	if (!name_parse(status_names, ARRAY_COUNT(status_names), name, &at))
		return false;
	*out = (enum mailbox_status)at;
	return true;
}

const char *mailbox_provider_name(enum mailbox_provider provider)
{
	return provider_names[provider];
}

bool mailbox_provider_parse(const char *name, enum mailbox_provider *out)
{
	size_t at;

	if (!name_parse(provider_names, ARRAY_COUNT(provider_names), name, &at))
		return false;
	*out = (enum mailbox_provider)at;
	return true;
}

const char *mailbox_cause_name(enum mailbox_cause cause)
{
	return cause_names[cause];
}

bool mailbox_cause_parse(const char *name, enum mailbox_cause *out)
{
	size_t at = MAILBOX_CAUSE_NONE;

	if (name && !name_parse(cause_names, ARRAY_COUNT(cause_names), name, &at))
		return false;
	*out = (enum mailbox_cause)at;
	return true;
}

const char *hold_cause_name(enum hold_cause cause)
{
	return hold_names[cause];
}

bool hold_cause_parse(const char *name, enum hold_cause *out)
{
	size_t at;

	if (!name_parse(hold_names, ARRAY_COUNT(hold_names), name, &at))
		return false;
	*out = (enum hold_cause)at;
	return true;
}

const char *mailbox_action_name(enum mailbox_action action)
{
	return action_names[action];
}

const char *mailbox_event_name(enum mailbox_event event)
{
	return event_names[event];
}

bool mailbox_move_at(size_t at, struct mailbox_move *out)
{
	if (at >= ARRAY_COUNT(moves))
		return false;
	*out = moves[at];
	return true;
}

static const struct mailbox_move *find_move(const struct mailbox *mailbox, enum mailbox_event event)
{
	for (size_t i = 0; i < ARRAY_COUNT(moves); i++) {
		const struct mailbox_move *move = &moves[i];

		if (move->from == mailbox->status && move->event == event &&
			(move->from_cause == MAILBOX_CAUSE_NONE || move->from_cause == mailbox->cause))
			return move;
	}
	return NULL;
}

/* Why this event cannot happen to a mailbox in this state. */
static bool refuse(const struct mailbox *mailbox, enum mailbox_event event, struct error *err)
{
	if (mailbox->status == MAILBOX_ACTIVE)
		return error_set(err, ERROR_CONFLICT, "mailbox_active", "%s is already active.", mailbox->address);
	if (event == MAILBOX_UNDO)
		return error_set(err, ERROR_CONFLICT, "undo_expired",
			"The disconnect of %s can no longer be undone. Reconnect it to use it again.",
			mailbox->address);
	error_set(err, ERROR_CONFLICT, "mailbox_not_active", "%s is already inactive. Reconnect it to use it again.",
		mailbox->address);
	return error_details(err, "{\"status\":\"inactive\",\"allowed\":[\"reconnect\",\"remove\"]}");
}

static void enter(struct mailbox *mailbox, const struct mailbox_move *move, int64_t by_user_id, int64_t now)
{
	bool inactive = move->to == MAILBOX_INACTIVE;

	mailbox->status = move->to;
	mailbox->cause = move->to_cause;
	mailbox->inactive_since = inactive ? now : 0;
	mailbox->inactive_by = inactive ? by_user_id : 0;
	mailbox->locked = move->event == MAILBOX_STOPPED_BY_MANAGER;
	mailbox->undo_until = 0;
	mailbox->epoch++;
}

bool mailbox_apply(
	struct mailbox *mailbox, enum mailbox_event event, int64_t by_user_id, int64_t now, struct error *err)
{
	const struct mailbox_move *move = find_move(mailbox, event);

	if (mailbox->disconnecting && (event == MAILBOX_UNDO || event == MAILBOX_RECONNECT))
		return error_set(err, ERROR_CONFLICT, "disconnecting",
			"%s is still being disconnected. Try again in a moment.", mailbox->address);
	if (!move || (event == MAILBOX_UNDO && now >= mailbox->undo_until))
		return refuse(mailbox, event, err);
	enter(mailbox, move, by_user_id, now);
	return true;
}

static bool hold_is_live(const struct mailbox_hold *hold, int64_t now)
{
	return hold->until_at == 0 || now < hold->until_at;
}

static const struct mailbox_hold *find_hold(const struct mailbox *mailbox, enum hold_cause cause, int64_t now)
{
	for (size_t i = 0; i < mailbox->hold_count; i++)
		if (mailbox->holds[i].cause == cause && hold_is_live(&mailbox->holds[i], now))
			return &mailbox->holds[i];
	return NULL;
}

/* A hold that a person may lift. */
static bool has_liftable_hold(const struct mailbox *mailbox, int64_t now)
{
	return find_hold(mailbox, HOLD_USER, now) || find_hold(mailbox, HOLD_BOUNCE_GUARD, now) ||
		find_hold(mailbox, HOLD_COMPLAINT_GUARD, now);
}

bool mailbox_may(const struct mailbox *mailbox, enum mailbox_action action, int64_t now)
{
	bool active = mailbox->status == MAILBOX_ACTIVE;
	bool at_rest = !active && !mailbox->disconnecting;

	switch (action) {
	case MAILBOX_MAY_DISCONNECT:
	case MAILBOX_MAY_UPDATE_SIGN_IN:
	case MAILBOX_MAY_RESTART_CAMPAIGNS:
		return active;
	case MAILBOX_MAY_UNDO_DISCONNECT:
		return at_rest && mailbox->cause == MAILBOX_CAUSE_USER && now < mailbox->undo_until;
	case MAILBOX_MAY_RECONNECT:
	case MAILBOX_MAY_REMOVE:
		return at_rest;
	case MAILBOX_MAY_HOLD:
		return active && !find_hold(mailbox, HOLD_USER, now);
	case MAILBOX_MAY_RELEASE:
		return active && has_liftable_hold(mailbox, now);
	case MAILBOX_ACTION_COUNT:
		break;
	}
	UNREACHABLE();
}

static bool covers_step(enum hold_cause cause, int step)
{
	const struct cover *cover = &covers[cause];

	return step == 0 ? cover->outside : step >= cover->first && step <= cover->last;
}

const struct mailbox_hold *mailbox_hold_for_step(const struct mailbox *mailbox, int step, int64_t now)
{
	for (int cause = 0; cause < HOLD_CAUSE_COUNT; cause++) {
		const struct mailbox_hold *hold = find_hold(mailbox, (enum hold_cause)cause, now);

		if (hold && covers_step(hold->cause, step))
			return hold;
	}
	return NULL;
}

int mailbox_cap_on(const struct mailbox *mailbox, int day)
{
	int ramp = ramp_cap(&mailbox->ramp, day);

	return ramp < mailbox->daily_cap ? ramp : mailbox->daily_cap;
}
