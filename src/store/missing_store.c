#include "store/missing_store.h"

#include <string.h>

#include "store/query.h"

static bool count_fields(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct missing_counts *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	bool has = false;

	if (!query_rows(tx, QUERY_MISSING_FIELDS, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("limit", MISSING_SAMPLE)) ||
		!rows_next(rows, &has, err))
		return false;
	out->contacts = row_int(rows);
	for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
		out->fields[i] = out->contacts - row_int(rows);
	return true;
}

/* Names as they stand in the object that is kept; a quote within a value is escaped there, so that none looks like a name. */
static const char **quote(const char *const *names, size_t count, struct arena *arena)
{
	const char **quoted = ARENA_ARRAY(arena, const char *, count);

	for (size_t i = 0; i < count; i++)
		quoted[i] = arena_printf(arena, "\"%s\":", names[i]);
	return quoted;
}

static bool count_custom(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *const *quoted,
	size_t count, struct missing_counts *out, struct error *err)
{
	OWNED(rows) struct rows *rows = NULL;
	OWNED(arena) struct arena *turn = arena_new();
	bool has = false;

	if (!query_rows(tx, QUERY_MISSING_CUSTOM, &rows, err, BIND_INT("workspace", workspace_id),
		    BIND_INT("campaign", campaign_id), BIND_INT("limit", MISSING_SAMPLE)))
		return false;
	for (;;) {
		const char *custom;

		if (!rows_next(rows, &has, err))
			return false;
		if (!has)
			return true;
		custom = row_text(rows, turn);
		for (size_t i = 0; i < count; i++)
			out->custom[i] += !strstr(custom, quoted[i]);
		arena_reset(turn);
	}
}

bool missing_store_count(struct tx *tx, int64_t workspace_id, int64_t campaign_id, const char *const *custom_names,
	struct arena *arena, struct missing_counts *out, struct error *err)
{
	size_t count = 0;

	while (custom_names[count])
		count++;
	*out = (struct missing_counts){.custom = ARENA_ARRAY(arena, int64_t, count)};
	if (!count_fields(tx, workspace_id, campaign_id, out, err))
		return false;
	return count == 0 ||
		count_custom(tx, workspace_id, campaign_id, quote(custom_names, count, arena), count, out, err);
}
