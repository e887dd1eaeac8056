#include "model/send.h"

#include <stddef.h>

#include "base/text.h"

static const char *const status_names[] = {
	[SEND_DUE] = "due",
	[SEND_CLAIMED] = "claimed",
	[SEND_TRANSMITTING] = "transmitting",
	[SEND_SENT] = "sent",
	[SEND_FAILED] = "failed",
	[SEND_UNKNOWN] = "unknown",
	[SEND_CANCELLED] = "cancelled",
};
_Static_assert(ARRAY_COUNT(status_names) == SEND_STATUS_COUNT, "each status has a name");

static const char *const reason_names[] = {
	[HELD_NONE] = NULL,
	[HELD_CAMPAIGN_PAUSED] = "campaign_paused",
	[HELD_MAILBOX_INACTIVE] = "mailbox_inactive",
	[HELD_MAILBOX_HOLD] = "mailbox_hold",
	[HELD_CATCH_UP] = "catch_up",
	[HELD_WINDOW] = "window",
	[HELD_GAP] = "gap",
	[HELD_CAP] = "cap",
	[HELD_NEW_CONTACT_CAP] = "new_contact_cap",
	[HELD_DOMAIN_SPACING] = "domain_spacing",
	[HELD_REVIEW] = "review",
	[HELD_MISSING_FIELD] = "missing_field",
	[HELD_SUPPRESSED] = "suppressed",
	[HELD_OVERLAP] = "overlap",
	[HELD_COUNTRY_POLICY] = "country_policy",
	[HELD_PROVIDER_DOWN] = "provider_down",
	[HELD_RESTORE_HOLD] = "restore_hold",
	[HELD_CLOCK_HOLD] = "clock_hold",
	[HELD_DISK_FULL] = "disk_full",
	[HELD_ATTACHMENT_MISSING] = "attachment_missing",
	[HELD_EMAIL_TOO_LARGE] = "email_too_large",
	[HELD_UNKNOWN_PENDING] = "unknown_pending",
	[HELD_CONTACT_PAUSED] = "contact_paused",
	[HELD_COLLEAGUE_REPLIED] = "colleague_replied",
	[HELD_CONDITION] = "condition",
	[HELD_GOAL_REACHED] = "goal_reached",
	[HELD_WAITING] = "waiting",
};
_Static_assert(ARRAY_COUNT(reason_names) == HELD_REASON_COUNT, "each reason has a name");

/* Every move there is. claimed → failed: refused before the permit was asked for (the recipient, the size). due → unknown: it
 * may have left before the database was restored from a backup. */
static const struct send_move moves[] = {
	{SEND_DUE, SEND_CLAIMED},
	{SEND_DUE, SEND_CANCELLED},
	{SEND_DUE, SEND_UNKNOWN},
	{SEND_CLAIMED, SEND_TRANSMITTING},
	{SEND_CLAIMED, SEND_DUE},
	{SEND_CLAIMED, SEND_FAILED},
	{SEND_CLAIMED, SEND_CANCELLED},
	{SEND_TRANSMITTING, SEND_SENT},
	{SEND_TRANSMITTING, SEND_FAILED},
	{SEND_TRANSMITTING, SEND_UNKNOWN},
	{SEND_TRANSMITTING, SEND_DUE},
	{SEND_UNKNOWN, SEND_SENT},
	{SEND_UNKNOWN, SEND_DUE},
	{SEND_UNKNOWN, SEND_CANCELLED},
};

/* Minutes to wait after the first, second … transient refusal; the last one repeats. All twelve fit in three days. */
static const int retry_minutes[] = {5, 15, 30, 60, 120, 240, 480, 720};

const char *send_status_name(enum send_status status)
{
	return status_names[status];
}

bool send_status_parse(const char *name, enum send_status *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(status_names); i++) {
		if (text_equal(status_names[i], name)) {
			*out = (enum send_status)i;
			return true;
		}
	}
	return false;
}

const char *held_reason_name(enum held_reason reason)
{
	return reason_names[reason];
}

bool send_move_at(size_t at, struct send_move *out)
{
	if (at >= ARRAY_COUNT(moves))
		return false;
	*out = moves[at];
	return true;
}

bool send_may_move(enum send_status from, enum send_status to)
{
	for (size_t i = 0; i < ARRAY_COUNT(moves); i++)
		if (moves[i].from == from && moves[i].to == to)
			return true;
	return false;
}

int64_t send_retry_at(int attempts, int64_t first_failed_at, int64_t now)
{
	int last = (int)ARRAY_COUNT(retry_minutes) - 1;
	int wait = attempts < 1 ? 0 : attempts - 1;
	int64_t at;

	if (attempts >= SEND_MAX_ATTEMPTS)
		return 0;
	at = now + retry_minutes[wait < last ? wait : last] * 60000LL;
	return at - first_failed_at > SEND_GIVE_UP_MS ? 0 : at;
}
