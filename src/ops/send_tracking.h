#pragma once
/*
 * send_tracking: what the email of one send is made of and tracked with, and that it was.
 */
#include "ops/compose.h"
#include "ops/send_permit.h"

/* What the email of a claim is made of, tracked or not as campaign and contact ask. In the arena. */
struct compose_input send_tracking_input(
	struct ops *ops, const struct claim *claim, const struct mailbox *mailbox, struct arena *arena);

/* *may is false for an email that follows somebody who may not be followed any more. */
MUST_CHECK bool send_tracking_may_go(
	struct tx *tx, const struct contact *contact, const struct tracked_mail *tracked, bool *may, struct error *err);

/* Keeps what it carries, if anything: with the permit, so that no link leaves that leads nowhere. */
MUST_CHECK bool send_tracking_keep(
	struct tx *tx, const struct send *send, const struct tracked_mail *tracked, int64_t now, struct error *err);
