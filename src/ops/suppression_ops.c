#include "ops/suppression_ops.h"

#include <string.h>

#include "base/text.h"
#include "ops/audit_ops.h"
#include "ops/compose.h"
#include "ops/mailbox_rules.h"
#include "ops/stop_journal.h"
#include "store/contact_store.h"
#include "store/event_store.h"

enum { HASH_SIZE = 32, HASH_HEX = 2 * HASH_SIZE + 1, DOMAIN_BATCH = 200 };

static void hash_hex(const struct ops *ops, const char *email_key, char out[HASH_HEX])
{
	unsigned char hash[HASH_SIZE];

	compose_address_hash(ops->vault, email_key, hash);
	text_hex(hash, sizeof(hash), out);
}

/* The journal outlives erasure: addresses stand in it as their hash. */
static void add_journal(struct tx *tx, struct ops *ops, const struct suppression *entry, enum stop_kind stop)
{
	struct stop_line line = {.kind = stop,
		.workspace_id = entry->workspace_id,
		.source = entry->source,
		.at = clock_wall(ops->clock)};
	char hash[HASH_HEX];

	if (entry->kind == SUPPRESSION_DOMAIN) {
		line.domain = entry->value_key;
	} else {
		if (!entry->hashed)
			hash_hex(ops, entry->value_key, hash);
		line.address_hash = entry->hashed ? entry->value_key : hash;
	}
	stop_journal_add(tx, &line);
}

/* Ends what the person at this address still had to get. */
static bool end_address(struct tx *tx, struct ops *ops, int64_t workspace_id, const char *email_key,
	enum enrollment_status status, struct error *err)
{
	struct contact contact;
	int64_t ended = 0;
	bool found = false;

	if (!contact_store_find_by_key(tx, workspace_id, email_key, tx_arena(tx), &contact, &found, err))
		return false;
	return !found ||
		enrollment_store_end_of_contact(
			tx, workspace_id, contact.id, status, clock_wall(ops->clock), &ended, err);
}

bool suppression_ops_add_tx(struct tx *tx, struct ops *ops, const struct call *call, const struct suppression_new *new,
	struct suppression *out, bool *added, struct error *err)
{
	*out = (struct suppression){.workspace_id = call->workspace_id,
		.kind = new->value.kind,
		.value = new->value.value,
		.value_key = new->value.key,
		.hashed = new->hashed,
		.reason = new->reason,
		.source = new->source,
		.created_by = call->actor.user_id};
	if (!suppression_store_add(tx, call->arena, out, added, err))
		return false;
	add_journal(tx, ops, out, new->hashed ? STOP_ERASE : STOP_SUPPRESS);
	if (out->kind == SUPPRESSION_ADDRESS && !new->hashed &&
		!end_address(tx, ops, call->workspace_id, out->value_key, new->ends_as, err))
		return false;
	return !*added ||
		audit_ops_add(tx, call, "suppression.add", ID_SUPPRESSION, out->id,
			arena_printf(tx_arena(tx), "{\"source\":\"%s\"}", new->source), err);
}

/* The next people of a domain. No index finds subdomains, so all contacts are gone through: without the writer's lock. */
static bool list_of_domain(struct ops *ops, const struct call *call, const char *domain, int64_t after,
	struct arena *arena, int64_t **ids, size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) &&
		contact_store_list_of_domain(
			tx, call->workspace_id, domain, after, DOMAIN_BATCH, arena, ids, count, err);
}

static bool end_people(struct ops *ops, const struct call *call, const int64_t *ids, size_t count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t ended = 0;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!enrollment_store_end_of_contact(
			    tx, call->workspace_id, ids[i], ENROLLMENT_SUPPRESSED, clock_wall(ops->clock), &ended, err))
			return false;
	return tx_commit(tx, err);
}

/* The people of a suppressed domain, a batch in each transaction: the permit refuses them from the first commit on. */
static bool end_domain(struct ops *ops, const struct call *call, const char *domain, struct error *err)
{
	int64_t after = 0, *ids = NULL;
	size_t count;

	do {
		OWNED(arena) struct arena *arena = arena_new();

		if (!list_of_domain(ops, call, domain, after, arena, &ids, &count, err) ||
			(count && !end_people(ops, call, ids, count, err)))
			return false;
		if (count)
			after = ids[count - 1];
	} while (count == DOMAIN_BATCH);
	return true;
}

static void stop_fence(struct ops *ops, struct arena *arena, const struct suppression_value *value)
{
	struct fence_match match = {0};
	struct fence_report report;

	if (value->kind == SUPPRESSION_ADDRESS)
		match.address = value->key;
	else
		match.domain = value->key;
	fence_stop(ops->fence, &match, FENCE_CUT_AFTER_MS, arena, &report);
}

static const char *source_of(const struct call *call)
{
	return call->actor.kind == ACTOR_KEY ? "api" : "user";
}

static bool add_value(struct ops *ops, const struct call *call, const struct suppression_new *new,
	struct suppression *out, bool *added, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err) || !suppression_ops_add_tx(tx, ops, call, new, out, added, err) ||
		!tx_commit(tx, err))
		return false;
	stop_fence(ops, call->arena, &new->value);
	return new->value.kind == SUPPRESSION_ADDRESS || end_domain(ops, call, new->value.key, err);
}

static bool check_reason(const char *reason, struct error *err)
{
	if (!reason || strlen(reason) <= SUPPRESSION_REASON_MAX)
		return true;
	return error_invalid(
		err, "reason", "max_length", NULL, "The reason can be at most %d bytes long.", SUPPRESSION_REASON_MAX);
}

bool suppression_ops_add(struct ops *ops, const struct call *call, const char *value, const char *reason,
	struct suppression *out, bool *added, struct error *err)
{
	struct suppression_new new = {.reason = reason, .source = source_of(call), .ends_as = ENROLLMENT_SUPPRESSED};

	return check_reason(reason, err) && suppression_parse(value, call->arena, &new.value, err) &&
		add_value(ops, call, &new, out, added, err);
}

bool suppression_ops_add_bulk(struct ops *ops, const struct call *call, const char *const *values, size_t count,
	const char *reason, struct suppression_bulk *out, struct error *err)
{
	*out = (struct suppression_bulk){.rejected = ARENA_ARRAY(call->arena, struct suppression_rejected, count)};
	if (!check_reason(reason, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct suppression entry;
		bool added = false;

		if (suppression_ops_add(ops, call, values[i], reason, &entry, &added, err)) {
			out->added += added;
			out->already += !added;
			continue;
		}
		if (err->kind != ERROR_INVALID)
			return false;
		out->rejected[out->rejected_count++] = (struct suppression_rejected){
			.value = values[i], .message = arena_text(call->arena, err->message)};
	}
	return true;
}

bool suppression_ops_remove(struct ops *ops, const struct call *call, int64_t id, const char *reason, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct suppression entry;

	if (!mailbox_rules_is_manager(call))
		return error_set(err, ERROR_DENIED, "managers_only",
			"Only a manager can allow writing to somebody again. Ask one.");
	if (text_is_empty(reason))
		return error_invalid(err, "reason", "required", NULL, "Say why this may be written to again.");
	if (!check_reason(reason, err) || !tx_begin(ops->store, &tx, err) ||
		!suppression_store_get(tx, call->workspace_id, id, call->arena, &entry, err) ||
		!suppression_store_remove(tx, call->workspace_id, id, err))
		return false;
	add_journal(tx, ops, &entry, STOP_UNSUPPRESS);
	return audit_ops_add(tx, call, "suppression.remove", ID_SUPPRESSION, id,
		       arena_printf(tx_arena(tx), "{\"source\":\"%s\"}", entry.source), err) &&
		tx_commit(tx, err);
}

bool suppression_ops_remember_erased(
	struct tx *tx, struct ops *ops, int64_t workspace_id, const char *email_key, struct error *err)
{
	struct suppression entry = {.workspace_id = workspace_id,
		.kind = SUPPRESSION_ADDRESS,
		.value = email_key,
		.value_key = email_key,
		.reason = "Erased before",
		.source = "erasure"};
	char hash[HASH_HEX];
	bool any = false, covered = false, added = false;

	if (!suppression_store_has_hashes(tx, workspace_id, &any, err))
		return false;
	if (!any)
		return true;
	hash_hex(ops, email_key, hash);
	return suppression_store_covers_hash(tx, workspace_id, hash, &covered, err) &&
		(!covered || suppression_store_add(tx, tx_arena(tx), &entry, &added, err));
}

/* The link's enrollment counts as unsubscribed also when it had got its last email. */
static bool mark_unsubscribed(struct tx *tx, struct ops *ops, const struct unsubscribe *link,
	const struct contact *contact, struct error *err)
{
	struct enrollment *list = NULL;
	int64_t now = clock_wall(ops->clock), ended = 0;
	size_t count = 0;

	if (!enrollment_store_end_of_contact(
		    tx, link->workspace_id, contact->id, ENROLLMENT_UNSUBSCRIBED, now, &ended, err) ||
		!enrollment_store_list_of_contact(
			tx, link->workspace_id, contact->id, tx_arena(tx), &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (list[i].campaign_id == link->campaign_id && list[i].status == ENROLLMENT_FINISHED &&
			!enrollment_store_set_status(tx, &list[i], ENROLLMENT_UNSUBSCRIBED, NULL, 0, now, err))
			return false;
	return true;
}

/* Whoever has the link was written to at the address of its hash, which may not be the contact's of today. */
static bool suppress_old_address(struct tx *tx, struct ops *ops, const struct call *call,
	const struct unsubscribe *link, const struct contact *contact, struct error *err)
{
	unsigned char hash[HASH_SIZE];
	struct suppression entry = {.workspace_id = link->workspace_id,
		.kind = SUPPRESSION_ADDRESS,
		.hashed = true,
		.value = "",
		.source = "unsubscribe"};
	const char *full = NULL;
	bool added = false;

	if (contact) {
		compose_address_hash(ops->vault, contact->email_key, hash);
		if (memcmp(hash, link->address_hash, UNSUBSCRIBE_HASH_SIZE) == 0)
			return true;
	}
	if (!suppression_store_find_sent_hash(
		    tx, link->workspace_id, link->campaign_id, link->address_hash, UNSUBSCRIBE_HASH_SIZE, &full, err))
		return false;
	if (!full)
		return true;
	entry.value_key = full;
	if (!suppression_store_add(tx, call->arena, &entry, &added, err))
		return false;
	add_journal(tx, ops, &entry, STOP_SUPPRESS);
	return true;
}

static bool unsubscribe_in(struct tx *tx, struct ops *ops, const struct call *call, const struct unsubscribe *link,
	const struct contact *contact, struct error *err)
{
	struct suppression_new new = {.source = "unsubscribe", .ends_as = ENROLLMENT_UNSUBSCRIBED};
	struct suppression entry;
	bool added = false;

	if (!suppress_old_address(tx, ops, call, link, contact, err))
		return false;
	if (!contact)
		return true;
	new.value = (struct suppression_value){
		.kind = SUPPRESSION_ADDRESS, .value = contact->fields[CONTACT_EMAIL], .key = contact->email_key};
	if (!mark_unsubscribed(tx, ops, link, contact, err) ||
		!suppression_ops_add_tx(tx, ops, call, &new, &entry, &added, err))
		return false;
	return !added ||
		event_store_add(tx,
			&(struct event){.workspace_id = link->workspace_id,
				.type = "contact.unsubscribed",
				.campaign_id = link->campaign_id,
				.contact_id = contact->id},
			err);
}

static bool find_contact(struct tx *tx, struct arena *arena, const struct unsubscribe *link, struct contact *contact,
	bool *found, struct error *err)
{
	*found = contact_store_get(tx, link->workspace_id, link->contact_id, arena, contact, err);
	return *found || err->kind == ERROR_NOT_FOUND;
}

bool suppression_ops_unsubscribe(
	struct ops *ops, struct arena *arena, const char *token, bool *known, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct unsubscribe link;
	struct contact contact;
	struct call call;
	bool found = false;

	*known = compose_unsubscribe_verify(ops->vault, token, &link);
	if (!*known)
		return true;
	call = mailbox_rules_system(link.workspace_id, arena);
	if (!tx_begin(ops->store, &tx, err) || !find_contact(tx, arena, &link, &contact, &found, err) ||
		!unsubscribe_in(tx, ops, &call, &link, found ? &contact : NULL, err) || !tx_commit(tx, err))
		return false;
	if (found)
		stop_fence(
			ops, arena, &(struct suppression_value){.kind = SUPPRESSION_ADDRESS, .key = contact.email_key});
	return true;
}
