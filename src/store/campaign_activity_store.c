#include "store/campaign_activity_store.h"

#include "base/id.h"
#include "store/query.h"

static void read_row(struct rows *rows, struct arena *arena, struct campaign_activity *out)
{
	out->id = row_int(rows);
	out->actor_kind = row_text(rows, arena);
	out->actor_id = row_int(rows);
	out->action = row_text(rows, arena);
	out->data = row_text(rows, arena);
	out->mailbox_id = row_int(rows);
	out->created_at = row_int(rows);
}

bool campaign_activity_store_list(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t before, int limit,
	struct arena *arena, struct campaign_activity **list, size_t *count, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	char object[ID_TEXT_SIZE];
	bool has = true;

	*count = 0;
	*list = ARENA_ARRAY(arena, struct campaign_activity, limit);
	id_format(ID_CAMPAIGN, campaign_id, object);
	if (!query_rows(tx, QUERY_CAMPAIGN_ACTIVITY_LIST, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_TEXT("object", object), BIND_INT("campaign", campaign_id),
		    BIND_INT("before", before ? before : INT64_MAX), BIND_INT("limit", limit)))
		return false;
	while (*count < (size_t)limit) {
		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			break;
		read_row(rows, arena, &(*list)[(*count)++]);
	}
	return true;
}
