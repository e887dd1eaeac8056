#include "ops/saved_view_ops.h"

#include <string.h>

#include "base/text.h"

/* Lists that can be narrowed. */
static const char *const pages[] = {"campaigns", "contacts", "mailboxes"};

static bool check_page(const char *page, struct error *err)
{
	for (size_t i = 0; i < ARRAY_COUNT(pages); i++)
		if (text_equal(page, pages[i]))
			return true;
	return error_invalid(err, "page", "one_of", page, "“page” is one of campaigns, contacts and mailboxes.");
}

static bool check(const struct saved_view *view, struct error *err)
{
	if (text_is_empty(view->name))
		return error_invalid(err, "name", "required", NULL, "Give the view a name.");
	if (strlen(view->name) > SAVED_VIEW_MAX_NAME)
		return error_invalid(
			err, "name", "max_length", NULL, "“name” can be at most %d bytes long.", SAVED_VIEW_MAX_NAME);
	if (strlen(view->query) > SAVED_VIEW_MAX_QUERY)
		return error_invalid(err, "query", "max_length", NULL, "“query” can be at most %d bytes long.",
			SAVED_VIEW_MAX_QUERY);
	return true;
}

static bool require_user(const struct call *call, struct error *err)
{
	return call->actor.user_id ||
		error_set(err, ERROR_DENIED, "no_user", "Views belong to a user: sign in, or use a user's key.");
}

static bool name_taken(const struct saved_view *view, struct error *err)
{
	return error_set(err, ERROR_CONFLICT, "view_exists", "You have a view called “%.100s” here.", view->name);
}

bool saved_view_ops_add(struct ops *ops, const struct call *call, const struct saved_view_edit *edit,
	struct saved_view *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t count = 0;
	bool added = false;

	*out = (struct saved_view){.workspace_id = call->workspace_id,
		.user_id = call->actor.user_id,
		.page = edit->page,
		.name = text_trim(call->arena, edit->name ? edit->name : ""),
		.query = edit->query ? edit->query : ""};
	if (!require_user(call, err) || !check_page(out->page, err) || !check(out, err) ||
		!tx_begin(ops->store, &tx, err) ||
		!saved_view_store_count(tx, call->workspace_id, out->user_id, &count, err))
		return false;
	if (count >= SAVED_VIEW_MAX)
		return error_set(
			err, ERROR_CONFLICT, "too_many_views", "You have %d views. Delete one first.", SAVED_VIEW_MAX);
	if (!saved_view_store_add(tx, out, &added, err))
		return false;
	return added ? tx_commit(tx, err) : name_taken(out, err);
}

bool saved_view_ops_list(struct ops *ops, const struct call *call, const char *page, struct saved_view **list,
	size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return check_page(page, err) && tx_read(ops->store, &tx, err) &&
		saved_view_store_list(tx, call->workspace_id, call->actor.user_id, page, call->arena, list, count, err);
}

bool saved_view_ops_update(struct ops *ops, const struct call *call, int64_t id, const struct saved_view_edit *edit,
	struct saved_view *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t same = 0;

	if (!tx_begin(ops->store, &tx, err) ||
		!saved_view_store_get(tx, call->workspace_id, call->actor.user_id, id, call->arena, out, err))
		return false;
	if (edit->name)
		out->name = text_trim(call->arena, edit->name);
	if (edit->query)
		out->query = edit->query;
	if (!check(out, err) || !saved_view_store_find(tx, out, &same, err))
		return false;
	if (same && same != id)
		return name_taken(out, err);
	return saved_view_store_update(tx, out, err) && tx_commit(tx, err);
}

bool saved_view_ops_delete(struct ops *ops, const struct call *call, int64_t id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct saved_view view;

	return tx_begin(ops->store, &tx, err) &&
		saved_view_store_get(tx, call->workspace_id, call->actor.user_id, id, call->arena, &view, err) &&
		saved_view_store_delete(tx, call->workspace_id, call->actor.user_id, id, err) && tx_commit(tx, err);
}
