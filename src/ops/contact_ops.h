#pragma once
/*
 * contact_ops: people: add or merge, change, erase, and what happened with each.
 */
#include "model/contact.h"
#include "ops/ops.h"

/* Which fields an edit holds; a field that is held and NULL is cleared by a patch and ignored by a merge. */
struct contact_edit {
	bool has[CONTACT_FIELD_COUNT];
	const char *fields[CONTACT_FIELD_COUNT];
	const char *custom; /* JSON object, or NULL; a patch clears the names that are null or empty in it */
	const char *list;   /* a list to be put on, or NULL */
};

/* Adds, or merges into the one with this address: what is not empty wins, an empty value erases nothing. INVALID with all
 * that is wrong in details.errors. */
MUST_CHECK bool contact_ops_add(struct ops *ops, const struct call *call, const struct contact_edit *edit,
	struct contact *out, bool *added, struct error *err);

/* Changes the fields that the edit holds. CONFLICT/contact_exists when another contact has the new address. */
MUST_CHECK bool contact_ops_update(struct ops *ops, const struct call *call, int64_t id,
	const struct contact_edit *edit, struct contact *out, struct error *err);

/* Deletes the person; a keyed hash stays on Do Not Contact. Answers when nothing to them can be handed over any more. */
struct contact_erasure {
	int64_t sends_kept; /* that something was sent, without address, text or reference */
};
MUST_CHECK bool contact_ops_erase(
	struct ops *ops, const struct call *call, int64_t id, struct contact_erasure *out, struct error *err);

/* The rest of adding, in a transaction of the caller: suppresses again what was erased before, and gives those who waited
 * in review for a field that is there now another look. */
MUST_CHECK bool contact_ops_settle_tx(
	struct tx *tx, struct ops *ops, const struct contact *contact, bool added, bool changed, struct error *err);
