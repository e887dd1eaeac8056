#pragma once
/*
 * saved_view_store: the ways in which a user narrows a list, each under a name. They are nobody else's.
 */
#include "store/tx.h"

enum { SAVED_VIEW_MAX = 100 }; /* of one user */

struct saved_view {
	int64_t workspace_id, id, user_id;
	const char *page, *name;
	const char *query; /* as it stands behind the "?" of the page's address */
	int64_t created_at;
};

/* Sets id and created_at. *added is false when the user has one of this name on the page. */
MUST_CHECK bool saved_view_store_add(struct tx *tx, struct saved_view *view, bool *added, struct error *err);
/* By name. */
MUST_CHECK bool saved_view_store_list(struct tx *tx, int64_t workspace_id, int64_t user_id, const char *page,
	struct arena *arena, struct saved_view **list, size_t *count, struct error *err);
/* NOT_FOUND/not_found for one that is another user's, too. */
MUST_CHECK bool saved_view_store_get(struct tx *tx, int64_t workspace_id, int64_t user_id, int64_t id,
	struct arena *arena, struct saved_view *out, struct error *err);
/* The id of the user's view of this name on the page; 0: there is none. */
MUST_CHECK bool saved_view_store_find(struct tx *tx, const struct saved_view *view, int64_t *id, struct error *err);
MUST_CHECK bool saved_view_store_count(
	struct tx *tx, int64_t workspace_id, int64_t user_id, int64_t *count, struct error *err);
/* Writes name and query. */
MUST_CHECK bool saved_view_store_update(struct tx *tx, const struct saved_view *view, struct error *err);
MUST_CHECK bool saved_view_store_delete(
	struct tx *tx, int64_t workspace_id, int64_t user_id, int64_t id, struct error *err);
