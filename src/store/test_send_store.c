#include "store/test_send_store.h"

#include "base/check.h"
#include "store/query.h"

bool test_send_store_add(struct tx *tx, struct test_send *test, struct error *err)
{
	test->id = tx_new_id(tx);
	test->status = SEND_CLAIMED;
	test->created_at = store_now(tx_store(tx));
	return query_exec(tx, QUERY_TEST_SEND_ADD, NULL, err, BIND_INT("workspace", test->workspace_id),
		BIND_INT("id", test->id), BIND_INT("campaign", test->campaign_id),
		BIND_INT_OR_NULL("contact", test->contact_id), BIND_INT("mailbox", test->mailbox_id),
		BIND_INT("position", test->position), BIND_TEXT("to_address", test->to), BIND_TEXT("boot", test->boot),
		BIND_INT("epoch", test->epoch), BIND_INT_OR_NULL("by", test->created_by),
		BIND_INT("now", test->created_at));
}

static void read_test(struct rows *rows, struct arena *arena, struct test_send *out)
{
	*out = (struct test_send){.workspace_id = row_int(rows)};
	out->id = row_int(rows);
	out->campaign_id = row_int(rows);
	out->contact_id = row_int(rows);
	out->mailbox_id = row_int(rows);
	out->position = (int)row_int(rows);
	out->to = row_text(rows, arena);
	if (!send_status_parse(row_text(rows, arena), &out->status))
		UNREACHABLE();
	out->boot = row_text(rows, arena);
	out->epoch = row_int(rows);
	out->created_by = row_int(rows);
	out->created_at = row_int(rows);
	out->permit_day = (int)row_int(rows);
	out->ended_at = row_int(rows);
	out->error_code = row_text(rows, arena);
	out->error_text = row_text(rows, arena);
}

bool test_send_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct test_send *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_TEST_SEND_GET, &rows, err, BIND_INT("workspace", workspace_id), BIND_INT("id", id)) ||
		!rows_next(rows, &has, err))
		return false;
	if (!has)
		return error_set(err, ERROR_NOT_FOUND, "not_found", "There is no such test email.");
	read_test(rows, arena, out);
	return true;
}

bool test_send_store_permit(struct tx *tx, const struct test_send *test, bool *changed, struct error *err)
{
	int64_t rows = 0;

	if (!query_exec(tx, QUERY_TEST_SEND_PERMIT, &rows, err, BIND_INT("day", test->permit_day),
		    BIND_INT("workspace", test->workspace_id), BIND_INT("id", test->id)))
		return false;
	*changed = rows > 0;
	return true;
}

bool test_send_store_end(struct tx *tx, const struct test_send *test, struct error *err)
{
	return query_exec(tx, QUERY_TEST_SEND_END, NULL, err, BIND_TEXT("status", send_status_name(test->status)),
		BIND_INT("now", test->ended_at), BIND_TEXT("code", test->error_code),
		BIND_TEXT("text", test->error_text), BIND_INT("workspace", test->workspace_id),
		BIND_INT("id", test->id));
}

bool test_send_store_end_orphans(struct tx *tx, const char *boot, int64_t now, struct error *err)
{
	return query_exec(tx, QUERY_TEST_SEND_END_ORPHANS, NULL, err, BIND_INT("now", now), BIND_TEXT("boot", boot));
}

bool test_send_store_count_since(struct tx *tx, int64_t workspace_id, int64_t since, int64_t *count, struct error *err)
{
	return query_int(tx, QUERY_TEST_SEND_COUNT_SINCE, 0, count, err, BIND_INT("workspace", workspace_id),
		BIND_INT("since", since));
}
