#include "ops/mailbox_rules.h"

#include "ops/audit_ops.h"
#include "store/event_store.h"

bool mailbox_rules_is_manager(const struct call *call)
{
	return call->actor.kind == ACTOR_SHELL || call->actor.kind == ACTOR_SYSTEM || call->actor.role == ROLE_OWNER ||
		call->actor.role == ROLE_MANAGER;
}

bool mailbox_rules_allow(const struct call *call, const struct mailbox *mailbox, struct error *err)
{
	if (mailbox_rules_is_manager(call))
		return true;
	if (call->actor.role == ROLE_MEMBER && call->actor.user_id && call->actor.user_id == mailbox->owner_id)
		return true;
	return error_set(err, ERROR_DENIED, "not_your_mailbox",
		"%s belongs to somebody else. Ask its owner or a manager.", mailbox->address);
}

bool mailbox_rules_tell(struct tx *tx, const struct call *call, const struct mailbox *mailbox, const char *event_type,
	const char *action, const char *data, struct error *err)
{
	struct event event = {.workspace_id = mailbox->workspace_id,
		.type = "mailbox.changed",
		.mailbox_id = mailbox->id,
		.data = "{}"};

	if (!event_store_add(tx, &event, err))
		return false;
	event.type = event_type;
	event.data = data;
	if (event_type && !event_store_add(tx, &event, err))
		return false;
	return audit_ops_add(tx, call, action, ID_MAILBOX, mailbox->id, data, err);
}

void mailbox_rules_journal(struct tx *tx, const struct mailbox *mailbox, enum stop_kind stop, int64_t now)
{
	stop_journal_add(tx,
		&(struct stop_line){.kind = stop,
			.workspace_id = mailbox->workspace_id,
			.mailbox_id = mailbox->id,
			.epoch = mailbox->epoch,
			.at = now});
}

struct call mailbox_rules_system(int64_t workspace_id, struct arena *arena)
{
	return (struct call){.arena = arena,
		.workspace_id = workspace_id,
		.actor = {.kind = ACTOR_SYSTEM, .role = ROLE_OWNER, .name = "Outrider"}};
}
