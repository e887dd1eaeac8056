#include "ops/contact_ops.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "ops/audit_ops.h"
#include "ops/compose.h"
#include "ops/course.h"
#include "ops/problems.h"
#include "ops/suppression_ops.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/event_store.h"
#include "store/list_store.h"
#include "store/suppression_store.h"

enum { LIST_NAME_MAX = 200 };

/* Takes the fields of the edit into the contact, cleaned. */
static void take_fields(
	struct contact *contact, const struct contact_edit *edit, struct arena *arena, struct problems *problems)
{
	struct error err;

	if (edit->has[CONTACT_EMAIL] && !contact_set_email(contact, edit->fields[CONTACT_EMAIL], arena, &err))
		problems_add(problems, "", &err);
	for (size_t i = CONTACT_EMAIL + 1; i < CONTACT_FIELD_COUNT; i++)
		if (edit->has[i] &&
			!contact_clean((enum contact_field)i, edit->fields[i], arena, &contact->fields[i], &err))
			problems_add(problems, "", &err);
	if (edit->list && (text_is_empty(edit->list) || strlen(edit->list) > LIST_NAME_MAX) &&
		!error_invalid(&err, "list", "length", edit->list, "A list's name has 1 to %d bytes.", LIST_NAME_MAX))
		problems_add(problems, "", &err);
}

/* A contact that waits in review gets another look once it was changed; preparing or composing it decides anew. */
static bool wake_reviewed(struct tx *tx, const struct enrollment *list, size_t count, int64_t now, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].status == ENROLLMENT_REVIEW &&
			!enrollment_store_set_status(tx, &list[i], ENROLLMENT_LIVE, NULL, now, now, err))
			return false;
	return true;
}

/* What its campaigns make of a change. */
static bool look_again(struct tx *tx, const struct contact *contact, int64_t now, struct error *err)
{
	struct enrollment *list = NULL;
	size_t count = 0;

	if (!enrollment_store_list_of_contact(
		    tx, contact->workspace_id, contact->id, tx_arena(tx), &list, &count, err) ||
		!wake_reviewed(tx, list, count, now, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (list[i].status == ENROLLMENT_REVIEW)
			list[i].status = ENROLLMENT_LIVE;
	return course_reach_goals(tx, contact, list, count, now, err);
}

bool contact_ops_settle_tx(
	struct tx *tx, struct ops *ops, const struct contact *contact, bool added, bool changed, struct error *err)
{
	if (added && !suppression_ops_remember_erased(tx, ops, contact->workspace_id, contact->email_key, err))
		return false;
	return !changed || look_again(tx, contact, clock_wall(ops->clock), err);
}

static bool put_on_list(struct tx *tx, const struct contact *contact, const char *list, struct error *err)
{
	bool added = false;
	int64_t id = 0;

	return !list ||
		(list_store_make(tx, contact->workspace_id, list, &id, err) &&
			list_store_add_member(tx, contact->workspace_id, id, contact->id, &added, err) &&
			contact_store_total_add(tx, contact->workspace_id, id, added, err));
}

static bool tell(
	struct tx *tx, const struct call *call, const struct contact *contact, const char *action, struct error *err)
{
	return event_store_add(tx,
		       &(struct event){.workspace_id = contact->workspace_id,
			       .type = "contact.changed",
			       .contact_id = contact->id},
		       err) &&
		audit_ops_add(tx, call, action, ID_CONTACT, contact->id, NULL, err);
}

bool contact_ops_add(struct ops *ops, const struct call *call, const struct contact_edit *edit, struct contact *out,
	bool *added, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct problems problems;
	struct error why;
	bool changed = false;

	*out = (struct contact){.workspace_id = call->workspace_id, .custom = "{}"};
	problems_init(&problems, call->arena);
	if (!edit->has[CONTACT_EMAIL] &&
		!error_invalid(&why, "email", "required", NULL, "A contact needs an email address."))
		problems_add(&problems, "", &why);
	take_fields(out, edit, call->arena, &problems);
	if (!contact_clean_custom(edit->custom, call->arena, &out->custom, &why))
		problems_add(&problems, "", &why);
	if (!problems_check(&problems, err) || !tx_begin(ops->store, &tx, err) ||
		!contact_store_merge(tx, call->arena, out, added, &changed, err) ||
		!contact_store_total_add(tx, call->workspace_id, 0, *added, err) ||
		!contact_ops_settle_tx(tx, ops, out, *added, changed, err) || !put_on_list(tx, out, edit->list, err))
		return false;
	return tell(tx, call, out, *added ? "contact.add" : "contact.merge", err) && tx_commit(tx, err);
}

/* Both are objects. null and "" in the patch take a field away; what is clean of it is set. */
static const char *merge_custom(const char *old, const char *patch, const char *clean, struct arena *arena)
{
	json_t *into = json_loads(old, 0, NULL), *wanted = json_loads(patch, 0, NULL),
	       *set = json_loads(clean, 0, NULL);
	const char *name, *merged = old;
	json_t *value;
	char *text;

	json_object_foreach(wanted, name, value) {
		const char *known = contact_custom_name(name, arena);

		if (known && (json_is_null(value) || text_equal(json_string_value(value), "")))
			json_object_del(into, known);
	}
	json_object_update(into, set);
	text = json_dumps(into, JSON_COMPACT | JSON_SORT_KEYS);
	if (text)
		merged = arena_text(arena, text);
	free(text);
	json_decref(into);
	json_decref(wanted);
	json_decref(set);
	return merged;
}

static void patch_custom(struct contact *contact, const char *custom, struct arena *arena, struct problems *problems)
{
	const char *clean = NULL;
	struct error err;

	if (!custom)
		return;
	if (contact_clean_custom(custom, arena, &clean, &err))
		contact->custom = merge_custom(contact->custom, custom, clean, arena);
	else
		problems_add(problems, "", &err);
}

static bool update_in(struct tx *tx, struct ops *ops, const struct call *call, int64_t id,
	const struct contact_edit *edit, struct contact *contact, struct error *err)
{
	struct problems problems;
	bool updated = false;

	if (!contact_store_get(tx, call->workspace_id, id, call->arena, contact, err))
		return false;
	problems_init(&problems, call->arena);
	take_fields(contact, edit, call->arena, &problems);
	patch_custom(contact, edit->custom, call->arena, &problems);
	if (!problems_check(&problems, err) || !contact_store_update(tx, call->arena, contact, &updated, err))
		return false;
	if (!updated)
		return error_set(err, ERROR_CONFLICT, "contact_exists", "Another contact has the address %.200s.",
			contact->fields[CONTACT_EMAIL]);
	return contact_ops_settle_tx(tx, ops, contact, edit->has[CONTACT_EMAIL], true, err) &&
		put_on_list(tx, contact, edit->list, err) && tell(tx, call, contact, "contact.update", err);
}

bool contact_ops_update(struct ops *ops, const struct call *call, int64_t id, const struct contact_edit *edit,
	struct contact *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) && update_in(tx, ops, call, id, edit, out, err) && tx_commit(tx, err);
}

/* The first of two transactions: nothing is permitted any more, and the hash is on Do Not Contact for good. */
static bool stop_writing(
	struct ops *ops, const struct call *call, int64_t id, struct contact *contact, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct suppression_new new = {.source = "erasure", .ends_as = ENROLLMENT_SUPPRESSED};
	struct suppression entry;
	unsigned char hash[32];
	char hex[65];
	int64_t ended = 0;
	bool added = false;

	if (!tx_begin(ops->store, &tx, err) ||
		!contact_store_get(tx, call->workspace_id, id, call->arena, contact, err) ||
		!enrollment_store_end_of_contact(
			tx, call->workspace_id, id, ENROLLMENT_SUPPRESSED, clock_wall(ops->clock), &ended, err))
		return false;
	compose_address_hash(ops->vault, contact->email_key, hash);
	text_hex(hash, sizeof(hash), hex);
	new.value = (struct suppression_value){.kind = SUPPRESSION_ADDRESS, .value = "", .key = hex};
	new.hashed = true;
	return suppression_ops_add_tx(tx, ops, call, &new, &entry, &added, err) && tx_commit(tx, err);
}

/* The second: the person goes, also from Do Not Contact by name: the hash stays. */
static bool forget(struct ops *ops, const struct call *call, const struct contact *contact, struct contact_erasure *out,
	struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) &&
		contact_store_count_sends(tx, call->workspace_id, contact->id, &out->sends_kept, err) &&
		suppression_store_forget_address(tx, call->workspace_id, contact->email_key, err) &&
		contact_store_erase(tx, call->workspace_id, contact->id, err) &&
		tell(tx, call, contact, "contact.erase", err) && tx_commit(tx, err);
}

bool contact_ops_erase(
	struct ops *ops, const struct call *call, int64_t id, struct contact_erasure *out, struct error *err)
{
	struct contact contact;
	struct fence_report report;

	if (!stop_writing(ops, call, id, &contact, err))
		return false;
	fence_stop(ops->fence, &(struct fence_match){.contact_id = id}, FENCE_CUT_AFTER_MS, call->arena, &report);
	return forget(ops, call, &contact, out, err);
}
