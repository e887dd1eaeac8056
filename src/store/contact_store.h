#pragma once
/*
 * contact_store: keeps struct contact. An address is one contact of a workspace.
 */
#include "model/contact.h"
#include "store/tx.h"

/* NOT_FOUND/not_found. */
MUST_CHECK bool contact_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct contact *out, struct error *err);
MUST_CHECK bool contact_store_find_by_key(struct tx *tx, int64_t workspace_id, const char *email_key,
	struct arena *arena, struct contact *out, bool *found, struct error *err);

/* Adds the contact; when its address is there already, merges: what is not empty wins, an empty value erases nothing.
 * *contact becomes what is stored (texts in the arena); *added tells which, *changed whether a merge changed anything.
 * Whoever adds tells contact_store_total_add. */
MUST_CHECK bool contact_store_merge(
	struct tx *tx, struct arena *arena, struct contact *contact, bool *added, bool *changed, struct error *err);

/* Writes every field as it is. *updated is false when another contact has the address. */
MUST_CHECK bool contact_store_update(
	struct tx *tx, struct arena *arena, const struct contact *contact, bool *updated, struct error *err);

/* How many emails were sent to this contact. */
MUST_CHECK bool contact_store_count_sends(
	struct tx *tx, int64_t workspace_id, int64_t id, int64_t *count, struct error *err);

/* Deletes the person, from the totals too. What was sent stays, without reference and text. */
MUST_CHECK bool contact_store_erase(struct tx *tx, int64_t workspace_id, int64_t id, struct error *err);

/* By id, above `after`. `search` is a folded part of name, company or address; NULL for all; list_id 0 for all. */
struct contact_filter {
	const char *search;
	int64_t list_id;
};
MUST_CHECK bool contact_store_list(struct tx *tx, int64_t workspace_id, const struct contact_filter *filter,
	int64_t after, int limit, struct arena *arena, struct contact **list, size_t *count, struct error *err);

/* How many contacts there are, on this list or (list_id 0) in all; whoever adds some says so, in the same transaction. */
MUST_CHECK bool contact_store_total(
	struct tx *tx, int64_t workspace_id, int64_t list_id, int64_t *total, struct error *err);
MUST_CHECK bool contact_store_total_add(
	struct tx *tx, int64_t workspace_id, int64_t list_id, int64_t added, struct error *err);

/* Contacts at this address key, or at a domain and its subdomains, above `after`. */
MUST_CHECK bool contact_store_list_of_domain(struct tx *tx, int64_t workspace_id, const char *domain, int64_t after,
	int limit, struct arena *arena, int64_t **ids, size_t *count, struct error *err);

/* Names of custom fields that the newest contacts have, NULL-terminated. */
MUST_CHECK bool contact_store_custom_names(
	struct tx *tx, int64_t workspace_id, struct arena *arena, const char ***names, struct error *err);
