#pragma once
/*
 * mailbox_rules: what the mailbox use cases share: who may act, and what is written with every change.
 */
#include "model/mailbox.h"
#include "ops/ops.h"
#include "ops/stop_journal.h"

/* The owner of the mailbox, managers, the owner, the shell and the system. DENIED otherwise. */
MUST_CHECK bool mailbox_rules_allow(const struct call *call, const struct mailbox *mailbox, struct error *err);
bool mailbox_rules_is_manager(const struct call *call);

/* The event for the UI (mailbox.changed), an event of the given type when not NULL, and the audit line. `data` is a JSON
 * object without secrets, or NULL. */
MUST_CHECK bool mailbox_rules_tell(struct tx *tx, const struct call *call, const struct mailbox *mailbox,
	const char *event_type, const char *action, const char *data, struct error *err);

/* A line about this mailbox in the stop journal. */
void mailbox_rules_journal(struct tx *tx, const struct mailbox *mailbox, enum stop_kind stop, int64_t now);

/* The workers' own call: the system, with the memory given. */
struct call mailbox_rules_system(int64_t workspace_id, struct arena *arena);
