#include "store/contact_store.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "model/company_domain.h"
#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/id_rows.h"
#include "store/like.h"
#include "store/query.h"

enum { CUSTOM_SAMPLE = 500, CUSTOM_MAX_NAMES = 1000 };

/* email is CONTACT_EMAIL, the others follow in the order of the field table, in the queries too. */
static void read_row(struct rows *rows, struct arena *arena, struct contact *out)
{
	out->workspace_id = row_int(rows);
	out->id = row_int(rows);
	out->email_key = row_text(rows, arena);
	out->domain = row_text(rows, arena);
	for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
		out->fields[i] = row_text(rows, arena);
	out->custom = row_text(rows, arena);
	out->import_id = row_int(rows);
	out->created_at = row_int(rows);
	out->updated_at = row_int(rows);
}

static bool read_one(struct rows *rows, struct arena *arena, struct contact *out, bool *found, struct error *err)
{
	if (!rows_next(rows, found, err))
		return false;
	if (*found)
		read_row(rows, arena, out);
	return true;
}

bool contact_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct contact *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool found = false;

	if (!query_rows(tx, QUERY_CONTACT_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)) ||
		!read_one(rows, arena, out, &found, err))
		return false;
	return found || error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such contact.");
}

bool contact_store_find_by_key(struct tx *tx, int64_t workspace_id, const char *email_key, struct arena *arena,
	struct contact *out, bool *found, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_CONTACT_FIND_BY_KEY, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_TEXT("email_key", email_key)) &&
		read_one(rows, arena, out, found, err);
}

enum { FIELD_BINDS = CONTACT_FIELD_COUNT + 6, BINDS_MAX = FIELD_BINDS + 4 };

/* What adding and updating have in common; returns how many binds there are. */
static size_t bind_contact(struct bind *binds, const struct contact *contact, int64_t now, struct arena *arena)
{
	size_t count = 0;

	binds[count++] = BIND_INT("workspace", contact->workspace_id);
	binds[count++] = BIND_INT("id", contact->id);
	binds[count++] = BIND_TEXT("email", contact->fields[CONTACT_EMAIL]);
	binds[count++] = BIND_TEXT("email_key", contact->email_key);
	binds[count++] = BIND_TEXT("domain", contact->domain);
	for (size_t i = CONTACT_EMAIL + 1; i < CONTACT_FIELD_COUNT; i++)
		binds[count++] = BIND_TEXT(contact_field_name((enum contact_field)i), contact->fields[i]);
	binds[count++] = BIND_TEXT("custom", text_is_empty(contact->custom) ? "{}" : contact->custom);
	binds[count++] = BIND_TEXT("search_key", contact_search_key(contact, arena));
	binds[count++] = BIND_INT("now", now);
	return count;
}

static bool insert(struct tx *tx, struct arena *arena, struct contact *contact, bool *added, struct error *err)
{
	struct bind binds[BINDS_MAX] = {0};
	int64_t changed = 0;
	size_t count;

	contact->id = tx_new_id(tx);
	contact->created_at = contact->updated_at = store_now(tx_store(tx));
	if (text_is_empty(contact->custom))
		contact->custom = "{}";
	count = bind_contact(binds, contact, contact->created_at, arena);
	binds[count] = BIND_INT_OR_NULL("import", contact->import_id);
	if (!query_exec_binds(tx, QUERY_CONTACT_ADD, binds, &changed, err))
		return false;
	*added = changed > 0;
	return true;
}

/* Both objects hold texts; the newer one's values win, its empty ones were left out when it was cleaned. */
static const char *merge_custom(struct arena *arena, const char *old, const char *new)
{
	json_t *into = json_loads(old, 0, NULL), *from = json_loads(new, 0, NULL);
	const char *merged = old;
	char *text = NULL;

	if (json_is_object(into) && json_is_object(from) && json_object_update(into, from) == 0 &&
		json_object_size(into) <= CONTACT_CUSTOM_MAX_FIELDS)
		text = json_dumps(into, JSON_COMPACT | JSON_SORT_KEYS);
	if (text)
		merged = arena_text(arena, text);
	free(text);
	json_decref(into);
	json_decref(from);
	return merged;
}

/* Takes into `old` what `contact` knows better. Returns whether anything changed. */
static bool merge_into(struct arena *arena, struct contact *old, const struct contact *contact)
{
	bool changed = false;

	for (size_t i = CONTACT_EMAIL + 1; i < CONTACT_FIELD_COUNT; i++) {
		if (text_is_empty(contact->fields[i]) || text_equal(old->fields[i], contact->fields[i]))
			continue;
		old->fields[i] = contact->fields[i];
		changed = true;
	}
	if (!text_is_empty(contact->custom) && strcmp(contact->custom, "{}") != 0) {
		const char *custom = merge_custom(arena, old->custom, contact->custom);

		changed = changed || strcmp(custom, old->custom) != 0;
		old->custom = custom;
	}
	return changed;
}

bool contact_store_merge(
	struct tx *tx, struct arena *arena, struct contact *contact, bool *added, bool *changed, struct error *err)
{
	struct contact old;
	bool found = false;

	*added = *changed = false;
	if (!insert(tx, arena, contact, added, err))
		return false;
	if (*added)
		return true;
	if (!contact_store_find_by_key(tx, contact->workspace_id, contact->email_key, arena, &old, &found, err))
		return false;
	ASSERT(found);
	*changed = merge_into(arena, &old, contact);
	*contact = old;
	return !*changed || contact_store_update(tx, arena, contact, &found, err);
}

bool contact_store_update(
	struct tx *tx, struct arena *arena, const struct contact *contact, bool *updated, struct error *err)
{
	const char *company = company_domain(contact->domain);
	struct bind binds[BINDS_MAX] = {0};
	int64_t changed = 0;

	binds[bind_contact(binds, contact, store_now(tx_store(tx)), arena)] = BIND_TEXT(
		"company_domain", company ? company : "");
	if (!query_exec_binds(tx, QUERY_CONTACT_UPDATE, binds, &changed, err))
		return false;
	*updated = changed > 0;
	return true;
}

bool contact_store_count_sends(struct tx *tx, int64_t workspace_id, int64_t id, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_CONTACT_COUNT_SENDS, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("contact", id));
}

/* Takes the contact out of the totals of every campaign it is in; its enrollments go with it. */
static bool discount(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err)
{
	struct enrollment *list = NULL;
	size_t count = 0;

	if (!enrollment_store_list_of_contact(tx, workspace_id, id, tx_arena(tx), &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct enrollment *was = &list[i];
		bool is_live = was->status == ENROLLMENT_LIVE || was->status == ENROLLMENT_REVIEW;
		struct campaign_counts delta = {
			.contacts = -1,
			.live = -is_live,
			.unassigned = -(is_live && !was->mailbox_id),
			.replied = -(was->status == ENROLLMENT_REPLIED),
			.bounced = -(was->status == ENROLLMENT_BOUNCED),
			.unsubscribed = -(was->status == ENROLLMENT_UNSUBSCRIBED),
			.failed = -(was->status == ENROLLMENT_FAILED),
		};

		if (is_live && was->mailbox_id &&
			!campaign_store_mailbox_waiting_add(
				tx, workspace_id, was->campaign_id, was->mailbox_id, -1, err))
			return false;
		if (!campaign_store_count(tx, workspace_id, was->campaign_id, &delta, err))
			return false;
	}
	return true;
}

bool contact_store_erase(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err)
{
	static const enum query_name forget[] = {QUERY_CONTACT_TOTAL_FORGET, QUERY_TRACKING_FORGET_EVENTS,
		QUERY_TRACKING_FORGET_SENDS, QUERY_CONTACT_FORGET_SENDS, QUERY_CONTACT_FORGET_INCOMING};

	if (!discount(tx, workspace_id, id, err))
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(forget); i++)
		if (!query_exec(tx, forget[i], NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("contact", id)))
			return false;
	return query_exec(tx, QUERY_CONTACT_DELETE, NULL, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id));
}

static bool read_all(
	struct rows *rows, int limit, struct arena *arena, struct contact **list, size_t *count, struct error *err)
{
	struct contact *found = ARENA_ARRAY(arena, struct contact, limit);
	bool has = false;

	*count = 0;
	while (*count < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		read_row(rows, arena, &found[(*count)++]);
	}
	*list = found;
	return true;
}

bool contact_store_list(struct tx *tx, int64_t workspace_id, const struct contact_filter *filter, int64_t after,
	int limit, struct arena *arena, struct contact **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	const char *pattern = like_contains(arena, filter->search);
	bool started;

	if (filter->list_id)
		started = query_rows(tx, QUERY_CONTACT_LIST_OF_LIST, &rows, err, BIND_INT("workspace", workspace_id),
			BIND_INT("list", filter->list_id), BIND_INT("after", after), BIND_TEXT("pattern", pattern),
			BIND_INT("limit", limit));
	else
		started = query_rows(tx, QUERY_CONTACT_LIST, &rows, err, BIND_INT("workspace", workspace_id),
			BIND_INT("after", after), BIND_TEXT("pattern", pattern), BIND_INT("limit", limit));
	return started && read_all(rows, limit, arena, list, count, err);
}

bool contact_store_total(struct tx *tx, int64_t workspace_id, int64_t list_id, int64_t *total, struct error *err)
{
	return query_int(tx, QUERY_CONTACT_TOTAL_GET, 0, total, err, BIND_INT("workspace", workspace_id),
		BIND_INT("list", list_id));
}

bool contact_store_total_add(struct tx *tx, int64_t workspace_id, int64_t list_id, int64_t added, struct error *err)
{
	return added == 0 ||
		query_exec(tx, QUERY_CONTACT_TOTAL_ADD, NULL, err, BIND_INT("workspace", workspace_id),
			BIND_INT("list", list_id), BIND_INT("added", added));
}

bool contact_store_list_of_domain(struct tx *tx, int64_t workspace_id, const char *domain, int64_t after, int limit,
	struct arena *arena, int64_t **ids, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;

	return query_rows(tx, QUERY_CONTACT_LIST_OF_DOMAIN, &rows, err, BIND_INT("workspace", workspace_id),
		       BIND_TEXT("domain", domain),
		       BIND_TEXT("subdomains", like_ends(arena, arena_printf(arena, ".%s", domain))),
		       BIND_INT("after", after), BIND_INT("limit", limit)) &&
		id_rows_read(rows, arena, ids, count, err);
}

static bool is_listed(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void add_names(const char *custom, struct arena *arena, const char **names, size_t *count)
{
	json_t *object = json_loads(custom, 0, NULL);
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value) {
		if (*count < CUSTOM_MAX_NAMES && !is_listed(names, *count, name))
			names[(*count)++] = arena_text(arena, name);
	}
	json_decref(object);
}

bool contact_store_custom_names(
	struct tx *tx, int64_t workspace_id, struct arena *arena, const char ***names, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t count = 0;
	bool has = false;

	*names = ARENA_ARRAY(arena, const char *, CUSTOM_MAX_NAMES + 1);
	if (!query_rows(tx, QUERY_CONTACT_LIST_CUSTOM, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("limit", CUSTOM_SAMPLE)))
		return false;
	for (;;) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			return true;
		add_names(row_text(rows, arena), arena, *names, &count);
	}
}
