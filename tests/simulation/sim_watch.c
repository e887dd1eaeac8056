/*
 * sim_watch: looks on while the program asks for permits and takes answers in, and writes both into the history.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ops/reply_ops.h"
#include "ops/send_permit.h"
#include "sim_chaos.h"
#include "sim_guards.h"
#include "sim_history.h"
#include "sim_inbox.h"

bool __real_send_permit_ask(struct ops *ops, struct claim *claim, const struct prepared *email, bool *granted,
	enum held_reason *reason, struct error *err);
bool __wrap_send_permit_ask(struct ops *ops, struct claim *claim, const struct prepared *email, bool *granted,
	enum held_reason *reason, struct error *err);
bool __real_reply_ops_take(
	struct ops *ops, const struct mailbox *mailbox, const struct incoming *mail, bool *matched, struct error *err);
bool __wrap_reply_ops_take(
	struct ops *ops, const struct mailbox *mailbox, const struct incoming *mail, bool *matched, struct error *err);

bool __wrap_send_permit_ask(struct ops *ops, struct claim *claim, const struct prepared *email, bool *granted,
	enum held_reason *reason, struct error *err)
{
	bool done = __real_send_permit_ask(ops, claim, email, granted, reason, err);
	struct record record = {.kind = RECORD_PERMIT,
		.mailbox = claim->send.mailbox_id,
		.campaign = claim->send.campaign_id,
		.contact = claim->send.contact_id,
		.subject = provider_hash(claim->send.message_id),
		.answer = done && *granted ? claim->send.permitted_at : 0};

	if (!done)
		snprintf(record.words, sizeof(record.words), "%.39s", err->code);
	history_add(&record);
	return done;
}

bool __wrap_reply_ops_take(
	struct ops *ops, const struct mailbox *mailbox, const struct incoming *mail, bool *matched, struct error *err)
{
	const struct inbox_mail *answer = &provider_current()->inbox[strtol(strrchr(mail->provider_id, '/') + 1, NULL, 10) - 1];
	bool is_out = guard_is_out(GUARD_ANSWERS);
	bool done = is_out || __real_reply_ops_take(ops, mailbox, mail, matched, err);
	bool ends = done && (is_out || *matched) && answer->kind != ANSWER_MACHINE;

	*matched = *matched || is_out;
	history_add(&(struct record){.kind = RECORD_ANSWER, .what = ACT_READ, .contact = answer->contact + 1, .answer = ends});
	return done;
}
