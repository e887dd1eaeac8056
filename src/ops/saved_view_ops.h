#pragma once
/*
 * saved_view_ops: a user's own ways of looking at a list, under names.
 */
#include "ops/ops.h"
#include "store/saved_view_store.h"

enum { SAVED_VIEW_MAX_NAME = 60, SAVED_VIEW_MAX_QUERY = 1000 };

/* NULL: unchanged. */
struct saved_view_edit {
	const char *page, *name, *query;
};

/* INVALID on page, name or query; CONFLICT/view_exists when the name is taken on the page, too_many_views. */
MUST_CHECK bool saved_view_ops_add(struct ops *ops, const struct call *call, const struct saved_view_edit *edit,
	struct saved_view *out, struct error *err);
MUST_CHECK bool saved_view_ops_list(struct ops *ops, const struct call *call, const char *page,
	struct saved_view **list, size_t *count, struct error *err);
MUST_CHECK bool saved_view_ops_update(struct ops *ops, const struct call *call, int64_t id,
	const struct saved_view_edit *edit, struct saved_view *out, struct error *err);
MUST_CHECK bool saved_view_ops_delete(struct ops *ops, const struct call *call, int64_t id, struct error *err);
