#pragma once
/*
 * list_store: named lists of contacts.
 */
#include "store/tx.h"

struct list {
	int64_t workspace_id, id;
	const char *name;
	int64_t created_at;
	int64_t contacts; /* filled by the list of lists */
};

/* Finds the list of this name (case does not matter) or makes it. */
MUST_CHECK bool list_store_make(struct tx *tx, int64_t workspace_id, const char *name, int64_t *id, struct error *err);
/* *id is 0 when there is none. */
MUST_CHECK bool list_store_find(struct tx *tx, int64_t workspace_id, const char *name, int64_t *id, struct error *err);
/* *added is false when the contact is on it already; else contact_store_total_add is to be told. */
MUST_CHECK bool list_store_add_member(
	struct tx *tx, int64_t workspace_id, int64_t list_id, int64_t contact_id, bool *added, struct error *err);
/* All lists, by name, at most 1000. */
MUST_CHECK bool list_store_list(
	struct tx *tx, int64_t workspace_id, struct arena *arena, struct list **list, size_t *count, struct error *err);
/* Names of the lists a contact is on. */
MUST_CHECK bool list_store_of_contact(struct tx *tx, int64_t workspace_id, int64_t contact_id, struct arena *arena,
	const char ***names, size_t *count, struct error *err);
